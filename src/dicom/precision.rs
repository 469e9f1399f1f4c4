//! Samples whose sign contradicts the header (PS3.5 8.2.4, PS3.3 C.7.6.3.1).

use crate::image::Samples;

/// Whether the samples are of a signed kind.
pub(super) fn is_signed(samples: &Samples) -> bool {
    !matches!(samples, Samples::U8(_) | Samples::U16(_) | Samples::U32(_))
}

/// The lowest `bits` bits of each sample, read with or without a sign.
pub(super) fn reread(samples: Samples, bits: u32, signed: bool) -> Samples {
    macro_rules! reread {
        ($values:expr, $unsigned:ty, $signed:ty, $variant_u:ident, $variant_i:ident) => {{
            let shift = <$unsigned>::BITS.saturating_sub(bits);
            match signed {
                true => Samples::$variant_i(
                    $values.into_iter().map(|value| ((value as $unsigned) << shift) as $signed >> shift).collect(),
                ),
                false => Samples::$variant_u(
                    $values.into_iter().map(|value| ((value as $unsigned) << shift) >> shift).collect(),
                ),
            }
        }};
    }
    match samples {
        Samples::U8(values) => reread!(values, u8, i8, U8, I8),
        Samples::I8(values) => reread!(values, u8, i8, U8, I8),
        Samples::U16(values) => reread!(values, u16, i16, U16, I16),
        Samples::I16(values) => reread!(values, u16, i16, U16, I16),
        Samples::U32(values) => reread!(values, u32, i32, U32, I32),
        Samples::I32(values) => reread!(values, u32, i32, U32, I32),
        Samples::F32(values) => Samples::F32(values),
        Samples::F64(values) => Samples::F64(values),
    }
}
