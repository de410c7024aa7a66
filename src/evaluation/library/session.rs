//! Modules, words of the reader, settings: what a session does for its programs ([`Host`]). All of it waits for the
//! form's turn.

use std::rc::Rc;

use crate::evaluation::context::Context;
use crate::evaluation::host::{Destination, Host};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::{plain, print};
use crate::evaluation::term::{Term, apply};

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("import!", &["(-> Atom Atom (->))"], import),
    Native::effect("include", &["(-> Atom %Undefined%)"], include),
    Native::effect("bind!", &["(-> Symbol %Undefined% (->))"], bind),
    Native::effect("register-module!", &["(-> Atom (->))"], register),
    Native::effect("git-module!", &["(-> Atom (->))"], |_, _| {
        Answer::Failure("git-module! is not supported: modules are files".into())
    }),
    Native::effect("mod-space!", &["(-> Atom SpaceType)"], module_space),
    Native::effect("print-mods!", &["(-> (->))"], print_modules),
    // Untyped, as in the reference.
    Native::effect("pragma!", &[], pragma),
];

/// The session, at the turn of the form.
fn host(context: &Context) -> Result<Rc<dyn Host>, Answer> {
    if context.speculative {
        return Err(Answer::Barrier);
    }
    context.host.clone().ok_or_else(|| Answer::Failure("There is no session that has modules".into()))
}

fn answer(result: Result<(), String>) -> Answer {
    match result {
        Ok(()) => Answer::Value(Term::unit()),
        Err(reason) => Answer::Failure(reason),
    }
}

/// A module is named by a symbol or by a string.
fn module_name(context: &mut Context, term: &Term) -> Option<String> {
    matches!(term, Term::Symbol(_) | Term::Text(_)).then(|| plain(context, term))
}

fn import(context: &mut Context, call: &Call<'_>) -> Answer {
    let [destination, module] = call.arguments else {
        return Answer::Failure(IMPORT.into());
    };
    let Some(module) = module_name(context, module) else { return Answer::Failure(IMPORT.into()) };
    let host = match host(context) {
        Ok(host) => host,
        Err(answer) => return answer,
    };
    if let Some(space) = call.space_of(destination) {
        return answer(host.import(context, call.space, Destination::Space(space), &module));
    }
    match destination {
        Term::Symbol(word) => {
            let word = context.symbols.shared_name(*word);
            answer(host.import(context, call.space, Destination::Word(&word), &module))
        }
        other => {
            let found = print(context, other);
            Answer::Failure(format!(
                "import! destination argument must be a symbol atom naming a new space, or &self.  Found: {found}"
            ))
        }
    }
}

const IMPORT: &str = "import! expects a destination &space and a module name argument";

/// What the last `!` of the text gave.
fn include(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(module) = call.arguments.first().and_then(|module| module_name(context, module)) else {
        return Answer::Failure("include expects a module name argument".into());
    };
    match host(context).map(|host| host.include(context, call.space, &module)) {
        Ok(Ok(results)) => Answer::Values(results),
        Ok(Err(reason)) => Answer::Failure(reason),
        Err(answer) => answer,
    }
}

fn bind(context: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [Term::Symbol(word), value] => {
            let word = context.symbols.shared_name(*word);
            match host(context) {
                Ok(host) => answer(host.bind(context, call.space, &word, &apply(value))),
                Err(answer) => answer,
            }
        }
        [_, _] => Answer::Failure("bind! expects symbol atom as a token".into()),
        _ => Answer::Failure("bind! expects two arguments: token and atom".into()),
    }
}

fn register(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(path) = call.arguments.first().and_then(|path| module_name(context, path)) else {
        return Answer::Failure("register-module! expects a file system path; use quotes if needed".into());
    };
    match host(context) {
        Ok(host) => answer(host.register(context, call.space, &path)),
        Err(answer) => answer,
    }
}

fn module_space(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(module) = call.arguments.first().and_then(|module| module_name(context, module)) else {
        return Answer::Failure("mod-space! expects a module name argument".into());
    };
    // These are there without a session.
    match module.as_str() {
        "top" => return Answer::Value(Term::Space(SpaceId::MAIN)),
        "corelib" | "stdlib" => return Answer::Value(Term::Space(SpaceId::LIBRARY)),
        _ => {}
    }
    match host(context).map(|host| host.module_space(context, call.space, &module)) {
        Ok(Ok(space)) => Answer::Value(Term::Space(space)),
        Ok(Err(reason)) => Answer::Failure(reason),
        Err(answer) => answer,
    }
}

fn print_modules(context: &mut Context, _: &Call<'_>) -> Answer {
    match host(context) {
        Ok(host) => {
            let text = host.modules(context);
            context.output.write(&text);
            Answer::Value(Term::unit())
        }
        Err(answer) => answer,
    }
}

fn pragma(context: &mut Context, call: &Call<'_>) -> Answer {
    let [key, value] = call.arguments else {
        return Answer::Failure("pragma! expects key and value as arguments".into());
    };
    let Term::Symbol(key) = key else {
        return Answer::Failure("pragma! expects symbol atom as a key".into());
    };
    let key = context.symbols.shared_name(*key);
    if &*key == "max-stack-depth" && !matches!(value, Term::Integer(0..)) {
        return Answer::Failure("UnsignedIntegerIsExpected".into());
    }
    match host(context) {
        Ok(host) => answer(host.pragma(context, &key, value)),
        Err(answer) => answer,
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::evaluation::library::tests::check_in;

    /// Says what it was asked.
    struct Recorder;

    impl Host for Recorder {
        fn import(
            &self,
            context: &mut Context,
            _: SpaceId,
            destination: Destination<'_>,
            module: &str,
        ) -> Result<(), String> {
            context.output.write(&format!("import {destination:?} {module}\n"));
            if module == "none" { Err("Failed to resolve module top:none".into()) } else { Ok(()) }
        }

        fn include(&self, _: &mut Context, _: SpaceId, _: &str) -> Result<Vec<Term>, String> {
            Ok(vec![Term::Integer(1), Term::Integer(2)])
        }

        fn bind(&self, context: &mut Context, _: SpaceId, word: &str, value: &Term) -> Result<(), String> {
            let value = print(context, value);
            context.output.write(&format!("bind {word} {value}\n"));
            Ok(())
        }

        fn register(&self, _: &mut Context, _: SpaceId, path: &str) -> Result<(), String> {
            Err(format!("no module at {path}"))
        }

        fn module_space(&self, _: &mut Context, _: SpaceId, _: &str) -> Result<SpaceId, String> {
            Ok(SpaceId(7))
        }

        fn modules(&self, _: &mut Context) -> String {
            "top\n".into()
        }

        fn pragma(&self, _: &mut Context, _: &str, _: &Term) -> Result<(), String> {
            Ok(())
        }

        fn catalog(&self, _: &mut Context, _: SpaceId) -> Vec<String> {
            vec!["json".into()]
        }
    }

    #[test]
    fn a_session_is_asked_at_the_turn_of_the_form() {
        let mut context = Context { host: Some(Rc::new(Recorder)), ..Context::default() };
        check_in(
            &mut context,
            &[
                ("(import! &self m)", "()"),
                ("(import! &m \"a:b\")", "()"),
                (
                    "(import! &self none)",
                    "(Error (import! ModuleSpace(GroundingSpace-top) none) Failed to resolve module top:none)",
                ),
                (
                    "(import! 1 m)",
                    "(Error (import! 1 m) import! destination argument must be a symbol atom naming a new space, or &self.  Found: 1)",
                ),
                ("(include m)", "[1, 2]"),
                ("(bind! x (f 1))", "()"),
                ("(bind! 5 1)", "(Error (bind! 5 1) bind! expects symbol atom as a token)"),
                ("(register-module! p)", "(Error (register-module! p) no module at p)"),
                ("(mod-space! m)", "GroundingSpace-0x7"),
                ("(mod-space! top)", "ModuleSpace(GroundingSpace-top)"),
                ("(print-mods!)", "()"),
                ("(pragma! max-stack-depth 1000)", "()"),
                (
                    "(pragma! max-stack-depth -5)",
                    "(Error (pragma! max-stack-depth -5) UnsignedIntegerIsExpected)",
                ),
            ],
        );
        let crate::evaluation::context::Output::Buffered(text) = &context.output else { panic!("live") };
        assert_eq!(
            text,
            "import Space(SpaceId(0)) m\nimport Word(\"&m\") a:b\nimport Space(SpaceId(0)) none\nbind x (f 1)\ntop\n"
        );
        context.speculative = true;
        for call in [
            "(import! &self m)",
            "(include m)",
            "(bind! x 1)",
            "(mod-space! m)",
            "(print-mods!)",
            "(pragma! a b)",
        ] {
            check_in(&mut context, &[(call, "barrier")]);
        }
    }
}
