//! Videos in one object (PS3.5 A.4.5 to A.4.10): none is played by this version, so that what they hold is said in words.

use dicom_dictionary_std::tags;

use super::{ReadError, header::Header, pixel_layout::PixelLayout, syntax};

/// Says which video the object holds: its codec by the transfer syntax, its size and rate by the header.
pub(super) fn not_served(uid: &str, header: &Header, layout: &PixelLayout) -> ReadError {
    let mut what = format!("{} video of {} x {} pixels", syntax::name(uid), layout.columns, layout.rows);
    if let Some(rate) = frames_per_second(header) {
        what += &format!(" at {rate} frames per second");
    }
    ReadError::Unsupported { what, uid: uid.to_owned() }
}

/// The first usable rate that the header states, in hundredths.
fn frames_per_second(header: &Header) -> Option<f64> {
    let top = header.top();
    let first = |tag| top.numbers(tag).first().copied();
    let rates = [
        first(tags::RECOMMENDED_DISPLAY_FRAME_RATE),
        first(tags::CINE_RATE),
        first(tags::FRAME_TIME).map(|milliseconds| 1000.0 / milliseconds),
    ];
    let usable = rates.into_iter().flatten().find(|rate| (0.01..=1000.0).contains(rate))?;
    Some((usable * 100.0).round() / 100.0)
}
