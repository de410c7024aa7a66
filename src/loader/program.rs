//! What a file asks to be run: its `!` forms, in order, as text.
//!
//! Loading adds what files say and runs nothing. A `!` form is kept as the text it is, because what its words mean is
//! decided when it runs: an earlier `!(bind! name …)` or `!(import! …)`, in this file or in one loaded before, changes how
//! later words read. So whoever runs programs runs them **in order**: files in load order, the forms of a file from top
//! to bottom, each knowing how many atoms of its file stand before it ([`Form::atoms_before`]): it may see those and
//! whatever earlier files said, nothing else. Everything else about a file (reading, finding forms, indexing its atoms)
//! needs no order, and is done in parallel.

use std::path::Path;

use crate::language::metta::atom::Atom;
use crate::language::metta::syntax_error::SyntaxError;
use crate::sync::Arc;
use crate::text::Span;

/// The `!` forms of one file, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    path: Arc<Path>,
    /// The texts of all forms, one after the other.
    text: Box<str>,
    forms: Box<[Place]>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    span: Span,
    /// Where the form's text ends in `Program::text`; it starts where the one before ends.
    end: u32,
    atoms_before: u32,
}

/// One `!` form of a [`Program`], borrowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Form<'a> {
    /// The text of the atom to run, without the `!`.
    pub text: &'a str,
    /// Where that text stands in the file.
    pub span: Span,
    /// How many atoms the file adds before this form.
    pub atoms_before: u32,
}

impl Program {
    /// The program whose forms stand at the given spans of `source`, each after so many atoms; `None` without forms.
    pub(super) fn new(path: &Arc<Path>, source: &str, spans: &[(Span, u32)]) -> Option<Program> {
        if spans.is_empty() {
            return None;
        }
        let mut text =
            String::with_capacity(spans.iter().map(|(span, _)| (span.end - span.start) as usize).sum());
        let mut forms = Vec::with_capacity(spans.len());
        for &(span, atoms_before) in spans {
            text.push_str(source.get(span.start as usize..span.end as usize).unwrap_or_default());
            forms.push(Place { span, end: text.len() as u32, atoms_before });
        }
        Some(Program { path: path.clone(), text: text.into_boxed_str(), forms: forms.into_boxed_slice() })
    }

    /// The file.
    pub fn path(&self) -> &Arc<Path> {
        &self.path
    }

    /// The number of forms: at least one.
    #[allow(clippy::len_without_is_empty, reason = "a program without forms is not made")]
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// The forms from top to bottom.
    pub fn forms(&self) -> impl Iterator<Item = Form<'_>> {
        let mut start = 0;
        self.forms.iter().map(move |place| {
            let from = std::mem::replace(&mut start, place.end as usize);
            Form {
                text: self.text.get(from..place.end as usize).unwrap_or_default(),
                span: place.span,
                atoms_before: place.atoms_before,
            }
        })
    }
}

impl Form<'_> {
    /// The form as an atom, its words read as they read without any `bind!`.
    ///
    /// # Errors
    /// None for the forms of a loaded file: it has been read once already.
    pub fn atom(&self) -> Result<Atom, SyntaxError> {
        Atom::parse(self.text)
    }
}
