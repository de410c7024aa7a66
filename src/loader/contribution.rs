//! From one file to its contribution: read, check, parse, compile. Pure but for the reading, the same for every driver.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::discovery::SourceFile;
use super::error::{LoadError, LoadErrorKind};
use super::excerpt::Excerpt;
use super::file_system::FileSystem;
use super::options::{Limits, OnError};
use super::program::Program;
use crate::environment::Draft;
use crate::language::metta::{FormKind, Reading, read};
use crate::sync::Arc;
use crate::text::{LineIndex, Span};

/// What a file without errors adds.
pub(super) struct Contribution {
    pub(super) draft: Draft,
    pub(super) program: Option<Program>,
    pub(super) bytes: u64,
}

/// A contribution, or why there is none: all errors of the file from top to bottom, or with fail-fast the first alone.
pub(super) type Outcome = Result<Contribution, Vec<LoadError>>;

/// What turns files into contributions: one per thread, so that the buffer is reused.
#[derive(Clone)]
pub(super) struct FileReader {
    file_system: Arc<dyn FileSystem>,
    limit: u64,
    on_error: OnError,
    buffer: Vec<u8>,
}

/// A buffer that once held a file larger than this is not kept for the next one.
const KEPT_BUFFER: usize = 4 << 20;

impl FileReader {
    pub(super) fn new(file_system: Arc<dyn FileSystem>, limits: Limits, on_error: OnError) -> FileReader {
        let limit = limits.file_bytes.min(Limits::MAX_FILE_BYTES);
        FileReader { file_system, limit, on_error, buffer: Vec::new() }
    }

    /// Reads one entry of a discovery.
    pub(super) fn contribution(&mut self, entry: &Result<SourceFile, LoadError>) -> Outcome {
        let file = entry.as_ref().map_err(|error| vec![error.clone()])?;
        // invariant: D2: a panic is an error of this file and of no other. What it can leave half done, the buffer, is
        // cleared before the next file. No facade lock is ever held here.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.read_and_compile(file)));
        if self.buffer.capacity() > KEPT_BUFFER {
            self.buffer = Vec::new();
        }
        outcome.unwrap_or_else(|panic| {
            let message = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
                (Some(text), _) => (*text).to_string(),
                (_, Some(text)) => text.clone(),
                _ => "no message".to_string(),
            };
            Err(vec![LoadError::of_file(file.path.clone(), LoadErrorKind::Panicked { message })])
        })
    }

    /// The text of a file.
    pub(super) fn text(&mut self, file: &SourceFile) -> Result<&str, LoadError> {
        self.read_stable(file).map_err(|kind| LoadError::of_file(file.path.clone(), kind))?;
        std::str::from_utf8(&self.buffer)
            .map_err(|error| invalid_utf8(file, &self.buffer, error.valid_up_to()))
    }

    fn read_and_compile(&mut self, file: &SourceFile) -> Outcome {
        self.text(file).map_err(|error| vec![error])?;
        let text = std::str::from_utf8(&self.buffer).unwrap_or_default();
        let reading = read(text);
        if !reading.errors.is_empty() {
            return Err(self.syntax_errors(file, text, &reading));
        }
        let mut spans = Vec::new();
        let mut atoms_before = 0;
        for form in &reading.forms {
            if form.kind == FormKind::Program {
                spans.push((form.span, atoms_before));
            } else {
                atoms_before += 1;
            }
        }
        let program = Program::new(&file.path, text, &spans);
        Ok(Contribution { bytes: text.len() as u64, draft: Draft::from_reading(reading), program })
    }

    /// Fills the buffer with a content that did not change while it was read: at the second try at the latest.
    fn read_stable(&mut self, file: &SourceFile) -> Result<(), LoadErrorKind> {
        for _ in 0..2 {
            let seen = self
                .file_system
                .read(&file.path, self.limit, &mut self.buffer)
                .map_err(|error| LoadErrorKind::from_io(&error))?;
            if !seen.before.regular {
                return Err(LoadErrorKind::NotAFile);
            }
            let length = seen.before.length.max(self.buffer.len() as u64);
            if length > self.limit {
                return Err(LoadErrorKind::TooLarge { length, limit: self.limit });
            }
            if seen.before == seen.after && seen.before.length == self.buffer.len() as u64 {
                return Ok(());
            }
        }
        Err(LoadErrorKind::Changed)
    }

    fn syntax_errors(&self, file: &SourceFile, text: &str, reading: &Reading) -> Vec<LoadError> {
        let lines = LineIndex::new(text);
        let wanted = match self.on_error {
            OnError::FailFast => 1,
            OnError::Collect => reading.errors.len(),
        };
        let errors = reading.errors.iter().take(wanted);
        errors
            .map(|error| {
                let excerpt = Excerpt::new(text, &lines, error.span);
                LoadError::of_place(file.path.clone(), LoadErrorKind::Syntax(error.clone()), excerpt)
            })
            .collect()
    }
}

/// The place of the first byte that is not UTF-8. What follows is shown with replacement characters.
fn invalid_utf8(file: &SourceFile, bytes: &[u8], offset: usize) -> LoadError {
    let (valid, rest) = bytes.split_at_checked(offset).unwrap_or((bytes, &[]));
    let reach = rest.len().min(240);
    let mut text = String::from_utf8_lossy(valid).into_owned();
    text.push_str(&String::from_utf8_lossy(&rest[..reach]));
    let end = text[offset.min(text.len())..].chars().next().map_or(offset, |first| offset + first.len_utf8());
    let excerpt = Excerpt::new(&text, &LineIndex::new(&text), Span { start: offset as u32, end: end as u32 });
    let byte = rest.first().copied().unwrap_or_default();
    LoadError::of_place(
        file.path.clone(),
        LoadErrorKind::InvalidUtf8 { offset: offset as u64, byte },
        excerpt,
    )
}
