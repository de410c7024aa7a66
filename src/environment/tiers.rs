//! When to merge neighbours, for the logarithmic method with a fan-out of four.

/// The class of a length: the number of base-4 digits.
fn class(length: usize) -> u32 {
    length.max(1).ilog2() / 2
}

/// The place from which all parts, of these lengths, must be merged into one, if any must.
///
/// At most three neighbours at the end are of a class not above the last one's, so n elements make at most about
/// 3 · log4(n) parts, and each element is copied at most log4(n) times.
pub(super) fn merge_from(
    lengths: impl DoubleEndedIterator<Item = usize> + ExactSizeIterator,
) -> Option<usize> {
    let mut at = lengths.len();
    let mut from = None;
    let mut total = 0;
    let mut count = 0;
    let mut top = 0;
    // `total`: what the parts from `from` on come to; `count`: how many parts of at most `top` stand at the end, those
    // that are to be merged being one.
    for length in lengths.rev() {
        if count > 0 && class(length) > top {
            break;
        }
        at -= 1;
        total += length;
        top = top.max(class(length));
        count += 1;
        if count == 4 {
            from = Some(at);
            top = class(total);
            count = 1;
        }
    }
    from
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::merge_from;

    #[test]
    fn parts_stay_few_and_copies_too() {
        let mut parts: Vec<usize> = Vec::new();
        let mut copied = 0;
        for n in 1..=20_000_usize {
            parts.push(1);
            if let Some(from) = merge_from(parts.iter().copied()) {
                let total = parts.drain(from..).sum();
                copied += total;
                parts.push(total);
            }
            assert!(parts.len() <= 3 * (n.ilog2() as usize / 2 + 1), "{n}: {parts:?}");
        }
        assert!(copied <= 20_000 * 8, "{copied}");
    }

    #[test]
    fn a_small_part_does_not_touch_a_large_one() {
        assert_eq!(merge_from([100_000, 1].into_iter()), None);
        assert_eq!(merge_from([100_000, 1, 1, 1, 1].into_iter()), Some(1));
        assert_eq!(merge_from([16, 16, 16, 4, 4, 4, 1, 1, 1, 1].into_iter()), Some(0));
    }
}
