//! Pixel data by what they decode to.

use crate::{
    dicom::{Object, ReadError},
    image::Samples,
};

/// How far the stored values of two objects are apart; `None` where they are all the same, and why that cannot be told
/// where one cannot be decoded. Frame by frame, so that no clip lies in memory.
pub(super) fn decoded_difference(
    before: &Object,
    after: &Object,
    is_stopped: &dyn Fn() -> bool,
) -> Result<Option<String>, String> {
    let frames = |object: &Object, which: &str| match &object.image {
        Ok(image) => Ok(image.frames.min(image.frames_present)),
        Err(error) => Err(format!("the pixels of the {which} object cannot be read: {error}")),
    };
    let (left, right) = (frames(before, "first")?, frames(after, "second")?);
    let decoded = |object: &Object, which: &str, index: usize| {
        let fault = |error: ReadError| format!("frame {} of the {which} object cannot be decoded: {error}", index + 1);
        object.load(index).map(|loaded| loaded.as_declared()).map_err(fault)
    };
    let (mut values, mut apart, mut frames_apart, mut most) = (0_u64, 0_u64, 0_u64, 0.0_f64);
    for index in 0..left.min(right) {
        if is_stopped() {
            return Ok(None);
        }
        let (a, b) = (decoded(before, "first", index)?, decoded(after, "second", index)?);
        if (a.rows, a.columns, a.samples_per_pixel) != (b.rows, b.columns, b.samples_per_pixel) {
            return Ok(Some("the pictures differ in size".to_owned()));
        }
        values += a.samples.len() as u64;
        if a.samples == b.samples {
            continue;
        }
        let (count, distance) = distances(&a.samples, &b.samples);
        apart += count;
        frames_apart += u64::from(count > 0);
        most = most.max(distance);
    }
    let missing = if left == right { String::new() } else { format!("{left} and {right} frames") };
    if apart == 0 {
        return Ok((!missing.is_empty()).then_some(missing));
    }
    let of_frames = format!("{apart} of {values} decoded values differ, by at most {most}, in {frames_apart} frames");
    Ok(Some(if missing.is_empty() { of_frames } else { format!("{missing}; {of_frames}") }))
}

/// How many values differ, and by how much at most.
fn distances(a: &Samples, b: &Samples) -> (u64, f64) {
    let pairs = (0..a.len()).filter_map(|index| Some((a.value(index)?, b.value(index)?)));
    let apart = pairs.map(|(a, b)| if a.to_bits() == b.to_bits() { 0.0 } else { (a - b).abs() });
    apart.filter(|distance| *distance != 0.0).fold((0, 0.0), |(count, most), distance| (count + 1, distance.max(most)))
}
