//! The forms of a text, one after the other, as the reader of a module understands them.

use std::ops::Range;

use super::tokens::{Bound, Tokens, owned};
use crate::environment::Draft;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::{FormKind, Reading, SyntaxError, read};
use crate::text::Span;

/// A text that was read: what stands before its first error is there to be run.
pub(super) struct Forms {
    reading: Reading,
    /// How many forms end before the first error.
    count: usize,
    /// The words that mean something else, and for which state of the reader.
    bound: Option<(u64, Bound)>,
}

impl Forms {
    /// Reads `text`. O(length).
    pub(super) fn read(text: &str) -> Forms {
        let reading = read(text);
        let count = match reading.errors.first() {
            None => reading.forms.len(),
            Some(error) => reading.forms.partition_point(|form| form.span.end <= error.span.start),
        };
        Forms { reading, count, bound: None }
    }

    /// How many forms can be run.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// What ends them before the text does.
    pub(super) fn error(&self) -> Option<&SyntaxError> {
        self.reading.errors.first()
    }

    /// Where a form stands, without its `!`.
    pub(super) fn span(&self, index: usize) -> Span {
        self.reading.forms.get(index).map(|form| form.span).unwrap_or_default()
    }

    /// True for a form behind `!`.
    pub(super) fn is_program(&self, index: usize) -> bool {
        self.reading.forms.get(index).is_some_and(|form| form.kind == FormKind::Program)
    }

    /// The forms of one kind that follow one another from `index` on, at most so many. O(result).
    pub(super) fn run(&self, index: usize, most: usize) -> Range<usize> {
        let kind = self.is_program(index);
        let end = index.saturating_add(most).min(self.count);
        let length = (index..end).take_while(|index| self.is_program(*index) == kind).count();
        index..index + length
    }

    /// The atom of a form, with `tokens`: borrowed where no word of it means something else. None beyond the end.
    pub(super) fn atom(&mut self, index: usize, tokens: &Tokens) -> Option<Read<'_>> {
        self.understand(tokens);
        let words = self.reading.form_words(index);
        if words.is_empty() {
            return None;
        }
        let atom = AtomRef::new(words, &self.reading.constants);
        let changed = self.bound.as_ref().and_then(|(_, bound)| bound.apply(atom));
        Some(changed.map_or(Read::Plain(atom), Read::Changed))
    }

    /// The atoms of several forms. O(size).
    pub(super) fn draft(&mut self, range: Range<usize>, tokens: &Tokens) -> Draft {
        self.understand(tokens);
        let Some((_, bound)) = &self.bound else { return Draft::default() };
        if bound.is_empty() {
            let atoms = range.map(|index| self.reading.form_words(index)).filter(|words| !words.is_empty());
            return Draft::from_atoms(atoms.map(|words| AtomRef::new(words, &self.reading.constants)));
        }
        let atoms: Vec<Atom> =
            range.filter_map(|index| self.atom(index, tokens).map(|atom| atom.to_atom())).collect();
        Draft::from_atoms(atoms.iter().map(Atom::as_ref))
    }

    /// Looks up the bound words, where the reader has learnt since.
    fn understand(&mut self, tokens: &Tokens) {
        if self.bound.as_ref().is_none_or(|(version, _)| *version != tokens.version()) {
            self.bound = Some((tokens.version(), tokens.within(&self.reading.constants)));
        }
    }
}

/// An atom of a text, changed or not.
pub(super) enum Read<'a> {
    /// As it stands.
    Plain(AtomRef<'a>),
    /// With words replaced.
    Changed(Atom),
}

impl Read<'_> {
    /// The atom.
    pub(super) fn as_ref(&self) -> AtomRef<'_> {
        match self {
            Read::Plain(atom) => *atom,
            Read::Changed(atom) => atom.as_ref(),
        }
    }

    /// The atom with a table of its own, to be kept and shared. O(size of the atom).
    pub(super) fn to_atom(&self) -> Atom {
        owned(self.as_ref())
    }
}
