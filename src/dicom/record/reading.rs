//! Elements into fields, in one pass over the index.

use std::path::Path;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    Limits, Object, ReadError,
    charset::CharacterSets,
    contain::contain,
    directory::MEDIA_STORAGE_DIRECTORY,
    header::Header,
    identifying::is_identifying,
    index::{self, Element, Extent, Kind},
    names,
    private::{Creators, is_creator, is_private, resolved},
    tag_values::SHOWN_BYTES,
    value_reader::{ValueReader, is_pixel_data},
};

use super::{
    Cell, ElementName, Field, FieldName, LARGEST_RECORD, Part, Record, RecordOptions,
    cells::{bytes_needed, cells},
};

/// Reads the row of a file: of its pixel data nothing. Contained.
///
/// # Errors
/// As [`crate::dicom::open`].
pub fn read_record(path: &Path, options: RecordOptions, limits: &Limits) -> Result<Record, ReadError> {
    let extent = if options.all { Extent::Whole } else { Extent::BeforePixels };
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(
        || {
            let (header, _) = Header::new(index::open(path, extent, limits)?);
            Ok(record(&header, options))
        },
        broken,
    )
}

/// The row of an object that is open. Contained.
///
/// # Errors
/// [`ReadError::Damaged`] where its elements break their reader.
pub fn record_of(object: &Object, options: RecordOptions) -> Result<Record, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(|| Ok(record(object.header(), options)), broken)
}

fn record(header: &Header, options: RecordOptions) -> Record {
    let is_directory = header.top().is(tags::MEDIA_STORAGE_SOP_CLASS_UID, MEDIA_STORAGE_DIRECTORY);
    let sets = header.top().character_sets().clone();
    let mut writer = Writer { record: Record { is_directory, ..Record::default() }, bytes: 0, options };
    if options.all {
        writer.everything(header, sets);
    } else {
        writer.top_level(header, &sets);
    }
    writer.record
}

struct Writer {
    record: Record,
    bytes: usize,
    options: RecordOptions,
}

impl Writer {
    /// Standard elements of the top level that are no sequences.
    fn top_level(&mut self, header: &Header, sets: &CharacterSets) {
        for at in header.index.children(None) {
            let Some(element) = header.index.elements.get(at) else { continue };
            let Tag(group, number) = element.tag;
            let is_plain = element.kind == Kind::Value && element.vr != VR::SQ;
            // What follows the pixel data pads, or signs, and is not always read.
            let is_standard = group.is_multiple_of(2) && group != 0x0002 && group < 0x7FE0 && number != 0;
            if !(is_plain && is_standard) || is_pixel_data(element) || self.hides(element, "") {
                continue;
            }
            let keyword = names::keyword(element.tag);
            if !keyword.is_empty() {
                let bytes = header.value_bytes(element, bytes_needed(element) as u64);
                self.push(ElementName::Keyword(keyword), element, &bytes, sets);
            }
        }
    }

    /// Every element, items included.
    fn everything(&mut self, header: &Header, sets: CharacterSets) {
        let mut values = ValueReader::new(header);
        let mut creators = Creators::default();
        let mut sets = vec![(usize::MAX, sets)];
        // The sequences and items that are open: where each ends, what stands before the names in it, items so far.
        let mut open: Vec<Open> = Vec::new();
        let mut hidden_until = 0;
        for (at, element) in header.index.elements.iter().enumerate() {
            while sets.len() > 1 && sets.last().is_some_and(|(end, _)| at >= *end) {
                sets.pop();
            }
            while open.last().is_some_and(|open| at >= open.end) {
                open.pop();
            }
            if at < hidden_until || element.tag.1 == 0 && element.kind == Kind::Value {
                continue;
            }
            let end = element.end as usize;
            if element.kind == Kind::Item {
                let Some(sequence) = open.last_mut() else { continue };
                sequence.items += 1;
                let prefix = format!("{}[{}].", sequence.prefix, sequence.items);
                open.push(Open { end, prefix, items: 0 });
                continue;
            }
            if element.kind == Kind::Fragment {
                continue;
            }
            let current = sets.last().map(|(_, sets)| sets.clone()).unwrap_or_default();
            if is_creator(element.tag) {
                creators.note(element, values.start(element, SHOWN_BYTES), &current);
            }
            if element.tag == tags::SPECIFIC_CHARACTER_SET && element.depth > 0 {
                let end = header.index.elements.get(element.parent as usize).map_or(at, |item| item.end as usize);
                sets.push((end, CharacterSets::parse(values.start(element, SHOWN_BYTES)).0));
            }
            let bytes = values.start(element, bytes_needed(element).max(SHOWN_BYTES));
            let creator = creators.of(element);
            let (element, name) = resolved(element, creator, bytes);
            if self.hides(&element, name) {
                hidden_until = end;
                continue;
            }
            let creator = creator.map(|creator| &*creator.name);
            let holder = open.last().map_or("", |open| &open.prefix);
            let name = name_of(&element, creator, holder);
            match element.kind {
                Kind::Sequence => {
                    let items = header.index.children(Some(at)).count();
                    self.push_cell(name.clone(), Part::Value(0), Cell::Integer(i64::try_from(items).unwrap_or(0)));
                    let prefix = FieldName { element: name, part: Part::Value(0) }.to_string();
                    open.push(Open { end, prefix, items: 0 });
                }
                _ if is_pixel_data(&element) => {}
                _ => {
                    let needed = bytes_needed(&element);
                    let bytes = bytes.get(..bytes.len().min(needed)).unwrap_or_default();
                    self.push(name, &element, bytes, &current);
                }
            }
        }
    }

    fn hides(&self, element: &Element, private_name: &str) -> bool {
        self.options.hide_identity && is_identifying(element.tag, element.vr, private_name)
    }

    fn push(&mut self, name: ElementName, element: &Element, bytes: &[u8], sets: &CharacterSets) {
        let (cells, cut) = cells(element, bytes, sets);
        self.record.cut += cut;
        if cells.len() > 1 {
            self.push_cell(name.clone(), Part::Multi, Cell::Integer(1));
        }
        for (number, cell) in (0..).zip(cells) {
            self.push_cell(name.clone(), Part::Value(number), cell);
        }
    }

    fn push_cell(&mut self, element: ElementName, part: Part, cell: Cell) {
        let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        let path = if let ElementName::Path(holder, name) = &element { holder.len() + name.len() } else { 0 };
        let bytes = self.bytes + size_of::<Field>() + text(&cell) + path;
        if bytes > LARGEST_RECORD {
            self.record.cut += 1;
            return;
        }
        self.bytes = bytes;
        self.record.fields.push(Field { name: FieldName { element, part }, cell });
    }
}

struct Open {
    end: usize,
    prefix: String,
    items: u32,
}

/// The keyword; for private elements and those without one, what tells them from others in every file. Groups that
/// repeat are told apart by their number.
fn name_of(element: &Element, creator: Option<&str>, holder: &str) -> ElementName {
    let Tag(group, number) = element.tag;
    let keyword = names::keyword(element.tag);
    let repeats = matches!(group, 0x5001..=0x50FF | 0x6001..=0x60FF);
    let name = match creator {
        Some(creator) => format!("({group:04X},\"{creator}\",{:02X})", number & 0xFF),
        None if keyword.is_empty() || is_private(element.tag) => format!("({group:04X},{number:04X})"),
        None if is_creator(element.tag) => format!("PrivateCreator({group:04X},{number:04X})"),
        None if repeats => format!("{keyword}({group:04X})"),
        None if holder.is_empty() => return ElementName::Keyword(keyword),
        None => keyword.to_owned(),
    };
    ElementName::Path(holder.into(), name.into())
}
