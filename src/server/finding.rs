//! Findings as clients read them.

use gen_lsp_types::{Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message};

use super::context::Context;
use crate::ide;
use crate::language::{self, Severity};
use crate::text::Uri;
use crate::workspace::Document;

/// The findings of a document; nothing where the snapshot has none of this name. Until the workspace was indexed once, only
/// those that the document alone tells: what is defined elsewhere is not known to be missing.
pub(super) fn of_document(context: &Context<'_>, uri: &Uri) -> Option<Vec<Diagnostic>> {
    let document = context.snapshot.document(uri)?;
    let found = match context.session.engine().is_indexed() {
        true => ide::diagnostics(&context.lookup(), uri),
        false => ide::own_diagnostics(document),
    };
    Some(found.into_iter().map(|finding| diagnostic(context, document, finding)).collect())
}

/// A finding as clients read it.
pub(super) fn diagnostic(
    context: &Context<'_>,
    document: &Document,
    finding: language::Diagnostic,
) -> Diagnostic {
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Hint => DiagnosticSeverity::Hint,
    };
    let message = match finding.hint {
        Some(hint) => format!("{}\n{hint}", finding.message),
        None => finding.message,
    };
    let client = context.session.client();
    let related = client.can("/textDocument/publishDiagnostics/relatedInformation")
        || client.can("/textDocument/diagnostic/relatedInformation");
    let related = (related && !finding.related.is_empty()).then(|| {
        let place =
            |span| Location { uri: context.name(&document.uri), range: context.range(document, span) };
        let related = finding.related.into_iter();
        related
            .map(|(span, message)| DiagnosticRelatedInformation { location: place(span), message })
            .collect()
    });
    Diagnostic {
        range: context.range(document, finding.span),
        severity: Some(severity),
        code: Some(Code::String(finding.code.to_owned())),
        code_description: None,
        source: Some("heddle".to_owned()),
        message: Message::String(message),
        tags: None,
        related_information: related,
        data: None,
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::concurrent::request_queue::{Outcome, Release};
    use crate::server::{Client, Engine, Outgoing, Session};
    use crate::sync::atomic::AtomicBool;

    fn codes(session: &Session, uri: &Uri) -> Vec<String> {
        let pin = session.overlay().pin();
        let snapshot = session.overlay().snapshot_at(pin.clone());
        let cancelled = Arc::new(AtomicBool::new(false));
        let context = Context { session, snapshot, pin, release: Release::AtOnce, cancelled };
        let found = of_document(&context, uri).expect("the document is open");
        found.iter().map(|finding| json!(finding)["code"].as_str().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn what_is_defined_elsewhere_is_not_missing_before_the_workspace_was_indexed() {
        let client = Client::read(json!({}));
        let session = Session::new(1, Arc::new(Engine::new()), client, Arc::new(Outgoing::new()));
        let uri = Uri::parse("file:///ws/a.rho");
        session.overlay().open(uri.clone(), 1, "new x in { elsewhere!(1) | x!(1 + ) }\n");
        session.engine().index_begins(1);
        assert_eq!(codes(&session, &uri), ["R0001"]);
        session.engine().index_ends(1, Outcome::Failed);
        assert_eq!(codes(&session, &uri), ["R0001"], "what could not be indexed is not missing");
        session.engine().index_begins(2);
        session.engine().index_ends(2, Outcome::Complete);
        assert_eq!(codes(&session, &uri), ["R0200", "R0001"]);
        session.engine().index_begins(3);
        assert_eq!(codes(&session, &uri), ["R0200", "R0001"], "the workspace was indexed once");
    }
}
