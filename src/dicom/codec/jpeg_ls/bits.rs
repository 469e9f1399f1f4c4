//! Bits of a JPEG-LS scan (T.87 A.1): after a byte of all ones comes one of seven bits, so that no marker occurs inside.

/// Reads from the front of a scan and stops before the next marker. A copy of it can live in registers: what is seldom
/// needed takes it by value.
#[derive(Clone, Copy)]
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
    #[inline(always)]
    fn fill(&mut self) {
        // Four bytes at once where none of them is special.
        if self.valid <= 32
            && !self.after_ones
            && let Some(word) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<4>())
            && let word = u32::from_be_bytes(*word)
            && !holds_ones(word)
        {
            self.held |= u64::from(word) << (32 - self.valid);
            self.valid += 32;
            self.at += 4;
        } else {
            *self = self.filled_slowly();
        }
    }

    #[cold]
    fn filled_slowly(mut self) -> Self {
        while self.valid <= 56 {
            let Some(&byte) = self.bytes.get(self.at) else { break };
            let width = if self.after_ones { 7 } else { 8 };
            // All ones with the top bit set behind them begin a marker.
            if byte == 0xFF && self.bytes.get(self.at + 1).is_none_or(|next| *next >= 0x80) {
                break;
            }
            self.held |= u64::from(byte) << (64 - width - self.valid);
            self.valid += width;
            self.at += 1;
            self.after_ones = byte == 0xFF;
        }
        self
    }

    /// A value in the Golomb code of parameter `k`, at most 24. `longest` zeros before a one say that the value follows
    /// in `escape_bits` bits (A.5.3).
    #[inline(always)]
    pub fn golomb(&mut self, k: u32, longest: u32, escape_bits: u32) -> Result<i32, Exhausted> {
        if self.valid < 32 {
            self.fill();
        }
        let zeros = self.held.leading_zeros();
        let length = zeros + 1 + k;
        if zeros < longest && length <= self.valid {
            let behind = self.held << zeros << 1;
            // A shift by the whole width is none, so it is made in two.
            let low = behind >> 1 >> (63 - k);
            self.held = behind << k;
            self.valid -= length;
            return Ok((zeros << k) as i32 | low as i32);
        }
        let (after, value) = self.golomb_slowly(k, longest, escape_bits);
        *self = after;
        value
    }

    #[cold]
    fn golomb_slowly(mut self, k: u32, longest: u32, escape_bits: u32) -> (Self, Result<i32, Exhausted>) {
        let value = self.zeros(longest).and_then(|high| match high < longest {
            true => Ok(high << k | self.take(k)?),
            false => Ok(self.take(escape_bits)? + 1),
        });
        (self, value.map(|value| value as i32))
    }

    /// The next `count` bits as a number; `count` is at most 24.
    #[inline(always)]
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
    #[inline(always)]
    pub fn one(&mut self) -> Result<bool, Exhausted> {
        Ok(self.take(1)? == 1)
    }

    /// Zeros before the next one, and the one itself; at most `most` zeros are believed.
    fn zeros(&mut self, most: u32) -> Result<u32, Exhausted> {
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

    #[inline(always)]
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

/// Whether one of four bytes has all ones: without them, so that it is zero, it alone borrows from its top bit.
#[inline(always)]
fn holds_ones(word: u32) -> bool {
    (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080 != 0
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

    #[test]
    fn a_byte_of_ones_is_seen_at_each_place() {
        for place in 0..4 {
            for byte in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] {
                for others in [0, 0x0101_0101, 0x8080_8080, 0xFEFE_FEFE_u32] {
                    let word = others & !(0xFF << (8 * place)) | byte << (8 * place);
                    assert_eq!(holds_ones(word), byte == 0xFF, "{word:08X}");
                }
            }
        }
    }

    #[test]
    fn a_value_is_read_alike_wherever_it_stands() {
        // 0001|101, then 0000|1 01: k = 3 and k = 2; the first escape after four zeros.
        let stream = [0b0001_1010, 0b0001_0110];
        let mut bits = Bits::new(&stream);
        assert_eq!((bits.golomb(3, 20, 8), bits.golomb(2, 20, 8)), (Ok(0b1_1101), Ok(0b1_0001)));
        let mut bits = Bits::new(&stream);
        assert_eq!((bits.golomb(3, 20, 8), bits.golomb(2, 4, 4)), (Ok(0b1_1101), Ok(0b0110 + 1)));
        // Behind seventy zeros: too many to be held at once.
        let long = [0, 0, 0, 0, 0, 0, 0, 0, 0b0000_0010, 0b1100_0000];
        assert_eq!(Bits::new(&long).golomb(3, 80, 8), Ok(70 << 3 | 0b011));
        assert_eq!(Bits::new(&long).golomb(3, 60, 8), Err(Exhausted));
        assert_eq!(Bits::new(&stream[..1]).golomb(8, 20, 8), Err(Exhausted));
    }
}
