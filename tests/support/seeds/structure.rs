//! Files whose structure is the subject: nesting, private elements, character sets, objects without a picture.

use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_BIG, IMPLICIT_LITTLE};

use super::{Seed, native::ct, noise8, shown, tags_only};
use crate::support::DicomBuilder;

pub fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let nested = ct().sequence((0x0008, 0x1140), vec![nest(6), nest(2)]).sequence((0x0029, 0x1010), vec![nest(3)]);
    let nested = nested.with((0x0029, 0x0010), "LO", "MAKER OF NESTS");
    seeds.push(shown("nested", &nested));
    seeds.push(shown("nested implicit", &nested.clone().transfer_syntax(IMPLICIT_LITTLE)));
    seeds.push(shown("nested without lengths", &nested.clone().undefined_lengths()));
    seeds.push(shown("nested big endian", &nested.undefined_lengths().transfer_syntax(EXPLICIT_BIG)));
    seeds.push(shown("private", &private()));
    seeds.push(shown("icon", &icon()));
    seeds.push(shown("long text", &ct().with((0x0040, 0xA160), "UT", b"All is well. ".repeat(3000))));
    seeds.extend(character_sets());
    seeds.extend(bare());
    seeds.push(tags_only("directory", &directory()));
    seeds.push(tags_only("report", &report()));
    seeds.push(tags_only("contours", &contours()));
    seeds.push(tags_only("waveform", &waveform()));
    seeds.push(tags_only("document", &document()));
    seeds.push(tags_only("presentation state", &presentation_state()));
    seeds
}

/// Items within items, `levels` deep, with something in each.
fn nest(levels: usize) -> DataSetWriter {
    let mut inner = DataSetWriter::new();
    inner.text((0x0008, 0x1150), "UI", "1.2.840.10008.5.1.4.1.1.2").text((0x0008, 0x1155), "UI", "2.25.7");
    for level in 0..levels {
        let mut outer = DataSetWriter::new();
        outer.text((0x0008, 0x0104), "LO", &format!("level {level}"));
        outer.sequence((0x0040, 0xA730), vec![inner.clone(), inner]);
        inner = outer;
    }
    inner
}

fn private() -> DicomBuilder {
    ct().with((0x0009, 0x0010), "LO", "SIEMENS CT VA0  COAD")
        .with((0x0009, 0x1010), "LO", "a text")
        .with((0x0019, 0x0010), "LO", "GEMS_ACQU_01")
        .with((0x0019, 0x0011), "LO", "ANOTHER")
        .with((0x0019, 0x1002), "SL", [1, 0, 0, 0])
        .with((0x0019, 0x1105), "UN", b"\xfe\xff\x00\xe0\x08\0\0\0abcdefgh")
        .with((0x0021, 0x1001), "UN", b"no creator here")
        .with((0x07A1, 0x0010), "LO", "ELSCINT1")
        .with((0x07A1, 0x100A), "OB", noise8(64))
        .with((0x07A1, 0x1011), "CS", "PMSCT_RLE1")
}

/// A picture within the header, before the real one.
fn icon() -> DicomBuilder {
    let mut icon = DataSetWriter::new();
    icon.unsigned((0x0028, 0x0002), &[1]).text((0x0028, 0x0004), "CS", "MONOCHROME2");
    icon.unsigned((0x0028, 0x0010), &[4]).unsigned((0x0028, 0x0011), &[4]);
    icon.unsigned((0x0028, 0x0100), &[8]).unsigned((0x0028, 0x0101), &[8]).unsigned((0x0028, 0x0102), &[7]);
    icon.unsigned((0x0028, 0x0103), &[0]).bytes((0x7FE0, 0x0010), "OB", noise8(16));
    ct().sequence((0x0088, 0x0200), vec![icon])
}

fn character_sets() -> Vec<Seed> {
    let named = |sets: &str, name: &[u8]| {
        let mut item = DataSetWriter::new();
        item.text((0x0008, 0x0005), "CS", "ISO_IR 192").text((0x0040, 0xA123), "PN", "Größe^Ü=山田^太郎");
        ct().with((0x0008, 0x0005), "CS", sets)
            .with((0x0008, 0x1048), "PN", name)
            .sequence((0x0040, 0xA073), vec![item])
    };
    let cases: [(&str, &[u8]); 10] = [
        ("ISO_IR 100", b"Buc^J\xe9r\xf4me"),
        ("ISO_IR 192", "Wang^XiaoDong=王^小东".as_bytes()),
        ("GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab="),
        ("GBK", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab="),
        ("\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B"),
        ("ISO 2022 IR 13\\ISO 2022 IR 87", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J"),
        ("\\ISO 2022 IR 149", b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7="),
        ("\\ISO 2022 IR 58", b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab="),
        ("ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126", b"J\xe9r\x1b-L\xbb\xee\x1b-F\xc4\xe9"),
        ("ISO_IR 999", b"J\xe9r\xf4me"),
    ];
    cases.into_iter().map(|(sets, name)| shown(format!("character set {sets}"), &named(sets, name))).collect()
}

/// Data sets without a preamble, without a meta group, with neither.
fn bare() -> Vec<Seed> {
    let whole = shown("", &ct()).bytes;
    let mut no_preamble = whole.clone();
    no_preamble.drain(..128);
    let mut no_mark = whole.clone();
    no_mark.drain(..132);
    let mut padded = whole.clone();
    padded.extend(b"\xfc\xff\xfc\xffOB\0\0\x20\0\0\0");
    padded.extend([0; 32]);
    let mut zeros = whole.clone();
    zeros.extend([0; 512]);
    let length = u32::from_le_bytes(*whole[140..].first_chunk().unwrap()) as usize;
    let alone = whole[144 + length..].to_vec();
    [
        ("no preamble", no_preamble),
        ("no mark", no_mark),
        ("no meta group", alone),
        ("trailing padding", padded),
        ("trailing zeros", zeros),
    ]
    .into_iter()
    .map(|(name, bytes)| Seed { name: name.into(), bytes, shown: true })
    .collect()
}

/// An object of a class without pixels.
fn object(class: &str, modality: &str) -> DicomBuilder {
    let mut builder = DicomBuilder::image(class, modality, 1, 1);
    for element in [0x0002, 0x0004, 0x0010, 0x0011] {
        builder = builder.without((0x0028, element));
    }
    builder
}

/// A DICOMDIR whose records point at each other.
fn directory() -> DicomBuilder {
    let record = |kind: &str, next: u32, lower: u32| {
        let mut record = DataSetWriter::new();
        record.unsigned_long((0x0004, 0x1400), &[next]).unsigned((0x0004, 0x1410), &[0xFFFF]);
        record.unsigned_long((0x0004, 0x1420), &[lower]).text((0x0004, 0x1430), "CS", kind);
        record.text((0x0004, 0x1500), "CS", "IMAGES\\CT\\1").text((0x0010, 0x0020), "LO", "QRX-774411");
        record
    };
    let records = vec![record("PATIENT", 0, 500), record("STUDY", 0, 600), record("IMAGE", 400, 0)];
    object("1.2.840.10008.1.3.10", "")
        .with((0x0004, 0x1130), "CS", "DISC")
        .with((0x0004, 0x1200), "UL", 380_u32.to_le_bytes())
        .with((0x0004, 0x1202), "UL", 380_u32.to_le_bytes())
        .unsigned((0x0004, 0x1212), &[0])
        .sequence((0x0004, 0x1220), records)
        .undefined_lengths()
}

fn report() -> DicomBuilder {
    object("1.2.840.10008.5.1.4.1.1.88.33", "SR")
        .with((0x0040, 0xA040), "CS", "CONTAINER")
        .sequence((0x0040, 0xA730), vec![nest(4), nest(1)])
}

fn contours() -> DicomBuilder {
    let mut contour = DataSetWriter::new();
    contour
        .integers((0x3006, 0x0046), &[3])
        .decimals((0x3006, 0x0050), &[0.0, 0.0, 1.0, 5.0, 5.0, 1.0, 0.5, -5.0, 1.0]);
    let mut roi = DataSetWriter::new();
    roi.integers((0x3006, 0x0084), &[1]).sequence((0x3006, 0x0040), vec![contour.clone(), contour]);
    object("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT").sequence((0x3006, 0x0039), vec![roi])
}

fn waveform() -> DicomBuilder {
    let mut group = DataSetWriter::new();
    group.unsigned((0x003A, 0x0005), &[2]).unsigned_long((0x003A, 0x0010), &[16]);
    group.unsigned((0x5400, 0x1004), &[16]).text((0x5400, 0x1006), "CS", "SS").bytes(
        (0x5400, 0x1010),
        "OW",
        noise8(64),
    );
    object("1.2.840.10008.5.1.4.1.1.9.1.1", "ECG").sequence((0x5400, 0x0100), vec![group])
}

fn document() -> DicomBuilder {
    object("1.2.840.10008.5.1.4.1.1.104.1", "DOC")
        .with((0x0042, 0x0010), "ST", "a.pdf; rm -r ~")
        .with((0x0042, 0x0012), "LO", "application/pdf")
        .with((0x0042, 0x0011), "OB", *b"%PDF-1.7 nothing follows ")
}

fn presentation_state() -> DicomBuilder {
    let mut area = DataSetWriter::new();
    area.bytes((0x0070, 0x0052), "SL", [9, 0, 0, 0, 9, 0, 0, 0]).bytes(
        (0x0070, 0x0053),
        "SL",
        [1, 0, 0, 0, 1, 0, 0, 0],
    );
    let mut graphic = DataSetWriter::new();
    graphic.unsigned((0x0070, 0x0021), &[1]).bytes((0x0070, 0x0022), "FL", 1.5_f32.to_le_bytes());
    let mut annotation = DataSetWriter::new();
    annotation.sequence((0x0070, 0x0009), vec![graphic]);
    object("1.2.840.10008.5.1.4.1.1.11.1", "PR")
        .sequence((0x0070, 0x005A), vec![area])
        .sequence((0x0070, 0x0001), vec![annotation])
}
