//! The machine of the ordered window: which slot may start, which result comes next. Plain data.

use std::collections::VecDeque;

/// How much may be in flight, that is granted and not yet taken by the consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The largest sum of weights (bytes, say).
    pub weight: u64,
    /// The largest number of slots.
    pub count: usize,
}

impl Budget {
    /// A bound on the weight alone.
    #[must_use]
    pub const fn weight(weight: u64) -> Self {
        Self { weight, count: usize::MAX }
    }

    /// A bound on the number of slots alone.
    #[must_use]
    pub const fn count(count: usize) -> Self {
        Self { weight: u64::MAX, count }
    }
}

/// The slot was claimed, and its worker went away (by a panic, say) without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abandoned;

impl std::fmt::Display for Abandoned {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the worker of this slot went away without a result")
    }
}

impl std::error::Error for Abandoned {}

/// The answer to a worker that asks for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// This slot is the worker's.
    Slot(usize),
    /// The window is full: ask again after the consumer has taken a result.
    Full,
    /// Every slot has been granted, or the window was cancelled.
    Exhausted,
}

/// The answer to the consumer that asks for the next result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<T> {
    /// The result of the next slot in index order.
    Item(usize, Result<T, Abandoned>),
    /// That slot has no result yet: ask again after a submission.
    Pending,
    /// Every result has been taken, or the window was cancelled.
    End,
}

/// The window over slots `0..n`: granted in index order, taken in index order, bounded in between.
///
/// # Invariants
///
/// - `taken ≤ granted ≤ n`, and `in_flight` is the weight of the slots `taken..granted`.
/// - At most one slot is in flight, or the slots in flight keep to the budget.
/// - *Never stuck* (D1): unless all results have been taken, the slot that the consumer needs next has been granted, or
///   nothing is in flight, and then it is granted to whoever asks first, however heavy it is. So a window full of later
///   slots that waits for an earlier one, which in turn waits for room, cannot come about.
#[derive(Debug)]
pub struct Window<T> {
    weights: Vec<u64>,
    budget: Budget,
    granted: usize,
    taken: usize,
    in_flight: u64,
    /// Results of the slots `taken..granted`, `None` while the worker has it.
    results: VecDeque<Option<Result<T, Abandoned>>>,
    cancelled: bool,
}

impl<T> Window<T> {
    /// A window with one slot for each weight.
    #[must_use]
    pub fn new(weights: Vec<u64>, budget: Budget) -> Self {
        Self {
            weights,
            budget,
            granted: 0,
            taken: 0,
            in_flight: 0,
            results: VecDeque::new(),
            cancelled: false,
        }
    }

    /// Grants the next slot in index order if there is room for it. O(1).
    pub fn grant(&mut self) -> Grant {
        if self.cancelled {
            return Grant::Exhausted;
        }
        let Some(&weight) = self.weights.get(self.granted) else {
            return Grant::Exhausted;
        };
        self.in_flight = match self.in_flight.checked_add(weight) {
            // invariant: D1: with nothing in flight the next slot is the one that the consumer waits for.
            _ if self.results.is_empty() => weight,
            Some(sum) if sum <= self.budget.weight && self.results.len() < self.budget.count => sum,
            _ => return Grant::Full,
        };
        let slot = self.granted;
        self.granted += 1;
        self.results.push_back(None);
        Grant::Slot(slot)
    }

    /// Puts down the result of a granted slot and says whether the consumer waits for exactly this slot. O(1).
    ///
    /// # Errors
    ///
    /// Gives the result back when nobody can take it: the window was cancelled, or the slot was not granted or has
    /// a result already. The caller drops it, outside its lock.
    pub fn submit(
        &mut self,
        slot: usize,
        result: Result<T, Abandoned>,
    ) -> Result<bool, Result<T, Abandoned>> {
        let place = slot.checked_sub(self.taken).and_then(|ahead| self.results.get_mut(ahead));
        match place {
            Some(place @ None) => {
                *place = Some(result);
                Ok(slot == self.taken)
            }
            _ => Err(result),
        }
    }

    /// Takes the next result in index order; its slot is no longer in flight. O(1).
    pub fn take(&mut self) -> Next<T> {
        if self.cancelled || self.taken == self.weights.len() {
            return Next::End;
        }
        let (Some(&weight), Some(result)) =
            (self.weights.get(self.taken), self.results.front_mut().and_then(Option::take))
        else {
            return Next::Pending;
        };
        let slot = self.taken;
        self.results.pop_front();
        self.taken += 1;
        self.in_flight -= weight;
        Next::Item(slot, result)
    }

    /// Ends the window: nothing is granted and nothing taken from now on. Returns the results nobody will take, for the
    /// caller to drop outside its lock. Calling it again changes nothing.
    pub fn cancel(&mut self) -> VecDeque<Option<Result<T, Abandoned>>> {
        self.cancelled = true;
        self.in_flight = 0;
        std::mem::take(&mut self.results)
    }

    /// The weight in flight.
    #[must_use]
    pub fn weight_in_flight(&self) -> u64 {
        self.in_flight
    }

    /// The number of slots in flight.
    #[must_use]
    pub fn slots_in_flight(&self) -> usize {
        self.results.len()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_flight_was_granted_and_not_taken() {
        let mut window = Window::new(vec![3, 4, 5], Budget { weight: 7, count: 9 });
        assert_eq!((window.weight_in_flight(), window.slots_in_flight()), (0, 0));
        assert_eq!(
            [window.grant(), window.grant(), window.grant()],
            [Grant::Slot(0), Grant::Slot(1), Grant::Full]
        );
        assert_eq!((window.weight_in_flight(), window.slots_in_flight()), (7, 2));
        assert_eq!(window.submit(0, Ok('a')), Ok(true));
        assert!(matches!(window.take(), Next::Item(..)));
        assert_eq!((window.weight_in_flight(), window.slots_in_flight()), (4, 1));
    }
}
