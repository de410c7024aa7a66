//! What evaluation costs: CPU time of a whole run, library, reading and printing included.
//!
//! `cargo bench --bench evaluation [-- programs] [-- copies] [-- scaling] [-- memory] [-- threads]`. Each program is run as a
//! text in a session of its own, and what it prints is compared with what it must print. A *copy* is the same program with
//! other names, its rules and the arguments of its functions in another order: what makes the original fast must not
//! depend on how it is written. Copies and originals run in turn; figures are medians.

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::ops::ControlFlow;

use heddle::evaluation::program::{Ending, Options, Session, Source};
use support::measure::{interleaved, peak_mib, ratio};
use support::table::Table;

const ROUNDS: usize = 5;

/// A program, what its last line must be, and the seconds of CPU time that it may take.
struct Program {
    name: &'static str,
    text: String,
    prints: String,
    at_most: f64,
    /// The same with other names and in another order.
    copy: Option<String>,
}

/// Fills a table.
type Measure = fn(&mut Table);

fn main() {
    let mut arguments = std::env::args().skip(1);
    if let Some("--alone") = arguments.next().as_deref() {
        return alone(&arguments.next().unwrap_or_default());
    }
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let measures: [(&str, Measure); 5] = [
        ("programs", programs),
        ("copies", copies),
        ("scaling", scaling),
        ("memory", memory),
        ("threads", threads::measure),
    ];
    for (name, measure) in measures {
        if wanted.is_empty() || wanted.iter().any(|other| other == name) {
            let mut table = Table::default();
            measure(&mut table);
            table.print(&format!("Evaluation: {name}"));
        }
    }
}

/// The last line that the program prints.
fn run(text: &str) -> String {
    let mut last = String::new();
    let mut session = Session::new(Options::default(), |_| {});
    let ending = session.run(&Source::text("bench", text), |report| {
        last = report.outcome.line();
        ControlFlow::Continue(())
    });
    assert_eq!(ending, Ending::Completed, "{last}");
    last
}

fn programs(table: &mut Table) {
    for program in all() {
        let mut work = || assert_eq!(run(&program.text), program.prints, "{}", program.name);
        let [cost] = interleaved(ROUNDS, [&mut work]);
        table.at_most(program.name, cost.cpu.as_secs_f64(), program.at_most, "s");
    }
}

fn copies(table: &mut Table) {
    for program in all() {
        let Some(copy) = &program.copy else { continue };
        let mut original = || drop(run(&program.text));
        let mut renamed = || assert_eq!(run(copy), program.prints, "{}", program.name);
        let [first, second] = interleaved(ROUNDS, [&mut original, &mut renamed]);
        table.at_most(
            &format!("{}: a copy / the original", program.name),
            ratio(second.cpu, first.cpu),
            1.10,
            "x",
        );
    }
}

/// Ten times the work takes about ten times the time: what is quadratic shows.
fn scaling(table: &mut Table) {
    let pairs = [
        ("tail loop, 10,000 and 100,000", looping(10_000), looping(100_000)),
        ("recursion, 10,000 and 100,000 deep", recursion(10_000), recursion(100_000)),
        ("tuple, 10,000 and 100,000 members", tuple(10_000), tuple(100_000)),
        ("rules, 2,000 and 20,000", many_rules(2_000), many_rules(20_000)),
        ("rules added while running, 500 and 5,000", memory_of_calls(500), memory_of_calls(5_000)),
        ("typed numbers (S (S ..)), 1,000 and 10,000 deep", typed(1_000), typed(10_000)),
    ];
    for (name, small, large) in pairs {
        let [few, many] = interleaved(ROUNDS, [&mut || drop(run(&small)), &mut || drop(run(&large))]);
        table.at_most(&format!("{name}: time"), ratio(many.cpu, few.cpu), 12.0, "x");
    }
}

/// Each in a process of its own: the peak is that of the process.
fn memory(table: &mut Table) {
    for (name, limit) in [("empty", 10.0), ("recursion", 100.0), ("loop", 20.0), ("longer loop", 20.0)] {
        let alone = std::env::current_exe()
            .ok()
            .and_then(|bench| std::process::Command::new(bench).args(["--alone", name]).output().ok());
        let peak = alone.and_then(|output| String::from_utf8(output.stdout).ok()?.trim().parse().ok());
        match peak {
            Some(peak) => table.at_most(&format!("{name}: largest resident set"), peak, limit, "MiB"),
            None => table.note(name, "no figure"),
        }
    }
}

fn alone(name: &str) {
    let text = match name {
        "recursion" => recursion(100_000),
        "loop" => looping(100_000),
        "longer loop" => looping(1_000_000),
        _ => String::new(),
    };
    drop(run(&text));
    println!("{}", peak_mib());
}

fn all() -> Vec<Program> {
    let program = |name, at_most, text: &str, prints: &str, copy: Option<&str>| Program {
        name,
        text: text.into(),
        prints: prints.into(),
        at_most,
        copy: copy.map(Into::into),
    };
    vec![
        program("empty script", 0.010, "", "", None),
        program(
            "fib 25",
            0.30,
            &format!("{FIB} !(fib 25)"),
            "[75025]",
            Some(&*format!("{FIB_COPY} !(rabbits 25)")),
        ),
        program(
            "fib 25, typed",
            0.30,
            &format!("(: fib (-> Number Number)) {FIB} !(fib 25)"),
            "[75025]",
            None,
        ),
        program("fib 25, by clauses", 0.30, &format!("{FIB_CLAUSES} !(fib 25)"), "[75025]", None),
        program("fib 30", 3.0, &format!("{FIB} !(fib 30)"), "[832040]", None),
        program(
            "queens 6",
            0.15,
            QUEENS,
            "[((5 3 1 6 4 2) (4 1 5 2 6 3) (3 6 2 5 1 4) (2 4 6 1 3 5))]",
            Some(QUEENS_COPY),
        ),
        program("peano 20 x 20", 0.05, &peano(20), "[400]", Some(&*peano_copy(20))),
        program("peano 40 x 40", 0.30, &peano(40), "[1600]", Some(&*peano_copy(40))),
        program(
            "backward chaining, 1,024 facts, depth 9",
            0.10,
            &chaining(),
            "[512]",
            Some(&*chaining_copy()),
        ),
        program(
            "recursion 100,000 deep",
            0.20,
            &recursion(100_000),
            "[5000050000]",
            Some(&*recursion_copy(100_000)),
        ),
        program("tail loop of 100,000", 0.10, &looping(100_000), "[100000]", Some(&*looping_copy(100_000))),
        program("join and count of 100,000", 0.50, &join(100_000), "[100000]", Some(&*join_copy(100_000))),
        program("tuple of 100,000 members", 0.50, &tuple(100_000), "[100000]", None),
    ]
}

const FIB: &str = "(= (fib $n) (if (< $n 2) $n (+ (fib (- $n 1)) (fib (- $n 2)))))";
const FIB_COPY: &str = "(= (rabbits $months) (if (< $months 2) $months \
    (+ (rabbits (- $months 2)) (rabbits (- $months 1)))))";
const FIB_CLAUSES: &str = "(= (fib 0) 0) (= (fib 1) 1) \
    (= (fib $n) (if (> $n 1) (+ (fib (- $n 1)) (fib (- $n 2))) (empty)))";

/// All ways to put six queens, by rows that are not attacked yet.
const QUEENS: &str = "
(= (row) (superpose (1 2 3 4 5 6)))
(= (safe $row $distance ()) True)
(= (safe $row $distance ($other . $rest))
   (if (== $row $other) False
     (if (== (abs-math (- $row $other)) $distance) False
       (safe $row (+ $distance 1) $rest))))
(= (place 0) ())
(= (place $k)
   (if (> $k 0)
     (let $placed (place (- $k 1))
       (let $row (row)
         (if (safe $row 1 $placed) ($row . $placed) (empty))))
     (empty)))
(= (flat ()) ())
(= (flat ($x . $rest)) (let $tail (flat $rest) (cons-atom $x $tail)))
!(collapse (let $q (place 6) (flat $q)))";

const QUEENS_COPY: &str = "
(= (list-of nobody) ())
(= (list-of (and-then $more $first)) (let $after (list-of $more) (cons-atom $first $after)))
(= (peaceful nobody $far $line) True)
(= (peaceful (and-then $more $lady) $far $line)
   (if (== $lady $line) False
     (if (== $far (abs-math (- $lady $line))) False
       (peaceful $more (+ 1 $far) $line))))
(= (ladies $many)
   (if (> $many 0)
     (let $sitting (ladies (- $many 1))
       (let $line (line)
         (if (peaceful $sitting 1 $line) (and-then $sitting $line) (empty))))
     (empty)))
(= (ladies 0) nobody)
(= (line) (superpose (1 2 3 4 5 6)))
!(collapse (let $all (ladies 6) (list-of $all)))";

fn numeral(successor: &str, zero: &str, number: usize) -> String {
    format!("{}{zero}{}", format!("({successor} ").repeat(number), ")".repeat(number))
}

fn peano(number: usize) -> String {
    let n = numeral("S", "Z", number);
    format!(
        "(= (add Z $y) $y) (= (add (S $x) $y) (S (add $x $y)))
         (= (mul Z $y) Z) (= (mul (S $x) $y) (add $y (mul $x $y)))
         (= (count $n $k) (if (== $n Z) $k (let (S $m) $n (count $m (+ $k 1)))))
         !(count (mul {n} {n}) 0)"
    )
}

fn peano_copy(number: usize) -> String {
    let n = numeral("next", "nought", number);
    format!(
        "(= (product $a (next $b)) (total (product $a $b) $a))
         (= (total $a (next $b)) (next (total $a $b)))
         (= (total $a nought) $a)
         (= (product $a nought) nought)
         (= (size $k $n) (if (== nought $n) $k (let (next $m) $n (size (+ 1 $k) $m))))
         !(size 0 (product {n} {n}))"
    )
}

/// A tree of 1,024 parents and children; the descendants nine generations down.
fn chaining() -> String {
    let mut text = String::new();
    for child in 2..1_026 {
        let _ = writeln!(text, "(parent n{} n{child})", child / 2);
    }
    text + "(= (reach $x $y 1) (match &self (parent $x $y) $y))
            (= (reach $x $z $d) (if (> $d 1) (match &self (parent $x $y) (reach $y $z (- $d 1))) (empty)))
            !(let $all (collapse (reach n1 $who 9)) (size-atom $all))"
}

fn chaining_copy() -> String {
    let mut text = String::from(
        "(= (below $left $bottom $top) (if (> $left 1) \
        (match &self (child-of $mid $top) (below (- $left 1) $bottom $mid)) (empty)))\n",
    );
    for child in (2..1_026).rev() {
        let _ = writeln!(text, "(child-of p{child} p{})", child / 2);
    }
    text + "(= (below 1 $bottom $top) (match &self (child-of $bottom $top) $bottom))
            !(let $all (collapse (below 9 $any p1)) (size-atom $all))"
}

fn recursion(depth: usize) -> String {
    format!("(= (sum $n) (if (== $n 0) 0 (+ $n (sum (- $n 1))))) !(sum {depth})")
}

fn recursion_copy(depth: usize) -> String {
    format!("(= (upto $k) (if (== 0 $k) 0 (+ (upto (- $k 1)) $k))) !(upto {depth})")
}

fn looping(times: usize) -> String {
    format!("(= (loop $n $k) (if (== $n 0) $k (loop (- $n 1) (+ $k 1)))) !(loop {times} 0)")
}

fn looping_copy(times: usize) -> String {
    format!(
        "(= (again $done $left) (if (== 0 $left) $done (again (+ 1 $done) (- $left 1)))) !(again 0 {times})"
    )
}

fn join(facts: usize) -> String {
    let mut text = String::new();
    for number in 0..facts {
        let _ =
            writeln!(text, "(likes p{number} q{}) (near q{number} r{})", (number * 7) % facts, number % 100);
    }
    text + "!(let $all (collapse (match &self (, (likes $x $y) (near $y $z)) ($x $z))) (size-atom $all))"
}

fn join_copy(facts: usize) -> String {
    let mut text = String::new();
    for number in (0..facts).rev() {
        let _ =
            writeln!(text, "(by s{} t{number}) (loved t{} u{number})", number % 100, (number * 7) % facts);
    }
    text + "!(let $all (collapse (match &self (, (loved $b $a) (by $c $b)) ($c $a))) (size-atom $all))"
}

fn tuple(members: usize) -> String {
    let mut text = String::from("!(size-atom (");
    for number in 0..members {
        let _ = write!(text, "{number} ");
    }
    text + "))"
}

fn many_rules(rules: usize) -> String {
    let mut text = String::new();
    for number in 0..rules {
        let _ = writeln!(text, "(= (colour {number}) shade{})", number % 10);
    }
    let _ = write!(
        text,
        "(= (all $n $k) (if (== $n {rules}) $k (let $c (colour $n) (all (+ $n 1) (+ $k 1))))) !(all 0 0)"
    );
    text
}

/// A function that remembers its values as rules.
fn memory_of_calls(calls: usize) -> String {
    format!(
        "(= (learn $n) (if (== $n {calls}) (value (- $n 1))
            (let () (add-atom &self (= (value $n) (* $n $n))) (learn (+ $n 1)))))
         !(learn 0)"
    )
}

/// A typed function on a deep number, called once for each level.
fn typed(depth: usize) -> String {
    format!(
        "(: Z Nat) (: S (-> Nat Nat)) (: down (-> Nat Number Number)) (: up (-> Number Nat Nat))
         (= (up $n $x) (if (== $n 0) $x (up (- $n 1) (S $x))))
         (= (down Z $k) $k) (= (down (S $x) $k) (down $x (+ $k 1)))
         !(down (up {depth} Z) 0)"
    )
}

/// Two threads on forms that have nothing to do with each other, and on forms that do.
mod threads {
    use std::ops::ControlFlow;

    use heddle::evaluation::parallel::Parallel;
    use heddle::evaluation::program::{Ending, Options, Session, Source};

    use super::{FIB, Table, interleaved, ratio};

    const ROUNDS: usize = 5;

    /// All lines, evaluated on so many threads; one thread is the plain way.
    fn run(text: &str, threads: usize) -> String {
        let mut lines = String::new();
        let mut session = Session::new(Options::default(), |_| {});
        if threads > 1 {
            session.evaluate_with(Box::new(Parallel::new(threads)));
        }
        let ending = session.run(&Source::text("bench", text), |report| {
            lines += &report.outcome.line();
            ControlFlow::Continue(())
        });
        assert_eq!(ending, Ending::Completed);
        lines
    }

    /// 64 independent forms: at least 1.7 times as fast. Forms that all add to what all read: at most 10 % slower.
    pub(super) fn measure(table: &mut Table) {
        let independent = format!("{FIB} {}", "!(fib 18)\n".repeat(64));
        let dependent = format!(
            "(total 0) {FIB} {}",
            "!(match &self (total $n) (let* (($m (+ $n (fib 12))) (() (remove-atom &self (total $n)))) \
             (add-atom &self (total $m))))\n"
                .repeat(64)
        );
        for (name, text, least) in [
            ("64 independent forms", &independent, 1.7),
            ("64 forms, each reads what the last one wrote", &dependent, 0.9),
        ] {
            assert_eq!(run(text, 1), run(text, 2), "{name}");
            let [one, two] = interleaved(ROUNDS, [&mut || drop(run(text, 1)), &mut || drop(run(text, 2))]);
            table.at_least(&format!("{name}: one thread / two"), ratio(one.wall, two.wall), least, "x");
            table.note(
                &format!("{name}: CPU, two threads / one"),
                format!("{:.2} x", ratio(two.cpu, one.cpu)),
            );
        }
    }
}
