//! Runs by hand, each variant with the one fault that its doc names.

use super::{CLIENT, Counts, Indexing};
use crate::folders::{Folders, PANIC};
use heddle::concurrent::RequestQueue;
use heddle::concurrent::request_queue::{Needs, Outcome, Release};
use heddle::sync::thread::{self, JoinHandle};
use heddle::sync::{Arc, Condvar, Mutex};
use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::path::PathBuf;

/// An indexer whose agenda, counts and ends are kept by hand.
pub(super) struct ByHand<F> {
    pub(super) files: Folders,
    pub(super) queue: RequestQueue<u8, u8, ()>,
    pub(super) agenda: Mutex<Agenda>,
    pub(super) wake: Condvar,
    pub(super) counts: Mutex<Counts>,
    pub(super) ends: Mutex<Vec<u64>>,
    known: Mutex<BTreeSet<&'static str>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    fault: PhantomData<F>,
}

#[derive(Default)]
pub(super) struct Agenda {
    pub(super) asked: u64,
    next: Option<(u64, Vec<PathBuf>)>,
    pub(super) cancelled: u64,
    stopped: bool,
}

/// What is to be done.
pub(super) enum Next {
    Run(u64, Vec<PathBuf>),
    Stop,
}

/// The steps, as they should be.
pub(super) trait Fault: Send + Sync + Sized + 'static {
    fn asked(indexing: &ByHand<Self>, generation: u64) {
        indexing.queue.begin(generation);
    }
    fn next(indexing: &ByHand<Self>) -> Next {
        let mut agenda = indexing.agenda.lock();
        loop {
            if let Some(next) = agenda.take() {
                return next;
            }
            agenda = indexing.wake.wait(agenda);
        }
    }
    fn begin_counts(counts: &mut Counts, generation: u64, total: usize) {
        *counts = Counts { generation, total, ..Counts::default() };
    }
    fn failed(counts: &mut Counts) {
        counts.done += 1;
        counts.failed += 1;
    }
    fn ended(indexing: &ByHand<Self>, generation: u64, outcome: Outcome) {
        indexing.end(generation, outcome);
    }
    fn panicked(indexing: &ByHand<Self>, generation: u64) {
        indexing.end(generation, Outcome::Failed);
    }
    fn stopped_working(indexing: &ByHand<Self>, generation: u64) {
        indexing.end(generation, Outcome::Failed);
    }
    fn counts(indexing: &ByHand<Self>) -> Counts {
        *indexing.counts.lock()
    }
    fn cancelled(_: &ByHand<Self>, _: u64) {}
}

impl Agenda {
    fn take(&mut self) -> Option<Next> {
        if self.stopped {
            return Some(Next::Stop);
        }
        self.next.take().map(|(generation, folders)| Next::Run(generation, folders))
    }
}

impl<F: Fault> ByHand<F> {
    pub(super) fn end(&self, generation: u64, outcome: Outcome) {
        self.ends.lock().push(generation);
        self.queue.end(generation, outcome);
    }

    fn work(&self) {
        while let Next::Run(generation, folders) = F::next(self) {
            self.queue.begin(generation);
            match self.run(generation, &folders) {
                Some(true) => F::ended(self, generation, Outcome::Complete),
                Some(false) => {}
                None => F::panicked(self, generation),
            }
        }
    }

    /// Whether the run is over; nothing if it panicked.
    fn run(&self, generation: u64, folders: &[PathBuf]) -> Option<bool> {
        let files = self.files.list(folders);
        F::begin_counts(&mut self.counts.lock(), generation, files.len());
        for file in files {
            let (newest, cancelled) = {
                let agenda = self.agenda.lock();
                (agenda.asked, agenda.cancelled)
            };
            if newest > generation {
                return Some(false);
            }
            if cancelled == generation {
                F::stopped_working(self, generation);
                return Some(false);
            }
            let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.files.text(file)));
            match read {
                Ok(Ok(_)) => {
                    self.known.lock().insert(file);
                    self.counts.lock().done += 1;
                }
                Ok(Err(_)) => F::failed(&mut self.counts.lock()),
                Err(payload) if payload.downcast_ref::<String>().is_some_and(|said| said == PANIC) => {
                    return None;
                }
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
        let counts = *self.counts.lock();
        Some(counts.done >= counts.total)
    }
}

impl<F: Fault> Indexing for ByHand<F> {
    fn new(files: Folders) -> Self {
        let queue = RequestQueue::new(4);
        queue.connect(CLIENT);
        ByHand {
            files,
            queue,
            agenda: Mutex::new("agenda", Agenda::default()),
            wake: Condvar::new("agenda"),
            counts: Mutex::new("counts", Counts::default()),
            ends: Mutex::new("ends", Vec::new()),
            known: Mutex::new("known", BTreeSet::new()),
            thread: Mutex::new("thread", None),
            fault: PhantomData,
        }
    }
    fn ask(&self, folders: &[&'static str]) -> u64 {
        let mut agenda = self.agenda.lock();
        agenda.asked += 1;
        let generation = agenda.asked;
        agenda.next = Some((generation, folders.iter().map(PathBuf::from).collect()));
        drop(agenda);
        self.wake.notify_all();
        F::asked(self, generation);
        generation
    }
    fn start(self: &Arc<Self>) {
        let indexing = Arc::clone(self);
        let thread = thread::spawn("indexer", move || indexing.work());
        *self.thread.lock() = Some(thread);
    }
    fn cancel(&self, generation: u64) {
        self.agenda.lock().cancelled = generation;
        F::cancelled(self, generation);
    }
    fn submit(&self) {
        assert!(self.queue.submit(CLIENT, 0, Needs::Index, None, ()).is_ok(), "there is room");
    }
    fn released(&self) -> Release {
        let task = self.queue.take().expect("it is not shut down");
        let release = task.release;
        let _ = self.queue.answer(task.claim);
        release
    }
    fn knows(&self, file: &'static str) -> bool {
        self.known.lock().contains(file)
    }
    fn counts(&self) -> Counts {
        F::counts(self)
    }
    fn stop(&self) -> Vec<u64> {
        self.agenda.lock().stopped = true;
        self.wake.notify_all();
        let thread = self.thread.lock().take();
        if let Some(Err(panicked)) = thread.map(JoinHandle::join) {
            panicked.resume();
        }
        self.ends.lock().clone()
    }
}

/// The end of a run counts for whatever run was asked for last (Q3).
pub(super) struct EndsWhateverIsAskedFor;
impl Fault for EndsWhateverIsAskedFor {
    fn ended(indexing: &ByHand<Self>, generation: u64, outcome: Outcome) {
        let asked = indexing.agenda.lock().asked;
        indexing.ends.lock().push(generation);
        indexing.queue.end(asked, outcome);
    }
}

/// All runs count with the same counters (S28, U26).
pub(super) struct SharesCounters;
impl Fault for SharesCounters {
    fn begin_counts(counts: &mut Counts, generation: u64, total: usize) {
        *counts = Counts { generation, total, ..*counts };
    }
}

/// Requests wait from the moment when the run works, not from that when it is asked for (S20).
pub(super) struct BeginsLate;
impl Fault for BeginsLate {
    fn asked(_: &ByHand<Self>, _: u64) {}
}

/// Looks at the agenda and falls asleep in two steps.
pub(super) struct SleepsOnOldNews;
impl Fault for SleepsOnOldNews {
    fn next(indexing: &ByHand<Self>) -> Next {
        loop {
            let next = indexing.agenda.lock().take();
            if let Some(next) = next {
                return next;
            }
            drop(indexing.wake.wait(indexing.agenda.lock()));
        }
    }
}

/// A file that fails is not counted (U26).
pub(super) struct ForgetsFailures;
impl Fault for ForgetsFailures {
    fn failed(_: &mut Counts) {}
}

/// A file that fails is counted as failed and as done.
pub(super) struct CountsTwice;
impl Fault for CountsTwice {
    fn failed(counts: &mut Counts) {
        counts.done += 2;
        counts.failed += 1;
    }
}

/// Whoever asks for the counts and finds all done tells the end too.
pub(super) struct EndsTwice;
impl Fault for EndsTwice {
    fn counts(indexing: &ByHand<Self>) -> Counts {
        let counts = *indexing.counts.lock();
        if counts.total > 0 && counts.done == counts.total {
            indexing.end(counts.generation, Outcome::Complete);
        }
        counts
    }
}

/// A panic ends the thread, and nobody tells of it (S21).
pub(super) struct EndsWithItsThread;
impl Fault for EndsWithItsThread {
    fn panicked(_: &ByHand<Self>, _: u64) {
        std::panic::resume_unwind(Box::new(PANIC.to_owned()));
    }
}

/// A run that is cancelled just stops.
pub(super) struct DropsTheEnd;
impl Fault for DropsTheEnd {
    fn stopped_working(_: &ByHand<Self>, _: u64) {}
}

/// Who cancels tells the end, and so does the run.
pub(super) struct CancellerEndsToo;
impl Fault for CancellerEndsToo {
    fn cancelled(indexing: &ByHand<Self>, generation: u64) {
        indexing.end(generation, Outcome::Failed);
    }
}
