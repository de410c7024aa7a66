//! One run of a loader, from its start to its end, within limits.

use std::io;
use std::path::Path;
use std::time::Duration;

use crate::oracle::child::{Received, Talk};
use crate::sync::clock;

/// Stands for the folder in a command.
const FOLDER: &str = "{}";

/// How long a run may take, and how much it may print.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the start to the end of the process.
    pub time: Duration,
    /// Bytes of standard output.
    pub output: usize,
}

impl Default for Limits {
    /// A minute, 16 MiB.
    fn default() -> Limits {
        Limits { time: Duration::from_mins(1), output: 16 << 20 }
    }
}

/// How a run ended that gave no dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It went on when its time was over, and was killed.
    Hangs {
        /// The time that it had.
        after: Duration,
        /// The last lines of its standard error.
        last_words: String,
    },
    /// It printed more than it may, and was killed.
    Floods {
        /// How many bytes it may print.
        limit: usize,
    },
    /// It printed so many more atoms than there are that no more of them were read.
    TooMany {
        /// How many were read.
        limit: usize,
    },
    /// It ended with another exit code than 0, or by a signal.
    Fails {
        /// How the system puts it.
        status: String,
        /// The last lines of its standard error.
        last_words: String,
    },
}

/// The command for `folder`: in place of `{}`, or behind everything where that does not stand.
pub(super) fn with_folder(command: &[String], folder: &Path) -> Vec<String> {
    let folder = folder.display().to_string();
    let mut with: Vec<String> = command.iter().map(|argument| argument.replace(FOLDER, &folder)).collect();
    if !command.iter().any(|argument| argument.contains(FOLDER)) {
        with.push(folder);
    }
    with
}

/// Runs `command` to its end; what it printed, or how it ended instead.
///
/// # Errors
/// If it cannot be started.
pub(super) fn run(command: &[String], limits: Limits) -> io::Result<Result<Vec<u8>, End>> {
    let until = clock::now().after(limits.time);
    let mut talk = Talk::start(command, None)?;
    talk.close_input();
    let mut output = Vec::new();
    loop {
        match talk.receive(&mut output, until) {
            Received::Output if output.len() > limits.output => {
                return Ok(Err(End::Floods { limit: limits.output }));
            }
            Received::Output => {}
            Received::Expired => {
                let (_, last_words) = talk.ended(Duration::ZERO);
                return Ok(Err(End::Hangs { after: limits.time, last_words }));
            }
            Received::End => break,
        }
    }
    // Who has closed its output may still live.
    let (status, last_words) = talk.ended(until.duration_since(clock::now()));
    Ok(match status {
        None => Err(End::Hangs { after: limits.time, last_words }),
        Some(status) if status.success() => Ok(output),
        Some(status) => Err(End::Fails { status: status.to_string(), last_words }),
    })
}

#[cfg(all(test, unix, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn shell(script: &str, limits: Limits) -> Result<String, End> {
        let command = ["sh", "-c", script].map(str::to_owned);
        run(&command, limits).unwrap().map(|output| String::from_utf8(output).unwrap())
    }

    #[test]
    fn the_folder_stands_where_it_is_asked_for() {
        let command = ["load", "--in={}", "x"].map(str::to_owned);
        assert_eq!(with_folder(&command, Path::new("d d")), ["load", "--in=d d", "x"]);
        assert_eq!(with_folder(&command[..1], Path::new("d")), ["load", "d"]);
    }

    #[test]
    fn a_run_is_what_it_printed_or_how_it_ended() {
        assert_eq!(shell("echo a; echo b >&2", Limits::default()), Ok("a\n".into()));
        let Err(End::Fails { status, last_words }) = shell("echo a; echo why >&2; exit 3", Limits::default())
        else {
            panic!("exit code 3 is a failure");
        };
        assert!(status.contains('3') && last_words == "why", "{status}: {last_words}");
    }

    #[test]
    fn who_does_not_end_hangs_whether_it_prints_or_is_silent_or_has_closed_its_output() {
        let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
        for script in ["sleep 1000", "exec >&-; sleep 1000", "while :; do echo a; sleep 0.01; done"] {
            assert!(matches!(shell(script, limits), Err(End::Hangs { .. })), "{script}");
        }
    }

    #[test]
    fn who_prints_without_end_is_stopped() {
        let limits = Limits { output: 1 << 20, ..Limits::default() };
        assert_eq!(shell("yes", limits), Err(End::Floods { limit: 1 << 20 }));
    }
}
