//! Numbers: the longest match of the forms of section 1.

use super::TokenKind;

/// The number that `bytes` starts with (a digit, or a point and a digit) and its length.
pub(super) fn number(bytes: &[u8]) -> (TokenKind, usize) {
    let whole = digits(bytes, 0);
    let after_point = match bytes.get(whole) {
        Some(b'.') => Some(digits(bytes, whole + 1)),
        _ => None,
    };
    // From the longest form to the shortest.
    if let Some(end) = after_point.filter(|&end| end > 1)
        && let Some(end) = float(bytes, end).or_else(|| counted(bytes, end, b"p"))
    {
        return (TokenKind::TypedNumber, end);
    }
    if whole > 0
        && let Some(end) = float(bytes, whole).or_else(|| counted(bytes, whole, b"iup"))
    {
        return (TokenKind::TypedNumber, end);
    }
    match (bytes.get(whole), after_point) {
        (Some(b'n' | b'r'), _) if whole > 0 => (TokenKind::TypedNumber, whole + 1),
        (_, Some(end)) if end > whole + 1 => (TokenKind::Decimal, end),
        _ => (TokenKind::Integer, whole),
    }
}

fn digits(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// `([eE][+-]?\d+)?f(32|64|128|256)` at `at`.
fn float(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    if let Some(b'e' | b'E') = bytes.get(at) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits(bytes, at + 1 + sign);
        if end == at + 1 + sign {
            return None;
        }
        at = end;
    }
    let rest = bytes.get(at..)?.strip_prefix(b"f")?;
    let width = ["32", "64", "128", "256"].into_iter().find(|width| rest.starts_with(width.as_bytes()))?;
    Some(at + 1 + width.len())
}

/// One of `letters` and digits at `at`.
fn counted(bytes: &[u8], at: usize, letters: &[u8]) -> Option<usize> {
    letters.contains(bytes.get(at)?).then(|| digits(bytes, at + 1)).filter(|&end| end > at + 1)
}
