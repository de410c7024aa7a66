//! What an analysis costs: MB/s of CPU time on one core, how the time grows with the text, what is held of it.

use std::fmt::Write as _;
use std::sync::Arc;

use heddle::language::{Analysis, LanguageId, analyze};

use super::measure::{interleaved, ratio};
use super::table::Table;
use super::workspace;

const ROUNDS: usize = 5;

/// Measures both languages: at least 20 MB/s, at most 12 times the time for 10 times the text.
pub fn measure(table: &mut Table) {
    for (language, text) in
        [(LanguageId::Metta, metta as fn(usize, usize) -> String), (LanguageId::Rholang, rholang)]
    {
        let files: Vec<Arc<str>> = (0..500).map(|file| text(file, 100).into()).collect();
        let rate = rate(language, &files);
        let size = files.iter().map(|file| file.len()).sum::<usize>() as f64 / 1e6;
        table.at_least(
            &format!("{language}: 500 files of 100 definitions ({size:.1} MB)"),
            rate,
            20.0,
            "MB/s",
        );
        let held: usize = files.iter().map(|file| held(&analyze(language, file))).sum();
        let held = format!("{:.1} B", held as f64 / size / 1e6);
        table.note(&format!("{language}: held, for each byte of text"), held);
    }
    let lines = |text: String| text.replace('\n', " ");
    for (language, what, small, large) in [
        (LanguageId::Metta, "definitions", metta(0, 2_000), metta(0, 20_000)),
        (LanguageId::Metta, "one line", lines(facts(4_000)), lines(facts(40_000))),
        (LanguageId::Metta, "nested calls", nested("(f ", ")", 10_000), nested("(f ", ")", 100_000)),
        (
            LanguageId::Metta,
            "nested `let`",
            nested("(let $x $x ", ")", 10_000),
            nested("(let $x $x ", ")", 100_000),
        ),
        (
            LanguageId::Metta,
            "forms that are never closed",
            "(= (f $x) (g $x\n".repeat(4_000),
            "(= (f $x) (g $x\n".repeat(40_000),
        ),
        (LanguageId::Rholang, "definitions", rholang(0, 2_000), rholang(0, 20_000)),
        (
            LanguageId::Rholang,
            "one line",
            rholang(0, 2_000).replace("// ", "").replace('\n', " "),
            rholang(0, 20_000).replace("// ", "").replace('\n', " "),
        ),
        (LanguageId::Rholang, "nested blocks", nested("{", "}", 10_000), nested("{", "}", 100_000)),
        (
            LanguageId::Rholang,
            "nested `new`",
            nested("new x in { x!(1) | ", "}", 10_000),
            nested("new x in { x!(1) | ", "}", 100_000),
        ),
        (
            LanguageId::Rholang,
            "blocks that are never closed",
            "new x in { x!(1) |\n".repeat(4_000),
            "new x in { x!(1) |\n".repeat(40_000),
        ),
    ] {
        let bytes = large.len() as f64 / small.len() as f64;
        let (small, large): (Arc<str>, Arc<str>) = (small.into(), large.into());
        let times = (2 << 20) / large.len() + 1;
        let mut few = || (0..10 * times).for_each(|_| drop(std::hint::black_box(analyze(language, &small))));
        let mut many = || (0..times).for_each(|_| drop(std::hint::black_box(analyze(language, &large))));
        let [few, many] = interleaved(ROUNDS, [&mut few, &mut many]);
        let growth = ratio(many.cpu, few.cpu) * 100.0 / bytes;
        table.at_most(&format!("{language}: time for 10x the text: {what}"), growth, 12.0, "x");
    }
}

/// MB/s of CPU time.
fn rate(language: LanguageId, files: &[Arc<str>]) -> f64 {
    let bytes: usize = files.iter().map(|file| file.len()).sum();
    let mut work = || files.iter().for_each(|file| drop(std::hint::black_box(analyze(language, file))));
    let [cost] = interleaved(ROUNDS, [&mut work]);
    bytes as f64 / 1e6 / cost.cpu.as_secs_f64()
}

/// What an analysis holds beside the text, by the lengths of its tables.
fn held(analysis: &Analysis) -> usize {
    fn of<T>(table: &[T]) -> usize {
        std::mem::size_of_val(table)
    }
    let keys = analysis.keys().iter().map(|(key, text)| text.len() + 8 + of(analysis.keys().sites(key)));
    of(analysis.scopes())
        + of(analysis.symbols())
        + of(analysis.occurrences())
        + of(analysis.definitions())
        + of(analysis.calls())
        + of(analysis.imports())
        + keys.sum::<usize>()
}

fn metta(file: usize, definitions: usize) -> String {
    workspace::text(file, definitions, 1)
}

fn facts(count: usize) -> String {
    workspace::facts(count)
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

/// A file of contracts, each of which sends to another one.
fn rholang(file: usize, contracts: usize) -> String {
    let mut out = format!("// module {file}\nnew out(`rho:io:stdout`) in {{\n");
    for contract in 0..contracts {
        let other = (contract * 7 + 3) % contracts;
        let _ = match contract % 4 {
            3 => writeln!(
                out,
                "  @\"fact_{file}_{contract}\"!({{\"name\": \"n{contract}\", \"size\": {contract}}}) |"
            ),
            _ => writeln!(
                out,
                "  contract @\"f_{file}_{contract}\"(@\"run\", @x, ret) = {{ new r in {{ @\"f_{file}_{other}\"!(\"run\", x, *r) | for (@v <- r) {{ ret!(v + {contract}) }} }} }} |"
            ),
        };
    }
    out += "  out!(\"ready\")\n}\n";
    out
}
