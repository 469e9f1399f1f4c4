//! The Image Pixel module (PS3.3 C.7.6.3): what each frame's bytes hold.

use dicom_dictionary_std::tags;

use crate::image::PhotometricInterpretation;

use super::{
    Finding, FindingCode, Limits, ReadError,
    header::{DataSet, Header},
    index::{Element, Kind},
    names, syntax,
};

/// Frames beyond this many are refused as a count; the largest real slides have some hundred thousand.
pub(super) const FRAME_LIMIT: i64 = 4_000_000;

/// How frames are laid out.
#[derive(Clone, Debug)]
pub(super) struct PixelLayout {
    pub rows: u32,
    pub columns: u32,
    /// 1 or 3.
    pub samples: u8,
    pub bits_allocated: u16,
    /// 1..=`bits_allocated`.
    pub bits_stored: u16,
    /// `bits_stored - 1`..`bits_allocated`.
    pub high_bit: u16,
    pub signed: bool,
    /// _Planar Configuration_ (0028,0006) is 1.
    pub planar: bool,
    pub photometric: PhotometricInterpretation,
    pub photometric_text: String,
    /// How native data keep chrominance.
    pub chroma: Chroma,
    pub number: Number,
    /// Frames the header declares, at least 1; `None` when what it declares is unusable.
    pub frames: Option<usize>,
    /// Where the pixel data lie.
    pub data: Element,
    /// Their place in the index.
    pub data_at: usize,
}

/// How many pixels of native data share their chrominance (PS3.3 C.7.6.3.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chroma {
    /// Each pixel has its own.
    Own,
    /// 4:2:2, two in a row: Y Y Cb Cr.
    Pair,
    /// 4:2:0, two in a row and those below: the first of two rows as 4:2:2, the second Y alone.
    Square,
}

/// The kind of numbers in the pixel data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// _Pixel Data_ (7FE0,0010).
    Integer,
    /// _Float Pixel Data_ (7FE0,0008), 32 bits.
    Float,
    /// _Double Float Pixel Data_ (7FE0,0009), 64 bits.
    Double,
}

impl PixelLayout {
    /// Reads the layout, or says why the file holds no picture that can be shown.
    pub fn read(header: &Header, limits: &Limits, findings: &mut Vec<Finding>) -> Result<Self, ReadError> {
        let top = header.top();
        let (data_at, number) = pixel_data(header).ok_or_else(|| no_pixels(&top))?;
        let data = *header.index.elements.get(data_at).ok_or_else(|| no_pixels(&top))?;
        let rows = dimension(&top, tags::ROWS, "Rows (0028,0010)")?;
        let columns = dimension(&top, tags::COLUMNS, "Columns (0028,0011)")?;
        let samples = match top.integer(tags::SAMPLES_PER_PIXEL) {
            None | Some(1) => 1,
            Some(3) => 3,
            Some(4) => return Err(retired(&top, "An image of four samples per pixel")),
            Some(_) => return Err(unsupported("A number of samples per pixel other than 1 or 3")),
        };
        let (bits_allocated, bits_stored, high_bit) = bits(&top, number, findings)?;
        let (photometric, photometric_text) = photometric(&top, samples, findings)?;
        if photometric_text == "XYB" && data.kind == Kind::Value {
            return Err(unsupported("XYB colour outside of JPEG XL"));
        }
        let bytes = u64::from(rows) * u64::from(columns) * u64::from(samples) * u64::from(bits_allocated.max(8)) / 8;
        if bytes > limits.frame_bytes {
            return Err(ReadError::OverLimit { what: format!("A frame of {columns} x {rows} pixels ({bytes} bytes)") });
        }
        let frames = frames(&top, findings);
        let full_bytes = (u64::from(rows) * u64::from(columns) * 3).saturating_mul(frames.unwrap_or(1) as u64);
        let full = data.kind == Kind::Value
            && frames.is_some()
            && data
                .declared()
                .map_or(data.present, u64::from)
                .checked_sub(full_bytes.saturating_mul(u64::from((bits_allocated / 8).max(1))))
                .is_some_and(|padding| padding <= 1);
        let in_fragments = [syntax::ENCAPSULATED_UNCOMPRESSED, syntax::DEFLATED_FRAME];
        let native = data.kind == Kind::Value || in_fragments.contains(&header.syntax.as_str());
        let chroma = match photometric_text.rsplit('_').next() {
            _ if samples != 3 || !native => Chroma::Own,
            Some("422") => Chroma::Pair,
            Some("420") => Chroma::Square,
            _ => Chroma::Own,
        };
        let parted = (chroma != Chroma::Own && columns % 2 == 1) || (chroma == Chroma::Square && rows % 2 == 1);
        if chroma != Chroma::Own && full {
            let text = "The chrominance is not subsampled although the header says so.";
            findings.push(Finding::new(FindingCode::Structure, Some((0x28, 4)), text).at(data.offset));
        } else if parted {
            return Err(ReadError::Missing {
                what:
                    "Uncompressed pixels share their chrominance in pairs, but Rows (0028,0010) or Columns (0028,0011) \
                       are odd, so there is no picture"
                        .into(),
            });
        }
        Ok(Self {
            chroma: if full { Chroma::Own } else { chroma },
            rows,
            columns,
            samples,
            bits_allocated,
            bits_stored,
            high_bit,
            signed: number != Number::Integer || (samples == 1 && header.signed),
            planar: samples == 3 && top.integer(tags::PLANAR_CONFIGURATION) == Some(1),
            photometric,
            photometric_text,
            number,
            frames,
            data,
            data_at,
        })
    }

    /// Pixels of a frame.
    pub fn pixels(&self) -> u64 {
        u64::from(self.rows) * u64::from(self.columns)
    }

    /// Bits that a native frame takes in the file (PS3.5 8.1.1, 8.2).
    pub fn native_frame_bits(&self) -> u64 {
        self.native_frame_samples() * u64::from(self.bits_allocated)
    }

    /// Samples of a native frame: 4:2:2 stores two a pixel, 4:2:0 one and a half.
    pub fn native_frame_samples(&self) -> u64 {
        match self.chroma {
            Chroma::Own => self.pixels() * u64::from(self.samples),
            Chroma::Pair => self.pixels() * 2,
            Chroma::Square => self.pixels() / 2 * 3,
        }
    }
}

/// The top-level pixel data, of whichever kind.
fn pixel_data(header: &Header) -> Option<(usize, Number)> {
    [
        (tags::PIXEL_DATA, Number::Integer),
        (tags::FLOAT_PIXEL_DATA, Number::Float),
        (tags::DOUBLE_FLOAT_PIXEL_DATA, Number::Double),
    ]
    .into_iter()
    .find_map(|(tag, number)| header.index.find(None, tag).map(|at| (at, number)))
}

fn no_pixels(top: &DataSet) -> ReadError {
    if top.has(tags::ROWS) || top.has(tags::BITS_ALLOCATED) {
        return ReadError::Missing { what: "PixelData (7FE0,0010) is absent, so there is no picture".into() };
    }
    let class = top.code(tags::SOP_CLASS_UID).or_else(|| top.code(tags::MEDIA_STORAGE_SOP_CLASS_UID));
    // An element whose length is wrong may hold anything, a name too.
    let class = class.filter(|uid| uid.len() <= 64 && uid.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let what =
        class.map_or_else(|| "This object".into(), |uid| format!("An object of the class {}", names::sop_class(&uid)));
    ReadError::NoImage { what }
}

fn dimension(top: &DataSet, tag: dicom_core::Tag, name: &str) -> Result<u32, ReadError> {
    match top.integer(tag) {
        Some(value @ 1..=65535) => Ok(value as u32),
        Some(_) => Err(ReadError::Missing { what: format!("{name} is out of range, so there is no picture") }),
        None => Err(ReadError::Missing { what: format!("{name} is absent, so there is no picture") }),
    }
}

fn bits(top: &DataSet, number: Number, findings: &mut Vec<Finding>) -> Result<(u16, u16, u16), ReadError> {
    match number {
        Number::Float => return Ok((32, 32, 31)),
        Number::Double => return Ok((64, 64, 63)),
        Number::Integer => {}
    }
    let allocated = match top.integer(tags::BITS_ALLOCATED) {
        Some(bits @ (1 | 8 | 16 | 24 | 32 | 40 | 48 | 56 | 64)) => bits as u16,
        Some(bits @ 2..=2048) if bits % 8 != 0 => {
            let what =
                format!("BitsAllocated (0028,0100) is {bits} but must be 1 or a multiple of 8, so there is no picture");
            return Err(ReadError::Missing { what });
        }
        Some(bits @ 0..=2048) => return Err(unsupported(&format!("Pixel data with {bits} bits allocated"))),
        Some(_) => return Err(unsupported("The value of BitsAllocated (0028,0100)")),
        None => {
            return Err(ReadError::Missing {
                what: "BitsAllocated (0028,0100) is absent, so there is no picture".into(),
            });
        }
    };
    let stored = match top.integer(tags::BITS_STORED) {
        Some(bits) if (1..=i64::from(allocated)).contains(&bits) => bits as u16,
        Some(_) => {
            return Err(ReadError::Missing {
                what: "BitsStored (0028,0101) contradicts BitsAllocated (0028,0100), so there is no picture".into(),
            });
        }
        None => {
            findings.push(Finding::new(
                FindingCode::Structure,
                Some((0x28, 0x101)),
                "BitsStored is absent; all allocated bits were taken.",
            ));
            allocated
        }
    };
    if stored > 32 {
        return Err(unsupported("Integer pixel data with more than 32 bits stored"));
    }
    let high_bit = match top.integer(tags::HIGH_BIT) {
        Some(bit) if bit >= i64::from(stored) - 1 && bit < i64::from(allocated) => bit as u16,
        None => stored - 1,
        Some(_) => {
            let text = "HighBit contradicts BitsStored; the lowest bits were taken.";
            findings.push(top.finding(FindingCode::Structure, tags::HIGH_BIT, text));
            stored - 1
        }
    };
    Ok((allocated, stored, high_bit))
}

fn photometric(
    top: &DataSet,
    samples: u8,
    findings: &mut Vec<Finding>,
) -> Result<(PhotometricInterpretation, String), ReadError> {
    use PhotometricInterpretation as P;
    let text = top.code(tags::PHOTOMETRIC_INTERPRETATION).unwrap_or_default();
    let stated = match text.as_str() {
        "MONOCHROME1" => Some(P::Monochrome1),
        "MONOCHROME2" => Some(P::Monochrome2),
        "PALETTE COLOR" => Some(P::PaletteColor),
        // JPEG XL decodes its own colour model to RGB (PS3.5 8.2.15).
        "RGB" | "XYB" => Some(P::Rgb),
        "YBR_FULL" => Some(P::YbrFull),
        "YBR_FULL_422" => Some(P::YbrFull422),
        "YBR_PARTIAL_420" | "YBR_PARTIAL_422" => Some(P::YbrPartial),
        "YBR_ICT" => Some(P::YbrIct),
        "YBR_RCT" => Some(P::YbrRct),
        "" => None,
        _ => return Err(retired(top, "This photometric interpretation")),
    };
    let colour = !matches!(stated, Some(P::Monochrome1 | P::Monochrome2 | P::PaletteColor) | None);
    match stated {
        Some(photometric) if colour == (samples == 3) => Ok((photometric, text)),
        Some(_) => Err(ReadError::Missing {
            what:
                "PhotometricInterpretation (0028,0004) contradicts SamplesPerPixel (0028,0002), so there is no picture"
                    .into(),
        }),
        None => {
            let (photometric, taken) = if samples == 3 { (P::Rgb, "RGB") } else { (P::Monochrome2, "MONOCHROME2") };
            let finding = format!("PhotometricInterpretation is absent; {taken} was taken.");
            findings.push(Finding::new(FindingCode::Structure, Some((0x28, 4)), finding));
            Ok((photometric, text))
        }
    }
}

fn frames(top: &DataSet, findings: &mut Vec<Finding>) -> Option<usize> {
    match (top.has(tags::NUMBER_OF_FRAMES), top.integer(tags::NUMBER_OF_FRAMES)) {
        (_, Some(frames @ 1..=FRAME_LIMIT)) => Some(frames as usize),
        (false, _) => Some(1),
        (true, None) if top.bytes(tags::NUMBER_OF_FRAMES).is_none() => Some(1),
        _ => {
            let text = "The number of frames is unusable; the data were taken as they are.";
            findings.push(top.finding(FindingCode::FrameCount, tags::NUMBER_OF_FRAMES, text));
            None
        }
    }
}

/// Names a photometric interpretation that the standard has given up; `other` where it is none of these.
fn retired(top: &DataSet, other: &str) -> ReadError {
    let name = top.code(tags::PHOTOMETRIC_INTERPRETATION).unwrap_or_default();
    match name.as_str() {
        "ARGB" | "CMYK" | "HSV" => unsupported(&format!("The retired photometric interpretation {name}")),
        "XYB" => unsupported("The photometric interpretation XYB"),
        _ => unsupported(other),
    }
}

fn unsupported(what: &str) -> ReadError {
    ReadError::Unsupported { what: what.to_owned(), uid: String::new() }
}
