//! The texts of files, for whoever analyses them instead of loading them.

use super::contribution::FileReader;
use super::discovery::SourceFile;
use super::error::LoadError;
use super::file_system::Disk;
use super::options::{Limits, OnError};
use crate::sync::Arc;
use crate::sync::fork_join::Pool;

/// A file and its text.
#[derive(Clone, Debug)]
pub struct Text {
    /// The file.
    pub file: SourceFile,
    /// What it held when it was read: one content, not parts of two.
    pub text: std::sync::Arc<str>,
}

/// Reads the files that a discovery found, on the threads of `pool`; results in its order, errors in their places. A file
/// that changes while it is read, twice in a row, is an error, and so is one that is too large or is no UTF-8.
pub fn read_texts(
    pool: &Pool,
    entries: Vec<Result<SourceFile, LoadError>>,
    limits: Limits,
) -> Vec<Result<Text, LoadError>> {
    let reader = FileReader::new(Arc::new(Disk), limits, OnError::Collect);
    pool.map(entries, move |_, entry| {
        let file = entry?;
        let text = reader.clone().text(&file).map(std::sync::Arc::from)?;
        Ok(Text { file, text })
    })
}
