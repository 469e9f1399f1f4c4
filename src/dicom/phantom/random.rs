//! Pseudo-random numbers and UIDs that depend on nothing but what is asked.

/// A UID under 2.25 for a name, the same each time (PS3.5 B.2).
pub(super) fn uid(name: &str) -> String {
    let hash = name.bytes().fold(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B)
    });
    // The version and variant bits of a UUID made by a rule of one's own (RFC 9562, version 8).
    let version = hash & !(0xF << 76) | 8 << 76;
    let uuid = version & !(0b11 << 62) | 0b10 << 62;
    format!("2.25.{uuid}")
}

/// Well mixed bits of a counter.
pub(super) fn bits(counter: u64) -> u64 {
    let mixed = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Evenly spread over 0..1.
pub(super) fn uniform(counter: u64) -> f32 {
    (bits(counter) >> 40) as f32 / (1_u64 << 24) as f32
}

/// Near enough to a normal deviate of mean 0 and standard deviation 1: four 16-bit uniforms added up.
pub(super) fn normal(counter: u64) -> f32 {
    let bits = bits(counter);
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
    // The sum of four uniforms over 0..=65535 has this mean and this deviation.
    (sum as f32 - 131_070.0) / 37_837.2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_are_valid_and_distinct() {
        let (first, second) = (uid("study"), uid("series 1"));
        assert!(first.len() <= 64 && first != second && first == uid("study"));
        assert!(first[5..].bytes().all(|byte| byte.is_ascii_digit()) && !first.starts_with("2.25.0"));
    }

    #[test]
    fn normal_deviates_are_centred() {
        let values: Vec<f32> = (0..10_000).map(normal).collect();
        let mean = values.iter().sum::<f32>() / 1e4;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / 1e4).sqrt();
        assert!(mean.abs() < 0.03 && (deviation - 1.0).abs() < 0.03, "{mean} {deviation}");
    }
}
