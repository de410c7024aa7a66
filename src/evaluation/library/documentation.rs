//! `@doc` atoms as programs and people read them.

use super::kinds::types_of;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::plain;
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Term, apply};

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("get-doc", &["(-> SpaceType Atom %Undefined%)", "(-> Atom %Undefined%)"], get_doc).open(),
    Native::effect("help!", &["(-> Atom (->))", "(-> (->))"], help).open(),
    Native::effect("help-space!", &["(-> SpaceType (->))"], help).open(),
];

/// What a `@doc` atom says.
struct Documentation {
    subject: Term,
    description: Term,
    /// `((@param "..") ..)` and `(@return "..")`.
    function: Option<(Term, Term)>,
}

fn name(context: &mut Context, text: &str) -> Term {
    Term::Symbol(context.symbols.intern(text))
}

fn expression(context: &mut Context, head: &str, rest: impl IntoIterator<Item = Term>) -> Term {
    let head = name(context, head);
    Term::expression(std::iter::once(head).chain(rest))
}

/// The documentation in `space`, and in what it depends on, of atoms that unify with `subject`.
fn find(context: &mut Context, space: SpaceId, subject: &Term) -> Vec<Documentation> {
    let [description, parameters, result] =
        [(); 3].map(|()| Term::Variable(context.trail.variable(known::EMPTY_NAME)));
    let short = expression(context, "@doc", [subject.clone(), description.clone()]);
    let params = expression(context, "@params", [parameters.clone()]);
    let long = expression(context, "@doc", [subject.clone(), description.clone(), params, result.clone()]);
    let mut found = Vec::new();
    for (pattern, is_long) in [(short, false), (long, true)] {
        let solutions = context.store.query(space, &pattern, &mut context.symbols, &mut context.trail);
        for solution in solutions {
            let mark = context.trail.mark();
            context.trail.restore(&solution);
            found.push(Documentation {
                subject: apply(subject),
                description: apply(&description),
                function: is_long.then(|| (apply(&parameters), apply(&result))),
            });
            context.trail.undo(mark);
            context.trail.release(mark);
        }
    }
    found
}

/// `(get-doc space atom)`, `(get-doc atom)`: one answer for each documentation and each type; none where there is none.
fn get_doc(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [space, atom] => match call.space_of(space) {
            Some(space) => Answer::Values(formal(context, space, atom)),
            None => Answer::Failure("get-doc expects a space as the first argument".into()),
        },
        [atom] => Answer::Values(formal(context, call.space, atom)),
        _ => Answer::NotReducible,
    }
}

fn formal(context: &mut Context, space: SpaceId, atom: &Term) -> Vec<Term> {
    let mut types = types_of(context, space, atom);
    if types.is_empty() {
        types.push(Term::Symbol(known::UNDEFINED));
    }
    let found = find(context, space, &apply(atom));
    let mut answers = Vec::new();
    for kind in &types {
        for documentation in &found {
            answers.push(formal_of(context, atom, kind, documentation));
        }
    }
    answers
}

fn formal_of(context: &mut Context, atom: &Term, kind: &Term, found: &Documentation) -> Term {
    let members = kind.members().unwrap_or_default();
    let is_function = members.first().is_some_and(|head| head.resolve().is_symbol(known::ARROW));
    let documented = found.function.as_ref();
    let what = if is_function || documented.is_some() { "function" } else { "atom" };
    let item = expression(context, "@item", [atom.clone()]);
    let what = name(context, what);
    let what = expression(context, "@kind", [what]);
    let typed = expression(context, "@type", [kind.clone()]);
    let mut parts = vec![item, what, typed, found.description.clone()];
    if let Some((parameters, result)) = documented {
        // `-> argument .. result`; where the type does not say, `%Undefined%`.
        let part = |at: usize| {
            let part = if is_function { members.get(at + 1) } else { None };
            part.map_or(Term::Symbol(known::UNDEFINED), Term::resolve)
        };
        let parameters: Vec<Term> = parameters.members().unwrap_or_default().to_vec();
        let last = if is_function { members.len().saturating_sub(2) } else { usize::MAX - 1 };
        let typed: Vec<Term> = parameters
            .iter()
            .enumerate()
            .map(|(at, parameter)| {
                let kind = if at < last { part(at) } else { Term::Symbol(known::UNDEFINED) };
                described(context, "@param", parameter, kind)
            })
            .collect();
        parts.push(expression(context, "@params", [Term::expression(typed)]));
        let result_type = part(last);
        parts.push(described(context, "@return", result, result_type));
    }
    expression(context, "@doc-formal", parts)
}

/// `(@param "d")` as `(@param (@type T) (@desc "d"))`.
fn described(context: &mut Context, head: &str, source: &Term, kind: Term) -> Term {
    let source = source.resolve();
    let description = match source.members() {
        Some([_, description, ..]) => description.resolve(),
        _ => source.clone(),
    };
    let kind = expression(context, "@type", [kind]);
    let description = expression(context, "@desc", [description]);
    expression(context, head, [kind, description])
}

/// `(help! atom)` prints what is known of an atom; `(help!)` and `(help! space)` list what is documented.
fn help(context: &mut Context, call: &Call<'_>) -> Answer {
    let text = match call.arguments {
        [] => listing(context, call.space),
        [atom, ..] => match call.space_of(atom) {
            Some(space) => listing(context, space),
            None => {
                let answers = formal(context, call.space, atom);
                match &answers[..] {
                    [] => format!("No documentation found for {}\n", plain(context, atom)),
                    answers => answers.iter().map(|answer| page(context, answer)).collect(),
                }
            }
        },
    };
    context.output.write(&text);
    Answer::Value(Term::unit())
}

fn listing(context: &mut Context, space: SpaceId) -> String {
    let subject = Term::Variable(context.trail.variable(known::EMPTY_NAME));
    let mut text = String::new();
    for documentation in find(context, space, &subject) {
        let subject = plain(context, &documentation.subject);
        let description = inner(context, &documentation.description);
        text.push_str(&format!("{subject}\n\t{description}\n"));
    }
    text
}

/// What stands behind the head: the text of `(@desc "text")`.
fn inner(context: &mut Context, term: &Term) -> String {
    match term.members() {
        Some([_, content]) => plain(context, content),
        _ => plain(context, term),
    }
}

/// A `@doc-formal` as people read it.
fn page(context: &mut Context, answer: &Term) -> String {
    let Some([_, item, what, kind, description, rest @ ..]) = answer.members() else { return String::new() };
    let (item, kind, description) = (inner(context, item), inner(context, kind), inner(context, description));
    let title = if inner(context, what) == "function" { "Function" } else { "Atom" };
    let mut text = format!("{title} {item}: {kind} {description}\n");
    if let [parameters, result] = rest {
        text.push_str("Parameters:\n");
        let parameters = parameters.members().and_then(|members| members.get(1)).map(Term::resolve);
        for parameter in parameters.as_ref().and_then(Term::members).unwrap_or_default() {
            let (kind, description) = typed(context, parameter);
            text.push_str(&format!("  {kind} {description}\n"));
        }
        let (kind, description) = typed(context, result);
        text.push_str(&format!("Return: (type {kind}) {description}\n"));
    }
    text
}

/// The type and the text of `(@param (@type T) (@desc "d"))`.
fn typed(context: &mut Context, term: &Term) -> (String, String) {
    match term.resolve().members() {
        Some([_, kind, description]) => (inner(context, kind), inner(context, description)),
        _ => (String::new(), plain(context, term)),
    }
}
