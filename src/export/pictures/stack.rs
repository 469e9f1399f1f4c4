//! Pictures of the stack that is looked at, under what is chosen on screen.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::{
    export::{
        ExportError, NewFile, Progress,
        frames::{Chosen, OpenObject, batch, on_own_threads},
        said::{ended, saved},
    },
    state::ImageState,
};

use super::{Clip, Encoding, Failed, Format, Look, Place, Sequence, Written, draw};

/// What is written, and how.
#[derive(Clone, Debug)]
pub struct PictureJob {
    /// What is on screen: presentation, view, regions.
    pub image: ImageState,
    /// Which frames of its stack.
    pub chosen: Chosen,
    /// How they are drawn.
    pub look: Look,
    /// What they become.
    pub output: Output,
}

/// What pictures become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// One picture in one file.
    Picture(Encoding),
    /// Numbered files in a folder.
    Files(Encoding),
    /// One file with all of them.
    Clip(Clip),
}

impl PictureJob {
    /// Writes to a file or folder; gives one sentence about it. A file may be replaced, those in a folder never are. A
    /// file's name decides on the format where it has the ending of one, else it gets that of the format.
    ///
    /// # Errors
    /// Where nothing could be written, and why.
    pub fn write(&self, open: &OpenObject, path: &Path, progress: &Progress) -> Result<String, ExportError> {
        let (path, output) = self.placed(path)?;
        on_own_threads(|| self.work(open, &path, output, progress))?
    }

    /// Where it goes and what it becomes there: no file says one thing by its name and holds another.
    fn placed(&self, path: &Path) -> Result<(PathBuf, Output), ExportError> {
        let mut output = self.output;
        let format = match &mut output {
            Output::Files(_) => return Ok((path.to_owned(), output)),
            Output::Picture(encoding) => &mut encoding.format,
            Output::Clip(clip) => &mut clip.format,
        };
        let path = match Format::from_path(path) {
            Ok(named) => {
                *format = named;
                path.to_owned()
            }
            Err(_) => ended(path, format.extension())?,
        };
        Ok((path, output))
    }

    fn work(&self, open: &OpenObject, path: &Path, output: Output, progress: &Progress) -> Result<String, ExportError> {
        // The one on screen is there already.
        let shown = self.image.loaded.key.zip(self.image.read_frame());
        let noticed = Mutex::new(0usize);
        let make = |index: usize| {
            let known = shown.as_ref().filter(|(key, _)| self.chosen.keys.get(index) == Some(key));
            let (key, read) = match known {
                Some((key, read)) => (*key, read.clone()),
                None => self.chosen.read(index, open)?,
            };
            if read.picture.frame().rows_present < read.picture.frame().rows {
                *noticed.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            }
            draw(&self.image.showing(key, &read), &self.look).map_err(|error| error.to_string())
        };
        let Some(picture) = self.image.picture() else {
            return Err(ExportError::DoesNotFit("There is no picture; open an image first.".into()));
        };
        let frame = picture.frame();
        let size = self.look.size_of([frame.columns, frame.rows], picture.model().pixel_aspect);
        let drawn = u64::from(size[0]) * u64::from(size[1]) * 8;
        let bytes = picture.byte_len_shown().saturating_add(usize::try_from(drawn).unwrap_or(usize::MAX));
        let places: Vec<Place> = self
            .chosen
            .numbers
            .iter()
            .zip(&self.chosen.durations_ms)
            .map(|(&number, &duration_ms)| Place { number, duration_ms })
            .collect();
        let sequence = Sequence { frames: &places, size, depth: self.look.depth, make: &make, batch: batch(bytes) };
        let (written, kind) = match output {
            Output::Picture(encoding) => {
                progress.expect(1);
                let made = make(0).map_err(ExportError::DoesNotFit)?;
                let mut file = NewFile::create(path)?;
                encoding.write(&mut file, &made)?;
                progress.advance(1)?;
                file.finish()?;
                (Written { frames: 1, failed: Vec::new() }, String::new())
            }
            Output::Files(encoding) => {
                let written = sequence.files(path, encoding, false, progress)?;
                let files = format!(" with {} files", written.frames);
                (written, files)
            }
            Output::Clip(clip) => {
                let written = sequence.clip(path, clip, progress)?;
                let frames = format!(", {} frames", written.frames + written.failed.len());
                (written, frames)
            }
        };
        let cut = noticed.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(format!("{}{kind}{}{}", saved(path), failures(&written.failed), incomplete(cut)))
    }
}

/// Which frames could not be decoded, and why the first could not.
fn failures(failed: &[Failed]) -> String {
    let Some(first) = failed.first() else { return String::new() };
    let others = match failed.len() {
        1 => String::new(),
        more => format!(", and {} more", more - 1),
    };
    format!("; frame {}{others} cannot be shown: {}", first.number, first.why)
}

fn incomplete(cut: usize) -> String {
    if cut == 0 { String::new() } else { "; rows that the file does not hold are striped".to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn the_ending_and_what_is_written_agree() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::Picture(Encoding::new(Format::Png));
        let job = PictureJob { image: ImageState::default(), chosen: Chosen::default(), look: Look::PLAIN, output };
        let placed = |name: &str| job.placed(&folder.path().join(name));
        let (path, output) = placed("a.JPG").unwrap();
        assert_eq!((path, output), (folder.path().join("a.JPG"), Output::Picture(Encoding::new(Format::Jpeg))));
        let (path, output) = placed("slice 1.5 mm").unwrap();
        assert_eq!((path.clone(), output), (folder.path().join("slice 1.5 mm.png"), job.output));
        // Nobody was asked whether this one may go.
        std::fs::write(path, "older").unwrap();
        assert!(matches!(placed("slice 1.5 mm"), Err(ExportError::Exists)));
    }
}
