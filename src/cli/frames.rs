//! From a path to pictures, with sentences for what is asked for in vain.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    dicom::{self, Finding, FindingCode, ImageDescription, Means, Object},
    image::Picture,
};

use super::report::Report;

/// An opened file that holds an image.
#[derive(Debug)]
pub struct ImageFile {
    /// The file.
    pub object: Object,
    /// Its image.
    pub description: ImageDescription,
}

impl ImageFile {
    /// Opens `path`; an object without an image is an error here.
    pub fn open(path: &Path, means: &Means) -> Result<Self> {
        let object = dicom::open_with(path, means)?;
        let description = object.image.clone()?;
        Ok(Self { object, description })
    }

    /// Says what is wrong with the profile that was asked for.
    pub fn note_profile(&self, path: &Path, report: &mut Report) {
        let about = self.object.findings.iter().filter(|finding| finding.code == FindingCode::Profile);
        about.for_each(|finding| report.note(path, finding));
    }

    /// The 0-based index of frame `number`, counted from 1.
    pub fn index_of(&self, number: u32) -> Result<usize> {
        let frames = self.description.frames_present;
        let index = usize::try_from(number)?.saturating_sub(1);
        if index >= frames {
            let there = if frames == 1 { "there is 1 frame".to_owned() } else { format!("there are {frames} frames") };
            bail!("Frame {number} is not in the file, {there}; choose a smaller number.");
        }
        Ok(index)
    }

    /// Decodes frame `index` (0-based).
    pub fn picture(&self, index: usize) -> Result<(Picture, Vec<Finding>)> {
        let loaded = self.object.load(index)?;
        Ok((Picture::new(loaded.frame, loaded.model).with_planes(loaded.planes), loaded.findings))
    }

    /// How many frames may be in memory at once when many are worked on side by side: all processors busy, yet no more
    /// than 256 MiB of stored values.
    pub fn batch(&self) -> usize {
        const BUDGET: u64 = 256 << 20;
        let image = &self.description;
        let samples = u64::from(image.rows) * u64::from(image.columns) * u64::from(image.samples_per_pixel);
        let bytes = samples.saturating_mul(u64::from(image.bits_allocated).div_ceil(8)).max(1);
        let fitting = usize::try_from(BUDGET / bytes).unwrap_or(usize::MAX);
        fitting.clamp(1, 2 * rayon::current_num_threads())
    }
}
