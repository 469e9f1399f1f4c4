//! _Photometric Interpretation_ (0028,0004), PS3.3 C.7.6.3.1.2.

/// What the samples of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum PhotometricInterpretation {
    /// Low values are white.
    Monochrome1,
    /// Low values are black.
    Monochrome2,
    /// Indices into a palette.
    PaletteColor,
    /// Red, green, blue.
    Rgb,
    /// Full-range luminance and chrominance (YBR_FULL, and YBR_FULL_422 once upsampled).
    YbrFull,
    /// Full range, chroma halved horizontally in the stored bytes.
    YbrFull422,
    /// Studio range (retired YBR_PARTIAL_422/420 once upsampled).
    YbrPartial,
    /// JPEG 2000 irreversible transform: samples are RGB after the codec.
    YbrIct,
    /// JPEG 2000 reversible transform: samples are RGB after the codec.
    YbrRct,
}
