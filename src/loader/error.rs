//! Why a file could not be loaded: a value that says where and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::excerpt::Excerpt;
use crate::language::metta::syntax_error::SyntaxError;
use crate::sync::Arc;

/// An error of a load, with the path it is about and, where it is about a place in a text, that place.
///
/// `Display` gives one line; [`LoadError::render`] the whole with the line of text and a hint.
#[derive(Clone, PartialEq, Debug)]
pub struct LoadError {
    path: Arc<Path>,
    kind: LoadErrorKind,
    excerpt: Option<Excerpt>,
}

/// What went wrong.
#[derive(Clone, PartialEq, Debug)]
pub enum LoadErrorKind {
    /// Nothing has this name, or a symbolic link leads nowhere.
    Missing,
    /// The operating system refuses.
    Unreadable {
        /// Its reason, without the path.
        reason: String,
    },
    /// Neither a regular file nor a directory: a pipe, a socket, a device; or a directory where a file was.
    NotAFile,
    /// A symbolic link leads back to a directory above it.
    Loop {
        /// That directory.
        ancestor: PathBuf,
    },
    /// A `.gitignore` or `.ignore` file has a pattern that cannot be read.
    IgnoreFile {
        /// What is wrong with it.
        reason: String,
    },
    /// The file is longer than [`Limits::file_bytes`](super::Limits::file_bytes).
    TooLarge {
        /// Its length.
        length: u64,
        /// The limit.
        limit: u64,
    },
    /// The length or the time of the file changed while it was read, twice in a row.
    Changed,
    /// The bytes from this offset on are not UTF-8.
    InvalidUtf8 {
        /// The offset of the first offending byte.
        offset: u64,
        /// That byte.
        byte: u8,
    },
    /// The text is not MeTTa.
    Syntax(SyntaxError),
    /// Reading the file panicked: a defect of Heddle, contained to this file (D2).
    Panicked {
        /// The message of the panic.
        message: String,
    },
    /// The load was cancelled before this file.
    Cancelled,
}

/// The two groups that errors fall into: an exit code each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ErrorClass {
    /// The text of a file is at fault.
    Text,
    /// The file cannot be had.
    Access,
}

impl LoadErrorKind {
    /// The kind of an error of the operating system.
    pub fn from_io(error: &io::Error) -> LoadErrorKind {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => LoadErrorKind::Missing,
            io::ErrorKind::IsADirectory => LoadErrorKind::NotAFile,
            kind => LoadErrorKind::Unreadable { reason: kind.to_string() },
        }
    }
}

impl LoadError {
    /// An error about a file as a whole.
    pub(super) fn of_file(path: Arc<Path>, kind: LoadErrorKind) -> LoadError {
        LoadError { path, kind, excerpt: None }
    }

    /// An error about a place in the text of a file.
    pub(super) fn of_place(path: Arc<Path>, kind: LoadErrorKind, excerpt: Excerpt) -> LoadError {
        LoadError { path, kind, excerpt: Some(excerpt) }
    }

    /// The file or directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What went wrong.
    pub fn kind(&self) -> &LoadErrorKind {
        &self.kind
    }

    /// The place in the text, where the error has one.
    pub fn excerpt(&self) -> Option<&Excerpt> {
        self.excerpt.as_ref()
    }

    /// Whether the text or the access to it is at fault.
    pub fn class(&self) -> ErrorClass {
        match self.kind {
            LoadErrorKind::InvalidUtf8 { .. } | LoadErrorKind::Syntax(_) => ErrorClass::Text,
            _ => ErrorClass::Access,
        }
    }

    /// A short code that never changes its meaning: `L…` of the loader, `M…` of the reader of MeTTa.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            LoadErrorKind::Missing => "L0001",
            LoadErrorKind::Unreadable { .. } => "L0002",
            LoadErrorKind::NotAFile => "L0003",
            LoadErrorKind::Loop { .. } => "L0004",
            LoadErrorKind::IgnoreFile { .. } => "L0005",
            LoadErrorKind::TooLarge { .. } => "L0006",
            LoadErrorKind::Changed => "L0007",
            LoadErrorKind::InvalidUtf8 { .. } => "L0008",
            LoadErrorKind::Syntax(error) => error.code(),
            LoadErrorKind::Panicked { .. } => "L0009",
            LoadErrorKind::Cancelled => "L0010",
        }
    }

    /// What is wrong, in one sentence without the path.
    pub fn message(&self) -> String {
        match &self.kind {
            LoadErrorKind::Missing => "no such file or directory".into(),
            LoadErrorKind::Unreadable { reason } => format!("cannot be read: {reason}"),
            LoadErrorKind::NotAFile => "neither a regular file nor a directory".into(),
            LoadErrorKind::Loop { ancestor } => {
                format!("a link that leads back to {}, a directory above it", ancestor.display())
            }
            LoadErrorKind::IgnoreFile { reason } => {
                format!("an ignore file here cannot be understood: {reason}")
            }
            LoadErrorKind::TooLarge { length, limit } => {
                format!("the file has {length} bytes, more than the limit of {limit}")
            }
            LoadErrorKind::Changed => "the file changed while it was read, also at the second try".into(),
            LoadErrorKind::InvalidUtf8 { offset, byte } => {
                format!("not UTF-8: byte 0x{byte:02X} at offset {offset} belongs to no character")
            }
            LoadErrorKind::Syntax(error) => error.message(),
            LoadErrorKind::Panicked { message } => format!("reading this file panicked: {message}"),
            LoadErrorKind::Cancelled => "the load was cancelled before this file".into(),
        }
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<&'static str> {
        let hint = match &self.kind {
            LoadErrorKind::Missing => "check the spelling, and where a link points to",
            LoadErrorKind::Unreadable { .. } => {
                "check the permissions of the file and of the directories above it"
            }
            LoadErrorKind::NotAFile => {
                "pipes, sockets and devices are not loaded: write the text to a file first"
            }
            LoadErrorKind::Loop { .. } => "remove the link, or name it in a .gitignore",
            LoadErrorKind::IgnoreFile { .. } => {
                "correct the pattern: until then it may hide files or show too many"
            }
            LoadErrorKind::TooLarge { .. } => "raise the limit (--max-file-bytes) or split the file",
            LoadErrorKind::Changed => "load again when nobody writes to the file any more",
            LoadErrorKind::InvalidUtf8 { .. } => "save the file as UTF-8",
            LoadErrorKind::Syntax(error) => error.hint(),
            LoadErrorKind::Panicked { .. } => "this is a defect of Heddle: please report it with the file",
            LoadErrorKind::Cancelled => return None,
        };
        Some(hint)
    }
}

/// `path:line:column: message`.
impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(excerpt) = &self.excerpt {
            let position = excerpt.position();
            write!(f, ":{}:{}", position.line, position.column)?;
        }
        write!(f, ": {}", self.message())
    }
}

impl std::error::Error for LoadError {}
