//! `render`: frames as 8-bit pictures.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::{
    dicom::{Finding, Means},
    export::{
        code::{self, CodeView},
        gif,
        picture::{self, Format},
    },
    geometry::View,
    image::{
        Histogram, Picture, Pixels8, Presentation, Voi, VoiFunction, VoiSource, file_voi, full_range, preset, render,
    },
};

use super::{
    arguments::{CodeName, Render, VoiChoice},
    frames::ImageFile,
    output,
    output::Output,
    report::Report,
};

/// Writes one frame, or all of them.
pub fn run(options: &Render, means: &Means, report: &mut Report) {
    let rendered = ImageFile::open(&options.file, means).and_then(|file| {
        report.milestone("opened");
        if options.icc {
            file.note_profile(&options.file, report);
        }
        let job = Job { options, file };
        if !options.frames.all {
            job.one(report)
        } else if is_gif(&options.output) {
            job.animation(report)
        } else {
            job.folder(report)
        }
    });
    if let Err(fault) = rendered {
        report.failure(&options.file, fault);
    }
}

/// Whether the name asks for an animation.
pub fn is_gif(path: &Path) -> bool {
    matches!(Format::from_path(path), Ok(Format::Gif))
}

struct Job<'a> {
    options: &'a Render,
    file: ImageFile,
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
        let (pixels, findings) = self.frame(index, None)?;
        report.milestone("first-image");
        findings.iter().for_each(|finding| report.note(&self.options.file, finding));
        let mut out = Output::create(target)?;
        picture::write_to(&mut out, format, &pixels)?;
        out.finish()?;
        report.milestone("written");
        Ok(())
    }

    /// `frame-0001.png` and so on, side by side.
    fn folder(&self, report: &mut Report) -> Result<()> {
        let folder = &self.options.output;
        fs::create_dir_all(folder).context("The folder for the frames cannot be made; choose another one with -o.")?;
        let frames = self.file.description.frames_present;
        let digits = frames.to_string().len().max(4);
        let first = self.first()?;
        let name = |index: usize| -> PathBuf { folder.join(format!("frame-{:0digits$}.png", index + 1)) };
        let batch = self.file.batch();
        for start in (0..frames).step_by(batch) {
            let done: Vec<Result<Vec<Finding>>> = (start..frames.min(start.saturating_add(batch)))
                .into_par_iter()
                .map(|index| {
                    let (pixels, findings) = self.frame(index, first.as_ref())?;
                    picture::write(&name(index), &pixels)?;
                    Ok(findings)
                })
                .collect();
            for (index, done) in (start..).zip(done) {
                self.account(index, done, report);
            }
        }
        Ok(())
    }

    /// Frames are made side by side, a few at a time, and enter the animation in order.
    fn animation(&self, report: &mut Report) -> Result<()> {
        let frames = self.file.description.frames_present;
        let first = self.first()?;
        let mut out = Output::create(&self.options.output)?;
        let mut animation = gif::Animation::new(&mut out);
        let batch = self.file.batch();
        for start in (0..frames).step_by(batch) {
            let made: Vec<_> = (start..frames.min(start.saturating_add(batch)))
                .into_par_iter()
                .map(|index| self.frame(index, first.as_ref()))
                .collect();
            for (index, made) in (start..).zip(made) {
                match made {
                    Ok((pixels, findings)) => {
                        animation.push(&pixels, self.duration_ms(index))?;
                        self.account(index, Ok(findings), report);
                    }
                    Err(fault) => self.account(index, Err(fault), report),
                }
            }
        }
        animation.finish()?;
        Ok(out.finish()?)
    }

    /// Findings are told, and a frame that failed leaves the others alone.
    fn account(&self, index: usize, done: Result<Vec<Finding>>, report: &mut Report) {
        match done {
            Ok(findings) => findings.iter().for_each(|finding| report.note(&self.options.file, finding)),
            Err(fault) => report.failure(&self.options.file, format_args!("Frame {}: {fault}", index + 1)),
        }
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

    fn frame(&self, index: usize, first: Option<&Presentation>) -> Result<(Pixels8, Vec<Finding>)> {
        let (picture, findings) = self.file.picture(index)?;
        if picture.is_colour() && (self.options.voi.is_chosen() || self.options.function.is_some()) {
            bail!("The image is in colour, and windows are for grey images; leave the window out.");
        }
        let presentation = self.presentation(&picture, first)?;
        let cropped = self.options.body.cropped(&picture)?;
        Ok((render::native(cropped.as_ref().unwrap_or(&picture), &presentation), findings))
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
