//! Typed access to the attributes of a data set or item, read from the positions that the index keeps.
//!
//! Lenient where writers are careless and the meaning is plain (padding, a number in the wrong numeric VR), `None`
//! where it is not. No value is larger than the bytes that the file holds for it.

use std::borrow::Cow;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::{
    Finding, FindingCode,
    charset::{self, CharacterSets, Faults, shown},
    index::{BEGINNING, Element, Index, Kind, Opened},
    numbers::numbers,
    source::Source,
    syntax,
};

/// Texts and numbers beyond this are no attribute that a picture needs; LUT data are at most 128 KiB.
const LARGEST_VALUE: u64 = 16 << 20;
/// How many times its size a deflate stream can hold (RFC 1951: 258 bytes in two bits).
const LARGEST_GROWTH: u64 = 1032;
/// Values that a text is split into: more than any attribute that a picture needs has.
const MOST_VALUES: usize = 1 << 16;
/// Codes have 16 characters, UIDs 64.
const LARGEST_CODE: u64 = 1024;
/// _Specific Character Set_ has at most some 20 values of 16 characters.
const LARGEST_CHARACTER_SETS: u64 = 1024;
/// Character sets of items that opening looks at.
const ITEMS_LOOKED_AT: usize = 64;

/// The elements of one file and where their bytes are.
#[derive(Debug)]
pub(super) struct Header {
    pub index: Index,
    /// UID of the transfer syntax in force.
    pub syntax: String,
    /// UID as stated in the file.
    pub stated_syntax: String,
    /// Whether uncompressed pixels have their high byte first.
    pub pixels_big_endian: bool,
    /// _Pixel Representation_ (0028,0103) at top level is 1.
    pub signed: bool,
    meta_source: Source,
    inflated: Option<Source>,
    /// Bytes on disk.
    size_on_disk: u64,
    /// What the file begins with, if it was kept.
    kept: Vec<u8>,
    /// Tags of the top level with their places in the index, in order of tag, then of place.
    top_level: Box<[(Tag, u32)]>,
    character_sets: CharacterSets,
}

/// The top level, or one item.
#[derive(Clone, Debug)]
pub(super) struct DataSet<'a> {
    header: &'a Header,
    at: Option<usize>,
    character_sets: CharacterSets,
}

impl Header {
    /// Takes over an indexed file; its findings go to the caller.
    pub fn new(opened: Opened) -> (Self, Vec<Finding>) {
        let Opened { meta_source, inflated, mut index, size, syntax, stated_syntax, encoding, kept, .. } = opened;
        let mut findings = std::mem::take(&mut index.findings);
        let pixels_big_endian = syntax::pixels_big_endian(&syntax, encoding);
        let mut header = Self {
            top_level: top_level(&index),
            index,
            // They get into names and sentences; those that mean something are not changed by this.
            syntax: shown(&syntax),
            stated_syntax: shown(&stated_syntax),
            pixels_big_endian,
            signed: false,
            meta_source,
            inflated,
            size_on_disk: size,
            kept,
            character_sets: CharacterSets::default(),
        };
        header.read_character_sets(&mut findings);
        header.signed = header.top().integer(tags::PIXEL_REPRESENTATION) == Some(1);
        (header, findings)
    }

    /// Reads _Specific Character Set_ (0008,0005), and looks at those of items, since each holds for its item's texts.
    fn read_character_sets(&mut self, findings: &mut Vec<Finding>) {
        let (sets, mut noticed) = self.top().own_character_sets().unwrap_or_default();
        self.character_sets = sets;
        let of_items = self.index.elements.iter().filter(|element| element.tag == tags::SPECIFIC_CHARACTER_SET);
        for element in of_items.filter(|element| element.depth > 0).take(ITEMS_LOOKED_AT) {
            noticed.extend(CharacterSets::parse(&self.value_bytes(element, LARGEST_CHARACTER_SETS)).1);
        }
        for finding in noticed {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }

    /// The data set itself (the meta group included).
    pub fn top(&self) -> DataSet<'_> {
        DataSet { header: self, at: None, character_sets: self.character_sets.clone() }
    }

    /// Bytes that the elements lie in: of the file, or of what it inflates to.
    pub fn size(&self) -> u64 {
        self.inflated.as_ref().unwrap_or(&self.meta_source).size()
    }

    /// Bytes of the file itself, compressed or not.
    pub fn size_on_disk(&self) -> u64 {
        self.size_on_disk
    }

    /// Bytes that the elements may lie in at most, where what was compressed was inflated in part only.
    pub fn most_size(&self) -> u64 {
        let is_inflated = self.inflated.is_some() || self.size_on_disk != self.meta_source.size();
        if is_inflated && self.size() >= BEGINNING {
            return self.size().max(self.size_on_disk.saturating_mul(LARGEST_GROWTH));
        }
        self.size()
    }

    /// Where the elements lie, to be read again.
    pub fn into_source(self) -> Source {
        self.meta_source
    }

    /// The `length` bytes at `at` where the elements lie; empty where the system fails to read them.
    pub fn bytes_at(&self, at: u64, length: u64) -> Vec<u8> {
        self.inflated.as_ref().unwrap_or(&self.meta_source).read(at, length).unwrap_or_default()
    }

    /// What the file itself begins with, inflated or not.
    pub fn file_start(&self, length: u64) -> Vec<u8> {
        self.meta_source.read(0, length).unwrap_or_default()
    }

    /// Bytes of the file that are held in memory.
    pub fn held_bytes(&self) -> u64 {
        self.meta_source.held() + self.inflated.as_ref().map_or(0, Source::held)
    }

    /// Where an element's bytes are.
    pub fn source_of(&self, element: &Element) -> &Source {
        match &self.inflated {
            Some(inflated) if element.tag.0 != 0x0002 || element.depth > 0 => inflated,
            _ => &self.meta_source,
        }
    }

    /// Where the meta group lies, or what follows it.
    pub fn part_source(&self, meta: bool) -> &Source {
        self.inflated.as_ref().filter(|_| !meta).unwrap_or(&self.meta_source)
    }

    /// The first `limit` bytes of a value; empty where the system fails to read them.
    pub fn value_bytes(&self, element: &Element, limit: u64) -> Cow<'_, [u8]> {
        let count = element.present.min(limit);
        let source = self.source_of(element);
        if let (Ok(start), Ok(end)) =
            (usize::try_from(element.offset), usize::try_from(element.offset.saturating_add(count)))
            && let Some(bytes) = self.kept.get(start..end)
            && std::ptr::eq(source, &self.meta_source)
        {
            return Cow::Borrowed(bytes);
        }
        Cow::Owned(source.read(element.offset, count).unwrap_or_default())
    }
}

impl<'a> DataSet<'a> {
    /// The file it belongs to.
    pub fn header(&self) -> &'a Header {
        self.header
    }

    /// The element with this tag.
    pub fn element(&self, tag: Tag) -> Option<&'a Element> {
        self.place(tag).and_then(|at| self.header.index.elements.get(at))
    }

    fn place(&self, tag: Tag) -> Option<usize> {
        if self.at.is_some() {
            return self.header.index.find(self.at, tag);
        }
        let top_level = &self.header.top_level;
        let at = top_level.partition_point(|(known, _)| *known < tag);
        top_level.get(at).filter(|(known, _)| *known == tag).map(|(_, place)| *place as usize)
    }

    /// A finding about the element with this tag, at its value where it is there.
    pub fn finding(&self, code: FindingCode, tag: Tag, text: &str) -> Finding {
        let offset = self.element(tag).map(|element| element.offset);
        Finding { offset, ..Finding::new(code, Some((tag.0, tag.1)), text) }
    }

    /// Whether the element is there, with or without a value.
    pub fn has(&self, tag: Tag) -> bool {
        self.element(tag).is_some()
    }

    /// The value's bytes; `None` when absent, empty, a sequence or implausibly large.
    pub fn bytes(&self, tag: Tag) -> Option<Vec<u8>> {
        self.value(tag).map(|(_, bytes)| bytes.into_owned())
    }

    fn value(&self, tag: Tag) -> Option<(&'a Element, Cow<'a, [u8]>)> {
        let element = self.element(tag).filter(|element| element.kind == Kind::Value)?;
        (1..=LARGEST_VALUE)
            .contains(&element.present)
            .then(|| (element, self.header.value_bytes(element, LARGEST_VALUE)))
    }

    /// The whole text, decoded, without padding. Empty texts are `None`.
    pub fn text(&self, tag: Tag) -> Option<String> {
        let (element, bytes) = self.value(tag)?;
        let text = charset::decode(&bytes, &self.character_sets, element.vr);
        Some(text.trim_matches(['\0', ' ']).to_owned()).filter(|text| !text.is_empty())
    }

    /// The text without padding, where it lies in memory and every character set reads it alike: plain ASCII.
    pub fn plain(&self, tag: Tag) -> Option<&'a str> {
        let element =
            self.element(tag).filter(|element| element.kind == Kind::Value && element.present <= LARGEST_CODE)?;
        let Cow::Borrowed(bytes) = self.header.value_bytes(element, LARGEST_CODE) else { return None };
        // As with decoded text, padding is cut before anything is looked at.
        let text = std::str::from_utf8(bytes).ok()?.trim_matches(['\0', ' ']);
        text.bytes().all(|byte| (0x20..0x7F).contains(&byte)).then_some(text)
    }

    /// All values of a text, without padding.
    pub fn texts(&self, tag: Tag) -> Vec<String> {
        let text = self.text(tag).unwrap_or_default();
        let values = text.split('\\').filter(|_| !text.is_empty()).take(MOST_VALUES);
        values.map(|value| value.trim_matches(['\0', ' ']).to_owned()).collect()
    }

    /// The first `limit` bytes of a text, decoded, without padding, with what was noticed. Empty when absent.
    pub fn text_start(&self, tag: Tag, limit: u64) -> (String, Faults) {
        let Some(element) = self.element(tag).filter(|element| element.kind == Kind::Value) else {
            return Default::default();
        };
        let bytes = self.header.value_bytes(element, limit);
        let (text, faults) = charset::decode_start(&bytes, element.present > limit, &self.character_sets, element.vr);
        (text.trim_matches(['\0', ' ']).to_owned(), faults)
    }

    /// The first value of a code string or UID.
    pub fn code(&self, tag: Tag) -> Option<String> {
        let (text, _) = self.text_start(tag, LARGEST_CODE);
        let code = text.split('\\').next().unwrap_or_default().trim_matches(['\0', ' ']);
        Some(code.to_owned()).filter(|code| !code.is_empty())
    }

    /// Whether the first value of a code string is `word`.
    pub fn is(&self, tag: Tag, word: &str) -> bool {
        self.code(tag).is_some_and(|code| code == word)
    }

    /// All values as numbers, whatever numeric VR or numeric text they are written in; an unreadable one is NaN.
    pub fn numbers(&self, tag: Tag) -> Vec<f64> {
        let Some((element, bytes)) = self.value(tag) else { return Vec::new() };
        numbers(&bytes, element.vr, element.encoding)
    }

    /// The first number, if finite.
    pub fn number(&self, tag: Tag) -> Option<f64> {
        self.numbers(tag).into_iter().next().filter(|number| number.is_finite())
    }

    /// The first number, if whole.
    pub fn integer(&self, tag: Tag) -> Option<i64> {
        self.number(tag).filter(|number| number.fract() == 0.0 && number.abs() <= 9e15).map(|number| number as i64)
    }

    /// All values of an attribute that has few, read from its first [`LARGEST_CODE`] bytes.
    pub fn few_numbers(&self, tag: Tag) -> Vec<f64> {
        let Some(element) = self.element(tag).filter(|element| element.kind == Kind::Value) else { return Vec::new() };
        numbers(&self.header.value_bytes(element, LARGEST_CODE), element.vr, element.encoding)
    }

    /// 16-bit words of binary data, in whatever binary VR they are written.
    pub fn words(&self, tag: Tag) -> Option<Vec<u16>> {
        let (element, bytes) = self.value(tag)?;
        Some(bytes.chunks_exact(2).map(|word| element.encoding.u16(word)).collect())
    }

    /// The items of a sequence.
    pub fn items(&self, tag: Tag) -> impl Iterator<Item = DataSet<'a>> + use<'a> {
        let header = self.header;
        let character_sets = self.character_sets.clone();
        self.item_positions(tag).into_iter().map(move |at| DataSet::item_at(header, at, &character_sets))
    }

    /// The first item of a sequence.
    pub fn item(&self, tag: Tag) -> Option<DataSet<'a>> {
        let index = &self.header.index;
        let is_item = |at: &usize| index.elements.get(*at).is_some_and(|item| item.kind == Kind::Item);
        let at = index.children(Some(self.place(tag)?)).find(is_item)?;
        Some(Self::item_at(self.header, at, &self.character_sets))
    }

    /// Places of the items of a sequence in the index, for those who look them up often.
    pub fn item_positions(&self, tag: Tag) -> Vec<usize> {
        let index = &self.header.index;
        let Some(sequence) = self.place(tag) else { return Vec::new() };
        index
            .children(Some(sequence))
            .filter(|&at| index.elements.get(at).is_some_and(|item| item.kind == Kind::Item))
            .collect()
    }

    /// The item at a place given by [`Self::item_positions`].
    pub fn item_at(header: &'a Header, at: usize, character_sets: &CharacterSets) -> DataSet<'a> {
        let mut item = DataSet { header, at: Some(at), character_sets: character_sets.clone() };
        if let Some((own, _)) = item.own_character_sets() {
            item.character_sets = own;
        }
        item
    }

    /// Values of _Specific Character Set_ (0008,0005) in force here.
    pub fn character_sets(&self) -> &CharacterSets {
        &self.character_sets
    }

    /// Those written here; an empty value is the default repertoire (PS3.3 C.12.1.1.2).
    fn own_character_sets(&self) -> Option<(CharacterSets, Vec<Finding>)> {
        let element = self.element(tags::SPECIFIC_CHARACTER_SET).filter(|element| element.kind == Kind::Value)?;
        Some(CharacterSets::parse(&self.header.value_bytes(element, LARGEST_CHARACTER_SETS)))
    }
}

fn top_level(index: &Index) -> Box<[(Tag, u32)]> {
    let element = |at: usize| Some((index.elements.get(at)?.tag, u32::try_from(at).ok()?));
    let mut places: Vec<(Tag, u32)> = Vec::with_capacity(index.elements.len().min(256));
    places.extend(index.children(None).filter_map(element));
    // They hardly ever are out of order.
    if !places.is_sorted() {
        places.sort_unstable();
    }
    places.into()
}
