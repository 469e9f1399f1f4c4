//! Huffman-coded differences of the lossless process (T.81 Annex F.2.2 and H.2).

/// Bits that [`DifferenceTable`] looks up at once.
const LOOK: u32 = 12;

/// One Huffman table, made so that most differences come out of one look-up, their extra bits included.
pub(super) struct DifferenceTable {
    /// By the next [`LOOK`] bits.
    looked_up: Vec<Entry>,
    /// For code lengths 1..=16: the first code after those of this length, left-aligned to 16 bits.
    ends: [u32; 17],
    /// For each length: index into `categories` less the first code of the length.
    offsets: [i32; 17],
    categories: Vec<u8>,
}

/// What a bit pattern starts with.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Bits to take; 0 when the code is longer than [`LOOK`] bits or is none.
    length: u8,
    /// Bits that still have to be read after these to make the difference; 0 when it is complete.
    extra: u8,
    /// The difference modulo 2^16.
    difference: u16,
}

impl DifferenceTable {
    /// From the number of codes of each length 1..=16 and their categories in order. `None` when these are no prefix
    /// code or a category is over 16.
    pub fn new(counts: &[u8; 16], categories: &[u8]) -> Option<Self> {
        if categories.is_empty() || categories.iter().any(|category| *category > 16) {
            return None;
        }
        let mut table = Self {
            looked_up: vec![Entry::default(); 1 << LOOK],
            ends: [0; 17],
            offsets: [0; 17],
            categories: categories.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_i32);
        let mut remaining = categories.iter();
        for (length, &count) in (1_u32..=16).zip(counts) {
            *table.offsets.get_mut(length as usize)? = index - i32::try_from(code).ok()?;
            for _ in 0..count {
                let category = *remaining.next()?;
                if code >> length != 0 {
                    return None;
                }
                table.enter(code, length, category);
                code += 1;
            }
            index += i32::from(count);
            *table.ends.get_mut(length as usize)? = code << (16 - length);
            code <<= 1;
        }
        remaining.next().is_none().then_some(table)
    }

    /// Fills every pattern that starts with this code.
    fn enter(&mut self, code: u32, length: u32, category: u8) {
        let Some(free) = LOOK.checked_sub(length) else { return };
        let extra = if category == 16 { 0 } else { u32::from(category) };
        let first = (code << free) as usize;
        let Some(patterns) = self.looked_up.get_mut(first..first + (1 << free)) else { return };
        for (pattern, entry) in (0_u32..).zip(patterns) {
            *entry = match free.checked_sub(extra) {
                Some(unused) => Entry {
                    length: (length + extra) as u8,
                    extra: 0,
                    difference: difference(u32::from(category), pattern >> unused),
                },
                None => Entry { length: length as u8, extra: category, difference: 0 },
            };
        }
    }
}

/// The difference of a category with its extra bits, modulo 2^16 (T.81 table H.2).
fn difference(category: u32, extra: u32) -> u16 {
    match category {
        0 => 0,
        16 => 0x8000,
        _ if extra >> (category - 1) == 1 => extra as u16,
        _ => (extra as u16).wrapping_sub(((1_u32 << category) - 1) as u16),
    }
}

/// Reads bits of one restart interval, whose stuffed zero bytes are already out.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Coming bits, the next one on top.
    window: u64,
    /// How many of them count.
    held: u32,
    /// Zero bits put behind the end of the bytes.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, window: 0, held: 0, made_up: 0 }
    }

    /// The next difference, or `None` when the bits are no code of the table.
    #[inline(always)]
    pub fn difference(&mut self, table: &DifferenceTable) -> Option<u16> {
        // The longest difference is a code of 16 bits with 15 extra ones.
        if self.held < 32 {
            self.fill();
        }
        let entry = table.looked_up.get((self.window >> (64 - LOOK)) as usize).copied().unwrap_or_default();
        if entry.length == 0 {
            return self.long(table);
        }
        self.take(u32::from(entry.length));
        if entry.extra == 0 { Some(entry.difference) } else { Some(self.extra(u32::from(entry.extra))) }
    }

    /// Whether more bits were read than there are.
    pub fn overrun(&self) -> bool {
        self.made_up > self.held
    }

    #[inline(always)]
    fn fill(&mut self) {
        let next = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>());
        if let Some(eight) = next {
            self.window |= u64::from_be_bytes(*eight) >> self.held;
            let taken = (63 - self.held) / 8;
            self.at += taken as usize;
            self.held += taken * 8;
            // Bits below `held` are read again by the next fill, so they must not stay.
            self.window &= !(u64::MAX >> self.held);
        } else {
            self.fill_slowly();
        }
    }

    #[cold]
    fn fill_slowly(&mut self) {
        while self.held <= 56 {
            let byte = self.bytes.get(self.at).copied();
            self.made_up += if byte.is_none() { 8 } else { 0 };
            self.at += usize::from(byte.is_some());
            self.window |= u64::from(byte.unwrap_or(0)) << (56 - self.held);
            self.held += 8;
        }
    }

    #[inline(always)]
    fn take(&mut self, bits: u32) {
        self.window <<= bits;
        self.held -= bits;
    }

    #[inline(always)]
    fn extra(&mut self, category: u32) -> u16 {
        let extra = (self.window >> (64 - category)) as u32;
        self.take(category);
        difference(category, extra)
    }

    /// A code of more than [`LOOK`] bits.
    #[cold]
    fn long(&mut self, table: &DifferenceTable) -> Option<u16> {
        let ahead = (self.window >> 48) as u32;
        let length = (LOOK + 1..=16).find(|length| table.ends.get(*length as usize).is_some_and(|end| ahead < *end))?;
        let code = i32::try_from(ahead >> (16 - length)).ok()?;
        let index = usize::try_from(code + table.offsets.get(length as usize)?).ok()?;
        let category = u32::from(*table.categories.get(index)?);
        self.take(length);
        Some(if matches!(category, 0 | 16) { difference(category, 0) } else { self.extra(category) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_codes_give_their_differences() {
        // 0: category 0; 10: category 1; then one code each of 3..=16 bits for categories 2..=15.
        let table = DifferenceTable::new(&[1; 16], &(0..16).collect::<Vec<u8>>()).unwrap();
        // 0 | 10 1 | 10 0 | 1111111111111110 (16 bits: category 15) 000000000000000
        let bytes = [0b0101_1001, 0xFF, 0xFE, 0, 0];
        let mut bits = Bits::new(&bytes[..]);
        assert_eq!(bits.difference(&table), Some(0));
        assert_eq!(bits.difference(&table), Some(1));
        assert_eq!(bits.difference(&table), Some(u16::MAX));
        // The leading 1 of the long code is the last bit of the first byte, so its final bits are 1110.
        assert_eq!(bits.difference(&table), None);
        let mut bits = Bits::new(&[0xFF, 0xFE, 0, 0][..]);
        assert_eq!(bits.difference(&table), Some(0_u16.wrapping_sub(32767)));
        assert!(!bits.overrun());
        assert_eq!(bits.difference(&table), Some(0));
        assert_eq!(bits.difference(&table), Some(0));
        assert!(bits.overrun());
    }

    #[test]
    fn a_table_that_is_no_prefix_code_is_refused() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(DifferenceTable::new(&counts, &[0, 1, 2]).is_none());
        counts[0] = 1;
        assert!(DifferenceTable::new(&counts, &[17]).is_none());
        assert!(DifferenceTable::new(&counts, &[]).is_none());
        assert!(DifferenceTable::new(&counts, &[1, 2]).is_none());
    }
}
