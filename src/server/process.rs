//! The process of the client: a server whose client is gone has nobody to serve, also where the stream stays open because
//! somebody else holds its other end.

use std::path::PathBuf;
use std::time::Duration;

use crate::sync::clock::Deadline;
use crate::sync::{Condvar, Mutex};

/// How often is looked.
const INTERVAL: Duration = Duration::from_secs(1);

/// A process that was seen to live.
pub(super) struct Process {
    id: u32,
    /// When it was started: a later process of the same number has another one.
    started: String,
}

impl Process {
    /// The process of this number; nothing where it cannot be seen: on systems without `/proc`, and where the client counts
    /// its processes in another namespace. There the end of the stream has to do.
    pub(super) fn of(id: u32) -> Option<Process> {
        let (_, started) = stat(id)?;
        Some(Process { id, started })
    }

    /// Whether it lives still.
    fn is_alive(&self) -> bool {
        // A zombie has ended; nobody has asked for its exit code yet.
        stat(self.id).is_some_and(|(state, started)| started == self.started && !"ZX".contains(&state))
    }
}

/// The state and the start of a process.
fn stat(id: u32) -> Option<(String, String)> {
    let path: PathBuf = ["/proc", &id.to_string(), "stat"].iter().collect();
    let stat = std::fs::read_to_string(path).ok()?;
    // The name, in parentheses, may hold blanks and parentheses.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    let state = fields.next()?.to_owned();
    let started = fields.nth(18)?.to_owned();
    Some((state, started))
}

/// Looks whether a process lives, until it does not or nobody wants to know.
pub(super) struct Watch {
    over: Mutex<bool>,
    told: Condvar,
}

impl Watch {
    pub(super) fn new() -> Watch {
        Watch { over: Mutex::new("server.process", false), told: Condvar::new("server.process") }
    }

    /// Returns when `process` has ended, at most a second later; false if [`stop`](Watch::stop) came first.
    pub(super) fn wait_for_end(&self, process: &Process) -> bool {
        while process.is_alive() {
            let over = self.over.lock();
            let over = if *over { over } else { self.told.wait_deadline(over, Deadline::after(INTERVAL)).0 };
            if *over {
                return false;
            }
        }
        true
    }

    /// Nobody wants to know any more.
    pub(super) fn stop(&self) {
        *self.over.lock() = true;
        self.told.notify_all();
    }
}

#[cfg(all(test, target_os = "linux", not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn a_process_lives_until_it_ends_also_if_its_number_comes_again() {
        let own = Process::of(std::process::id()).expect("this process is seen");
        assert!(own.is_alive());
        assert!(!Process { started: format!("{}0", own.started), ..own }.is_alive(), "another process");
        assert!(Process::of(u32::MAX).is_none());
    }

    #[test]
    fn nobody_waits_for_a_process_after_the_end() {
        let watch = Watch::new();
        watch.stop();
        assert!(!watch.wait_for_end(&Process::of(std::process::id()).expect("this process is seen")));
    }
}
