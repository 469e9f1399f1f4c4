//! One picture of an image, as it is looked at.

use std::io;

use crate::{
    export::ExportError,
    geometry::{Placement, Spacing, SpacingBasis, View, Zoom},
    image::{Highlight, Picture, Pixels8, Pixels16, Presentation, ValuePlane, native16, render},
    state::ImageState,
};

use super::annotate;

/// How an image becomes a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// How large, and which way round.
    pub size: Size,
    /// Levels of a grey picture.
    pub depth: Depth,
    /// What is drawn over it; `None` for the picture alone.
    pub annotations: Option<Annotations>,
}

/// How large a picture is, and which way round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// A pixel for each pixel of the image, Rows x Columns, unturned; pixels that are not square are not stretched.
    Native,
    /// As a viewport of so many pixels (width, height) shows it: zoomed, turned, flipped, in true proportion.
    OnScreen([u32; 2]),
    /// The whole image, unturned, with so many pixels for each of its columns, in true proportion.
    Scaled(f64),
}

/// Bits of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 256 levels.
    #[default]
    Eight,
    /// 65536 levels; for grey pictures at their own size, without annotations.
    Sixteen,
}

/// What is drawn over a picture: letters of the directions, scale bar, window, place in the series, warnings, the visible
/// regions with their figures, and bands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// Who it is, where and when as well: name, ID, birth date, institution, study, and what else stands in the corners and
    /// beside regions as somebody typed it. Without it none of that is drawn.
    pub identity: bool,
}

/// A picture with its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// 8 bits a sample.
    Eight(Pixels8),
    /// 16 bits a sample.
    Sixteen(Pixels16),
}

/// A picture with what is known of its size in the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The pixels.
    pub drawn: Drawn,
    /// Pixels a length; `None` where that is not known for sure.
    pub resolution: Option<Resolution>,
}

/// Pixels a millimetre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolution {
    /// From left to right.
    pub columns_per_mm: f64,
    /// From top to bottom.
    pub rows_per_mm: f64,
}

/// The longest side of a picture that is resampled, pixels.
const LONGEST: u32 = 16_384;

impl Look {
    /// The picture alone, at its own size, with 8 bits.
    pub const PLAIN: Self = Self { size: Size::Native, depth: Depth::Eight, annotations: None };

    /// Columns and rows of the picture of an image that has so many.
    pub fn size_of(&self, [columns, rows]: [u32; 2], pixel_aspect: f64) -> [u32; 2] {
        let aspect = if pixel_aspect.is_finite() && pixel_aspect > 0.0 { pixel_aspect } else { 1.0 };
        let length = |pixels: u32, scale: f64| (f64::from(pixels) * scale).round().clamp(1.0, 1e9) as u32;
        match self.size {
            Size::Native => [columns, rows],
            Size::OnScreen(viewport) => viewport,
            Size::Scaled(scale) => [length(columns, scale), length(rows, scale * aspect)],
        }
    }
}

/// The picture of an image that has a frame and a presentation.
pub fn draw(image: &ImageState, look: &Look) -> Result<Shown, ExportError> {
    let Some((picture, presentation)) = image.picture().zip(image.presentation()) else {
        return Err(ExportError::DoesNotFit("There is no picture; open an image first.".into()));
    };
    let spacing = image.loaded.place.spacing.filter(|_| look.size == Size::Native);
    let resolution = spacing.as_ref().and_then(Resolution::of);
    if look.depth == Depth::Sixteen {
        if look.size != Size::Native || look.annotations.is_some() {
            let why = "16 bits are for the picture alone at its own size; leave the other choices out, or take 8 bits.";
            return Err(ExportError::DoesNotFit(why.into()));
        }
        let why = "The picture is in colours, and those have 8 bits; take 8 bits.";
        let pixels = native16(picture, presentation).ok_or_else(|| ExportError::DoesNotFit(why.into()))?;
        return Ok(Shown { drawn: Drawn::Sixteen(pixels), resolution });
    }
    let (view, placement) = lie(image, picture, look)?;
    let pixels = match look.size {
        Size::Native => render::native(picture, presentation),
        _ => on_screen(image, picture, presentation, &view, &placement),
    };
    let pixels = match look.annotations {
        Some(annotations) => {
            let pixels = with_bands(picture, presentation, &view, &placement, pixels);
            annotate::annotate(image, &view, &placement, annotations, pixels)
        }
        None => pixels,
    };
    Ok(Shown { drawn: Drawn::Eight(pixels), resolution })
}

/// How the image lies on the picture.
fn lie(image: &ImageState, picture: &Picture, look: &Look) -> Result<(View, Placement), ExportError> {
    let own = [picture.frame().columns, picture.frame().rows];
    let aspect = picture.model().pixel_aspect;
    let viewport = look.size_of(own, aspect);
    let (view, pixel_aspect) = match look.size {
        Size::Native => (View { zoom: Zoom::Scale(1.0), ..View::default() }, 1.0),
        Size::OnScreen(_) => (image.view, aspect),
        Size::Scaled(scale) => (View { zoom: Zoom::Scale(scale), ..View::default() }, aspect),
    };
    if look.size != Size::Native && viewport.iter().any(|length| !(1..=LONGEST).contains(length)) {
        return Err(ExportError::DoesNotFit(format!(
            "The picture would be {} x {} pixels, and {LONGEST} are the most; choose a smaller scale.",
            viewport[0], viewport[1]
        )));
    }
    Ok((view, Placement { image: own, pixel_aspect, viewport: viewport.map(f64::from) }))
}

/// The same pixels as a viewport of this size.
fn on_screen(
    image: &ImageState,
    picture: &Picture,
    presentation: &Presentation,
    view: &View,
    placement: &Placement,
) -> Pixels8 {
    let map = view.pixel_from_screen(placement);
    let [width, height] = placement.viewport.map(|length| length as usize);
    let plane = ValuePlane::new(picture, &map, [width, height], presentation.interpolation);
    let mut rgba = Vec::new();
    plane.paint(picture, presentation, &mut rgba);
    if let Some(wipe) = image.wipe.as_ref().filter(|_| *view == image.view) {
        let first = (wipe.at.clamp(0.0, 1.0) * width as f64).round() as usize;
        let mut other = Vec::new();
        plane.paint(picture, &wipe.other, &mut other);
        for (own, beside) in rgba.chunks_mut(width * 4).zip(other.chunks(width * 4)) {
            if let Some((own, beside)) = own.get_mut(first * 4..).zip(beside.get(first * 4..)) {
                own.copy_from_slice(beside);
            }
        }
    }
    let [columns, rows] = [width as u32, height as u32];
    let pixels = rgba.as_chunks::<4>().0;
    if !picture.is_colour() && pixels.iter().all(|[red, green, blue, _]| red == green && green == blue) {
        return Pixels8 { columns, rows, channels: 1, data: pixels.iter().map(|[grey, ..]| *grey).collect() };
    }
    let data = pixels.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect();
    Pixels8 { columns, rows, channels: 3, data }
}

/// Bands are painted over values as in the viewport.
fn with_bands(
    picture: &Picture,
    presentation: &Presentation,
    view: &View,
    placement: &Placement,
    pixels: Pixels8,
) -> Pixels8 {
    let labels = &presentation.labels;
    if labels.is_empty() {
        return pixels;
    }
    let size = [pixels.columns as usize, pixels.rows as usize];
    let mut rgba: Vec<u8> = match pixels.channels {
        1 => pixels.data.iter().flat_map(|&grey| [grey, grey, grey, 255]).collect(),
        _ => pixels.data.as_chunks::<3>().0.iter().flat_map(|&[red, green, blue]| [red, green, blue, 255]).collect(),
    };
    let highlight = Highlight { glow: None, accent: [0; 3], channel: Default::default(), labels };
    highlight.paint(picture, presentation, &view.pixel_from_screen(placement), size, &mut rgba);
    let data = rgba.as_chunks::<4>().0.iter().flat_map(|&[red, green, blue, _]| [red, green, blue]).collect();
    Pixels8 { channels: 3, data, ..pixels }
}

impl Drawn {
    /// Columns and rows.
    pub fn size(&self) -> [u32; 2] {
        match self {
            Self::Eight(pixels) => [pixels.columns, pixels.rows],
            Self::Sixteen(pixels) => [pixels.columns, pixels.rows],
        }
    }

    /// 1 (grey) or 3 (red, green, blue).
    pub fn channels(&self) -> u8 {
        match self {
            Self::Eight(pixels) => pixels.channels,
            Self::Sixteen(pixels) => pixels.channels,
        }
    }

    /// Bytes of its samples.
    pub fn byte_len(&self) -> u64 {
        match self {
            Self::Eight(pixels) => pixels.data.len() as u64,
            Self::Sixteen(pixels) => pixels.data.len() as u64 * 2,
        }
    }

    /// A grey picture in three equal colours; one in colours as it is.
    #[must_use]
    pub fn in_colour(self) -> Self {
        match self {
            Self::Eight(pixels) if pixels.channels == 1 => {
                let data = pixels.data.into_iter().flat_map(|grey| [grey; 3]).collect();
                Self::Eight(Pixels8 { channels: 3, data, ..pixels })
            }
            Self::Sixteen(pixels) if pixels.channels == 1 => {
                let data = pixels.data.into_iter().flat_map(|grey| [grey; 3]).collect();
                Self::Sixteen(Pixels16 { channels: 3, data, ..pixels })
            }
            other => other,
        }
    }

    /// Whether there are as many samples as its size says, and any.
    pub(super) fn check(&self) -> Result<(), ExportError> {
        let [columns, rows] = self.size().map(u64::from);
        let samples = columns * rows * u64::from(self.channels());
        let there = match self {
            Self::Eight(pixels) => pixels.data.len() as u64,
            Self::Sixteen(pixels) => pixels.data.len() as u64,
        };
        if there != samples || there == 0 { Err(io::Error::from(io::ErrorKind::InvalidInput).into()) } else { Ok(()) }
    }
}

impl Resolution {
    /// By the distance of pixels, where that is a length in the patient: not on a detector, and no guess.
    pub fn of(spacing: &Spacing) -> Option<Self> {
        let is_true =
            matches!(spacing.basis, SpacingBasis::Patient | SpacingBasis::Calibrated | SpacingBasis::UltrasoundRegion);
        let [columns_per_mm, rows_per_mm] = [1.0 / spacing.column_mm, 1.0 / spacing.row_mm];
        let is_usable = |per_mm: f64| per_mm.is_finite() && per_mm > 0.0;
        (is_true && is_usable(columns_per_mm) && is_usable(rows_per_mm)).then_some(Self { columns_per_mm, rows_per_mm })
    }

    /// Pixels a metre, for PNG; `None` beyond what the format can say.
    pub(super) fn per_metre(&self) -> Option<[u32; 2]> {
        let per_metre = |per_mm: f64| {
            let found = (per_mm * 1000.0).round();
            (1.0..=2_147_483_647.0).contains(&found).then_some(found as u32)
        };
        Some([per_metre(self.columns_per_mm)?, per_metre(self.rows_per_mm)?])
    }

    /// Pixels a centimetre, for JPEG, in whole numbers; `None` where those are far off.
    pub(super) fn per_cm(&self) -> Option<(u16, u16)> {
        let per_cm = |per_mm: f64| {
            let found = (per_mm * 10.0).round();
            let is_near = (found / (per_mm * 10.0) - 1.0).abs() < 0.01;
            (is_near && (1.0..=65_535.0).contains(&found)).then_some(found as u16)
        };
        Some((per_cm(self.columns_per_mm)?, per_cm(self.rows_per_mm)?))
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
