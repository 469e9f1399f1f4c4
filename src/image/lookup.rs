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
