//! Progress on the wire: whoever knows what, the client is asked first, then hears one beginning and one end.

#[cfg(any(feature = "loom", feature = "shuttle"))]
use heddle::server::progress::Machine;

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::indexing::Progress;
use heddle::server::progress::{Conversation, Event, Say};
use heddle::sync::trace::note;
use heddle::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// What the bodies need of a conversation.
trait Speaks: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn tell(&self, event: Event, say: impl Fn(Say));
}

impl Speaks for Conversation {
    fn new() -> Self {
        // Time does not pass here: everything is reported.
        Conversation::new(Duration::ZERO)
    }

    fn tell(&self, event: Event, say: impl Fn(Say)) {
        Conversation::tell(self, event, say);
    }
}

/// A conversation with a client that remembers what it hears.
struct Heard<S> {
    speaks: S,
    said: Mutex<Vec<Say>>,
    asked: Condvar,
}

impl<S: Speaks> Heard<S> {
    fn new() -> Arc<Self> {
        let said = Mutex::new("said", Vec::new());
        Arc::new(Heard { speaks: S::new(), said, asked: Condvar::new("asked") })
    }

    fn tell(&self, event: Event) {
        self.speaks.tell(event, |say| {
            note("said", matches!(say, Say::End { .. }).into());
            self.said.lock().push(say);
            self.asked.notify_all();
        });
    }

    /// The lane: says that the client is ready, waits until it is asked, and says that it shows the run.
    fn lane(&self) {
        self.tell(Event::Initialized);
        let asked = |say: &Say| matches!(say, Say::Create { generation: 1 });
        let mut said = self.said.lock();
        while !said.iter().any(asked) {
            said = self.asked.wait(said);
        }
        drop(said);
        self.tell(Event::Answered { generation: 1, granted: true });
    }

    /// The indexer: one run.
    fn run(&self, generation: u64) {
        self.tell(Event::Began { generation });
        self.tell(Event::Progressed(Progress { generation, total: 2, ok: 1, ..Progress::default() }));
        self.tell(Event::Ended { generation, message: "2 files".into() });
    }
}

/// Of each run: asked for, begun, reported, ended, in this order, the outer ones once (Q4).
fn assert_in_order(said: &[Say], generation: u64) {
    let mine = said.iter().map(|say| match say {
        Say::Create { generation: of } => (*of, 'c'),
        Say::Begin { generation: of, .. } => (*of, 'b'),
        Say::Report { generation: of, .. } => (*of, 'r'),
        Say::End { generation: of, .. } => (*of, 'e'),
    });
    let words: String = mine.filter(|(of, _)| *of == generation).map(|(_, word)| word).collect();
    let first = words.strip_prefix("cb").unwrap_or_else(|| panic!("the client was not asked first: {words}"));
    let last = first.trim_start_matches('r');
    assert!(!last.is_empty(), "a run that is over is shown for ever: {words}");
    assert_eq!(last, "e", "something was said after the end");
}

/// A run, while the client gets ready and says that it shows it.
fn one_run<S: Speaks>() {
    let heard = Heard::<S>::new();
    let lane = spawn("lane", {
        let heard = Arc::clone(&heard);
        move || heard.lane()
    });
    heard.run(1);
    join([lane]);
    assert_in_order(&heard.said.lock(), 1);
}

/// A run that is begun anew while the client says that it shows the first one.
fn begun_anew<S: Speaks>() {
    let heard = Heard::<S>::new();
    heard.tell(Event::Initialized);
    heard.tell(Event::Began { generation: 1 });
    let lane = spawn("lane", {
        let heard = Arc::clone(&heard);
        move || heard.tell(Event::Answered { generation: 1, granted: true })
    });
    heard.run(2);
    heard.tell(Event::Answered { generation: 2, granted: true });
    join([lane]);
    for generation in [1, 2] {
        assert_in_order(&heard.said.lock(), generation);
    }
}

/// The faulty variants: the machine that ships in another shell, or a shell without it.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Duration, Event, Machine, Mutex, Say, Speaks};
    use heddle::sync::clock;
    use std::collections::BTreeMap;

    fn machine() -> Mutex<Machine> {
        Mutex::new("machine", Machine::new(Duration::ZERO))
    }

    fn apply(machine: &Mutex<Machine>, event: Event) -> Vec<Say> {
        let mut machine = machine.lock();
        machine.apply(event, clock::now());
        std::iter::from_fn(|| machine.take()).collect()
    }

    /// Takes what is to be said, and says it when the lock is released, whoever else is speaking.
    pub(super) struct SpeaksOverOthers(Mutex<Machine>);
    impl Speaks for SpeaksOverOthers {
        fn new() -> Self {
            Self(machine())
        }
        fn tell(&self, event: Event, say: impl Fn(Say)) {
            apply(&self.0, event).into_iter().for_each(say);
        }
    }

    /// Says what is to be said under the lock.
    pub(super) struct SpeaksUnderLock(Mutex<Machine>);
    impl Speaks for SpeaksUnderLock {
        fn new() -> Self {
            Self(machine())
        }
        fn tell(&self, event: Event, say: impl Fn(Say)) {
            let mut machine = self.0.lock();
            machine.apply(event, clock::now());
            while let Some(next) = machine.take() {
                say(next);
            }
        }
    }

    /// Finds nothing more to say, and gives up its turn in a second step.
    pub(super) struct FallsSilentLate {
        machine: Mutex<Machine>,
        speaking: Mutex<bool>,
    }
    impl Speaks for FallsSilentLate {
        fn new() -> Self {
            Self { machine: machine(), speaking: Mutex::new("speaking", false) }
        }
        fn tell(&self, event: Event, say: impl Fn(Say)) {
            self.machine.lock().apply(event, clock::now());
            if std::mem::replace(&mut *self.speaking.lock(), true) {
                return;
            }
            loop {
                let next = self.machine.lock().take();
                let Some(next) = next else { break };
                say(next);
            }
            *self.speaking.lock() = false;
        }
    }

    /// Begins a run without asking for it (U28).
    pub(super) struct BeginsUnasked(Mutex<Machine>);
    impl Speaks for BeginsUnasked {
        fn new() -> Self {
            Self(machine())
        }
        fn tell(&self, event: Event, say: impl Fn(Say)) {
            if let Event::Began { generation } = event {
                say(Say::Begin { generation, percentage: 0 });
            }
            apply(&self.0, event).into_iter().for_each(say);
        }
    }

    /// How far a run is.
    #[derive(Clone, Copy, Default)]
    struct Run {
        asked: bool,
        granted: bool,
        over: bool,
    }

    /// Looks whether a run is over, and whether it is shown, in a step of its own each.
    pub(super) struct LooksInTwoSteps {
        ready: Mutex<bool>,
        runs: Mutex<BTreeMap<u64, Run>>,
    }
    impl LooksInTwoSteps {
        fn ask(&self, say: &impl Fn(Say)) {
            let mut runs = self.runs.lock();
            let newest = runs.iter_mut().next_back().filter(|(_, run)| !run.asked);
            let asked = newest.map(|(generation, run)| {
                run.asked = true;
                *generation
            });
            drop(runs);
            if let Some(generation) = asked {
                say(Say::Create { generation });
            }
        }
        fn run(&self, generation: u64) -> Run {
            self.runs.lock().get(&generation).copied().unwrap_or_default()
        }
    }
    impl Speaks for LooksInTwoSteps {
        fn new() -> Self {
            Self { ready: Mutex::new("ready", false), runs: Mutex::new("runs", BTreeMap::new()) }
        }
        fn tell(&self, event: Event, say: impl Fn(Say)) {
            match event {
                Event::Initialized => {
                    *self.ready.lock() = true;
                    self.ask(&say);
                }
                Event::Began { generation } => {
                    self.runs.lock().insert(generation, Run::default());
                    let ready = *self.ready.lock();
                    if ready {
                        self.ask(&say);
                    }
                }
                Event::Progressed(_) => {}
                Event::Answered { generation, .. } => {
                    let over = self.run(generation).over;
                    say(Say::Begin { generation, percentage: 0 });
                    if over {
                        say(Say::End { generation, message: String::new() });
                    }
                    self.runs.lock().entry(generation).or_default().granted = true;
                }
                Event::Ended { generation, message } => {
                    let granted = self.run(generation).granted;
                    self.runs.lock().entry(generation).or_default().over = true;
                    if granted {
                        say(Say::End { generation, message });
                    }
                }
            }
        }
    }
}

/// One beginning, one end, in order.
pub(crate) const PROPERTY: Property = Property {
    name: "indexing_progress",
    claim: "of each run the client is asked first, then hears one beginning, reports and one end, in this order",
    explores: &["server/progress"],
    scenarios: &[
        Scenario {
            name: "one_run",
            guarantees: &["Q4", "D1"],
            threads: 2,
            model: Model::new,
            body: one_run::<Conversation>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "speaks_over_others",
                    fault: "says what it has decided after the lock, whoever else is speaking",
                    body: one_run::<faulty::SpeaksOverOthers>,
                    deaths: &[Death::of("the client was not asked first")],
                },
                Mutant {
                    name: "speaks_under_lock",
                    fault: "says what it has decided under the lock",
                    body: one_run::<faulty::SpeaksUnderLock>,
                    deaths: &[Death::of_one_lock_rule()],
                },
                Mutant {
                    name: "falls_silent_late",
                    fault: "finds nothing more to say, and gives up its turn in a second step",
                    body: one_run::<faulty::FallsSilentLate>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "begins_unasked",
                    fault: "begins a run without asking for it (U28)",
                    body: one_run::<faulty::BeginsUnasked>,
                    deaths: &[Death::of("the client was not asked first")],
                },
                Mutant {
                    name: "looks_in_two_steps",
                    fault: "looks whether a run is over, and takes note that it is shown, in two steps",
                    body: one_run::<faulty::LooksInTwoSteps>,
                    deaths: &[Death::of("a run that is over is shown for ever")],
                },
            ],
        },
        Scenario {
            name: "begun_anew",
            guarantees: &["Q3", "Q4", "D1"],
            threads: 2,
            model: Model::new,
            body: begun_anew::<Conversation>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "speaks_over_others",
                fault: "says what it has decided after the lock, whoever else is speaking",
                body: begun_anew::<faulty::SpeaksOverOthers>,
                deaths: &[Death::of("the client was not asked first")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
