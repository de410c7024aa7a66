//! Modules that the library brings: there is no file of them.

use crate::evaluation::library;

/// Their names.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    library::MODULES.iter().map(|module| module.name)
}

/// A module of the library: its name, and its text.
pub(super) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    library::MODULES.iter().find(|module| module.name == name).map(|module| (module.name, module.source))
}
