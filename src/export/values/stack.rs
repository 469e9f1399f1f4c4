//! Values of the stack that is looked at.

use std::path::Path;

use crate::{
    export::{
        ExportError, NewFile, Progress,
        frames::{Chosen, OpenObject, batch, on_own_threads},
        said::{ended, saved},
    },
    image::{EqualizeSettings, Picture, Presentation, Voi},
    state::{FrameKey, FramePlace, ImageState},
};

use super::{FileKind, Made, Series, Values};

/// Which values.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Meaning {
    /// In the image's unit.
    #[default]
    Unit,
    /// On a further scale of the file, by its label.
    Scale(String),
    /// Integers as stored.
    Stored,
    /// Red, green and blue.
    Colours,
    /// Brightness of the equalised picture.
    Equalised(EqualizeSettings),
}

/// What is written, and how.
#[derive(Clone, Debug)]
pub struct ValueJob {
    /// Which frames.
    pub chosen: Chosen,
    /// They have an axis of their own, even where there is but one.
    pub has_axis: bool,
    /// The frames are those of a clip: their times are known.
    pub is_clip: bool,
    /// Which values.
    pub meaning: Meaning,
    /// What they become.
    pub kind: FileKind,
    /// Bytes that one frame takes, about.
    pub frame_bytes: usize,
}

impl ValueJob {
    /// For frames of an image.
    pub fn new(image: &ImageState, chosen: Chosen, has_axis: bool, meaning: Meaning, kind: FileKind) -> Self {
        let frame_bytes = image.picture().map_or(0, |picture| picture.byte_len_shown().saturating_mul(3));
        Self { chosen, has_axis, is_clip: image.timeline().is_some(), meaning, kind, frame_bytes }
    }

    /// Writes to a file, which may be replaced; gives one sentence about it. Its name decides on the kind where it has the
    /// ending of one, else it gets that of the kind.
    ///
    /// # Errors
    /// Where nothing could be written, and why.
    pub fn write(&self, open: &OpenObject, path: &Path, progress: &Progress) -> Result<String, ExportError> {
        let (path, kind) = match (FileKind::named(path), self.kind) {
            (None, kind) => (ended(path, kind.extension())?, kind),
            // How TIFF's samples are was chosen.
            (Some(FileKind::Tiff { .. }), kind @ FileKind::Tiff { .. }) => (path.to_owned(), kind),
            (Some(named), _) => (path.to_owned(), named),
        };
        on_own_threads(|| {
            let make = |index: usize| self.made(index, open);
            let durations: &[f64] = if self.is_clip && self.has_axis { &self.chosen.durations_ms } else { &[] };
            let series = Series {
                numbers: &self.chosen.numbers,
                durations_ms: durations,
                has_axis: self.has_axis,
                make: &make,
                batch: batch(self.frame_bytes),
            };
            let mut file = NewFile::create(&path)?;
            series.write(&mut file, kind, progress)?;
            file.finish()?;
            let frames = match self.chosen.keys.len() {
                1 => String::new(),
                many => format!(", {many} frames"),
            };
            Ok(format!("{}{frames}", saved(&path)))
        })?
    }

    fn made(&self, index: usize, open: &OpenObject) -> Result<Made, String> {
        let FrameKey { id, frame } = self.chosen.keys.get(index).copied().ok_or("There is no such frame.")?;
        let object = open(id).map_err(|error| error.to_string())?;
        let loaded = object.load(frame).map_err(|error| error.to_string())?;
        let FramePlace { plane, spacing, .. } = FramePlace::of(&object, frame);
        let whole = |values, unit| Ok(Made { values, unit, plane, spacing });
        if self.meaning == Meaning::Stored {
            return whole(Values::Stored(loaded.as_declared()), String::new());
        }
        let picture = Picture::new(loaded.frame, loaded.model);
        let model = picture.model();
        match &self.meaning {
            Meaning::Unit | Meaning::Stored => {
                whole(Values::modality(picture.frame(), &model.modality), model.unit.symbol().to_owned())
            }
            Meaning::Scale(label) => {
                let scale = model.scales.iter().find(|scale| scale.label == *label);
                let scale = scale.ok_or_else(|| format!("The frame has no {label}; choose other values."))?;
                whole(Values::on_scale(&picture, scale), scale.unit.clone())
            }
            Meaning::Colours => {
                let values = Values::rgb(&picture, false).ok_or("The frame is grey; choose other values.")?;
                whole(values, String::new())
            }
            Meaning::Equalised(settings) => {
                let presentation = Presentation::with_voi(Voi::Equalized(settings.clone()));
                let values = Values::brightness(&picture, &presentation);
                whole(values.ok_or("The frame is in colours; choose other values.")?, String::new())
            }
        }
    }
}
