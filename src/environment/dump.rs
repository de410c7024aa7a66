//! The canonical text of a space, and its digest.

use std::fmt::{self, Write};

use sha2::{Digest as _, Sha256};

use super::snapshot::Snapshot;

/// The SHA-256 of a canonical dump. Prints as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a text.
    pub fn of(text: &str) -> Digest {
        Digest(Sha256::digest(text).into())
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes what [`Snapshot::dump`] returns.
fn write(snapshot: &Snapshot, out: &mut impl Write) -> fmt::Result {
    let (atoms, rules, types) = (snapshot.len(), snapshot.rule_count(), snapshot.type_count());
    writeln!(out, "; atoms: {atoms}, rules: {rules}, types: {types}")?;
    snapshot.iter_atoms().try_for_each(|atom| writeln!(out, "{}", atom.readable()))
}

pub(super) fn dump(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(snapshot, &mut text);
    text
}

pub(super) fn digest(snapshot: &Snapshot) -> Digest {
    let mut sink = Sink { hash: Sha256::new(), buffer: String::with_capacity(2 * BUFFER) };
    // Nor can hashing.
    let _ = write(snapshot, &mut sink);
    sink.hash.update(&sink.buffer);
    Digest(sink.hash.finalize().into())
}

const BUFFER: usize = 1 << 12;

/// Hashes what is written to it, a few thousand bytes at a time.
struct Sink {
    hash: Sha256,
    buffer: String,
}

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.buffer.push_str(text);
        if self.buffer.len() >= BUFFER {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
        Ok(())
    }
}
