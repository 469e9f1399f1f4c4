//! Huffman codes (T.81 Annex C), and the differences that the lossless process codes with them (F.2.2, H.2).

mod bits;

pub(super) use bits::Bits;

/// Bits that [`DifferenceTable`] looks up at once.
const LOOK: u32 = 12;
/// Bits that [`Code`] looks up at once.
const SHORT: u32 = 9;

/// A prefix code as a DHT segment gives it (T.81 Annex C).
pub(super) struct Code {
    /// For lengths 1..=16: the first code after those of this length, left-aligned to 16 bits.
    ends: [u32; 17],
    /// For each length: index into `symbols` less the first code of the length.
    offsets: [i32; 17],
    symbols: Vec<u8>,
    /// By the next [`SHORT`] bits: length of the code that they start with, 0 when it is longer or none, and its symbol.
    looked_up: Vec<(u8, u8)>,
}

impl Code {
    /// From the number of codes of each length 1..=16 and their symbols in order. `None` when these are no prefix code.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Self { ends: [0; 17], offsets: [0; 17], symbols: symbols.to_vec(), looked_up: Vec::new() };
        let (mut code, mut index) = (0_u32, 0_u32);
        for (length, &count) in (1_u32..=16).zip(counts) {
            *table.offsets.get_mut(length as usize)? = i32::try_from(index).ok()? - i32::try_from(code).ok()?;
            code += u32::from(count);
            index += u32::from(count);
            if code > 1 << length {
                return None;
            }
            *table.ends.get_mut(length as usize)? = code << (16 - length);
            code <<= 1;
        }
        let look_up = |pattern: u32| match table.find(pattern << (16 - SHORT), 1) {
            Some((length @ ..=SHORT, symbol)) => (length as u8, symbol),
            _ => (0, 0),
        };
        table.looked_up = (0..1 << SHORT).map(look_up).collect();
        (!symbols.is_empty() && index as usize == symbols.len()).then_some(table)
    }

    /// The symbol whose code the 16 bits `ahead` start with, and the length of that code, `shortest` bits at least.
    fn find(&self, ahead: u32, shortest: u32) -> Option<(u32, u8)> {
        let length = (shortest..=16).find(|length| self.ends.get(*length as usize).is_some_and(|end| ahead < *end))?;
        let code = i32::try_from(ahead >> (16 - length)).ok()?;
        let index = usize::try_from(code + self.offsets.get(length as usize)?).ok()?;
        Some((length, *self.symbols.get(index)?))
    }
}

/// A code for categories of differences, made so that most differences come out of one look-up, their extra bits
/// included.
pub(super) struct DifferenceTable {
    /// By the next [`LOOK`] bits.
    looked_up: Vec<Entry>,
    code: Code,
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
        if categories.iter().any(|category| *category > 16) {
            return None;
        }
        let mut table = Self { looked_up: vec![Entry::default(); 1 << LOOK], code: Code::new(counts, categories)? };
        let mut code = 0_u32;
        let mut remaining = categories.iter();
        for (length, &count) in (1_u32..=LOOK).zip(counts) {
            for category in remaining.by_ref().take(usize::from(count)) {
                table.enter(code, length, *category);
                code += 1;
            }
            code <<= 1;
        }
        Some(table)
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

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
