//! The facade against the bare crates it stands on: an uncontended mutex, a published load, a map look-up, an atomic.
//! And the proof that counting contention adds no shared write to an uncontended read.
//!
//! `cargo bench --bench facade`. Contenders take turns in one process, the figure is the median of the rounds' ratios of
//! CPU time.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "the bare crates are what the facade is compared with"
)]

mod support;

use cpu_time::ThreadTime;
use heddle::concurrent::{Published, Revision};
use heddle::sync::atomic::{AtomicU64, Ordering};
use heddle::sync::{Arc, ConcurrentMap, Mutex, contention, thread};
use std::hint::black_box;
use std::time::Duration;
use support::table::Table;

const OPERATIONS: u64 = 400_000;
const ROUNDS: usize = 41;
const KEYS: u64 = 1_000;
/// What the facade may cost, as a ratio.
const ALLOWED: f64 = 1.05;

/// The CPU time this thread spends in `work`.
fn cost(work: &mut dyn FnMut()) -> Duration {
    let since = ThreadTime::now();
    work();
    since.elapsed()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Median nanoseconds per operation of both, and the median of the rounds' ratios; who goes first changes every round.
fn compare(mut facade: impl FnMut(), mut bare: impl FnMut()) -> (f64, f64, f64) {
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    cost(&mut facade);
    cost(&mut bare);
    for round in 0..ROUNDS {
        let (a, b) = if round % 2 == 0 {
            let a = cost(&mut facade);
            (a, cost(&mut bare))
        } else {
            let b = cost(&mut bare);
            (cost(&mut facade), b)
        };
        ours.push(support::measure::per(a, OPERATIONS as usize));
        theirs.push(support::measure::per(b, OPERATIONS as usize));
        ratios.push(support::measure::ratio(a, b));
    }
    (median(ours), median(theirs), median(ratios))
}

fn row(table: &mut Table, what: &str, (ours, theirs, ratio): (f64, f64, f64)) {
    table.note(&format!("{what}: facade, bare"), format!("{ours:.2} ns, {theirs:.2} ns"));
    table.at_most(&format!("{what}: ratio"), ratio, ALLOWED, "x");
}

fn uncontended(table: &mut Table) {
    let ours = Mutex::new("bench.mutex", 0_u64);
    let theirs = parking_lot::Mutex::new(0_u64);
    let figures = compare(
        || (0..OPERATIONS).for_each(|_| *black_box(&ours).lock() += 1),
        || (0..OPERATIONS).for_each(|_| *black_box(&theirs).lock() += 1),
    );
    row(table, "mutex: lock, add, unlock", figures);

    let ours = Published::new(1_u64);
    let theirs = parking_lot::RwLock::new((Revision::default(), Arc::new(1_u64)));
    let figures = compare(
        || (0..OPERATIONS).for_each(|_| drop(black_box(black_box(&ours).load()))),
        || {
            (0..OPERATIONS).for_each(|_| {
                let cell = black_box(&theirs).read();
                let loaded = (cell.0, Arc::clone(&cell.1));
                drop(cell);
                drop(black_box(loaded));
            });
        },
    );
    row(table, "published load: read, copy the pointer, release", figures);

    let ours = ConcurrentMap::new("bench.map");
    let theirs = dashmap::DashMap::with_hasher_and_shard_amount(foldhash::fast::FixedState::default(), 64);
    for key in 0..KEYS {
        ours.insert(key, key);
        theirs.insert(key, key);
    }
    let figures = compare(
        || {
            (0..OPERATIONS).for_each(|key| {
                black_box(black_box(&ours).get(&(key % KEYS)));
            });
        },
        || {
            (0..OPERATIONS).for_each(|key| {
                black_box(black_box(&theirs).get(&(key % KEYS)).map(|found| *found.value()));
            });
        },
    );
    row(table, "map: look up one of 1,000 keys", figures);

    let ours = AtomicU64::new(0);
    let theirs = std::sync::atomic::AtomicU64::new(0);
    let figures = compare(
        || {
            (0..OPERATIONS).for_each(|_| {
                black_box(&ours).fetch_add(1, Ordering::Relaxed);
            });
        },
        || {
            (0..OPERATIONS).for_each(|_| {
                black_box(&theirs).fetch_add(1, Ordering::Relaxed);
            });
        },
    );
    row(table, "atomic: add", figures);
}

/// CPU time of two threads that load at once, each from a cell of its own. Both cells' locks have the same name, so a
/// counter that every read wrote would be one cache line that both threads fight for.
fn side_by_side<T: Send + 'static>(make: impl Fn() -> T, work: fn(&T)) -> Duration {
    let workers: Vec<_> = (0..2)
        .map(|number| {
            let cell = make();
            thread::spawn(format!("reader {number}"), move || cost(&mut || work(&cell)))
        })
        .collect();
    workers.into_iter().filter_map(|worker| worker.join().ok()).sum()
}

/// Keeps the cells of two threads on cache lines of their own.
#[repr(align(256))]
struct Apart<T>(T);

fn shared_writes(table: &mut Table) {
    fn ours() -> Duration {
        side_by_side(
            || Box::new(Apart(Published::new(1_u64))),
            |cell| (0..OPERATIONS).for_each(|_| drop(black_box(black_box(&cell.0).load()))),
        )
    }
    fn theirs() -> Duration {
        side_by_side(
            || Box::new(Apart(parking_lot::RwLock::new((Revision::default(), Arc::new(1_u64))))),
            |cell| {
                (0..OPERATIONS).for_each(|_| {
                    let held = black_box(&cell.0).read();
                    let loaded = (held.0, Arc::clone(&held.1));
                    drop(held);
                    drop(black_box(loaded));
                });
            },
        )
    }
    let (mut off, mut on) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let bare = theirs();
        off.push(support::measure::ratio(ours(), bare));
        contention::enable_all(true);
        on.push(support::measure::ratio(ours(), bare));
        contention::enable_all(false);
    }
    table.at_most(
        "two threads, locks of one name, contention counted: ratio to bare",
        median(off),
        ALLOWED,
        "x",
    );
    table.note(
        "the same with every acquisition counted (a shared write), for contrast",
        format!("{:.2} x", median(on)),
    );
    let written =
        contention::snapshot().iter().any(|stats| stats.name == "published.cell" && stats.contended > 0);
    table.note(
        "counters written by the uncontended loads of this bench",
        if written { "yes" } else { "none" },
    );
}

fn main() {
    let mut table = Table::default();
    uncontended(&mut table);
    shared_writes(&mut table);
    table.print("The facade against the bare crates");
}
