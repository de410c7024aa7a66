//! What the reader found in a text: forms, constants, errors, comments.

use super::atom::AtomRef;
use super::constants::ConstantTable;
use super::syntax_error::SyntaxError;
use super::word::Word;
use crate::text::Span;

/// What a top-level form is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FormKind {
    /// An atom to add to the space.
    Atom,
    /// An atom behind `!`, to evaluate.
    Program,
}

/// A top-level form of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Form {
    /// Where its words start in [`Reading::words`]; they end where those of the next form start.
    pub start: u32,
    /// The text of the atom, without the `!`.
    pub span: Span,
    /// What it is for.
    pub kind: FormKind,
}

/// What [`read`](super::read) found in a text. A function of the text alone (D3).
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The forms one behind the other: each its term, then one word (a symbol without `$`) for the name of each of its
    /// variables.
    pub words: Vec<Word>,
    /// The forms in the order of the text.
    pub forms: Vec<Form>,
    /// The constants of the forms, numbered by first use; those of broken forms are not among them.
    pub constants: ConstantTable,
    /// All errors, by place.
    pub errors: Vec<SyntaxError>,
    /// The comments, without their line ends, by place.
    pub comments: Vec<Span>,
    /// What was given up because of its brackets or quotes, by place: a form that is never closed, or a `)` that closes
    /// nothing, each up to where reading goes on.
    pub broken: Vec<Span>,
    /// How many bytes were looked at.
    pub(super) visited: u64,
}

impl Reading {
    /// The words of the form `index`, none when there is no such form.
    pub fn form_words(&self, index: usize) -> &[Word] {
        let Some(form) = self.forms.get(index) else {
            return &[];
        };
        let end = self.forms.get(index + 1).map_or(self.words.len(), |next| next.start as usize);
        self.words.get(form.start as usize..end).unwrap_or_default()
    }

    /// The atoms of all forms with their forms, in the order of the text.
    pub fn atoms(&self) -> impl Iterator<Item = (Form, AtomRef<'_>)> {
        self.forms
            .iter()
            .enumerate()
            .map(|(index, &form)| (form, AtomRef::new(self.form_words(index), &self.constants)))
    }

    /// How many bytes were looked at to read the text, those that were read again counted again: at most four times its
    /// length. For tests of linearity that do without a clock.
    pub fn bytes_visited(&self) -> u64 {
        self.visited
    }
}
