//! Writing a volume.

use std::{io::Write, path::Path};

use serde_json::{Map, Value};

use crate::export::{ExportError, NewFile, Progress};

use super::{
    Element, Encoding, Format, Meaning, Misfit, Open, Plan,
    encoding::Piece,
    gzip::Gzip,
    names::sidecar_path,
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

/// Writes a volume to `path`, and with `with_sidecar` the JSON file beside it where the format has one. Both appear whole
/// or not at all. Takes all cores, in threads of its own.
///
/// # Errors
/// Where slices cannot be read or do not fit together, where the file cannot be written, and where the person stopped it.
pub fn write(
    plan: &Plan,
    open: &Open,
    path: &Path,
    format: Format,
    with_sidecar: bool,
    progress: &Progress,
) -> Result<Written, ExportError> {
    let threads = rayon::ThreadPoolBuilder::new().thread_name(|_| "volume".to_owned()).build();
    let threads = threads.map_err(|error| ExportError::Io(std::io::Error::other(error)))?;
    threads.install(|| {
        let reader = Reader::new(plan, open);
        let first = plan.moments.first().zip(plan.layout.blends.first());
        let first = first.and_then(|(frames, blend)| frames.get(blend.near));
        let first = first.ok_or_else(|| ExportError::DoesNotFit("There are no slices.".to_owned()))?;
        let acquired = reader.object(first)?.acquisition(first.frame as usize);
        let loaded = reader.load(first)?;
        progress.expect(plan.slices());
        let target = Target { path, format, acquired, has_sidecar: with_sidecar && format.has_sidecar() };
        let encoding = Encoding::of(&loaded.frame, &loaded.model, format, false);
        let encoding = match put(&reader, plan, encoding.clone(), &target, progress) {
            // The slices share no rescale: written anew, each by its own.
            Err(Fault::Misfit(Misfit::Scale))
                if encoding.meaning != Meaning::Modality || encoding.element != Element::F32 =>
            {
                progress.restart();
                put(&reader, plan, Encoding::of(&loaded.frame, &loaded.model, format, true), &target, progress)
            }
            other => other,
        };
        match encoding {
            Ok(encoding) => Ok(Written {
                size: plan.layout.grid.size,
                moments: plan.moments.len(),
                element: encoding.element,
                note: plan.note(),
            }),
            Err(Fault::Export(error)) => Err(error),
            Err(Fault::Misfit(Misfit::Colour)) => {
                Err(ExportError::DoesNotFit("Some slices are in colour and others are grey.".to_owned()))
            }
            Err(Fault::Misfit(Misfit::Scale)) => {
                Err(ExportError::DoesNotFit("A slice holds values beyond those that its header allows.".to_owned()))
            }
        }
    })
}

/// Where it goes.
struct Target<'a> {
    path: &'a Path,
    format: Format,
    /// How it was acquired.
    acquired: Map<String, Value>,
    /// That is written beside it.
    has_sidecar: bool,
}

/// Writes all files with one encoding; gives it back when they are in their places.
fn put(
    reader: &Reader,
    plan: &Plan,
    encoding: Encoding,
    target: &Target,
    progress: &Progress,
) -> Result<Encoding, Fault> {
    let mut file = NewFile::create(target.path)?;
    let header = |encoding: &Encoding| {
        let repetition_s = target.acquired.get("RepetitionTime").and_then(Value::as_f64);
        let axis = target.acquired.get("InPlanePhaseEncodingDirectionDICOM").and_then(Value::as_str);
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
    if target.has_sidecar {
        let mut file = NewFile::create(&sidecar_path(target.path, target.format))?;
        file.write_all(&sidecar(plan, &encoding, target.acquired.clone())).map_err(ExportError::from)?;
        beside = Some(file);
    }
    file.finish()?;
    beside.map_or(Ok(()), NewFile::finish)?;
    Ok(encoding)
}
