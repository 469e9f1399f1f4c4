//! One frame or many in one file.

use std::{
    io::{Seek, Write},
    path::Path,
};

use rayon::prelude::*;

use crate::export::{ExportError, Progress};

use super::{
    Made, Values,
    npy::{Array, Element},
    npz, tiff,
};

/// Frames whose values are written, in this order.
pub struct Series<'a> {
    /// Their numbers as a person counts, from 1.
    pub numbers: &'a [usize],
    /// How long each stays where they are a clip, ms; else empty.
    pub durations_ms: &'a [f64],
    /// There is an axis for the frames, even where there is but one.
    pub has_axis: bool,
    /// Makes the values of the frame at this index of `numbers`; from any thread, and for TIFF more than once.
    pub make: &'a (dyn Fn(usize) -> Result<Made, String> + Sync),
    /// How many are made at a time.
    pub batch: usize,
}

/// The kinds of files that values go into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A NumPy array.
    Npy,
    /// A zip of NumPy arrays: `pixels` and what is known about them.
    Npz,
    /// TIFF, a page for each frame. Negative values are signed samples, or, where `unsigned`, raised by 32768.
    Tiff {
        /// Samples are never signed.
        unsigned: bool,
    },
}

impl FileKind {
    /// By the extension of a file name, in any case; NumPy's without a known one. TIFF samples may be signed.
    pub fn from_path(path: &Path) -> Self {
        Self::named(path).unwrap_or(Self::Npy)
    }

    /// The same; `None` without a known one.
    pub fn named(path: &Path) -> Option<Self> {
        match path.extension().unwrap_or_default().to_string_lossy().to_lowercase().as_str() {
            "npy" => Some(Self::Npy),
            "npz" => Some(Self::Npz),
            "tif" | "tiff" => Some(Self::Tiff { unsigned: false }),
            _ => None,
        }
    }

    /// The extension that files of it get.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Npy => "npy",
            Self::Npz => "npz",
            Self::Tiff { .. } => "tif",
        }
    }
}

/// What all frames have in common, by the first one.
pub(super) struct Form {
    pub element: Element,
    /// Of one frame.
    pub shape: Vec<u64>,
}

impl Series<'_> {
    /// Writes an `.npy` to a stream.
    pub fn npy(&self, out: impl Write, progress: &Progress) -> Result<(), ExportError> {
        progress.expect(self.numbers.len() as u64);
        let mut out = Some(out);
        let mut array = None;
        self.each(|_, form, made| {
            if let Some(out) = out.take() {
                array = Some(Array::new(out, form.element, &self.shape(form))?);
            }
            if let Some(array) = &mut array {
                put(array, &made.values)?;
            }
            progress.advance(1)
        })?;
        array.map_or_else(|| Err(nothing()), |array| array.finish().map(|_| ()))
    }

    /// Writes a file of any kind.
    pub fn write(&self, out: impl Write + Seek, kind: FileKind, progress: &Progress) -> Result<(), ExportError> {
        match kind {
            FileKind::Npy => self.npy(out, progress),
            FileKind::Npz => npz::write(self, out, progress),
            FileKind::Tiff { unsigned } => tiff::write(self, out, unsigned, progress),
        }
    }

    /// The shape of all frames together.
    pub(super) fn shape(&self, form: &Form) -> Vec<u64> {
        let frames = self.has_axis.then_some(self.numbers.len() as u64);
        frames.into_iter().chain(form.shape.iter().copied()).collect()
    }

    /// Makes the values of every frame, a few side by side, and hands them on in order. All must be of one form.
    pub(super) fn each(
        &self,
        mut put: impl FnMut(usize, &Form, &Made) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut form: Option<Form> = None;
        let mut start = 0;
        while start < self.numbers.len() {
            // The first one alone: a file that cannot be served is refused before anything is written.
            let batch = if start == 0 { 1 } else { self.batch.max(1) };
            let end = self.numbers.len().min(start.saturating_add(batch));
            let made: Vec<_> = (start..end).into_par_iter().map(self.make).collect();
            for (index, made) in (start..end).zip(made) {
                let made = made.map_err(|why| self.named(index, why))?;
                let (element, shape) = (made.values.element(), made.values.shape());
                let form = form.get_or_insert_with(|| Form { element, shape: shape.clone() });
                if form.element != element || form.shape != shape {
                    return Err(ExportError::DoesNotFit(
                        "The frames differ in size or kind; choose one frame, or another kind of values.".into(),
                    ));
                }
                put(index, form, &made)?;
            }
            start = end;
        }
        Ok(())
    }

    /// A fault of one frame among several says which.
    fn named(&self, index: usize, why: String) -> ExportError {
        let number = self.numbers.get(index).filter(|_| self.numbers.len() > 1);
        ExportError::DoesNotFit(number.map_or_else(|| why.clone(), |number| format!("Frame {number}: {why}")))
    }
}

/// Adds the values of a frame to an array of their kind.
pub(super) fn put<W: Write>(array: &mut Array<W>, values: &Values) -> Result<(), ExportError> {
    match values {
        Values::Stored(frame) => array.samples(&frame.samples),
        Values::Modality(_, values) | Values::Brightness { planes: values, .. } => array.f32s(values),
        Values::Rgb(_, bytes) | Values::Mask(_, bytes) => array.u8s(bytes),
    }
}

pub(super) fn nothing() -> ExportError {
    ExportError::DoesNotFit("There are no frames to write; choose a file with frames.".into())
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
