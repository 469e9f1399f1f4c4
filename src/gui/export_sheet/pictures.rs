//! The part of the sheet for pictures: frames as they are looked at.

use std::path::PathBuf;

use egui::{Slider, Ui};

use crate::{
    export::{
        Progress, Work,
        pictures::{Annotations, Clip, Depth, Encoding, Format, Look, Output, PictureJob, Size},
    },
    image::Voi,
    state::{ImageState, LoopMode},
};

use super::{Job, Surface, frame_choice::FrameChoice};

/// What is chosen.
pub struct Pictures {
    format: Format,
    frames: FrameChoice,
    as_on_screen: bool,
    annotated: bool,
    /// Who it is, on the picture: never without being asked for.
    identity: bool,
    deep: bool,
    pages: bool,
    quality: u8,
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            format: Format::Png,
            frames: FrameChoice::default(),
            as_on_screen: false,
            annotated: false,
            identity: false,
            deep: false,
            pages: false,
            quality: Encoding::QUALITY,
        }
    }
}

impl Pictures {
    /// Draws the choices; what they come to, `None` where nothing can be written.
    pub fn ui(&mut self, ui: &mut Ui, surface: &Surface<'_>) -> Option<Job> {
        let image = surface.workspace.image();
        let (Some(picture), Some(_)) = (image.picture(), image.presentation()) else {
            ui.label("There is no picture on screen");
            return None;
        };
        self.format_ui(ui, image);
        self.frames.ui(ui, image);
        let own = [picture.frame().columns, picture.frame().rows];
        let screen = surface.workspace.viewport().size.map(|length| length.round().clamp(1.0, 16_384.0) as u32);
        self.size_ui(ui, own, screen);
        self.annotations_ui(ui, surface.hide_identity);
        self.detail_ui(ui, image);
        let look = Look {
            size: if self.as_on_screen { Size::OnScreen(screen) } else { Size::Native },
            depth: if self.deep { Depth::Sixteen } else { Depth::Eight },
            annotations: self.annotated.then_some(Annotations { identity: self.identity && !surface.hide_identity }),
        };
        let (output, once) = self.output(image);
        let mut chosen = self.frames.chosen(image);
        if matches!(output, Output::Clip(clip) if clip.format.is_clip()) && !once {
            chosen = chosen.played(image.playback.loop_mode);
        }
        if chosen.keys.is_empty() {
            ui.label("There are no frames in this range");
            return None;
        }
        ui.weak(self.outcome(output, &chosen.durations_ms));
        let job = PictureJob { image: image.clone(), chosen, look, output };
        let objects = surface.objects.clone();
        let extension = self.format.extension();
        let (name, is_folder, what) = match output {
            Output::Picture(_) => (format!("picture.{extension}"), false, "picture"),
            Output::Files(_) => ("frames".to_owned(), true, "pictures"),
            Output::Clip(_) => (format!("clip.{extension}"), false, "clip"),
        };
        let make = move |path: PathBuf| -> Work {
            Box::new(move |progress: &Progress| {
                job.write(&move |id| objects.open(id), &path, progress).map_err(|error| error.to_string())
            })
        };
        Some(Job { name, is_folder, what, make: Box::new(make) })
    }

    /// Who it is was asked for once; the next picture needs the word again.
    pub fn forget_identity(&mut self) {
        self.identity = false;
    }

    fn format_ui(&mut self, ui: &mut Ui, image: &ImageState) {
        ui.horizontal(|ui| {
            for format in Format::ALL {
                let chosen = ui.selectable_label(self.format == format, format.label()).on_hover_text(tip(format));
                if chosen.clicked() {
                    self.format = format;
                    // Who asks for a clip means what plays.
                    if format.is_clip() && image.timeline().is_some() {
                        if image.stack.phases() > 1 {
                            self.frames.choose_moments();
                        }
                        self.frames.choose_all();
                    }
                }
            }
        });
    }

    fn size_ui(&mut self, ui: &mut Ui, own: [u32; 2], screen: [u32; 2]) {
        ui.horizontal(|ui| {
            let text = format!("Own size, {} × {}", own[0], own[1]);
            let tip = "A pixel for each pixel of the image, unturned; pixels that are not square are not stretched";
            ui.radio_value(&mut self.as_on_screen, false, text).on_hover_text(tip);
            let text = format!("As on screen, {} × {}", screen[0], screen[1]);
            let tip = "Zoomed, turned and flipped as it is shown, in true proportion";
            ui.radio_value(&mut self.as_on_screen, true, text).on_hover_text(tip);
        });
    }

    fn annotations_ui(&mut self, ui: &mut Ui, hide_identity: bool) {
        ui.horizontal(|ui| {
            let tip = "Regions with their figures, bands, letters of the directions, scale bar, window and warnings";
            ui.checkbox(&mut self.annotated, "Annotations").on_hover_text(tip);
            if self.annotated && !hide_identity {
                let tip = "Name, ID, birth date, institution, study, descriptions, names of regions and segments, for everyone who sees the picture";
                ui.checkbox(&mut self.identity, "Who it is").on_hover_text(tip);
            }
        });
        self.identity &= self.annotated && !hide_identity;
    }

    /// Quality and depth, where they have a meaning.
    fn detail_ui(&mut self, ui: &mut Ui, image: &ImageState) {
        if self.format == Format::Jpeg {
            ui.horizontal(|ui| {
                let label = ui.label("Quality");
                let tip = "100 keeps most and is largest; JPEG always loses something";
                ui.add(Slider::new(&mut self.quality, 1..=100)).labelled_by(label.id).on_hover_text(tip);
            });
        }
        let can_be_deep = self.format.is_deep() && !self.as_on_screen && !self.annotated && is_grey(image);
        if can_be_deep {
            let tip = "The window over 65536 greys instead of 256. Values themselves go out under Values";
            ui.checkbox(&mut self.deep, "16 bits").on_hover_text(tip);
        }
        self.deep &= can_be_deep;
        if self.format == Format::Tiff && self.frames.is_several() {
            let tip = "Instead of numbered files";
            ui.checkbox(&mut self.pages, "One file with a page for each frame").on_hover_text(tip);
        }
    }

    /// What the choices come to, and whether a clip plays once.
    fn output(&self, image: &ImageState) -> (Output, bool) {
        let encoding = Encoding { format: self.format, quality: self.quality };
        let once = image.playback.loop_mode == LoopMode::Once;
        let is_one_file = self.format.is_clip() || (self.format == Format::Tiff && self.pages);
        let output = match (self.frames.is_several(), is_one_file) {
            (false, _) => Output::Picture(encoding),
            (true, true) => Output::Clip(Clip { format: self.format, once }),
            (true, false) => Output::Files(encoding),
        };
        (output, once)
    }

    fn outcome(&self, output: Output, durations_ms: &[f64]) -> String {
        let count = durations_ms.len();
        match output {
            Output::Picture(_) => "One picture".to_owned(),
            Output::Files(encoding) => {
                format!("{count} files, frame-0001.{} and on", encoding.format.extension())
            }
            Output::Clip(Clip { format, once }) if format.is_clip() => {
                let seconds = durations_ms.iter().sum::<f64>() / 1000.0;
                let end = if once { "plays once" } else { "begins again at its end" };
                format!("{count} frames in {seconds:.1} s at the clip's own rate, {end}")
            }
            Output::Clip(_) => format!("{count} pages"),
        }
    }
}

/// Whether the presentation gives greys.
fn is_grey(image: &ImageState) -> bool {
    let is_grey = image.picture().is_some_and(|picture| !picture.is_colour() && !picture.has_supplemental_colours());
    let by_map = image
        .presentation()
        .is_some_and(|presentation| presentation.colour_map == "grey" && !matches!(presentation.voi, Voi::Channels(_)));
    is_grey && by_map
}

fn tip(format: Format) -> &'static str {
    match format {
        Format::Png => "Lossless; opens everywhere",
        Format::Jpeg => "Small, with losses",
        Format::Tiff => "Lossless, uncompressed",
        Format::Gif => "A clip that plays everywhere; 256 colours a frame",
        Format::Apng => "A lossless clip with exact times; browsers play it",
    }
}
