//! Texts that are run.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::language::metta::reader::MAX_TEXT;

/// A text, how people call it, and where it came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// What to call it in messages: its path as it was given, or a name.
    pub name: String,
    /// Where it stands on disk: modules are looked for beside it.
    pub path: Option<PathBuf>,
    /// All of it.
    pub text: String,
}

impl Source {
    /// A text that stands nowhere; modules are looked for in the current folder.
    pub fn text(name: &str, text: impl Into<String>) -> Source {
        Source { name: name.to_owned(), path: None, text: text.into() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What the operating system says; `InvalidData` for a text that is not UTF-8 or too long.
    pub fn file(path: &Path) -> io::Result<Source> {
        let mut text = Vec::new();
        let file = std::fs::File::open(path)?;
        file.take(MAX_TEXT as u64 + 1).read_to_end(&mut text)?;
        Source::of(path.display().to_string(), Some(path.to_path_buf()), text)
    }

    /// Reads all of standard input, or of anything else.
    ///
    /// # Errors
    /// As for [`Source::file`].
    pub fn stream(name: &str, stream: impl Read) -> io::Result<Source> {
        let mut text = Vec::new();
        stream.take(MAX_TEXT as u64 + 1).read_to_end(&mut text)?;
        Source::of(name.to_owned(), None, text)
    }

    fn of(name: String, path: Option<PathBuf>, text: Vec<u8>) -> io::Result<Source> {
        if text.len() > MAX_TEXT {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the text is too long: 512 MiB or more"));
        }
        let text = String::from_utf8(text)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, not_utf8(&error)))?;
        Ok(Source { name, path, text })
    }
}

fn not_utf8(error: &std::string::FromUtf8Error) -> String {
    let at = error.utf8_error().valid_up_to();
    let before = error.as_bytes().get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("the text is not UTF-8: byte {at}, line {line}")
}
