#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod encoder;

use encoder::Coding;

use crate::{
    dicom::{
        Finding, FindingCode, ReadError,
        codec::{DecodedFrame, FrameDecoder, FrameShape, jpeg::Jpeg},
    },
    image::{PhotometricInterpretation, Samples},
};

const BASELINE: Jpeg = Jpeg { name: "JPEG Baseline", lossless: false };

fn shape(coding: &Coding) -> FrameShape {
    FrameShape {
        rows: coding.rows as u32,
        columns: coding.columns as u32,
        samples_per_pixel: coding.sampling.len() as u8,
        bits_allocated: u16::from(coding.precision).next_multiple_of(8),
        bits_stored: coding.precision.into(),
        high_bit: u16::from(coding.precision) - 1,
        signed: false,
        photometric: PhotometricInterpretation::YbrFull,
        limit_bytes: 1 << 31,
    }
}

fn decode(coding: &Coding, stream: &[u8], whole: bool) -> Result<DecodedFrame, ReadError> {
    BASELINE.decode(stream, whole, &shape(coding))
}

fn values(frame: &DecodedFrame) -> Vec<u16> {
    match &frame.samples {
        Samples::U8(values) => values.iter().copied().map(u16::from).collect(),
        Samples::U16(values) => values.clone(),
        _ => Vec::new(),
    }
}

/// The picture, where no component is subsampled.
fn flat(coding: &Coding) -> Vec<u16> {
    let count = coding.sampling.len();
    let pixels = (0..coding.rows).flat_map(|row| (0..coding.columns).map(move |column| (row, column)));
    pixels
        .flat_map(|(row, column)| (0..count).map(move |component| coding.level(component, row / 8, column / 8)))
        .collect()
}

/// The ways in which pictures are cut: grey, colour, subsampled, restarted, a scan for each component, of 12 bits.
fn ways() -> Vec<Coding> {
    let mut ways = vec![Coding::grey(21, 45), Coding::colour(20, 40, (1, 1)), Coding::colour(35, 60, (2, 1))];
    ways.extend([Coding::colour(35, 70, (2, 2)), Coding::colour(20, 50, (1, 2)), Coding::colour(70, 40, (4, 1))]);
    let restarted = ways.iter().cloned().map(|way| Coding { restart: 3, ..way });
    ways.extend(restarted.collect::<Vec<_>>());
    let apart = ways.iter().filter(|way| way.sampling.len() > 1).cloned();
    ways.extend(apart.map(|way| Coding { interleaved: false, ..way }).collect::<Vec<_>>());
    let deep = ways.iter().cloned().map(|way| Coding { precision: 12, ..way });
    ways.extend(deep.collect::<Vec<_>>());
    ways
}

#[test]
fn flat_blocks_come_back_at_their_level() {
    for way in ways().iter().filter(|way| way.sampling[0] == (1, 1)) {
        let decoded = decode(way, &way.encode().stream, true).unwrap();
        assert_eq!(values(&decoded), flat(way), "restart {}, interleaved {}", way.restart, way.interleaved);
        assert!(decoded.findings.is_empty());
    }
}

#[test]
fn a_scan_for_each_component_gives_the_same_picture_as_one_for_all() {
    for way in ways().iter().filter(|way| !way.interleaved) {
        let together = Coding { interleaved: true, ..way.clone() };
        let apart = decode(way, &way.encode().stream, true).unwrap();
        let together = decode(&together, &together.encode().stream, true).unwrap();
        // At the right and the lower edge one of the two mixes in blocks that lie outside of the picture, the other none.
        let (width, count) = (way.columns, way.sampling.len());
        let inside = |place: usize| {
            place / count % width < width / 16 * 16 - 1 && place / count / width < way.rows / 16 * 16 - 1
        };
        for (place, (apart, together)) in values(&apart).iter().zip(&values(&together)).enumerate() {
            assert!(!inside(place) || apart.abs_diff(*together) <= 1, "{:?} at {place}", way.sampling);
        }
    }
}

#[test]
fn a_cut_frame_gives_the_rows_it_holds() {
    for way in ways() {
        let encoded = way.encode();
        let full = decode(&way, &encoded.stream, true).unwrap();
        let (most, own) = (way.sampling[0].1, if way.interleaved { way.sampling[0].1 } else { 1 });
        let row = way.columns * way.sampling.len();
        for length in 0..encoded.stream.len() {
            let ends = encoded.row_ends.iter().filter(|end| **end <= length).count();
            let mut rows = (ends * 8 * own * if way.interleaved { 1 } else { most }).min(way.rows);
            // A row of subsampled chroma is mixed with the next.
            if most == 2 && rows < way.rows {
                rows = rows.saturating_sub(1);
            }
            let named = format!("{:?}, restart {}, cut at {length}", way.sampling, way.restart);
            match decode(&way, &encoded.stream[..length], false) {
                Ok(decoded) => {
                    assert_eq!(decoded.rows_present as usize, rows, "{named}");
                    assert_eq!(values(&decoded)[..rows * row], values(&full)[..rows * row], "{named}");
                    assert!(values(&decoded)[rows * row..].iter().all(|value| *value == 0), "{named}");
                    assert_eq!(values(&decoded).len(), way.rows * row, "{named}");
                }
                Err(error) => assert_eq!(rows, 0, "{named}: {error}"),
            }
            let as_whole = decode(&way, &encoded.stream[..length], true);
            let complete = ends == encoded.row_ends.len();
            assert_eq!(as_whole.is_ok(), complete, "{named}");
            if let Ok(decoded) = as_whole {
                assert_eq!(values(&decoded), values(&full), "{named}");
                assert_eq!(decoded.findings.len(), 1, "{named}");
            }
        }
    }
}

#[test]
fn data_that_end_before_their_picture_are_refused_whatever_marker_follows() {
    for way in ways() {
        let encoded = way.encode();
        let end = encoded.row_ends[encoded.row_ends.len() - 2];
        for marker in [0xD9, 0xD5, 0xE1, 0xDC, 0xC4] {
            let mut stream = encoded.stream[..end].to_vec();
            stream.extend([0xFF, marker, 0, 4, 0, 0, 0xFF, 0xD9]);
            for whole in [true, false] {
                assert!(decode(&way, &stream, whole).is_err(), "{:?}, marker {marker:02X}", way.sampling);
            }
        }
    }
}

#[test]
fn restarts_must_be_announced_and_in_turn() {
    let way = Coding { restart: 3, ..Coding::grey(24, 40) };
    let stream = way.encode().stream;
    let marks: Vec<usize> =
        (0..stream.len() - 1).filter(|at| stream[*at] == 0xFF && (0xD0..=0xD7).contains(&stream[at + 1])).collect();
    assert_eq!(marks.len(), 4);
    let without = [&stream[..marks[1]], &stream[marks[2]..]].concat();
    let mut unannounced = stream.clone();
    let interval = stream.windows(2).position(|pair| pair == [0xFF, 0xDD]).unwrap();
    unannounced[interval + 1] = 0xFE;
    let short = [&stream[..marks[3]], &[0xFF, 0xD9]].concat();
    for wrong in [without, unannounced, short] {
        assert!(decode(&way, &wrong, true).is_err());
    }
}

#[test]
fn what_follows_the_frame_is_looked_at() {
    let way = Coding::grey(16, 16);
    let stream = way.encode().stream;
    let data = &stream[..stream.len() - 2];
    let texts = |stream: &[u8]| {
        let decoded = decode(&way, stream, true);
        decoded.map(|decoded| decoded.findings.iter().map(|Finding { code, .. }| *code).collect::<Vec<_>>())
    };
    let codestream = Ok(vec![FindingCode::Codestream]);
    for (tail, expected) in [
        (&[0xFF, 0xD9, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], Ok(vec![])),
        (&[0xFF, 0xD9, 7, 7, 7][..], Ok(vec![])),
        (&[0xFF, 0xDC, 0, 4, 0, 16, 0xFF, 0xD9][..], Ok(vec![])),
        (&[0xFF, 0xD9, 1, 2, 3, 4, 5, 6, 7, 8][..], codestream.clone()),
        (&[&[0xFF, 0xD9], &stream[..]].concat(), codestream.clone()),
        (&[&Coding::scan_head(&[0], 0, 63)[..], &[0, 0, 0xFF, 0xD9]].concat(), codestream),
        (&[0][..], Ok(vec![FindingCode::Truncated])),
        (&[][..], Ok(vec![FindingCode::Truncated])),
    ] {
        assert_eq!(texts(&[data, tail].concat()), expected, "{tail:02X?}");
    }
    let lines = [data, &[0xFF, 0xDC, 0, 4, 0, 24, 0xFF, 0xD9]].concat();
    assert!(texts(&lines).unwrap_err().to_string().contains("another number of rows"));
    let mut later = stream.clone();
    let frame = stream.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    later[frame + 5..frame + 7].fill(0);
    assert!(texts(&later).is_err(), "rows that only a DNL segment would name");
}

#[test]
fn sampling_that_would_come_out_wrong_is_refused() {
    for (sampling, unsupported) in
        [([(1, 1), (2, 2), (1, 1)], true), ([(2, 2), (1, 2), (1, 1)], false), ([(4, 4), (1, 1), (1, 1)], true)]
    {
        let way = Coding { sampling: sampling.to_vec(), ..Coding::colour(40, 40, (1, 1)) };
        assert_eq!(decode(&way, &way.encode().stream, true).is_err(), unsupported, "{sampling:?}");
    }
}

#[test]
fn a_cut_frame_claims_no_more_memory_than_its_rows() {
    // Rows and columns by the tens of thousands out of some hundred bytes, in each process.
    for (process, precision) in [(0, 8), (1, 8), (2, 8), (1, 12), (2, 12)] {
        let huge = Coding { precision, ..Coding::grey(60_000, 16_000) };
        let mut stream = huge.head(process);
        stream.extend(Coding::scan_head(&[0], 0, if process == 2 { 0 } else { 63 }));
        stream.extend([0; 40]);
        for (tail, whole) in [(&[][..], false), (&[0xFF, 0xD9][..], false), (&[0xFF, 0xD9][..], true)] {
            let error = decode(&huge, &[&stream[..], tail].concat(), whole).unwrap_err().to_string();
            let before_decoding = ["one bit a block", "no row of it", "cut or wrong"];
            assert!(
                before_decoding.iter().any(|words| error.contains(words)),
                "process {process}, {precision} bits: {error}"
            );
        }
    }
}

#[test]
fn a_cut_progressive_frame_has_no_row() {
    for precision in [8, 12] {
        let way = Coding { precision, ..Coding::colour(20, 20, (1, 1)) };
        let mut stream = way.head(2);
        stream.extend(Coding::scan_head(&[0, 1, 2], 0, 0));
        way.data(&[0, 1, 2], false, &mut stream);
        let mut lacks_detail = stream.clone();
        lacks_detail.extend([0xFF, 0xD9]);
        for component in 0..3 {
            stream.extend(Coding::scan_head(&[component], 1, 63));
            // Nine blocks that end at once.
            stream.extend([0, 0x7F]);
        }
        stream.extend([0xFF, 0xD9]);
        let decoded = decode(&way, &stream, true).unwrap();
        assert_eq!((values(&decoded), decoded.findings.len()), (flat(&way), 0));
        assert_eq!(decode(&way, &lacks_detail, true).unwrap().findings.len(), 1);
        for length in 0..stream.len() - 1 {
            let error = decode(&way, &stream[..length], false).unwrap_err().to_string();
            let begun = length > stream.len() - 20;
            assert!(!begun || error.contains("inside this progressive JPEG frame, so no row"), "{error}");
            assert!(decode(&way, &stream[..length], true).is_err(), "cut at {length}");
        }
        assert_eq!(decode(&way, &[&stream[..], &[0]].concat(), false).unwrap().rows_present, 20);
    }
}
