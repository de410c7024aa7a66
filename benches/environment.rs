//! The environment by itself: from read files to a published space, look-up, joins, suggestions, snapshots, writes.
//!
//! `cargo bench --bench environment [-- loading look-up joins suggestions writes]`. Baseline: a space that is one vector and answers by walking over it.

#[path = "support/mod.rs"]
mod support;

use heddle::environment::{Delta, Draft, Environment, Snapshot};
use heddle::language::metta::atom::Atom;
use heddle::language::metta::read;
use heddle::sync::fork_join::Pool;
use support::measure::{Cost, interleaved, median, once, per, ratio};
use support::table::Table;
use support::workspace::{self, Numbers};

/// A part of the bench: adds its rows.
type Part = fn(&mut Table);

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut table = Table::default();
    let parts: [(&str, Part); 5] = [
        ("loading", loading),
        ("look-up", look_up),
        ("joins", joins),
        ("suggestions", suggestions),
        ("writes", writes),
    ];
    for (name, part) in parts {
        if wanted.is_empty() || wanted.iter().any(|other| other == name) {
            part(&mut table);
        }
    }
    table.print("Environment");
}

fn atom(text: &str) -> Atom {
    Atom::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn load(text: &str) -> Environment {
    let environment = Environment::new();
    environment.publish(Delta::single(Draft::from_reading(read(text))), &Pool::new(1));
    environment
}

fn milliseconds(cost: Cost) -> f64 {
    cost.cpu.as_secs_f64() * 1e3
}

fn loading(table: &mut Table) {
    let files: Vec<String> = (0..1000).map(|index| workspace::text(index, 100, 1)).collect();
    let one = [workspace::facts(100_000)];
    for (what, texts, limit) in
        [("1,000 files × 100 definitions", &files[..], 80.0), ("one file of 100,000 facts", &one, 80.0)]
    {
        let (mut keys, mut prepared, mut both) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..7 {
            let readings: Vec<_> = texts.iter().map(|text| read(text)).collect();
            let (first, delta) = once(|| readings.into_iter().map(Draft::from_reading).collect::<Delta>());
            let environment = Environment::new();
            let (second, _) = once(|| environment.publish(delta, &Pool::new(1)));
            keys.push(first);
            prepared.push(second);
            both.push(Cost { wall: first.wall + second.wall, cpu: first.cpu + second.cpu });
        }
        table.note(&format!("{what}: keys"), format!("{:.1} ms", milliseconds(median(&keys))));
        table.note(
            &format!("{what}: intern, rename, build, publish"),
            format!("{:.1} ms", milliseconds(median(&prepared))),
        );
        table.at_most(
            &format!("{what}: reader's output to published space"),
            milliseconds(median(&both)),
            limit,
            "ms CPU",
        );
    }
}

fn look_up(table: &mut Table) {
    for (count, limit) in [(1_000, 200.0), (1_000_000, 1_000.0)] {
        let snapshot = load(&workspace::facts(count)).snapshot();
        let mut numbers = Numbers::new(7);
        let questions: Vec<Atom> = (0..2_000)
            .map(|_| {
                let fact = numbers.below(count);
                atom(&format!("(edge node_{fact} (weight {}) node_{})", fact % 97, fact * 7 % count))
            })
            .collect();
        let mut ask = || assert!(questions.iter().all(|question| snapshot.has_fact(question.as_ref())));
        let [cost] = interleaved(9, [&mut ask]);
        table.at_most(&format!("exact look-up among {count}"), per(cost.cpu, questions.len()), limit, "ns");
    }
    let text = workspace::facts(1_000);
    let snapshot = load(&text).snapshot();
    let list: Vec<Atom> = text.lines().map(atom).collect();
    let question = atom("(edge node_500 (weight 15) node_500)");
    let mut indexed = || assert!(snapshot.has_fact(question.as_ref()));
    let mut scanned = || assert!(list.iter().any(|other| other.as_ref().alpha_eq(question.as_ref())));
    let [indexed, scanned] = interleaved(501, [&mut indexed, &mut scanned]);
    table.note(
        "a walk over a vector of 1,000 takes",
        format!("{:.0} times as long", ratio(scanned.wall, indexed.wall)),
    );
    let [one] = interleaved(
        501,
        [&mut || {
            drop(std::hint::black_box(
                snapshot.match_query(atom("(edge node_5 $w $to)").as_ref(), atom("$to").as_ref()),
            ))
        }],
    );
    table.note("a pattern with one answer, parsed and asked", format!("{:.0} ns", one.wall.as_nanos()));
}

fn joins(table: &mut Table) {
    let pattern = atom("(, (left $x $y) (right $y $z))");
    let template = atom("(joined $x $z)");
    for (count, limit) in [(10_000_usize, 30.0), (100_000, 400.0)] {
        let text: String = (0..count)
            .map(|n| format!("(left a{n} b{})\n(right b{} c{n})\n", n * 3 % count, n * 7 % count))
            .collect();
        let snapshot: Snapshot = load(&text).snapshot();
        let mut ask = || assert_eq!(snapshot.match_query(pattern.as_ref(), template.as_ref()).len(), count);
        let [cost] = interleaved(5, [&mut ask]);
        table.at_most(
            &format!("join of two relations of {count}, {count} answers"),
            milliseconds(cost),
            limit,
            "ms",
        );
    }
}

fn suggestions(table: &mut Table) {
    let mut numbers = Numbers::new(3);
    let syllables = ["ka", "to", "ri", "mun", "sel", "dor", "pa", "xi", "ven", "lu"];
    let text: String = (0..100_000)
        .map(|n| {
            let word: String = (0..4).map(|_| syllables[numbers.below(syllables.len())]).collect();
            format!("(name {word}{n})\n")
        })
        .collect();
    let environment = load(&text);
    let known = text.split([' ', ')']).nth(100_001).unwrap_or_default().to_owned();
    let wrong: String = known.chars().skip(1).collect();
    let (first, found) = once(|| environment.snapshot().suggest(&wrong));
    assert!(found.contains(&known), "{known}: {found:?}");
    let snapshot = environment.snapshot();
    let mut again = || drop(std::hint::black_box(snapshot.suggest(&wrong)));
    let [again] = interleaved(21, [&mut again]);
    table.at_most("suggest over 100,000 names, first of a snapshot", milliseconds(first), 5.0, "ms");
    table.at_most("suggest over 100,000 names, again", milliseconds(again), 5.0, "ms");
}

fn writes(table: &mut Table) {
    let environment = load(&workspace::facts(100_000));
    let mut take = || (0..10_000).for_each(|_| drop(std::hint::black_box(environment.snapshot())));
    let [cost] = interleaved(9, [&mut take]);
    table.at_most("snapshot", per(cost.cpu, 10_000), 100.0, "ns");

    let atoms: Vec<Atom> = (0..20_000).map(|n| atom(&format!("(= (g_{n} $x) (+ $x {n}))"))).collect();
    for (what, base) in [("an empty space", 0), ("a space of 1,000,000", 1_000_000)] {
        let environment = load(&workspace::facts(base));
        let (cost, ()) = once(|| {
            for atom in &atoms {
                environment.add(atom.as_ref());
            }
        });
        table.note(
            &format!("add one rule to {what}, on average"),
            format!("{:.2} µs", per(cost.cpu, atoms.len()) / 1e3),
        );
        let (cost, ()) = once(|| assert!(atoms.iter().all(|atom| environment.remove(atom.as_ref()))));
        table.note(
            &format!("remove one rule from {what}, on average"),
            format!("{:.2} µs", per(cost.cpu, atoms.len()) / 1e3),
        );
    }

    let (mut alone, mut watched) = (load(&workspace::facts(100_000)), load(&workspace::facts(100_000)));
    let mut kept = Vec::new();
    let write = |environment: &mut Environment, kept: Option<&mut Vec<Snapshot>>| {
        let mut kept = kept;
        for atom in atoms.iter().take(2_000) {
            environment.add(atom.as_ref());
            if let Some(kept) = &mut kept {
                kept.push(environment.snapshot());
            }
        }
    };
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        without.push(once(|| write(&mut alone, None)).0);
        with.push(once(|| write(&mut watched, Some(&mut kept))).0);
    }
    let factor = ratio(median(&with).cpu, median(&without).cpu);
    table.at_most("a write while each earlier snapshot is alive, to one without", factor, 3.0, "times");
}
