//! Finding the MeTTa in many Rholang documents: on one thread and on all, document by document in the same order.

use std::fmt::Write;
use std::sync::Arc;

use heddle::language::embedded::{Region, detect};
use heddle::language::rholang::{self, Tree};
use heddle::sync::fork_join::Pool;
use heddle::sync::thread::available_parallelism;

use super::measure::{interleaved, once, per, ratio};
use super::table::Table;

const DOCUMENTS: usize = 1_200;
const ROUNDS: usize = 7;

type Parsed = (Arc<str>, Tree);

/// A document of about 5 KB with regions by every way and strings that are none; documents differ in length, as files do.
fn document(number: usize) -> String {
    let mut text = String::from("new compile(`rho:metta:compile`), out(`rho:io:stdout`), queue in {\n");
    for block in 0..6 + number % 12 {
        let _ = write!(
            text,
            "  contract @\"f{number}_{block}\"(@x, ret) = {{ ret!(x + {block}) | out!(\"no program (at all)\") }} |\n\
             \x20 compile!(\"(= (f{block} $x)\n    (if (> $x 0) (g{block} (- $x 1)) \\\"done\\\"))\n  (: f{block} (-> Number Number))\") |\n\
             \x20 // @metta\n  queue!(\"!(f{block} \" ++ *out ++ \")\", [1, 2, {{\"key\": {block}}}]) |\n\
             \x20 @\"rho:metta:eval\"!([\"!(g{block} 1)\", \"(fact {number} {block})\"]) |\n"
        );
    }
    text.push_str("  for (@v, @_ <- queue) { compile!(v) }\n}\n");
    text
}

fn regions(parsed: &Parsed) -> Vec<Region> {
    detect(&parsed.0, &parsed.1, |_| None)
}

/// What was found, document by document.
fn found(pool: &Pool, documents: &Arc<Vec<Parsed>>) -> Vec<Vec<u64>> {
    let documents = Arc::clone(documents);
    let numbers: Vec<usize> = (0..documents.len()).collect();
    let find = move |_, number: usize| regions(&documents[number]).iter().map(|region| region.id).collect();
    pool.map(numbers, find)
}

/// Puts the figures into `table`.
pub fn measure(table: &mut Table) {
    let parse = |number| {
        let text: Arc<str> = document(number).into();
        let tree = rholang::parse(&text);
        (text, tree)
    };
    let documents: Arc<Vec<Parsed>> = Arc::new((0..DOCUMENTS).map(parse).collect());
    let bytes: usize = documents.iter().map(|(text, _)| text.len()).sum();
    let threads = available_parallelism();
    let (one, all) = (Pool::new(1), Pool::new(threads));

    let expected: Vec<Vec<u64>> =
        documents.iter().map(|parsed| regions(parsed).iter().map(|region| region.id).collect()).collect();
    let count: usize = expected.iter().map(Vec::len).sum();
    assert!(count >= 3 * DOCUMENTS, "{count} regions only");
    assert!(found(&all, &documents) == expected, "the order of documents is not kept");

    let [sequential, parallel] = interleaved(
        ROUNDS,
        [&mut || drop(std::hint::black_box(found(&one, &documents))), &mut || {
            drop(std::hint::black_box(found(&all, &documents)))
        }],
    );
    let (parsing, _) = once(|| documents.iter().map(|(text, _)| rholang::parse(text)).collect::<Vec<Tree>>());
    table.note("documents, regions, bytes", format!("{DOCUMENTS}, {count}, {bytes}"));
    table.note(
        "detection and analysis of the regions, one thread",
        format!(
            "{:.0} ns a region, {:.2} of the time of parsing",
            per(sequential.cpu, count),
            ratio(sequential.cpu, parsing.cpu)
        ),
    );
    table.note(
        &format!("the same on {threads} threads: times faster"),
        format!(
            "{:.2} (CPU time: {:.2} of one thread's)",
            ratio(sequential.wall, parallel.wall),
            ratio(parallel.cpu, sequential.cpu)
        ),
    );
}
