//! Generated MeTTa workspaces: half rules, a quarter types, a quarter facts; each rule calls one rule of its own file
//! and one of an imported file. The same seed gives the same bytes on every machine.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// A small generator of numbers (xorshift64*), fixed for ever.
pub struct Numbers(u64);

impl Numbers {
    /// Starts at `seed`.
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`, which must not be 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }
}

/// The text of file `index` of a workspace with `definitions` per file.
pub fn text(index: usize, definitions: usize, seed: u64) -> String {
    let mut numbers = Numbers::new(seed.wrapping_add(index as u64 * 7919));
    let rules = (definitions / 2).max(2);
    let types = definitions / 4;
    let facts = definitions - rules - types;
    let mut imports: Vec<usize> = match index {
        0 => Vec::new(),
        _ => (0..3).map(|_| numbers.below(index)).chain([0]).collect(),
    };
    imports.sort_unstable();
    imports.dedup();
    let mut out = String::with_capacity(definitions * 48);
    let _ = writeln!(out, "; module {index}");
    for import in &imports {
        let _ = writeln!(out, "!(import! &self m{import:04})");
    }
    for rule in 0..rules {
        if rule < types {
            let _ = writeln!(out, "(: f_{index}_{rule} (-> Number Number))");
        }
        let _ = write!(out, "(= (f_{index}_{rule} $x) (+ ");
        let _ = match rule {
            0 => write!(out, "$x "),
            _ => write!(out, "(f_{index}_{} $x) ", numbers.below(rule)),
        };
        let _ = match imports.get(rule % imports.len().max(1)) {
            Some(import) => writeln!(out, "(f_{import}_{} $x)))", numbers.below(rules)),
            None => writeln!(out, "{rule}))"),
        };
    }
    for fact in 0..facts {
        let _ = writeln!(out, "(fact_{index}_{fact} a{fact} (b{fact} {index}))");
    }
    if !imports.is_empty() {
        let _ = writeln!(out, "!(f_0_0 {index})");
    }
    out
}

/// Writes `files` files of `definitions` definitions each into `folder`; gives their paths, sorted.
pub fn write(folder: &Path, files: usize, definitions: usize) -> io::Result<Vec<PathBuf>> {
    (0..files)
        .map(|index| {
            let path = folder.join(format!("m{index:04}.metta"));
            std::fs::write(&path, text(index, definitions, 1))?;
            Ok(path)
        })
        .collect()
}

/// A text of `count` ground facts with distinct contents.
pub fn facts(count: usize) -> String {
    let mut out = String::with_capacity(count * 32);
    for fact in 0..count {
        let _ = writeln!(out, "(edge node_{fact} (weight {}) node_{})", fact % 97, fact * 7 % count.max(1));
    }
    out
}
