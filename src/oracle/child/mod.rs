//! A foreign program as a child process, for as long as it is looked at: what it says on standard error is drained and its
//! last lines kept, and it is ended with all that it has started when the work with it ends, by a panic too.
//!
//! What stays behind: what has left the process group (`setsid`), with one thread and one pipe of ours for as long as that
//! holds standard error; and the child itself where a signal ends this process (Ctrl-C, SIGTERM), which drops nothing. Such a
//! child reads the end of its input; one that does not read runs on.

mod group;
mod tail;
mod talk;

use std::io;
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::sync::clock::{self, Deadline, Instant};
use crate::sync::{Condvar, Mutex};
use tail::Tail;

pub use talk::{Received, Talk};

/// How often is looked whether a process has ended: an operating system has no wait with a deadline.
const INTERVAL: Duration = Duration::from_millis(2);

/// A killed process is gone after this time, or it hangs in the kernel and is left to it.
const DEATH: Duration = Duration::from_secs(5);

/// A process and its group. Dropping it kills the whole group and takes its exit status, so that no zombie stays.
pub struct Child {
    process: std::process::Child,
    errors: Tail,
    status: Option<ExitStatus>,
}

impl Child {
    /// Starts `command`, a program and its arguments, in `folder`; it leads a process group of its own where there are such.
    ///
    /// # Errors
    /// If there is no such program, or it cannot be started; an empty command is no program.
    pub fn start(command: &[String], folder: Option<&Path>) -> io::Result<(Child, ChildStdin, ChildStdout)> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "an empty command"));
        };
        let mut start = Command::new(program);
        start.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(folder) = folder {
            start.current_dir(folder);
        }
        group::lead(&mut start);
        let mut process = start.spawn()?;
        let streams = (process.stdin.take(), process.stdout.take(), process.stderr.take());
        let errors = Tail::new();
        let mut child = Child { process, errors, status: None };
        match streams {
            (Some(input), Some(output), Some(errors)) => {
                child.errors.drain(errors);
                Ok((child, input, output))
            }
            _ => {
                child.kill();
                Err(io::Error::other("the streams of the process cannot be had"))
            }
        }
    }

    /// The last lines of standard error until now: at most 20 lines of at most 400 characters.
    #[must_use]
    pub fn last_words(&self) -> String {
        self.errors.text()
    }

    /// As [`Child::last_words`], once standard error has ended; at `deadline` at the latest.
    #[must_use]
    pub fn last_words_until(&self, deadline: Deadline) -> String {
        self.errors.wait(deadline);
        self.errors.text()
    }

    /// The number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// How it ended, once it has: nothing as long as it lives.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            self.status = self.process.try_wait().ok().flatten();
            if self.status.is_some() {
                // What it leaves behind ends with it. At once, as long as nobody else can have got its number.
                group::kill(self.process.id());
            }
        }
        self.status
    }

    /// Waits at most `patience` for its end.
    pub fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let begun = clock::now();
        loop {
            let status = self.ended();
            if status.is_some() || begun.elapsed() >= patience {
                return status;
            }
            pause(begun);
        }
    }

    /// Kills it with all that it has started and not put into groups of their own; how it ended.
    pub fn kill(&mut self) -> Option<ExitStatus> {
        if self.ended().is_none() {
            group::kill(self.process.id());
            let _ = self.process.kill();
        }
        self.wait(DEATH)
    }

    /// The memory in bytes that the process and its group hold now; nothing where the system does not tell.
    #[must_use]
    pub fn resident(&self) -> Option<u64> {
        group::resident(self.process.id())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits a moment; longer where it has waited for long already.
fn pause(begun: Instant) {
    let (lock, never) = (Mutex::new("oracle.pause", ()), Condvar::new("oracle.pause"));
    let longer = if begun.elapsed() > Duration::from_millis(100) { 10 } else { 1 };
    drop(never.wait_deadline(lock.lock(), Deadline::after(INTERVAL * longer)));
}

#[cfg(all(test, unix, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read};

    fn shell(script: &str) -> (Child, ChildStdin, ChildStdout) {
        let command = ["sh", "-c", script].map(str::to_owned);
        Child::start(&command, None).expect("there is a shell")
    }

    #[test]
    fn what_a_process_has_started_ends_with_it() {
        let (child, _input, output) = shell("sleep 1000 & echo $!; wait");
        let mut output = BufReader::new(output);
        let mut started = String::new();
        output.read_line(&mut started).expect("it says the number");
        assert!(Path::new("/proc").join(started.trim()).exists() || !Path::new("/proc/self").exists());
        drop(child);
        // The stream ends when the last who could write to it is gone.
        output.read_to_string(&mut started).expect("the stream ends");
    }

    #[test]
    fn the_last_words_are_kept_of_whoever_talks_much() {
        let (mut child, _input, _output) = shell("seq 1 100000 >&2; echo farewell >&2; exit 7");
        assert_eq!(child.wait(Duration::from_secs(60)).and_then(|status| status.code()), Some(7));
        while !child.last_words().ends_with("farewell") {
            pause(clock::now());
        }
        assert!(child.last_words().lines().count() <= 20);
    }

    #[test]
    fn a_process_that_does_not_end_is_killed_and_leaves_no_zombie() {
        let (mut child, _input, _output) = shell("trap '' TERM INT HUP; while :; do sleep 1; done");
        assert_eq!(child.wait(Duration::ZERO), None);
        assert!(child.kill().is_some(), "its exit status was taken");
    }

    #[test]
    fn no_program_is_an_error() {
        assert!(Child::start(&["/no/such/program".to_owned()], None).is_err());
        assert!(Child::start(&[], None).is_err());
    }
}
