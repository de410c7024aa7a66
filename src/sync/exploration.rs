//! What a check explored, in words that claim no more than what was run.

use std::fmt;

/// How the model back ends' read-write lock treats readers while a writer waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fairness {
    /// They queue behind the writer, as with parking_lot, which ships.
    #[default]
    Fair,
    /// They overtake it.
    Unfair,
}

/// How shuttle chooses its schedules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    /// Probabilistic concurrency testing: priorities with `depth - 1` points of change, good at rare orders.
    Pct {
        /// How many ordering constraints a bug may need.
        depth: usize,
    },
    /// Every choice by chance.
    Random,
}

/// What a finished check has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Every schedule was run.
    Exhaustive,
    /// Every schedule with at most so many preemptions was run.
    Bounded {
        /// The bound.
        preemptions: usize,
    },
    /// So many schedules, drawn by chance, were run.
    Sampled {
        /// How many.
        schedules: usize,
        /// From which seed.
        seed: u64,
    },
    /// Loom went on from a checkpoint (`LOOM_CHECKPOINT_FILE`): what came before it was not run this time.
    Resumed,
    /// The operating system chose the schedules.
    Repeated {
        /// How often.
        times: usize,
    },
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Exhaustive => f.write_str("exhaustive"),
            Label::Bounded { preemptions } => write!(f, "bounded(preemptions = {preemptions})"),
            Label::Sampled { schedules, seed } => write!(f, "sampled({schedules} schedules, seed {seed})"),
            Label::Resumed => f.write_str("resumed from a checkpoint"),
            Label::Repeated { times } => write!(f, "repeated({times} times)"),
        }
    }
}

/// The result of a check that found nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exploration {
    /// Which back end ran.
    pub engine: &'static str,
    /// What it explored.
    pub label: Label,
    /// How often the body ran, counted in the body's own entry.
    pub executions: usize,
    /// How read-write locks treated readers.
    pub fairness: Fairness,
    /// How many deadlines could expire in one execution by injection.
    pub deadlines: usize,
    /// How many waits could end without cause in one execution by injection.
    pub spurious_wakeups: usize,
}

impl fmt::Display for Exploration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let locks = match self.fairness {
            Fairness::Fair => "fair locks",
            Fairness::Unfair => "unfair locks",
        };
        write!(f, "{}: {}, {} executions, {locks}", self.engine, self.label, self.executions)?;
        if self.deadlines > 0 {
            write!(f, ", deadlines injected <= {}", self.deadlines)?;
        }
        if self.spurious_wakeups > 0 {
            write!(f, ", spurious wake-ups injected <= {}", self.spurious_wakeups)?;
        }
        Ok(())
    }
}
