//! `render`: frames as pictures.

use std::{
    io::Write,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Result, bail};

use crate::{
    dicom::{Finding, Means},
    export::{
        code::{self, CodeView},
        pictures::{self, Clip, Format, Place, Sequence, Shown, Written},
    },
    geometry::View,
    image::{Histogram, Picture, Presentation, Voi, VoiFunction, VoiSource, file_voi, full_range, preset},
    state::{FrameKey, FramePlace, ImageState, Layer, Loaded, Stack},
};

use super::{
    arguments::{CodeName, Render, VoiChoice},
    frames::ImageFile,
    output,
    output::Output,
    pictures::{Several, several_in},
    progress,
    report::Report,
};

/// Writes one frame, or several.
pub fn run(options: &Render, means: &Means, report: &mut Report) {
    let rendered = ImageFile::open(&options.file, means).and_then(|file| {
        report.milestone("opened");
        if options.icc {
            file.note_profile(&options.file, report);
        }
        let job = Job { options, file, findings: Mutex::default() };
        if options.frames.are_several() { job.several(report) } else { job.one(report) }
    });
    if let Err(fault) = rendered {
        report.failure(&options.file, fault);
    }
}

struct Job<'a> {
    options: &'a Render,
    file: ImageFile,
    /// What was noticed about frames that were made side by side.
    findings: Mutex<Vec<(usize, Vec<Finding>)>>,
}

impl Job<'_> {
    fn one(&self, report: &mut Report) -> Result<()> {
        let index = self.file.index_of(self.options.frames.frame)?;
        let target = &self.options.output;
        if let Some(library) = self.options.code {
            let mut out = Output::create(target)?;
            out.write_all(self.code(index, library)?.as_bytes())?;
            return Ok(out.finish()?);
        }
        let format = if output::is_stdout(target) { Format::Png } else { Format::from_path(target)? };
        let shown = self.frame(index, None)?;
        report.milestone("first-image");
        self.tell(report);
        let mut out = Output::create(target)?;
        self.options.picture.encoding(format).write(&mut out, &shown)?;
        out.finish()?;
        report.milestone("written");
        Ok(())
    }

    /// Numbered files, or one that holds all frames.
    fn several(&self, report: &mut Report) -> Result<()> {
        let (options, target) = (self.options, &self.options.output);
        let indices = self.file.indices(&options.frames)?;
        let first = self.first()?;
        let places: Vec<Place> =
            indices.iter().map(|&index| Place { number: index + 1, duration_ms: self.duration_ms(index) }).collect();
        let make = |at: usize| {
            let index = indices.get(at).copied().unwrap_or_default();
            self.frame(index, first.as_ref()).map_err(|fault| fault.to_string())
        };
        let look = options.picture.look();
        let image = &self.file.description;
        let size = match options.body.crop_body {
            Some(size) => [size, size],
            None => look.size_of([image.columns, image.rows], self.pixel_aspect()),
        };
        let batch = self.file.batch();
        let sequence = Sequence { frames: &places, size, depth: look.depth, make: &make, batch };
        let progress = progress::on_terminal();
        let written = match several_in(target) {
            Several::Folder => sequence.files(target, options.picture.files(), options.picture.overwrite, &progress),
            Several::File(format) => sequence.clip(target, Clip { format, once: options.picture.once }, &progress),
        };
        self.tell(report);
        let Written { failed, .. } = written?;
        // A frame that failed leaves the others alone.
        for frame in failed {
            report.failure(&options.file, format_args!("Frame {}: {}", frame.number, frame.why));
        }
        Ok(())
    }

    /// What was noticed, in the order of the frames.
    fn tell(&self, report: &Report) {
        let mut noticed = mem::take(&mut *self.findings.lock().unwrap_or_else(PoisonError::into_inner));
        noticed.sort_by_key(|(index, _)| *index);
        // Greys and colours in one clip are made twice.
        noticed.dedup_by_key(|(index, _)| *index);
        noticed.iter().flat_map(|(_, findings)| findings).for_each(|finding| report.note(&self.options.file, finding));
    }

    fn pixel_aspect(&self) -> f64 {
        self.file.object.pixel_model(0).map_or(1.0, |model| model.pixel_aspect)
    }

    /// The first frame's own presentation, which the others keep unless the file says otherwise for them.
    fn first(&self) -> Result<Option<Presentation>> {
        let asked = self.options.voi.is_chosen();
        let decided_by_file = self.file.object.pixel_model(0).is_some_and(|model| file_voi(&model).is_some());
        if asked || decided_by_file {
            return Ok(None);
        }
        let (picture, _) = self.file.picture(0)?;
        Ok((!picture.is_colour()).then(|| Presentation::for_picture(picture.model(), &Histogram::of(&picture))))
    }

    fn frame(&self, index: usize, first: Option<&Presentation>) -> Result<Shown> {
        let (picture, findings) = self.file.picture(index)?;
        if picture.is_colour() && (self.options.voi.is_chosen() || self.options.function.is_some()) {
            bail!("The image is in colour, and windows are for grey images; leave the window out.");
        }
        let presentation = self.presentation(&picture, first)?;
        let cropped = self.options.body.cropped(&picture)?;
        // What is cut out lies elsewhere.
        let place = if cropped.is_some() { FramePlace::default() } else { FramePlace::of(&self.file.object, index) };
        let loaded = Loaded {
            key: Some(FrameKey { id: 0, frame: index }),
            about: Some(self.file.object.about()),
            frame: index,
            picture: Some(Arc::new(cropped.unwrap_or(picture))),
            findings: findings.clone(),
            place,
            ..Loaded::default()
        };
        let mut image = ImageState::default();
        image.stack = Arc::new(Stack::of_object(0, self.file.description.frames_present));
        image.frame = index;
        image.layers = vec![Layer { presentation }];
        image.loaded = loaded;
        let mut noticed = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        noticed.push((index, findings));
        drop(noticed);
        Ok(pictures::draw(&image, &self.options.picture.look())?)
    }

    /// The picture as a script that draws it.
    fn code(&self, index: usize, library: CodeName) -> Result<String> {
        let (picture, _) = self.file.picture(index)?;
        let presentation = self.presentation(&picture, None)?;
        let name = self.options.file.file_name().unwrap_or_default().to_string_lossy();
        let view = CodeView {
            file_name: &name,
            frame: index,
            frames: self.file.description.frames,
            picture: &picture,
            presentation: &presentation,
            view: View::default(),
            visible: None,
        };
        Ok(match library {
            CodeName::Pydicom => code::pydicom(&view),
            CodeName::Fastai => code::fastai(&view),
        })
    }

    fn presentation(&self, picture: &Picture, first: Option<&Presentation>) -> Result<Presentation> {
        let options = self.options;
        let model = picture.model();
        let by = |window, source| {
            let function = if picture.has_whole_values() { VoiFunction::Linear } else { VoiFunction::LinearExact };
            Presentation::with_voi(Voi::Window { window, function, source })
        };
        let VoiChoice { equalize, channels, .. } = &options.voi;
        let mode = options.equalizing.presentation(*equalize, channels.as_ref(), picture)?;
        let mut presentation = if let Some(mode) = mode {
            mode
        } else if let Some(window) = options.voi.window {
            by(window, VoiSource::User)
        } else if let Some(preset) = options.voi.preset.as_deref().and_then(preset::by_name) {
            by(preset.window, VoiSource::Preset(preset.name.clone()))
        } else if let Some(number) = options.voi.file_window {
            let index = usize::try_from(number)?.saturating_sub(1);
            let Some(window) = model.windows.get(index) else {
                bail!("The file has no window {number}, it has {}; choose one of them.", model.windows.len());
            };
            Presentation::with_voi(Voi::Window {
                window: window.window,
                function: window.function,
                source: VoiSource::File(index),
            })
        } else if options.voi.full_range {
            let histogram = Histogram::of(picture);
            by(full_range(&histogram, histogram.whole), VoiSource::FullRange)
        } else if let Some(voi) = file_voi(model) {
            Presentation::with_voi(voi)
        } else if let Some(first) = first {
            first.clone()
        } else {
            let counted = if picture.is_colour() { Histogram::empty() } else { Histogram::of(picture) };
            Presentation::for_picture(model, &counted)
        };
        if let Some(chosen) = options.function {
            match &mut presentation.voi {
                Voi::Window { function, .. } => *function = chosen,
                _ => bail!("The image is shown through its VOI LUT; give a window to use --function."),
            }
        }
        presentation.invert = options.invert;
        presentation.overlays = options.planes;
        presentation.shutters = options.planes;
        presentation.icc = options.icc;
        if let Some(name) = &options.colormap {
            presentation.colour_map.clone_from(name);
        }
        Ok(presentation)
    }

    /// How long frame `index` stays; 10 frames a second where the file states no time.
    fn duration_ms(&self, index: usize) -> f64 {
        let clip = self.file.description.clip.as_ref();
        clip.and_then(|clip| clip.durations_ms.get(index).copied()).unwrap_or(100.0)
    }
}
