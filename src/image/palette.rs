//! PALETTE COLOR lookup tables (PS3.3 C.7.6.3.1.5).

use super::LookupTable;

/// Red, green and blue tables; an index outside is clamped to the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// (0028,1201) or (0028,1221).
    pub red: LookupTable,
    /// (0028,1202) or (0028,1222).
    pub green: LookupTable,
    /// (0028,1203) or (0028,1223).
    pub blue: LookupTable,
}
