//! Terms as text (LANGUAGE.md section 6).

use super::term::{State, Term};
use super::world::PROGRAM;

/// `term` as it prints. A state inside its own value is `(State ..)`.
pub(super) fn print(term: &Term) -> String {
    print_within(term, &[])
}

fn print_within(term: &Term, states: &[State]) -> String {
    match term {
        Term::Symbol(name) => name.clone(),
        Term::Integer(value) => value.to_string(),
        Term::Float(value) => format!("{value:?}"),
        Term::Bool(true) => "True".to_owned(),
        Term::Bool(false) => "False".to_owned(),
        Term::Text(text) => quoted(text),
        Term::Variable(variable) if variable.number == 0 => format!("${}", variable.name),
        Term::Variable(variable) => format!("${}#{}", variable.name, variable.number),
        Term::Space(PROGRAM) => "ModuleSpace(GroundingSpace-top)".to_owned(),
        Term::Space(space) => format!("GroundingSpace-{space:#x}"),
        Term::State(state) if states.iter().any(|other| other.is(state)) => "(State ..)".to_owned(),
        Term::State(state) => {
            let value = print_within(&state.value.borrow(), &[states, std::slice::from_ref(state)].concat());
            format!("(State {value})")
        }
        Term::Expression(members, _) => {
            let members: Vec<String> = members.iter().map(|member| print_within(member, states)).collect();
            format!("({})", members.join(" "))
        }
    }
}

/// As `println!` and `format-args` print: a string raw, anything else as it prints.
pub(super) fn print_raw(term: &Term) -> String {
    match term {
        Term::Text(text) => text.clone(),
        other => print(other),
    }
}

/// A string as Rust's `{:?}` writes it, but NUL as `\u{0}`, since MeTTa has no `\0`.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '\0' => "\\u{0}".to_owned(),
            '\'' => "'".to_owned(),
            _ => c.escape_debug().to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
