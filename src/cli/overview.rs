//! `heddle` alone: the main job on the examples, and what to try next.

use std::io;
use std::path::{Path, PathBuf};

use super::terminal::Terminal;
use super::verification::Verification;
use super::{Exit, summary, verify};
use crate::environment::Environment;
use crate::loader::{LoadOptions, load};

pub(super) fn run(terminal: &mut Terminal) -> io::Result<Exit> {
    let Some(examples) = examples() else {
        terminal.remark("heddle: no examples here; `heddle --help` says what there is");
        return Ok(Exit::Inaccessible);
    };
    let shown = examples.display();
    terminal.line(&format!("$ heddle load {shown}"))?;
    let environment = Environment::new();
    let report = match load(&environment, &[&examples], &LoadOptions::default()) {
        Ok(report) => report,
        Err(error) => return Ok(terminal.errors([&error])),
    };
    terminal.text(&summary::text(&report, &environment.snapshot().digest().to_string()))?;
    terminal.line(&format!("\n$ heddle verify {shown}"))?;
    let verification = Verification::of(std::slice::from_ref(&examples));
    terminal.text(&verify::table(&verification))?;
    terminal.line("\nTry next:")?;
    for (command, purpose) in [
        ("dump {}", "every atom, in load order"),
        ("query {} '(parent $x $y)'", "who is whose parent"),
        ("query {} '(, (parent $x $y) (parent $y $z))' '(grandparent $x $z)'", "a join"),
        ("query {} '(parnet $x $y)'", "a slip of the pen"),
        ("load --on-error collect {}/broken", "every error, in path order"),
        ("verify YOUR/FOLDER", "the same certainty for your files"),
        ("--help", ""),
    ] {
        let command = command.replace("{}", &shown.to_string());
        terminal.line(format!("  heddle {command:<72}  {purpose}").trim_end())?;
    }
    Ok(if verification.holds() { Exit::Success } else { Exit::Different })
}

/// The examples of the source tree that this program was built from, or those below the current directory.
fn examples() -> Option<PathBuf> {
    let here = PathBuf::from("examples");
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    [here, built].into_iter().find(|path| path.join("main.metta").is_file())
}
