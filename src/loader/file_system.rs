//! The door to files: small, so that a test can stand in it and change a file while it is read.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// What a file system says about a file at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// A regular file, not a directory, pipe or device.
    pub regular: bool,
    /// Length in bytes.
    pub length: u64,
    /// Time of the last change, since 1970, where the file system knows it.
    pub modified: Option<Duration>,
}

/// What a file system says about a file before and after it was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sighting {
    /// Before the first byte was read.
    pub before: Stamp,
    /// After the last.
    pub after: Stamp,
}

/// Reads files. [`Disk`] is the real one.
pub trait FileSystem: Send + Sync + 'static {
    /// Replaces what is in `bytes` with the content of the file at `path`, at most one byte more than `limit`, and says
    /// how the file looked before and after. Nothing is read where the file is not regular or longer than `limit` from
    /// the start.
    ///
    /// # Errors
    /// Those of the operating system.
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting>;
}

/// The file system of the machine.
#[derive(Clone, Copy, Default, Debug)]
pub struct Disk;

impl FileSystem for Disk {
    fn read(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Sighting> {
        bytes.clear();
        let file = File::open(path)?;
        let before = stamp(&file.metadata()?);
        if !before.regular || before.length > limit {
            return Ok(Sighting { before, after: before });
        }
        fill(&file, before.length, limit, bytes)?;
        Ok(Sighting { before, after: stamp(&file.metadata()?) })
    }
}

/// Reads `length` bytes with one call where the file keeps its length. A read that comes back short of the room it was
/// offered has met the end of a regular file; whether the file shrank or grew meanwhile, the second stamp tells.
fn fill(file: &File, length: u64, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let room = usize::try_from(length.saturating_add(1)).map_err(|_| io::ErrorKind::OutOfMemory)?;
    bytes.try_reserve(room).map_err(|_| io::ErrorKind::OutOfMemory)?;
    bytes.resize(room, 0);
    let mut read = 0;
    while read < room {
        match (&*file).read(&mut bytes[read..]) {
            Ok(0) => break,
            Ok(n) => read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if read as u64 == length {
            break;
        }
    }
    bytes.truncate(read);
    if read as u64 > length {
        file.take(limit.saturating_sub(length)).read_to_end(bytes)?;
    }
    Ok(())
}

fn stamp(metadata: &Metadata) -> Stamp {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Stamp { regular: metadata.is_file(), length: metadata.len(), modified }
}
