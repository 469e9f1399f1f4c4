//! JPEG (ITU-T T.81): the header of the codestream chooses the process, not the word of the data set.

mod dct;
mod deep;
mod ending;
mod entropy;
mod foreign;
mod huffman;
mod lossless;
mod markers;
mod planes;
mod progressive;
mod walk;

use super::{DecodedFrame, FrameDecoder, FrameShape};
use crate::{
    dicom::{Finding, FindingCode, ReadError},
    image::PhotometricInterpretation,
};
use markers::Header;

/// One JPEG transfer syntax.
pub(super) struct Jpeg {
    /// Its name.
    pub name: &'static str,
    /// Whether the syntax promises a lossless process.
    pub lossless: bool,
}

impl FrameDecoder for Jpeg {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        let header = Header::read(codestream)?;
        let unsupported = |what: &str| Err(ReadError::Unsupported { what: what.into(), uid: String::new() });
        let mut findings = wanted.compare(header.rows, header.columns, header.components.len(), header.precision)?;
        let lossless = header.process == 3;
        if lossless != self.lossless {
            let text = "The frame is coded by another JPEG process than the transfer syntax names.";
            findings.push(Finding::new(FindingCode::TransferSyntax, Some((0x0002, 0x0010)), text));
        }
        let (samples, rows_present) = match (header.process, header.precision) {
            (0..=2, 8) => dct::decode(codestream, &header, whole, wanted, &mut findings)?,
            (1..=2, 12) => deep::decode(codestream, &header, whole, wanted, &mut findings)?,
            (3, 2..=16) => lossless::decode(codestream, &header, whole, wanted, &mut findings)?,
            (5..=7 | 13..=15, _) => return unsupported("A hierarchical JPEG image"),
            (9..=11, _) => return unsupported("A JPEG image with arithmetic coding"),
            _ => return unsupported("A JPEG image of this precision"),
        };
        Ok(DecodedFrame { samples, rows_present, photometric: photometric(&header, wanted), findings })
    }
}

/// What the components are. The codestream's own marks go before the data set's word: an APP14 flag, components named
/// R, G and B, then JFIF, which knows only YCbCr. Without any, the data set decides. Lossless processes are written by
/// encoders that put JFIF on RGB as well, so there JFIF says nothing.
fn photometric(header: &Header, wanted: &FrameShape) -> PhotometricInterpretation {
    if header.components.len() != 3 {
        return wanted.photometric;
    }
    match header.adobe_transform {
        Some(0) => return PhotometricInterpretation::Rgb,
        Some(_) => return PhotometricInterpretation::YbrFull,
        None => {}
    }
    if header.names_rgb() {
        return PhotometricInterpretation::Rgb;
    }
    if header.jfif && header.process != 3 {
        return PhotometricInterpretation::YbrFull;
    }
    match wanted.photometric {
        PhotometricInterpretation::YbrFull422
        | PhotometricInterpretation::YbrIct
        | PhotometricInterpretation::YbrRct => PhotometricInterpretation::YbrFull,
        other => other,
    }
}

#[cfg(test)]
mod tests;
