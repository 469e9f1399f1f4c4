//! Writing a volume.

use std::io::Write;

use serde_json::{Map, Value};

use crate::export::{ExportError, NewFile, Progress, frames::on_own_threads};

use super::{
    Element, Encoding, Format, Meaning, Misfit, Open, Plan, Target,
    encoding::{Piece, colour_note},
    gzip::Gzip,
    nifti::{self, Acquired},
    nrrd,
    sidecar::sidecar,
    slices::{Fault, Reader},
};

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Columns, rows, slices.
    pub size: [usize; 3],
    /// Moments.
    pub moments: usize,
    /// Type of the values.
    pub element: Element,
    /// What is to be said of it; empty where there is nothing.
    pub note: String,
}

/// Writes a volume and the JSON file beside it. Each appears whole or not at all, the volume just before the other: where
/// that last step fails, the volume stands alone. Takes all cores, in threads of its own.
///
/// # Errors
/// Where slices cannot be read or do not fit together, where the file cannot be written or is there already and may not be
/// replaced, and where the person stopped it.
pub fn write(plan: &Plan, open: &Open, target: &Target<'_>, progress: &Progress) -> Result<Written, ExportError> {
    target.check()?;
    on_own_threads(|| {
        let reader = Reader::new(plan, open);
        let first = plan.moments.first().zip(plan.layout.blends.first());
        let first = first.and_then(|(frames, blend)| frames.get(blend.near));
        let first = first.ok_or_else(|| ExportError::DoesNotFit("There are no slices.".to_owned()))?;
        let acquired = reader.object(first)?.acquisition(first.frame as usize);
        let loaded = reader.load(first)?;
        progress.expect(plan.slices());
        let notes = [plan.note(), colour_note(&loaded).to_owned()];
        let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        let about = About { acquired, note: notes.join("; ") };
        let encoding = Encoding::of(&loaded.frame, &loaded.model, target.format, false);
        let encoding = match put(&reader, plan, encoding.clone(), target, &about, progress) {
            // The slices share no rescale: written anew from the first byte, each by its own.
            Err(Fault::Misfit(Misfit::Scale))
                if encoding.meaning != Meaning::Modality || encoding.element != Element::F32 =>
            {
                progress.restart();
                let values = Encoding::of(&loaded.frame, &loaded.model, target.format, true);
                put(&reader, plan, values, target, &about, progress)
            }
            other => other,
        };
        match encoding {
            Ok(encoding) => Ok(Written {
                size: plan.layout.grid.size,
                moments: plan.moments.len(),
                element: encoding.element,
                note: about.note,
            }),
            Err(Fault::Export(error)) => Err(error),
            Err(Fault::Misfit(Misfit::Colour)) => {
                Err(ExportError::DoesNotFit("Some slices are in colour and others are grey.".to_owned()))
            }
            Err(Fault::Misfit(Misfit::Scale)) => {
                Err(ExportError::DoesNotFit("A slice holds values beyond those that its header allows.".to_owned()))
            }
        }
    })?
}

/// What is said of it.
struct About {
    /// How it was acquired.
    acquired: Map<String, Value>,
    /// As [`Written::note`].
    note: String,
}

/// Writes all files with one encoding; gives it back when they are in their places.
fn put(
    reader: &Reader,
    plan: &Plan,
    encoding: Encoding,
    target: &Target<'_>,
    about: &About,
    progress: &Progress,
) -> Result<Encoding, Fault> {
    let mut file = NewFile::create(target.path)?;
    let header = |encoding: &Encoding| {
        let repetition_s = about.acquired.get("RepetitionTime").and_then(Value::as_f64);
        let axis = about.acquired.get("InPlanePhaseEncodingDirectionDICOM").and_then(Value::as_str);
        let stated = Acquired {
            repetition_s: repetition_s.filter(|_| plan.moments.len() > 1),
            phase_along_row: axis.map(|axis| axis == "ROW"),
        };
        nifti::header(plan, encoding, &stated).map_err(ExportError::DoesNotFit)
    };
    match target.format {
        Format::Nifti => {
            file.write_all(&header(&encoding)?).map_err(ExportError::from)?;
            let take = |slices: Vec<Piece>| slices.iter().try_for_each(|slice| Ok(file.write_all(slice.bytes())?));
            reader.each(&encoding, true, progress, take)?;
        }
        Format::NiftiGzip => {
            let start = header(&encoding)?.to_vec();
            let mut gzip = Gzip::new(file).map_err(ExportError::from)?;
            // The first slices come with the header, in one block.
            let mut start = Some(start);
            reader.each(&encoding, true, progress, |mut slices| {
                if !slices.is_empty()
                    && let Some(start) = start.take()
                {
                    slices.insert(0, Piece::Bytes(start));
                }
                Ok(gzip.write(slices.iter().map(Piece::bytes))?)
            })?;
            file = gzip.finish().map_err(ExportError::from)?;
        }
        Format::Nrrd => {
            file.write_all(nrrd::header(plan, &encoding).as_bytes()).map_err(ExportError::from)?;
            let mut gzip = Gzip::new(file).map_err(ExportError::from)?;
            reader.each(&encoding, false, progress, |slices| Ok(gzip.write(slices.iter().map(Piece::bytes))?))?;
            file = gzip.finish().map_err(ExportError::from)?;
        }
    }
    progress.check()?;
    let mut beside = None;
    if let Some(path) = target.sidecar() {
        let mut file = NewFile::create(&path)?;
        let text = sidecar(plan, &encoding, &about.note, about.acquired.clone());
        file.write_all(&text).map_err(ExportError::from)?;
        beside = Some(file);
    }
    target.finish(file, beside)?;
    Ok(encoding)
}
