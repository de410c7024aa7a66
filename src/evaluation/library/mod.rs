//! The library: operations of Rust, one file for each family, and a part that is written in MeTTa.
//!
//! What the machine evaluates itself (`if`, `let`, `match` ..) is not here: see [`FORMS`](super::machine::FORMS).
//! Operations do not recurse on the depth of terms and do not panic on any argument. Names that begin with `_` are the
//! library's own.

mod arithmetic;
mod assertions;
mod catalog;
mod comparison;
mod content;
mod documentation;
mod expressions;
mod fallback;
mod fileio;
mod files;
mod generators;
mod json;
mod kinds;
mod lists;
mod logic;
mod number;
mod output;
#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod programs;
mod random;
mod session;
mod sets;
mod spaces;
mod states;
mod strings;
#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;

pub use files::Files;
pub use random::Random;

use super::native::Native;

/// Every operation, those of modules included.
pub fn operations() -> Vec<Native> {
    [
        arithmetic::OPERATIONS,
        comparison::OPERATIONS,
        logic::OPERATIONS,
        expressions::OPERATIONS,
        sets::OPERATIONS,
        strings::OPERATIONS,
        output::OPERATIONS,
        spaces::OPERATIONS,
        states::OPERATIONS,
        kinds::OPERATIONS,
        assertions::OPERATIONS,
        documentation::OPERATIONS,
        session::OPERATIONS,
        fallback::OPERATIONS,
        lists::OPERATIONS,
        generators::OPERATIONS,
        json::OPERATIONS,
        fileio::OPERATIONS,
        catalog::OPERATIONS,
    ]
    .concat()
}

/// The part that is written in MeTTa: the content of [`SpaceId::LIBRARY`](super::identity::SpaceId::LIBRARY).
pub const SOURCE: &str = concat!(include_str!("library.metta"), include_str!("documentation.metta"));

/// A module that ships with the library.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// What `import!` calls it.
    pub name: &'static str,
    /// The content of its space.
    pub source: &'static str,
}

/// The modules that `import!` finds without a file, by name.
pub const MODULES: &[Module] = &[
    Module { name: "catalog", source: include_str!("modules/catalog.metta") },
    Module { name: "fileio", source: include_str!("modules/fileio.metta") },
    Module { name: "json", source: include_str!("modules/json.metta") },
    Module { name: "petta", source: include_str!("modules/petta.metta") },
    Module { name: "random", source: include_str!("modules/random.metta") },
];

/// The source of the module `name`; none where the library has no such module.
pub fn module(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|module| module.name == name).map(|module| module.source)
}
