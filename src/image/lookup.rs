//! Integer lookup tables of PS3.3 C.11.1 and C.11.2.

/// A LUT with its descriptor. Below the first mapped value the first entry applies, above the last the last one.
#[derive(Clone, Debug, PartialEq)]
pub struct LookupTable {
    /// Second value of _LUT Descriptor_ (0028,3002).
    pub first_mapped: i32,
    /// Bits of an entry as they scale the output: 2^bits - 1 is full scale. 1..=16.
    pub bits: u8,
    /// The entries, never empty.
    pub entries: Vec<u16>,
}

impl LookupTable {
    /// The entry for `value`; values outside the table take its nearest end.
    pub fn lookup(&self, value: i64) -> u16 {
        let last = self.entries.len().saturating_sub(1);
        let offset = value.saturating_sub(i64::from(self.first_mapped)).max(0);
        let index = usize::try_from(offset).unwrap_or(last).min(last);
        self.entries.get(index).copied().unwrap_or(0)
    }

    /// The largest value that [`Self::bits`] can write: full scale.
    pub fn full_scale(&self) -> u16 {
        u16::try_from((1u32 << self.bits.clamp(1, 16)) - 1).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_take_the_nearest_end() {
        let table = LookupTable { first_mapped: -2, bits: 8, entries: vec![10, 20, 30] };
        let found: Vec<u16> = [i64::MIN, -3, -2, -1, 0, 1, i64::MAX].map(|value| table.lookup(value)).into();
        assert_eq!(found, [10, 10, 10, 20, 30, 30, 30]);
        assert_eq!(table.full_scale(), 255);
        let wide = LookupTable { first_mapped: 0, bits: 16, entries: (0..=u16::MAX).collect() };
        assert_eq!((wide.lookup(65_535), wide.full_scale()), (65_535, 65_535));
    }

    #[test]
    fn a_table_without_entries_answers_zero() {
        assert_eq!(LookupTable { first_mapped: 0, bits: 0, entries: Vec::new() }.lookup(5), 0);
    }
}
