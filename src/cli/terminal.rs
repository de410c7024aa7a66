//! Where answers and remarks go.

use std::io::{self, BufWriter, IsTerminal, StderrLock, StdoutLock, Write};

use crate::loader::{ErrorClass, LoadError};

use super::Exit;

/// Standard output for the answer, standard error for everything else.
pub(super) struct Terminal {
    answer: BufWriter<StdoutLock<'static>>,
    remarks: StderrLock<'static>,
    remarks_are_seen: bool,
    colour: bool,
    colour_of_answers: bool,
}

impl Terminal {
    /// The standard streams of the process.
    pub(super) fn standard() -> Terminal {
        let remarks_are_seen = io::stderr().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Terminal {
            answer: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            remarks: io::stderr().lock(),
            remarks_are_seen,
            colour: remarks_are_seen && !no_color,
            colour_of_answers: io::stdout().is_terminal() && !no_color,
        }
    }

    /// Writes a line of the answer.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        self.answer.write_all(line.as_bytes())?;
        self.answer.write_all(b"\n")
    }

    /// Writes a part of the answer as it is.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.answer.write_all(text.as_bytes())
    }

    /// Writes a value as JSON, one line per member.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.answer, value)?;
        self.answer.write_all(b"\n")
    }

    /// Writes a value as JSON in one line.
    pub(super) fn json_line(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.answer, value)?;
        self.answer.write_all(b"\n")
    }

    /// Brings the answer out.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.answer.flush()
    }

    /// Writes a line that is not part of the answer. Nobody to read it is no reason to stop.
    pub(super) fn remark(&mut self, line: &str) {
        let _ = writeln!(self.remarks, "{line}");
    }

    /// Shows errors, and says what they come to.
    pub(super) fn errors<'a>(&mut self, errors: impl IntoIterator<Item = &'a LoadError>) -> Exit {
        let mut exit = Exit::Success;
        for error in errors {
            let rendered = error.render(self.colour);
            self.remark(&format!("{rendered}\n"));
            exit = exit.max(match error.class() {
                ErrorClass::Text => Exit::Unreadable,
                ErrorClass::Access => Exit::Inaccessible,
            });
        }
        exit
    }

    /// True when remarks go to a terminal that shows colours.
    pub(super) fn remarks_are_coloured(&self) -> bool {
        self.colour
    }

    /// True when answers go to a terminal that shows colours.
    pub(super) fn answers_are_coloured(&self) -> bool {
        self.colour_of_answers
    }

    /// True when somebody sees what is written to standard error as it is written.
    pub(super) fn remarks_are_seen(&self) -> bool {
        self.remarks_are_seen
    }
}
