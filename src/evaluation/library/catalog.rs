//! Module `catalog`: what can be imported. Nothing is managed here: modules are files, to be updated where they come from.

use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::term::Term;

const COMMAND: &[&str] = &["(-> Symbol (->))"];

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("catalog-list!", COMMAND, list).of("catalog"),
    Native::effect("catalog-update!", COMMAND, managed).of("catalog"),
    Native::effect("catalog-clear!", COMMAND, managed).of("catalog"),
];

/// The name of the catalog that a call speaks of.
fn named<'a>(context: &'a Context, call: &Call<'_>) -> Result<&'a str, Answer> {
    match call.arguments.first() {
        Some(Term::Symbol(symbol)) => Ok(context.symbols.name(*symbol)),
        _ => {
            let name = context.symbols.name(call.name);
            Err(Answer::Failure(format!("{name} expects a catalog name, or \"all\" for all available")))
        }
    }
}

/// Prints the modules that can be imported.
fn list(context: &mut Context, call: &Call<'_>) -> Answer {
    let known = match named(context, call) {
        Ok(name) => matches!(name, "all" | "modules"),
        Err(failure) => return failure,
    };
    if !known {
        return managed(context, call);
    }
    if context.speculative {
        return Answer::Barrier;
    }
    let modules = match context.host.clone() {
        Some(host) => host.catalog(context, call.space),
        None => super::MODULES.iter().map(|module| module.name.to_owned()).collect(),
    };
    let mut text = String::from("modules:\n");
    for module in modules {
        text.push_str(&format!("   {module}\n"));
    }
    context.output.write(&text);
    Answer::Value(Term::unit())
}

/// There is nothing to do for all of no managed catalogs, and none has a name.
fn managed(context: &mut Context, call: &Call<'_>) -> Answer {
    match named(context, call) {
        Ok("all") => Answer::Value(Term::unit()),
        Ok(name) => Answer::Failure(format!("no catalog(s) identified by \"{name}\"")),
        Err(failure) => failure,
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn catalogs_have_names() {
        check(&[
            ("(catalog-list! all)", "()"),
            ("(catalog-update! all)", "()"),
            ("(catalog-clear! x)", "(Error (catalog-clear! x) no catalog(s) identified by \"x\")"),
        ]);
    }
}
