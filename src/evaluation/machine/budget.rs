//! What a form may use.

use crate::evaluation::context::Context;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::held;
use crate::sync::clock::{self, Instant};
use std::time::Duration;

/// Steps between two looks at clock, memory and cancellation.
const INTERVAL: u64 = 1024;

/// What a form has used, and what it may.
pub(super) struct Budget {
    /// Steps so far.
    pub(super) steps: u64,
    /// At this number of steps something must be looked at.
    next: u64,
    most: u64,
    /// Frames that may wait.
    pub(super) depth: usize,
    memory: usize,
    /// Bytes of expressions when the form began.
    held: usize,
    time: Option<(Instant, Duration)>,
}

impl Budget {
    /// The budget of a form that begins now.
    pub(super) fn new(context: &Context) -> Budget {
        let limits = &context.limits;
        let wanted = match context.pragmas.max_stack_depth {
            0 => usize::MAX,
            depth => depth,
        };
        let most = limits.steps.unwrap_or(u64::MAX);
        Budget {
            steps: 0,
            next: most.saturating_add(1).min(INTERVAL),
            most,
            depth: limits.depth.unwrap_or(usize::MAX).min(wanted),
            memory: limits.memory.unwrap_or(usize::MAX),
            held: held(),
            time: limits.time.map(|time| (clock::now(), time)),
        }
    }

    /// Counts a step.
    ///
    /// # Errors
    /// The name of the limit that is exceeded.
    #[inline]
    pub(super) fn step(&mut self, context: &Context, bytes: impl FnOnce() -> usize) -> Result<(), Symbol> {
        self.steps += 1;
        if self.steps < self.next {
            return Ok(());
        }
        self.look(context, bytes())
    }

    #[cold]
    fn look(&mut self, context: &Context, bytes: usize) -> Result<(), Symbol> {
        if self.steps > self.most {
            return Err(known::STEP_LIMIT_EXCEEDED);
        }
        if context.cancel.is_cancelled() {
            return Err(known::CANCELLED);
        }
        // What was dropped since the form began does not count against what it has made.
        let made = (held().wrapping_sub(self.held) as isize).max(0) as usize;
        if bytes.saturating_add(made) > self.memory {
            return Err(known::MEMORY_LIMIT_EXCEEDED);
        }
        if self.time.as_ref().is_some_and(|(start, time)| start.elapsed() > *time) {
            return Err(known::TIME_LIMIT_EXCEEDED);
        }
        // The step after the last one is looked at, too.
        self.next = (self.steps + INTERVAL).min(self.most.saturating_add(1)).max(self.steps + 1);
        Ok(())
    }
}
