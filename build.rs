//! Collects the interleaving tables of the mutants, so that `heddle explain` has them wherever the program is.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // A table is written by the run that writes this fragment; a change of a table alone is seen by `include_str!`.
    println!("cargo::rerun-if-changed=models/ledger/shuttle.json");
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name| env::var(name).map_err(io::Error::other);
    let snapshots = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("snapshots");
    let mut names = Vec::new();
    for file in fs::read_dir(&snapshots)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        // PROPERTY.SCENARIO.MUTANT[.one_lock].snap; other snapshots have fewer parts.
        if let Some(name) = name.strip_suffix(".snap").filter(|name| name.split('.').count() >= 3) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    let mut source = String::from("&[\n");
    for name in names {
        let path = snapshots.join(format!("{name}.snap"));
        let _ = writeln!(source, "({name:?}, include_str!({path:?})),");
    }
    source += "]\n";
    fs::write(Path::new(&variable("OUT_DIR")?).join("tables.rs"), source)
}
