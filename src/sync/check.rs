//! One body, run under whichever back end is on, and a truthful word about what that showed.

use super::backend;
use super::exploration::{Exploration, Fairness, Label, Scheduler};

/// How a body is to be checked. Each setting concerns the back ends that its doc names and is ignored by the others.
#[derive(Clone, Debug)]
#[must_use = "a model does nothing until `check` runs a body"]
pub struct Model {
    preemptions: Option<usize>,
    scheduler: Scheduler,
    schedules: usize,
    seed: u64,
    repetitions: usize,
    fairness: Fairness,
    one_lock: bool,
    deadlines: usize,
    spurious: usize,
}

impl Default for Model {
    fn default() -> Model {
        Model::new()
    }
}

impl Model {
    /// Loom without a bound, shuttle with 1,000 schedules of PCT depth 3, natively 100 repetitions (1 under Miri); fair
    /// locks, the one-lock rule on.
    pub fn new() -> Model {
        Model {
            preemptions: None,
            scheduler: Scheduler::Pct { depth: 3 },
            schedules: 1_000,
            seed: 0x4845_4444_4c45,
            // Miri is slow, and its seeds are the repetitions.
            repetitions: if cfg!(miri) { 1 } else { 100 },
            fairness: Fairness::Fair,
            one_lock: true,
            deadlines: 0,
            spurious: 0,
        }
    }

    /// Loom: run every schedule with at most `bound` preemptions instead of every schedule.
    pub fn preemptions(mut self, bound: usize) -> Model {
        self.preemptions = Some(bound);
        self
    }

    /// Shuttle: how schedules are chosen.
    pub fn scheduler(mut self, scheduler: Scheduler) -> Model {
        self.scheduler = scheduler;
        self
    }

    /// Shuttle: how many schedules are run.
    pub fn schedules(mut self, schedules: usize) -> Model {
        self.schedules = schedules;
        self
    }

    /// Shuttle: what the choices by chance start from.
    pub fn seed(mut self, seed: u64) -> Model {
        self.seed = seed;
        self
    }

    /// Native: how often the body runs.
    pub fn repetitions(mut self, times: usize) -> Model {
        self.repetitions = times;
        self
    }

    /// Loom and shuttle: how read-write locks treat readers while a writer waits.
    pub fn locks(mut self, fairness: Fairness) -> Model {
        self.fairness = fairness;
        self
    }

    /// Whether the one-lock rule is enforced (where the build checks it at all). Off, a lock mutant dies of the
    /// deadlock itself.
    pub fn one_lock_rule(mut self, enforced: bool) -> Model {
        self.one_lock = enforced;
        self
    }

    /// Loom and shuttle: lets up to `budget` deadlines expire in each execution, each at any moment. Natively time
    /// passes by itself.
    pub fn deadlines(mut self, budget: usize) -> Model {
        self.deadlines = budget;
        self
    }

    /// Loom and shuttle: lets up to `budget` waits end without cause in each execution, each at any moment.
    pub fn spurious_wakeups(mut self, budget: usize) -> Model {
        self.spurious = budget;
        self
    }

    /// Runs `body` and says what that explored; the run is never cut short by a number or a time.
    ///
    /// Of loom's variables, `LOOM_LOCATION` (source lines in deadlock messages), `LOOM_LOG` and `LOOM_CHECKPOINT_FILE`
    /// with `LOOM_CHECKPOINT_INTERVAL` (going on at a failing execution) have their usual effect; those that would cut
    /// the run short have none.
    ///
    /// # Panics
    /// If an execution panics, deadlocks or leaves a panicked thread unjoined, or if nothing was run at all. Under
    /// loom a deadlock often aborts the process, so expect one in a child process only.
    #[track_caller]
    pub fn check(&self, body: impl Fn() + Send + Sync + 'static) -> Exploration {
        let (label, executions) = self.run(body);
        assert!(executions > 0, "the check ran nothing at all");
        if let Label::Sampled { schedules: promised, .. } | Label::Repeated { times: promised } = label {
            assert_eq!(executions, promised, "the check was cut short");
        }
        self.found(label, executions)
    }

    /// What a run of this model that found nothing wrong has shown.
    #[doc(hidden)]
    #[must_use]
    pub fn found(&self, label: Label, executions: usize) -> Exploration {
        Exploration {
            engine: backend::NAME,
            label,
            executions,
            fairness: self.fairness,
            deadlines: self.deadlines,
            spurious_wakeups: self.spurious,
        }
    }

    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    fn run(&self, body: impl Fn() + Send + Sync + 'static) -> (Label, usize) {
        #[cfg(debug_assertions)]
        let _restored = EnforcedOnDrop::set(self.one_lock);
        for _ in 0..self.repetitions {
            body();
        }
        (Label::Repeated { times: self.repetitions }, self.repetitions)
    }

    #[cfg(feature = "loom")]
    fn run(&self, body: impl Fn() + Send + Sync + 'static) -> (Label, usize) {
        let mut builder = loom::model::Builder::new();
        builder.max_branches = 20_000;
        // Loom looks at both only every 20,000 executions and then passes silently: neither may come from outside.
        builder.max_permutations = None;
        builder.max_duration = None;
        builder.preemption_bound = self.preemptions;
        let resumed = builder.checkpoint_file.as_ref().is_some_and(|file| file.exists());
        super::execution::open(self.options());
        builder.check(move || {
            super::execution::begin();
            body();
            super::execution::end();
        });
        let label = match self.preemptions {
            _ if resumed => Label::Resumed,
            Some(preemptions) => Label::Bounded { preemptions },
            None => Label::Exhaustive,
        };
        (label, super::execution::close())
    }

    #[cfg(all(feature = "shuttle", not(feature = "loom")))]
    fn run(&self, body: impl Fn() + Send + Sync + 'static) -> (Label, usize) {
        let label = Label::Sampled { schedules: self.schedules, seed: self.seed };
        (label, self.schedule(self.chance(), body))
    }

    /// The schedules that this model draws by chance.
    #[cfg(all(feature = "shuttle", not(feature = "loom")))]
    pub(super) fn chance(&self) -> Box<dyn shuttle::scheduler::Scheduler + Send> {
        use shuttle::scheduler::{PctScheduler, RandomScheduler};
        match self.scheduler {
            Scheduler::Pct { depth } => {
                Box::new(PctScheduler::new_from_seed(self.seed, depth, self.schedules))
            }
            Scheduler::Random => Box::new(RandomScheduler::new_from_seed(self.seed, self.schedules)),
        }
    }

    /// Runs `body` under a scheduler of the caller's and returns how many executions there were.
    ///
    /// # Panics
    /// As [`Model::check`].
    #[cfg(all(feature = "shuttle", not(feature = "loom")))]
    #[doc(hidden)]
    #[track_caller]
    pub fn schedule(
        &self,
        scheduler: impl shuttle::scheduler::Scheduler + 'static,
        body: impl Fn() + Send + Sync + 'static,
    ) -> usize {
        let mut config = shuttle::Config::new();
        config.stack_size = 1 << 20;
        config.silence_warnings = true;
        // Its notation cannot be replayed through the facade; ours is in the `Failure`, and the seed in the label.
        config.failure_persistence = shuttle::FailurePersistence::None;
        super::execution::open(self.options());
        shuttle::Runner::new(scheduler, config).run(move || {
            super::execution::begin();
            body();
            super::execution::end();
        });
        super::execution::close()
    }

    #[cfg(any(feature = "loom", feature = "shuttle"))]
    fn options(&self) -> super::execution::Options {
        super::execution::Options {
            fairness: self.fairness,
            one_lock: self.one_lock,
            deadlines: self.deadlines,
            spurious: self.spurious,
        }
    }
}

/// Puts the one-lock rule back as it was when the check began, also after a panic.
#[cfg(all(debug_assertions, not(any(feature = "loom", feature = "shuttle"))))]
struct EnforcedOnDrop(bool);

#[cfg(all(debug_assertions, not(any(feature = "loom", feature = "shuttle"))))]
impl EnforcedOnDrop {
    fn set(enforced: bool) -> EnforcedOnDrop {
        let before = super::one_lock::enforced();
        super::one_lock::enforce(enforced);
        EnforcedOnDrop(before)
    }
}

#[cfg(all(debug_assertions, not(any(feature = "loom", feature = "shuttle"))))]
impl Drop for EnforcedOnDrop {
    fn drop(&mut self) {
        super::one_lock::enforce(self.0);
    }
}

/// Runs `body` under whichever back end is on, with the settings of [`Model::new`].
///
/// # Panics
/// As [`Model::check`].
#[track_caller]
pub fn check(body: impl Fn() + Send + Sync + 'static) -> Exploration {
    Model::new().check(body)
}
