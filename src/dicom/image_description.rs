//! Reading [`ImageDescription`]: what stands beside the picture.

use dicom_dictionary_std::tags;

use super::{
    ClipTiming, Finding, ImageDescription,
    frames::FrameSource,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    plane::{directions, plane},
    regions::regions,
    spacing::spacing,
    syntax,
};

/// Describes the image whose frames were found.
pub(super) fn describe(
    header: &Header,
    groups: &FunctionalGroups,
    frames: &FrameSource,
    findings: &mut Vec<Finding>,
) -> ImageDescription {
    let top = header.top();
    let layout = &frames.layout;
    let regions = regions(header, [layout.columns, layout.rows], findings);
    let plane = plane(header, groups, 0, findings);
    ImageDescription {
        rows: layout.rows,
        columns: layout.columns,
        frames: frames.frames,
        frames_present: frames.frames_present,
        frames_empty: frames.frames_empty,
        samples_per_pixel: layout.samples,
        bits_allocated: layout.bits_allocated,
        high_bit: layout.high_bit,
        bits_stored: layout.bits_stored,
        signed: layout.signed,
        photometric_text: layout.photometric_text.clone(),
        spacing: spacing(header, groups, 0, &regions, [layout.columns, layout.rows], findings),
        directions: directions(header, groups, 0),
        clip: ClipTiming::read(header, groups, frames.frames.min(frames.frames_present), findings),
        lossy: lossy(header),
        derived: top.is(tags::IMAGE_TYPE, "DERIVED"),
        slice_location_mm: plane.map(|plane| plane.location_mm()).or_else(|| top.number(tags::SLICE_LOCATION)),
        plane,
        regions,
        banners: banners(&top),
    }
}

/// _Slice Thickness_ (0018,0050) of frame `index`, mm.
pub(super) fn slice_thickness_mm(header: &Header, groups: &FunctionalGroups, index: usize) -> Option<f64> {
    let measures = groups.group_or_top(header, index, tags::PIXEL_MEASURES_SEQUENCE);
    measures.number(tags::SLICE_THICKNESS).or_else(|| header.top().number(tags::SLICE_THICKNESS))
}

/// `LOSSY`, with the ratio if stated, when the attribute or the transfer syntax says that information was lost.
fn lossy(header: &Header) -> Option<String> {
    let top = header.top();
    let stated = top.is(tags::LOSSY_IMAGE_COMPRESSION, "01");
    if !stated && !syntax::is_lossy(&header.syntax) {
        return None;
    }
    // Several steps of compression multiply.
    let ratios = top.numbers(tags::LOSSY_IMAGE_COMPRESSION_RATIO);
    let ratio: f64 = ratios.iter().product();
    Some(match !ratios.is_empty() && ratio.is_finite() && (1.0..100_000.0).contains(&ratio) {
        true => format!("LOSSY {}:1", (ratio * 10.0).round() / 10.0),
        false => "LOSSY".into(),
    })
}

fn banners(top: &DataSet) -> Vec<String> {
    let mut banners = Vec::new();
    if top.is(tags::PRESENTATION_INTENT_TYPE, "FOR PROCESSING") {
        banners.push("FOR PROCESSING".into());
    }
    if top.is(tags::RECOMMENDED_VIEWING_MODE, "SUB") {
        banners.push("SHOWN UNSUBTRACTED".into());
    }
    if top.is(tags::QUALITY_CONTROL_IMAGE, "YES") {
        banners.push("QUALITY CONTROL IMAGE".into());
    }
    banners
}
