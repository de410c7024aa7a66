//! Several files at the same time, told of in order.

use std::collections::BTreeMap;

use super::case::{Case, Plan};
use crate::loader::Text;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::thread::{self, contain};
use crate::sync::{Arc, BoundedQueue};

/// Runs `texts` on so many threads and gives `tell` what came of each, in order, as soon as it and all before it have
/// ended (D3). Where `tell` is false, no other file begins.
pub(super) fn run(texts: Vec<Text>, threads: usize, plan: &Plan, mut tell: impl FnMut(Case) -> bool) {
    let count = texts.len();
    let threads = threads.clamp(1, count.max(1));
    let shared = Arc::new(Shared {
        texts,
        next: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        done: BoundedQueue::new("cli.test", threads),
    });
    let workers: Vec<_> = (0..threads)
        .map(|number| {
            let (shared, plan) = (Arc::clone(&shared), plan.clone());
            thread::spawn(format!("test {number}"), move || shared.work(&plan))
        })
        .collect();
    let mut waiting: BTreeMap<usize, Case> = BTreeMap::new();
    for at in 0..count {
        let case = loop {
            if let Some(case) = waiting.remove(&at) {
                break Some(case);
            }
            match shared.done.pop() {
                Some((number, case)) => drop(waiting.insert(number, case)),
                None => break None,
            }
        };
        if !case.is_some_and(&mut tell) {
            break;
        }
    }
    shared.stopped.store(true, Ordering::Release);
    shared.done.close();
    for worker in workers {
        // Its panics are contained.
        let _ = worker.join();
    }
}

struct Shared {
    texts: Vec<Text>,
    /// The file that nobody has taken yet.
    next: AtomicUsize,
    stopped: AtomicBool,
    done: BoundedQueue<(usize, Case)>,
}

impl Shared {
    fn work(&self, plan: &Plan) {
        while !self.stopped.load(Ordering::Acquire) {
            let at = self.next.fetch_add(1, Ordering::AcqRel);
            let Some(text) = self.texts.get(at) else { return };
            // invariant: D2
            let case = contain(|| Case::run(text, plan));
            let case = case.unwrap_or_else(|panicked| Case::panicked(text, panicked.message()));
            if self.done.push((at, case)).is_err() {
                return;
            }
        }
    }
}
