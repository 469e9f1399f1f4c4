//! What an uptake is divided by besides the dose: weight, lean body mass, body surface.

/// Sex as the formulas know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    Male,
    Female,
}

/// Lean body mass in kg (James 1976): 1.10 W - 128 (W/H)^2 for men, 1.07 W - 148 (W/H)^2 for women, W in kg, H in cm.
/// `None` where the formula leaves its range: it falls again for the very heavy.
pub(super) fn lean_body_mass_kg(sex: Sex, weight_kg: f64, height_m: f64) -> Option<f64> {
    let ratio = weight_kg / (height_m * 100.0);
    let mass = match sex {
        Sex::Male => 1.10 * weight_kg - 128.0 * ratio * ratio,
        Sex::Female => 1.07 * weight_kg - 148.0 * ratio * ratio,
    };
    (mass > 0.0 && mass <= weight_kg).then_some(mass)
}

/// Body surface in cm2 (Du Bois 1916): 71.84 W^0.425 H^0.725, W in kg, H in cm.
pub(super) fn body_surface_cm2(weight_kg: f64, height_m: f64) -> f64 {
    71.84 * weight_kg.powf(0.425) * (height_m * 100.0).powf(0.725)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn masses_and_surfaces_are_those_worked_by_hand() {
        // 80 kg, 1.80 m: (80/180)^2 = 0.197530864; 88 - 25.283950617; 85.6 - 29.234567901.
        assert!((lean_body_mass_kg(Sex::Male, 80.0, 1.8).unwrap() - 62.716_049_383).abs() < 1e-8);
        assert!((lean_body_mass_kg(Sex::Female, 80.0, 1.8).unwrap() - 56.365_432_099).abs() < 1e-8);
        // 70 kg and 1.70 m are 1.81 m2 in every table of Du Bois.
        assert!((body_surface_cm2(70.0, 1.7) / 10_000.0 - 1.810).abs() < 1e-3);
        assert_eq!(lean_body_mass_kg(Sex::Female, 300.0, 1.5), None);
    }
}
