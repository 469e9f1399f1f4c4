//! Numbers as text of steady width.

/// A value with as many decimals as its kind needs: none for whole values, else about five significant digits.
pub fn value(value: f64) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let digits = match value.abs() {
        a if a >= 1000.0 => 1,
        a if a >= 10.0 => 2,
        a if a >= 0.1 => 4,
        a if a >= 0.001 => 6,
        _ => return format!("{value:.4e}"),
    };
    let text = format!("{value:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A length in mm, or in cm or µm where that reads better.
pub fn length(mm: f64) -> String {
    if mm < 0.1 {
        return format!("{} µm", value(mm * 1000.0));
    }
    if mm >= 100.0 && mm % 10.0 == 0.0 { format!("{} cm", value(mm / 10.0)) } else { format!("{} mm", value(mm)) }
}

/// The largest of 1, 2, 5 times a power of ten that is at most `mm`: how long a scale bar is.
pub fn round_length(mm: f64) -> f64 {
    let power = 10f64.powf(mm.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|step| step * power).find(|length| *length <= mm).unwrap_or(power)
}
