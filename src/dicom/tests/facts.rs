//! What a scan reads of a file.

use std::sync::Arc;

use super::*;
use crate::dicom::{Contrast, Facts, FrameFacts, Limits, Source, read_facts, read_facts_source, write::DEFLATED};

fn facts(set: &DataSetWriter) -> Facts {
    facts_of(set.file(EXPLICIT_LITTLE)).unwrap()
}

fn facts_of(bytes: Vec<u8>) -> Result<Facts, ReadError> {
    read_facts_source(Source::memory(bytes), &Limits::default())
}

fn described() -> DataSetWriter {
    let mut set = ct();
    set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
    set.text((0x0008, 0x0020), "DA", "20260131").text((0x0008, 0x0030), "TM", "101500.25");
    set.text((0x0008, 0x0021), "DA", "20260201").text((0x0008, 0x0031), "TM", "1016");
    set.text((0x0008, 0x1030), "LO", "Knee\u{202E}").text((0x0018, 0x1030), "LO", "Protocol");
    set.text((0x0010, 0x0010), "PN", "Müller^Jörg").text((0x0010, 0x0020), "LO", " P1 ");
    set.text((0x0010, 0x0030), "DA", "19700101").text((0x0010, 0x0040), "CS", "O");
    set.text((0x0018, 0x0015), "CS", "KNEE").text((0x0020, 0x000D), "UI", "2.25.2");
    set.text((0x0020, 0x000E), "UI", "2.25.3").text((0x0020, 0x0052), "UI", "2.25.4");
    set.integers((0x0020, 0x0011), &[4]).integers((0x0020, 0x0013), &[7]).integers((0x0020, 0x0012), &[-1]);
    set.decimals((0x0018, 0x0050), &[2.5]).decimals((0x0018, 0x1120), &[-15.0]);
    set.decimals((0x0020, 0x1041), &[12.5]).decimals((0x0018, 0x0081), &[90.0]);
    set.integers((0x0018, 0x0086), &[2]).decimals((0x0018, 0x1060), &[33.5]);
    // 1970-01-02 00:00:01.5 is a day and a second and a half after the beginning of Unix.
    set.text((0x0008, 0x0022), "DA", "19700102").text((0x0008, 0x0032), "TM", "000001.5");
    set
}

#[test]
fn facts_are_what_the_header_says() {
    let set = described();
    for syntax in [EXPLICIT_LITTLE, crate::dicom::write::IMPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED] {
        let file = set.file(syntax);
        let length = file.len() as u64;
        let facts = facts_of(file).unwrap();
        assert_eq!(facts.instance.bytes, length, "{syntax}");
        let text = |text: &Arc<str>| text.to_string();
        let patient = [&facts.patient.name, &facts.patient.id, &facts.patient.birth_date, &facts.patient.sex].map(text);
        assert_eq!(patient, ["Müller^Jörg", "P1", "1970-01-01", "O"], "{syntax}");
        let study = [&facts.study.uid, &facts.study.date, &facts.study.time, &facts.study.description].map(text);
        assert_eq!(study, ["2.25.2", "2026-01-31", "10:15:00", "Knee<U+202E>"]);
        let series = &facts.series;
        let texts =
            [&series.uid, &series.modality, &series.description, &series.date_time, &series.body_part].map(text);
        assert_eq!(texts, ["2.25.3", "CT", "Protocol", "2026-02-01 10:16", "KNEE"]);
        let instance = &facts.instance;
        assert_eq!(
            [&instance.sop_class_uid, &instance.sop_instance_uid, &instance.title].map(text),
            [CT, "2.25.1", ""]
        );
        assert_eq!(
            (series.number, instance.instance_number, instance.acquisition_number),
            (Some(4), Some(7), Some(-1))
        );
        assert_eq!(instance.acquired_at, Some(86_401.5));
        let image = instance.image.as_deref().unwrap();
        assert_eq!((image.rows, image.columns, image.frames, image.samples_per_pixel), (3, 4, 1, 1));
        assert_eq!([&image.image_type, &image.frame_of_reference].map(text), ["ORIGINAL\\PRIMARY\\AXIAL", "2.25.4"]);
        assert_eq!((image.spacing_mm, image.thickness_mm), (Some([0.5, 0.25]), Some(2.5)));
        assert_eq!((image.slice_location_mm, image.tilt_degrees), (Some(12.5), Some(-15.0)));
        assert_eq!(image.plane.unwrap().position_mm, [-10.0, -20.0, 30.0]);
        let contrast = Contrast {
            echo_time_ms: Some(90.0),
            echo_number: Some(2),
            trigger_time_ms: Some(33.5),
            ..Contrast::default()
        };
        assert_eq!((image.contrast, image.is_clip, image.frame_facts.len()), (contrast, false, 0));
    }
}

#[test]
fn a_file_gives_the_same_facts_as_its_bytes() {
    // Private values between the elements push what follows out of what is read at once.
    let mut set = described();
    for element in 0..40 {
        set.bytes((0x0019, 0x1000 + element), "OB", vec![7; 1 << 18]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.dcm");
    std::fs::write(&path, set.file(EXPLICIT_LITTLE)).unwrap();
    assert_eq!(read_facts(&path, &Limits::default()).unwrap(), facts(&set));
    let mut plain = facts(&described()).instance;
    // Each private value and the 12 bytes before it.
    plain.bytes += 40 * ((1 << 18) + 12);
    assert_eq!(facts(&set).instance, plain);
    assert_eq!(read_facts(folder.path(), &Limits::default()), Err(ReadError::Io("it is a folder".into())));
    std::fs::write(&path, "no DICOM").unwrap();
    assert_eq!(read_facts(&path, &Limits::default()), Err(ReadError::NotDicom));
}

/// Of what is compressed no more than the beginning is inflated, unless the picture lies behind it.
#[test]
fn pictures_behind_a_long_deflated_header_are_found() {
    let mut set = ct();
    set.bytes((0x0009, 0x1001), "OB", vec![7; 9 << 20]);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &set.file(EXPLICIT_LITTLE)).unwrap();
    for file in [set.file(EXPLICIT_LITTLE), set.file(DEFLATED), encoder.finish().unwrap()] {
        let mut found = facts_of(file).unwrap();
        // How long the file is differs, and nothing else.
        found.instance.bytes = facts(&ct()).instance.bytes;
        assert_eq!(found, facts(&ct()));
    }
}

#[test]
fn what_has_no_picture_has_a_title() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.88.11").text((0x0008, 0x0060), "CS", "SR");
    let title = |set: &DataSetWriter| facts(set).instance.title.to_string();
    assert_eq!(title(&set), "Basic Text SR Storage");
    assert_eq!(title(set.clone().remove((0x0008, 0x0016))), "Object of an unknown kind");
    let mut concept = DataSetWriter::new();
    concept.text((0x0008, 0x0104), "LO", "Radiology Report");
    set.sequence((0x0040, 0xA043), vec![concept]);
    assert_eq!(title(&set), "Radiology Report");
    for (tag, vr) in [
        ((0x3006, 0x0002), "SH"),
        ((0x300A, 0x0002), "SH"),
        ((0x0070, 0x0081), "LO"),
        ((0x0070, 0x0080), "CS"),
        ((0x0042, 0x0010), "ST"),
    ] {
        set.text(tag, vr, &format!("BY {:04X}", tag.0));
        assert_eq!(title(&set), format!("BY {:04X}", tag.0));
    }
    assert_eq!(facts(&set).instance.image, None);
    // Rows and Columns without pixel data are no picture.
    let mut empty = ct();
    empty.remove((0x7FE0, 0x0010));
    assert_eq!((facts(&empty).instance.image, title(&empty)), (None, "CT Image Storage".to_owned()));
    assert!(!facts(&empty).is_directory());
    empty.text((0x0008, 0x0016), "UI", "1.2.840.10008.1.3.10");
    assert!(facts(&empty).is_directory());
}

#[test]
fn frames_are_counted_and_never_trusted() {
    let frames = |text: &str| {
        let mut set = ct();
        set.text((0x0028, 0x0008), "IS", text);
        words(&mut set, &[0; 24]);
        facts(&set).instance.image.unwrap().frames
    };
    assert_eq!((frames("2"), frames("")), (2, 1));
    // Unusable: as many as the data hold, each 24 bytes long.
    for text in ["0", "-1", "1A", "2147483648", "1e30"] {
        assert_eq!(frames(text), 2, "{text}");
    }
    assert_eq!(
        frames("3999999"),
        3,
        "no more than the data hold, a frame that is cut and the element's header included"
    );
}

/// Of a few bytes nobody makes a million frames, and what a vector says of a few frames is kept for these alone.
#[test]
fn frames_take_no_more_memory_than_the_file_has() {
    let mut set = ct();
    shape(&mut set, 1, 1, 1, [8, 8, 7], 0);
    set.integers((0x0028, 0x0008), &[1 << 16]).decimals((0x3004, 0x000C), &[0.0]);
    set.bytes((0x7FE0, 0x0010), "OB", vec![0; 1 << 16]);
    let image = facts(&set).instance.image.unwrap();
    assert_eq!((image.frames, image.frame_facts.len()), (1 << 16, 1));
    set.decimals((0x3004, 0x000C), &[0.0, 2.0, 4.0]).bytes((0x7FE0, 0x0010), "OB", vec![0; 100]);
    let image = facts(&set).instance.image.unwrap();
    assert_eq!((image.frames, image.frame_facts.len()), (112, 3));
    // Bits and subsampled colour make frames smaller, never the count.
    shape(&mut set, 4, 2, 1, [1, 1, 0], 0);
    set.integers((0x0028, 0x0008), &[100]);
    assert_eq!(facts(&set).instance.image.unwrap().frames, 100);
    shape(&mut set, 2, 2, 3, [8, 8, 7], 0);
    set.integers((0x0028, 0x0008), &[16]).text((0x0028, 0x0004), "CS", "YBR_PARTIAL_420");
    assert_eq!(facts(&set).instance.image.unwrap().frames, 16);
}

/// Where the header's number is unusable, as many as are opened.
#[test]
fn frames_in_fragments_are_counted_as_when_opened() {
    use crate::dicom::write::OffsetTable;
    let frames = |count: usize| vec![vec![vec![0; 24]]; count];
    for (count, table) in
        [(1, OffsetTable::None), (3, OffsetTable::None), (3, OffsetTable::Basic), (4, OffsetTable::Extended)]
    {
        for number in ["0", "-1", "x"] {
            let mut set = ct();
            set.text((0x0028, 0x0008), "IS", number).encapsulated(&frames(count), table);
            let file = set.file("1.2.840.10008.1.2.1.98");
            let opened = read_bytes(file.clone()).unwrap();
            let seen = facts_of(file).unwrap().instance.image.unwrap().frames as usize;
            assert_eq!((seen, opened.image.as_ref().unwrap().frames), (count, count), "{table:?} {number}");
        }
    }
}

fn enhanced(frames: &[(f64, u32, f64)]) -> DataSetWriter {
    let item = |set: &mut DataSetWriter, tag: (u16, u16), fill: &dyn Fn(&mut DataSetWriter)| {
        let mut item = DataSetWriter::new();
        fill(&mut item);
        set.sequence(tag, vec![item]);
    };
    let mut set = ct();
    set.remove((0x0020, 0x0032)).remove((0x0020, 0x0037)).remove((0x0028, 0x0030));
    set.integers((0x0028, 0x0008), &[frames.len() as i32]);
    words(&mut set, &vec![0; 12 * frames.len()]);
    let mut shared = DataSetWriter::new();
    item(&mut shared, (0x0020, 0x9116), &|set| {
        set.decimals((0x0020, 0x0037), &[1., 0., 0., 0., 1., 0.]);
    });
    item(&mut shared, (0x0028, 0x9110), &|set| {
        set.decimals((0x0028, 0x0030), &[0.75, 0.5]).decimals((0x0018, 0x0050), &[3.0]);
    });
    item(&mut shared, (0x0018, 0x9114), &|set| {
        set.doubles((0x0018, 0x9082), &[80.0]);
    });
    set.sequence((0x5200, 0x9229), vec![shared]);
    let of_frames = frames.iter().map(|&(z, stack, b_value)| {
        let mut own = DataSetWriter::new();
        item(&mut own, (0x0020, 0x9113), &|set| {
            set.decimals((0x0020, 0x0032), &[1.0, 2.0, z]);
        });
        item(&mut own, (0x0020, 0x9111), &|set| {
            set.unsigned_long((0x0020, 0x9157), &[stack, 9]).text((0x0020, 0x9056), "SH", &stack.to_string());
            set.unsigned_long((0x0020, 0x9057), &[5]).unsigned_long((0x0020, 0x9128), &[6]);
        });
        item(&mut own, (0x0018, 0x9117), &|set| {
            set.doubles((0x0018, 0x9087), &[b_value]);
            item(set, (0x0018, 0x9076), &|set| {
                set.doubles((0x0018, 0x9089), &[0.0, 0.0, 1.0]);
            });
        });
        own
    });
    set.sequence((0x5200, 0x9230), of_frames.collect());
    set
}

#[test]
fn frames_of_functional_groups_have_their_own_facts() {
    let image = facts(&enhanced(&[(10.0, 1, 0.0), (12.0, 1, 1000.0), (10.0, 2, 0.0)])).instance.image.unwrap();
    assert_eq!((image.spacing_mm, image.thickness_mm), (Some([0.75, 0.5]), Some(3.0)));
    assert_eq!(image.plane.unwrap().position_mm, [1.0, 2.0, 10.0]);
    let seen: Vec<_> =
        image.frame_facts.iter().map(|frame| (frame.plane.unwrap().position_mm[2], &*frame.stack)).collect();
    assert_eq!(seen, [(10.0, "1"), (12.0, "1"), (10.0, "2")]);
    let second = &image.frame_facts[1];
    let contrast = Contrast {
        echo_time_ms: Some(80.0),
        b_value: Some(1000.0),
        gradient: Some([0.0, 0.0, 1.0]),
        temporal_position: Some(6),
        ..Contrast::default()
    };
    let expected = FrameFacts {
        plane: second.plane,
        dimension_index: [1, 9].into(),
        stack: "1".into(),
        in_stack_position: Some(5),
        segment: None,
        contrast,
    };
    assert_eq!(second, &expected);
    // More frames declared than described: only those described have facts.
    let mut set = enhanced(&[(10.0, 1, 0.0)]);
    set.integers((0x0028, 0x0008), &[500]);
    assert_eq!(facts(&set).instance.image.unwrap().frame_facts.len(), 1);
}

#[test]
fn frames_of_nuclear_slices_have_planes_and_moments() {
    let mut set = ct();
    set.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\RECON GATED TOMO\\EMISSION").text(
        (0x0008, 0x0060),
        "CS",
        "NM",
    );
    set.integers((0x0028, 0x0008), &[4]);
    words(&mut set, &[0; 48]);
    let mut detector = DataSetWriter::new();
    detector.decimals((0x0020, 0x0032), &[0., 0., 40.]).decimals((0x0020, 0x0037), &[1., 0., 0., 0., 1., 0.]);
    set.remove((0x0020, 0x0032)).remove((0x0020, 0x0037)).sequence((0x0054, 0x0022), vec![detector]);
    set.decimals((0x0018, 0x0088), &[4.0]).unsigned((0x0054, 0x0080), &[1, 2, 1, 2]);
    set.unsigned((0x0054, 0x0070), &[1, 1, 2, 2]);
    let image = facts(&set).instance.image.unwrap();
    let place_and_moment = |frame: &FrameFacts| (frame.plane.unwrap().position_mm[2], frame.contrast.temporal_position);
    let seen: Vec<_> = image.frame_facts.iter().map(place_and_moment).collect();
    assert_eq!(seen, [(40.0, Some(1)), (44.0, Some(1)), (40.0, Some(2)), (44.0, Some(2))]);
}

#[test]
fn a_clip_is_one_by_the_same_rule_as_when_it_is_opened() {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[3]);
    words(&mut set, &[0; 36]);
    let mut cases = vec![set.clone()];
    cases.push(set.clone().decimals((0x0018, 0x1063), &[40.0]).clone());
    cases.push(set.clone().decimals((0x0018, 0x1065), &[0.0, 40.0, 40.0]).clone());
    cases.push(set.clone().decimals((0x0018, 0x1065), &[0.0, 40.0]).clone());
    cases.push(set.clone().text((0x0008, 0x0060), "CS", "US").clone());
    cases.push(set.clone().bytes((0x0028, 0x0009), "AT", [0x18, 0, 0x63, 0x10]).clone());
    cases.push(
        set.clone().bytes((0x0028, 0x0009), "AT", [0x54, 0, 0x80, 0]).decimals((0x0018, 0x1063), &[40.0]).clone(),
    );
    let mut clips = 0;
    for set in cases {
        let opened = read(&set, EXPLICIT_LITTLE).image.as_ref().unwrap().clip.is_some();
        assert_eq!(facts(&set).instance.image.unwrap().is_clip, opened);
        clips += usize::from(opened);
    }
    // A vector that is too short still says that the frames follow each other in time.
    assert_eq!(clips, 5);
}

#[test]
fn cut_files_give_facts_or_a_sentence() {
    let file = enhanced(&[(10.0, 1, 0.0), (12.0, 1, 1000.0)]).file(EXPLICIT_LITTLE);
    let whole = facts_of(file.clone()).unwrap();
    let pixels = place(&file, &[0xE0, 0x7F, 0x10, 0]);
    for end in 0..file.len() {
        let cut = facts_of(file[..end].to_vec());
        // The pixel data's own header is all that is needed of them.
        let expected = (end >= pixels + 12).then_some(&whole.series);
        if let Some(series) = expected {
            assert_eq!(&cut.unwrap().series, series);
        } else if let Ok(facts) = cut {
            assert!(facts.instance.image.is_none() || end >= pixels + 8, "{end}");
        }
    }
}

/// Looked through for each frame, what all frames share would take minutes.
#[test]
fn what_frames_share_is_looked_through_once() {
    let mut shared = DataSetWriter::new();
    for number in 0..300_000_u32 {
        let (group, element) = ((number >> 15) as u16 * 2 + 0x0009, (number & 0x7FFF) as u16 + 0x1000);
        shared.bytes((group, element), "UN", []);
    }
    let mut segment = DataSetWriter::new();
    segment.unsigned((0x0062, 0x000B), &[3]);
    shared.sequence((0x0062, 0x000A), vec![segment]);
    let mut set = ct();
    shape(&mut set, 1, 1, 1, [8, 8, 7], 0);
    set.integers((0x0028, 0x0008), &[1 << 16]).bytes((0x7FE0, 0x0010), "OB", vec![0; 1 << 16]);
    let item = DataSetWriter::new();
    set.sequence((0x5200, 0x9229), vec![shared]).sequence((0x5200, 0x9230), vec![item; 1 << 16]);
    let image = facts(&set).instance.image.unwrap();
    assert_eq!(image.frame_facts.len(), 1 << 16);
    assert!(image.frame_facts.iter().all(|frame| frame.segment == Some(3)));
}

/// One frame of thousands, the last, may lie elsewhere: then they do not follow each other in time alone.
#[test]
fn a_clip_is_judged_by_all_of_its_frames() {
    const FRAMES: u32 = 5000;
    let is_clip = |last_place: u32| {
        let mut set = ct();
        shape(&mut set, 1, 1, 1, [8, 8, 7], 0);
        set.integers((0x0028, 0x0008), &[FRAMES as i32]).bytes((0x7FE0, 0x0010), "OB", vec![0; FRAMES as usize]);
        let dimension = |pointer: [u8; 4]| {
            let mut dimension = DataSetWriter::new();
            dimension.bytes((0x0020, 0x9165), "AT", pointer);
            dimension
        };
        // Stack ID, and Temporal Position Index.
        let dimensions = vec![dimension([0x20, 0, 0x56, 0x90]), dimension([0x20, 0, 0x28, 0x91])];
        set.sequence((0x0020, 0x9222), dimensions);
        let frames = (1..=FRAMES).map(|number| {
            let mut content = DataSetWriter::new();
            let place = if number == FRAMES { last_place } else { 1 };
            content.unsigned_long((0x0020, 0x9157), &[place, number]);
            let mut own = DataSetWriter::new();
            own.sequence((0x0020, 0x9111), vec![content]);
            own
        });
        set.sequence((0x5200, 0x9230), frames.collect());
        let opened = read(&set, EXPLICIT_LITTLE).image.as_ref().unwrap().clip.is_some();
        (facts(&set).instance.image.unwrap().is_clip, opened)
    };
    assert_eq!((is_clip(1), is_clip(2)), ((true, true), (false, false)));
}
