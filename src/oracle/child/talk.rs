//! Talking to a child process without ever waiting for it beyond a deadline.
//!
//! The streams do not block, and one thread waits for both at once: a child that does not read keeps nobody from hearing what
//! it says, and no thread stays behind in a read that never returns.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, ExitStatus};
use std::time::Duration;

use super::Child;
use crate::sync::clock::{self, Deadline, Instant};

/// How much is read at once, in bytes.
const CHUNK: usize = 1 << 16;

/// How long the last words of a process that has ended may take to arrive.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What came of a wait for output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// Some bytes.
    Output,
    /// The end of the output, and nothing more for ever.
    End,
    /// The deadline.
    Expired,
}

/// A child process with its streams.
pub struct Talk {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<ChildStdout>,
    /// What was to be sent and did not fit into the pipe yet.
    unsent: Vec<u8>,
    chunk: Box<[u8]>,
}

impl Talk {
    /// Starts `command`, a program and its arguments, in `folder` or where this process is.
    ///
    /// # Errors
    /// As [`Child::start`]; and always on systems that are not Unix.
    pub fn start(command: &[String], folder: Option<&Path>) -> io::Result<Talk> {
        let (child, input, output) = Child::start(command, folder)?;
        streams::never_block(&input, &output)?;
        let chunk = vec![0; CHUNK].into_boxed_slice();
        Ok(Talk { child, input: Some(input), output: Some(output), unsent: Vec::new(), chunk })
    }

    /// The number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends `bytes`: as much as fits into the pipe at once, the rest while [`Talk::receive`] waits. What a child that has
    /// closed its input is sent is dropped.
    pub fn send(&mut self, bytes: &[u8]) {
        if self.input.is_some() {
            self.unsent.extend_from_slice(bytes);
            self.write();
        }
    }

    /// How many bytes wait for the child to read.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.unsent.len()
    }

    /// Closes the child's input. What was not sent yet is dropped.
    pub fn close_input(&mut self) {
        self.input = None;
        self.unsent = Vec::new();
    }

    /// Appends what the child has written, at most 64 KiB, to `into`; waits for it until `until`.
    pub fn receive(&mut self, into: &mut Vec<u8>, until: Instant) -> Received {
        loop {
            let Some(output) = &mut self.output else { return Received::End };
            let left = until.duration_since(clock::now());
            let input = self.input.as_ref().filter(|_| !self.unsent.is_empty());
            let ready = streams::wait(input, output, left);
            if ready.output {
                match output.read(&mut self.chunk) {
                    Ok(length) if length > 0 => {
                        into.extend_from_slice(self.chunk.get(..length).unwrap_or_default());
                        return Received::Output;
                    }
                    Err(error) if again(&error) => {}
                    _ => self.output = None,
                }
            }
            if ready.input {
                self.write();
            }
            if left.is_zero() && self.output.is_some() {
                return Received::Expired;
            }
        }
    }

    /// Waits at most `patience` for the end of the process: how it ended, if it did, and the last lines of standard error.
    pub fn ended(&mut self, patience: Duration) -> (Option<ExitStatus>, String) {
        let status = self.child.wait(patience);
        // The last words of the dead are on their way, unless they have left standard error to others.
        let on_their_way = if status.is_some() { LAST_WORDS } else { Duration::ZERO };
        (status, self.child.last_words_until(Deadline::after(on_their_way)))
    }

    fn write(&mut self) {
        let Some(input) = &mut self.input else { return };
        let mut sent = 0;
        while let Some(rest) = self.unsent.get(sent..).filter(|rest| !rest.is_empty()) {
            match input.write(rest) {
                Ok(length) if length > 0 => sent += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // Nobody reads any more.
                _ => return self.close_input(),
            }
        }
        self.unsent.drain(..sent);
    }
}

fn again(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

/// Which streams have something to say.
#[derive(Clone, Copy, Default, Debug)]
struct Ready {
    input: bool,
    output: bool,
}

#[cfg(unix)]
mod streams {
    use std::io;
    use std::os::fd::AsFd;
    use std::process::{ChildStdin, ChildStdout};
    use std::time::Duration;

    use super::Ready;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    /// Our ends alone: the child's have flags of their own.
    pub(super) fn never_block(input: &ChildStdin, output: &ChildStdout) -> io::Result<()> {
        rustix::io::ioctl_fionbio(input, true)?;
        rustix::io::ioctl_fionbio(output, true)?;
        Ok(())
    }

    /// Waits for room in `input` and for bytes or the end of `output`, at most for `left`.
    pub(super) fn wait(input: Option<&ChildStdin>, output: &ChildStdout, left: Duration) -> Ready {
        let output = PollFd::from_borrowed_fd(output.as_fd(), PollFlags::IN);
        let input = input.map(|input| PollFd::from_borrowed_fd(input.as_fd(), PollFlags::OUT));
        let mut watched = vec![output];
        watched.extend(input);
        // A time that the system cannot count is no limit.
        let limit = Timespec::try_from(left).ok();
        if poll(&mut watched, limit.as_ref()).is_err() {
            return Ready::default();
        }
        let mut states = watched.iter().map(|stream| !stream.revents().is_empty());
        Ready { output: states.next().unwrap_or(false), input: states.next().unwrap_or(false) }
    }
}

#[cfg(not(unix))]
mod streams {
    use std::io;
    use std::process::{ChildStdin, ChildStdout};
    use std::time::Duration;

    use super::Ready;

    pub(super) fn never_block(_: &ChildStdin, _: &ChildStdout) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "other programs are driven on Unix only"))
    }

    pub(super) fn wait(_: Option<&ChildStdin>, _: &ChildStdout, _: Duration) -> Ready {
        Ready::default()
    }
}
