//! Numbers that look like chance and come from a number alone (SplitMix64).

pub struct Random(u64);

impl Random {
    /// The sequence of input `number`.
    pub fn of(number: u64) -> Self {
        let mut random = Self(number.wrapping_mul(0xD134_2543_DE82_EF95) ^ 0x5DEE_CE66_D1CE_4E5B);
        random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// 0..`end`; 0 when that is empty.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True once in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub fn byte(&mut self) -> u8 {
        self.next() as u8
    }

    /// Small numbers more often than large ones: any count of digits is as likely as any other.
    pub fn size(&mut self, end: usize) -> usize {
        let bits = usize::BITS - end.max(1).leading_zeros();
        let bits = 1 + self.below(bits as usize);
        self.below(1 << bits.min(62)).min(end)
    }
}
