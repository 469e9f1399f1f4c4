//! Standardised uptake values of PET: the share of the injected dose in a millilitre, times what it is spread over.
//!
//! SUV = activity (Bq/ml) x body (g or cm2) / dose left (Bq). The rules are those of the QIBA profile for vendor-neutral
//! SUV, on PS3.3 C.8.9.1 (_Units_, _Corrected Image_, _Decay Correction_) and C.8.9.4. Whatever is missing or not
//! plausible leaves no SUV and one sentence that says why: a wrong one is worse than none.

mod body;
mod dose;
mod vendor;

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};

use crate::image::{ModalityLut, ScaleMap, Unit, ValueScale};

use super::{
    charset::neutral,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};
use body::Sex;

/// Kilograms that are believed.
const WEIGHTS: std::ops::RangeInclusive<f64> = 0.005..=1000.0;
/// Metres that are believed; a height in cm is not.
const HEIGHTS: std::ops::RangeInclusive<f64> = 0.1..=2.8;

/// What can be said about uptake.
#[derive(Debug, Default)]
pub(super) struct Suv {
    /// `SUVbw`, `SUVlbm`, `SUVbsa`, as far as they are known.
    pub scales: Vec<ValueScale>,
    /// Why there is none, or not all of them, in one sentence.
    pub reason: Option<String>,
    /// Where the fault lies when there is none.
    pub fault: Option<Tag>,
}

/// An attribute without which there is no SUV, and why.
struct Missing(Tag, &'static str);

/// Stored values on a straight line, as far as it holds.
#[derive(Clone, Copy)]
struct Line {
    slope: f64,
    intercept: f64,
    first: f64,
    last: f64,
}

impl Line {
    /// Over all stored values.
    fn whole(slope: f64, intercept: f64) -> Self {
        Self { slope, intercept, first: f64::NEG_INFINITY, last: f64::INFINITY }
    }
}

/// What the stored values are before the body comes in.
enum Uptake {
    /// Bq/ml.
    Activity(Line),
    /// SUVbw, from a factor of the maker.
    ByWeight(Line),
    /// SUV by the file's own word: label, unit, line.
    Stated(String, &'static str, Line),
}

/// The uptake of frame `index` of a PET image; `None` for all other objects. `modality` is the frame's, `real_world`
/// its mappings.
pub(super) fn suv(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    (modality, unit): (&ModalityLut, &Unit),
    real_world: &[ValueScale],
) -> Option<Suv> {
    let top = header.top();
    let class = top.code(tags::SOP_CLASS_UID).unwrap_or_default();
    let is_pet = matches!(
        class.as_str(),
        uids::POSITRON_EMISSION_TOMOGRAPHY_IMAGE_STORAGE
            | uids::ENHANCED_PET_IMAGE_STORAGE
            | uids::LEGACY_CONVERTED_ENHANCED_PET_IMAGE_STORAGE
    );
    let is_like_pet = top.is(tags::MODALITY, "PT") && top.has(tags::UNITS);
    if !is_pet && !is_like_pet {
        return None;
    }
    let transformation = groups.group_or_top(header, index, tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE);
    // A rescale at fault leaves stored values, without a unit.
    let line = match *modality {
        ModalityLut::Rescale { slope, intercept } if transformation.has(tags::RESCALE_SLOPE) && *unit != Unit::None => {
            Some(Line::whole(slope, intercept))
        }
        _ => None,
    };
    Some(scales(&top, line, real_world).unwrap_or_else(|Missing(tag, why)| Suv {
        scales: Vec::new(),
        reason: Some(format!("There is no SUV: {why}.")),
        fault: Some(tag),
    }))
}

fn scales(top: &DataSet, rescale: Option<Line>, real_world: &[ValueScale]) -> Result<Suv, Missing> {
    let (line, per_weight) = match uptake(top, rescale, real_world)? {
        Uptake::Stated(label, unit, line) => {
            let words = "By the file's own units";
            return Ok(Suv { scales: vec![scale(&label, words, unit, line, 1.0)], ..Suv::default() });
        }
        Uptake::Activity(line) => {
            let dose_bq = dose::decayed_dose_bq(top)?;
            (line, 1000.0 * weight_kg(top)? / dose_bq)
        }
        Uptake::ByWeight(line) => {
            dose::is_corrected(top)?;
            (line, 1.0)
        }
    };
    let mut scales = vec![scale("SUVbw", "By body weight", "g/ml", line, per_weight)];
    let reason = match others(top) {
        Ok((weight_kg, lean_kg, surface_cm2)) => {
            if let Some(lean_kg) = lean_kg {
                let words = "By lean body mass (James, 128 for men)";
                scales.push(scale("SUVlbm", words, "g/ml", line, per_weight * lean_kg / weight_kg));
            }
            let factor = per_weight * surface_cm2 / (weight_kg * 1000.0);
            scales.push(scale("SUVbsa", "By body surface (Du Bois)", "cm2/ml", line, factor));
            let sex = "There is no SUVlbm: the patient's sex is missing, or the formula does not hold for this weight.";
            lean_kg.is_none().then(|| sex.to_owned())
        }
        Err(Missing(_, why)) => Some(format!("There is only SUVbw: {why}.")),
    };
    Ok(Suv { scales, reason, fault: None })
}

/// What stored values mean by _Units_ (0054,1001); in enhanced PET by its one real world mapping to Bq/ml.
fn uptake(top: &DataSet, rescale: Option<Line>, real_world: &[ValueScale]) -> Result<Uptake, Missing> {
    let units = top.code(tags::UNITS);
    if units.is_none() {
        let activity = real_world.iter().filter(|scale| scale.unit.eq_ignore_ascii_case("Bq/ml"));
        let mut lines = activity.filter_map(|scale| match scale.map {
            ScaleMap::Linear { slope, intercept } => {
                Some(Line { slope, intercept, first: scale.first, last: scale.last })
            }
            ScaleMap::Table(_) => None,
        });
        return match (lines.next(), lines.next()) {
            (Some(line), None) => Ok(Uptake::Activity(line)),
            _ => Err(Missing(tags::UNITS, "the unit of the values is not stated")),
        };
    }
    let line = rescale.ok_or(Missing(tags::RESCALE_SLOPE, "the values have no usable rescale"))?;
    match units.as_deref() {
        Some("BQML") => Ok(Uptake::Activity(line)),
        Some("GML") => {
            let kind = top.code(tags::SUV_TYPE).map_or_else(|| "bw".to_owned(), |kind| neutral(&kind, 16));
            let kind = if kind.starts_with("LBMJ") { kind } else { kind.to_ascii_lowercase() };
            Ok(Uptake::Stated(format!("SUV{kind}"), "g/ml", line))
        }
        Some("CM2ML") => Ok(Uptake::Stated("SUVbsa".to_owned(), "cm2/ml", line)),
        Some("CNTS") => {
            let times = |factor: f64| Line { slope: line.slope * factor, intercept: line.intercept * factor, ..line };
            let counts = "the values are counts, and the maker gives no factor";
            vendor::suv_factor(top)
                .map(|factor| Uptake::ByWeight(times(factor)))
                .or_else(|| vendor::activity_factor(top).map(|factor| Uptake::Activity(times(factor))))
                .ok_or(Missing(tags::UNITS, counts))
        }
        _ => Err(Missing(tags::UNITS, "the values are in a unit that is no activity")),
    }
}

/// Weight in kg, lean mass in kg and surface in cm2.
fn others(top: &DataSet) -> Result<(f64, Option<f64>, f64), Missing> {
    let weight_kg = weight_kg(top)?;
    let height_m = top
        .number(tags::PATIENT_SIZE)
        .filter(|height| HEIGHTS.contains(height))
        .ok_or(Missing(tags::PATIENT_SIZE, "the patient's height is missing or not plausible in metres"))?;
    let sex = match top.code(tags::PATIENT_SEX).as_deref() {
        Some("M") => Some(Sex::Male),
        Some("F") => Some(Sex::Female),
        _ => None,
    };
    let lean_kg = sex.and_then(|sex| body::lean_body_mass_kg(sex, weight_kg, height_m));
    Ok((weight_kg, lean_kg, body::body_surface_cm2(weight_kg, height_m)))
}

fn weight_kg(top: &DataSet) -> Result<f64, Missing> {
    top.number(tags::PATIENT_WEIGHT)
        .filter(|weight| WEIGHTS.contains(weight))
        .ok_or(Missing(tags::PATIENT_WEIGHT, "the patient's weight is missing or not plausible in kg"))
}

fn scale(label: &str, explanation: &str, unit: &str, line: Line, factor: f64) -> ValueScale {
    ValueScale {
        label: label.to_owned(),
        explanation: explanation.to_owned(),
        unit: unit.to_owned(),
        map: ScaleMap::Linear { slope: line.slope * factor, intercept: line.intercept * factor },
        first: line.first,
        last: line.last,
    }
}
