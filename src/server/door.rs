//! How other processes of the same user ask a server how it is: a Unix socket beside its pipes.
//!
//! A server on stdio talks to its editor alone, so `heddle status` cannot reach it there. Its socket is
//! `heddle/PID.sock` in the user's runtime folder, which nobody else can enter. Who connects writes one word, `status` or
//! `metrics`, and a newline, and gets that document; then the connection ends. Nothing is written anywhere while nobody asks,
//! and what is told is as fresh as the question; a file would be neither.
//!
//! All of it is optional: where there is no such folder, or no such sockets, a server serves without (D1). A server that was
//! killed leaves its socket behind; it is removed by the next who finds that nobody listens.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::engine::Engine;
use super::exposition;
use super::status::Status;

/// A peer that says nothing for so long, or reads nothing, is left.
const PATIENCE: Duration = Duration::from_secs(1);

/// What can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// The status, in JSON.
    Status,
    /// The figures, as Prometheus reads them.
    Metrics,
}

impl Question {
    fn word(self) -> &'static str {
        match self {
            Question::Status => "status",
            Question::Metrics => "metrics",
        }
    }

    fn read(line: &str) -> Option<Question> {
        [Question::Status, Question::Metrics].into_iter().find(|question| question.word() == line.trim())
    }

    fn answer(self, engine: &Engine) -> String {
        match self {
            Question::Status => serde_json::to_string(&Status::of(engine)).unwrap_or_default(),
            Question::Metrics => exposition::text(&Status::of(engine)),
        }
    }
}

/// The user's runtime folder for servers: `$XDG_RUNTIME_DIR/heddle`, else `heddle-NAME` of the user in the folder for
/// temporary files.
#[must_use]
pub fn folder() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    match set("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute()) {
        Some(folder) => folder.join("heddle"),
        None => {
            let user = set("USER").or_else(|| set("USERNAME")).unwrap_or_else(|| "user".into());
            std::env::temp_dir().join(format!("heddle-{}", user.to_string_lossy().replace(['/', '\\'], "_")))
        }
    }
}

/// Who asks, line by line: reads one question and writes its answer.
fn converse(stream: impl Read + Write, engine: &Engine) -> io::Result<()> {
    // Nobody has a longer question.
    let mut reader = BufReader::new(stream.take(64));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut stream = reader.into_inner().into_inner();
    if let Some(question) = Question::read(&line) {
        stream.write_all(question.answer(engine).as_bytes())?;
    }
    stream.flush()
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;
    use crate::sync::atomic::{AtomicBool, Ordering};
    use crate::sync::thread;

    /// A server's socket, until it is dropped.
    pub struct Door {
        path: PathBuf,
        closed: crate::sync::Arc<AtomicBool>,
    }

    impl Door {
        /// Opens the socket of this process in `folder`, and answers there from a thread of its own.
        ///
        /// # Errors
        /// If the folder cannot be made, others can enter it, or it takes no socket.
        pub fn open(folder: &Path, engine: Arc<Engine>) -> io::Result<Door> {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            let found = std::fs::symlink_metadata(folder)?;
            if !found.is_dir() || found.permissions().mode() & 0o077 != 0 {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can enter the folder"));
            }
            let path = folder.join(format!("{}.sock", std::process::id()));
            // Of a process that had this number before.
            let _ = std::fs::remove_file(&path);
            let listener = UnixListener::bind(&path)?;
            let closed = crate::sync::Arc::new(AtomicBool::new(false));
            let ends = crate::sync::Arc::clone(&closed);
            // Not waited for: it ends with the process, or with the next who knocks.
            drop(thread::spawn("door", move || {
                for stream in listener.incoming() {
                    // Where no connection can be had, more will not be had at once: better no door than a busy one.
                    let Ok(stream) = stream else { break };
                    if ends.load(Ordering::Acquire) {
                        break;
                    }
                    let timed =
                        stream.set_read_timeout(Some(PATIENCE)).and(stream.set_write_timeout(Some(PATIENCE)));
                    // Who goes away in the middle is no concern of the server.
                    let _ = timed.and_then(|()| converse(stream, &engine));
                }
            }));
            Ok(Door { path, closed })
        }
    }

    impl Drop for Door {
        fn drop(&mut self) {
            self.closed.store(true, Ordering::Release);
            let woken = UnixStream::connect(&self.path);
            let _ = std::fs::remove_file(&self.path);
            drop(woken);
        }
    }

    /// Asks all servers whose sockets are in `folder`; each that answers, by process. Sockets that nobody listens at are removed.
    #[must_use]
    pub fn ask(folder: &Path, question: Question) -> Vec<(u32, String)> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut answers = Vec::new();
        for entry in entries.flatten() {
            let path = entry.path();
            let process = path.extension().filter(|extension| *extension == "sock").and(path.file_stem());
            let Some(process) = process.and_then(|stem| stem.to_str()?.parse().ok()) else { continue };
            match ask_one(&path, question) {
                Ok(answer) if !answer.is_empty() => answers.push((process, answer)),
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                    let _ = std::fs::remove_file(&path);
                }
                _ => {}
            }
        }
        answers.sort_unstable_by_key(|(process, _)| *process);
        answers
    }

    fn ask_one(path: &Path, question: Question) -> io::Result<String> {
        let mut stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(10 * PATIENCE))?;
        stream.write_all(format!("{}\n", question.word()).as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

#[cfg(unix)]
pub use unix::{Door, ask};

#[cfg(not(unix))]
mod elsewhere {
    use super::*;

    /// There are no such sockets here.
    pub struct Door;

    impl Door {
        /// Never opens.
        ///
        /// # Errors
        /// Always.
        pub fn open(_: &Path, _: Arc<Engine>) -> io::Result<Door> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    /// Nobody can be asked.
    #[must_use]
    pub fn ask(_: &Path, _: Question) -> Vec<(u32, String)> {
        Vec::new()
    }
}

#[cfg(not(unix))]
pub use elsewhere::{Door, ask};
