//! MeTTa as a language of the workspace.

use std::sync::Arc;

use crate::language::analysis::{Analysis, AnalysisBuilder, Call, Definition, Occurrence};
use crate::language::{Fit, Language, LanguageId, OutlineItem, Signature, Token};
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
        AnalysisBuilder::new(LanguageId::Metta, Arc::clone(text)).finish()
    }

    fn tokens(&self, _analysis: &Analysis) -> Vec<Token> {
        Vec::new()
    }

    fn outline(&self, _analysis: &Analysis) -> Vec<OutlineItem> {
        Vec::new()
    }

    fn fit(&self, _definition: (&Analysis, &Definition), _call: (&Analysis, &Call)) -> Fit {
        Fit::Unknown
    }

    fn renamed(&self, _: &Analysis, occurrence: &Occurrence, name: &str) -> Result<(Span, String), String> {
        Ok((occurrence.span, name.to_owned()))
    }

    fn documentation(&self, _analysis: &Analysis, _definition: &Definition) -> Option<String> {
        None
    }

    fn signature(&self, analysis: &Analysis, definition: &Definition) -> Signature {
        Signature { label: analysis.source(definition.target).to_owned(), parameters: Vec::new() }
    }

    fn keywords(&self) -> &'static [&'static str] {
        &[]
    }
}
