//! Offsets of an embedded text and of its host, both ways.

use crate::text::Span;

/// A stretch of the embedded text that comes from one stretch of the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// Where it starts in the embedded text.
    pub inner: u32,
    /// Where it starts in the host.
    pub outer: u32,
    /// Its length in the embedded text.
    pub inner_length: u32,
    /// Its length in the host: the same for plain text, another one for an escape or a hole.
    pub outer_length: u32,
}

/// The runs of an embedded text, in order of both sides. Runs cover the embedded text without a gap; in the host there
/// are gaps (quotes, `++`). A run whose lengths differ maps as a whole.
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
    /// last run. O(log runs).
    pub fn outer(&self, inner: u32) -> Option<u32> {
        let behind = self.runs.partition_point(|run| run.inner <= inner);
        let run = behind.checked_sub(1).and_then(|last| self.runs.get(last))?;
        let within = inner - run.inner;
        if within > run.inner_length {
            return None;
        }
        if within == run.inner_length {
            return Some(run.outer + run.outer_length);
        }
        Some(if run.inner_length == run.outer_length { run.outer + within } else { run.outer })
    }

    /// The place in the embedded text of the place `outer` in the host; nothing between the runs. O(log runs).
    pub fn inner(&self, outer: u32) -> Option<u32> {
        let behind = self.runs.partition_point(|run| run.outer <= outer);
        let run = behind.checked_sub(1).and_then(|last| self.runs.get(last))?;
        let within = outer - run.outer;
        if within > run.outer_length {
            return None;
        }
        if within == run.outer_length {
            return Some(run.inner + run.inner_length);
        }
        Some(if run.inner_length == run.outer_length { run.inner + within } else { run.inner })
    }

    /// The stretch of the host that `span` of the embedded text comes from: from the place of its first character to the
    /// end of its last one. O(log runs).
    pub fn outer_span(&self, span: Span) -> Option<Span> {
        let start = self.outer(span.start)?;
        let Some(last) = span.end.checked_sub(1).filter(|&last| last >= span.start) else {
            return Some(Span::new(start, start));
        };
        let behind = self.runs.partition_point(|run| run.inner <= last);
        let run = behind.checked_sub(1).and_then(|index| self.runs.get(index))?;
        let end = if run.inner_length == run.outer_length {
            run.outer + (span.end - run.inner)
        } else {
            run.outer + run.outer_length
        };
        Some(Span::new(start, end))
    }
}
