//! Where the elements of a file lie, found by a walk of the tests' own (PS3.5 section 7): an oracle that owes nothing to
//! the crate, and a map for the mutator. It reads what is well formed and gives up on the rest.

/// One element, item or fragment.
#[derive(Clone, Debug)]
pub struct Place {
    /// (group, element); (FFFE,E000) for items and fragments, (FFFE,E00D) and (FFFE,E0DD) for delimiters.
    pub tag: (u16, u16),
    /// As written; two blanks where it is not.
    pub vr: [u8; 2],
    /// 0 at top level.
    pub depth: usize,
    /// Position of the tag.
    pub start: usize,
    /// Position of the length field.
    pub length_at: usize,
    /// Bytes of the length field: 2 or 4.
    pub length_size: usize,
    /// Position of the value.
    pub value: usize,
    /// Declared length, `None` when undefined.
    pub length: Option<usize>,
    /// Position after a plain value; after the header of what holds others.
    pub end: usize,
    /// A fragment of encapsulated pixel data, the offset table included.
    pub fragment: bool,
}

/// A file as it was found.
#[derive(Clone, Debug)]
pub struct Walked {
    pub places: Vec<Place>,
    /// (0002,0010), or empty.
    pub syntax: String,
    pub encoding: Encoding,
    /// Where the data set starts.
    pub data_set: usize,
}

/// How a data set is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub explicit: bool,
    pub big: bool,
}

const META: Encoding = Encoding { explicit: true, big: false };
const ITEM: (u16, u16) = (0xFFFE, 0xE000);
const UNDEFINED: u32 = u32::MAX;

impl Encoding {
    pub fn u16(self, bytes: &[u8]) -> u16 {
        let bytes = bytes.first_chunk().copied().unwrap_or_default();
        if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) }
    }

    pub fn u32(self, bytes: &[u8]) -> u32 {
        let bytes = bytes.first_chunk().copied().unwrap_or_default();
        if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    }

    pub fn bytes16(self, value: u16) -> [u8; 2] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub fn bytes32(self, value: u32) -> [u8; 4] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    /// Of a transfer syntax.
    pub fn of(syntax: &str) -> Self {
        Self { explicit: syntax != "1.2.840.10008.1.2", big: syntax == "1.2.840.10008.1.2.2" }
    }
}

impl Walked {
    /// The first top-level element with this tag.
    pub fn top(&self, tag: (u16, u16)) -> Option<&Place> {
        self.places.iter().find(|place| place.depth == 0 && place.tag == tag)
    }

    /// The value of a top-level US, or the first number of an IS.
    pub fn number(&self, file: &[u8], tag: (u16, u16)) -> Option<u64> {
        let place = self.top(tag)?;
        let value = file.get(place.value..place.end)?;
        if tag == (0x0028, 0x0008) {
            let text = String::from_utf8_lossy(value);
            return text.split('\\').next()?.trim_matches(['\0', ' ']).parse().ok();
        }
        (value.len() == 2).then(|| u64::from(self.encoding.u16(value)))
    }

    /// The fragments after the offset table.
    pub fn fragments(&self) -> Vec<&Place> {
        self.places.iter().filter(|place| place.fragment).skip(1).collect()
    }
}

/// Walks a file with preamble and meta group. `None` where it is not well formed up to its pixel data, or deflated.
pub fn walk(file: &[u8]) -> Option<Walked> {
    if file.get(128..132)? != b"DICM" {
        return None;
    }
    let mut walked = Walked { places: Vec::new(), syntax: String::new(), encoding: META, data_set: 132 };
    while META.u16(file.get(walked.data_set..walked.data_set + 2)?) == 2 {
        let mut place = header(file, walked.data_set, META, 0)?;
        let value = file.get(place.value..place.value.checked_add(place.length?)?)?;
        if place.tag == (0x0002, 0x0010) {
            walked.syntax = String::from_utf8_lossy(value).trim_matches(['\0', ' ']).to_owned();
        }
        place.end = place.value + value.len();
        walked.data_set = place.end;
        walked.places.push(place);
    }
    if walked.syntax == "1.2.840.10008.1.2.1.99" {
        return None;
    }
    walked.encoding = Encoding::of(&walked.syntax);
    let places = walk_data_set(file, walked.data_set, walked.encoding)?;
    walked.places.extend(places);
    Some(walked)
}

/// What is open: where it ends (`None` at its delimiter), how it is written, whether it holds fragments.
struct Open {
    end: Option<usize>,
    encoding: Encoding,
    fragments: bool,
}

/// Walks a data set without its meta group.
pub fn walk_data_set(file: &[u8], start: usize, encoding: Encoding) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut at = start;
    loop {
        while open.last().is_some_and(|open| open.end == Some(at)) {
            open.pop();
        }
        if at == file.len() {
            return Some(places);
        }
        let current = open.last().map_or(encoding, |open| open.encoding);
        let mut place = header(file, at, current, open.len())?;
        let limit = open.last().and_then(|open| open.end).unwrap_or(file.len());
        at = place.value;
        match place.tag {
            (0xFFFE, 0xE00D | 0xE0DD) => {
                open.pop()?;
                place.depth -= 1;
            }
            ITEM if open.last()?.fragments => {
                place.fragment = true;
                at = at.checked_add(place.length?).filter(|end| *end <= limit)?;
                place.end = at;
            }
            ITEM => open.push(Open { end: end(&place, limit)?, encoding: current, fragments: false }),
            _ if is_sequence(file, &place, current) => {
                let unknown = &place.vr == b"UN";
                let encoding = if unknown { Encoding { explicit: false, ..current } } else { current };
                open.push(Open { end: end(&place, limit)?, encoding, fragments: false });
            }
            _ => match place.length {
                None => open.push(Open { end: None, encoding: current, fragments: true }),
                Some(length) => {
                    at = at.checked_add(length).filter(|end| *end <= limit)?;
                    place.end = at;
                }
            },
        }
        places.push(place);
    }
}

/// Where a container ends: `Some(None)` at its delimiter, `None` when it is longer than what holds it.
fn end(place: &Place, limit: usize) -> Option<Option<usize>> {
    match place.length {
        None => Some(None),
        Some(length) => place.value.checked_add(length).filter(|end| *end <= limit).map(Some),
    }
}

fn is_sequence(file: &[u8], place: &Place, encoding: Encoding) -> bool {
    let item = file.get(place.value..place.value + 4).map(|head| (encoding.u16(head), encoding.u16(&head[2..])));
    match &place.vr {
        b"SQ" => true,
        _ if place.tag.0 == 0x7FE0 => false,
        b"UN" => place.length.is_none(),
        b"  " => item == Some(ITEM) || place.length.is_none(),
        _ => false,
    }
}

fn header(file: &[u8], at: usize, encoding: Encoding, depth: usize) -> Option<Place> {
    let head = file.get(at..at + 8)?;
    let tag = (encoding.u16(head), encoding.u16(&head[2..]));
    let long = encoding.u32(&head[4..]);
    let (vr, length_at, length_size, length) = if !encoding.explicit || tag.0 == 0xFFFE {
        (*b"  ", at + 4, 4, long)
    } else {
        let vr = [head[4], head[5]];
        if !vr.iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        if has_long_length(vr) {
            (vr, at + 8, 4, encoding.u32(file.get(at + 8..at + 12)?))
        } else {
            (vr, at + 6, 2, u32::from(encoding.u16(&head[6..])))
        }
    };
    let value = length_at + length_size;
    let length = (length != UNDEFINED || length_size == 2).then_some(length as usize);
    Some(Place { tag, vr, depth, start: at, length_at, length_size, value, length, end: value, fragment: false })
}

/// VRs with a length of 32 bits (PS3.5 table 7.1-1).
pub fn has_long_length(vr: [u8; 2]) -> bool {
    matches!(&vr, b"OB" | b"OD" | b"OF" | b"OL" | b"OV" | b"OW" | b"SQ" | b"SV" | b"UC" | b"UN" | b"UR" | b"UT" | b"UV")
}
