//! `pixels`: the values of frames, as arrays or as TIFF.

use std::{
    mem,
    sync::{Mutex, PoisonError},
};

use anyhow::{Result, bail};

use crate::{
    dicom::{Finding, Means},
    export::{
        NewFile, sweep_drafts,
        values::{FileKind, Made, Series, Values},
    },
    image::Picture,
};

use super::{
    arguments::{Pixels, ValueChoice},
    frames::ImageFile,
    output::{self, Output},
    progress,
    report::Report,
};

/// Writes the values of one frame, or of several with a leading frame axis.
pub fn run(options: &Pixels, means: &Means, report: &mut Report) {
    if let Err(fault) = write(options, means, report) {
        report.failure(&options.file, fault);
    }
}

fn write(options: &Pixels, means: &Means, report: &mut Report) -> Result<()> {
    let file = ImageFile::open(&options.file, means)?;
    report.milestone("opened");
    if options.icc {
        file.note_profile(&options.file, report);
    }
    let indices = file.indices(&options.frames)?;
    let noticed = Mutex::new(Vec::new());
    let make = |at: usize| -> Result<Made, String> {
        let index = indices.get(at).copied().unwrap_or_default();
        let (made, findings) = made(&file, index, options).map_err(|fault| fault.to_string())?;
        noticed.lock().unwrap_or_else(PoisonError::into_inner).push((index, findings));
        Ok(made)
    };
    let has_axis = options.frames.are_several();
    let numbers: Vec<usize> = indices.iter().map(|index| index + 1).collect();
    let clip = file.description.clip.as_ref().filter(|_| has_axis);
    let durations_ms: Vec<f64> = clip
        .map(|clip| indices.iter().map(|&index| clip.durations_ms.get(index).copied().unwrap_or(f64::NAN)).collect())
        .unwrap_or_default();
    let series = Series { numbers: &numbers, durations_ms: &durations_ms, has_axis, make: &make, batch: file.batch() };
    let (target, progress) = (&options.output, progress::on_terminal());
    let written = match FileKind::from_path(target) {
        // A file that cannot be served leaves nothing behind, not even on standard output: that comes with the first frame.
        FileKind::Npy if output::is_stdout(target) => {
            let mut out = Output::create(target)?;
            series.npy(&mut out, &progress).and_then(|()| out.finish())
        }
        kind => {
            let kind =
                if let FileKind::Tiff { .. } = kind { FileKind::Tiff { unsigned: options.unsigned } } else { kind };
            sweep_drafts(&[target.to_owned()]);
            let mut out = NewFile::create(target)?;
            series.write(&mut out, kind, &progress).and_then(|()| out.finish())
        }
    };
    tell(&noticed, options, report);
    written?;
    report.milestone("written");
    Ok(())
}

/// What was noticed, in the order of the frames, once for each.
fn tell(noticed: &Mutex<Vec<(usize, Vec<Finding>)>>, options: &Pixels, report: &Report) {
    let mut noticed = mem::take(&mut *noticed.lock().unwrap_or_else(PoisonError::into_inner));
    noticed.sort_by_key(|(index, _)| *index);
    noticed.dedup_by_key(|(index, _)| *index);
    noticed.iter().flat_map(|(_, findings)| findings).for_each(|finding| report.note(&options.file, finding));
}

fn made(file: &ImageFile, index: usize, options: &Pixels) -> Result<(Made, Vec<Finding>)> {
    let choice = &options.values;
    let mut loaded = file.object.load(index)?;
    let findings = mem::take(&mut loaded.findings);
    let unit = loaded.model.unit.symbol().to_owned();
    let whole = |values, unit| {
        let (plane, spacing) = (file.object.plane(index), file.object.spacing(index));
        Ok((Made { values, unit, plane, spacing }, findings.clone()))
    };
    // Where the parts of a picture lie is not what the file says of the whole.
    let part = |values, unit| Ok((Made { values, unit, plane: None, spacing: None }, findings.clone()));
    if choice.stored {
        return whole(Values::Stored(loaded.as_declared()), String::new());
    }
    let picture = Picture::new(loaded.frame, loaded.model);
    if choice.body_mask {
        let mask = options.body.mask(&picture)?;
        let inside = mask.inside.into_iter().map(u8::from).collect();
        return whole(Values::Mask(picture.frame().clone(), inside), String::new());
    }
    let is_bright = choice.equalized.is_some() || choice.channels.is_some();
    if options.body.crop_body.is_some() {
        let Some(picture) = options.body.cropped(&picture)? else { bail!("There is nothing to cut out.") };
        if is_bright {
            return part(brightness(&picture, options)?, String::new());
        }
        return part(Values::modality(picture.frame(), &picture.model().modality), unit);
    }
    if is_bright {
        return whole(brightness(&picture, options)?, String::new());
    }
    if let Some(label) = &choice.on_scale {
        let scales = &picture.model().scales;
        let Some(scale) = scales.iter().find(|scale| scale.label.eq_ignore_ascii_case(label)) else {
            let known: Vec<&str> = scales.iter().map(|scale| scale.label.as_str()).collect();
            match (known.is_empty(), &picture.model().suv_reason) {
                (true, Some(reason)) => bail!("The image has no further scale. {reason}"),
                (true, None) => bail!("The image has no further scale; leave --on-scale out."),
                (false, _) => bail!("The image has no scale {label}; choose one of {}.", known.join(", ")),
            }
        };
        return whole(Values::on_scale(&picture, scale), scale.unit.clone());
    }
    if choice.rgb {
        let Some(values) = Values::rgb(&picture, options.icc) else {
            bail!("The image is grey and has no colours; leave --rgb out.");
        };
        return whole(values, String::new());
    }
    whole(Values::modality(picture.frame(), &picture.model().modality), unit)
}

fn brightness(picture: &Picture, options: &Pixels) -> Result<Values> {
    let ValueChoice { equalized, channels, .. } = &options.values;
    let presentation = options.equalizing.presentation(*equalized, channels.as_ref(), picture)?;
    let Some(presentation) = presentation else { bail!("There is nothing to show; name a window.") };
    match Values::brightness(picture, &presentation) {
        Some(values) => Ok(values),
        None => bail!("The image is in colour, and windows are for grey images; use --rgb."),
    }
}
