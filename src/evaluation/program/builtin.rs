//! Modules that the library brings: there is no file of them.

/// Their names.
pub(super) const NAMES: [&str; 5] = ["catalog", "fileio", "json", "petta", "random"];

/// A module of the library: its name, and its part that is written in MeTTa.
pub(super) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let at = NAMES.iter().position(|known| *known == name)?;
    Some((NAMES[at], ""))
}
