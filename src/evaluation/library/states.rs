//! States: cells that can be changed, shared by reference.

use std::rc::Rc;

use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, apply};
use crate::evaluation::types;

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("new-state", &["(-> $t (StateMonad $t))"], new_state).open(),
    Native::effect("get-state", &["(-> (StateMonad $t) $t)"], get_state),
    Native::effect("change-state!", &["(-> (StateMonad $t) $t (StateMonad $t))"], change_state),
];

/// Of the first type of its value.
fn new_state(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [value] => {
            let value = apply(value);
            let kind = types::of(context, call.space, &value).into_iter().next();
            let kind = kind.unwrap_or(Term::Symbol(known::UNDEFINED));
            // That the value fits was seen before it was evaluated.
            Answer::Final(Term::State(context.store.new_state(&value, &kind, &mut context.symbols)))
        }
        _ => Answer::Failure("new-state expects single atom as an argument".into()),
    }
}

fn get_state(context: &mut Context, call: &Call<'_>) -> Answer {
    let [Term::State(state)] = call.arguments else {
        return Answer::Failure("get-state expects single state atom as an argument".into());
    };
    match context.store.state(state.id, &mut context.symbols, &mut context.trail) {
        Some(value) => Answer::Value(value),
        None => Answer::Failure("There is no such state".into()),
    }
}

/// The state itself.
fn change_state(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [Term::State(state), value] => {
            if context.store.change_state(state.id, &apply(value), &mut context.symbols) {
                Answer::Value(Term::State(Rc::clone(state)))
            } else {
                Answer::Failure("There is no such state".into())
            }
        }
        [_, _] => Answer::Failure("change-state! expects a state as the first argument".into()),
        _ => Answer::Failure("change-state! expects a state atom and its new value as arguments".into()),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn what_is_no_state_is_refused() {
        check(&[
            ("(get-state a)", "(Error (get-state a) get-state expects single state atom as an argument)"),
            (
                "(change-state! 1 b)",
                "(Error (change-state! 1 b) change-state! expects a state as the first argument)",
            ),
        ]);
    }
}
