//! Reading [`Facts`]: one read of a file where its header is short, nothing of its pixel data.

use std::{path::Path, sync::Arc};

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::{
    ClipTiming, Facts, ImageFacts, InstanceFacts, Limits, Means, PatientFacts, ReadError, SeriesFacts, StudyFacts,
    charset::shown,
    contain::contain,
    facts_frames::{contrast, frame_facts},
    frames::FrameSource,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    index::{self, Extent},
    moment::{Moment, seconds},
    names,
    pixel_layout::{FRAME_LIMIT, PixelLayout},
    plane::Planes,
    source::Source,
    spacing::usable,
    summary::{clock, code_meaning, date, text},
};

/// Reads what a scan needs of a file, up to its pixel data. Contained.
///
/// # Errors
/// As [`super::open`].
pub fn read_facts(path: &Path, limits: &Limits) -> Result<Facts, ReadError> {
    read(|| Source::open(path), limits)
}

/// The same of what `source` holds, which may be no more than the beginning of an object.
///
/// # Errors
/// As [`super::open`].
pub fn read_facts_source(source: Source, limits: &Limits) -> Result<Facts, ReadError> {
    read(|| Ok(source), limits)
}

/// Contained.
fn read(source: impl FnOnce() -> Result<Source, ReadError>, limits: &Limits) -> Result<Facts, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(
        || {
            let (header, _) = Header::new(index::from_source(source()?, Extent::BeforePixels, limits)?);
            let mut facts = facts(&header);
            if frames_are_to_be_counted(&header)
                && let Some(pixels_at) = header.index.pixels_at
                && let Some((header, frames)) = counted(header.into_source(), limits)
            {
                facts.instance.image = image(&header, pixels_at, Some(frames)).map(Box::new);
            }
            Ok(facts)
        },
        broken,
    )
}

impl Facts {
    /// Whether this is no object but the directory of a file-set, a DICOMDIR (PS3.3 annex F).
    pub fn is_directory(&self) -> bool {
        &*self.instance.sop_class_uid == dicom_dictionary_std::uids::MEDIA_STORAGE_DIRECTORY_STORAGE
    }
}

fn facts(header: &Header) -> Facts {
    let top = header.top();
    Facts {
        patient: PatientFacts {
            name: words(&top, tags::PATIENT_NAME),
            id: words(&top, tags::PATIENT_ID),
            birth_date: day(&top, tags::PATIENT_BIRTH_DATE),
            sex: words(&top, tags::PATIENT_SEX),
        },
        study: StudyFacts {
            uid: code(&top, tags::STUDY_INSTANCE_UID),
            date: day(&top, tags::STUDY_DATE),
            time: time(&top, tags::STUDY_TIME),
            description: words(&top, tags::STUDY_DESCRIPTION),
        },
        series: series(&top),
        instance: instance(header),
    }
}

fn series(top: &DataSet) -> SeriesFacts {
    let begun = [(tags::SERIES_DATE, tags::SERIES_TIME), (tags::ACQUISITION_DATE, tags::ACQUISITION_TIME)];
    let begun = begun.into_iter().find(|(date, _)| top.has(*date)).map(|(on, at)| [day(top, on), time(top, at)]);
    SeriesFacts {
        uid: code(top, tags::SERIES_INSTANCE_UID),
        modality: code(top, tags::MODALITY),
        description: either(words(top, tags::SERIES_DESCRIPTION), || words(top, tags::PROTOCOL_NAME)),
        number: top.integer(tags::SERIES_NUMBER),
        date_time: begun.map_or_else(Arc::default, |[date, time]| shared(format!("{date} {time}").trim())),
        body_part: words(top, tags::BODY_PART_EXAMINED),
    }
}

fn instance(header: &Header) -> InstanceFacts {
    let top = header.top();
    let sop_class_uid = either(code(&top, tags::SOP_CLASS_UID), || code(&top, tags::MEDIA_STORAGE_SOP_CLASS_UID));
    let image = header.index.pixels_at.and_then(|pixels_at| image(header, pixels_at, None));
    let title = if image.is_some() { Arc::default() } else { title(&top, &sop_class_uid) };
    let meta_uid = || code(&top, tags::MEDIA_STORAGE_SOP_INSTANCE_UID);
    InstanceFacts {
        sop_instance_uid: either(code(&top, tags::SOP_INSTANCE_UID), meta_uid),
        sop_class_uid,
        bytes: header.size_on_disk(),
        instance_number: top.integer(tags::INSTANCE_NUMBER),
        acquisition_number: top.integer(tags::ACQUISITION_NUMBER),
        acquired_at: acquired_at(&top),
        image: image.map(Box::new),
        title,
    }
}

/// The picture, where Rows and Columns are stated and pixel data follow the header; `counted` are its frames where the
/// header's number is unusable.
fn image(header: &Header, pixels_at: u64, counted: Option<u32>) -> Option<ImageFacts> {
    let top = header.top();
    let side =
        |tag| top.integer(tag).filter(|side| (1..=65535).contains(side)).and_then(|side| u32::try_from(side).ok());
    let (rows, columns) = side(tags::ROWS).zip(side(tags::COLUMNS))?;
    let samples_per_pixel = top.integer(tags::SAMPLES_PER_PIXEL).and_then(|samples| u16::try_from(samples).ok());
    let samples_per_pixel = samples_per_pixel.unwrap_or(1);
    let pixels = u64::from(rows) * u64::from(columns);
    let frames = counted.unwrap_or_else(|| frames(header, pixels_at, pixels, u64::from(samples_per_pixel)));
    let groups = FunctionalGroups::new(header);
    let planes = Planes::new(header, &groups);
    let measures = groups.group_or_top(header, 0, tags::PIXEL_MEASURES_SEQUENCE);
    let spacing = match measures.few_numbers(tags::PIXEL_SPACING)[..] {
        [row, column, ..] if usable(row) && usable(column) => Some([row, column]),
        _ => None,
    };
    let count = usize::try_from(frames).unwrap_or(usize::MAX);
    Some(ImageFacts {
        rows,
        columns,
        frames,
        samples_per_pixel,
        image_type: words(&top, tags::IMAGE_TYPE),
        spacing_mm: spacing,
        plane: planes.of(0, &mut Vec::new()),
        frame_of_reference: code(&top, tags::FRAME_OF_REFERENCE_UID),
        slice_location_mm: top.number(tags::SLICE_LOCATION),
        thickness_mm: measures.number(tags::SLICE_THICKNESS).or_else(|| top.number(tags::SLICE_THICKNESS)),
        tilt_degrees: top.number(tags::GANTRY_DETECTOR_TILT),
        contrast: contrast(header, &groups),
        is_clip: ClipTiming::is_stated(header, &groups, count),
        frame_facts: frame_facts(header, &groups, &planes, count),
    })
}

/// Frames as declared; where that is unusable, those that uncompressed data hold. Never more than there can be.
fn frames(header: &Header, pixels_at: u64, pixels: u64, samples: u64) -> u32 {
    let top = header.top();
    let declared = match declared_frames(&top) {
        Declared::One => return 1,
        Declared::Some(frames) => Some(frames),
        Declared::Unusable => None,
    };
    let bits = top.integer(tags::BITS_ALLOCATED).and_then(|bits| u64::try_from(bits).ok()).unwrap_or(8);
    let bytes = header.most_size().saturating_sub(pixels_at);
    let held = |frame_bits: u64| bytes.saturating_mul(8).div_ceil(frame_bits.max(1));
    let frames = match (declared, are_in_one_piece(header, pixels_at)) {
        // Chrominance of a quarter of the resolution is all that makes a frame smaller than its samples; one may be cut.
        (Some(frames), true) if samples == 3 => frames.min(held(pixels.saturating_mul(bits).saturating_mul(3) / 2)),
        (Some(frames), true) => frames.min(held(pixels.saturating_mul(samples).saturating_mul(bits))),
        (Some(frames), false) => frames.min(bytes),
        (None, true) => bytes.saturating_mul(8) / pixels.saturating_mul(samples).saturating_mul(bits).max(1),
        (None, false) => 1,
    };
    u32::try_from(frames.max(1)).unwrap_or(1)
}

/// What _Number of Frames_ (0028,0008) says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    /// Nothing.
    One,
    Some(u64),
    Unusable,
}

fn declared_frames(top: &DataSet) -> Declared {
    if top.bytes(tags::NUMBER_OF_FRAMES).is_none() {
        return Declared::One;
    }
    let frames = top.integer(tags::NUMBER_OF_FRAMES).filter(|frames| (1..=FRAME_LIMIT).contains(frames));
    frames.and_then(|frames| u64::try_from(frames).ok()).map_or(Declared::Unusable, Declared::Some)
}

/// Whether the pixel data at `pixels_at` have a length, so that they are not in fragments.
fn are_in_one_piece(header: &Header, pixels_at: u64) -> bool {
    let head = header.bytes_at(pixels_at, 12);
    let Some(head) = head.first_chunk::<12>() else { return false };
    let [a, b, c, d, v, r, ..] = *head;
    let is_explicit = v.is_ascii_uppercase() && r.is_ascii_uppercase();
    let length = if is_explicit { head.get(8..) } else { head.get(4..8) };
    // Float, double and plain pixel data; offset tables come before fragments.
    let is_pixels = matches!([a, b, c, d], [0xE0, 0x7F, 8 | 9 | 0x10, 0] | [0x7F, 0xE0, 0, 8 | 9 | 0x10]);
    is_pixels && length.is_some_and(|length| length != [0xFF; 4])
}

/// Whether only the fragments say how many frames there are.
fn frames_are_to_be_counted(header: &Header) -> bool {
    let is_apart = |pixels_at| !are_in_one_piece(header, pixels_at);
    declared_frames(&header.top()) == Declared::Unusable && header.index.pixels_at.is_some_and(is_apart)
}

/// The frames as they are counted when the file is opened, with its header.
fn counted(source: Source, limits: &Limits) -> Option<(Header, u32)> {
    let (header, _) = Header::new(index::from_source(source, Extent::Whole, limits).ok()?);
    let layout = PixelLayout::read(&header, limits, &mut Vec::new()).ok()?;
    let means = Means { limits: *limits, ..Means::default() };
    let frames = FrameSource::new(&header, layout, &means, &mut Vec::new()).ok()?.frames;
    Some((header, u32::try_from(frames).ok()?))
}

/// Seconds of the acquisition, else of the contents; of the day alone where no date is known.
fn acquired_at(top: &DataSet) -> Option<f64> {
    let moment = top.code(tags::ACQUISITION_DATE_TIME).and_then(|text| Moment::from_date_time(&text, None));
    if let Some(moment) = moment {
        return Some(moment.local);
    }
    let pairs = [(tags::ACQUISITION_DATE, tags::ACQUISITION_TIME), (tags::CONTENT_DATE, tags::CONTENT_TIME)];
    pairs.into_iter().find_map(|(date, time)| {
        let time = top.code(time)?;
        let dates = [date, tags::CONTENT_DATE, tags::SERIES_DATE, tags::STUDY_DATE];
        let dated = |tag| Moment::from_date_and_time(&top.code(tag)?, &time, None);
        dates.into_iter().find_map(dated).map(|moment| moment.local).or_else(|| seconds(&time))
    })
}

/// What an object without a picture calls itself.
fn title(top: &DataSet, sop_class_uid: &str) -> Arc<str> {
    let tags = [
        tags::DOCUMENT_TITLE,
        tags::CONTENT_LABEL,
        tags::CONTENT_DESCRIPTION,
        tags::RT_PLAN_LABEL,
        tags::STRUCTURE_SET_LABEL,
    ];
    let stated = tags.into_iter().map(|tag| words(top, tag)).find(|text| !text.is_empty());
    let concept = || shared(&code_meaning(top, tags::CONCEPT_NAME_CODE_SEQUENCE));
    let title = stated.unwrap_or_else(concept);
    either(either(title, || shared(&names::sop_class(sop_class_uid))), || "Object of an unknown kind".into())
}

/// A text, decoded and neutralised.
fn words(top: &DataSet, tag: Tag) -> Arc<str> {
    match top.plain(tag) {
        Some(plain) => shared(plain),
        None => shared(&text(top, tag, &mut Vec::new())),
    }
}

/// The first value of a code or UID, neutralised.
fn code(top: &DataSet, tag: Tag) -> Arc<str> {
    if let Some(plain) = top.plain(tag).filter(|plain| !plain.contains('\\')) {
        return shared(plain);
    }
    top.code(tag).map_or_else(Arc::default, |code| shared(&shown(&code)))
}

/// A DA value as 2026-01-31.
fn day(top: &DataSet, tag: Tag) -> Arc<str> {
    shared(&date(text(top, tag, &mut Vec::new())))
}

/// A TM value as 10:15:00.
fn time(top: &DataSet, tag: Tag) -> Arc<str> {
    top.code(tag).map_or_else(Arc::default, |time| shared(&shown(&clock(&time))))
}

/// `first`, unless it is empty.
fn either(first: Arc<str>, second: impl FnOnce() -> Arc<str>) -> Arc<str> {
    if first.is_empty() { second() } else { first }
}

/// All empty texts are one.
pub(super) fn shared(text: &str) -> Arc<str> {
    if text.is_empty() { Arc::default() } else { text.into() }
}
