//! Bits of a JPEG-LS scan (T.87 A.1): after a byte of all ones comes one of seven bits, so that no marker occurs inside.

/// Reads from the front of a scan and stops before the next marker.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// Bytes taken into `held`.
    at: usize,
    /// The next bits, the first on top; zeros below the valid ones.
    held: u64,
    /// How many are valid.
    valid: u32,
    /// The byte before `at` had all ones.
    after_ones: bool,
}

/// The scan holds fewer bits than were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exhausted;

impl<'a> Bits<'a> {
    /// Bits from the start of `bytes`, which may go on past the scan.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, held: 0, valid: 0, after_ones: false }
    }

    /// Takes in as many whole bytes as fit.
    fn fill(&mut self) {
        // Four bytes at once where none of them is special.
        if self.valid <= 32
            && !self.after_ones
            && let Some(word) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<4>())
            && !word.contains(&0xFF)
        {
            self.held |= u64::from(u32::from_be_bytes(*word)) << (32 - self.valid);
            self.valid += 32;
            self.at += 4;
            return;
        }
        while self.valid <= 56 {
            let Some(&byte) = self.bytes.get(self.at) else { return };
            let width = if self.after_ones { 7 } else { 8 };
            // All ones with the top bit set behind them begin a marker.
            if byte == 0xFF && self.bytes.get(self.at + 1).is_none_or(|next| *next >= 0x80) {
                return;
            }
            self.held |= u64::from(byte) << (64 - width - self.valid);
            self.valid += width;
            self.at += 1;
            self.after_ones = byte == 0xFF;
        }
    }

    /// The next `count` bits as a number; `count` is at most 24.
    pub fn take(&mut self, count: u32) -> Result<u32, Exhausted> {
        if self.valid < count {
            self.fill();
            if self.valid < count {
                return Err(Exhausted);
            }
        }
        if count == 0 {
            return Ok(0);
        }
        let value = self.held >> (64 - count);
        self.drop(count);
        Ok(value as u32)
    }

    /// The next bit.
    pub fn one(&mut self) -> Result<bool, Exhausted> {
        Ok(self.take(1)? == 1)
    }

    /// Zeros before the next one, and the one itself; at most `most` zeros are believed.
    pub fn zeros(&mut self, most: u32) -> Result<u32, Exhausted> {
        let mut count = 0;
        loop {
            if self.valid < 32 {
                self.fill();
            }
            let zeros = self.held.leading_zeros().min(self.valid);
            count += zeros;
            if count > most {
                return Err(Exhausted);
            }
            if zeros < self.valid {
                self.drop(zeros + 1);
                return Ok(count);
            }
            if zeros == 0 {
                return Err(Exhausted);
            }
            self.drop(zeros);
        }
    }

    fn drop(&mut self, count: u32) {
        // A shift by the whole width is none.
        self.held = self.held.checked_shl(count).unwrap_or(0);
        self.valid -= count;
    }

    /// Where the marker behind the scan begins: bits left over are padding.
    pub fn end(&self) -> usize {
        let mut at = self.at;
        while let Some(pair) = self.bytes.get(at..).filter(|rest| rest.len() >= 2) {
            if pair.starts_with(&[0xFF]) && pair.get(1).is_some_and(|&byte| byte >= 0x80) {
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bit_after_a_byte_of_ones_is_skipped() {
        // 1111 1111, then 0|101 0101: fifteen bits.
        let mut bits = Bits::new(&[0xFF, 0x55, 0xFF, 0xD9]);
        assert_eq!(bits.take(8), Ok(0xFF));
        assert_eq!(bits.take(7), Ok(0x55));
        assert_eq!(bits.take(1), Err(Exhausted), "a marker is no data");
        assert_eq!(bits.end(), 2);
    }

    #[test]
    fn zeros_are_counted_over_any_length_but_not_for_ever() {
        let mut bytes = vec![0; 20];
        bytes.push(0b0001_1000);
        let mut bits = Bits::new(&bytes);
        assert_eq!(bits.zeros(200), Ok(163));
        assert_eq!(bits.zeros(200), Ok(0));
        assert_eq!(bits.zeros(200), Err(Exhausted));
        assert_eq!(Bits::new(&bytes).zeros(100), Err(Exhausted));
    }
}
