//! Workspaces written with marks: `‸` is the cursor, `‹name›` a place that the answer must consist of.

use std::sync::Arc;

use heddle::language::{self, LanguageId};
use heddle::resolver::{Cursor, Site};
use heddle::text::{Span, Uri};
use heddle::workspace::{Change, Snapshot, Workspace};

/// A workspace, the cursor, the marked places by document and place.
pub(crate) struct Marked {
    pub(crate) snapshot: Snapshot,
    pub(crate) cursor: Cursor,
    pub(crate) places: Vec<Site>,
}

/// The workspace that consists of `files`: names relative to one folder, and texts with marks.
pub(crate) fn marked(files: &[(&str, &str)]) -> Marked {
    let workspace = Workspace::new();
    let (mut cursor, mut places, mut changes) = (None, Vec::new(), Vec::new());
    for (name, marked) in files {
        let uri = Uri::parse(&format!("file:///ws/{name}"));
        let (mut text, mut start) = (String::new(), 0);
        for character in marked.chars() {
            let at = text.len() as u32;
            match character {
                '‸' => cursor = Some(Cursor::new(uri.clone(), at)),
                '‹' => start = at,
                '›' => places.push(Site { uri: uri.clone(), span: Span::new(start, at) }),
                character => text.push(character),
            }
        }
        let language = LanguageId::of(&uri).expect("a file has a language");
        let analysis = Some(Arc::new(language::analyze(language, &Arc::from(text))));
        changes.push(Change { uri, version: workspace.ticket(), analysis });
    }
    workspace.publish(changes);
    places.sort();
    let cursor = cursor.unwrap_or_else(|| Cursor::new(Uri::parse("file:///ws/none"), 0));
    Marked { snapshot: workspace.snapshot(), cursor, places }
}

/// What stands at `sites`, for messages.
pub(crate) fn show(snapshot: &Snapshot, sites: &[Site]) -> Vec<String> {
    let text = |site: &Site| {
        let document = snapshot.document(&site.uri);
        let text = document.map_or("", |document| site.span.of(document.analysis.text()));
        format!("{}:{}-{} `{text}`", site.uri, site.span.start, site.span.end)
    };
    sites.iter().map(text).collect()
}
