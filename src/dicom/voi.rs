//! The file's windows and VOI LUTs (PS3.3 C.11.2, C.7.6.16.2.10).

use std::sync::Arc;

use dicom_dictionary_std::tags;

use crate::image::{FileWindow, ModalityLut, VoiFunction, VoiLut, Window};

use super::{
    Finding, FindingCode,
    charset::shown,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    lut,
};

/// Bytes of all VOI LUTs of one frame: four of the largest there are. Models of many frames are kept side by side.
const MOST_BYTES: u64 = 4 << 17;
/// Windows of one frame that are offered; millions fit into a file.
const MOST_WINDOWS: usize = 64;

/// Windows of frame `index`: centers and widths in pairs, explanations and function where they stand.
pub(super) fn windows(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Vec<FileWindow> {
    let set = groups.group_or_top(header, index, tags::FRAME_VOILUT_SEQUENCE);
    let centers = set.numbers(tags::WINDOW_CENTER);
    let widths = set.numbers(tags::WINDOW_WIDTH);
    let explanations = set.texts(tags::WINDOW_CENTER_WIDTH_EXPLANATION);
    let mut note = |text: &str| findings.push(Finding::new(FindingCode::Voi, Some((0x28, 0x1050)), text));
    if centers.len() != widths.len() {
        note("Window centers and widths differ in number; the pairs were taken.");
    }
    if centers.len().min(widths.len()) > MOST_WINDOWS {
        note("There are more than 64 windows; the first 64 were taken.");
    }
    let function = function(&set, &mut note);
    let mut windows = Vec::new();
    for (number, (&center, &width)) in centers.iter().zip(&widths).take(MOST_WINDOWS).enumerate() {
        if !center.is_finite() || !width.is_finite() || width <= 0.0 {
            note("A window has an unusable center or width; it was ignored.");
            continue;
        }
        let below_one = function == VoiFunction::Linear && width < 1.0;
        if below_one {
            note("A linear window is narrower than 1; it was taken as LINEAR_EXACT.");
        }
        if function == VoiFunction::Linear && width == 1.0 {
            note("A linear window of width 1 shows black and white only; the full range shows what lies between.");
        }
        windows.push(FileWindow {
            window: Window { center, width },
            explanation: explanations.get(number).filter(|text| !text.is_empty()).map(|text| shown(text)),
            function: if below_one { VoiFunction::LinearExact } else { function },
        });
    }
    windows
}

fn function(set: &DataSet, note: &mut impl FnMut(&str)) -> VoiFunction {
    match set.code(tags::VOILUT_FUNCTION).as_deref() {
        None | Some("LINEAR") => VoiFunction::Linear,
        Some("LINEAR_EXACT") => VoiFunction::LinearExact,
        Some("SIGMOID") => VoiFunction::Sigmoid,
        Some(_) => {
            note("The VOI LUT function is unknown; LINEAR was taken.");
            VoiFunction::Linear
        }
    }
}

/// VOI LUTs of frame `index`. Their first mapped value is signed when values after `modality` can be negative.
pub(super) fn voi_luts(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    modality: &ModalityLut,
    bits_stored: u16,
    findings: &mut Vec<Finding>,
) -> Vec<Arc<VoiLut>> {
    let set = groups.group_or_top(header, index, tags::FRAME_VOILUT_SEQUENCE);
    let signed = match modality {
        ModalityLut::Table(_) => false,
        ModalityLut::Rescale { slope, intercept } => {
            let range = 2f64.powi(i32::from(bits_stored.min(32)));
            let (low, high) = if header.signed { (-range / 2.0, range / 2.0 - 1.0) } else { (0.0, range - 1.0) };
            (low * slope + intercept).min(high * slope + intercept) < 0.0
        }
    };
    let mut bytes_left = MOST_BYTES;
    let tables = set.items(tags::VOILUT_SEQUENCE).filter_map(|item| {
        let data = item.element(tags::LUT_DATA).map_or(0, |data| data.present);
        let Some(left) = bytes_left.checked_sub(data) else {
            let text = "A VOI LUT is over the limit of what a file's tables may hold; it was ignored.";
            findings.push(item.finding(FindingCode::Voi, tags::LUT_DATA, text));
            return None;
        };
        bytes_left = left;
        let table = lut::table(&item, signed, FindingCode::Voi, findings)?;
        let explanation = item.text(tags::LUT_EXPLANATION).map(|text| shown(&text));
        Some(Arc::new(VoiLut { table, explanation }))
    });
    tables.take(64).collect()
}
