//! A stretch of a text.

use std::ops::Range;

/// The bytes `start..end` of a text. Both ends lie on character boundaries of the text that the span was made for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end`.
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// The number of bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// True when the span holds no byte: a place between two characters.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The span as a range, to slice a text with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span; empty where the span does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// True when `offset` is one of the bytes of the span.
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_does_not_fit_the_text_is_empty_text() {
        assert_eq!(Span::new(1, 3).of("aλb"), "λ");
        assert_eq!(Span::new(2, 3).of("aλb"), "");
        assert_eq!(Span::new(3, 9).of("aλb"), "");
        assert_eq!(Span::new(3, 1).len(), 0);
        assert!(Span::new(3, 3).is_empty() && !Span::new(3, 3).contains(3));
    }
}
