//! Small DICOM files for tests, written by the crate's own writer.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod jpeg;
pub mod jpeg2000;
pub mod jpeg_ls;
pub mod jpeg_xl;
pub mod seeds;
pub mod walker;

use std::path::Path;

use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_LITTLE, OffsetTable};

pub const RLE: &str = "1.2.840.10008.1.2.5";
pub const JPEG_BASELINE: &str = "1.2.840.10008.1.2.4.50";

const CT_IMAGE: &str = "1.2.840.10008.5.1.4.1.1.2";
const SECONDARY_CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";

/// One file in the making. Each step gives the builder back.
#[derive(Clone, Debug)]
pub struct DicomBuilder {
    set: DataSetWriter,
    transfer_syntax: String,
}

impl DicomBuilder {
    /// A CT slice in HU: signed 16 bit, intercept -1024, window 40/400, an axial plane of 0.5 mm pixels, all air.
    pub fn ct(rows: u16, columns: u16) -> Self {
        Self::image(CT_IMAGE, "CT", rows, columns)
            .with((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\AXIAL")
            .with((0x0020, 0x0032), "DS", "-10\\-20\\30")
            .with((0x0020, 0x0037), "DS", "1\\0\\0\\0\\1\\0")
            .with((0x0028, 0x0030), "DS", "0.5\\0.5")
            .with((0x0028, 0x1050), "DS", "40")
            .with((0x0028, 0x1051), "DS", "400")
            .with((0x0028, 0x1052), "DS", "-1024")
            .with((0x0028, 0x1053), "DS", "1")
            .with((0x0028, 0x1054), "LO", "HU")
            .pixels_i16(&vec![24; usize::from(rows) * usize::from(columns)])
    }

    /// A grey picture of 8 bits, all black.
    pub fn grey(rows: u16, columns: u16) -> Self {
        Self::image(SECONDARY_CAPTURE, "OT", rows, columns)
            .pixels_u8(&vec![0; usize::from(rows) * usize::from(columns)])
    }

    /// A colour picture of 8 bits, all black, samples of a pixel side by side.
    pub fn rgb(rows: u16, columns: u16) -> Self {
        Self::image(SECONDARY_CAPTURE, "OT", rows, columns)
            .unsigned((0x0028, 0x0002), &[3])
            .with((0x0028, 0x0004), "CS", "RGB")
            .unsigned((0x0028, 0x0006), &[0])
            .pixels_u8(&vec![0; usize::from(rows) * usize::from(columns) * 3])
    }

    /// What every image has, without pixels.
    pub fn image(sop_class_uid: &str, modality: &str, rows: u16, columns: u16) -> Self {
        Self { set: DataSetWriter::new(), transfer_syntax: EXPLICIT_LITTLE.to_owned() }
            .with((0x0008, 0x0016), "UI", sop_class_uid)
            .with((0x0008, 0x0018), "UI", "2.25.1")
            .with((0x0008, 0x0060), "CS", modality)
            .with((0x0010, 0x0010), "PN", "Test^Builder")
            .with((0x0010, 0x0020), "LO", "T-1")
            .with((0x0020, 0x000D), "UI", "2.25.2")
            .with((0x0020, 0x000E), "UI", "2.25.3")
            .with((0x0028, 0x0004), "CS", "MONOCHROME2")
            .unsigned((0x0028, 0x0002), &[1])
            .unsigned((0x0028, 0x0010), &[rows])
            .unsigned((0x0028, 0x0011), &[columns])
    }

    /// An element of text, or of bytes as they lie in a little-endian file.
    pub fn with(mut self, tag: (u16, u16), vr: &str, value: impl Into<Vec<u8>>) -> Self {
        self.set.bytes(tag, vr, value);
        self
    }

    /// An element of VR US.
    pub fn unsigned(mut self, tag: (u16, u16), values: &[u16]) -> Self {
        self.set.unsigned(tag, values);
        self
    }

    pub fn sequence(mut self, tag: (u16, u16), items: Vec<DataSetWriter>) -> Self {
        self.set.sequence(tag, items);
        self
    }

    pub fn without(mut self, tag: (u16, u16)) -> Self {
        self.set.remove(tag);
        self
    }

    /// _Number of Frames_ (0028,0008); the pixels given must be those of all frames.
    pub fn frames(self, frames: usize) -> Self {
        self.with((0x0028, 0x0008), "IS", frames.to_string())
    }

    pub fn pixels_u8(self, values: &[u8]) -> Self {
        self.bits(8, false).with((0x7FE0, 0x0010), "OB", values)
    }

    pub fn pixels_u16(self, values: &[u16]) -> Self {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.bits(16, false).with((0x7FE0, 0x0010), "OW", bytes)
    }

    pub fn pixels_i16(self, values: &[i16]) -> Self {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.bits(16, true).with((0x7FE0, 0x0010), "OW", bytes)
    }

    /// Compressed frames, each in its fragments, under the syntax that fits them.
    pub fn encapsulated(mut self, syntax: &str, frames: &[Vec<Vec<u8>>], table: OffsetTable) -> Self {
        self.set.encapsulated(frames, table);
        self.transfer_syntax(syntax)
    }

    pub fn transfer_syntax(mut self, uid: &str) -> Self {
        uid.clone_into(&mut self.transfer_syntax);
        self
    }

    /// Sequences of undefined length.
    pub fn undefined_lengths(mut self) -> Self {
        self.set.undefined_lengths(true);
        self
    }

    /// The whole file.
    pub fn build(&self) -> Vec<u8> {
        self.set.file(&self.transfer_syntax)
    }

    pub fn write(&self, path: &Path) {
        std::fs::write(path, self.build()).unwrap();
    }

    fn bits(self, bits: u16, signed: bool) -> Self {
        self.unsigned((0x0028, 0x0100), &[bits])
            .unsigned((0x0028, 0x0101), &[bits])
            .unsigned((0x0028, 0x0102), &[bits - 1])
            .unsigned((0x0028, 0x0103), &[u16::from(signed)])
    }
}

/// An RLE frame (PS3.5 Annex G): `samples` values to a pixel of `bytes` little-endian bytes each.
pub fn rle_frame(cells: &[u8], bytes: usize, samples: usize) -> Vec<u8> {
    let mut frame = vec![0; 64];
    frame[0] = (bytes * samples) as u8;
    for segment in 0..bytes * samples {
        let start = frame.len() as u32;
        frame[4 + 4 * segment..8 + 4 * segment].copy_from_slice(&start.to_le_bytes());
        let within = segment / bytes * bytes + (bytes - 1 - segment % bytes);
        let plane: Vec<u8> = cells.iter().skip(within).step_by(bytes * samples).copied().collect();
        frame.extend(pack_bits(&plane));
    }
    frame
}

/// A JPEG baseline frame of high quality, as the `image` crate writes it: grey for one sample, YCbCr for three.
pub fn jpeg_frame(values: &[u8], rows: u32, columns: u32, samples: usize) -> Vec<u8> {
    let kind = if samples == 1 { image::ExtendedColorType::L8 } else { image::ExtendedColorType::Rgb8 };
    let mut frame = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut frame, 98).encode(values, columns, rows, kind).unwrap();
    frame
}

fn pack_bits(plane: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut rest = plane;
    while let Some(&value) = rest.first() {
        let run = rest.iter().take(128).take_while(|byte| **byte == value).count();
        let taken = if run > 1 {
            packed.extend([(257 - run) as u8, value]);
            run
        } else {
            let literal = rest.windows(2).take(127).take_while(|pair| pair[0] != pair[1]).count().max(1);
            packed.push(literal as u8 - 1);
            packed.extend_from_slice(&rest[..literal]);
            literal
        };
        rest = &rest[taken..];
    }
    if !packed.len().is_multiple_of(2) {
        packed.push(0x80);
    }
    packed
}
