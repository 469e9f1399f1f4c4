#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::{path::Path, sync::Arc};

use super::*;
use crate::{
    annotation::{Extent, Region, Shape},
    dicom::{self, phantom},
    export::frames::read_frame,
    image::Label,
    state::{FrameKey, Layer, PlacedRegion, Stack},
};

/// The phantom's file of this name, with a name planted that no picture may show unasked.
fn image(name: &str) -> ImageState {
    let file = phantom::study().into_iter().find(|file| file.name.contains(name)).unwrap();
    let object = dicom::open_bytes(Path::new("x.dcm"), file.bytes).unwrap();
    let frames = object.image.as_ref().unwrap().frames;
    let mut image = ImageState::default();
    image.stack = Arc::new(Stack::of_object(1, frames));
    image.showing(FrameKey { id: 1, frame: 0 }, &read_frame(&object, 0).unwrap())
}

fn named(mut image: ImageState, name: &str) -> ImageState {
    let mut about = image.loaded.about.as_deref().unwrap().clone();
    let identity = &mut about.summary.identity;
    for text in [
        &mut identity.patient_name,
        &mut identity.patient_id,
        &mut identity.birth_date,
        &mut identity.institution,
        &mut identity.study_description,
        &mut identity.study_date,
        &mut identity.series_description,
        &mut identity.contrast,
    ] {
        *text = name.to_owned();
    }
    image.loaded.about = Some(Arc::new(about));
    image
}

fn drawn(image: &ImageState, size: Size, annotations: Option<Annotations>) -> Pixels8 {
    match draw(image, &Look { size, depth: Depth::Eight, annotations }).unwrap().drawn {
        Drawn::Eight(pixels) => pixels,
        Drawn::Sixteen(_) => panic!(),
    }
}

#[test]
fn the_picture_alone_is_the_rendered_one() {
    let image = image("ct");
    let expected = render::native(image.picture().unwrap(), image.presentation().unwrap());
    let shown = draw(&image, &Look::PLAIN).unwrap();
    assert_eq!(shown.drawn, Drawn::Eight(expected));
    let spacing = image.loaded.place.spacing.unwrap();
    let resolution = shown.resolution.unwrap();
    assert!((resolution.columns_per_mm * spacing.column_mm - 1.0).abs() < 1e-12);
}

#[test]
fn who_it_is_is_drawn_only_when_asked_for() {
    let (one, other) = (named(image("ct"), "Doe^Jane"), named(image("ct"), "Roe^Richard"));
    let size = Size::OnScreen([900, 900]);
    let (plain, noted) = (drawn(&one, size, None), drawn(&one, size, Some(Annotations { identity: false })));
    assert_ne!(plain, noted);
    assert_eq!((plain.channels, noted.channels), (1, 3));
    // Two names give one picture, until they are to be seen.
    assert_eq!(noted, drawn(&other, size, Some(Annotations { identity: false })));
    let known = Some(Annotations { identity: true });
    assert_ne!(drawn(&one, size, known), drawn(&other, size, known));
    assert_ne!(drawn(&one, size, known), noted);
}

#[test]
fn as_on_screen_follows_the_view() {
    let mut image = image("ct");
    let [columns, rows] = [image.picture().unwrap().frame().columns, image.picture().unwrap().frame().rows];
    let own = drawn(&image, Size::Native, None);
    // At 1:1 in a viewport of its own size nothing is resampled.
    image.view = View { zoom: Zoom::Scale(1.0), ..View::default() };
    assert_eq!(drawn(&image, Size::OnScreen([columns, rows]), None), own);
    image.view = image.view.mirrored(true);
    let mirrored = drawn(&image, Size::OnScreen([columns, rows]), None);
    for (row, other) in own.data.chunks(columns as usize).zip(mirrored.data.chunks(columns as usize)) {
        assert!(row.iter().eq(other.iter().rev()));
    }
    assert_eq!(drawn(&image, Size::Native, None), own);
    let scaled = drawn(&image, Size::Scaled(0.5), None);
    assert_eq!([scaled.columns, scaled.rows], [columns / 2, rows / 2]);
    for size in [Size::OnScreen([0, 5]), Size::OnScreen([100_000, 5]), Size::Scaled(1e6), Size::Scaled(f64::NAN)] {
        let look = Look { size, ..Look::PLAIN };
        assert!(draw(&image, &look).is_err() || size == Size::Scaled(f64::NAN), "{size:?}");
    }
}

#[test]
fn pixels_that_are_not_square_are_stretched_on_screen_alone() {
    let mut image = image("ct");
    let picture = image.picture().unwrap();
    let mut model = (**picture.model()).clone();
    model.pixel_aspect = 2.0;
    let [columns, rows] = [picture.frame().columns, picture.frame().rows];
    image.loaded.picture = Some(Arc::new(Picture::new(Arc::clone(picture.frame()), Arc::new(model))));
    let own = drawn(&image, Size::Native, Some(Annotations::default()));
    assert_eq!([own.columns, own.rows], [columns, rows]);
    let scaled = drawn(&image, Size::Scaled(1.0), None);
    assert_eq!([scaled.columns, scaled.rows], [columns, rows * 2]);
}

#[test]
fn what_a_region_was_named_is_drawn_only_with_who_it_is() {
    let region = |name: &str| {
        let mut image = image("ct");
        let shape = Shape::Ellipse(Extent::new([200.0, 200.0], [260.0, 250.0]).unwrap());
        let region = Region { id: 1, name: name.into(), shape, colour: 1, visible: true };
        let on = image.loaded.key.unwrap();
        image.regions = crate::state::Regions::of(vec![PlacedRegion { region, on, on_all_frames: false }]);
        image
    };
    let (one, other) = (region("Doe, left lung"), region("Liver"));
    let anonymous = Some(Annotations { identity: false });
    assert_eq!(drawn(&one, Size::Native, anonymous), drawn(&other, Size::Native, anonymous));
    let known = Some(Annotations { identity: true });
    assert_ne!(drawn(&one, Size::Native, known), drawn(&other, Size::Native, known));
}

#[test]
fn regions_and_bands_are_annotations() {
    let plain_image = image("ct");
    let key = plain_image.loaded.key.unwrap();
    let mut image = plain_image.clone();
    let shape = Shape::Ellipse(Extent::new([200.0, 200.0], [260.0, 250.0]).unwrap());
    let region = Region { id: 1, name: "Liver".into(), shape, colour: 1, visible: true };
    image.regions = crate::state::Regions::of(vec![PlacedRegion { region, on: key, on_all_frames: false }]);
    let mut presentation = image.presentation().unwrap().clone();
    let range = crate::image::ValueRange::new(-100.0, 100.0);
    presentation.labels = vec![Label { range, colour: [255, 0, 255], opacity: 1.0 }];
    image.layers = vec![Layer { presentation }];
    assert_eq!(drawn(&image, Size::Native, None), drawn(&plain_image, Size::Native, None));
    let noted = drawn(&image, Size::Native, Some(Annotations::default()));
    let count = |colour: [u8; 3]| noted.data.as_chunks::<3>().0.iter().filter(|pixel| **pixel == colour).count();
    assert!(count([255, 0, 255]) > 1000, "bands");
    assert!(count(super::super::ink::region(1)) > 20, "regions");
    // On another frame the region is not there.
    image.loaded.key = Some(FrameKey { id: 9, frame: 9 });
    assert_ne!(drawn(&image, Size::Native, Some(Annotations::default())), noted);
}

#[test]
fn sixteen_bits_are_for_the_plain_picture() {
    let image = image("ct");
    let look = |size, annotations| Look { size, depth: Depth::Sixteen, annotations };
    assert!(matches!(draw(&image, &look(Size::Native, None)).unwrap().drawn, Drawn::Sixteen(_)));
    assert!(draw(&image, &look(Size::Scaled(2.0), None)).is_err());
    assert!(draw(&image, &look(Size::Native, Some(Annotations::default()))).is_err());
    assert!(draw(&ImageState::default(), &Look::PLAIN).is_err());
}
