//! Operations on their own: calls as text, answers as text.

use super::operations;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::{print, results};
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::{Stored, Term, instantiate};
use crate::language::metta::atom::Atom;
use crate::language::metta::constants::Constant;
use crate::language::metta::word::Kind;

/// Reads a term.
pub(super) fn read(context: &mut Context, text: &str) -> Term {
    let atom = Atom::parse(text).unwrap();
    let atom = atom.as_ref();
    let mut open: Vec<(usize, Vec<Term>)> = vec![(2, Vec::new())];
    let (words, mut at) = (atom.term(), 0);
    loop {
        let mut finished = match words[at].kind() {
            Kind::Expression { .. } => {
                // The member that ends it is found by its length in words.
                open.push((at + words[at + 1].as_length(), Vec::new()));
                at += 2;
                if open.last().is_some_and(|(end, _)| *end <= at) {
                    Term::expression(open.pop().unwrap().1)
                } else {
                    continue;
                }
            }
            Kind::Variable(number) => {
                at += 1;
                Term::Slot(number)
            }
            Kind::Constant(id) | Kind::Number(id) => {
                at += 1;
                match atom.constants().constant(id) {
                    Constant::Symbol("&self") => Term::Space(SpaceId::MAIN),
                    Constant::Symbol(name) => Term::Symbol(context.symbols.intern(name)),
                    Constant::Text(text) => Term::text(text),
                    Constant::Integer(value) => Term::Integer(value),
                    Constant::Float(value) => Term::Float(value),
                    Constant::Bool(value) => Term::Bool(value),
                }
            }
        };
        loop {
            if open.len() == 1 {
                let names: Vec<Symbol> = (0..atom.names().len())
                    .map(|at| match atom.names()[at].constant_id().map(|id| atom.constants().constant(id)) {
                        Some(Constant::Symbol(name)) => context.symbols.intern(name),
                        _ => context.symbols.intern(""),
                    })
                    .collect();
                let stored = Stored { term: finished, names: names.into() };
                let mut slots = vec![None; stored.names.len()];
                return instantiate(&stored.term, &mut slots, &stored.names, &mut context.trail);
            }
            let (end, members) = open.last_mut().unwrap();
            members.push(finished);
            if *end > at {
                break;
            }
            finished = Term::expression(open.pop().unwrap().1);
        }
    }
}

/// The operation of this name.
pub(super) fn operation(name: &str) -> Native {
    operations().into_iter().find(|native| native.name == name).unwrap_or_else(|| panic!("no {name}"))
}

/// What the operation at the head of `call` answers to it.
pub(super) fn answer(context: &mut Context, call: &Term) -> Answer {
    let members: Vec<Term> = call.members().unwrap().iter().map(Term::resolve).collect();
    let Term::Symbol(name) = members[0] else { panic!("no name") };
    let native = operation(&context.symbols.shared_name(name));
    (native.operation)(context, &Call { name, arguments: &members[1..], space: SpaceId::MAIN })
}

/// An answer as text: `=> term` is to be evaluated.
pub(super) fn shown(context: &mut Context, call: &Term, answer: Answer) -> String {
    match answer {
        Answer::Value(term) | Answer::Final(term) => print(context, &term),
        Answer::Values(terms) => results(context, &terms),
        Answer::Evaluate(term) => format!("=> {}", print(context, &term)),
        Answer::NotReducible => print(context, call),
        Answer::Error(reason) => print(context, &Term::error(call.clone(), reason)),
        Answer::Failure(text) => {
            let reason = Term::Symbol(context.symbols.intern(&text));
            print(context, &Term::error(call.clone(), reason))
        }
        Answer::Barrier => "barrier".to_owned(),
    }
}

/// Each call has its answer, in one world, in order.
pub(super) fn check(table: &[(&str, &str)]) {
    let mut context = Context::default();
    check_in(&mut context, table);
}

/// [`check`] in a world that there is already.
pub(super) fn check_in(context: &mut Context, table: &[(&str, &str)]) {
    for (text, expected) in table {
        let call = read(context, text);
        let answer = answer(context, &call);
        assert_eq!(shown(context, &call, answer), *expected, "{text}");
    }
}

#[test]
fn no_operation_panics_on_any_argument() {
    let arguments = [
        "()",
        "a",
        "1",
        "-1",
        "1.5",
        "1e400",
        "9223372036854775807",
        "\"s\"",
        "\"{}\"",
        "True",
        "$x",
        "(a $x)",
        "(1 2)",
        "(\"b\" \"a\")",
        "&self",
        "(Error a b)",
        "((k v))",
    ];
    // Nothing is done to the files and modules of the machine that runs the test.
    let mut context = Context { speculative: true, ..Context::default() };
    let mut lists: Vec<Vec<Term>> = vec![Vec::new()];
    let arguments = arguments.map(|text| read(&mut context, text));
    for first in &arguments {
        lists.push(vec![first.clone()]);
        for second in &arguments {
            lists.push(vec![first.clone(), second.clone()]);
            lists.push(vec![first.clone(), second.clone(), Term::Integer(3)]);
        }
    }
    for native in operations() {
        let name = context.symbols.intern(native.name);
        for arguments in &lists {
            let answer = (native.operation)(&mut context, &Call { name, arguments, space: SpaceId::MAIN });
            if let Answer::Value(term) | Answer::Evaluate(term) | Answer::Error(term) = answer {
                print(&mut context, &term);
            }
        }
    }
}

#[test]
fn names_are_given_once_and_types_read() {
    let mut names: Vec<&str> = operations().iter().map(|native| native.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    for native in operations() {
        for kind in native.types {
            assert!(Atom::parse(kind).is_ok(), "{}: {kind}", native.name);
        }
    }
}

#[test]
fn what_is_written_in_metta_reads_and_everything_is_documented() {
    let undocumented: Vec<&str> = operations()
        .iter()
        .map(|native| native.name)
        .chain(crate::evaluation::machine::FORMS.iter().map(|form| form.name))
        .filter(|name| !name.starts_with('_') && *name != "git-module!" && *name != "module-space-no-deps")
        .filter(|name| {
            let sources = super::MODULES.iter().map(|module| module.source).chain([super::SOURCE]);
            let written = format!("(@doc {name}");
            !sources.into_iter().any(|source| {
                source
                    .match_indices(&written)
                    .any(|(at, _)| source[at + written.len()..].starts_with(char::is_whitespace))
            })
        })
        .collect();
    assert!(undocumented.is_empty(), "{undocumented:?}");
    for source in super::MODULES.iter().map(|module| module.source).chain([super::SOURCE]) {
        let reading = crate::language::metta::read(source);
        assert!(reading.errors.is_empty(), "{:?}", reading.errors);
        assert!(!reading.forms.is_empty());
    }
}
