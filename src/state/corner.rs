//! The texts around the picture.

use crate::{dicom::FindingCode, image::Voi, study::SetFindingCode};

use super::{
    CornerLevel, ImageState, Workspace,
    display::{channels_text, equalized_text},
};

/// Lines of the four corners and the warnings, top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CornerText {
    /// Who.
    pub top_left: Vec<String>,
    /// Where and when.
    pub top_right: Vec<String>,
    /// Image and window.
    pub bottom_left: Vec<String>,
    /// Series, side, slice, frame.
    pub bottom_right: Vec<String>,
    /// What bears on reading; never hidden.
    pub warnings: Vec<String>,
}

/// The texts for the active image; `scale` is screen pixels per image column.
pub fn corner_text(workspace: &Workspace, scale: f64) -> CornerText {
    image_text(workspace.image(), workspace.corner_text, scale)
}

/// The texts of `level` for an image.
pub fn image_text(image: &ImageState, level: CornerLevel, scale: f64) -> CornerText {
    texts(image, level, true, scale)
}

/// The texts that say nothing of who, where and when, and nothing that somebody typed into a description: what may leave
/// the house.
pub fn neutral_text(image: &ImageState, scale: f64) -> CornerText {
    texts(image, CornerLevel::NoIdentity, false, scale)
}

fn texts(image: &ImageState, level: CornerLevel, typed: bool, scale: f64) -> CornerText {
    let Some((object, description)) =
        image.loaded.about.as_ref().and_then(|object| Some((object, object.image.as_ref().ok()?)))
    else {
        return CornerText::default();
    };
    let identity = &object.summary.identity;
    let mut text = CornerText { warnings: warnings(image), ..CornerText::default() };
    if level == CornerLevel::None {
        return text;
    }
    if level == CornerLevel::All {
        text.top_left = lines([
            identity.patient_name.clone(),
            join("  ", [identity.patient_id.clone(), identity.sex.clone()]),
            identity.birth_date.clone(),
        ]);
        text.top_right = lines([identity.institution.clone()]);
    }
    if typed {
        text.top_right.extend(lines([
            identity.study_description.clone(),
            join(" ", [identity.study_date.clone(), identity.acquisition_time.clone()]),
        ]));
    }
    text.bottom_left = lines([
        format!("{} × {}", description.columns, description.rows),
        image.window_text(),
        format!("{} %", format_number(scale * 100.0, 0)),
    ]);
    let number = |name: &str, value: &str| if value.is_empty() { String::new() } else { format!("{name} {value}") };
    text.bottom_right = lines([
        join(
            "  ",
            [object.summary.modality.clone(), if typed { identity.series_description.clone() } else { String::new() }],
        ),
        join("  ", [number("Series", &identity.series_number), number("Image", &identity.instance_number)]),
        side(image, identity),
        join(
            "  ",
            [
                location_mm(image).map_or_else(String::new, |mm| format!("Loc {} mm", format_number(mm, 1))),
                image.loaded.place.thickness_mm.map_or_else(String::new, |mm| {
                    format!("Thick {} mm", format_number(mm, if mm < 0.1 { 4 } else { 1 }))
                }),
            ],
        ),
        if identity.contrast.is_empty() || !typed { String::new() } else { format!("Contrast {}", identity.contrast) },
        segment(image, typed),
        place_in_stack(image),
    ]);
    text
}

/// `Image 3 / 140`, `Frame 12 / 1000`, with the moment of a 4-D series.
fn place_in_stack(image: &ImageState) -> String {
    let what = if image.stack.is_one_object { "Frame" } else { "Slice" };
    let phases = image.stack.phases();
    let place = if image.frames() > 1 {
        format!("{what} {} / {}", image.loaded.frame + 1, image.declared_frames())
    } else {
        String::new()
    };
    let phase = if phases > 1 { format!("Time {} / {phases}", image.loaded.phase + 1) } else { String::new() };
    join("  ", [place, phase])
}

/// The shown frame's own position along its normal; the header's word only where there is but one frame.
fn location_mm(image: &ImageState) -> Option<f64> {
    let description = image.loaded.about.as_ref().and_then(|about| about.image.as_ref().ok());
    let stated = || description.filter(|description| description.frames == 1)?.slice_location_mm;
    image.loaded.place.plane.map(|plane| plane.location_mm()).or_else(stated)
}

/// The segment that the shown frame is about.
fn segment(image: &ImageState, typed: bool) -> String {
    let model = image.picture().map(|picture| picture.model());
    let segment = model.and_then(|model| model.segments.as_ref()?.of_frame());
    let label = |label: &str| if typed { format!("  {label}") } else { String::new() };
    segment.map_or_else(String::new, |segment| format!("Segment {}{}", segment.number, label(&segment.label)))
}

/// Laterality and view; a breast or limb without its side is said so.
fn side(image: &ImageState, identity: &crate::dicom::Identity) -> String {
    let of_frame = &image.loaded.place.laterality;
    let side = if of_frame.is_empty() && identity.side_missing { "side unknown" } else { of_frame };
    join("  ", [side.to_owned(), identity.view_position.clone()])
}

fn warnings(image: &ImageState) -> Vec<String> {
    let Some(description) = image.loaded.about.as_ref().and_then(|object| object.image.as_ref().ok()) else {
        return Vec::new();
    };
    let mut warnings = description.banners.clone();
    warnings.extend(set_warnings(image));
    warnings.extend(description.lossy.clone());
    if description.derived {
        warnings.push("DERIVED".to_owned());
    }
    let there = description.frames_present.saturating_sub(description.frames_empty);
    if there < description.frames {
        warnings.push(format!("INCOMPLETE {there} of {} frames", description.frames));
    }
    if let Some(frame) = image.picture().map(|picture| picture.frame()).filter(|f| f.rows_present < f.rows) {
        warnings.push(format!("INCOMPLETE {} of {} rows", frame.rows_present, frame.rows));
    }
    // A cut codestream still fills all rows: the decoder's word is all there is.
    let cut = image.loaded.findings.iter().any(|finding| finding.code == FindingCode::Truncated);
    if cut && !warnings.iter().any(|warning| warning.starts_with("INCOMPLETE")) {
        warnings.push("INCOMPLETE".to_owned());
    }
    warnings
}

/// What bears on reading the stack as a whole. What only says how it was put together stays with the series.
fn set_warnings(image: &ImageState) -> impl Iterator<Item = String> {
    let bears = |code: SetFindingCode| {
        use SetFindingCode::{Duplicates, Gaps, MixedSpacing, NoPositions, SharedSeriesUid, Tilt, Uneven};
        matches!(code, Gaps | Duplicates | MixedSpacing | NoPositions | SharedSeriesUid | Tilt | Uneven)
    };
    let mut badges: Vec<&str> =
        image.stack.findings.iter().filter(|finding| bears(finding.code)).map(|finding| finding.code.badge()).collect();
    badges.dedup();
    badges.into_iter().map(str::to_owned)
}

impl ImageState {
    /// Window or LUT in a few words: `C 40  W 400`.
    pub fn window_text(&self) -> String {
        if self.is_colour() {
            return "Colour".to_owned();
        }
        let inverted =
            if self.presentation().is_some_and(|presentation| presentation.invert) { "  inverted" } else { "" };
        match self.presentation().map(|presentation| &presentation.voi) {
            Some(Voi::Window { window, .. }) => {
                let digits = self.window_digits();
                let (center, width) = (format_number(window.center, digits), format_number(window.width, digits));
                format!("C {center}  W {width}{inverted}")
            }
            Some(Voi::Lut(index)) => format!("VOI LUT {}{inverted}", index + 1),
            Some(Voi::Equalized(settings)) => format!("{}{inverted}", equalized_text(settings)),
            Some(Voi::Channels(settings)) => format!("{}{inverted}", channels_text(settings)),
            None => String::new(),
        }
    }

    /// Decimals that windows of this image are written with.
    pub fn window_digits(&self) -> usize {
        if self.has_whole_values() {
            let whole =
                self.window().is_none_or(|(window, ..)| window.center.fract() == 0.0 && window.width.fract() == 0.0);
            return usize::from(!whole);
        }
        let width = self.window().map_or(100.0, |(window, ..)| window.width);
        if width >= 100.0 {
            1
        } else if width >= 1.0 {
            3
        } else {
            6
        }
    }
}

/// A number with `digits` decimals and a true minus sign never written for zero.
pub(super) fn format_number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        return text.trim_start_matches('-').to_owned();
    }
    text
}

fn lines<const N: usize>(parts: [String; N]) -> Vec<String> {
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

fn join<const N: usize>(separator: &str, parts: [String; N]) -> String {
    lines(parts).join(separator)
}
