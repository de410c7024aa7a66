//! The names of documents.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What is escaped in the path of a `file:` URI, beside what is not ASCII.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The name of a document. Cheap to clone; ordered by text (bytewise), so that lists by URI have one order everywhere.
///
/// Editors spell one file in several ways (`file:///c%3A/x`, `file:///C:/x`); [`parse`](Uri::parse) brings `file:`
/// URIs to one spelling, everything else is kept as it stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(Arc<str>);

impl Uri {
    /// The URI that `text` spells. Never fails: a text that is no URI names itself.
    #[must_use]
    pub fn parse(text: &str) -> Uri {
        match text.strip_prefix("file://").and_then(|rest| percent_decode_str(rest).decode_utf8().ok()) {
            Some(path) => Uri::of_path(&path),
            None => Uri(text.into()),
        }
    }

    /// The `file:` URI of an absolute path, or of a path that is taken as it stands. What is not UTF-8 in it is replaced.
    #[must_use]
    pub fn from_path(path: &Path) -> Uri {
        Uri::of_path(&path.to_string_lossy())
    }

    fn of_path(path: &str) -> Uri {
        Uri(format!("file://{}", utf8_percent_encode(path, ESCAPED)).into())
    }

    /// The path that a `file:` URI names; nothing for other schemes.
    #[must_use]
    pub fn to_path(&self) -> Option<PathBuf> {
        let path = self.0.strip_prefix("file://")?;
        Some(PathBuf::from(percent_decode_str(path).decode_utf8_lossy().into_owned()))
    }

    /// The URI as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl From<&str> for Uri {
    fn from(text: &str) -> Uri {
        Uri::parse(text)
    }
}
