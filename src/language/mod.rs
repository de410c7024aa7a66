//! The language front ends.
//!
//! A front end turns a text into an [`Analysis`]; it knows one text at a time, no workspace and no connection. What is
//! asked of it beyond that is small and pure: whether a definition fits a call, whether a name may be written, how a
//! definition is shown.

pub mod analysis;
pub mod diagnostic;
pub mod embedded;
mod enclosing;
pub mod fold;
pub mod layout;
pub mod metta;
pub mod outline;
pub mod rholang;
pub mod token;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub use analysis::{Analysis, AnalysisBuilder};
pub use diagnostic::{Diagnostic, Severity};
pub use fold::{Fold, FoldKind};
pub use outline::{OutlineItem, OutlineKind};
pub use token::{Token, TokenKind};

use crate::text::{Span, Uri};
use analysis::{Call, Definition, Occurrence};

/// The languages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LanguageId {
    /// MeTTa: `.metta`, `.metta2`.
    Metta,
    /// Rholang: `.rho`.
    Rholang,
}

impl LanguageId {
    /// All of them.
    pub const ALL: [LanguageId; 2] = [LanguageId::Metta, LanguageId::Rholang];

    /// The language of a document by the extension of its name.
    pub fn of(uri: &Uri) -> Option<LanguageId> {
        let (_, extension) = uri.path().rsplit_once('.')?;
        LanguageId::ALL.into_iter().find(|id| id.language().extensions().contains(&extension))
    }

    /// The language that editors call so, in whatever letters: `metta`, `rholang`, `rho`.
    pub fn named(name: &str) -> Option<LanguageId> {
        match name.to_ascii_lowercase().as_str() {
            "metta" => Some(LanguageId::Metta),
            "rholang" | "rho" => Some(LanguageId::Rholang),
            _ => None,
        }
    }

    /// Its front end.
    pub fn language(self) -> &'static dyn Language {
        match self {
            LanguageId::Metta => &metta::Metta,
            LanguageId::Rholang => &rholang::Rholang,
        }
    }
}

/// `metta`, `rholang`.
impl fmt::Display for LanguageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LanguageId::Metta => "metta",
            LanguageId::Rholang => "rholang",
        })
    }
}

/// Whether a definition can be meant by a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fit {
    /// Its patterns match whatever stands in the call.
    Fits,
    /// It depends on values that the text does not show.
    Unknown,
    /// It can never match.
    Never,
}

/// How a definition is called, for hovers and signature help.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The whole signature: `f(@a, @b)`.
    pub label: String,
    /// The parameters, as bytes of `label`.
    pub parameters: Vec<Span>,
}

/// A front end. All methods are pure functions of their arguments and never panic on any text (D2, D3).
pub trait Language: Sync {
    /// Which one it is.
    fn id(&self) -> LanguageId;

    /// The extensions of its files, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// Reads `text`. Use [`analyze`], which contains panics.
    fn analyze(&self, text: &Arc<str>) -> Analysis;

    /// The tokens of the text outside its regions, in order of place. O(length).
    fn tokens(&self, analysis: &Analysis) -> Vec<Token>;

    /// The outline, in preorder. O(length).
    fn outline(&self, analysis: &Analysis) -> Vec<OutlineItem>;

    /// What can be folded in the text outside its regions. O(length).
    fn folds(&self, analysis: &Analysis) -> Vec<Fold>;

    /// What stands around the place `offset`, from a word outwards; of two stretches next to each other the second holds the
    /// first, or they are the same. O(length).
    fn enclosing(&self, analysis: &Analysis, offset: u32) -> Vec<Span>;

    /// What a formatter may change in `text`: nothing in what cannot be read, and nothing at all where that is all of it. O(length).
    fn layout(&self, text: &str) -> Option<layout::Plan>;

    /// Whether two texts mean the same: they hold the same tokens in the same order, comments included, and are read alike.
    /// O(length).
    fn reads_alike(&self, one: &str, other: &str) -> bool;

    /// Whether `definition` can be meant by `call`; each comes with the analysis that it belongs to.
    fn fit(&self, definition: (&Analysis, &Definition), call: (&Analysis, &Call)) -> Fit;

    /// How many values `call` passes before the arguments that are written.
    fn implied_arguments(&self, _call: (&Analysis, &Call)) -> usize {
        0
    }

    /// Where the place `offset` in the arguments of `call` has its counterpart in the formals of `definition`: the same
    /// key of a map pattern. `None` where it has none.
    fn counterpart(
        &self,
        _definition: (&Analysis, &Definition),
        _call: (&Analysis, &Call),
        _offset: u32,
    ) -> Option<Span> {
        None
    }

    /// The part of an occurrence that a rename replaces (the content of a quoted string, the whole of most), and what is
    /// written there for `name`.
    ///
    /// # Errors
    /// Why `name` cannot be written there: `not a Rholang variable`.
    fn renamed(
        &self,
        analysis: &Analysis,
        occurrence: &Occurrence,
        name: &str,
    ) -> Result<(Span, String), String>;

    /// What is written about a definition in its comment or `@doc` form, as Markdown.
    fn documentation(&self, analysis: &Analysis, definition: &Definition) -> Option<String>;

    /// How the definition is called.
    fn signature(&self, analysis: &Analysis, definition: &Definition) -> Signature;

    /// The words that may be completed anywhere: reserved words, names of the library.
    fn keywords(&self) -> &'static [&'static str];
}

/// What `language` finds in `text`. Upholds D2: a panic of the front end becomes a diagnostic of the document (`H0001`).
pub fn analyze(language: LanguageId, text: &Arc<str>) -> Analysis {
    catch_unwind(AssertUnwindSafe(|| language.language().analyze(text))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().copied().map(str::to_owned);
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        let mut builder = AnalysisBuilder::new(language, Arc::clone(text));
        let message = format!("the analysis of this document failed: {said}");
        let hint = "this is a bug of heddle; everything else goes on without this document";
        builder.diagnose(Diagnostic::error("H0001", Span::new(0, 0), message).with_hint(hint));
        builder.finish()
    })
}
