//! Where reading goes on after a broken form.
//!
//! An *anchor* is a `(` or `!` that starts a line. A form is broken when nothing closes it up to the end of the text; then
//! it ends at the next anchor, wherever that stands: also inside what looked like a string up to now (a missing quote
//! turns all strings behind it inside out, and the anchor turns them back). A form that is closed later may hold anchors:
//! that is layout, not an error.
//!
//! Trying each anchor in turn would cost the square of the text where each line opens what it does not close. So an
//! [`Outlook`] is computed once, from the end of the text to its front: for each anchor, how many open parentheses the
//! rest of the text would close if reading came there outside a string, and if it came there inside one. With that, a
//! reader that comes to an anchor knows in O(1) whether the form that is open will ever be closed.

use super::lexer::{Lexer, TokenKind};

/// The next anchor at or behind `from`.
pub(super) fn next_anchor(text: &[u8], from: usize) -> Option<usize> {
    if from == 0 && is_anchor(text, 0) {
        return Some(0);
    }
    anchors(text, from.saturating_sub(1)).next()
}

/// All anchors behind the line ends from `line_end` on.
fn anchors(text: &[u8], line_end: usize) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr_iter(b'\n', text.get(line_end..).unwrap_or_default())
        .map(move |at| line_end + at + 1)
        .filter(|&at| is_anchor(text, at))
}

fn is_anchor(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), Some(b'(' | b'!'))
}

/// What the rest of the text closes, seen from each anchor.
pub(super) struct Outlook {
    anchors: Vec<u32>,
    views: Vec<View>,
    /// Bytes looked at.
    pub(super) visited: u64,
}

/// What follows a place.
#[derive(Clone, Copy)]
struct View {
    /// How many `)` close something from before the place, when it is reached outside a string.
    outside: u32,
    /// The same, when it is reached inside a string; `None` when that string never ends.
    inside: Option<u32>,
}

/// What a stretch of text does to the parentheses around it.
struct Balance {
    closes: u32,
    opens: u32,
    /// The stretch ends inside a string.
    ends_inside: bool,
}

impl Outlook {
    /// The outlook from all anchors behind `from`. O(length of the text behind `from`), no recursion.
    pub(super) fn new(text: &str, from: usize) -> Outlook {
        let anchors: Vec<u32> = anchors(text.as_bytes(), from).map(|at| at as u32).collect();
        let mut visited = 0;
        let mut end = text.len();
        let mut view = View { outside: 0, inside: None };
        let mut views = Vec::with_capacity(anchors.len());
        for &anchor in anchors.iter().rev() {
            let start = anchor as usize;
            visited += 2 * (end - start) as u64;
            let mut lexer = Lexer::new(text);
            lexer.seek(start);
            lexer.set_limit(end);
            let outside = view.before(balance(&mut lexer));
            lexer.seek(start);
            let inside = match lexer.finish_text() {
                TokenKind::Text => Some(view.before(balance(&mut lexer))),
                _ => view.inside,
            };
            view = View { outside, inside };
            views.push(view);
            end = start;
        }
        views.reverse();
        Outlook { anchors, views, visited }
    }

    /// The number of the first anchor behind `at`.
    pub(super) fn after(&self, at: usize) -> usize {
        self.anchors.partition_point(|&anchor| anchor as usize <= at)
    }

    /// The place of the anchor `number`, if there is one.
    pub(super) fn anchor(&self, number: usize) -> Option<usize> {
        self.anchors.get(number).map(|&at| at as usize)
    }

    /// Whether a form with `depth` parentheses open at the anchor `number` (and a string, if `inside`) is ever closed.
    pub(super) fn closes(&self, number: usize, inside: bool, depth: usize) -> bool {
        self.views.get(number).is_some_and(|view| {
            let closes = if inside { view.inside } else { Some(view.outside) };
            closes.is_some_and(|closes| closes as usize >= depth)
        })
    }
}

impl View {
    /// What closes something from before a stretch, when this view follows it.
    fn before(self, stretch: Balance) -> u32 {
        let follow = if stretch.ends_inside { self.inside.unwrap_or(0) } else { self.outside };
        stretch.closes + follow.saturating_sub(stretch.opens)
    }
}

/// Reads on, outside strings, up to the limit of the lexer.
fn balance(lexer: &mut Lexer<'_>) -> Balance {
    let mut balance = Balance { closes: 0, opens: 0, ends_inside: false };
    loop {
        lexer.skip_space();
        if lexer.at() >= lexer.limit() {
            return balance;
        }
        match lexer.token().map(|token| token.kind) {
            Some(TokenKind::Open) => balance.opens += 1,
            Some(TokenKind::Close) if balance.opens > 0 => balance.opens -= 1,
            Some(TokenKind::Close) => balance.closes += 1,
            Some(TokenKind::UnclosedText) => balance.ends_inside = true,
            _ => {}
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_starts_a_line() {
        let text = b"(a) (b)\n !\n!c\r\n(d)\n";
        assert_eq!(next_anchor(text, 0), Some(0));
        assert_eq!(next_anchor(text, 1), Some(11));
        assert_eq!(next_anchor(text, 11), Some(11));
        assert_eq!(next_anchor(text, 12), Some(15));
        assert_eq!(next_anchor(text, 16), None);
    }

    #[test]
    fn the_outlook_knows_what_is_closed() {
        let text = "(a\n(b \"\n(c))\" )\n(d) )";
        let outlook = Outlook::new(text, 0);
        assert_eq!(outlook.anchors, [3, 8, 16]);
        // From `(b` on: one `)` more than needed; from inside the string at `(c`: two; had that been no string: three.
        assert!(outlook.closes(0, false, 1) && !outlook.closes(0, false, 2));
        assert!(outlook.closes(1, true, 2) && !outlook.closes(1, true, 3));
        assert!(outlook.closes(1, false, 1) && !outlook.closes(1, false, 2));
        assert!(outlook.closes(2, false, 1) && !outlook.closes(2, true, 0));
    }
}
