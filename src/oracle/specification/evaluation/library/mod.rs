//! The library: what its names do, and of which types they are.

mod arithmetic;
mod assertions;
mod control;
mod expressions;
mod names;
mod spaces;

pub(super) use names::{is_grounded, types_of};

use super::bindings::{Alternative, Bindings};
use super::printing::print;
use super::term::Term;
use super::world::{OutOfFuel, World};

/// What a function of the library gives: [`None`] where it has nothing to say to these arguments.
type Given = Result<Option<Vec<Alternative>>, OutOfFuel>;

/// What the library makes of a call: all that it becomes, in order. [`None`] where the call is not one of the library, or
/// not one that it can reduce.
///
/// # Errors
/// The evaluation used more than it may.
pub(super) fn execute(world: &mut World, space: usize, call: &Term) -> Given {
    let Some([Term::Symbol(name), arguments @ ..]) = call.members() else { return Ok(None) };
    let function = Function { name, arguments, call, space };
    if let Some(given) = control::execute(world, &function)? {
        return Ok(Some(given));
    }
    if let Some(given) = expressions::execute(world, &function)? {
        return Ok(Some(given));
    }
    if let Some(given) = spaces::execute(world, &function)? {
        return Ok(Some(given));
    }
    if let Some(given) = assertions::execute(world, &function)? {
        return Ok(Some(given));
    }
    Ok(arithmetic::execute(&function).map(|value| vec![(value, Bindings::none())]))
}

/// A call of a function of the library.
struct Function<'a> {
    name: &'a str,
    arguments: &'a [Term],
    call: &'a Term,
    space: usize,
}

impl Function<'_> {
    /// `(Error call text)`, the text as one symbol.
    fn failure(&self, text: &str) -> Term {
        Term::error(self.call, Term::symbol(text))
    }

    /// The failure of a function that wants a space first.
    fn wants_space(&self) -> Term {
        self.failure(&format!("{} expects a space as the first argument", self.name))
    }
}

/// One result.
fn one(term: Term) -> Given {
    Ok(Some(vec![(term, Bindings::none())]))
}

/// Any number of results that bind nothing.
fn several(terms: impl IntoIterator<Item = Term>) -> Given {
    alternatives(terms.into_iter().map(|term| (term, Bindings::none())).collect())
}

/// Any number of results; none is `Empty`.
fn alternatives(mut all: Vec<Alternative>) -> Given {
    if all.is_empty() {
        all.push((Term::symbol("Empty"), Bindings::none()));
    }
    Ok(Some(all))
}

/// `term` printed, for messages.
fn printed(terms: &[Term]) -> String {
    terms.iter().map(print).collect::<Vec<_>>().join(", ")
}
