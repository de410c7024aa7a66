//! Module `random`: generators of random numbers, the same in every run (D3).
//!
//! `&rng` is a generator that each form has of its own. One made by `new-random-generator` is a state of the store, so
//! forms that share one see each other's draws in the order of the program.

use super::number::Number;
use super::random::Random;
use crate::evaluation::context::Context;
use crate::evaluation::identity::{HandleId, HandleKind};
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::symbols::known;
use crate::evaluation::term::Term;

const DRAW: &[&str] = &["(-> RandomGenerator Number Number Number)"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("random-int", DRAW, random_int).of("random"),
    Native::effect("random-float", DRAW, random_float).of("random"),
    Native::effect("set-random-seed", &["(-> RandomGenerator Number (->))"], set_seed).of("random"),
    Native::effect("new-random-generator", &["(-> Number RandomGenerator)"], new_generator).of("random"),
    Native::effect("reset-random-generator", &["(-> RandomGenerator (->))"], reset).of("random"),
    Native::effect("flip", &["(-> Bool)"], |context, _| {
        Answer::Value(Term::Bool(context.random.bits() & 1 == 1))
    })
    .of("random"),
];

/// Where a generator is; none for what is no generator.
fn position(context: &mut Context, generator: &Term) -> Option<Random> {
    match generator {
        Term::Symbol(symbol) if context.symbols.name(*symbol) == "&rng" => Some(context.random),
        Term::Handle(handle) => match handle.kind() {
            HandleKind::Generator(state) => {
                match context.store.state(state, &mut context.symbols, &mut context.trail) {
                    Some(Term::Integer(position)) => Some(Random::seeded(position as u64)),
                    _ => None,
                }
            }
            HandleKind::File(_) => None,
        },
        _ => None,
    }
}

/// Puts a generator, which is one, where it is to go on.
fn put(context: &mut Context, generator: &Term, random: Random) {
    match generator {
        Term::Handle(handle) => {
            if let HandleKind::Generator(state) = handle.kind() {
                let position = Term::Integer(random.position() as i64);
                context.store.change_state(state, &position, &mut context.symbols);
            }
        }
        _ => context.random = random,
    }
}

/// `(name generator start end)`.
fn draw(
    context: &mut Context,
    call: &Call<'_>,
    number: impl FnOnce(&mut Random, Number, Number) -> Option<Term>,
) -> Answer {
    let name = context.symbols.shared_name(call.name);
    let expects = || {
        Answer::Failure(format!(
            "{name} expects three arguments: random generator, number (start) and number (end)"
        ))
    };
    let [generator, start, end] = call.arguments else { return expects() };
    let Some((start, end)) = Number::of(start).zip(Number::of(end)) else { return expects() };
    let Some(mut random) = position(context, generator) else {
        return Answer::Failure(format!("{name} expects a random generator as its argument"));
    };
    match number(&mut random, start, end) {
        Some(value) => {
            put(context, generator, random);
            Answer::Value(value)
        }
        None => Answer::Failure("RangeIsEmpty".into()),
    }
}

fn random_int(context: &mut Context, call: &Call<'_>) -> Answer {
    draw(context, call, |random, start, end| {
        random.integer(start.integer()?, end.integer()?).map(Term::Integer)
    })
}

fn random_float(context: &mut Context, call: &Call<'_>) -> Answer {
    draw(context, call, |random, start, end| random.float(start.float(), end.float()).map(Term::Float))
}

/// The seed that a number stands for.
fn seed(number: &Term) -> Option<Random> {
    Number::of(number)?.integer().map(|seed| Random::seeded(seed as u64))
}

fn set_seed(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some((generator, random)) = call
        .arguments
        .first()
        .zip(call.arguments.get(1))
        .and_then(|(generator, number)| Some((generator, seed(number)?)))
    else {
        return Answer::Failure(
            "set-random-seed expects two arguments: random generator and number (seed)".into(),
        );
    };
    reseed(context, generator, random)
}

fn reseed(context: &mut Context, generator: &Term, random: Random) -> Answer {
    if position(context, generator).is_none() {
        return Answer::Failure("set-random-seed expects a random generator as its argument".into());
    }
    put(context, generator, random);
    Answer::Value(Term::unit())
}

fn new_generator(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments.first().and_then(seed) {
        Some(random) => {
            let position = Term::Integer(random.position() as i64);
            let kind = Term::Symbol(known::NUMBER);
            let state = context.store.new_state(&position, &kind, &mut context.symbols);
            Answer::Value(Term::Handle(HandleId::generator(state.id)))
        }
        None => Answer::Failure("new-random-generator expects one argument: number (seed)".into()),
    }
}

/// Goes on where the generator of the form is.
fn reset(context: &mut Context, call: &Call<'_>) -> Answer {
    let [generator] = call.arguments else {
        return Answer::Failure("reset-random-generator expects one argument: random generator".into());
    };
    let random = Random::seeded(context.random.bits());
    reseed(context, generator, random)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::evaluation::library::tests::{answer, check, read};

    #[test]
    fn numbers_stay_in_their_range_and_forms_repeat_themselves() {
        check(&[
            ("(random-int &rng 5 6)", "5"),
            ("(random-int &rng 5 5)", "(Error (random-int &rng 5 5) RangeIsEmpty)"),
            ("(random-float &rng 1 0)", "(Error (random-float &rng 1 0) RangeIsEmpty)"),
            (
                "(random-int a 0 1)",
                "(Error (random-int a 0 1) random-int expects a random generator as its argument)",
            ),
            ("(set-random-seed &rng 7)", "()"),
        ]);
        let draws = |form| {
            let mut context = Context::default();
            context.random.begin(form);
            let call = read(&mut context, "(random-int &rng -9223372036854775808 9223372036854775807)");
            let mut numbers = Vec::new();
            for _ in 0..100 {
                let Answer::Value(Term::Integer(number)) = answer(&mut context, &call) else {
                    panic!("none")
                };
                numbers.push(number);
            }
            numbers
        };
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
    }
}
