//! What a text of MeTTa says by itself: its definitions, the places of every name, what each variable is.
//!
//! One pass over the lossless tree of the text ([`super::syntax`]), with an explicit stack of what is to be done next.
//! Occurrences are all symbols (not numbers, booleans, strings, punctuation such as `=` and `->`, or the names of modules)
//! and all variables. Definitions are
//!
//! - the head of a clause `(= (f ..) body)` or `(= f body)`, at top level and without `!`: [`DefinitionKind::Function`]; of a
//!   curried head `((f $x) $y)` it is `f`;
//! - the subject of a declaration `(: f T)` at top level: [`DefinitionKind::Type`];
//! - the head of any other expression at top level without `!`, a fact: [`DefinitionKind::Data`];
//! - the name in `(bind! name ..)` and in `(import! &name module)`: [`DefinitionKind::Data`].
//!
//! What is read in broken forms is kept: a clause that lacks its last parenthesis is a clause.
//!
//! # Scopes of variables
//! A clause is one scope, and so is every other form; a variable that nothing inside the form binds belongs to the form as
//! a whole, wherever in it it stands first. Inside,
//!
//! - `(let p v b)`, `(chain v p b)`, the pairs of `let*`, and functions without a name (`lambda`, `|->`, `map-atom`,
//!   `filter-atom`, `foldl-atom`) bind the variables of their patterns for what follows, whatever these names mean outside;
//!   values are read outside. Since MeTTa unifies, where one would expect a name to be hidden, hiding is a warning (`M0203`);
//! - `(match s p t)` and the branches of `case` and `switch` bind those variables of their patterns that mean nothing yet;
//!   the others are references to what they mean already, since a pattern is unified.

mod form;
mod import;
mod notes;
mod variables;
mod walk;

pub(crate) use import::candidates as module_candidates;

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;

use std::sync::Arc;

use form::Forms;

use super::reader::read;
use super::syntax;
use crate::language::LanguageId;
#[cfg(doc)]
use crate::language::analysis::DefinitionKind;
use crate::language::analysis::{Analysis, AnalysisBuilder};

/// What `text` says. O(length), no recursion; never panics.
pub(super) fn analyze(text: &Arc<str>) -> Analysis {
    let reading = read(text);
    let mut builder = AnalysisBuilder::new(LanguageId::Metta, Arc::clone(text));
    for error in &reading.errors {
        builder.diagnose(notes::syntax_error(error));
    }
    // A text that is too long was not read: there is no tree of it.
    if text.len() > super::reader::MAX_TEXT {
        return builder.finish();
    }
    let broken = reading.broken.clone();
    drop(reading);
    let tree = syntax::build(text, &broken);
    Forms::new(text, tree.nodes(), builder).analyze()
}
