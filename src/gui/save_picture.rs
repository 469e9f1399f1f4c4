//! Pictures that are saved from the window: the frame on screen, the mask of the body, the body cut out. The same
//! functions make them as on the command line.

use std::sync::Arc;

use crate::{
    export::pictures::{Encoding, Format, Look, draw, png},
    image::{
        Picture, Pixels8, Presentation,
        body::{self, Body, BodySettings},
        render,
    },
    state::Workspace,
};

use super::dialogs::SaveRequest;

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The frame at its own size under the presentation in force, without what is painted over it.
    Frame,
    /// White for each pixel of the body, black for all others.
    BodyMask,
    /// The square around the body, as many pixels long as the body's longer side.
    BodyCrop,
}

/// Makes the file, in its own time: large frames take a while.
pub type Made = Box<dyn FnOnce() -> Result<SaveRequest, String> + Send>;

/// What makes it of the frame on screen; `None` where there is none, or no values to look for a body in.
pub fn made(workspace: &Workspace, wanted: Wanted) -> Option<Made> {
    let image = workspace.image();
    let picture = Arc::clone(image.picture()?);
    let presentation = image.presentation()?.clone();
    if wanted == Wanted::Frame {
        let image = image.clone();
        return Some(Box::new(move || {
            let mut contents = Vec::new();
            let shown = draw(&image, &Look::PLAIN).map_err(|error| error.to_string())?;
            Encoding::new(Format::Png).write(&mut contents, &shown).map_err(|error| error.to_string())?;
            Ok(SaveRequest { name: "picture.png".to_owned(), contents })
        }));
    }
    let settings = workspace.body_settings()?;
    Some(Box::new(move || match wanted {
        Wanted::BodyCrop => crop(&picture, &presentation, &settings),
        Wanted::BodyMask | Wanted::Frame => mask(&picture, &settings),
    }))
}

fn mask(picture: &Picture, settings: &BodySettings) -> Result<SaveRequest, String> {
    let mask = body::mask_from_blur(picture, settings, &|| false).ok_or(NO_VALUES)?;
    let data = mask.inside.into_iter().map(|is_body| if is_body { 255 } else { 0 }).collect();
    request("body-mask.png", &Pixels8 { columns: mask.columns, rows: mask.rows, channels: 1, data })
}

fn crop(picture: &Picture, presentation: &Presentation, settings: &BodySettings) -> Result<SaveRequest, String> {
    let found = Body::find(picture, settings, &|| false).ok_or(NO_VALUES)?;
    let bounds = found.bounds.ok_or("No body was found; try another window or threshold.")?;
    let size = bounds.columns().max(bounds.rows());
    request("body.png", &render::native(&body::cropped(picture, bounds, size), presentation))
}

const NO_VALUES: &str = "The body is looked for in grey images.";

fn request(name: &str, pixels: &Pixels8) -> Result<SaveRequest, String> {
    let contents = png::encode(pixels).map_err(|error| error.to_string())?;
    Ok(SaveRequest { name: name.to_owned(), contents })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::time::Duration;

    use super::*;
    use crate::{session::Session, state::Action};

    #[test]
    fn what_is_saved_is_what_is_shown() {
        let mut session = Session::unattended();
        session.act(Action::OpenPhantom);
        assert!(session.wait(Duration::from_secs(60)));
        let workspace = session.workspace();
        let image = workspace.image();
        let (picture, presentation) = (image.picture().unwrap(), image.presentation().unwrap());
        let read = |wanted| {
            let request = made(workspace, wanted).unwrap()().unwrap();
            (request.name, image::load_from_memory(&request.contents).unwrap().into_luma8())
        };
        let (name, frame) = read(Wanted::Frame);
        assert_eq!((name.as_str(), frame.width(), frame.height()), ("picture.png", 512, 512));
        for (column, row) in [(256, 256), (10, 10), (200, 300)] {
            assert_eq!(frame.get_pixel(column, row).0[0], picture.displayed(presentation, column, row)[0]);
        }
        let (_, mask) = read(Wanted::BodyMask);
        let whole = Body::find(picture, &workspace.body_settings().unwrap(), &|| false).unwrap();
        assert_eq!(mask.pixels().filter(|pixel| pixel.0 == [255]).count() as u64, whole.pixels);
        let (_, crop) = read(Wanted::BodyCrop);
        let bounds = whole.bounds.unwrap();
        assert_eq!(crop.width(), bounds.columns().max(bounds.rows()));
        assert_eq!(crop.width(), crop.height());
    }
}
