//! Terms as text (LANGUAGE.md section 6).

use super::term::Term;
use super::world::{PROGRAM, World};

/// `term` as it prints. A state inside its own value is `(State ..)`.
pub(super) fn print(world: &World, term: &Term) -> String {
    print_within(world, term, &[])
}

fn print_within(world: &World, term: &Term, states: &[usize]) -> String {
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
        Term::State(state) if states.contains(state) => "(State ..)".to_owned(),
        Term::State(state) => {
            let value = print_within(world, &world.states[*state].0, &[states, &[*state]].concat());
            format!("(State {value})")
        }
        Term::Expression(members, _) => {
            let members: Vec<String> =
                members.iter().map(|member| print_within(world, member, states)).collect();
            format!("({})", members.join(" "))
        }
    }
}

/// As `println!` and `format-args` print: a string raw, anything else as it prints.
pub(super) fn print_raw(world: &World, term: &Term) -> String {
    match term {
        Term::Text(text) => text.clone(),
        other => print(world, other),
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
