//! The modules of a session: what was loaded from where, and what their readers know.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::tokens::Tokens;
use crate::evaluation::identity::SpaceId;
use crate::language::metta::atom::Atom;
use crate::language::metta::module_candidates;

/// The name of the program itself among the modules.
pub(super) const TOP: &str = "top";

/// So many modules may be in the middle of being loaded by one another. Each takes a part of the thread's stack.
pub(super) const MOST_NESTED: usize = 64;

/// A module.
#[derive(Debug)]
pub(super) struct Module {
    /// Its path among the modules: `top:a:b`.
    pub(super) name: String,
    /// Where the modules that it imports are looked for.
    pub(super) folder: PathBuf,
    /// What its reader knows.
    pub(super) tokens: Tokens,
}

/// All modules of a session.
#[derive(Debug)]
pub(super) struct Registry {
    modules: BTreeMap<SpaceId, Module>,
    /// By the file, whatever path leads to it.
    files: BTreeMap<PathBuf, SpaceId>,
    /// Those that the library brings.
    builtin: BTreeMap<&'static str, SpaceId>,
    /// What `register-module!` has told of: a module by its name.
    registered: BTreeMap<String, PathBuf>,
    /// And folders in which modules are looked for.
    folders: Vec<PathBuf>,
    /// How many are being loaded.
    pub(super) nested: usize,
}

/// Where the text of a module is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// In this file.
    File(PathBuf),
    /// In the library.
    Builtin(&'static str, &'static str),
}

impl Registry {
    /// The program alone, in the current folder.
    pub(super) fn new() -> Registry {
        let main = Module { name: TOP.to_owned(), folder: PathBuf::new(), tokens: Tokens::of_the_language() };
        Registry {
            modules: BTreeMap::from([(SpaceId::MAIN, main)]),
            files: BTreeMap::new(),
            builtin: BTreeMap::new(),
            registered: BTreeMap::new(),
            folders: Vec::new(),
            nested: 0,
        }
    }

    /// The program goes on in this file: modules are looked for beside it.
    pub(super) fn enter(&mut self, path: Option<&Path>) {
        let folder = path.and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
        if let Some(path) = path {
            self.files.insert(identity(path), SpaceId::MAIN);
        }
        self.module_mut(SpaceId::MAIN).folder = folder;
    }

    /// The module of `space`; the program for a space that is none.
    pub(super) fn owner(&self, space: SpaceId) -> SpaceId {
        if self.modules.contains_key(&space) { space } else { SpaceId::MAIN }
    }

    /// The module of `space`, if it is one.
    pub(super) fn module(&self, space: SpaceId) -> Option<&Module> {
        self.modules.get(&space)
    }

    /// The module of `space`, or the program where it is none.
    pub(super) fn module_mut(&mut self, space: SpaceId) -> &mut Module {
        let owner = self.owner(space);
        self.modules.entry(owner).or_insert_with(|| Module {
            name: TOP.to_owned(),
            folder: PathBuf::new(),
            tokens: Tokens::default(),
        })
    }

    /// What the reader of the module knows.
    pub(super) fn tokens(&self, space: SpaceId) -> Tokens {
        self.module(self.owner(space)).map(|module| module.tokens.clone()).unwrap_or_default()
    }

    /// From now on the reader of the module of `space` knows `word`.
    pub(super) fn bind(&mut self, space: SpaceId, word: &str, value: Atom) {
        self.module_mut(space).tokens.bind(word, value);
    }

    /// All modules, in the order of their names.
    pub(super) fn names(&self) -> Vec<(&str, &Path)> {
        let mut names: Vec<(&str, &Path)> =
            self.modules.values().map(|module| (module.name.as_str(), module.folder.as_path())).collect();
        names.sort();
        names
    }

    /// What the module at `place` is loaded as, if it is.
    pub(super) fn loaded(&self, place: &Place) -> Option<SpaceId> {
        match place {
            Place::File(path) => self.files.get(&identity(path)).copied(),
            Place::Builtin(name, _) => self.builtin.get(name).copied(),
        }
    }

    /// The module at `place` is being loaded as `space`: who asks for it meanwhile gets what there is.
    pub(super) fn begin(&mut self, place: &Place, name: String, space: SpaceId, own: Atom) {
        let mut tokens = Tokens::of_the_language();
        tokens.bind("&self", own);
        let folder = match place {
            Place::File(path) => {
                self.files.insert(identity(path), space);
                path.parent().map(Path::to_path_buf).unwrap_or_default()
            }
            Place::Builtin(builtin, _) => {
                self.builtin.insert(builtin, space);
                PathBuf::new()
            }
        };
        self.modules.insert(space, Module { name, folder, tokens });
    }

    /// The module at `place` did not load: it never was there.
    pub(super) fn forget(&mut self, place: &Place, space: SpaceId) {
        match place {
            Place::File(path) => self.files.remove(&identity(path)),
            Place::Builtin(name, _) => self.builtin.remove(name),
        };
        self.modules.remove(&space);
    }

    /// The module of `space` imports `module`: its words are known, where the reader does not know better.
    pub(super) fn learn(&mut self, space: SpaceId, module: SpaceId) {
        let Some(source) = self.modules.get(&module) else { return };
        let tokens = source.tokens.clone();
        self.module_mut(space).tokens.learn(&tokens);
    }

    /// `register-module!`: a file or a folder that is a module is known by its name; in any other folder modules are
    /// looked for. The name, or none where there is nothing.
    pub(super) fn register(&mut self, space: SpaceId, path: &str) -> Option<String> {
        let folder = self.module(self.owner(space)).map(|module| module.folder.clone()).unwrap_or_default();
        let path = folder.join(path);
        let file = [path.clone(), path.with_added_extension("metta"), path.join("module.metta")]
            .into_iter()
            .find(|path| path.is_file());
        let Some(file) = file else {
            return path.is_dir().then(|| {
                let name = path.display().to_string();
                self.folders.push(path);
                name
            });
        };
        let name = path.file_stem()?.to_string_lossy().into_owned();
        self.registered.insert(name.clone(), file);
        Some(name)
    }

    /// Where `module` is, as the module of `space` says it. Files go before what the library brings.
    pub(super) fn find(&self, space: SpaceId, module: &str) -> Option<Place> {
        let relative = plain(module);
        if let Some(path) = self.registered.get(relative) {
            return Some(Place::File(path.clone()));
        }
        let folder = |space| self.module(space).map(|module| module.folder.as_path());
        let folders = folder(self.owner(space)).into_iter().chain(folder(SpaceId::MAIN));
        let folders: Vec<&Path> = folders.chain(self.folders.iter().map(PathBuf::as_path)).collect();
        let candidates = module_candidates(module);
        let file = folders
            .iter()
            .flat_map(|folder| candidates.iter().map(|candidate| folder.join(candidate)))
            .find(|path| path.is_file());
        file.map(Place::File).or_else(|| {
            let (name, text) = super::builtin::find(relative)?;
            Some(Place::Builtin(name, text))
        })
    }

    /// The path of `module` among the modules, as the module of `space` says it.
    pub(super) fn path_of(&self, space: SpaceId, module: &str) -> String {
        if module == TOP || module.strip_prefix(TOP).is_some_and(|rest| rest.starts_with(':')) {
            return module.to_owned();
        }
        let owner = self.module(self.owner(space)).map_or(TOP, |module| module.name.as_str());
        format!("{owner}:{}", module.strip_prefix("self:").unwrap_or(module))
    }

    /// The modules that can be imported: of the library, registered, beside the program.
    pub(super) fn catalog(&self, space: SpaceId) -> Vec<String> {
        let mut names: Vec<String> = super::builtin::names().map(str::to_owned).collect();
        names.extend(self.registered.keys().cloned());
        let folder = self.module(self.owner(space)).map(|module| module.folder.clone()).unwrap_or_default();
        for folder in std::iter::once(&folder).chain(&self.folders) {
            names.extend(modules_in(folder));
        }
        names.sort();
        names.dedup();
        names
    }
}

/// The name of a module without what says that it is one.
fn plain(module: &str) -> &str {
    module.strip_prefix("top:").or_else(|| module.strip_prefix("self:")).unwrap_or(module)
}

/// One name for a file, whatever path leads to it.
fn identity(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

/// The modules that stand in a folder; none where it cannot be read.
fn modules_in(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |path: PathBuf| {
        let file = path.extension().is_some_and(|extension| extension == "metta") && path.is_file();
        let module = file || path.join("module.metta").is_file();
        module.then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned())).flatten()
    };
    entries.filter_map(|entry| name(entry.path())).collect()
}
