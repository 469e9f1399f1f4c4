//! Bits as Huffman codes and what follows them.

use super::{Code, DifferenceTable, LOOK, SHORT, difference};

/// Reads bits of one restart interval, whose stuffed bytes are out.
pub struct Bits<'a> {
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

    /// The next symbol of a code, or `None` when the bits are none. At least 16 bits are held after it.
    #[inline(always)]
    pub fn symbol(&mut self, code: &Code) -> Option<u8> {
        if self.held < 32 {
            self.fill();
        }
        let (length, symbol) = code.looked_up.get((self.window >> (64 - SHORT)) as usize).copied().unwrap_or_default();
        if length == 0 {
            return self.long_symbol(code);
        }
        self.take(u32::from(length));
        Some(symbol)
    }

    /// The value whose category was the symbol before (T.81 F.2.2.1); `None` when there is no such category.
    #[inline(always)]
    pub fn value(&mut self, category: u8) -> Option<i32> {
        match category {
            0 => Some(0),
            1..=15 => Some(i32::from(self.extra(category.into()) as i16)),
            _ => None,
        }
    }

    /// A number of up to 15 bits that follow a symbol.
    pub fn number(&mut self, bits: u8) -> u32 {
        let number = (self.window >> 32) as u32;
        self.take(u32::from(bits.min(15)));
        number.checked_shr(32 - u32::from(bits.min(15))).unwrap_or(0)
    }

    /// The next bit.
    pub fn one(&mut self) -> bool {
        if self.held == 0 {
            self.fill();
        }
        let set = self.window >> 63 == 1;
        self.take(1);
        set
    }

    /// Passes over up to 15 bits that follow a symbol.
    pub fn skip(&mut self, bits: u8) {
        self.take(u32::from(bits.min(15)));
    }

    /// Bits read so far.
    pub fn used(&self) -> usize {
        (self.at * 8 + self.made_up as usize).saturating_sub(self.held as usize)
    }

    /// Whether more bits were read than there are.
    pub fn overrun(&self) -> bool {
        self.made_up > self.held
    }

    /// Whether the bytes have come to their end, so that what cannot be read may be for want of them.
    pub fn at_end(&self) -> bool {
        self.made_up > 0
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

    /// A symbol whose code has more than [`SHORT`] bits.
    #[cold]
    fn long_symbol(&mut self, code: &Code) -> Option<u8> {
        let (length, symbol) = code.find((self.window >> 48) as u32, SHORT + 1)?;
        self.take(length);
        Some(symbol)
    }

    /// A difference whose code has more than [`LOOK`] bits.
    #[cold]
    fn long(&mut self, table: &DifferenceTable) -> Option<u16> {
        let (length, category) = table.code.find((self.window >> 48) as u32, LOOK + 1)?;
        let category = u32::from(category);
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
    fn symbols_and_the_bits_behind_them_are_passed() {
        // 0: symbol 5; 10: symbol 6; 1100: symbol 7.
        let mut counts = [0; 16];
        (counts[0], counts[1], counts[3]) = (1, 1, 1);
        let code = Code::new(&counts, &[5, 6, 7]).unwrap();
        // 10 | 101 | 0 | 1100 | 000000
        let bytes = [0b1010_1011, 0b0000_0000];
        let mut bits = Bits::new(&bytes);
        assert_eq!((bits.symbol(&code), bits.used()), (Some(6), 2));
        bits.skip(3);
        assert_eq!((bits.symbol(&code), bits.used()), (Some(5), 6));
        assert_eq!((bits.symbol(&code), bits.used()), (Some(7), 10));
        bits.skip(6);
        assert!(!bits.overrun() && bits.at_end());
        assert_eq!(bits.symbol(&code), Some(5));
        assert!(bits.overrun());
        let mut bits = Bits::new(&[0xFF, 0xFF]);
        assert_eq!(bits.symbol(&code), None);
    }
}
