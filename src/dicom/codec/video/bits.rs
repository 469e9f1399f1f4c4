//! Bits of a parameter set, the highest first, and the Exp-Golomb codes in it (T-REC H.264 9.1).

pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// One bit; `None` behind the end.
    pub fn flag(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// At most 32 bits as a number.
    pub fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0_u32;
        for _ in 0..count {
            value = value << 1 | u32::from(self.flag()?);
        }
        Some(value)
    }

    /// ue(v), below 2^32 - 1.
    pub fn count(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let rest = self.take(zeros)?;
        ((1_u32 << zeros) - 1).checked_add(rest)
    }

    /// se(v).
    pub fn signed(&mut self) -> Option<i32> {
        let code = self.count()?;
        let half = i32::try_from(code.div_ceil(2)).ok()?;
        Some(if code % 2 == 1 { half } else { -half })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // 1, 010, 011, 00100, 00101: 0 to 4 (table 9-2); as signed 0, 1, -1, 2, -2 (table 9-3).
        let bytes = [0b1010_0110, 0b0100_0010, 0b1000_0000];
        let mut bits = Bits::new(&bytes);
        assert_eq!([(); 5].map(|()| bits.count()), [0, 1, 2, 3, 4].map(Some));
        let mut bits = Bits::new(&bytes);
        assert_eq!([(); 5].map(|()| bits.signed()), [0, 1, -1, 2, -2].map(Some));
    }

    #[test]
    fn the_end_is_no_value() {
        assert_eq!(Bits::new(&[]).flag(), None);
        assert_eq!(Bits::new(&[0; 4]).count(), None);
        assert_eq!(Bits::new(&[0; 5]).count(), None, "longer than any value");
        assert_eq!(Bits::new(&[0x80]).take(9), None);
    }
}
