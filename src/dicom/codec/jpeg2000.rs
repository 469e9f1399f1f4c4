//! JPEG 2000 and High-Throughput JPEG 2000 (ITU-T T.800, T.814).

use jpeg2k::{DecodeParameters, Image};

use super::{DecodedFrame, FrameDecoder, FrameShape, damaged};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

/// The most samples of a frame: the decoder holds each in four bytes, at times twice.
const MOST_SAMPLES: u64 = 1 << 27;
/// Bytes that the shortest tile-part takes: its SOT segment and SOD marker.
const SHORTEST_TILE_PART: u64 = 14;

/// One JPEG 2000 transfer syntax.
pub(super) struct Jpeg2000 {
    /// Its name.
    pub name: &'static str,
}

impl FrameDecoder for Jpeg2000 {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let codestream = unwrap_jp2(codestream);
        let header = Header::read(codestream)?;
        let mut findings = wanted.compare(header.rows, header.columns, header.components, header.precision)?;
        header.check_cost(codestream.len())?;
        if header.signed != wanted.signed {
            let text = "The compressed frame and Pixel Representation (0028,0103) disagree about the sign of values.";
            findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0103)), text));
        }
        let photometric = photometric(&header, wanted, &mut findings);
        let image = Image::from_bytes_with(codestream, DecodeParameters::new())
            .map_err(|_| damaged(0, "the JPEG 2000 data cannot be decoded"))?;
        let planes = planes(&image, &header)?;
        let samples = samples(&planes, &header, wanted);
        Ok(DecodedFrame { samples, photometric, findings })
    }
}

/// What the main header says (T.800 Annex A).
struct Header {
    rows: u32,
    columns: u32,
    components: usize,
    /// Bits of every component.
    precision: u8,
    signed: bool,
    tiles: u64,
    /// The first three components went through the multiple component transform.
    transformed: bool,
}

impl Header {
    /// Reads the SIZ and COD segments.
    fn read(codestream: &[u8]) -> Result<Self, ReadError> {
        const SIZ: u8 = 0x51;
        const COD: u8 = 0x52;
        const SOT: u8 = 0x90;
        let cut = || damaged(codestream.len(), "the JPEG 2000 header is cut short");
        let mut rest = codestream
            .strip_prefix(&[0xFF, 0x4F])
            .ok_or_else(|| damaged(0, "the frame does not start as a JPEG 2000 codestream"))?;
        let (mut size, mut transformed) = (None, None);
        while size.is_none() || transformed.is_none() {
            let at = codestream.len() - rest.len();
            let [0xFF, marker, high, low, ..] = *rest else { return Err(cut()) };
            let length = usize::from(u16::from_be_bytes([high, low]));
            let body = rest.get(4..length + 2).ok_or_else(cut)?;
            match marker {
                SIZ => size = Some(Self::size(body, at)?),
                COD => transformed = Some(body.get(4).ok_or_else(cut)? & 1 == 1),
                SOT => return Err(damaged(at, "the JPEG 2000 header lacks its size or its coding style")),
                _ => {}
            }
            rest = rest.get(length + 2..).ok_or_else(cut)?;
        }
        let size = size.ok_or_else(cut)?;
        Ok(Self { transformed: transformed == Some(true) && size.components >= 3, ..size })
    }

    /// The SIZ segment (A.5.1).
    fn size(body: &[u8], at: usize) -> Result<Self, ReadError> {
        let wrong = || damaged(at, "the JPEG 2000 image size is wrong");
        let words = body.get(2..34).ok_or_else(wrong)?.as_chunks::<4>().0;
        let words: Vec<u32> = words.iter().map(|word| u32::from_be_bytes(*word)).collect();
        let &[x1, y1, x0, y0, tile_width, tile_height, tile_x0, tile_y0] = words.as_slice() else {
            return Err(wrong());
        };
        let tiles = |from: u32, to: u32, size: u32| to.checked_sub(from).map(|span| u64::from(span.div_ceil(size)));
        if tile_width == 0 || tile_height == 0 {
            return Err(wrong());
        }
        let across = tiles(tile_x0, x1, tile_width).ok_or_else(wrong)?;
        let down = tiles(tile_y0, y1, tile_height).ok_or_else(wrong)?;
        let components = body.get(36..).unwrap_or_default().as_chunks::<3>().0;
        let declared = body.get(34..36).and_then(|count| count.first_chunk::<2>()).ok_or_else(wrong)?;
        let (Some([depth, _, _]), true) =
            (components.first(), components.len() == usize::from(u16::from_be_bytes(*declared)))
        else {
            return Err(wrong());
        };
        if components.iter().any(|component| component != &[*depth, 1, 1]) {
            let what = "A JPEG 2000 image whose components differ in size or depth".into();
            return Err(ReadError::Unsupported { what, uid: String::new() });
        }
        Ok(Self {
            rows: y1.checked_sub(y0).ok_or_else(wrong)?,
            columns: x1.checked_sub(x0).ok_or_else(wrong)?,
            components: components.len(),
            precision: (depth & 0x7F) + 1,
            signed: depth & 0x80 != 0,
            tiles: across * down,
            transformed: false,
        })
    }

    /// Refuses what would cost more memory than the codestream can be worth.
    fn check_cost(&self, length: usize) -> Result<(), ReadError> {
        let samples = u64::from(self.rows) * u64::from(self.columns) * self.components as u64;
        if samples > MOST_SAMPLES {
            let what = format!("A JPEG 2000 frame of {} x {} pixels", self.columns, self.rows);
            return Err(ReadError::OverLimit { what });
        }
        if self.tiles > 65_535 || self.tiles * SHORTEST_TILE_PART > length as u64 {
            return Err(damaged(0, "the JPEG 2000 header names more tiles than the data can hold"));
        }
        Ok(())
    }
}

/// What the components mean after the decoder's own inverse transform: its flag decides, not the data set's word.
fn photometric(header: &Header, wanted: &FrameShape, findings: &mut Vec<Finding>) -> PhotometricInterpretation {
    use PhotometricInterpretation as Pi;
    if header.components != 3 {
        return wanted.photometric;
    }
    let (means, agrees) = match (header.transformed, wanted.photometric) {
        (true, Pi::YbrRct | Pi::YbrIct) => (Pi::Rgb, true),
        // An encoder may transform RGB for itself without the data set saying so; the samples are RGB again.
        (true, Pi::Rgb) => (Pi::Rgb, true),
        (true, _) => (Pi::Rgb, false),
        (false, Pi::YbrRct | Pi::YbrIct) => (Pi::Rgb, false),
        (false, Pi::YbrFull422) => (Pi::YbrFull, true),
        (false, other) => (other, true),
    };
    if !agrees {
        let text = "Photometric Interpretation (0028,0004) contradicts the colour transform of the compressed frame.";
        findings.push(Finding::new(FindingCode::Codestream, Some((0x0028, 0x0004)), text));
    }
    means
}

/// The decoded components, each as long as the frame has pixels.
fn planes<'a>(image: &'a Image, header: &Header) -> Result<Vec<&'a [i32]>, ReadError> {
    let components = image.components();
    let fits = |component: &jpeg2k::ImageComponent| {
        (component.width(), component.height()) == (header.columns, header.rows)
            && component.precision() == u32::from(header.precision)
    };
    if components.len() != header.components || !components.iter().all(fits) {
        return Err(damaged(0, "the JPEG 2000 data decode to another shape than their header says"));
    }
    Ok(components.iter().map(jpeg2k::ImageComponent::data).collect())
}

/// Interleaves the components. Where the data set says signed and the codestream unsigned, the values are two's complement
/// at the codestream's precision; where only the codestream says signed, its word stands, or dark would turn bright.
fn samples(planes: &[&[i32]], header: &Header, wanted: &FrameShape) -> Samples {
    let unused = 32_u32.saturating_sub(u32::from(header.precision));
    let extend = wanted.signed && !header.signed && unused > 0;
    let cell = |value: i32| (if extend { (value << unused) >> unused } else { value }) as u32;
    let shape = FrameShape { signed: wanted.signed || header.signed, ..wanted.of_precision(header.precision) };
    match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(interleave(planes, |value| cell(value) as u8)),
        9..=16 => shape.samples_from_u16(interleave(planes, |value| cell(value) as u16)),
        _ => shape.samples_from_u32(interleave(planes, cell)),
    }
}

fn interleave<T: Copy>(planes: &[&[i32]], cell: impl Fn(i32) -> T) -> Vec<T> {
    match planes {
        [red, green, blue] => {
            let pixels = red.iter().zip(*green).zip(*blue);
            pixels.flat_map(|((red, green), blue)| [cell(*red), cell(*green), cell(*blue)]).collect()
        }
        [grey] => grey.iter().map(|value| cell(*value)).collect(),
        _ => Vec::new(),
    }
}

/// Some writers put the whole JP2 file into the frame; only its codestream counts (PS3.5 A.4.4).
fn unwrap_jp2(bytes: &[u8]) -> &[u8] {
    const SIGNATURE: &[u8] = &[0, 0, 0, 12, b'j', b'P', b' ', b' '];
    if !bytes.starts_with(SIGNATURE) {
        return bytes;
    }
    let mut rest = bytes;
    while let Some((header, _)) = rest.split_first_chunk::<8>() {
        let [l3, l2, l1, l0, kind @ ..] = *header;
        let length = u32::from_be_bytes([l3, l2, l1, l0]) as usize;
        if &kind == b"jp2c" {
            // A length of 1 stands before a 64-bit one.
            return rest.get(if length == 1 { 16 } else { 8 }..).unwrap_or_default();
        }
        match rest.get(length..) {
            Some(after) if length >= 8 => rest = after,
            _ => break,
        }
    }
    bytes
}
