//! JPEG-LS, lossless and near-lossless (ISO/IEC 14495-1, ITU-T T.87): 2 to 16 bits, all ways to interleave.
//!
//! What PS3.5 8.2.3 does not use is refused by name: mapping tables, point transforms, subsampling, colour transforms.

mod bits;
mod coding;
mod markers;
mod scan;

use super::{DecodedFrame, FrameDecoder, FrameShape, damaged};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::{PhotometricInterpretation, Samples},
};

use coding::Parameters;
use markers::{EOI, Header, SOS, Scan, Segments};
use scan::Lines;

/// One line of zeros takes a bit at the very least once a run is as long as it gets: 2^15 pixels to a bit.
const PIXELS_A_BIT: u64 = 1 << 15;

/// One JPEG-LS transfer syntax.
pub(super) struct JpegLs {
    /// Its name.
    pub name: &'static str,
    /// Whether the syntax promises that no value is off.
    pub lossless: bool,
}

impl FrameDecoder for JpegLs {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let mut segments = Segments::new(codestream)?;
        let mut header = Header::default();
        let mut findings = Vec::new();
        let mut frame: Option<Planes> = None;
        let mut near = 0;
        loop {
            let (marker, body, at) = match segments.next() {
                Ok(segment) => segment,
                // The end mark of a frame that is there may be missing; a cut frame has lost what follows.
                Err(_) if frame.as_ref().is_some_and(|planes| planes.complete() || !whole) => break,
                Err(error) => return Err(error),
            };
            match marker {
                EOI => break,
                SOS if header.rows == 0 => return Err(damaged(at, "the JPEG-LS data have no frame header")),
                SOS => {
                    let scan = header.scan(body, at)?;
                    let planes = match &mut frame {
                        Some(planes) => planes,
                        None => {
                            let components = header.components.len();
                            findings = wanted.compare(header.rows, header.columns, components, header.precision)?;
                            frame.insert(Planes::new(&header, wanted, codestream.len())?)
                        }
                    };
                    near = near.max(scan.near);
                    let rest = codestream.get(segments.at..).unwrap_or_default();
                    segments.at += planes.decode(rest, &header, &scan, whole, at)?;
                }
                _ => header.take(marker, body, at)?,
            }
        }
        let planes = frame.ok_or_else(|| damaged(0, "the JPEG-LS data hold no scan"))?;
        let rows_present = planes.rows_present();
        if rows_present < wanted.rows && (whole || rows_present == 0) {
            return Err(damaged(0, "the JPEG-LS data end before the first row is complete"));
        }
        if self.lossless && near > 0 {
            let text = "The frame is coded near-lossless; the transfer syntax promises lossless.";
            findings.push(Finding::new(FindingCode::TransferSyntax, Some((0x0002, 0x0010)), text));
        }
        let samples = planes.samples(header.precision, wanted, rows_present);
        Ok(DecodedFrame { samples, photometric: photometric(wanted.photometric), rows_present, findings })
    }
}

/// The decoded components.
struct Planes {
    columns: usize,
    rows: usize,
    /// Values row by row; as long as the rows that are there.
    planes: Vec<Vec<u16>>,
}

impl Planes {
    fn new(header: &Header, wanted: &FrameShape, bytes: usize) -> Result<Self, ReadError> {
        let pixels = wanted.pixels()? as u64;
        if pixels / PIXELS_A_BIT / 8 > bytes as u64 {
            return Err(damaged(0, "the JPEG-LS data are too short for a frame of this size"));
        }
        let (rows, columns) = (header.rows as usize, header.columns as usize);
        Ok(Self { columns, rows, planes: vec![Vec::new(); header.components.len()] })
    }

    /// Decodes one scan at the start of `bytes` and returns its length.
    fn decode(
        &mut self,
        bytes: &[u8],
        header: &Header,
        scan: &Scan,
        whole: bool,
        at: usize,
    ) -> Result<usize, ReadError> {
        let wrong = || damaged(at, "the parameters of a JPEG-LS scan are out of range");
        let parameters = Parameters::new(header.precision, scan.near, header.presets).ok_or_else(wrong)?;
        if scan.components.iter().any(|&component| self.planes.get(component).is_none_or(|plane| !plane.is_empty())) {
            return Err(damaged(at, "a JPEG-LS component is coded twice"));
        }
        let mut lines = Lines::new(bytes, parameters, scan.interleave, scan.components.len(), self.columns);
        let restart = header.restart_lines as usize;
        for row in 0..self.rows {
            let restarts = restart > 0 && row > 0 && row % restart == 0;
            if restarts && !lines.restart() || lines.next().is_err() {
                if whole {
                    let what = format!("the JPEG-LS data end in row {row} of {}", self.rows);
                    return Err(damaged(at, what));
                }
                break;
            }
            for (from, &to) in scan.components.iter().enumerate() {
                if let Some(plane) = self.planes.get_mut(to) {
                    plane.extend(lines.line(from).iter().map(|value| *value as u16));
                }
            }
        }
        Ok(lines.end())
    }

    /// Rows that are there in every component.
    fn rows_present(&self) -> u32 {
        let rows = self.planes.iter().map(|plane| plane.len() / self.columns.max(1)).min().unwrap_or(0);
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    fn complete(&self) -> bool {
        self.rows_present() as usize == self.rows
    }

    /// Samples of a pixel side by side, zero where rows are missing.
    fn samples(mut self, precision: u8, wanted: &FrameShape, rows_present: u32) -> Samples {
        let present = rows_present as usize * self.columns;
        let length = self.rows * self.columns * usize::from(wanted.samples_per_pixel);
        let values = match self.planes.as_slice() {
            [red, green, blue] => {
                let mut values = vec![0; length];
                let pixels = values.as_chunks_mut::<3>().0.iter_mut().take(present);
                for (((pixel, red), green), blue) in pixels.zip(red).zip(green).zip(blue) {
                    *pixel = [*red, *green, *blue];
                }
                values
            }
            _ => {
                let mut values = self.planes.pop().unwrap_or_default();
                values.resize(length, 0);
                values
            }
        };
        let shape = wanted.of_precision(precision);
        match wanted.bits_allocated {
            1..=8 => shape.samples_from_u8(values.into_iter().map(|value| value as u8).collect()),
            9..=16 => shape.samples_from_u16(values),
            _ => shape.samples_from_u32(values.into_iter().map(u32::from).collect()),
        }
    }
}

/// JPEG-LS transforms no colours, and its components are all of full size.
fn photometric(stated: PhotometricInterpretation) -> PhotometricInterpretation {
    match stated {
        PhotometricInterpretation::YbrFull422 => PhotometricInterpretation::YbrFull,
        other => other,
    }
}

#[cfg(test)]
mod tests;
