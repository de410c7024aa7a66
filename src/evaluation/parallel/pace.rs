//! Whether forms are worth handing over.

use std::time::Duration;

/// What a form costs beyond its evaluation where it may be evaluated ahead of its turn, generously: hand-over, log, publication.
const COST: Duration = Duration::from_micros(50);

/// How much of what long forms have saved up short ones may use.
const MOST: Duration = Duration::from_millis(50);

/// What a step can be worth: a form of a few steps that seems to take long has lost the processor rather than used it.
const STEP: Duration = Duration::from_micros(50);

/// How much short forms may be ahead of the next long one.
const LEAST: Duration = Duration::from_millis(1);

/// An account of the time that forms have taken lately: each one pays in its time and takes out [`COST`]. Long forms are handed
/// over, and the short ones between them; where there are only short ones they are evaluated in their turn, as one thread
/// does it. What comes of the forms does not depend on it.
#[derive(Debug)]
pub(super) struct Pace {
    /// Above `LEAST`, the middle of the account.
    saved: Duration,
    /// Forms are handed over whatever they take.
    always: bool,
}

impl Pace {
    /// Nothing is known yet: some forms are handed over. `always`: and all that follow.
    pub(super) fn new(always: bool) -> Pace {
        Pace { saved: LEAST * 2, always }
    }

    /// Whether the next forms are to be handed over.
    pub(super) fn is_ahead(&self) -> bool {
        self.always || self.saved > LEAST
    }

    /// A form was evaluated, and took so long and so many steps.
    pub(super) fn took(&mut self, time: Duration, steps: u64) {
        let time = time.min(STEP.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX)));
        self.saved = (self.saved + time).min(LEAST + MOST).saturating_sub(COST);
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::{COST, Duration, Pace};

    const LONG: Duration = Duration::from_millis(2);

    fn after(times: &[(usize, Duration)]) -> Pace {
        let mut pace = Pace::new(false);
        for &(count, time) in times {
            (0..count).for_each(|_| pace.took(time, 1_000));
        }
        pace
    }

    #[test]
    fn short_forms_are_evaluated_in_their_turn_until_a_long_one_comes() {
        assert!(after(&[]).is_ahead());
        assert!(!after(&[(100, COST / 10)]).is_ahead());
        assert!(!after(&[(1_000_000, COST / 10)]).is_ahead());
        assert!(after(&[(1_000_000, COST / 10), (1, LONG)]).is_ahead());
    }

    #[test]
    fn short_forms_between_long_ones_are_handed_over() {
        assert!(after(&[(64, LONG), (100, COST / 10)]).is_ahead());
        assert!(!after(&[(64, LONG), (10_000, COST / 10)]).is_ahead());
        let mut pace = after(&[(1_000, COST / 10), (1, LONG)]);
        for _ in 0..1_000 {
            (0..20).for_each(|_| pace.took(COST / 10, 10));
            assert!(pace.is_ahead());
            pace.took(LONG, 1_000);
        }
    }

    #[test]
    fn a_form_of_a_few_steps_that_was_kept_waiting_is_no_long_one() {
        let mut pace = after(&[(1_000, COST / 10)]);
        pace.took(LONG * 100, 4);
        assert!(!pace.is_ahead());
        // Where all of them take long, it is the steps.
        (0..100).for_each(|_| pace.took(LONG * 100, 4));
        assert!(pace.is_ahead());
    }

    #[test]
    fn whoever_asks_for_it_has_all_handed_over() {
        let mut pace = Pace::new(true);
        (0..1_000).for_each(|_| pace.took(Duration::ZERO, 0));
        assert!(pace.is_ahead());
    }
}
