//! The sequence parameter set of H.264 (T-REC H.264 7.3.2.1.1, E.1.1), as far as pictures must be known before they are
//! decoded.

use super::{bits::Bits, colour::Colour, units::without_emulation_prevention};

/// Pictures that a decoder keeps at most (A.3.1).
const MOST_FRAMES: u32 = 16;

/// What one sequence parameter set says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) struct Sequence {
    /// Its number.
    pub id: u32,
    /// _profile_idc_.
    profile: u32,
    /// 1 is 4:2:0.
    pub chroma_format: u32,
    /// Bits of the samples, the greater of luma and chroma.
    pub depth: u32,
    /// Bits of _frame_num_.
    pub frame_number_bits: u32,
    /// How the order of display is coded, 0 to 2.
    pub order_kind: u32,
    /// _max_num_ref_frames_.
    pub references: u32,
    /// Each picture may be two fields.
    pub fields: bool,
    /// Pairs of macroblocks may be fields.
    pub mixed: bool,
    /// Pixels of the whole coded picture.
    coded: (u32, u32),
    /// Pixels cut off: left, right, top, bottom.
    crop: [u32; 4],
    /// How its samples are colours.
    pub colour: Colour,
    /// Pictures that may come before one that is shown before them, where it is said.
    reorder: Option<u32>,
}

impl Sequence {
    /// Reads a unit of type 7, its header byte included. `None` where it ends early or contradicts itself.
    pub fn read(unit: &[u8]) -> Option<Self> {
        let payload = without_emulation_prevention(unit.get(1..)?);
        let mut bits = Bits::new(&payload);
        let profile = bits.take(8)?;
        bits.take(16)?;
        let id = bits.count().filter(|id| *id < 32)?;
        let (mut chroma_format, mut depth) = (1, 8);
        let mut separate = false;
        if matches!(profile, 100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138 | 139 | 134 | 135) {
            chroma_format = bits.count().filter(|format| *format <= 3)?;
            separate = chroma_format == 3 && bits.flag()?;
            depth = 8 + bits.count()?.max(bits.count()?);
            bits.flag()?;
            if bits.flag()? {
                for list in 0..if chroma_format == 3 { 12 } else { 8 } {
                    if bits.flag()? {
                        skip_scaling_list(&mut bits, if list < 6 { 16 } else { 64 })?;
                    }
                }
            }
        }
        let frame_number_bits = bits.count().filter(|bits| *bits <= 12)? + 4;
        let order_kind = bits.count().filter(|kind| *kind <= 2)?;
        match order_kind {
            0 => drop(bits.count()?),
            1 => {
                bits.flag()?;
                bits.count()?;
                bits.count()?;
                for _ in 0..bits.count().filter(|cycle| *cycle < 256)? {
                    bits.count()?;
                }
            }
            _ => {}
        }
        let references = bits.count()?;
        bits.flag()?;
        let columns = bits.count().filter(|blocks| *blocks < 1 << 12)? + 1;
        let rows = bits.count().filter(|blocks| *blocks < 1 << 12)? + 1;
        let fields = !bits.flag()?;
        let mixed = fields && bits.flag()?;
        bits.flag()?;
        let rows_a_unit = if fields { 2 } else { 1 };
        let coded = (columns * 16, rows * 16 * rows_a_unit);
        let mut crop = [0; 4];
        if bits.flag()? {
            let across = if matches!(chroma_format, 1 | 2) && !separate { 2 } else { 1 };
            let down = rows_a_unit * if chroma_format == 1 { 2 } else { 1 };
            for (side, unit) in crop.iter_mut().zip([across, across, down, down]) {
                *side = bits.count()?.checked_mul(unit)?;
            }
        }
        let mut sequence = Self {
            id,
            profile,
            chroma_format,
            depth,
            frame_number_bits,
            order_kind,
            references,
            fields,
            mixed,
            coded,
            crop,
            colour: Colour::default(),
            reorder: None,
        };
        // What these say is a hint: a set that ends in them is as good without.
        if bits.flag()? {
            let _ = sequence.read_usability(&mut bits);
        }
        Some(sequence)
    }

    /// Columns and rows that are shown; `None` where more is cut off than there is.
    pub fn shown(&self) -> Option<(u32, u32)> {
        let [left, right, top, bottom] = self.crop;
        let columns = self.coded.0.checked_sub(left)?.checked_sub(right)?;
        Some((columns, self.coded.1.checked_sub(top)?.checked_sub(bottom)?))
    }

    /// Columns and rows that are cut off before the first one shown.
    pub fn corner(&self) -> (u32, u32) {
        (self.crop[0], self.crop[2])
    }

    /// How many pictures may be decoded before one that is shown before them.
    pub fn reorder(&self) -> usize {
        let most = match (self.profile, self.order_kind) {
            // Baseline has no pictures of the kind, and this order is that of decoding.
            (66, _) | (_, 2) => 0,
            _ => self.reorder.unwrap_or(MOST_FRAMES),
        };
        most.min(MOST_FRAMES) as usize
    }

    /// Whether it keeps more pictures than any may.
    pub fn is_over_limit(&self) -> bool {
        self.references > MOST_FRAMES
    }

    /// Video usability information.
    fn read_usability(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        const EXTENDED_ASPECT: u32 = 255;
        if bits.flag()? && bits.take(8)? == EXTENDED_ASPECT {
            bits.take(32)?;
        }
        if bits.flag()? {
            bits.flag()?;
        }
        if bits.flag()? {
            bits.take(3)?;
            self.colour.full_range = bits.flag()?;
            if bits.flag()? {
                bits.take(16)?;
                self.colour.matrix = bits.take(8)? as u8;
            }
        }
        if bits.flag()? {
            bits.count()?;
            bits.count()?;
        }
        if bits.flag()? {
            bits.take(32)?;
            bits.take(32)?;
            bits.flag()?;
        }
        let first = bits.flag()?;
        if first {
            skip_reference_decoder(bits)?;
        }
        let second = bits.flag()?;
        if second {
            skip_reference_decoder(bits)?;
        }
        if first || second {
            bits.flag()?;
        }
        bits.flag()?;
        if bits.flag()? {
            bits.flag()?;
            for _ in 0..4 {
                bits.count()?;
            }
            self.reorder = Some(bits.count()?);
        }
        Some(())
    }
}

/// Whether the slice that begins `unit` is of one field of a picture; `None` where that does not show.
pub(in crate::dicom) fn is_field(unit: &[u8], sequence: &Sequence) -> Option<bool> {
    if !sequence.fields {
        return Some(false);
    }
    let payload = without_emulation_prevention(unit.get(1..)?);
    let mut bits = Bits::new(&payload);
    for _ in 0..3 {
        bits.count()?;
    }
    bits.take(sequence.frame_number_bits)?;
    bits.flag()
}

fn skip_scaling_list(bits: &mut Bits<'_>, length: usize) -> Option<()> {
    let (mut last, mut next) = (8_i64, 8_i64);
    for _ in 0..length {
        if next != 0 {
            next = (last + i64::from(bits.signed()?)).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

/// Parameters of the hypothetical reference decoder (E.1.2).
fn skip_reference_decoder(bits: &mut Bits<'_>) -> Option<()> {
    let entries = bits.count().filter(|entries| *entries < 32)? + 1;
    bits.take(8)?;
    for _ in 0..entries {
        bits.count()?;
        bits.count()?;
        bits.flag()?;
    }
    bits.take(20)?;
    Some(())
}
