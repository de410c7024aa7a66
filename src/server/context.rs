//! What a handler knows: one snapshot, and how to speak of places in it.

use gen_lsp_types::{Location, Position, Range, TextDocumentPositionParams};

use super::session::Session;
use super::wire::Fault;
use crate::concurrent::request_queue::Release;
use crate::resolver::{Cursor, Lookup, Site};
use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::text::{LineColumn, Span, Uri};
use crate::workspace::{Document, Pin, Snapshot};

/// One request, while it is answered.
pub struct Context<'r> {
    /// Whose request it is.
    pub session: &'r Session,
    /// The state that answers it, and no other (W4).
    pub snapshot: Snapshot,
    pub(super) pin: Pin,
    /// Why it runs now.
    pub release: Release,
    pub(super) cancelled: Arc<AtomicBool>,
}

impl<'r> Context<'r> {
    /// Reads the snapshot.
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup::new(&self.snapshot)
    }

    /// Whether nobody waits for the answer any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// The document of that name.
    ///
    /// # Errors
    /// If the snapshot has none.
    pub fn document(&self, name: &gen_lsp_types::Uri) -> Result<&std::sync::Arc<Document>, Fault> {
        let uri = Uri::parse(&name.0);
        self.snapshot.document(&uri).ok_or_else(|| Fault::failed(format!("no such document: {}", name.0)))
    }

    /// The place that a request is about; nothing where the snapshot has no such document.
    pub fn cursor(&self, place: &TextDocumentPositionParams) -> Option<Cursor> {
        let document = self.document(&place.text_document.uri).ok()?;
        Some(Cursor::new(document.uri.clone(), self.offset(document, place.position)))
    }

    /// The offset of a position, moved inside where it lies outside.
    pub fn offset(&self, document: &Document, position: Position) -> u32 {
        let analysis = &document.analysis;
        let place = LineColumn::new(position.line, position.character);
        analysis.lines().offset(analysis.text(), place, self.session.client().encoding)
    }

    /// The position of an offset.
    pub fn position(&self, document: &Document, offset: u32) -> Position {
        let analysis = &document.analysis;
        let place = analysis.lines().line_column(analysis.text(), offset, self.session.client().encoding);
        Position { line: place.line, character: place.column }
    }

    /// The range of a span.
    pub fn range(&self, document: &Document, span: Span) -> Range {
        Range { start: self.position(document, span.start), end: self.position(document, span.end) }
    }

    /// The span of a range, in order.
    pub fn span(&self, document: &Document, range: Range) -> Span {
        let (start, end) = (self.offset(document, range.start), self.offset(document, range.end));
        Span::new(start.min(end), start.max(end))
    }

    /// A site as clients read it; nothing where its document is not in the snapshot.
    pub fn location(&self, site: &Site) -> Option<Location> {
        let document = self.snapshot.document(&site.uri)?;
        Some(Location { uri: self.name(&site.uri), range: self.range(document, site.span) })
    }

    /// Sites as clients read them; of one document one behind the other, as answers have them, at the cost of one.
    pub fn locations(&self, sites: &[Site]) -> Vec<Location> {
        let mut locations = Vec::with_capacity(sites.len());
        for sites in sites.chunk_by(|one, next| one.uri == next.uri) {
            let document = sites.first().and_then(|site| self.snapshot.document(&site.uri));
            let Some(document) = document else { continue };
            let name = self.name(&document.uri);
            let location =
                |site: &Site| Location { uri: name.clone(), range: self.range(document, site.span) };
            locations.extend(sites.iter().map(location));
        }
        locations
    }

    /// The client's version of a document that it has open.
    pub fn version(&self, uri: &Uri) -> Option<i32> {
        self.pin.text(uri).map(|(version, _)| version)
    }

    /// The name of a document as the client spells it.
    pub fn name(&self, uri: &Uri) -> gen_lsp_types::Uri {
        gen_lsp_types::Uri(self.session.spelling(uri))
    }
}
