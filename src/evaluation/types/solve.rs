//! Which types of the arguments fit a function type: all ways, one after the other.

use super::fit::fits;
use crate::evaluation::term::{Mark, Term, Trail};

/// What stands at one place of a call.
pub(super) enum Actual {
    /// It fits whatever its type is.
    Passes,
    /// It has one of these types.
    Types(Vec<Term>),
    /// It is ill-typed itself, for these reasons.
    Ill(Vec<Term>),
}

/// What the search tells.
pub(super) trait Listener {
    /// All arguments fit, under the bindings that are on the trail. True ends the search, and the bindings stay.
    fn found(&mut self, trail: &mut Trail) -> bool;
    /// The argument (from 0) does not fit with this type. What is known of the formal type is bound at this moment.
    fn refused(&mut self, argument: usize, formal: &Term, actual: &Term);
    /// An argument is ill-typed.
    fn ill(&mut self, errors: &[Term]);
}

/// More tries than this are not made: the ways multiply with the number of arguments.
const MAX_TRIES: usize = 1 << 14;

/// Tries the types of the arguments from left to right, and goes back to the last one that has another type. True when the
/// listener has ended the search; otherwise nothing stays bound.
pub(super) fn solve(
    formals: &[Term],
    actuals: &[Actual],
    trail: &mut Trail,
    listener: &mut dyn Listener,
) -> bool {
    // The arguments that were given a type, with the number of the next one to try.
    let mut given: Vec<(usize, usize, Mark)> = Vec::new();
    let mut tries = 0;
    let (mut at, mut choice) = (0, 0);
    loop {
        tries += 1;
        let forward = tries <= MAX_TRIES
            && match (formals.get(at), actuals.get(at)) {
                (Some(_), Some(Actual::Passes)) => true,
                (Some(formal), Some(Actual::Types(types))) => {
                    give(formal, types, at, choice, &mut given, trail, listener)
                }
                (Some(_), Some(Actual::Ill(errors))) => {
                    listener.ill(errors);
                    false
                }
                _ => {
                    if listener.found(trail) {
                        for &(_, _, mark) in given.iter().rev() {
                            trail.release(mark);
                        }
                        return true;
                    }
                    false
                }
            };
        if forward {
            (at, choice) = (at + 1, 0);
        } else if let Some((argument, next, mark)) = given.pop() {
            trail.undo(mark);
            trail.release(mark);
            (at, choice) = (argument, next);
        } else {
            return false;
        }
    }
}

/// Gives the argument the first type from `choice` on that fits.
fn give(
    formal: &Term,
    types: &[Term],
    at: usize,
    choice: usize,
    given: &mut Vec<(usize, usize, Mark)>,
    trail: &mut Trail,
    listener: &mut dyn Listener,
) -> bool {
    for (number, actual) in types.iter().enumerate().skip(choice) {
        let mark = trail.mark();
        if fits(formal, actual, trail) {
            given.push((at, number + 1, mark));
            return true;
        }
        trail.undo(mark);
        trail.release(mark);
        listener.refused(at, formal, actual);
    }
    false
}
