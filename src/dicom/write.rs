//! A small strict writer of data sets and files (PS3.5 section 7, PS3.10 section 7), for the phantom and for fixtures.
//!
//! What it writes is in order, of even length and in the encoding it names. It knows nothing of images.

use std::{collections::BTreeMap, io::Write};

/// _Implementation Class UID_ (0002,0012) of files written here.
pub const IMPLEMENTATION_CLASS_UID: &str = "2.25.296540722947954008265525898033011336251";
/// _Implementation Version Name_ (0002,0013), at most 16 characters.
pub const IMPLEMENTATION_VERSION_NAME: &str = "HOUNSFIELD 0.1";

/// Implicit VR Little Endian.
pub const IMPLICIT_LITTLE: &str = "1.2.840.10008.1.2";
/// Explicit VR Little Endian.
pub const EXPLICIT_LITTLE: &str = "1.2.840.10008.1.2.1";
/// Deflated Explicit VR Little Endian.
pub const DEFLATED: &str = "1.2.840.10008.1.2.1.99";
/// Explicit VR Big Endian, retired.
pub const EXPLICIT_BIG: &str = "1.2.840.10008.1.2.2";

/// A tag as (group, element).
type Tag = (u16, u16);

/// _Pixel Data_.
const PIXEL_DATA: Tag = (0x7FE0, 0x0010);
const UNDEFINED: u32 = 0xFFFF_FFFF;

/// A data set being put together; elements may come in any order, the last one of a tag counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataSetWriter {
    elements: BTreeMap<Tag, Element>,
    undefined_lengths: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Element {
    vr: [u8; 2],
    value: Value,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    /// Numbers are little endian here.
    Bytes(Vec<u8>),
    Items(Vec<DataSetWriter>),
    /// The offset table, then the fragments.
    Fragments(Vec<Vec<u8>>),
}

/// What tells a reader where the frames of encapsulated pixel data start (PS3.5 A.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetTable {
    /// An empty basic offset table.
    None,
    /// A basic offset table.
    Basic,
    /// _Extended Offset Table_ (7FE0,0001) and its lengths; right for frames of one fragment only.
    Extended,
}

impl DataSetWriter {
    /// An empty data set.
    pub fn new() -> Self {
        Self::default()
    }

    /// A value of bytes as they lie in the file, numbers little endian: they are turned where the syntax asks for it.
    /// `vr` is two letters.
    pub fn bytes(&mut self, tag: Tag, vr: &str, value: impl Into<Vec<u8>>) -> &mut Self {
        self.put(tag, vr, Value::Bytes(value.into()))
    }

    /// Text, several values joined by `\`; anything beyond ASCII is UTF-8 and wants a character set that says so.
    pub fn text(&mut self, tag: Tag, vr: &str, value: &str) -> &mut Self {
        self.bytes(tag, vr, value)
    }

    /// Values of VR US.
    pub fn unsigned(&mut self, tag: Tag, values: &[u16]) -> &mut Self {
        self.bytes(tag, "US", values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
    }

    /// Values of VR UL.
    pub fn unsigned_long(&mut self, tag: Tag, values: &[u32]) -> &mut Self {
        self.bytes(tag, "UL", values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
    }

    /// Values of VR FD.
    pub fn doubles(&mut self, tag: Tag, values: &[f64]) -> &mut Self {
        self.bytes(tag, "FD", values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
    }

    /// Values of VR DS, each in at most 16 characters.
    pub fn decimals(&mut self, tag: Tag, values: &[f64]) -> &mut Self {
        let texts: Vec<String> = values.iter().map(|value| decimal_string(*value)).collect();
        self.text(tag, "DS", &texts.join("\\"))
    }

    /// Values of VR IS.
    pub fn integers(&mut self, tag: Tag, values: &[i32]) -> &mut Self {
        let texts: Vec<String> = values.iter().map(i32::to_string).collect();
        self.text(tag, "IS", &texts.join("\\"))
    }

    /// A sequence.
    pub fn sequence(&mut self, tag: Tag, items: Vec<DataSetWriter>) -> &mut Self {
        self.put(tag, "SQ", Value::Items(items))
    }

    /// Encapsulated _Pixel Data_ (7FE0,0010): the fragments of each frame.
    pub fn encapsulated(&mut self, frames: &[Vec<Vec<u8>>], table: OffsetTable) -> &mut Self {
        let mut offsets = Vec::with_capacity(frames.len());
        let mut lengths = Vec::with_capacity(frames.len());
        let mut fragments = vec![Vec::new()];
        let mut at = 0_u64;
        for frame in frames {
            offsets.push(at);
            lengths.push(frame.iter().map(|fragment| fragment.len() as u64).sum::<u64>());
            for fragment in frame {
                at += 8 + fragment.len().next_multiple_of(2) as u64;
                fragments.push(fragment.clone());
            }
        }
        if let (OffsetTable::Basic, Some(basic)) = (table, fragments.first_mut()) {
            *basic = offsets.iter().flat_map(|offset| (*offset as u32).to_le_bytes()).collect();
        }
        if table == OffsetTable::Extended {
            let bytes = |values: &[u64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
            self.bytes((0x7FE0, 0x0001), "OV", bytes(&offsets));
            self.bytes((0x7FE0, 0x0002), "OV", bytes(&lengths));
        }
        self.put(PIXEL_DATA, "OB", Value::Fragments(fragments))
    }

    /// Takes an element out.
    pub fn remove(&mut self, tag: Tag) -> &mut Self {
        self.elements.remove(&tag);
        self
    }

    /// Whether the sequences of this data set and their items are written with undefined length.
    pub fn undefined_lengths(&mut self, undefined: bool) -> &mut Self {
        self.undefined_lengths = undefined;
        self
    }

    /// The whole file: preamble, file meta information, data set. Syntaxes without an encoding of their own
    /// (compressed ones) are written as Explicit VR Little Endian.
    pub fn file(&self, transfer_syntax_uid: &str) -> Vec<u8> {
        let mut meta = Self::new();
        meta.bytes((0x0002, 0x0001), "OB", [0, 1]);
        meta.bytes((0x0002, 0x0002), "UI", self.value((0x0008, 0x0016)));
        meta.bytes((0x0002, 0x0003), "UI", self.value((0x0008, 0x0018)));
        meta.text((0x0002, 0x0010), "UI", transfer_syntax_uid);
        meta.text((0x0002, 0x0012), "UI", IMPLEMENTATION_CLASS_UID);
        meta.text((0x0002, 0x0013), "SH", IMPLEMENTATION_VERSION_NAME);
        let meta = meta.data_set(EXPLICIT_LITTLE);
        let mut group_length = Self::new();
        group_length.unsigned_long((0x0002, 0x0000), &[meta.len() as u32]);
        let mut file = vec![0; 128];
        file.extend_from_slice(b"DICM");
        file.extend(group_length.data_set(EXPLICIT_LITTLE));
        file.extend(meta);
        file.extend(self.data_set(transfer_syntax_uid));
        file
    }

    /// The data set alone, in the encoding of the syntax.
    pub fn data_set(&self, transfer_syntax_uid: &str) -> Vec<u8> {
        let encoding = Encoding {
            explicit: transfer_syntax_uid != IMPLICIT_LITTLE,
            big: transfer_syntax_uid == EXPLICIT_BIG,
            undefined_lengths: self.undefined_lengths,
        };
        let mut out = Vec::new();
        self.write(encoding, &mut out);
        if transfer_syntax_uid == DEFLATED { deflate(&out) } else { out }
    }

    /// The bytes of an element, empty when it is not there or a sequence.
    fn value(&self, tag: Tag) -> Vec<u8> {
        match self.elements.get(&tag) {
            Some(Element { value: Value::Bytes(bytes), .. }) => bytes.clone(),
            _ => Vec::new(),
        }
    }

    fn put(&mut self, tag: Tag, vr: &str, value: Value) -> &mut Self {
        let vr = vr.as_bytes().first_chunk::<2>().copied().unwrap_or(*b"UN");
        self.elements.insert(tag, Element { vr, value });
        self
    }

    fn write(&self, encoding: Encoding, out: &mut Vec<u8>) {
        for (&tag, element) in &self.elements {
            match &element.value {
                Value::Bytes(bytes) => {
                    let mut bytes = bytes.clone();
                    if encoding.big {
                        let word = if tag == PIXEL_DATA { self.pixel_word() } else { word(element.vr) };
                        bytes.chunks_exact_mut(word).for_each(<[u8]>::reverse);
                    }
                    if !bytes.len().is_multiple_of(2) {
                        bytes.push(padding(element.vr));
                    }
                    encoding.header(tag, element.vr, bytes.len() as u32, out);
                    out.extend(bytes);
                }
                Value::Items(items) => encoding.items(tag, items, out),
                Value::Fragments(fragments) => {
                    encoding.header(tag, element.vr, UNDEFINED, out);
                    for fragment in fragments {
                        let length = fragment.len().next_multiple_of(2);
                        encoding.item_header(0xE000, length as u32, out);
                        out.extend_from_slice(fragment);
                        out.resize(out.len() + length - fragment.len(), 0);
                    }
                    encoding.item_header(0xE0DD, 0, out);
                }
            }
        }
    }

    /// Bytes that are turned together in native _Pixel Data_: those of a cell, by _Bits Allocated_ (0028,0100).
    fn pixel_word(&self) -> usize {
        let bits = self.value((0x0028, 0x0100)).first_chunk::<2>().map_or(8, |bits| u16::from_le_bytes(*bits));
        usize::from(bits.div_ceil(8)).max(1)
    }
}

/// How elements are written.
#[derive(Clone, Copy)]
struct Encoding {
    explicit: bool,
    big: bool,
    undefined_lengths: bool,
}

impl Encoding {
    /// Tag, VR and length. A short-form VR whose value is too long for it goes out as UN, as PS3.5 6.2.2 has it.
    fn header(self, (group, element): Tag, vr: [u8; 2], length: u32, out: &mut Vec<u8>) {
        out.extend(self.u16(group));
        out.extend(self.u16(element));
        if !self.explicit {
            out.extend(self.u32(length));
            return;
        }
        let long = matches!(
            &vr,
            b"OB" | b"OD" | b"OF" | b"OL" | b"OV" | b"OW" | b"SQ" | b"SV" | b"UC" | b"UN" | b"UR" | b"UT" | b"UV"
        );
        match u16::try_from(length) {
            Ok(length) if !long => {
                out.extend(vr);
                out.extend(self.u16(length));
            }
            _ => {
                out.extend(if long { vr } else { *b"UN" });
                out.extend([0, 0]);
                out.extend(self.u32(length));
            }
        }
    }

    fn items(self, tag: Tag, items: &[DataSetWriter], out: &mut Vec<u8>) {
        let mut body = Vec::new();
        for item in items {
            let mut bytes = Vec::new();
            item.write(self, &mut bytes);
            self.item_header(0xE000, if self.undefined_lengths { UNDEFINED } else { bytes.len() as u32 }, &mut body);
            body.extend(bytes);
            if self.undefined_lengths {
                self.item_header(0xE00D, 0, &mut body);
            }
        }
        self.header(tag, *b"SQ", if self.undefined_lengths { UNDEFINED } else { body.len() as u32 }, out);
        out.extend(body);
        if self.undefined_lengths {
            self.item_header(0xE0DD, 0, out);
        }
    }

    /// Items and delimiters have no VR in any syntax.
    fn item_header(self, element: u16, length: u32, out: &mut Vec<u8>) {
        out.extend(self.u16(0xFFFE));
        out.extend(self.u16(element));
        out.extend(self.u32(length));
    }

    fn u16(self, value: u16) -> [u8; 2] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn u32(self, value: u32) -> [u8; 4] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

/// Bytes of a number of this VR.
fn word(vr: [u8; 2]) -> usize {
    match &vr {
        b"AT" | b"OW" | b"SS" | b"US" => 2,
        b"FL" | b"OF" | b"OL" | b"SL" | b"UL" => 4,
        b"FD" | b"OD" | b"OV" | b"SV" | b"UV" => 8,
        _ => 1,
    }
}

/// What makes a value of odd length even.
fn padding(vr: [u8; 2]) -> u8 {
    if matches!(&vr, b"OB" | b"OW" | b"UI" | b"UN") { 0 } else { b' ' }
}

/// The shortest text of at most 16 characters that comes nearest to the value.
fn decimal_string(value: f64) -> String {
    let exact = value.to_string();
    if exact.len() <= 16 {
        return exact;
    }
    let fits = |digits: &usize| format!("{value:.digits$e}").len() <= 16;
    let digits = (0..16).rev().find(fits).unwrap_or(0);
    let scientific = format!("{value:.digits$e}");
    let plain = (0..16).rev().map(|digits| format!("{value:.digits$}")).find(|text| text.len() <= 16);
    plain.filter(|text| value.abs() >= 1e-3 && text.contains('.')).unwrap_or(scientific)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    // A vector takes every byte it is given, so neither step can fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> DataSetWriter {
        let mut set = DataSetWriter::new();
        set.unsigned((0x0028, 0x0010), &[0x0102]);
        set.text((0x0008, 0x0060), "CS", "CT");
        set
    }

    #[test]
    fn elements_come_in_order_in_each_encoding() {
        let set = small();
        assert_eq!(set.data_set(EXPLICIT_LITTLE), b"\x08\0\x60\0CS\x02\0CT\x28\0\x10\0US\x02\0\x02\x01");
        assert_eq!(set.data_set(IMPLICIT_LITTLE), b"\x08\0\x60\0\x02\0\0\0CT\x28\0\x10\0\x02\0\0\0\x02\x01");
        assert_eq!(set.data_set(EXPLICIT_BIG), b"\0\x08\0\x60CS\0\x02CT\0\x28\0\x10US\0\x02\x01\x02");
    }

    #[test]
    fn sequences_are_written_with_either_kind_of_length() {
        let mut set = DataSetWriter::new();
        set.sequence((0x0008, 0x1140), vec![small()]);
        let defined = set.data_set(EXPLICIT_LITTLE);
        assert_eq!(defined[..20], *b"\x08\0\x40\x11SQ\0\0\x1c\0\0\0\xfe\xff\0\xe0\x14\0\0\0");
        set.undefined_lengths(true);
        let undefined = set.data_set(EXPLICIT_LITTLE);
        assert_eq!(undefined[8..12], [0xFF; 4]);
        assert_eq!(undefined[undefined.len() - 16..], *b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0");
    }

    #[test]
    fn the_meta_group_knows_its_length() {
        let file = small().file(EXPLICIT_LITTLE);
        assert_eq!(&file[128..140], b"DICM\x02\0\0\0UL\x04\0");
        let length = u32::from_le_bytes([file[140], file[141], file[142], file[143]]) as usize;
        assert_eq!(&file[144 + length..], small().data_set(EXPLICIT_LITTLE));
    }

    #[test]
    fn offset_tables_point_at_the_first_fragment_of_each_frame() {
        let frames = [vec![vec![1, 2, 3], vec![4, 5]], vec![vec![6]]];
        let mut set = DataSetWriter::new();
        let bytes = set.encapsulated(&frames, OffsetTable::Basic).data_set(EXPLICIT_LITTLE);
        assert_eq!(bytes[12..28], *b"\xfe\xff\0\xe0\x08\0\0\0\0\0\0\0\x16\0\0\0");
        assert_eq!(bytes[28 + 0x16..28 + 0x16 + 10], *b"\xfe\xff\0\xe0\x02\0\0\0\x06\0");
    }

    #[test]
    fn decimals_fit_into_sixteen_characters() {
        for value in [0.703125, -1.0 / 3.0, 1e-9 / 3.0, 123_456_789.123_456_79, -1.5e300, 0.0, 1e15 / 7.0] {
            let text = decimal_string(value);
            assert!(text.len() <= 16, "{text}");
            let read: f64 = text.parse().unwrap_or(f64::NAN);
            assert!((read - value).abs() <= value.abs() * 1e-8, "{text} for {value}");
        }
    }
}
