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
        _ => return format!("{value:.4e}"),
    };
    format!("{value:.digits$}")
}

/// A count of bytes in the unit a person would use.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
    let mut size = count as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && size < 100.0);
    format!("{size:.digits$} {}", UNITS.get(unit).copied().unwrap_or_default())
}

/// A length in mm, or in cm where that reads better.
pub fn length(mm: f64) -> String {
    if mm >= 100.0 && mm % 10.0 == 0.0 { format!("{} cm", value(mm / 10.0)) } else { format!("{} mm", value(mm)) }
}
