//! What a connection has open.

use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;

use super::document::Document;
use crate::concurrent::{Delta, Revision};
use crate::language::LanguageId;
use crate::sync::Mutex;
use crate::text::Uri;

/// The open buffers of a connection: a persistent value.
#[derive(Clone, Default)]
pub struct Buffers {
    open: OrdMap<Uri, Arc<Buffer>>,
}

/// One open buffer at one client version.
pub(super) struct Buffer {
    pub(super) uri: Uri,
    pub(super) client_version: i32,
    pub(super) text: Arc<str>,
    /// What the editor calls its language; counts where the name of the document says nothing.
    pub(super) language: Option<LanguageId>,
    /// The document, once somebody has analysed the text. A pure function of it, so that it does not matter who did.
    document: Mutex<Option<Analysed>>,
}

/// What a front end made of a buffer; nothing where no language is responsible.
pub(super) type Analysed = Option<Arc<Document>>;

impl Buffer {
    pub(super) fn new(uri: Uri, client_version: i32, text: Arc<str>, language: Option<LanguageId>) -> Buffer {
        Buffer { uri, client_version, text, language, document: Mutex::new("workspace.buffer", None) }
    }

    /// The same, not analysed, in the language of the buffer that it takes the place of.
    fn in_language(self: &Arc<Buffer>, before: &Buffer) -> Arc<Buffer> {
        match before.language {
            None => Arc::clone(self),
            language => {
                let text = Arc::clone(&self.text);
                Arc::new(Buffer::new(self.uri.clone(), self.client_version, text, language))
            }
        }
    }

    /// The document, if the text has been analysed.
    pub(super) fn analysed(&self) -> Option<Analysed> {
        self.document.lock().clone()
    }

    /// Keeps what the text was analysed to.
    pub(super) fn keep(&self, analysed: Analysed) {
        let replaced = self.document.lock().replace(analysed);
        drop(replaced);
    }
}

/// Why a change of a buffer was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The document is not open on this connection.
    NotOpen,
    /// The client has sent this version, or a later one, before.
    Stale {
        /// The version that the buffer has.
        current: i32,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NotOpen => f.write_str("the document is not open"),
            Refused::Stale { current } => write!(f, "the document has version {current} already"),
        }
    }
}

impl std::error::Error for Refused {}

impl Buffers {
    /// The buffer of a document.
    pub(super) fn get(&self, uri: &Uri) -> Option<&Arc<Buffer>> {
        self.open.get(uri)
    }

    /// The buffers in the order of their URIs.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Buffer>> {
        self.open.values()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// True when nothing is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The buffers after `edit`.
    fn edited(&self, edit: &Edit) -> Result<Buffers, Refused> {
        let mut next = self.clone();
        match edit {
            Edit::Open(buffer) => {
                next.open.insert(buffer.uri.clone(), Arc::clone(buffer));
            }
            Edit::Change(buffer) => {
                let before = self.get(&buffer.uri).ok_or(Refused::NotOpen)?;
                let current = before.client_version;
                // invariant: W3: decided on the value that the change is applied to.
                if current >= buffer.client_version {
                    return Err(Refused::Stale { current });
                }
                next.open.insert(buffer.uri.clone(), buffer.in_language(before));
            }
            Edit::Close(uri) => {
                next.open.remove(uri).ok_or(Refused::NotOpen)?;
            }
        }
        Ok(next)
    }
}

/// A change of the buffers.
pub(super) enum Edit {
    /// A document is opened; one that is open starts anew.
    Open(Arc<Buffer>),
    /// A buffer has another text.
    Change(Arc<Buffer>),
    /// A buffer is closed: what is on disk counts again.
    Close(Uri),
}

impl Delta<Buffers> for Edit {
    /// The edit comes back, so that a text that was refused is dropped outside the locks.
    type Outcome = (Result<(), Refused>, Edit);

    fn apply(self, current: &Buffers, _: Revision) -> (Option<Buffers>, Self::Outcome) {
        match current.edited(&self) {
            Ok(next) => (Some(next), (Ok(()), self)),
            Err(refused) => (None, (Err(refused), self)),
        }
    }
}
