//! Random numbers that are the same in every run (D3).

/// SplitMix64 (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014): the next state is the
/// state plus a constant, a number is a scrambled state. So a generator is one number, which a state of a space can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random(u64);

/// The generator of the form 0.
impl Default for Random {
    fn default() -> Random {
        let mut random = Random(0);
        random.begin(0);
        random
    }
}

impl Random {
    /// The generator that a program seeds with `seed`.
    pub fn seeded(seed: u64) -> Random {
        Random(seed)
    }

    /// Becomes what the form with this number starts with: two forms draw different numbers, and none depends on what
    /// another one has drawn.
    pub fn begin(&mut self, form: u64) {
        let mut seed = Random(form ^ 0x6865_6464_6c65);
        self.0 = seed.bits();
    }

    /// Where the generator is, to go on from with [`Random::seeded`].
    pub fn position(self) -> u64 {
        self.0
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from `start` up to `end`, `end` left out; none where there is none.
    pub fn integer(&mut self, start: i64, end: i64) -> Option<i64> {
        if start >= end {
            return None;
        }
        // Exact: the width of a range of i64 fits u64, and the high half of the product is below it.
        let width = end.abs_diff(start);
        let offset = (u128::from(self.bits()) * u128::from(width)) >> 64;
        i64::try_from(i128::from(start) + offset as i128).ok()
    }

    /// A number from `start` up to `end`, `end` left out; none where there is none.
    pub fn float(&mut self, start: f64, end: f64) -> Option<f64> {
        if start < end && (end - start).is_finite() {
            // 53 bits are what a float between 0 and 1 can tell apart.
            let share = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
            let value = start + share * (end - start);
            Some(if value < end { value } else { start })
        } else {
            None
        }
    }
}
