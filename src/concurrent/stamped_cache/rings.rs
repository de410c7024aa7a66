//! Circular lists of numbers, linked both ways, in one table.

/// Rings over the numbers `0..n`. Each number is in exactly one ring, alone at first.
#[derive(Debug, Default)]
pub(super) struct Rings {
    /// The neighbours of each number: the one before it and the one behind it.
    links: Vec<(u32, u32)>,
}

impl Rings {
    /// Makes a ring of the next number, alone.
    pub(super) fn push(&mut self) {
        let number = self.links.len() as u32;
        self.links.push((number, number));
    }

    /// The number before `number` in its ring; itself where it is alone.
    pub(super) fn before(&self, number: u32) -> u32 {
        self.links[number as usize].0
    }

    /// The number behind `number` in its ring; itself where it is alone.
    pub(super) fn behind(&self, number: u32) -> u32 {
        self.links[number as usize].1
    }

    /// Takes `number`, which must be alone, into the ring of `place`, right before it. O(1).
    pub(super) fn join_before(&mut self, number: u32, place: u32) {
        let last = self.before(place);
        self.links[number as usize] = (last, place);
        self.links[last as usize].1 = number;
        self.links[place as usize].0 = number;
    }

    /// Takes `number` out of its ring, so that it is alone; returns the number that stood behind it, if any did. O(1).
    pub(super) fn leave(&mut self, number: u32) -> Option<u32> {
        let (before, behind) = self.links[number as usize];
        self.links[before as usize].1 = behind;
        self.links[behind as usize].0 = before;
        self.links[number as usize] = (number, number);
        (behind != number).then_some(behind)
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn ring(rings: &Rings, first: u32) -> Vec<u32> {
        let mut ring = vec![first];
        let mut at = rings.behind(first);
        while at != first {
            ring.push(at);
            at = rings.behind(at);
        }
        ring
    }

    #[test]
    fn numbers_join_and_leave_in_order() {
        let mut rings = Rings::default();
        (0..4).for_each(|_| rings.push());
        rings.join_before(1, 0);
        rings.join_before(2, 0);
        rings.join_before(3, 1);
        assert_eq!(ring(&rings, 0), [0, 3, 1, 2]);
        assert_eq!(rings.leave(3), Some(1));
        assert_eq!(rings.leave(0), Some(1));
        assert_eq!((ring(&rings, 1), ring(&rings, 0)), (vec![1, 2], vec![0]));
        assert_eq!(rings.before(1), 2);
        assert_eq!((rings.leave(1), rings.leave(2)), (Some(2), None), "the last one leaves an empty ring");
    }
}
