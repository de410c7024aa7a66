//! Rholang as a language of the workspace.

use std::sync::Arc;

use super::{
    documentation, enclosing, fit, folding, format, language_tokens, outline, parse, scopes, signature,
};
use crate::language::analysis::{Analysis, AnalysisBuilder, Call, Definition, Occurrence};
use crate::language::embedded;
use crate::language::layout::Plan;
use crate::language::{Fit, Fold, Language, LanguageId, OutlineItem, Signature, Token};
use crate::text::Span;

/// The front end of Rholang.
pub struct Rholang;

impl Language for Rholang {
    fn id(&self) -> LanguageId {
        LanguageId::Rholang
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rho"]
    }

    fn analyze(&self, text: &Arc<str>) -> Analysis {
        let tree = parse(text);
        let mut builder = AnalysisBuilder::new(LanguageId::Rholang, Arc::clone(text));
        for error in tree.errors() {
            builder.diagnose(error.clone());
        }
        let resolved = scopes::resolve(&tree, text, &mut builder);
        for region in embedded::detect(text, &tree, |variable| resolved.symbol(variable)) {
            builder.region(region);
        }
        builder.finish()
    }

    fn tokens(&self, analysis: &Analysis) -> Vec<Token> {
        language_tokens::tokens(analysis)
    }

    fn outline(&self, analysis: &Analysis) -> Vec<OutlineItem> {
        outline::outline(&parse(analysis.text()), analysis)
    }

    fn folds(&self, analysis: &Analysis) -> Vec<Fold> {
        folding::folds(analysis)
    }

    fn enclosing(&self, analysis: &Analysis, offset: u32) -> Vec<Span> {
        enclosing::enclosing(analysis, offset)
    }

    fn layout(&self, text: &str) -> Option<Plan> {
        format::layout(text)
    }

    fn reads_alike(&self, one: &str, other: &str) -> bool {
        format::reads_alike(one, other)
    }

    fn fit(&self, definition: (&Analysis, &Definition), call: (&Analysis, &Call)) -> Fit {
        fit::fit(definition, call)
    }

    fn implied_arguments(&self, (analysis, call): (&Analysis, &Call)) -> usize {
        fit::implied(analysis, call).len()
    }

    fn counterpart(
        &self,
        definition: (&Analysis, &Definition),
        call: (&Analysis, &Call),
        offset: u32,
    ) -> Option<Span> {
        fit::counterpart(definition, call, offset)
    }

    fn renamed(
        &self,
        analysis: &Analysis,
        occurrence: &Occurrence,
        name: &str,
    ) -> Result<(Span, String), String> {
        signature::renamed(analysis, occurrence, name)
    }

    fn documentation(&self, analysis: &Analysis, definition: &Definition) -> Option<String> {
        documentation::markdown(analysis.source(definition.documentation))
    }

    fn signature(&self, analysis: &Analysis, definition: &Definition) -> Signature {
        signature::signature(analysis, definition)
    }

    fn keywords(&self) -> &'static [&'static str] {
        signature::KEYWORDS
    }
}
