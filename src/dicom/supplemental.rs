//! Whether a monochrome frame has colours besides its greys (PS3.3 C.8.16.2.1.1.1, C.7.6.19).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::image::PhotometricInterpretation as Photometric;

use super::{
    Finding, FindingCode,
    functional_groups::FunctionalGroups,
    header::Header,
    pixel_layout::{Number, PixelLayout},
};

/// Where _Pixel Presentation_ (0008,9205) of one frame stands, by the kind of image.
const FRAME_TYPES: [Tag; 4] = [
    tags::MR_IMAGE_FRAME_TYPE_SEQUENCE,
    tags::CT_IMAGE_FRAME_TYPE_SEQUENCE,
    tags::PET_FRAME_TYPE_SEQUENCE,
    tags::PARAMETRIC_MAP_FRAME_TYPE_SEQUENCE,
];

/// Whether the file says that some stored values are colours, and has a palette for them.
pub(super) fn is_stated(header: &Header, layout: &PixelLayout, findings: &mut Vec<Finding>) -> bool {
    let top = header.top();
    let descriptor = tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR;
    let is_grey = matches!(layout.photometric, Photometric::Monochrome1 | Photometric::Monochrome2);
    let stated = ["COLOR", "MIXED"].iter().any(|word| top.is(tags::PIXEL_PRESENTATION, word));
    if !is_grey || !stated || !top.has(descriptor) {
        return false;
    }
    let served = layout.number == Number::Integer && layout.bits_allocated <= 16;
    if !served {
        let text = "The supplemental palette is for integers of at most 16 bits; it was ignored.";
        findings.push(top.finding(FindingCode::Palette, descriptor, text));
    }
    served
}

/// Whether frame `index` is one with colours: by its own frame type, else by the file's.
pub(super) fn is_of_frame(header: &Header, groups: &FunctionalGroups, index: usize) -> bool {
    let own = FRAME_TYPES.iter().find_map(|&tag| groups.group(header, index, tag)?.code(tags::PIXEL_PRESENTATION));
    own.is_none_or(|own| own == "COLOR" || own == "MIXED")
}
