//! Assertions: `()` or an Error that says what is missing and what is too much.

use super::super::term::Term;
use super::super::world::World;
use super::control::all_results;
use super::expressions::difference;
use super::spaces::bracketed;
use super::{Function, Given, one, printed};

pub(super) fn execute(world: &mut World, function: &Function<'_>) -> Given {
    let Some((left, rest)) = function.arguments.split_first() else { return Ok(None) };
    let (compared, message) = match function.name.strip_suffix("Msg") {
        Some(name) => match rest {
            [right, message] => ((name, right), Some(message)),
            _ => return Ok(None),
        },
        None => match rest {
            [right] => ((function.name, right), None),
            _ => return Ok(None),
        },
    };
    let (name, right) = compared;
    let (alpha, literal) = match name {
        "assertEqual" => (false, false),
        "assertAlphaEqual" => (true, false),
        "assertEqualToResult" => (false, true),
        "assertAlphaEqualToResult" => (true, true),
        _ => return Ok(None),
    };
    let got = all_results(world, function.space, left)?;
    let expected = if literal {
        right.members().unwrap_or(&[]).to_vec()
    } else {
        all_results(world, function.space, right)?
    };
    let (missed, excessive) = if alpha {
        (alpha_difference(&expected, &got), alpha_difference(&got, &expected))
    } else {
        (difference(&expected, &got), difference(&got, &expected))
    };
    if missed.is_empty() && excessive.is_empty() {
        return one(Term::unit());
    }
    let reason = match message {
        Some(message) => message.clone(),
        None => {
            let mut text = format!("\nExpected: {}\nGot: {}", bracketed(&expected), bracketed(&got));
            for (what, terms) in [("Missed", &missed), ("Excessive", &excessive)] {
                if !terms.is_empty() {
                    text.push_str(&format!("\n{what} results: {}", printed(terms)));
                }
            }
            Term::Text(text)
        }
    };
    // The call is told without the message.
    let call = Term::call(function.name, [left.clone(), right.clone()]);
    one(Term::error(&call, reason))
}

/// The members of `left` that find no partner of their own in `right`, up to the names of variables.
fn alpha_difference(left: &[Term], right: &[Term]) -> Vec<Term> {
    let mut partners = right.to_vec();
    let mut rest = Vec::new();
    for member in left {
        match partners.iter().position(|partner| partner.alpha_equal(member)) {
            Some(place) => drop(partners.remove(place)),
            None => rest.push(member.clone()),
        }
    }
    rest
}
