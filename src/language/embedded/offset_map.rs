//! Offsets of an embedded text and of its host, both ways.

use crate::text::Span;

/// How the two sides of a [`Run`] belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunKind {
    /// Byte by byte: both sides are the same text.
    Plain,
    /// As a whole: the host writes an escape for a character.
    Escape,
    /// As a whole, and from the embedded text to the host only: an expression of the host stands where the embedded text
    /// has a placeholder. What is inside it belongs to the host.
    Hole,
}

/// A stretch of the embedded text that comes from one stretch of the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// Where it starts in the embedded text.
    pub inner: u32,
    /// Where it starts in the host.
    pub outer: u32,
    /// Its length in the embedded text.
    pub inner_length: u32,
    /// Its length in the host.
    pub outer_length: u32,
    /// How the sides belong together.
    pub kind: RunKind,
}

impl Run {
    fn outer_end(&self) -> u32 {
        self.outer + self.outer_length
    }
}

/// The runs of an embedded text, in order of both sides. Runs cover the embedded text without a gap; in the host there
/// are gaps (quotes, `++`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OffsetMap {
    runs: Box<[Run]>,
}

impl OffsetMap {
    /// The map that consists of `runs`, ordered.
    pub fn new(runs: impl Into<Box<[Run]>>) -> OffsetMap {
        OffsetMap { runs: runs.into() }
    }

    /// The runs.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The place in the host of the place `inner` in the embedded text; the end of the embedded text is the end of its
    /// last run; nothing behind it. O(log runs).
    pub fn outer(&self, inner: u32) -> Option<u32> {
        let run = self.run_at(inner)?;
        let within = inner - run.inner;
        match run.kind {
            _ if within > run.inner_length => None,
            _ if within == run.inner_length => Some(run.outer_end()),
            RunKind::Plain => Some(run.outer + within),
            RunKind::Escape | RunKind::Hole => Some(run.outer),
        }
    }

    /// The place in the embedded text of the place `outer` in the host, the place behind a literal's last character
    /// included; nothing between the literals and in holes. O(log runs).
    pub fn inner(&self, outer: u32) -> Option<u32> {
        let behind = self.runs.partition_point(|run| run.outer <= outer);
        let run = behind.checked_sub(1).and_then(|last| self.runs.get(last))?;
        let within = outer - run.outer;
        match run.kind {
            RunKind::Hole => None,
            _ if within > run.outer_length => None,
            _ if within == run.outer_length => Some(run.inner + run.inner_length),
            RunKind::Plain => Some(run.inner + within),
            RunKind::Escape => Some(run.inner),
        }
    }

    /// The stretch of the host that `span` of the embedded text comes from: from the place of its first character to the
    /// end of its last one. O(log runs).
    pub fn outer_span(&self, span: Span) -> Option<Span> {
        let start = self.outer(span.start)?;
        let Some(last) = span.end.checked_sub(1).filter(|&last| last >= span.start) else {
            return Some(Span::new(start, start));
        };
        let run = self.run_at(last)?;
        let within = span.end - run.inner;
        match run.kind {
            _ if within > run.inner_length => None,
            RunKind::Plain => Some(Span::new(start, run.outer + within)),
            RunKind::Escape | RunKind::Hole => Some(Span::new(start, run.outer_end())),
        }
    }

    /// The runs that share a character with `span` of the embedded text, in order. O(log runs).
    pub fn runs_in(&self, span: Span) -> &[Run] {
        let first = self.runs.partition_point(|run| run.inner + run.inner_length <= span.start);
        let end = self.runs.partition_point(|run| run.inner < span.end);
        self.runs.get(first..end).unwrap_or_default()
    }

    /// The last run that starts at or in front of `inner`.
    fn run_at(&self, inner: u32) -> Option<&Run> {
        let behind = self.runs.partition_point(|run| run.inner <= inner);
        behind.checked_sub(1).and_then(|last| self.runs.get(last))
    }
}
