//! Uncompressed pictures of every kind.

use hounsfield::dicom::write::{DEFLATED, DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, OffsetTable};

use super::{Seed, noise, noise8, shown};
use crate::support::DicomBuilder;

const ENCAPSULATED_UNCOMPRESSED: &str = "1.2.840.10008.1.2.1.98";

pub fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (name, syntax) in [
        ("explicit", EXPLICIT_LITTLE),
        ("implicit", IMPLICIT_LITTLE),
        ("big endian", EXPLICIT_BIG),
        ("deflated", DEFLATED),
    ] {
        seeds.push(shown(format!("ct {name}"), &ct().transfer_syntax(syntax)));
        seeds.push(shown(format!("enhanced {name}"), &enhanced().transfer_syntax(syntax)));
    }
    seeds.push(shown("grey of 8 bits", &DicomBuilder::grey(24, 20).pixels_u8(&noise8(480))));
    seeds.push(shown("12 bits on top", &twelve_bits_on_top()));
    seeds.push(shown("padded", &ct().with((0x0028, 0x0120), "SS", [0x18, 0xFC]).with((0x0028, 0x0121), "SS", [0, 0])));
    seeds.push(shown("single bits", &single_bits()));
    seeds.push(shown("32 bits", &wide(32, (0x7FE0, 0x0010), "OW")));
    seeds.push(shown("32 bits big endian", &wide(32, (0x7FE0, 0x0010), "OW").transfer_syntax(EXPLICIT_BIG)));
    seeds.push(shown("floats", &floats()));
    seeds.push(shown("doubles", &doubles()));
    seeds.extend(colours());
    seeds.extend(palettes());
    seeds.push(shown("clip", &clip()));
    seeds.push(shown("modality table", &ct().sequence((0x0028, 0x3000), vec![table([64, 0, 16])])));
    seeds.push(shown("voi table", &ct().sequence((0x0028, 0x3010), vec![table([64, 100, 12]), table([64, 0, 8])])));
    seeds.push(shown("overlay", &overlay()));
    seeds.extend(fragments());
    seeds
}

/// A signed CT slice of 12 rows and 16 columns with everything that places and scales it.
pub fn ct() -> DicomBuilder {
    let values: Vec<i16> = noise(12 * 16, 12).iter().map(|value| *value as i16 - 1024).collect();
    DicomBuilder::ct(12, 16)
        .pixels_i16(&values)
        .with((0x0018, 0x0050), "DS", "2.5")
        .with((0x0020, 0x1041), "DS", "30")
        .with((0x0028, 0x0106), "SS", [0, 0xFC])
        .with((0x0028, 0x0107), "SS", [0, 4])
}

fn twelve_bits_on_top() -> DicomBuilder {
    let values: Vec<u16> = noise(80, 12).iter().map(|value| value << 4).collect();
    DicomBuilder::grey(8, 10)
        .pixels_u16(&values)
        .unsigned((0x0028, 0x0101), &[12])
        .with((0x0028, 0x0004), "CS", "MONOCHROME1")
        .with((0x2050, 0x0020), "CS", "INVERSE")
}

fn single_bits() -> DicomBuilder {
    DicomBuilder::grey(9, 7)
        .frames(3)
        .pixels_u8(&noise8((9 * 7 * 3_usize).div_ceil(8)))
        .unsigned((0x0028, 0x0100), &[1])
        .unsigned((0x0028, 0x0101), &[1])
        .unsigned((0x0028, 0x0102), &[0])
}

/// Cells of `bits` bits in whatever element holds them.
fn wide(bits: u16, tag: (u16, u16), vr: &str) -> DicomBuilder {
    let bytes: Vec<u8> = noise8(6 * 5 * usize::from(bits / 8));
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", 6, 5)
        .unsigned((0x0028, 0x0100), &[bits])
        .unsigned((0x0028, 0x0101), &[bits])
        .unsigned((0x0028, 0x0102), &[bits - 1])
        .unsigned((0x0028, 0x0103), &[0])
        .with((0x3004, 0x000E), "DS", "0.001")
        .with((0x3004, 0x0002), "CS", "GY")
        .with(tag, vr, bytes)
}

fn floats() -> DicomBuilder {
    let special = [0.0, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MIN_POSITIVE / 2.0, 1e30, -2.5];
    let bytes: Vec<u8> = special.iter().cycle().take(30).flat_map(|value| value.to_le_bytes()).collect();
    wide(32, (0x7FE0, 0x0008), "OF").with((0x7FE0, 0x0008), "OF", bytes)
}

fn doubles() -> DicomBuilder {
    let bytes: Vec<u8> = (0..30).flat_map(|value| (f64::from(value) / 7.0).to_le_bytes()).collect();
    wide(64, (0x7FE0, 0x0009), "OD").with((0x7FE0, 0x0009), "OD", bytes)
}

fn colours() -> Vec<Seed> {
    let pixels = noise8(8 * 6 * 3);
    let rgb = DicomBuilder::rgb(8, 6).pixels_u8(&pixels);
    vec![
        shown("rgb", &rgb),
        shown("rgb planar", &rgb.clone().unsigned((0x0028, 0x0006), &[1])),
        shown("ybr full", &rgb.clone().with((0x0028, 0x0004), "CS", "YBR_FULL")),
        shown("ybr 4:2:2", &rgb.with((0x0028, 0x0004), "CS", "YBR_FULL_422").pixels_u8(&pixels[..8 * 6 * 2])),
        shown("rgb of 16 bits", &DicomBuilder::rgb(4, 5).pixels_u16(&noise(60, 16))),
    ]
}

fn palettes() -> Vec<Seed> {
    let base = DicomBuilder::grey(6, 8).pixels_u8(&noise8(48)).with((0x0028, 0x0004), "CS", "PALETTE COLOR");
    let (mut eight, mut sixteen, mut segmented) = (base.clone(), base.clone(), base);
    for number in 1..=3_u16 {
        let bytes = noise8(256);
        let words: Vec<u8> = noise(200, 16).iter().flat_map(|word| word.to_le_bytes()).collect();
        // Discrete 2 entries, linear to 0xFFFF over 254.
        let segments: Vec<u8> = [0_u16, 2, 10, 20, 1, 254, 0xFFFF].iter().flat_map(|word| word.to_le_bytes()).collect();
        eight = eight.unsigned((0x28, 0x1100 + number), &[256, 0, 8]).with((0x28, 0x1200 + number), "OW", bytes);
        sixteen = sixteen.unsigned((0x28, 0x1100 + number), &[200, 10, 16]).with((0x28, 0x1200 + number), "OW", words);
        segmented =
            segmented.unsigned((0x28, 0x1100 + number), &[256, 0, 16]).with((0x28, 0x1220 + number), "OW", segments);
    }
    vec![
        shown("palette of 8 bits", &eight),
        shown("palette of 16 bits", &sixteen),
        shown("palette in segments", &segmented),
    ]
}

/// A table of 64 entries under this descriptor.
fn table(descriptor: [u16; 3]) -> DataSetWriter {
    let mut table = DataSetWriter::new();
    table.unsigned((0x0028, 0x3002), &descriptor).unsigned((0x0028, 0x3006), &noise(64, u32::from(descriptor[2])));
    table.text((0x0028, 0x3003), "LO", "made").text((0x0028, 0x3004), "LO", "OD");
    table
}

/// Five ultrasound frames with a rate, a calibrated region and an offset in the list of times.
fn clip() -> DicomBuilder {
    let mut region = DataSetWriter::new();
    region.unsigned((0x0018, 0x6012), &[1]).unsigned((0x0018, 0x6024), &[3]).unsigned((0x0018, 0x6026), &[3]);
    for (element, value) in [(0x6018, 0), (0x601A, 0), (0x601C, 15), (0x601E, 11)] {
        region.unsigned_long((0x0018, element), &[value]);
    }
    region.doubles((0x0018, 0x602C), &[0.05]).doubles((0x0018, 0x602E), &[0.05]);
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.3.1", "US", 12, 16)
        .frames(5)
        .pixels_u8(&noise8(12 * 16 * 5))
        .with((0x0018, 0x0040), "IS", "25")
        .with((0x0018, 0x1063), "DS", "40")
        .with((0x0018, 0x1065), "DS", "0\\40\\40\\80\\40")
        .with((0x0028, 0x0009), "AT", [0x18, 0, 0x65, 0x10])
        .with((0x0028, 0x0034), "IS", "4\\3")
        .sequence((0x0018, 0x6011), vec![region])
}

/// Three frames whose planes, spacing, values and windows stand in functional groups.
fn enhanced() -> DicomBuilder {
    let macro_item = |tag: (u16, u16), fill: &dyn Fn(&mut DataSetWriter)| {
        let mut item = DataSetWriter::new();
        fill(&mut item);
        (tag, item)
    };
    let group = |items: Vec<((u16, u16), DataSetWriter)>| {
        let mut group = DataSetWriter::new();
        for (tag, item) in items {
            group.sequence(tag, vec![item]);
        }
        group
    };
    let shared = group(vec![
        macro_item((0x0028, 0x9110), &|item| {
            item.decimals((0x0028, 0x0030), &[0.5, 0.75]).decimals((0x0018, 0x0050), &[3.0]);
        }),
        macro_item((0x0020, 0x9116), &|item| {
            item.decimals((0x0020, 0x0037), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        }),
    ]);
    let frame = |number: i32| {
        group(vec![
            macro_item((0x0020, 0x9113), &|item| {
                item.decimals((0x0020, 0x0032), &[0.0, 0.0, f64::from(number) * 3.0]);
            }),
            macro_item((0x0028, 0x9145), &|item| {
                item.decimals((0x0028, 0x1052), &[f64::from(number)]).decimals((0x0028, 0x1053), &[2.0]);
            }),
            macro_item((0x0028, 0x9132), &|item| {
                item.decimals((0x0028, 0x1050), &[100.0]).decimals((0x0028, 0x1051), &[200.0 + f64::from(number)]);
            }),
            macro_item((0x0020, 0x9111), &|item| {
                item.unsigned_long((0x0020, 0x9157), &[1, number as u32]);
            }),
        ])
    };
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4.1", "MR", 6, 8)
        .frames(3)
        .pixels_u16(&noise(6 * 8 * 3, 12))
        .sequence((0x5200, 0x9229), vec![shared])
        .sequence((0x5200, 0x9230), (1..=3).map(frame).collect())
}

fn overlay() -> DicomBuilder {
    ct().unsigned((0x6000, 0x0010), &[12])
        .unsigned((0x6000, 0x0011), &[16])
        .with((0x6000, 0x0040), "CS", "G")
        .with((0x6000, 0x0050), "SS", [1, 0, 1, 0])
        .unsigned((0x6000, 0x0100), &[1])
        .unsigned((0x6000, 0x0102), &[0])
        .with((0x6000, 0x3000), "OW", noise8(24))
}

/// Uncompressed frames in fragments, with every kind of offset table.
fn fragments() -> Vec<Seed> {
    let whole: Vec<Vec<Vec<u8>>> = noise8(3 * 40).chunks(40).map(|frame| vec![frame.to_vec()]).collect();
    let split: Vec<Vec<Vec<u8>>> =
        whole.iter().map(|frame| frame[0].chunks(12).map(<[u8]>::to_vec).collect()).collect();
    let kinds = [
        ("no table", &whole, OffsetTable::None),
        ("a table", &whole, OffsetTable::Basic),
        ("an extended table", &whole, OffsetTable::Extended),
        ("split frames and a table", &split, OffsetTable::Basic),
    ];
    let base = DicomBuilder::grey(5, 8).frames(3);
    kinds
        .map(|(name, frames, table)| {
            let builder = base.clone().encapsulated(ENCAPSULATED_UNCOMPRESSED, frames, table);
            shown(format!("fragments with {name}"), &builder)
        })
        .into()
}
