//! How fast texts become atoms, on one core, constants interned: MB/s of CPU time, and how the time grows with the text.
//!
//! `cargo bench --bench reader`. Baseline: one pass over the bytes with `memchr` for line ends, the floor of anything that
//! touches each byte.

#[path = "support/mod.rs"]
mod support;

use heddle::language::metta::{Reading, read};
use support::measure::{interleaved, once, ratio};
use support::table::Table;
use support::workspace;

const ROUNDS: usize = 9;

fn main() {
    let files: Vec<String> = (0..1000).map(|index| workspace::text(index, 100, 1)).collect();
    let library: String = files.iter().take(1000).map(String::as_str).collect();
    let facts = workspace::facts(100_000);
    let line = single_line(4 << 20);
    let deep = deep(100_000);
    let wild = wild(4 << 20);
    let broken = wild.replace(";;", ")");
    let mut table = Table::default();
    let mut speed = |what: &str, texts: &[&str]| {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        // Small texts several times, so that the clock sees them.
        let times = (4 << 20) / bytes.max(1) + 1;
        let mut work = || {
            for text in texts.iter().cycle().take(times * texts.len()) {
                std::hint::black_box(read(text));
            }
        };
        let [cost] = interleaved(ROUNDS, [&mut work]);
        let rate = (bytes * times) as f64 / 1e6 / cost.cpu.as_secs_f64();
        table.at_least(&format!("{what} ({:.1} MB)", bytes as f64 / 1e6), rate, 80.0, "MB/s");
    };
    speed("1,000 files of 100 definitions", &files.iter().map(String::as_str).collect::<Vec<_>>());
    speed("the same as one file", &[&library]);
    speed("100,000 facts", &[&facts]);
    speed("one line", &[&line]);
    speed("100,000 nested parentheses", &[&deep]);
    speed("strings with escapes, comments, floats, wide characters", &[&wild]);
    speed("the same with a stray `)` in many lines", &[&broken]);

    for (what, small, large) in [
        ("10,000 facts, then 100,000", workspace::facts(10_000), workspace::facts(100_000)),
        ("100,000 facts, then 1,000,000", workspace::facts(100_000), workspace::facts(1_000_000)),
        ("one line of 0.4 MB, then 4 MB", single_line(400 << 10), single_line(4000 << 10)),
        ("definitions of 0.4 MB, then 4 MB", files[..100].concat(), library.clone()),
        ("nested parentheses", self::deep(100_000), self::deep(1_000_000)),
        ("forms that are never closed", "(a (b \"c\n".repeat(20_000), "(a (b \"c\n".repeat(200_000)),
    ] {
        let growth = growth(&small, &large);
        let bytes = large.len() as f64 / small.len() as f64;
        table.at_most(&format!("time for 10x the text: {what}"), growth * 10.0 / bytes, 12.0, "x");
    }
    let reading = read(&library);
    let words = |reading: &Reading| reading.words.len() * 4 + reading.forms.len() * 16;
    let share = words(&reading) as f64 / library.len() as f64;
    table.note("bytes of words and forms per byte of text", format!("{share:.2}"));
    let (floor, _) = once(|| memchr::memchr_iter(b'\n', library.as_bytes()).count());
    table.note(
        "floor: looking for line ends",
        format!("{:.0} MB/s", library.len() as f64 / 1e6 / floor.cpu.as_secs_f64()),
    );
    table.print("Reader");
}

/// CPU time of the large text over that of the small one. All results of ten small readings are kept until the end, so
/// that both sides use as much memory: what the system takes for a fresh page is the same for both.
fn growth(small: &str, large: &str) -> f64 {
    let mut ten_small = || {
        std::hint::black_box((0..10).map(|_| read(small)).collect::<Vec<_>>());
    };
    let mut one_large = || {
        std::hint::black_box(read(large));
    };
    let [ten, one] = interleaved(ROUNDS, [&mut ten_small, &mut one_large]);
    ratio(one.cpu, ten.cpu) * 10.0
}

/// One expression of `bytes` bytes without a line end.
fn single_line(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 32);
    text.push('(');
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&format!("(p{} $x {number}) ", number % 1000));
    }
    text.push(')');
    text
}

/// `depth` expressions one in the other.
fn deep(depth: usize) -> String {
    format!("{}a{}", "(".repeat(depth), ")".repeat(depth))
}

/// Everything that is slower than plain words.
fn wild(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&format!(
            ";; naïve comment {number}\n(= (größe-{number} $λ $\u{1F600}x) (concat \"line\\n{number}\\u{{3bb}}\" {number}.25 -{number}e3 ; why\n  (if (> $λ 0) True ∀→∃)))\n"
        ));
    }
    text
}
