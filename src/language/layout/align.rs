//! What stands below each other.

use super::measure::Measure;
use super::{Style, White};

/// A piece behind others on its line that an author may have put below that of the line before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) piece: usize,
    pub(super) line: u32,
    /// The column where the piece before it ends.
    pub(super) end: u32,
    /// A comment; else an arrow.
    pub(super) comment: bool,
    /// How many groups are around it.
    pub(super) group: usize,
}

/// Puts marks of lines that follow each other below each other again, where they were so in the text. Formatted again, they
/// stand where they stand: in a run that stands in one column, the mark behind the longest text has the fewest blanks. `lengths` are
/// the columns of each line without its comment.
pub(super) fn align(measure: &Measure, style: Style, lengths: &[u32], marks: &[Mark], whites: &mut [White]) {
    // How far the arrow of a line has moved the comment behind it.
    let mut moved: Vec<(u32, u32)> = Vec::new();
    for run in runs(measure, marks, false) {
        let target = run.iter().map(|mark| mark.end).max().unwrap_or(0) + 1;
        let fits = |mark: &Mark| {
            let length = lengths.get(mark.line as usize).copied().unwrap_or(0);
            length + (target - mark.end - 1) <= style.width
        };
        if run.iter().all(fits) {
            for mark in &run {
                moved.push((mark.line, target - mark.end - 1));
                if let Some(white) = whites.get_mut(mark.piece) {
                    white.columns = target - mark.end;
                }
            }
        }
    }
    moved.sort_unstable();
    for run in runs(measure, marks, true) {
        let end = |mark: &Mark| {
            let found = moved.binary_search_by_key(&mark.line, |&(line, _)| line);
            mark.end + found.ok().and_then(|found| moved.get(found)).map_or(0, |&(_, by)| by)
        };
        let blanks = |mark: &Mark| measure.written.get(mark.piece).map_or(1, |written| written.blanks.max(1));
        let target = run.iter().map(end).max().unwrap_or(0) + run.iter().map(blanks).min().unwrap_or(1);
        for mark in &run {
            if let Some(white) = whites.get_mut(mark.piece) {
                white.columns = target - end(mark);
            }
        }
    }
}

/// Two or more marks of one kind on lines that follow each other, in one column of the text.
fn runs(measure: &Measure, marks: &[Mark], comment: bool) -> Vec<Vec<Mark>> {
    let column = |mark: &Mark| measure.written.get(mark.piece).map_or(0, |written| written.column);
    let mut runs: Vec<Vec<Mark>> = Vec::new();
    for &mark in marks.iter().filter(|mark| mark.comment == comment) {
        let goes_on = |last: &Mark| {
            last.line + 1 == mark.line
                && column(last) == column(&mark)
                && (comment || last.group == mark.group)
        };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(goes_on) => run.push(mark),
            _ => runs.push(vec![mark]),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}
