//! Recipes 23 to 26, 28, 30 to 35, 37 and 41 to 45: attributes that say how a picture is read, placed, played and named,
//! and objects without a picture.

use hounsfield::dicom::write::DataSetWriter;

use super::{
    Expected::{Anything, NoPicture, Picture},
    Made, each, grey,
};
use crate::support::{DicomBuilder, seeds::named};

/// 23: palettes whose descriptors and data do not fit together.
pub fn palettes(variant: usize) -> Option<Made> {
    let palette = |descriptor: [u16; 3], data: Vec<u8>, tags: u16| {
        (1..=3).fold(grey().with((0x0028, 0x0004), "CS", "PALETTE COLOR"), |builder, number| {
            builder.unsigned((0x28, 0x1100 + number), &descriptor).with((0x28, tags + number), "OW", data.clone())
        })
    };
    let words = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let cases = [
        palette([0, 0, 16], vec![1; 131_072], 0x1200),
        palette([0, 0, 16], vec![1; 20], 0x1200),
        palette([256, 0, 8], vec![1; 256], 0x1200),
        palette([256, 0, 8], vec![1; 512], 0x1200),
        palette([256, 0, 8], vec![1; 3], 0x1200),
        palette([256, 0x8000, 16], vec![1; 512], 0x1200),
        palette([256, 65_535, 16], vec![1; 512], 0x1200),
        palette([256, 0, 0], vec![1; 512], 0x1200),
        palette([256, 0, 16], vec![1; 512], 0x1200).unsigned((0x28, 0x1102), &[2, 0, 16]),
        palette([256, 0, 16], vec![1; 512], 0x1200).unsigned((0x28, 0x1103), &[]),
        palette([256, 0, 16], words(&[2, 0xFFFF, 0, 0, 2, 0xFFFF, 0, 0]), 0x1220),
        palette([256, 0, 16], words(&[2, 1, 8, 0]), 0x1220),
        palette([256, 0, 16], words(&[0, 4, 1, 2]), 0x1220),
        palette([0, 0, 16], words(&[0, 1, 5, 1, 65_535, 9]), 0x1220),
        palette([256, 0, 16], words(&[1, 300, 9]), 0x1220),
        palette([256, 0, 16], words(&[7, 7, 7]), 0x1220),
    ];
    cases.get(variant).map(|builder| (builder.build(), Anything))
}

/// 24: modality and VOI tables whose descriptors and data do not fit together.
pub fn tables(variant: usize) -> Option<Made> {
    let descriptors: [&[u16]; 10] = [
        &[0, 0, 16],
        &[4, 0, 17],
        &[4, 0, 0],
        &[65_535, 0, 16],
        &[4, 0x8000, 16],
        &[4, 65_535, 12],
        &[4, 0],
        &[],
        &[4, 0, 16, 4, 0, 16],
        &[4, 0, 8],
    ];
    let table = |descriptor: &[u16]| {
        let mut table = DataSetWriter::new();
        table.unsigned((0x0028, 0x3002), descriptor).unsigned((0x0028, 0x3006), &[0, 65_535, 3, 40_000]);
        table
    };
    let tag = if variant.is_multiple_of(2) { (0x0028, 0x3000) } else { (0x0028, 0x3010) };
    each(variant / 2, &descriptors, |descriptor| grey().sequence(tag, vec![table(descriptor), table(&[])]), Picture)
}

/// 25: windows.
pub fn windows(variant: usize) -> Option<Made> {
    let cases = [
        ("0", "0"),
        ("40", "0.5"),
        ("0", "1"),
        ("40", "-1"),
        ("NaN", "NaN"),
        ("inf", "inf"),
        ("1e308", "1e308"),
        ("-1e308", "1e-308"),
        ("", ""),
        ("40\\50", "400"),
        ("40", ""),
        ("text", "text"),
    ];
    let make = |(center, width): (&str, &str)| {
        DicomBuilder::ct(6, 8).with((0x0028, 0x1050), "DS", center).with((0x0028, 0x1051), "DS", width)
    };
    each(variant, &cases, make, Picture)
}

/// 26: slopes and intercepts.
pub fn slopes(variant: usize) -> Option<Made> {
    let cases = [
        ("0", "0"),
        ("NaN", "0"),
        ("1e-300", "0"),
        ("1e300", "1e300"),
        ("1e308", "-1e308"),
        ("", "-1024"),
        ("text", "text"),
        ("-1", "0"),
        ("1", ""),
        ("1e-320", "1"),
    ];
    let make = |(slope, intercept): (&str, &str)| {
        DicomBuilder::ct(6, 8).with((0x0028, 0x1053), "DS", slope).with((0x0028, 0x1052), "DS", intercept)
    };
    each(variant, &cases, make, Picture)
}

/// 28: padding.
pub fn paddings(variant: usize) -> Option<Made> {
    let cases: [(&str, &[u16], &[u16]); 6] = [
        ("US", &[65_535], &[]),
        ("SS", &[24], &[24]),
        ("US", &[24], &[0]),
        ("SS", &[0x8000], &[0x7FFF]),
        ("US", &[], &[1]),
        ("US", &[0, 1, 2], &[5]),
    ];
    let bytes = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let make = |(vr, value, limit): (&str, &[u16], &[u16])| {
        DicomBuilder::ct(6, 8).with((0x0028, 0x0120), vr, bytes(value)).with((0x0028, 0x0121), vr, bytes(limit))
    };
    each(variant, &cases, make, Picture)
}

/// 30: overlays that fit nothing; they must not touch the picture.
pub fn overlays(variant: usize) -> Option<Made> {
    let overlay = |size: u16, origin: i16, bits: u16, position: u16, data: usize| {
        let origin: Vec<u8> = [origin, origin].iter().flat_map(|value| value.to_le_bytes()).collect();
        (0..16).fold(grey(), |builder, index| {
            let group = 0x6000 + 2 * index;
            builder
                .unsigned((group, 0x0010), &[size])
                .unsigned((group, 0x0011), &[size])
                .with((group, 0x0040), "CS", "G")
                .with((group, 0x0050), "SS", origin.clone())
                .unsigned((group, 0x0100), &[bits])
                .unsigned((group, 0x0102), &[position])
                .with((group, 0x3000), "OW", vec![0xFF; data])
        })
    };
    let cases = [
        overlay(65_535, 1, 1, 0, 8),
        overlay(8, -32_768, 1, 0, 8),
        overlay(8, 1, 8, 15, 0),
        overlay(6, 1, 1, 0, 5),
        overlay(0, 0, 0, 65_535, 1),
    ];
    cases.get(variant).map(|builder| (builder.build(), Picture))
}

/// 31: functional groups that are too few, too many, empty or out of order.
pub fn functional_groups(variant: usize) -> Option<Made> {
    let group = |intercept: f64| {
        let (mut group, mut rescale) = (DataSetWriter::new(), DataSetWriter::new());
        rescale.decimals((0x0028, 0x1052), &[intercept]).decimals((0x0028, 0x1053), &[2.0]);
        group.sequence((0x0028, 0x9145), vec![rescale]);
        group
    };
    let mut hollow = DataSetWriter::new();
    hollow.sequence((0x0028, 0x9145), vec![]).sequence((0x0020, 0x9113), vec![DataSetWriter::new()]);
    let (own, shared) = ((0x5200, 0x9230), (0x5200, 0x9229));
    let base = || DicomBuilder::grey(4, 4).frames(3).pixels_u8(&[5; 48]);
    let cases = [
        base().sequence(own, vec![group(1.0)]),
        base().sequence(own, (0..9).map(|index| group(f64::from(index))).collect()),
        base().sequence(own, vec![DataSetWriter::new(); 3]),
        base().sequence(own, vec![hollow.clone(), group(2.0), hollow]).sequence(shared, vec![]),
        base().sequence(shared, vec![DataSetWriter::new()]),
        base().sequence(shared, vec![group(1.0), group(f64::MAX)]).sequence(own, vec![]),
        base().with(own, "OB", [1, 2, 3]).with(shared, "LO", "no sequence"),
    ];
    cases.get(variant).map(|builder| (builder.build(), Picture))
}

/// 32: orientations, positions and spacings.
pub fn places(variant: usize) -> Option<Made> {
    let cases = [
        ((0x0020, 0x0037), "0\\0\\0\\0\\0\\0"),
        ((0x0020, 0x0037), "1\\0\\0\\1\\0\\0"),
        ((0x0020, 0x0037), "NaN\\0\\0\\0\\1\\0"),
        ((0x0020, 0x0037), "1\\0\\0\\0\\1"),
        ((0x0020, 0x0037), "1e200\\0\\0\\0\\1e200\\0"),
        ((0x0020, 0x0032), "1e30\\-1e30\\1e308"),
        ((0x0020, 0x0032), "0\\0"),
        ((0x0028, 0x0030), "0\\0"),
        ((0x0028, 0x0030), "-1\\-1"),
        ((0x0028, 0x0030), "NaN\\1"),
        ((0x0028, 0x0030), "1e-12\\1e12"),
        ((0x0028, 0x0030), "0.5"),
        ((0x0018, 0x1164), "1e308\\1e-308"),
    ];
    each(variant, &cases, |(tag, text)| DicomBuilder::ct(6, 8).with(tag, "DS", text), Picture)
}

/// 33: pixels of no shape.
pub fn aspects(variant: usize) -> Option<Made> {
    let cases = ["0\\0", "1\\65535", "65535\\1", "-1\\1", "1\\0", "", "1", "99999999999\\1"];
    each(variant, &cases, |text| grey().with((0x0028, 0x0034), "IS", text), Picture)
}

/// 34: times of frames.
pub fn times(variant: usize) -> Option<Made> {
    let cases: [((u16, u16), &str, &str); 12] = [
        ((0x0018, 0x1063), "DS", "0"),
        ((0x0018, 0x1063), "DS", "-1"),
        ((0x0018, 0x1063), "DS", "NaN"),
        ((0x0018, 0x1063), "DS", "1e-9"),
        ((0x0018, 0x1063), "DS", "1e300"),
        ((0x0018, 0x1065), "DS", "0\\40"),
        ((0x0018, 0x1065), "DS", "0\\40\\-40\\0\\1e308\\5\\5\\5"),
        ((0x0018, 0x0040), "IS", "1000000000"),
        ((0x0008, 0x2144), "IS", "0"),
        ((0x0008, 0x2142), "IS", "2147483647"),
        ((0x0008, 0x2143), "IS", "-5"),
        ((0x0028, 0x0009), "AT", "x"),
    ];
    let make = |(tag, vr, text): ((u16, u16), &str, &str)| {
        let clip = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.3.1", "US", 4, 4).frames(3).pixels_u8(&[5; 48]);
        clip.with((0x0028, 0x0009), "AT", [0x18, 0, 0x63, 0x10]).with(tag, vr, text)
    };
    each(variant, &cases, make, Picture)
}

/// 35: names that want to do something to the screen, and character sets that do not fit them.
pub fn names(variant: usize) -> Option<Made> {
    let name =
        |sets: &str, bytes: Vec<u8>| grey().with((0x0008, 0x0005), "CS", sets).with((0x0010, 0x0010), "PN", bytes);
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x0005), "CS", "ISO 2022 IR 87").bytes((0x0010, 0x0010), "PN", *b"\x1b$B;3\x1b");
    let twenty = ["ISO 2022 IR 87"; 20].join("\\");
    Some((
        match variant {
            0 => name("ISO_IR 100", b"a\x00b\x07c\x1b[31md\x7f".to_vec()),
            1 => name("\\ISO 2022 IR 87", b"\x1b".to_vec()),
            2 => name("\\ISO 2022 IR 87", b"Yamada\x1b$B;3E".to_vec()),
            3 => name("ISO_IR 192", "a\u{202E}b\u{2067}c\u{FEFF}d".as_bytes().to_vec()),
            4 => name("ISO_IR 192", b"\xed\xa0\x80\xff\xc0\x80\xf8".to_vec()),
            5 => name("no such set", b"\xe9\xff".to_vec()),
            6 => name(&twenty, b"\x1b$B;3\x1b(B".to_vec()),
            7 => name("ISO_IR 100", vec![b'^'; 60_000]),
            8 => name("GB18030", vec![0x81; 501]).sequence((0x0008, 0x1140), vec![item]),
            9 => name("ISO_IR 192", vec![b'^'; 1_000_000]),
            10 => name("\\ISO 2022 IR 87", b"\x1b$B;3".repeat(2_000_000)),
            _ => return None,
        }
        .build(),
        Picture,
    ))
}

/// 37, one file's part: UIDs that are empty, equal or without end.
pub fn uids(variant: usize) -> Option<Made> {
    let lengths = [0, 60_000, 10_000_000];
    let make = |length: usize| {
        [(0x0008, 0x0016), (0x0008, 0x0018), (0x0020, 0x000D), (0x0020, 0x000E), (0x0020, 0x0052)]
            .into_iter()
            .fold(grey(), |builder, tag| builder.with(tag, "UI", vec![b'1'; length]))
    };
    each(variant, &lengths, make, Picture)
}

/// 41: documents with names that shells would like, and addresses to fetch from.
pub fn documents(variant: usize) -> Option<Made> {
    let document = &named("document").bytes;
    match variant {
        0 => Some((document.clone(), NoPicture)),
        1 => Some((grey().with((0x0008, 0x1190), "UR", "file:///etc/passwd").build(), Picture)),
        2 => Some((grey().without((0x7FE0, 0x0010)).with((0x0028, 0x7FE0), "UR", "http://0.0.0.0").build(), NoPicture)),
        _ => None,
    }
}

/// 42: objects of other kinds; none of them has a picture.
pub fn other_objects(variant: usize) -> Option<Made> {
    let names = ["report", "contours", "waveform"];
    names.get(variant).map(|name| (named(name).bytes.clone(), NoPicture))
}

/// 43: a presentation state whose area is turned round and whose graphic has one point.
pub fn presentation_states(variant: usize) -> Option<Made> {
    (variant == 0).then(|| (named("presentation state").bytes.clone(), NoPicture))
}

/// 44: colour profiles that are none.
pub fn colour_profiles(variant: usize) -> Option<Made> {
    let make = |length: usize| DicomBuilder::rgb(4, 4).with((0x0028, 0x2000), "OB", vec![0xFF; length]);
    each(variant, &[0, 1, 127, 1 << 20], make, Picture)
}

/// 45: pixels in a private element, compressed in a private way, beside the real ones and instead of them.
pub fn private_pixels(variant: usize) -> Option<Made> {
    let private = |builder: DicomBuilder| {
        builder.with((0x07A1, 0x0010), "LO", "ELSCINT1").with((0x07A1, 0x1011), "CS", "PMSCT_RLE1").with(
            (0x07A1, 0x100A),
            "OB",
            vec![0xA5; 4000],
        )
    };
    match variant {
        0 => Some((private(grey()).build(), Picture)),
        1 => Some((private(grey().without((0x7FE0, 0x0010))).build(), NoPicture)),
        _ => None,
    }
}
