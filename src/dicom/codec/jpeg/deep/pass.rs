//! What one scan says about one block (T.81 F.2.2, G.1.2).

use crate::dicom::codec::jpeg::huffman::{Bits, Code};

/// Coefficients of a block, row by row.
pub(super) type Block = [i16; 64];

/// From the place in the zigzag order to the place row by row (T.81 figure A.6).
pub(super) const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// What a scan brings of each of its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// Everything.
    Whole,
    /// The first coefficient without its `low` lowest bits.
    FirstOfDc { low: u8 },
    /// Bit `low` of the first coefficient.
    MoreOfDc { low: u8 },
    /// Coefficients of a band without their `low` lowest bits.
    FirstOfAc { band: Band, low: u8 },
    /// Bit `low` of the coefficients of a band.
    MoreOfAc { band: Band, low: u8 },
}

/// The first and the last coefficient that a scan of AC coefficients brings, 1..=63 in zigzag order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Band {
    first: usize,
    last: usize,
}

/// The codes of one component in one scan. A pass uses the ones that it needs.
pub(super) struct Codes {
    pub dc: Option<Code>,
    pub ac: Option<Code>,
}

/// What goes over from block to block until a restart.
#[derive(Default)]
pub(super) struct Carried {
    /// The first coefficient of the block before, for each component.
    pub before: [i32; 4],
    /// Blocks to come whose bands hold nothing new.
    pub empty: u32,
}

impl Pass {
    /// From the last three bytes of a scan header (B.2.3, G.1.1.1), `None` where they make no sense.
    pub fn new(progressive: bool, &[first, last, approximation]: &[u8; 3]) -> Option<Self> {
        if !progressive {
            return Some(Self::Whole);
        }
        let (high, low) = (approximation >> 4, approximation & 0xF);
        if low > 13 || high != 0 && high != low + 1 {
            return None;
        }
        let band = Band { first: first.into(), last: last.into() };
        match (first, last, high) {
            (0, 0, 0) => Some(Self::FirstOfDc { low }),
            (0, 0, _) => Some(Self::MoreOfDc { low }),
            (1..=63, ..=63, _) if last < first => None,
            (1..=63, ..=63, 0) => Some(Self::FirstOfAc { band, low }),
            (1..=63, ..=63, _) => Some(Self::MoreOfAc { band, low }),
            _ => None,
        }
    }

    /// Whether the scan codes DC coefficients and AC coefficients with Huffman codes.
    pub fn needs(self) -> (bool, bool) {
        match self {
            Self::Whole => (true, true),
            Self::FirstOfDc { .. } => (true, false),
            Self::MoreOfDc { .. } => (false, false),
            Self::FirstOfAc { .. } | Self::MoreOfAc { .. } => (false, true),
        }
    }

    /// Decodes what the scan says about `block`, of component `component`. `None` when the bits are no code or name
    /// coefficients behind the last one.
    #[inline]
    pub fn decode(
        self,
        bits: &mut Bits<'_>,
        codes: &Codes,
        carried: &mut Carried,
        component: usize,
        block: &mut Block,
    ) -> Option<()> {
        match self {
            Self::Whole => {
                block[0] = difference(bits, codes, carried, component)? as i16;
                all_of_ac(bits, codes.ac.as_ref()?, block)
            }
            Self::FirstOfDc { low } => {
                block[0] = (difference(bits, codes, carried, component)? << low) as i16;
                Some(())
            }
            Self::MoreOfDc { low } => {
                block[0] |= i16::from(bits.one()) << low;
                Some(())
            }
            Self::FirstOfAc { band, low } => {
                first_of_ac(bits, codes.ac.as_ref()?, &mut carried.empty, band, low, block)
            }
            Self::MoreOfAc { band, low } => more_of_ac(bits, codes.ac.as_ref()?, &mut carried.empty, band, low, block),
        }
    }
}

/// The next DC coefficient (F.2.2.1).
#[inline]
fn difference(bits: &mut Bits<'_>, codes: &Codes, carried: &mut Carried, component: usize) -> Option<i32> {
    let category = bits.symbol(codes.dc.as_ref()?)?;
    let difference = bits.value(category)?;
    let before = carried.before.get_mut(component)?;
    *before = before.wrapping_add(difference);
    Some(*before)
}

/// All AC coefficients (F.2.2.2).
#[inline]
fn all_of_ac(bits: &mut Bits<'_>, code: &Code, block: &mut Block) -> Option<()> {
    let mut place = 1;
    while place < 64 {
        let symbol = bits.symbol(code)?;
        match (symbol >> 4, symbol & 0xF) {
            (15, 0) => place += 16,
            (_, 0) => break,
            (zeros, size) => {
                place += usize::from(zeros);
                *slot(block, place)? = bits.value(size)? as i16;
                place += 1;
            }
        }
    }
    Some(())
}

/// The high bits of a band (G.1.2.2).
fn first_of_ac(
    bits: &mut Bits<'_>,
    code: &Code,
    empty: &mut u32,
    band: Band,
    low: u8,
    block: &mut Block,
) -> Option<()> {
    if *empty > 0 {
        *empty -= 1;
        return Some(());
    }
    let mut place = band.first;
    while place <= band.last {
        let symbol = bits.symbol(code)?;
        match (symbol >> 4, symbol & 0xF) {
            (15, 0) => place += 16,
            (power, 0) => {
                *empty = (1 << power) + bits.number(power) - 1;
                break;
            }
            (zeros, size) => {
                place += usize::from(zeros);
                *slot(block, place)? = (bits.value(size)? << low) as i16;
                place += 1;
            }
        }
    }
    Some(())
}

/// One more bit of a band (G.1.2.3): of each coefficient that is not 0 yet, and which others begin here.
fn more_of_ac(bits: &mut Bits<'_>, code: &Code, empty: &mut u32, band: Band, low: u8, block: &mut Block) -> Option<()> {
    let bit = 1_i16 << low;
    let mut place = band.first;
    while *empty == 0 && place <= band.last {
        let symbol = bits.symbol(code)?;
        let (mut zeros, begins) = match (symbol >> 4, symbol & 0xF) {
            (15, 0) => (15, 0),
            (power, 0) => {
                *empty = (1 << power) + bits.number(power);
                break;
            }
            (zeros, 1) => (zeros, if bits.one() { bit } else { -bit }),
            _ => return None,
        };
        while place <= band.last {
            let coefficient = slot(block, place)?;
            place += 1;
            match (*coefficient, zeros) {
                (0, 0) => {
                    *coefficient = begins;
                    break;
                }
                (0, _) => zeros -= 1,
                _ => refine(coefficient, bit, bits),
            }
        }
    }
    if *empty > 0 {
        *empty -= 1;
        for place in place..=band.last {
            let coefficient = slot(block, place)?;
            if *coefficient != 0 {
                refine(coefficient, bit, bits);
            }
        }
    }
    Some(())
}

/// Moves a coefficient away from 0 by `bit` when the next bit says so.
fn refine(coefficient: &mut i16, bit: i16, bits: &mut Bits<'_>) {
    if bits.one() {
        *coefficient = coefficient.wrapping_add(if *coefficient < 0 { -bit } else { bit });
    }
}

/// The coefficient at a place of the zigzag order.
#[inline]
fn slot(block: &mut Block, place: usize) -> Option<&mut i16> {
    block.get_mut(usize::from(*ZIGZAG.get(place)?))
}
