//! The injected dose as far as it is left when the image counts.

use dicom_dictionary_std::tags;

use super::{
    super::{
        header::DataSet,
        moment::{DAY, Moment, seconds, utc_offset},
    },
    Missing, vendor,
};

/// Doses in Bq that are believed: from a mouse's to a large animal's. Some files write MBq.
const DOSES: std::ops::RangeInclusive<f64> = 1e5..=1e12;
/// Half lives in seconds that are believed: Rb-82 has 76, Zr-89 and I-124 some days.
const HALF_LIVES: std::ops::RangeInclusive<f64> = 20.0..=3e6;
/// After this nothing is left to see: the times are wrong.
const MOST_HALF_LIVES: f64 = 10.0;
/// Clocks that write whole seconds seem this much behind those that write fractions.
const ROUNDING: f64 = 1.0;
/// Longer than this before the scan no injection without a date is believed to lie on the day before: its time is a
/// mistake.
const LONGEST_OVERNIGHT: f64 = 6.0 * 3600.0;

/// The dose in Bq at the time that the image is decay corrected to.
pub(super) fn decayed_dose_bq(top: &DataSet) -> Result<f64, Missing> {
    is_corrected(top)?;
    let mut items = top.items(tags::RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE);
    let sequence = tags::RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE;
    let item = items.next().ok_or(Missing(sequence, "the radiopharmaceutical is not described"))?;
    if items.next().is_some() {
        return Err(Missing(sequence, "several radiopharmaceuticals are described"));
    }
    let dose = item
        .number(tags::RADIONUCLIDE_TOTAL_DOSE)
        .filter(|dose| DOSES.contains(dose))
        .ok_or(Missing(tags::RADIONUCLIDE_TOTAL_DOSE, "the injected dose is missing or not plausible in Bq"))?;
    let decay_date_time = tags::DECAY_CORRECTION_DATE_TIME;
    let scan = match top.code(tags::DECAY_CORRECTION).as_deref() {
        Some("ADMIN") => return Ok(dose),
        Some("START") => scan_moment(top)?,
        None if top.has(decay_date_time) => {
            let text = top.code(decay_date_time).unwrap_or_default();
            Moment::from_date_time(&text, stated_offset(top))
                .ok_or(Missing(decay_date_time, "the time that decay is corrected to is unreadable"))?
        }
        _ => return Err(Missing(tags::DECAY_CORRECTION, "it is not said to what time decay is corrected")),
    };
    let half_life = item
        .number(tags::RADIONUCLIDE_HALF_LIFE)
        .filter(|half_life| HALF_LIVES.contains(half_life))
        .ok_or(Missing(tags::RADIONUCLIDE_HALF_LIFE, "the half life is missing or not plausible in seconds"))?;
    let elapsed = elapsed(&item, scan, stated_offset(top))?;
    if !(0.0..=MOST_HALF_LIVES * half_life).contains(&elapsed) {
        let start = tags::RADIOPHARMACEUTICAL_START_TIME;
        return Err(Missing(start, "the time between injection and scan is not plausible"));
    }
    Ok(dose * (-elapsed / half_life).exp2())
}

/// Corrected for attenuation and decay, in the words of PET or of enhanced PET.
pub(super) fn is_corrected(top: &DataSet) -> Result<(), Missing> {
    let corrections = top.texts(tags::CORRECTED_IMAGE);
    let has = |word: &str, enhanced| corrections.iter().any(|text| text == word) || top.is(enhanced, "YES");
    let tag = tags::CORRECTED_IMAGE;
    if !has("ATTN", tags::ATTENUATION_CORRECTED) {
        return Err(Missing(tag, "the image is not said to be corrected for attenuation"));
    }
    if !has("DECY", tags::DECAY_CORRECTED) {
        return Err(Missing(tag, "the image is not said to be corrected for decay"));
    }
    Ok(())
}

/// When the scan began: the series' time, unless the series was made after the acquisition.
fn scan_moment(top: &DataSet) -> Result<Moment, Missing> {
    let offset = stated_offset(top);
    let both = |date, time| Moment::from_date_and_time(&top.code(date)?, &top.code(time)?, offset);
    let series = both(tags::SERIES_DATE, tags::SERIES_TIME)
        .ok_or(Missing(tags::SERIES_TIME, "the series' date or time is missing"))?;
    let acquisition = both(tags::ACQUISITION_DATE, tags::ACQUISITION_TIME)
        .or_else(|| Moment::from_date_time(&top.code(tags::ACQUISITION_DATE_TIME)?, offset))
        .ok_or(Missing(tags::ACQUISITION_TIME, "the acquisition's date or time is missing"))?;
    if series.since(acquisition) <= ROUNDING {
        return Ok(series);
    }
    let late = "the series' time is later than the acquisition, and the maker gives no scan time";
    vendor::scan_moment(top, offset)
        .filter(|scan| scan.since(acquisition) <= ROUNDING)
        .ok_or(Missing(tags::SERIES_TIME, late))
}

/// Seconds from injection to scan. An injection whose day is not stated was at most a night before.
fn elapsed(item: &DataSet, scan: Moment, offset: Option<f64>) -> Result<f64, Missing> {
    let (date_time, time) = (tags::RADIOPHARMACEUTICAL_START_DATE_TIME, tags::RADIOPHARMACEUTICAL_START_TIME);
    if let Some(text) = item.code(date_time) {
        let start = Moment::from_date_time(&text, offset);
        return Ok(scan.since(start.ok_or(Missing(date_time, "the injection's date and time are unreadable"))?));
    }
    let missing = Missing(time, "the injection's time is missing or unreadable");
    let start = item.code(time).and_then(|text| seconds(&text)).ok_or(missing)?;
    // The injection's time is in the zone of the file, the scan's may say another.
    let shift = offset.zip(scan.offset).map_or(0.0, |(of_file, of_scan)| of_file - of_scan);
    let same_day = (scan.local + shift).rem_euclid(DAY) - start;
    // The clocks' rounding is no night.
    if (-ROUNDING..0.0).contains(&same_day) {
        return Ok(0.0);
    }
    let elapsed = same_day.rem_euclid(DAY);
    (same_day >= 0.0 || elapsed <= LONGEST_OVERNIGHT)
        .then_some(elapsed)
        .ok_or(Missing(time, "the injection's time is after the scan"))
}

fn stated_offset(top: &DataSet) -> Option<f64> {
    utc_offset(&top.code(tags::TIMEZONE_OFFSET_FROM_UTC)?)
}
