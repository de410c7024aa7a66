//! What a session answers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use crate::cli::{query, units};
use crate::environment::Snapshot;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::limits::{Cancel, Limits};
use crate::evaluation::machine::FORMS;
use crate::evaluation::program::{Ending, Options, Session, Source};
use crate::language::metta::{SyntaxError, report};
use crate::sync::Arc;
use crate::sync::clock;

/// Spaces with more atoms are not searched for names to complete.
const MANY: usize = 100_000;

/// So many atoms are shown at once.
const SHOWN: usize = 50;

/// A session, and what it says.
pub(super) struct Talk {
    session: Session,
    say: Rc<dyn Fn(&str)>,
    colour: bool,
    /// The files that were loaded, as they were.
    files: BTreeMap<PathBuf, Source>,
    /// The names that were found, and in how many atoms.
    names: (usize, Arc<[String]>),
    last: Duration,
}

impl Talk {
    /// An empty session. All that there is to say goes to `say`.
    pub(super) fn new(limits: Limits, colour: bool, say: impl Fn(&str) + 'static) -> Talk {
        let say: Rc<dyn Fn(&str)> = Rc::new(say);
        let output = Rc::clone(&say);
        let options = Options { limits, keep_going: true, ..Options::default() };
        let session = Session::new(options, move |text| output(text));
        Talk {
            session,
            say,
            colour,
            files: BTreeMap::new(),
            names: (usize::MAX, Arc::from([])),
            last: Duration::ZERO,
        }
    }

    /// Uses `cancel` from now on.
    pub(super) fn set_cancel(&mut self, cancel: Cancel) {
        self.session.set_cancel(cancel);
    }

    fn line(&self, line: &str) {
        (self.say)(&format!("{line}\n"));
    }

    /// Runs what was typed.
    pub(super) fn run(&mut self, text: &str) {
        self.source(&Source::text("<input>", text));
    }

    fn source(&mut self, source: &Source) {
        let began = clock::now();
        let say = Rc::clone(&self.say);
        let ending = self.session.run(source, |report| {
            say(&format!("{}\n", report.outcome.line()));
            ControlFlow::Continue(())
        });
        self.last = began.elapsed();
        if let Ending::Syntax(error) = ending {
            self.syntax(&source.name, &source.text, &error);
        }
    }

    fn syntax(&self, name: &str, text: &str, error: &SyntaxError) {
        self.line(&report::render(name, text, std::slice::from_ref(error), self.colour));
    }

    /// `:type`
    pub(super) fn types(&mut self, text: &str) {
        match self.session.types_of(text) {
            Ok(types) if types.is_empty() => self.line("no type: its arguments cannot fit"),
            Ok(types) => types.iter().for_each(|found| self.line(found)),
            Err(error) => self.syntax("<input>", text, &error),
        }
    }

    /// `:load`: takes back what the file added before, and runs it as it is now.
    pub(super) fn load(&mut self, path: &Path) {
        let key = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let source = match Source::file(path) {
            Ok(source) => source,
            Err(error) => return self.line(&format!("cannot read {}: {error}", path.display())),
        };
        if let Some(before) = self.files.get(&key) {
            self.session.take_back(before);
        }
        self.source(&source);
        self.line(&format!("loaded {}", path.display()));
        self.files.insert(key, source);
    }

    /// `:reload`
    pub(super) fn reload(&mut self) {
        if self.files.is_empty() {
            return self.line("nothing was loaded");
        }
        let paths: Vec<PathBuf> = self.files.values().filter_map(|source| source.path.clone()).collect();
        for path in paths {
            self.load(&path);
        }
    }

    /// Files that are watched have changed, or are gone.
    pub(super) fn changed(&mut self, paths: BTreeSet<PathBuf>) {
        for path in paths {
            if path.is_file() {
                self.load(&path);
            } else if let Some(before) = self.files.remove(&path) {
                self.session.take_back(&before);
                self.line(&format!("gone {}", path.display()));
            }
        }
    }

    fn atoms(&mut self) -> Option<Snapshot> {
        self.session.world().spaces.remove(&SpaceId::MAIN).map(|space| space.atoms)
    }

    /// `:env`
    pub(super) fn env(&mut self, word: Option<&str>) {
        let Some(atoms) = self.atoms() else { return };
        if let Some(word) = word {
            let mentions = atoms.iter_atoms().filter(|atom| query::symbols(*atom).any(|name| name == word));
            let mut shown = 0;
            for atom in mentions.take(SHOWN) {
                shown += 1;
                self.line(&atom.to_string());
            }
            if shown == 0 {
                let close = atoms.suggest(word);
                let hint = if close.is_empty() {
                    String::new()
                } else {
                    format!("; close to it: {}", close.join(", "))
                };
                self.line(&format!("no atom mentions {word}{hint}"));
            }
            return;
        }
        let rules = units::count(atoms.rule_count(), "rule");
        let types = units::count(atoms.type_count(), "declaration");
        self.line(&format!("{}: {rules}, {types}", units::count(atoms.len(), "atom")));
        self.line(&format!("modules: {}", self.session.modules().join(", ")));
        let words: Vec<String> = self.session.words().into_iter().map(|(word, _)| word).collect();
        self.line(&format!("words: {}", words.join(", ")));
        for source in self.files.values() {
            self.line(&format!("loaded: {}", source.name));
        }
    }

    /// `:stats`
    pub(super) fn stats(&mut self) {
        let work = self.session.work();
        self.line(&format!("forms: {}", work.forms));
        self.line(&format!("atoms: {}", work.atoms));
        self.line(&format!("steps: {}", work.steps));
        self.line(&format!("last: {}", units::time(self.last)));
    }

    /// The names that can be completed: of the library, of the space, of the reader.
    pub(super) fn names(&mut self) -> Arc<[String]> {
        let Some(atoms) = self.atoms() else { return Arc::from([]) };
        if self.names.0 != atoms.len() {
            let mut names: BTreeSet<String> = BTreeSet::new();
            names.extend(library::operations().iter().map(|native| native.name.to_owned()));
            names.extend(FORMS.iter().map(|form| form.name.to_owned()));
            names.retain(|name| !name.starts_with('_'));
            names.extend(self.session.words().into_iter().map(|(word, _)| word));
            let world = self.session.world();
            let library = world.spaces.get(&SpaceId::LIBRARY).map(|space| &space.atoms);
            for space in library.into_iter().chain([&atoms]).filter(|space| space.len() <= MANY) {
                for atom in space.iter_atoms() {
                    names.extend(
                        query::symbols(atom).filter(|name| !name.starts_with('_')).map(str::to_owned),
                    );
                }
            }
            names.retain(|name| !name.contains(char::is_control));
            self.names = (atoms.len(), names.into_iter().collect());
        }
        Arc::clone(&self.names.1)
    }
}
