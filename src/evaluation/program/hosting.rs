//! What the library asks of a session: `import!`, `include`, `bind!` and the like.

use std::cell::RefCell;

use super::forms::Forms;
use super::modules::{MOST_NESTED, Place, Registry};
use super::outcome::{Verdict, verdict};
use super::source::Source;
use super::{adding, evaluate};
use crate::evaluation::context::Context;
use crate::evaluation::host::{Destination, Host};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::store::export;
use crate::evaluation::term::Term;
use crate::text::LineIndex;

/// The modules of a session, as its operations reach them. Borrowed for moments alone, never while something is evaluated.
pub(super) struct Modules(pub(super) RefCell<Registry>);

/// How modules stop where they do not end.
enum Stopped {
    /// With these words.
    Because(String),
    /// At a budget of this name: whoever imports it has exceeded it too.
    Budget(String),
}

impl Modules {
    /// The space of `module`, loaded where it was not.
    fn load(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<SpaceId, String> {
        let (place, name) = self.find(space, module)?;
        let registry = self.0.borrow();
        if let Some(loaded) = registry.loaded(&place) {
            return Ok(loaded);
        }
        if registry.nested >= MOST_NESTED {
            return Err(format!("Failed to load module {name}: {MOST_NESTED} modules are being loaded"));
        }
        drop(registry);
        let source = read(&place).map_err(|problem| format!("Failed to load module {name}: {problem}"))?;
        let own = context.store.new_space();
        context.store.depend(own, SpaceId::LIBRARY);
        let word = export(&Term::Space(own), &context.symbols);
        let mut registry = self.0.borrow_mut();
        registry.begin(&place, name.clone(), own, word);
        registry.nested += 1;
        drop(registry);
        let outcome = self.run(context, own, &source);
        let mut registry = self.0.borrow_mut();
        registry.nested -= 1;
        match outcome {
            Ok(_) => Ok(own),
            Err(stopped) => {
                registry.forget(&place, own);
                Err(match stopped {
                    Stopped::Because(problem) => format!("Failed to load module {name}: {problem}"),
                    Stopped::Budget(budget) => budget,
                })
            }
        }
    }

    fn find(&self, space: SpaceId, module: &str) -> Result<(Place, String), String> {
        let registry = self.0.borrow();
        let name = registry.path_of(space, module);
        let place = registry.find(space, module);
        place.map(|place| (place, name.clone())).ok_or_else(|| format!("Failed to resolve module {name}"))
    }

    /// Runs a text in `space` as a part of the form that has begun. The results of its last `!`.
    fn run(&self, context: &mut Context, space: SpaceId, source: &Source) -> Result<Vec<Term>, Stopped> {
        // The machine belongs to the form that asks; this one works on the same tables and stores.
        let mut evaluator = Evaluator::new(std::mem::take(context), &library::operations());
        let outcome = self.run_forms(&mut evaluator, space, source);
        *context = evaluator.context;
        outcome
    }

    fn run_forms(
        &self,
        evaluator: &mut Evaluator,
        space: SpaceId,
        source: &Source,
    ) -> Result<Vec<Term>, Stopped> {
        let mut forms = Forms::read(&source.text);
        let mut last = Vec::new();
        let mut index = 0;
        while index < forms.len() {
            let tokens = self.0.borrow().tokens(space);
            let failed = if forms.is_program(index) {
                let Some(atom) = forms.atom(index, &tokens) else { break };
                last = evaluate::within(evaluator, atom.as_ref(), space).results;
                let failed = last.iter().any(|result| result.resolve().is_error());
                index += 1;
                failed.then(|| (index - 1, last.clone()))
            } else {
                let range = forms.run(index, usize::MAX);
                index = range.end;
                adding::each(&mut evaluator.context, space, &mut forms, range, &tokens).err()
            };
            if let Some((at, errors)) = failed {
                return Err(stopped(&evaluator.context, source, &forms, at, &errors));
            }
        }
        match forms.error() {
            None => Ok(last),
            Some(error) => {
                let place = place(source, error.span.start);
                Err(Stopped::Because(format!("{place}: {error}")))
            }
        }
    }
}

/// The text at a place.
fn read(place: &Place) -> Result<Source, String> {
    match place {
        Place::File(path) => Source::file(path).map_err(|error| format!("{}: {error}", path.display())),
        Place::Builtin(name, text) => Ok(Source::text(name, *text)),
    }
}

fn place(source: &Source, offset: u32) -> String {
    let position = LineIndex::new(&source.text).position(offset);
    format!("{}:{}:{}", source.name, position.line, position.column)
}

fn stopped(context: &Context, source: &Source, forms: &Forms, at: usize, errors: &[Term]) -> Stopped {
    let budget = errors.iter().find(|error| verdict(error, context) == Verdict::Budget);
    let reason = budget.and_then(|error| error.members()?.last().map(Term::resolve));
    if let Some(Term::Symbol(reason)) = reason {
        return Stopped::Budget(context.symbols.name(reason).to_owned());
    }
    Stopped::Because(format!("{}: a result is an Error", place(source, forms.span(at).start)))
}

impl Host for Modules {
    fn import(
        &self,
        context: &mut Context,
        space: SpaceId,
        destination: Destination<'_>,
        module: &str,
    ) -> Result<(), String> {
        let loaded = self.load(context, space, module)?;
        let destination = match destination {
            // Where nothing stands for the word, it is the space of the call.
            Destination::Word("&self") => Destination::Space(space),
            other => other,
        };
        match destination {
            Destination::Space(target) => {
                if target != loaded {
                    context.store.depend(target, loaded);
                }
                let mut registry = self.0.borrow_mut();
                if registry.module(target).is_some() {
                    registry.learn(target, loaded);
                }
            }
            Destination::Word(word) => {
                // The names of spaces begin with `&`.
                let word = if word.starts_with('&') { word.to_owned() } else { format!("&{word}") };
                let value = export(&Term::Space(loaded), &context.symbols);
                self.0.borrow_mut().bind(space, &word, value);
            }
        }
        Ok(())
    }

    fn include(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<Vec<Term>, String> {
        let (place, name) =
            self.find(space, module).map_err(|_| format!("Failed to resolve module {module}"))?;
        let failed = |problem| format!("Failed to include module {name}: {problem}");
        let source = read(&place).map_err(failed)?;
        if self.0.borrow().nested >= MOST_NESTED {
            return Err(failed(format!("{MOST_NESTED} modules are being loaded")));
        }
        self.0.borrow_mut().nested += 1;
        let outcome = self.run(context, space, &source);
        self.0.borrow_mut().nested -= 1;
        outcome.map_err(|stopped| match stopped {
            Stopped::Because(problem) => failed(problem),
            Stopped::Budget(budget) => budget,
        })
    }

    fn bind(&self, context: &mut Context, space: SpaceId, word: &str, value: &Term) -> Result<(), String> {
        let value = export(value, &context.symbols);
        self.0.borrow_mut().bind(space, word, value);
        Ok(())
    }

    fn register(&self, _: &mut Context, space: SpaceId, path: &str) -> Result<(), String> {
        let registered = self.0.borrow_mut().register(space, path);
        registered.map(|_| ()).ok_or_else(|| format!("Failed to register module {path}: there is none"))
    }

    fn module_space(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<SpaceId, String> {
        match module {
            super::modules::TOP => Ok(SpaceId::MAIN),
            "corelib" | "top:corelib" => Ok(SpaceId::LIBRARY),
            "self" => Ok(self.0.borrow().owner(space)),
            _ => self.load(context, space, module),
        }
    }

    fn modules(&self, _: &mut Context) -> String {
        let registry = self.0.borrow();
        let mut text = String::new();
        for (name, _) in registry.names() {
            text.push_str(name);
            text.push('\n');
        }
        text
    }

    fn pragma(&self, context: &mut Context, key: &str, value: &Term) -> Result<(), String> {
        match (key, value.resolve()) {
            ("max-stack-depth", Term::Integer(depth)) => {
                let depth = usize::try_from(depth).map_err(|_| "UnsignedIntegerIsExpected".to_owned())?;
                context.pragmas.max_stack_depth = depth;
            }
            ("max-stack-depth", _) => return Err("UnsignedIntegerIsExpected".to_owned()),
            ("type-check", Term::Symbol(how)) => {
                context.pragmas.type_check_auto = context.symbols.name(how) == "auto";
            }
            // Other implementations have others.
            _ => {}
        }
        Ok(())
    }

    fn catalog(&self, _: &mut Context, space: SpaceId) -> Vec<String> {
        self.0.borrow().catalog(space)
    }
}
