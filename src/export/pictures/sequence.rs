//! Many frames: into numbered files, a moving picture, or the pages of a TIFF. A few are made at a time, side by side.

use std::{io::Write, path::Path};

use rayon::prelude::*;

use crate::{
    export::{ExportError, NewFile, Progress, sweep_drafts, tiff},
    image::{Pixels8, Pixels16, hatched},
};

use super::{Depth, Drawn, Encoding, Format, Shown, apng, format::page, gif, numbered};

/// Frames to be written, in this order.
pub struct Sequence<'a> {
    /// Which, and how long each stays.
    pub frames: &'a [Place],
    /// Columns and rows that the pictures will have.
    pub size: [u32; 2],
    /// Their depth.
    pub depth: Depth,
    /// Makes the picture of the frame at this index of `frames`; from any thread.
    pub make: &'a (dyn Fn(usize) -> Result<Shown, String> + Sync),
    /// How many are made at a time.
    pub batch: usize,
}

/// One frame of a sequence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its number as a person counts, from 1: it is in the file's name.
    pub number: usize,
    /// How long it stays in a moving picture, ms.
    pub duration_ms: f64,
}

/// A frame that could not be made, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// [`Place::number`].
    pub number: usize,
    /// One sentence.
    pub why: String,
}

/// What became of a sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Frames in the files, stand-ins of a clip not counted.
    pub frames: usize,
    /// Frames that are left out of files and pages, and stand as stripes in a clip, so that it keeps its time.
    pub failed: Vec<Failed>,
}

/// What one file with several frames is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clip {
    /// GIF, APNG (or PNG, which is the same with one frame), or TIFF with a page for each frame.
    pub format: Format,
    /// It stops at its end instead of beginning again.
    pub once: bool,
}

impl Sequence<'_> {
    /// Writes `frame-0001.png` and so on into a folder, which is made if need be. All of the files appear at the end, or
    /// none where the work is stopped or the disk is full. Files that are there are not touched: the first is named in
    /// [`ExportError::Taken`], unless they may be replaced.
    pub fn files(
        &self,
        folder: &Path,
        encoding: Encoding,
        may_replace: bool,
        progress: &Progress,
    ) -> Result<Written, ExportError> {
        progress.expect(self.frames.len() as u64);
        let most = self.frames.iter().map(|place| place.number).max().unwrap_or(0);
        let digits = most.to_string().len().max(4);
        let name = |number: usize| format!("frame-{number:0digits$}.{}", encoding.format.extension());
        let names: Vec<String> = self.frames.iter().map(|place| name(place.number)).collect();
        let staged = numbered::Staged::new(folder, &names, may_replace)?;
        let mut written = Written::default();
        for start in (0..self.frames.len()).step_by(self.batch.max(1)) {
            let made: Vec<_> = self
                .batch_from(start)
                .into_par_iter()
                .map(|index| {
                    let made = match (self.make)(index) {
                        Err(why) => {
                            // Frames that fail take their time, too: the work can be stopped among them.
                            progress.advance(1)?;
                            return Ok(Err(why));
                        }
                        Ok(shown) => shown,
                    };
                    let mut file = NewFile::create(&staged.path(names.get(index).map_or("", String::as_str)))?;
                    encoding.write(&mut file, &made)?;
                    file.finish()?;
                    progress.advance(1)?;
                    Ok::<_, ExportError>(Ok(()))
                })
                .collect();
            for (index, made) in (start..).zip(made) {
                self.account(&mut written, index, made?.err());
            }
        }
        self.some(&written)?;
        staged.finish()?;
        Ok(written)
    }

    /// Writes one file with all frames. It appears whole or not at all.
    pub fn clip(&self, path: &Path, clip: Clip, progress: &Progress) -> Result<Written, ExportError> {
        progress.expect(self.frames.len() as u64);
        sweep_drafts(&[path.to_owned()]);
        // Greys take a third of the room; only a frame in colours among them tells that they will not do.
        for in_colour in [false, true] {
            progress.restart();
            let mut file = NewFile::create(path)?;
            let written = match clip.format {
                Format::Gif => self.gif(&mut file, clip.once, progress),
                Format::Png | Format::Apng => self.apng(&mut file, clip.once, in_colour, progress),
                Format::Tiff => self.pages(&mut file, progress),
                Format::Jpeg => Err(Trouble::Export(ExportError::DoesNotFit(
                    "JPEG holds one picture; choose gif, apng or tif for several, or numbered files.".into(),
                ))),
            };
            match written {
                Err(Trouble::Mixed) if !in_colour => continue,
                Err(trouble) => return Err(trouble.into()),
                Ok(written) => {
                    self.some(&written)?;
                    file.finish()?;
                    return Ok(written);
                }
            }
        }
        Err(mixed_sizes())
    }

    fn gif(&self, out: impl Write, once: bool, progress: &Progress) -> Result<Written, Trouble> {
        let mut animation = gif::Animation::new(out, self.size, once)?;
        let mut written = Written::default();
        self.each(
            |drawn| match drawn {
                Drawn::Eight(pixels) => Ok(gif::encode(&pixels)?),
                Drawn::Sixteen(_) => {
                    Err(ExportError::DoesNotFit("GIF holds 8 bits; choose apng or 8 bits.".into()).into())
                }
            },
            |index, frame, failed| {
                animation.push(frame, self.frames.get(index).map_or(0.0, |place| place.duration_ms))?;
                self.account(&mut written, index, failed);
                Ok(progress.advance(1)?)
            },
        )?;
        animation.finish()?;
        Ok(written)
    }

    fn apng(&self, out: impl Write, once: bool, in_colour: bool, progress: &Progress) -> Result<Written, Trouble> {
        let count = u32::try_from(self.frames.len()).map_err(|_| ExportError::DoesNotFit("Too many frames.".into()))?;
        let mut out = Some(out);
        let mut animation = None;
        let mut channels = None;
        let mut written = Written::default();
        self.each(
            |drawn| {
                let drawn = if in_colour { drawn.in_colour() } else { drawn };
                Ok((drawn.channels(), apng::encode(&drawn)?))
            },
            |index, (has, frame), failed| {
                if *channels.get_or_insert(has) != has {
                    return Err(Trouble::Mixed);
                }
                if let Some(out) = out.take() {
                    animation = Some(apng::Animation::new(out, &frame, count, once)?);
                }
                if let Some(animation) = &mut animation {
                    animation.push(&frame, self.frames.get(index).map_or(0.0, |place| place.duration_ms))?;
                }
                self.account(&mut written, index, failed);
                Ok(progress.advance(1)?)
            },
        )?;
        match animation {
            Some(animation) => animation.finish()?,
            None => self.some(&written)?,
        }
        Ok(written)
    }

    fn pages(&self, out: &mut NewFile, progress: &Progress) -> Result<Written, Trouble> {
        let [columns, rows] = self.size.map(u64::from);
        // Three channels of 16 bits are the most there can be.
        let bytes = columns.saturating_mul(rows).saturating_mul(6).saturating_mul(self.frames.len() as u64);
        let mut pages = tiff::Pages::new(out, bytes)?;
        let mut written = Written::default();
        for start in (0..self.frames.len()).step_by(self.batch.max(1)) {
            let made: Vec<_> = self.batch_from(start).into_par_iter().map(self.make).collect();
            for (index, made) in (start..).zip(made) {
                match made {
                    Ok(shown) => {
                        pages.write(&page(&shown))?;
                        self.account(&mut written, index, None);
                    }
                    Err(why) => self.account(&mut written, index, Some(why)),
                }
                progress.advance(1)?;
            }
        }
        Ok(written)
    }

    /// Makes every frame and encodes it side by side, then hands it on in order; stripes stand for what fails.
    fn each<T: Send>(
        &self,
        encode: impl Fn(Drawn) -> Result<T, Trouble> + Sync,
        mut put: impl FnMut(usize, T, Option<String>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        for start in (0..self.frames.len()).step_by(self.batch.max(1)) {
            let made: Vec<_> = self
                .batch_from(start)
                .into_par_iter()
                .map(|index| {
                    let (drawn, failed) = match (self.make)(index) {
                        Ok(shown) => (shown.drawn, None),
                        Err(why) => (self.stand_in(), Some(why)),
                    };
                    drawn.check()?;
                    Ok::<_, Trouble>((encode(drawn)?, failed))
                })
                .collect();
            for (index, made) in (start..).zip(made) {
                let (frame, failed) = made?;
                put(index, frame, failed)?;
            }
        }
        Ok(())
    }

    fn batch_from(&self, start: usize) -> std::ops::Range<usize> {
        start..self.frames.len().min(start.saturating_add(self.batch.max(1)))
    }

    fn account(&self, written: &mut Written, index: usize, failed: Option<String>) {
        match failed.zip(self.frames.get(index)) {
            Some((why, place)) => written.failed.push(Failed { number: place.number, why }),
            None => written.frames += 1,
        }
    }

    /// A file with nothing but stand-ins is none.
    fn some(&self, written: &Written) -> Result<(), ExportError> {
        match written.failed.first().filter(|_| written.frames == 0) {
            Some(failed) => Err(ExportError::DoesNotFit(format!("Frame {}: {}", failed.number, failed.why))),
            None if written.frames == 0 => {
                Err(ExportError::DoesNotFit("There are no frames to write; choose a file with frames.".into()))
            }
            None => Ok(()),
        }
    }

    /// Stripes, never black: nobody takes them for a picture.
    fn stand_in(&self) -> Drawn {
        let [columns, rows] = self.size;
        let data = hatched(columns, rows);
        match self.depth {
            Depth::Eight => Drawn::Eight(Pixels8 { columns, rows, channels: 1, data }),
            Depth::Sixteen => {
                let data = data.into_iter().map(|grey| u16::from(grey) * 257).collect();
                Drawn::Sixteen(Pixels16 { columns, rows, channels: 1, data })
            }
        }
    }
}

/// Why a clip could not be written.
enum Trouble {
    /// Greys and colours do not go into one.
    Mixed,
    Export(ExportError),
}

impl From<ExportError> for Trouble {
    fn from(error: ExportError) -> Self {
        Self::Export(error)
    }
}

impl From<Trouble> for ExportError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Mixed => mixed_sizes(),
            Trouble::Export(error) => error,
        }
    }
}

pub(super) fn mixed_sizes() -> ExportError {
    ExportError::DoesNotFit("The frames differ in size or kind; write them as numbered files.".into())
}

#[cfg(test)]
#[path = "sequence_tests.rs"]
mod tests;
