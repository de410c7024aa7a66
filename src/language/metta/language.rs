//! MeTTa as a language of the workspace.

use std::sync::Arc;

use super::{
    analysis, documentation, enclosing, fit, folding, format, highlighting, outline, renaming, signature,
    vocabulary,
};
use crate::language::analysis::{Analysis, Call, Definition, Occurrence};
use crate::language::layout::Plan;
use crate::language::{Fit, Fold, Language, LanguageId, OutlineItem, Signature, Token};
use crate::text::Span;

/// The front end of MeTTa.
pub struct Metta;

impl Language for Metta {
    fn id(&self) -> LanguageId {
        LanguageId::Metta
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["metta", "metta2"]
    }

    fn analyze(&self, text: &Arc<str>) -> Analysis {
        analysis::analyze(text)
    }

    fn tokens(&self, analysis: &Analysis) -> Vec<Token> {
        highlighting::tokens(analysis)
    }

    fn outline(&self, analysis: &Analysis) -> Vec<OutlineItem> {
        outline::outline(analysis)
    }

    fn folds(&self, analysis: &Analysis) -> Vec<Fold> {
        folding::folds(analysis)
    }

    fn enclosing(&self, analysis: &Analysis, offset: u32) -> Vec<Span> {
        enclosing::enclosing(analysis, offset)
    }

    fn layout(&self, text: &str) -> Option<Plan> {
        Some(format::layout(text))
    }

    fn reads_alike(&self, one: &str, other: &str) -> bool {
        format::reads_alike(one, other)
    }

    fn fit(&self, definition: (&Analysis, &Definition), call: (&Analysis, &Call)) -> Fit {
        fit::fit(definition, call)
    }

    fn renamed(
        &self,
        analysis: &Analysis,
        occurrence: &Occurrence,
        name: &str,
    ) -> Result<(Span, String), String> {
        renaming::check(analysis.source(occurrence.span), name)?;
        Ok((occurrence.span, name.to_owned()))
    }

    fn documentation(&self, analysis: &Analysis, definition: &Definition) -> Option<String> {
        documentation::markdown(analysis.source(definition.documentation))
    }

    fn signature(&self, analysis: &Analysis, definition: &Definition) -> Signature {
        signature::signature(analysis, definition)
    }

    fn keywords(&self) -> &'static [&'static str] {
        vocabulary::COMPLETIONS
    }
}
