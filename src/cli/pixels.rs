//! `pixels`: frames as NumPy arrays.

use std::{mem, sync::Arc};

use anyhow::{Result, bail};
use rayon::prelude::*;

use crate::{
    dicom::{Finding, LoadedFrame, Means},
    export::npy::{Array, Element},
    image::{Frame, ModalityLut, Picture, Samples, Voi, render},
};

use super::{
    arguments::{Pixels, ValueChoice},
    frames::ImageFile,
    output::Output,
    report::Report,
};

/// Writes the values of one frame, or of all with a leading frame axis.
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
    let all = options.frames.all;
    let (start, end) = if all {
        (0, file.description.frames_present)
    } else {
        let index = file.index_of(options.frames.frame)?;
        (index, index + 1)
    };
    let value = |index| -> Result<(Values, Vec<Finding>)> {
        let mut loaded = file.object.load(index)?;
        let findings = mem::take(&mut loaded.findings);
        Ok((Values::of(loaded, options)?, findings))
    };
    let first = value(start)?;
    report.milestone("decoded");
    let mut shape = first.0.shape();
    if all {
        shape.insert(0, u64::try_from(end)?);
    }
    let element = first.0.element();
    // Created only now: a file that cannot be served leaves nothing behind, not even on standard output.
    let mut array = Array::new(Output::create(&options.output)?, element, &shape)?;
    let mut put = |(values, findings): (Values, Vec<Finding>), report: &mut Report| -> Result<()> {
        findings.iter().for_each(|finding| report.note(&options.file, finding));
        match &values {
            Values::Stored(frame) => array.samples(&frame.samples)?,
            Values::Modality(_, values) => array.f32s(values)?,
            Values::Rgb(_, bytes) | Values::Mask(_, bytes) => array.u8s(bytes)?,
            Values::Brightness { planes, .. } => array.f32s(planes)?,
        }
        Ok(())
    };
    put(first, report)?;
    let batch = file.batch();
    for next in (start + 1..end).step_by(batch) {
        let made: Vec<_> = (next..end.min(next.saturating_add(batch))).into_par_iter().map(value).collect();
        for (index, made) in (next..).zip(made) {
            let (values, findings) = made.map_err(|fault| fault.context(format!("Frame {}", index + 1)))?;
            put((values, findings), report)?;
        }
    }
    array.finish()?.finish()?;
    report.milestone("written");
    Ok(())
}

/// The values of one frame, ready to be written.
enum Values {
    Stored(Arc<Frame>),
    Modality(Arc<Frame>, Vec<f32>),
    Rgb(Arc<Frame>, Vec<u8>),
    Mask(Arc<Frame>, Vec<u8>),
    /// One plane, or one for each of so many channels.
    Brightness {
        frame: Arc<Frame>,
        channels: Option<usize>,
        planes: Vec<f32>,
    },
}

impl Values {
    fn of(loaded: LoadedFrame, options: &Pixels) -> Result<Self> {
        let choice = &options.values;
        if choice.body_mask {
            let picture = Picture::new(loaded.frame, loaded.model);
            let mask = options.body.mask(&picture)?;
            let inside = mask.inside.into_iter().map(u8::from).collect();
            return Ok(Self::Mask(Arc::clone(picture.frame()), inside));
        }
        if options.body.crop_body.is_some() {
            let whole = Picture::new(loaded.frame, loaded.model);
            let Some(picture) = options.body.cropped(&whole)? else { bail!("There is nothing to cut out.") };
            if choice.equalized.is_some() || choice.channels.is_some() {
                return Self::brightness(&picture, options);
            }
            let values = modality_values(picture.frame(), &picture.model().modality);
            return Ok(Self::Modality(Arc::clone(picture.frame()), values));
        }
        if choice.equalized.is_some() || choice.channels.is_some() {
            return Self::brightness(&Picture::new(loaded.frame, loaded.model), options);
        }
        if choice.stored {
            return Ok(Self::Stored(loaded.as_declared()));
        }
        if !choice.rgb {
            let values = modality_values(&loaded.frame, &loaded.model.modality);
            return Ok(Self::Modality(loaded.frame, values));
        }
        let picture = Picture::new(loaded.frame, loaded.model);
        if !picture.is_colour() {
            bail!("The image is grey and has no colours; leave --rgb out.");
        }
        let mut rgb = if options.icc { picture.srgb() } else { picture.rgb().to_vec() };
        let frame = picture.frame();
        // Rows the file did not hold are black; a finding says so.
        let pixels = u64::from(frame.rows) * u64::from(frame.columns);
        rgb.resize(usize::try_from(pixels * 3)?, 0);
        Ok(Self::Rgb(frame.clone(), rgb))
    }

    fn brightness(picture: &Picture, options: &Pixels) -> Result<Self> {
        if picture.is_colour() {
            bail!("The image is in colour, and windows are for grey images; use --rgb.");
        }
        let ValueChoice { equalized, channels, .. } = &options.values;
        let presentation = options.equalizing.presentation(*equalized, channels.as_ref(), picture)?;
        let Some(presentation) = presentation else { bail!("There is nothing to show; name a window.") };
        let channels = match &presentation.voi {
            Voi::Channels(settings) => Some(settings.count()),
            _ => None,
        };
        let planes = render::brightness(picture, &presentation);
        Ok(Self::Brightness { frame: Arc::clone(picture.frame()), channels, planes })
    }

    fn shape(&self) -> Vec<u64> {
        if let Self::Brightness { frame, channels, .. } = self {
            let channels = channels.map(|channels| channels as u64);
            return channels.into_iter().chain([frame.rows, frame.columns].map(u64::from)).collect();
        }
        let (frame, samples) = match self {
            Self::Stored(frame) | Self::Modality(frame, _) => (frame, u64::from(frame.samples_per_pixel)),
            Self::Rgb(frame, _) => (frame, 3),
            Self::Mask(frame, _) | Self::Brightness { frame, .. } => (frame, 1),
        };
        let mut shape = vec![u64::from(frame.rows), u64::from(frame.columns)];
        if samples > 1 {
            shape.push(samples);
        }
        shape
    }

    fn element(&self) -> Element {
        match self {
            Self::Stored(frame) => Element::of(&frame.samples),
            Self::Modality(..) | Self::Brightness { .. } => Element::F32,
            Self::Rgb(..) | Self::Mask(..) => Element::U8,
        }
    }
}

/// Values after modality, as near as float32 comes. Rows the file did not hold are NaN: they are no values.
fn modality_values(frame: &Frame, modality: &ModalityLut) -> Vec<f32> {
    let to_value = |stored: f64| modality.apply(stored) as f32;
    let mut values: Vec<f32> = match &frame.samples {
        Samples::U8(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::I8(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::U16(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::I16(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::U32(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::I32(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::F32(stored) => stored.iter().map(|&v| to_value(v.into())).collect(),
        Samples::F64(stored) => stored.iter().map(|&v| to_value(v)).collect(),
    };
    let row = usize::try_from(u64::from(frame.columns) * u64::from(frame.samples_per_pixel)).unwrap_or(usize::MAX);
    let present = usize::try_from(frame.rows_present).unwrap_or(usize::MAX).saturating_mul(row);
    values.iter_mut().skip(present).for_each(|value| *value = f32::NAN);
    values
}
