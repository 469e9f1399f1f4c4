//! The view as Python code: what a student types to get the same picture.
//!
//! Only the name of the file is written, no folder and nothing about the patient.

mod fastai;
mod of_state;
mod pydicom;
mod python;

use crate::{
    geometry::View,
    image::{LookupTable, Picture, Presentation, Samples},
};

use python::Script;

pub use fastai::fastai;
pub use pydicom::pydicom;

/// What the code shows.
#[derive(Clone, Copy, Debug)]
pub struct CodeView<'a> {
    /// Name of the file, without folders.
    pub file_name: &'a str,
    /// Frame within the file, 0-based.
    pub frame: usize,
    /// Frames of the file.
    pub frames: usize,
    /// The frame.
    pub picture: &'a Picture,
    /// How it is shown.
    pub presentation: &'a Presentation,
    /// How it lies.
    pub view: View,
    /// First and last column and row on screen, as left, top, right, bottom with the latter two not in it; `None` for all.
    pub visible: Option<[u32; 4]>,
}

impl CodeView<'_> {
    /// Stored values of at most 16 bits are windowed as they are; wider ones as 32-bit floats.
    fn is_narrow(&self) -> bool {
        let samples = &self.picture.frame().samples;
        matches!(samples, Samples::U8(_) | Samples::I8(_) | Samples::U16(_) | Samples::I16(_))
    }

    /// Polarity and the person's invert together.
    fn is_reversed(&self) -> bool {
        self.picture.model().inverse_polarity != self.presentation.invert
    }

    /// The map's name where it is not grey.
    fn colour_map(&self) -> Option<&str> {
        Some(self.presentation.colour_map.as_str()).filter(|name| *name != "grey")
    }

    /// One comment for each thing that lies over the picture in the viewer and is not in a script.
    fn note_what_is_left_out(&self, script: &mut Script) {
        let over = [
            (!self.presentation.labels.is_empty(), "The bands of values painted over the picture are left out."),
            (self.presentation.overlays && self.picture.has_overlays(), "The file's overlays are left out."),
            (self.presentation.shutters && self.picture.has_shutter(), "The file's display shutter is left out."),
        ];
        for (_, what) in over.into_iter().filter(|(is_shown, _)| *is_shown) {
            script.comment(what);
        }
    }

    fn presentation_lut(&self) -> Option<&LookupTable> {
        self.picture.model().presentation_lut.as_deref()
    }
}

#[cfg(test)]
mod tests;
