//! The slices of a volume, one after the other: decoded on all cores, only a few at a time in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use rayon::prelude::*;

use crate::{
    dicom::{LoadedFrame, Object, ReadError},
    export::{ExportError, Progress},
    study::{Instance, SetFrame},
    volume::{Blend, Blending, Resampler},
};

use super::{Encoding, Misfit, Plan, encoding::Piece};

/// Opens an object of a series; called from many threads.
pub type Open = dyn Fn(&Instance) -> Result<Arc<Object>, ReadError> + Send + Sync;

/// Why slices could not be had.
#[derive(Debug)]
pub enum Fault {
    /// A slice is not read as the first one is.
    Misfit(Misfit),
    /// Anything else.
    Export(ExportError),
}

impl<E: Into<ExportError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Export(error.into())
    }
}

/// Reads the frames of a plan.
pub struct Reader<'a> {
    plan: &'a Plan,
    open: &'a Open,
    /// Objects of several frames, so that they are not opened for each.
    kept: Mutex<Vec<(u32, Arc<Object>)>>,
}

/// Objects of several frames that stay open.
const MOST_KEPT: usize = 4;

/// Decoded bytes that may wait at once.
const BUDGET: u64 = 64 << 20;

impl<'a> Reader<'a> {
    /// Nothing read yet.
    pub fn new(plan: &'a Plan, open: &'a Open) -> Self {
        Self { plan, open, kept: Mutex::default() }
    }

    /// The object of a frame.
    pub fn object(&self, frame: &SetFrame) -> Result<Arc<Object>, ExportError> {
        let instance = self.plan.series.instances.get(frame.instance as usize);
        let instance = instance.ok_or_else(|| ExportError::DoesNotFit("A slice is no longer there.".to_owned()))?;
        let has_several = instance.facts.image.as_ref().is_some_and(|image| image.frames > 1);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, object)) = kept.iter().find(|(number, _)| has_several && *number == frame.instance) {
            return Ok(Arc::clone(object));
        }
        if !has_several {
            drop(kept);
            return (self.open)(instance).map_err(unreadable);
        }
        // The others wait: one of them would open the same object.
        let object = (self.open)(instance).map_err(unreadable)?;
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push((frame.instance, Arc::clone(&object)));
        Ok(object)
    }

    /// A decoded frame.
    ///
    /// # Errors
    /// Where it cannot be read, and where not all of its rows are there.
    pub fn load(&self, frame: &SetFrame) -> Result<LoadedFrame, ExportError> {
        let loaded = self.object(frame)?.load(frame.frame as usize).map_err(unreadable)?;
        if loaded.frame.rows_present < loaded.frame.rows {
            return Err(ExportError::DoesNotFit("A slice is cut short, so there is no whole volume.".to_owned()));
        }
        let [columns, rows] = self.size();
        if (loaded.frame.columns as usize, loaded.frame.rows as usize) != (columns, rows) {
            return Err(ExportError::DoesNotFit("A slice has another size than the others.".to_owned()));
        }
        Ok(loaded)
    }

    /// All slices of all moments in order, as bytes, some at a time; `put` takes them while the next ones are decoded.
    pub fn each(
        &self,
        encoding: &Encoding,
        rows_reversed: bool,
        progress: &Progress,
        mut put: impl FnMut(Vec<Piece>) -> Result<(), ExportError> + Send,
    ) -> Result<(), Fault> {
        let layout = &self.plan.layout;
        let voxels = (layout.grid.size[0] as u64).saturating_mul(layout.grid.size[1] as u64);
        let slice_bytes = voxels.saturating_mul(if layout.is_exact() { encoding.element.bytes() } else { 8 }).max(1);
        let fitting = usize::try_from(BUDGET / slice_bytes).unwrap_or(usize::MAX);
        let threads = rayon::current_num_threads();
        // Many small slices at once, so that handing them over costs little.
        let batch = fitting.clamp(1, (8 * threads).max(16));
        let moments = 0..self.plan.moments.len();
        let wanted: Vec<(usize, &Blend)> =
            moments.flat_map(|moment| layout.blends.iter().map(move |blend| (moment, blend))).collect();
        let mut waiting: Vec<Piece> = Vec::new();
        for wanted in wanted.chunks(batch) {
            let ready = std::mem::take(&mut waiting);
            let (written, decoded) =
                rayon::join(|| put(ready), || self.decode(wanted, encoding, rows_reversed, progress));
            written?;
            waiting = decoded?;
        }
        put(waiting)?;
        Ok(())
    }

    fn decode(
        &self,
        wanted: &[(usize, &Blend)],
        encoding: &Encoding,
        rows_reversed: bool,
        progress: &Progress,
    ) -> Result<Vec<Piece>, Fault> {
        if self.plan.layout.is_exact() {
            let one = |&(moment, blend): &(usize, &Blend)| {
                progress.check()?;
                let loaded = self.load(self.frame(moment, blend.near)?)?;
                let bytes = encoding.bytes(loaded, rows_reversed).map_err(Fault::Misfit)?;
                progress.advance(1)?;
                Ok(bytes.into_order())
            };
            return wanted.par_iter().map(one).collect();
        }
        // What several slices are made of is decoded once.
        let both = |&(moment, blend): &(usize, &Blend)| [(moment, blend.near), (moment, blend.far)];
        let mut needed: Vec<(usize, usize)> = wanted.iter().flat_map(both).collect();
        needed.sort_unstable();
        needed.dedup();
        let decoded = needed
            .into_par_iter()
            .map(|(moment, index)| {
                progress.check()?;
                let values = encoding.values(self.load(self.frame(moment, index)?)?).map_err(Fault::Misfit)?;
                Ok(((moment, index), values))
            })
            .collect::<Result<HashMap<(usize, usize), Vec<f64>>, Fault>>()?;
        let blending = if encoding.labels { Blending::Nearest } else { Blending::Linear };
        let layout = &self.plan.layout;
        let resampler = Resampler::new(layout, self.size(), encoding.channels(), blending, encoding.outside);
        let one = |&(moment, blend): &(usize, &Blend)| {
            let given = |index: usize| decoded.get(&(moment, index)).map(Vec::as_slice);
            let values = resampler.slice(blend, given);
            let values = values.ok_or_else(|| ExportError::DoesNotFit("A slice is no longer there.".to_owned()))?;
            let bytes = encoding.numbers(&values, layout.grid.size[0], rows_reversed).map_err(Fault::Misfit)?;
            progress.advance(1)?;
            Ok(bytes)
        };
        wanted.par_iter().map(one).collect()
    }

    /// The frame at a place of a moment.
    fn frame(&self, moment: usize, index: usize) -> Result<&SetFrame, ExportError> {
        let frame = self.plan.moments.get(moment).and_then(|frames| frames.get(index));
        frame.ok_or_else(|| ExportError::DoesNotFit("A slice is no longer there.".to_owned()))
    }

    /// Columns and rows of the slices as they are stored.
    fn size(&self) -> [usize; 2] {
        let of = |frame: &SetFrame| self.plan.series.instances.get(frame.instance as usize)?.facts.image.as_ref();
        let image = self.plan.moments.first().and_then(|frames| of(frames.first()?));
        image.map_or([0, 0], |image| [image.columns as usize, image.rows as usize])
    }
}

fn unreadable(error: ReadError) -> ExportError {
    ExportError::DoesNotFit(format!("A slice cannot be read: {error}"))
}
