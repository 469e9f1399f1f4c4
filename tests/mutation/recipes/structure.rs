//! Recipes 7 to 11, 15 to 19, 36 and 38 to 40: lengths, nesting, delimiters, transfer syntaxes and the file itself.

use std::io::Write;

use hounsfield::dicom::write::{DEFLATED, DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE};

use super::{
    Expected::{Anything, NoPicture, Picture},
    Made, grey,
};
use crate::{
    suite::{
        draft::Draft,
        elements::element,
        nesting::{Nest, nested},
    },
    support::{
        DicomBuilder, JPEG_BASELINE, RLE,
        seeds::named,
        walker::{Encoding, Place, walk},
    },
};

const PIXEL_DATA: (u16, u16) = (0x7FE0, 0x0010);
const EXPLICIT: Encoding = Encoding { explicit: true, big: false };

/// A good file with `bytes` put in before the element `tag`.
fn with_bytes_before(tag: (u16, u16), bytes: &[u8]) -> Vec<u8> {
    let mut file = grey().build();
    let at = walk(&file).unwrap().top(tag).unwrap().start;
    file.splice(at..at, bytes.iter().copied());
    file
}

/// A file whose first place of a kind says another length.
fn lying(name: &str, wanted: impl Fn(&Place) -> bool, length: u32) -> Vec<u8> {
    let mut draft = Draft::new(named(name).bytes.clone());
    let place = draft.map().unwrap().places.iter().find(|place| wanted(place)).unwrap().clone();
    let bytes = length.to_le_bytes();
    draft.overwrite(place.length_at, &bytes[..place.length_size], String::new());
    draft.bytes
}

/// 7: lengths of 4 GB in files of 1 kB.
pub fn huge_lengths(variant: usize) -> Option<Made> {
    let length = [0xFFFF_FFFE, 0xFFFF_FFF0, 0xEE6B_2800_u32][variant % 3];
    let huge = |vr: &[u8; 2]| {
        let mut bytes = element((0x0009, 0x1010), *vr, &[], EXPLICIT);
        let at = bytes.len() - 4;
        bytes[at..].copy_from_slice(&length.to_le_bytes());
        with_bytes_before((0x0010, 0x0010), &bytes)
    };
    let bytes = match variant / 3 {
        0 => lying("ct explicit", |place| place.tag == (0x0002, 0x0001), length),
        1 => huge(b"OB"),
        2 => huge(b"UT"),
        3 => huge(b"OW"),
        4 => huge(b"UN"),
        5 => huge(b"SQ"),
        6 => huge(b"UR"),
        7 => lying("nested", |place| place.tag == (0xFFFE, 0xE000), length),
        8 => lying("rle clip", |place| place.fragment && place.end > place.value, length),
        9 => lying("ct implicit", |place| place.tag == (0x0010, 0x0010), length),
        10 => lying("ct explicit", |place| place.tag == PIXEL_DATA, length),
        _ => return None,
    };
    Some((bytes, Anything))
}

/// 8: odd lengths, lengths over the end, pixel data of no length.
pub fn odd_lengths(variant: usize) -> Option<Made> {
    let bytes = match variant {
        0 => lying("ct explicit", |place| place.tag == (0x0010, 0x0010), 13),
        1 => lying("ct explicit", |place| place.tag == (0x0028, 0x1053), 3),
        2 => lying("ct explicit", |place| place.tag == PIXEL_DATA, 385),
        3 => lying("ct explicit", |place| place.tag == PIXEL_DATA, 383),
        4 => lying("ct explicit", |place| place.tag == PIXEL_DATA, 0),
        5 => grey().with(PIXEL_DATA, "OB", []).build(),
        6 => lying("rle clip", |place| place.fragment && place.end > place.value, 67),
        7 => grey().with((0x0009, 0x1010), "OB", []).build(),
        _ => return None,
    };
    Some((bytes, if variant == 7 { Picture } else { Anything }))
}

/// 9: nests. Those of a million levels come last.
pub fn nests(variant: usize) -> Option<Made> {
    let levels = *[250, 1_800, 10_000, 100_000, 1_000_000].get(variant / 4)?;
    let nest = Nest { levels, defined: variant.is_multiple_of(2), closed: true, unknown: variant / 2 % 2 == 1 };
    Some((with_bytes_before((0x0020, 0x000D), &nested(nest, EXPLICIT)), Anything))
}

/// 10: delimiters and items where none belong, and their absence.
pub fn strays(variant: usize) -> Option<Made> {
    let mark = |element: u8, length: u32| [&[0xFE, 0xFF, element, 0xE0][..], &length.to_le_bytes()].concat();
    let (bytes, expected) = match variant {
        0 => (with_bytes_before((0x0010, 0x0010), &mark(0x0D, 0)), Picture),
        1 => (with_bytes_before((0x0010, 0x0010), &mark(0xDD, 0)), Picture),
        2 => (with_bytes_before((0x0010, 0x0010), &mark(0xDD, u32::MAX)), Anything),
        3 => (with_bytes_before((0x0010, 0x0010), &mark(0x00, 0)), Picture),
        4 => (with_bytes_before((0x0010, 0x0010), &mark(0x00, u32::MAX)), Anything),
        5 | 6 => {
            let mut bytes = named("nested without lengths").bytes.clone();
            let end = if variant == 5 { mark(0x0D, 0) } else { mark(0xDD, 0) };
            let at = bytes.windows(8).position(|window| window == end).unwrap();
            bytes.drain(at..at + 8);
            (bytes, Anything)
        }
        7 => {
            let mut bytes = named("rle clip").bytes.clone();
            bytes.truncate(bytes.len() - 8);
            (bytes, Picture)
        }
        _ => return None,
    };
    Some((bytes, expected))
}

/// 11: an icon before the picture, an icon alone, the pixel data twice.
pub fn several_pixel_data(variant: usize) -> Option<Made> {
    match variant {
        0 => Some((named("icon").bytes.clone(), Picture)),
        1 => {
            let mut icon = DataSetWriter::new();
            icon.bytes(PIXEL_DATA, "OB", [1; 48]);
            let alone = grey().without(PIXEL_DATA).sequence((0x0088, 0x0200), vec![icon]);
            Some((alone.build(), NoPicture))
        }
        2 => {
            let again = element(PIXEL_DATA, *b"OB", &[9; 48], EXPLICIT);
            Some((with_bytes_before(PIXEL_DATA, &again), Picture))
        }
        3 => {
            let mut icon = DataSetWriter::new();
            icon.unsigned((0x0028, 0x0010), &[2])
                .encapsulated(&[vec![vec![1, 2, 3, 4]]], hounsfield::dicom::write::OffsetTable::Basic);
            Some((grey().sequence((0x0088, 0x0200), vec![icon]).undefined_lengths().build(), Picture))
        }
        _ => None,
    }
}

/// 15: a compressed clip cut at its first 4096 bytes, and then at each hundredth.
pub fn cuts(variant: usize) -> Option<Made> {
    let whole = &named("jpeg baseline clip").bytes;
    let cut = if variant < 4096 { variant } else { whole.len() * (variant - 4096) / 100 };
    (variant < 4196).then(|| (whole[..cut.min(whole.len())].to_vec(), Anything))
}

/// 16: elements under a VR that is not theirs.
pub fn wrong_vrs(variant: usize) -> Option<Made> {
    let cells = || (0..48).collect::<Vec<u8>>();
    let bytes = match variant {
        0 => grey().with(PIXEL_DATA, "UN", cells()).build(),
        1 => grey().with(PIXEL_DATA, "UT", cells()).build(),
        2 => grey().with(PIXEL_DATA, "SQ", cells()).build(),
        3 => grey().with((0x0028, 0x0010), "DS", "6").build(),
        4 => grey().with((0x0028, 0x1051), "OB", [1, 2, 3, 4]).build(),
        5 => grey().with((0x0028, 0x0010), "SS", [6, 0]).with((0x0028, 0x0106), "US", [0xFF, 0xFF]).build(),
        6 => grey().with((0x0028, 0x0011), "??", [8, 0]).build(),
        7 => grey().with((0x0028, 0x0010), "SQ", [6, 0]).build(),
        8 => DicomBuilder::ct(4, 4).with((0x0020, 0x0032), "FD", [0x7F; 24]).build(),
        9 => {
            // VRs written out in a file that says it has none.
            let mut file = DataSetWriter::new().file(IMPLICIT_LITTLE);
            let explicit = grey().build();
            file.extend(&explicit[walk(&explicit).unwrap().data_set..]);
            file
        }
        10 => {
            let mut file = grey().build();
            let at = walk(&file).unwrap().top((0x0002, 0x0012)).unwrap().start;
            file[at + 4..at + 6].copy_from_slice(b"ZZ");
            file
        }
        _ => return None,
    };
    let shown = [0, 3, 4, 5, 8, 9, 10].contains(&variant);
    Some((bytes, if shown { Picture } else { Anything }))
}

/// 17: transfer syntaxes that are absent, unknown or not those of the data.
pub fn false_syntaxes(variant: usize) -> Option<Made> {
    let renamed = |name: &str, syntax: &str| {
        let mut draft = Draft::new(named(name).bytes.clone());
        let place = draft.map().unwrap().top((0x0002, 0x0010)).unwrap().clone();
        let bytes = element((0x0002, 0x0010), *b"UI", syntax.as_bytes(), EXPLICIT);
        draft.replace(place.start..place.end, &bytes, String::new());
        draft.bytes
    };
    let (bytes, expected) = match variant {
        0 => (renamed("ct explicit", ""), Picture),
        1 => (renamed("ct implicit", ""), Picture),
        2 => (renamed("ct explicit", IMPLICIT_LITTLE), Picture),
        3 => (renamed("ct implicit", EXPLICIT_LITTLE), Picture),
        4 => (renamed("ct explicit", EXPLICIT_BIG), Picture),
        5 => (renamed("ct big endian", EXPLICIT_LITTLE), Picture),
        6 => (renamed("ct explicit", "1.2.3.4.5.6"), Anything),
        7 => (renamed("rle of 16 bits", JPEG_BASELINE), Anything),
        8 => (renamed("jpeg baseline", RLE), Anything),
        9 => (renamed("jpeg baseline", "1.2.840.10008.1.2.4.90"), Anything),
        10 => (renamed("jpeg baseline", EXPLICIT_LITTLE), Anything),
        11 => (renamed("ct explicit", JPEG_BASELINE), Anything),
        12 => (renamed("ct explicit", DEFLATED), Anything),
        _ => return None,
    };
    Some((bytes, expected))
}

/// 18: a meta group whose length is wrong.
pub fn meta_lengths(variant: usize) -> Option<Made> {
    let mut file = grey().build();
    let place = walk(&file).unwrap().places[0].clone();
    match variant {
        0..=3 => {
            let length = [0, 3, 0xFFFF, 0xFFFF_FFFF_u32][variant];
            file[place.value..place.value + 4].copy_from_slice(&length.to_le_bytes());
        }
        4 => drop(file.drain(place.start..place.value + 4)),
        5 => {
            let unknown = element((0x0002, 0x0000), *b"UN", &[0xB0, 0, 0, 0], EXPLICIT);
            file.splice(place.start..place.value + 4, unknown);
        }
        _ => return None,
    }
    Some((file, Picture))
}

/// 19: small streams that inflate without end, and streams that break off.
pub fn deflate_bombs(variant: usize) -> Option<Made> {
    let good = grey().transfer_syntax(DEFLATED);
    match variant {
        0 => Some((good.with((0x7FE0, 0x0010), "OB", vec![0; 16 << 20]).build(), NoPicture)),
        1 => {
            let bytes = named("ct deflated").bytes.clone();
            let cut = bytes.len() - 60;
            Some((bytes[..cut].to_vec(), Anything))
        }
        2 => Some(([named("ct deflated").bytes.as_slice(), &[0xA5; 100]].concat(), Picture)),
        3 => {
            // Each frame deflated by itself (Deflated Image Frame Compression).
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&vec![0; 8 << 20]).unwrap();
            let frame = vec![vec![encoder.finish().unwrap()]];
            let table = hounsfield::dicom::write::OffsetTable::Basic;
            Some((grey().encapsulated("1.2.840.10008.1.2.8.1", &frame, table).build(), Picture))
        }
        // Frames that break off, that no data deflate to, and that could not make their rows.
        4..=6 => {
            let mut draft = Draft::new(named("deflated frames").bytes.clone());
            let mut data = draft.encapsulated()?;
            data.fragments.iter_mut().for_each(|stream| match variant {
                4 => stream.truncate(stream.len() / 2),
                5 => stream.fill(0xFF),
                _ => *stream = vec![3, 0],
            });
            draft.put(&data, String::new());
            Some((draft.bytes, NoPicture))
        }
        _ => None,
    }
}

/// 36: more of everything than a table wants to show.
pub fn many(variant: usize) -> Option<Made> {
    let private = |count: u32| {
        let elements: Vec<u8> = (0..count)
            .flat_map(|index| {
                element((0x0009 + 2 * (index >> 12) as u16, (index & 0xFFF) as u16), *b"SH", b"x", EXPLICIT)
            })
            .collect();
        with_bytes_before((0x0010, 0x0010), &elements)
    };
    let bytes = match variant {
        0 => private(2_000),
        1 => DicomBuilder::grey(4, 4).sequence((0x0008, 0x1140), vec![DataSetWriter::new(); 2_000]).build(),
        2 => private(1_000_000),
        3 => DicomBuilder::grey(4, 4).sequence((0x0008, 0x1140), vec![DataSetWriter::new(); 100_000]).build(),
        4 => DicomBuilder::grey(4, 4).with((0x0040, 0xA160), "UT", vec![b'a'; 64 << 20]).build(),
        _ => return None,
    };
    Some((bytes, if variant == 0 || variant == 2 { Anything } else { Picture }))
}

/// 38, as far as it is one file: a directory whose offsets run in a circle and out of the file.
pub fn directories(variant: usize) -> Option<Made> {
    (variant == 0).then(|| (named("directory").bytes.clone(), NoPicture))
}

/// 39, as far as it is one file: nothing, and next to nothing.
pub fn empty(variant: usize) -> Option<Made> {
    let sizes = [0, 1, 127, 128, 131, 132, 133, 144];
    sizes.get(variant).map(|size| (grey().build()[..*size].to_vec(), NoPicture))
}

/// 40: a preamble that is the head of a program or of a TIFF file.
pub fn polyglots(variant: usize) -> Option<Made> {
    let heads: [&[u8]; 4] = [b"MZ\x90\0", b"\x7fELF\x02\x01\x01", b"II*\0\x08\0\0\0", b"#!/bin/sh\nexit\n"];
    heads.get(variant).map(|head| {
        let mut file = grey().build();
        file[..head.len()].copy_from_slice(head);
        (file, Picture)
    })
}
