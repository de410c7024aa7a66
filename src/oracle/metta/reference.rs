//! What the space must hold: the atoms of all files, each with its place.

use crate::oracle::specification::reader;
use crate::oracle::specification::term::Term;

/// Where an atom stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

/// The atoms of a folder, as the specification loads them.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    pub(super) atoms: Vec<(Term, Origin)>,
    unreadable: Vec<Origin>,
    files: usize,
    bytes: usize,
}

impl Reference {
    /// Reads `files`, path and content, in the order given. A file with an error anywhere contributes nothing. O(bytes).
    pub fn of<'files>(files: impl IntoIterator<Item = (&'files str, &'files [u8])>) -> Reference {
        let mut reference = Reference::default();
        for (path, bytes) in files {
            reference.files += 1;
            reference.bytes += bytes.len();
            let origin = |line| Origin { path: path.to_owned(), line };
            let text = match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
                    reference.unreadable.push(origin(line));
                    continue;
                }
            };
            let reading = reader::read(text);
            let mut lines = Lines { text, at: 0, line: 1 };
            if let Some(error) = reading.errors.first() {
                reference.unreadable.push(origin(lines.of(error.offset)));
                continue;
            }
            for form in reading.forms.into_iter().filter(|form| !form.marked) {
                reference.atoms.push((form.term, origin(lines.of(form.start))));
            }
        }
        reference
    }

    /// How many atoms there are, copies included.
    #[must_use]
    pub fn atoms(&self) -> usize {
        self.atoms.len()
    }

    /// How many atoms are read of a dump at most: who prints twice as many and some has gone wrong.
    #[must_use]
    pub fn most_atoms(&self) -> usize {
        self.atoms.len().saturating_mul(2).saturating_add(10_000)
    }

    /// How many bytes of a dump are read at most: a fixed room, and several times what the files have, since names of
    /// variables and numbers may be longer than they were.
    #[must_use]
    pub fn most_bytes(&self) -> usize {
        self.bytes.saturating_mul(16).saturating_add(16 << 20)
    }

    /// How many files were read.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files
    }

    /// The files that were left out, each with the line of its first error.
    #[must_use]
    pub fn unreadable(&self) -> &[Origin] {
        &self.unreadable
    }
}

/// Counts lines up to offsets that grow.
struct Lines<'text> {
    text: &'text str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> usize {
        let between = self.text.get(self.at..offset).unwrap_or_default();
        self.line += between.bytes().filter(|&byte| byte == b'\n').count();
        self.at = offset.max(self.at);
        self.line
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn atoms_know_their_lines_and_programs_are_left_out() {
        let files: [(&str, &[u8]); 3] =
            [("a", b"; c\n(x\n 1)\n!(run)\ny y\n"), ("b", b"ok\n(open\n"), ("c", b"k\n\xff")];
        let reference = Reference::of(files);
        let atoms: Vec<String> =
            reference.atoms.iter().map(|(term, at)| format!("{term}@{}:{}", at.path, at.line)).collect();
        assert_eq!(atoms, ["(x 1)@a:2", "y@a:5", "y@a:5"]);
        let left_out: Vec<(&str, usize)> =
            reference.unreadable().iter().map(|at| (at.path.as_str(), at.line)).collect();
        assert_eq!(left_out, [("b", 2), ("c", 2)]);
        assert_eq!((reference.files(), reference.atoms()), (3, 3));
    }
}
