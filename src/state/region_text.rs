//! The figures of a region in words, beside it and in a list.

use crate::annotation::Measured;

use super::format;

/// The lines of figures that stand beside a region.
pub fn summary(measured: &Measured) -> Vec<String> {
    let Some(figures) = measured.first() else { return Vec::new() };
    if figures.count == 0 {
        return vec!["No values here".to_owned(), area(measured)];
    }
    let kind = if figures.name == "Values" { "Mean" } else { figures.name.as_str() };
    let unit = spaced(&figures.unit);
    let mean = format!("{kind} {}  SD {}{unit}", figure(figures.mean), figure(figures.sd));
    let basis = measured.area.basis_label();
    let basis = if basis.is_empty() { String::new() } else { format!("  {basis}") };
    let range = format!("{} to {}  {}{basis}", figure(figures.min), figure(figures.max), area(measured));
    // A PET picture is read by its SUV.
    let suv = measured.figures.iter().find(|figures| figures.name.starts_with("SUV"));
    let suv = suv.map(|suv| format!("{} mean {}  max {}", suv.name, figure(suv.mean), figure(suv.max)));
    [mean, range].into_iter().chain(suv).collect()
}

/// A unit behind a number.
pub fn spaced(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

/// A figure to be read.
pub fn figure(value: Option<f64>) -> String {
    // Two decimals are enough to read, but for values that have no more than that.
    let rounded = |value: f64| if value.abs() >= 1.0 { (value * 100.0).round() / 100.0 } else { value };
    value.map_or_else(|| "none".to_owned(), |value| format::value(rounded(value)))
}

/// The area with its unit.
pub fn area(measured: &Measured) -> String {
    format!("{} {}", format::value(measured.area.value), measured.area.unit())
}
