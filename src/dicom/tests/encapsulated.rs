//! Fragments and offset tables, with the uncompressed encapsulated syntax so that bytes speak for themselves.

use super::*;
use crate::dicom::{syntax::ENCAPSULATED_UNCOMPRESSED, write::OffsetTable};

/// Frames of one row of two 8-bit pixels.
fn cine(frames: &[Vec<Vec<u8>>], table: OffsetTable) -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 1, 2, 1, [8, 8, 7], 0);
    set.integers((0x0028, 0x0008), &[frames.len() as i32]);
    set.encapsulated(frames, table);
    set
}

fn all(object: &Object) -> Vec<Samples> {
    let frames = object.image.as_ref().unwrap().frames;
    (0..frames).map(|index| object.load(index).unwrap().frame.samples.clone()).collect()
}

#[test]
fn one_fragment_is_one_frame() {
    for table in [OffsetTable::None, OffsetTable::Basic, OffsetTable::Extended] {
        let object = read(&cine(&[vec![vec![1, 2]], vec![vec![3, 4]]], table), ENCAPSULATED_UNCOMPRESSED);
        assert_eq!(all(&object), [Samples::U8(vec![1, 2]), Samples::U8(vec![3, 4])]);
        assert_eq!(object.findings, []);
    }
}

#[test]
fn a_single_frame_may_be_in_many_fragments() {
    let mut set = cine(&[vec![vec![1, 2], vec![3, 4]]], OffsetTable::None);
    shape(&mut set, 1, 4, 1, [8, 8, 7], 0);
    assert_eq!(all(&read(&set, ENCAPSULATED_UNCOMPRESSED)), [Samples::U8(vec![1, 2, 3, 4])]);
}

#[test]
fn tables_tell_fragments_apart() {
    let frames = [vec![vec![1, 2], vec![3, 4]], vec![vec![5, 6], vec![7, 8]]];
    for table in [OffsetTable::Basic, OffsetTable::Extended] {
        let mut set = cine(&frames, table);
        shape(&mut set, 1, 4, 1, [8, 8, 7], 0);
        assert_eq!(
            all(&read(&set, ENCAPSULATED_UNCOMPRESSED)),
            [Samples::U8(vec![1, 2, 3, 4]), Samples::U8(vec![5, 6, 7, 8])]
        );
    }
}

#[test]
fn a_table_that_contradicts_the_fragments_is_ignored() {
    let set = cine(&[vec![vec![1, 2]], vec![vec![3, 4]]], OffsetTable::Basic);
    let mut file = set.file(ENCAPSULATED_UNCOMPRESSED);
    let at = file.windows(8).rposition(|bytes| bytes == [0, 0, 0, 0, 10, 0, 0, 0]).unwrap();
    file[at + 4] = 11;
    let object = read_bytes(file).unwrap();
    assert_eq!(all(&object), [Samples::U8(vec![1, 2]), Samples::U8(vec![3, 4])]);
    assert!(codes(&object).contains(&FindingCode::OffsetTable));
}

/// RLE frames of 1 x 2 pixels of 8 bits, whose first pixel is the number of the frame, in two fragments each.
fn rle_frame(number: u8) -> [Vec<u8>; 2] {
    let mut frame = vec![0; 64];
    (frame[0], frame[4]) = (1, 64);
    [frame, vec![1, number, 7, 128]]
}

fn rle_cine(frames: u8, table: OffsetTable) -> DataSetWriter {
    cine(&(0..frames).map(|number| rle_frame(number).to_vec()).collect::<Vec<_>>(), table)
}

const RLE: &str = "1.2.840.10008.1.2.5";

/// The first pixel of every frame, `None` where there is no picture.
fn numbers(object: &Object) -> Vec<Option<u8>> {
    let first = |index| match object.load(index).ok()?.frame.samples {
        Samples::U8(ref values) => values.first().copied(),
        _ => None,
    };
    (0..object.image.as_ref().unwrap().frames).map(first).collect()
}

fn found_table(object: &Object) -> bool {
    codes(object).contains(&FindingCode::OffsetTable)
}

#[test]
fn frames_without_a_table_are_told_by_their_marks() {
    let object = read(&rle_cine(5, OffsetTable::None), RLE);
    assert_eq!(numbers(&object), (0..5).map(Some).collect::<Vec<_>>());
    assert_eq!(object.findings, []);
}

#[test]
fn tables_that_lie_are_replaced_by_the_marks() {
    let good = rle_cine(3, OffsetTable::Basic).file(RLE);
    // Item headers of 8, fragments of 64 and 4 bytes: frames begin every 84 bytes, their second fragments at 72.
    let at = place(&good, &[84, 0, 0, 0, 168, 0, 0, 0]) - 4;
    let read_with = |entries: &[u32]| {
        let table: Vec<u8> = entries.iter().flat_map(|entry| entry.to_le_bytes()).collect();
        let length = (table.len() as u32).to_le_bytes();
        read_bytes([&good[..at - 4], &length, &table, &good[at + 12..]].concat()).unwrap()
    };
    let all = [Some(0), Some(1), Some(2)];
    let object = read_with(&[0, 84, 168]);
    assert_eq!((numbers(&object), found_table(&object)), (all.to_vec(), false));
    for entries in [
        &[0, 84, 0x00FF_FFFF][..],
        &[0, 168, 84],
        &[0, 84, 84],
        &[0, 0, 84],
        &[0, 85, 168],
        &[0, 72, 168],
        &[72, 84, 168],
        &[8, 92, 176],
        &[0, 84],
        &[0, 84, 168, 252],
        &[0, 84, 168, 168 + 72],
        &[u32::MAX, 84, 168],
        &[0, 84, u32::MAX],
    ] {
        let object = read_with(entries);
        assert_eq!(numbers(&object), all, "{entries:?}");
        let (tag, offset) = found(&object, FindingCode::OffsetTable);
        assert_eq!((tag, offset), (Some((0x7FE0, 0x10)), Some(at as u64)), "{entries:?}");
    }
}

#[test]
fn a_table_of_no_whole_number_of_entries_is_ignored() {
    let mut file = rle_cine(3, OffsetTable::Basic).file(RLE);
    let at = place(&file, &[84, 0, 0, 0, 168, 0, 0, 0]) - 4;
    file[at - 4] = 14;
    file.splice(at + 12..at + 12, [0, 0]);
    let object = read_bytes(file).unwrap();
    assert_eq!((numbers(&object), found_table(&object)), (vec![Some(0), Some(1), Some(2)], true));
}

#[test]
fn extended_tables_that_lie_are_replaced() {
    let mut set = rle_cine(3, OffsetTable::Basic);
    let table = |entries: &[u64]| entries.iter().flat_map(|entry| entry.to_le_bytes()).collect::<Vec<u8>>();
    for (offsets, lengths, tag) in [
        (&[0, 84, 168][..], &[68, 68, 68][..], None),
        (&[0, 84, 168], &[68, 68], Some(2)),
        (&[0, 84, 168], &[68, 68, 70], Some(2)),
        (&[0, 84, 168], &[u64::MAX, 68, 68], Some(2)),
        (&[0, 84, u64::MAX], &[68, 68, 68], Some(1)),
        (&[0, 84, 168 + (1 << 32)], &[68, 68, 68], Some(1)),
        (&[u64::MAX - 7, 84, 168], &[68, 68, 68], Some(1)),
        (&[0, 84], &[68, 68], Some(1)),
    ] {
        set.bytes((0x7FE0, 0x0001), "OV", table(offsets));
        set.bytes((0x7FE0, 0x0002), "OV", table(lengths));
        let object = read(&set, RLE);
        assert_eq!(numbers(&object), [Some(0), Some(1), Some(2)], "{offsets:?}");
        let noted: Vec<_> = object.findings.iter().map(|finding| finding.tag).collect();
        assert_eq!(noted, tag.map(|number| Some((0x7FE0, number))).into_iter().collect::<Vec<_>>(), "{offsets:?}");
    }
}

#[test]
fn a_forgotten_table_costs_no_frame() {
    let mut file = rle_cine(3, OffsetTable::None).file(RLE);
    let at = place(&file, b"\xfe\xff\0\xe0\0\0\0\0");
    file.drain(at..at + 8);
    let object = read_bytes(file).unwrap();
    assert_eq!((numbers(&object), found_table(&object)), (vec![Some(0), Some(1), Some(2)], true));
}

#[test]
fn marks_that_differ_from_the_declared_frames_are_said() {
    for declared in [1, 2, 4] {
        let mut set = rle_cine(3, OffsetTable::None);
        set.integers((0x0028, 0x0008), &[declared]);
        let object = read(&set, RLE);
        let expected: Vec<_> = (0..declared as u8).map(|number| (number < 3).then_some(number)).collect();
        assert_eq!(numbers(&object), expected, "{declared}");
        assert!(codes(&object).contains(&FindingCode::FrameCount), "{declared}");
        assert_eq!(object.image.as_ref().unwrap().frames_present, 3.min(declared as usize));
    }
    // A header that declares nothing usable takes what is there.
    let mut set = rle_cine(3, OffsetTable::None);
    set.text((0x0028, 0x0008), "IS", "many");
    assert_eq!(numbers(&read(&set, RLE)), [Some(0), Some(1), Some(2)]);
}

#[test]
fn no_frame_moves_without_a_word() {
    // The middle frame lost its mark: it fails by itself where fragments are counted, and is told of where they are not.
    let [header, data] = rle_frame(1);
    let joined = |number| rle_frame(number).concat();
    let one_each = cine(&[vec![joined(0)], vec![vec![9; 68]], vec![joined(2)]], OffsetTable::None);
    assert_eq!(numbers(&read(&one_each, RLE)), [Some(0), None, Some(2)]);
    let damaged = [vec![9; header.len()], data];
    let frames = [rle_frame(0).to_vec(), damaged.to_vec(), rle_frame(2).to_vec()];
    let object = read(&cine(&frames, OffsetTable::None), RLE);
    assert_eq!(codes(&object), [FindingCode::OffsetTable, FindingCode::FrameCount]);
    assert_eq!(object.image.as_ref().unwrap().frames_present, 2);
}

#[test]
fn empty_fragments_take_no_frame_with_them() {
    let frame = |number| rle_frame(number).concat();
    for (what, fragments) in [
        ("first", vec![vec![], frame(0), frame(1)]),
        ("between", vec![frame(0), vec![], frame(1)]),
        ("last", vec![frame(0), frame(1), vec![]]),
    ] {
        let mut set =
            cine(&fragments.into_iter().map(|fragment| vec![fragment]).collect::<Vec<_>>(), OffsetTable::None);
        set.integers((0x0028, 0x0008), &[2]);
        assert_eq!(numbers(&read(&set, RLE)), [Some(0), Some(1)], "{what}");
    }
    // As many fragments as frames: the empty one is its own frame.
    let set = cine(&[vec![frame(0)], vec![vec![]], vec![frame(2)]], OffsetTable::None);
    let object = read(&set, RLE);
    assert_eq!(numbers(&object), [Some(0), None, Some(2)]);
    let image = object.image.as_ref().unwrap();
    assert_eq!((image.frames_present, image.frames_empty), (3, 1));
    let texts: Vec<&str> = object.findings.iter().map(|finding| finding.text.as_str()).collect();
    assert_eq!(texts, ["One of the 3 frames holds no data, so it cannot be shown."]);
    // Those behind the last that holds something are counted as absent, not as empty.
    let set = cine(&[vec![vec![]], vec![frame(1)], vec![vec![]], vec![vec![]]], OffsetTable::Basic);
    let object = read(&set, RLE);
    let image = object.image.as_ref().unwrap();
    assert_eq!((image.frames, image.frames_present, image.frames_empty), (4, 2, 1));
    let set = cine(&[vec![vec![]], vec![vec![]]], OffsetTable::None);
    let object = read(&set, RLE);
    assert_eq!((numbers(&object), object.image.as_ref().unwrap().frames_present), (vec![None, None], 0));
}

#[test]
fn a_hundred_thousand_empty_fragments_are_no_picture() {
    for declared in [1, 2, 100_000] {
        let mut set = cine(&vec![vec![vec![]]; 100_000], OffsetTable::Basic);
        set.integers((0x0028, 0x0008), &[declared]);
        let object = read(&set, RLE);
        assert!(object.load(0).is_err());
        assert!(object.load(declared as usize - 1).is_err());
    }
}

#[test]
fn fragments_of_wrong_length_end_where_the_next_begins() {
    let joined: Vec<_> = (0..3).map(|number| vec![rle_frame(number).concat()]).collect();
    let good = cine(&joined, OffsetTable::None).file(RLE);
    let at = place(&good, &[68, 0, 0, 0, 1, 0, 0, 0]);
    for length in [66_u8, 69, 72, 100, 140] {
        let mut file = good.clone();
        file[at] = length;
        let object = read_bytes(file).unwrap();
        assert_eq!(numbers(&object), [Some(0), Some(1), Some(2)], "{length}");
        assert_eq!(object.load(0).unwrap().findings, [], "{length}");
        assert_eq!(found(&object, FindingCode::Structure).0, Some((0xFFFE, 0xE000)), "{length}");
    }
}

#[test]
fn faults_of_a_frame_are_placed_in_the_file() {
    let mut set = rle_cine(2, OffsetTable::Basic);
    shape(&mut set, 2, 2, 1, [8, 8, 7], 0);
    let file = set.file(RLE);
    // The only segment of the second frame starts with its second fragment.
    let segment = place(&file, &[1, 1, 7, 128]) as u64;
    let Err(ReadError::Damaged { at, .. }) = read_bytes(file).unwrap().load(1) else {
        panic!("two pixels are no four")
    };
    assert_eq!(at, segment);
}

#[test]
fn uncompressed_frames_longer_than_needed_are_told() {
    let object = read(&cine(&[vec![vec![1, 2, 3, 4]], vec![vec![3, 4]]], OffsetTable::None), ENCAPSULATED_UNCOMPRESSED);
    let loaded = object.load(0).unwrap();
    assert_eq!((&loaded.frame.samples, loaded.findings.len()), (&Samples::U8(vec![1, 2]), 1));
    assert!(loaded.findings[0].offset.is_some());
    assert_eq!(object.load(1).unwrap().findings, []);
}

/// Cuts a clip everywhere `from` on. `first` is where the first frame's data start, `whole` their length with the headers
/// between, `step` how far it is from frame to frame.
fn cut_everywhere(file: &[u8], from: usize, first: usize, whole: usize, step: usize) {
    let frames = 4;
    for length in from..file.len() {
        let object = read_bytes(file[..length].to_vec()).unwrap();
        let whole = if length < first + whole { 0 } else { ((length - first - whole) / step + 1).min(frames) };
        assert!(object.image.as_ref().unwrap().frames_present >= whole);
        for index in 0..frames {
            let what = format!("frame {index} of {whole}, cut at {length}");
            let Ok(loaded) = object.load(index) else {
                assert!(index >= whole, "{what}");
                continue;
            };
            let complete = loaded.findings.is_empty() && loaded.frame.rows_present == 1;
            assert_eq!(complete, index < whole, "{what}");
            if complete {
                assert_eq!(loaded.frame.samples, Samples::U8(vec![index as u8, 7]), "{what}");
            }
        }
    }
}

#[test]
fn a_file_cut_anywhere_keeps_its_whole_frames() {
    let joined: Vec<_> = (0..4).map(|number| vec![rle_frame(number).concat()]).collect();
    for table in [OffsetTable::None, OffsetTable::Basic, OffsetTable::Extended] {
        let file = cine(&joined, table).file(RLE);
        let first = place(&file, &[68, 0, 0, 0, 1, 0, 0, 0]) + 4;
        cut_everywhere(&file, first, first, 68, 76);
    }
    // Where every frame has two fragments, a cut may leave as many fragments as there are frames.
    for table in [OffsetTable::None, OffsetTable::Basic] {
        let file = rle_cine(4, table).file(RLE);
        let first = place(&file, &[64, 0, 0, 0, 1, 0, 0, 0]) + 4;
        // Without a table the second frame's mark is needed to know that the first one ended.
        let from = if table == OffsetTable::None { first + 84 + 64 } else { first };
        cut_everywhere(&file, from, first, 76, 84);
    }
}

#[test]
fn fewer_fragments_than_frames_are_counted() {
    let mut set = cine(&[vec![vec![1, 2]], vec![vec![3, 4]]], OffsetTable::None);
    set.integers((0x0028, 0x0008), &[3]);
    let object = read(&set, ENCAPSULATED_UNCOMPRESSED);
    assert_eq!(object.image.as_ref().unwrap().frames_present, 2);
    assert!(object.load(1).is_ok());
    assert!(matches!(object.load(2), Err(ReadError::Damaged { .. })));
}

#[test]
fn syntaxes_without_a_decoder_are_named() {
    let object = read(&cine(&[vec![vec![1, 2]]], OffsetTable::None), "1.2.840.10008.1.2.4.100");
    let Err(ReadError::Unsupported { what, uid }) = &object.image else { panic!("{:?}", object.image) };
    assert_eq!(uid, "1.2.840.10008.1.2.4.100");
    assert!(what.contains("MPEG2"), "{what}");
}

#[test]
fn what_is_not_served_is_named_with_its_uid() {
    let sentence = |set: &DataSetWriter, syntax| read(set, syntax).image.as_ref().unwrap_err().to_string();
    let mut set = cine(&[vec![vec![1, 2]]], OffsetTable::None);
    assert_eq!(
        sentence(&set, "1.2.840.10008.1.2.4.102"),
        "MPEG-4 AVC/H.264 High Profile / Level 4.1 video of 2 x 1 pixels (1.2.840.10008.1.2.4.102) is not supported yet; \
         the tags can still be read."
    );
    set.text((0x0018, 0x1063), "DS", "33.37");
    for (uid, name) in [
        ("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level video"),
        ("1.2.840.10008.1.2.4.101.1", "MPEG2 Main Profile / High Level video"),
        ("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2 video"),
        ("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile / Level 5.1 video"),
    ] {
        let sentence = sentence(&set, uid);
        assert!(sentence.contains(name) || sentence.contains(&name.replace(" video", "")), "{sentence}");
        assert!(sentence.contains(&format!(" video of 2 x 1 pixels at 29.97 frames per second ({uid}) is not")));
    }
    assert_eq!(
        sentence(&set, "1.2.3.4"),
        "A transfer syntax that is not in the standard, TransferSyntaxUID (0002,0010) among the tags, is not supported \
         yet; the tags can still be read."
    );
    assert!(sentence(&set, "1.2.840.10008.1.2.4.58").contains("(Process 15) (1.2.840.10008.1.2.4.58) is not"));
}

/// A stored block (RFC 1951 3.2.4), the last one.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    [&[1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes].concat()
}

const DEFLATED_FRAME: &str = "1.2.840.10008.1.2.8.1";

#[test]
fn deflated_frames_are_native_ones_inside() {
    let set = cine(&[vec![stored(&[1, 2])], vec![stored(&[3, 4])], vec![stored(&[5, 6])]], OffsetTable::Basic);
    let object = read(&set, DEFLATED_FRAME);
    assert_eq!(all(&object), [Samples::U8(vec![1, 2]), Samples::U8(vec![3, 4]), Samples::U8(vec![5, 6])]);
    assert_eq!(object.findings, []);
    // Frames of one bit begin at a byte each, the first pixel in the lowest bit (PS3.5 8.1.1).
    let mut set = cine(&[vec![stored(&[0b0000_0101])], vec![stored(&[0b0000_0010])]], OffsetTable::None);
    shape(&mut set, 1, 3, 1, [1, 1, 0], 0);
    assert_eq!(all(&read(&set, DEFLATED_FRAME)), [Samples::U8(vec![1, 0, 1]), Samples::U8(vec![0, 1, 0])]);
    // Colours by plane, and words of 16 bits.
    let mut set = cine(&[vec![stored(&[1, 2, 3, 4, 5, 6])]], OffsetTable::None);
    shape(&mut set, 1, 2, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "RGB");
    set.unsigned((0x0028, 0x0006), &[1]);
    assert_eq!(all(&read(&set, DEFLATED_FRAME)), [Samples::U8(vec![1, 3, 5, 2, 4, 6])]);
    let mut set = cine(&[vec![stored(&[0xFF, 0xFF, 0, 8])]], OffsetTable::None);
    shape(&mut set, 1, 2, 1, [16, 12, 11], 1);
    assert_eq!(all(&read(&set, DEFLATED_FRAME)), [Samples::I16(vec![-1, -2048])]);
}

#[test]
fn uncompressed_frames_in_fragments_may_share_their_chroma() {
    // Two pixels to a pair of chroma: Y1 Y2 Cb Cr (PS3.3 C.7.6.3.1.2).
    for (frame, syntax) in
        [(vec![1, 2, 128, 127], ENCAPSULATED_UNCOMPRESSED), (stored(&[1, 2, 128, 127]), DEFLATED_FRAME)]
    {
        let mut set = cine(&[vec![frame]], OffsetTable::None);
        shape(&mut set, 1, 2, 3, [8, 8, 7], 0);
        set.text((0x0028, 0x0004), "CS", "YBR_FULL_422");
        assert_eq!(all(&read(&set, syntax)), [Samples::U8(vec![1, 128, 127, 2, 128, 127])], "{syntax}");
    }
}

#[test]
fn a_deflated_frame_at_fault_spoils_no_other() {
    let frames = [vec![stored(&[1, 2])], vec![vec![7, 7, 7, 7]], vec![stored(&[5, 6, 7, 8])], vec![stored(&[9])]];
    let object = read(&cine(&frames, OffsetTable::Basic), DEFLATED_FRAME);
    assert!(object.load(0).unwrap().findings.is_empty());
    let Err(ReadError::Damaged { at, .. }) = object.load(1) else { panic!("no deflated data") };
    assert!(at > 200, "placed in the file");
    let third = object.load(2).unwrap();
    assert_eq!((&third.frame.samples, third.findings[0].code), (&Samples::U8(vec![5, 6]), FindingCode::Codestream));
    assert!(object.load(3).unwrap_err().to_string().contains("holds 1 of the 2 bytes"));
    // Anything else under the name is told by its marks.
    let object = read(&rle_cine(2, OffsetTable::None), DEFLATED_FRAME);
    assert_eq!((numbers(&object), codes(&object)), (vec![Some(0), Some(1)], vec![FindingCode::TransferSyntax]));
}
