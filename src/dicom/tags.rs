//! The data set as rows for the inspector, `tags` and search.

use std::{collections::HashMap, sync::Arc};

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::{
    charset::neutralise,
    header::Header,
    index::{Element, Kind},
    names,
    source::Window,
    tag_values::{SHOWN_BYTES, shown_value},
};

/// Rows of one file; what lies beyond is named by a last row.
const ROW_LIMIT: usize = 1_000_000;

/// One element, item or fragment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRow {
    /// 0 at top level.
    pub depth: u16,
    /// Index of the row that holds this one.
    pub parent: Option<u32>,
    /// (group, element); an item is (FFFE,E000).
    pub tag: (u16, u16),
    /// Standard keyword (`PatientName`), `Item 1`, a private creator's name, or empty.
    pub keyword: String,
    /// Two letters, or empty for items.
    pub vr: String,
    /// Declared length in bytes; `None` when undefined.
    pub length: Option<u64>,
    /// Decoded for the screen: values joined by `\`, control characters and bidi overrides neutralised, large values
    /// shortened with `…`.
    pub value: String,
    /// Number of values, 0 for sequences and binary.
    pub vm: u32,
    /// Whether rows below belong to it.
    pub has_children: bool,
    /// Whether it names who the patient is (removed by `--hide-identity`).
    pub identifying: bool,
}

/// All rows of a file in file order, meta group first; children follow their parent.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TagTree {
    /// The rows.
    pub rows: Vec<TagRow>,
}

impl TagTree {
    /// Reads the rows of a file in one pass. At most 4 KiB of a value are read, of pixel data nothing.
    pub(super) fn read(header: &Header) -> Self {
        let elements = &header.index.elements;
        let mut reader = Reader::new(header);
        let mut rows: Vec<TagRow> = Vec::with_capacity(elements.len().min(ROW_LIMIT + 1));
        for (at, element) in elements.iter().take(ROW_LIMIT).enumerate() {
            let row = reader.row(at, element, &rows);
            rows.push(row);
        }
        if elements.len() > ROW_LIMIT {
            let value = format!("{} more elements are left out", elements.len() - ROW_LIMIT);
            rows.push(TagRow {
                depth: 0,
                parent: None,
                tag: (0xFFFF, 0xFFFF),
                keyword: String::new(),
                vr: String::new(),
                length: None,
                value,
                vm: 0,
                has_children: false,
                identifying: false,
            });
        }
        Self { rows }
    }
}

/// What has to be remembered from row to row.
struct Reader<'a> {
    header: &'a Header,
    window: Option<(bool, Window<'a>)>,
    /// Character sets with the end of the item that they hold for.
    character_sets: Vec<(usize, Arc<[String]>)>,
    /// Names of private blocks by holder, group and block.
    creators: HashMap<(u32, u16, u16), String>,
    /// How many items each open sequence has shown.
    items: HashMap<u32, u32>,
}

impl<'a> Reader<'a> {
    fn new(header: &'a Header) -> Self {
        let all = header.top().character_sets().clone();
        Self {
            header,
            window: None,
            character_sets: vec![(usize::MAX, all)],
            creators: HashMap::new(),
            items: HashMap::new(),
        }
    }

    fn row(&mut self, at: usize, element: &Element, rows: &[TagRow]) -> TagRow {
        while self.character_sets.len() > 1 && self.character_sets.last().is_some_and(|(end, _)| at >= *end) {
            self.character_sets.pop();
        }
        let tag = element.tag;
        let (value, vm) = self.value(element);
        if tag == tags::SPECIFIC_CHARACTER_SET && element.depth > 0 {
            let end = self.header.index.elements.get(element.parent as usize).map_or(at, |item| item.end as usize);
            self.character_sets.push((end, value.split('\\').map(str::to_owned).collect()));
        }
        if tag.0 % 2 == 1 && (0x0010..=0x00FF).contains(&tag.1) {
            self.creators.insert((element.parent, tag.0, tag.1), value.clone());
        }
        let holder = rows.get(element.parent as usize);
        TagRow {
            depth: element.depth,
            parent: (element.parent != u32::MAX).then_some(element.parent),
            tag: (tag.0, tag.1),
            keyword: self.keyword(element),
            vr: if matches!(element.kind, Kind::Item | Kind::Fragment) {
                String::new()
            } else {
                element.vr.to_string().to_owned()
            },
            length: element.declared().map(u64::from),
            value,
            vm,
            has_children: element.end as usize > at + 1,
            identifying: holder.is_some_and(|holder| holder.identifying) || is_identifying(tag, element.vr),
        }
    }

    fn keyword(&mut self, element: &Element) -> String {
        let Tag(group, number) = element.tag;
        match element.kind {
            Kind::Item | Kind::Fragment => {
                let count = self.items.entry(element.parent).or_default();
                *count += 1;
                match (element.kind, *count) {
                    (Kind::Item, count) => format!("Item {count}"),
                    (_, 1) => "Offset table".into(),
                    (_, count) => format!("Fragment {}", count - 1),
                }
            }
            _ if group % 2 == 1 && number > 0x00FF => {
                self.creators.get(&(element.parent, group, number >> 8)).cloned().unwrap_or_default()
            }
            _ => names::keyword(element.tag).to_owned(),
        }
    }

    fn value(&mut self, element: &Element) -> (String, u32) {
        match element.kind {
            Kind::Sequence | Kind::Encapsulated | Kind::Item | Kind::Fragment => return (String::new(), 0),
            Kind::Value if element.tag.0 == 0x7FE0 && element.tag.1 >= 0x0008 => {
                return (format!("{} bytes", element.present), 0);
            }
            Kind::Value => {}
        }
        let source = self.header.source_of(element);
        let meta = element.tag.0 == 0x0002;
        if self.window.as_ref().is_none_or(|(of_meta, _)| *of_meta != meta) {
            self.window = Some((meta, Window::new(source)));
        }
        let Some((_, window)) = &mut self.window else { return (String::new(), 0) };
        let count = usize::try_from(element.present).unwrap_or(SHOWN_BYTES).min(SHOWN_BYTES);
        let bytes = window.get(element.offset, count).unwrap_or_default();
        let character_sets = self.character_sets.last().map(|(_, sets)| sets.as_ref()).unwrap_or_default();
        let (text, vm) = shown_value(element, bytes, character_sets);
        (neutralise(&text), vm)
    }
}

/// Names of persons, and what the patient group says apart from sex, age, size, weight and kind of animal.
fn is_identifying(tag: Tag, vr: VR) -> bool {
    const HARMLESS: [u16; 16] = [
        0x0000, 0x0040, 0x0200, 0x1010, 0x1020, 0x1030, 0x2110, 0x21A0, 0x21C0, 0x2201, 0x2202, 0x2203, 0x2292, 0x2293,
        0x0212, 0x9431,
    ];
    const ELSEWHERE: [Tag; 6] = [
        tags::ADMISSION_ID,
        tags::CLINICAL_TRIAL_SUBJECT_ID,
        tags::CLINICAL_TRIAL_SUBJECT_READING_ID,
        tags::ACCESSION_NUMBER,
        tags::ISSUER_OF_ADMISSION_ID_SEQUENCE,
        tags::STUDY_ID,
    ];
    vr == VR::PN || (tag.0 == 0x0010 && !HARMLESS.contains(&tag.1)) || ELSEWHERE.contains(&tag)
}
