//! Files that exist in memory alone: for tests, models and fuzzers, and for editors that hold unsaved texts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::discovery::{Discovery, SourceFile};
use super::file_system::{FileSystem, Sighting, Stamp};
use crate::sync::Arc;

/// Files in memory, by path. Clones share them.
#[derive(Clone, Default, Debug)]
pub struct Memory {
    files: Arc<BTreeMap<PathBuf, Vec<u8>>>,
}

impl Memory {
    /// These files. Of two with one path the later stays.
    pub fn new<P: Into<PathBuf>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Memory {
        let files = files.into_iter().map(|(path, bytes)| (path.into(), bytes.into()));
        Memory { files: Arc::new(files.collect()) }
    }

    /// All files, sorted by the bytes of their paths, as [`discover`](super::discover) would sort them.
    pub fn discovery(&self) -> Discovery {
        let mut files: Vec<SourceFile> = self
            .files
            .iter()
            .map(|(path, bytes)| SourceFile { path: path.as_path().into(), length: bytes.len() as u64 })
            .collect();
        files
            .sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
        Discovery { entries: files.into_iter().map(Ok).collect(), repeated: 0 }
    }
}

impl FileSystem for Memory {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        bytes.clear();
        let content = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        let stamp = Stamp { regular: true, length: content.len() as u64, modified: None };
        if stamp.length <= limit {
            bytes.extend_from_slice(content);
        }
        Ok(Sighting { before: stamp, after: stamp })
    }
}
