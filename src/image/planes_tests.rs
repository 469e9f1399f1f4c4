use std::sync::Arc;

use super::*;
use crate::{
    geometry::PixelFromScreen,
    image::{
        Interpolation, Samples, ShutterShape, ValuePlane, VoiFunction, render,
        test_pictures::{colour_picture, picture, windowed},
    },
};

const YELLOW: [u8; 3] = [255, 214, 0];
const BLUE: [u8; 3] = [0, 200, 255];

fn overlay(kind: OverlayKind, origin: [i32; 2], rows: u32, columns: u32, bits: Vec<u8>) -> Overlay {
    Overlay { group: 0x6000, label: String::new(), description: String::new(), kind, origin, rows, columns, bits }
}

fn shutter(grey: u8, colour: Option<[u8; 3]>) -> Option<Shutter> {
    let shape = ShutterShape::Rectangle { left: 1.0, right: 2.0, upper: 1.0, lower: 2.0 };
    Some(Shutter { shapes: vec![shape], bitmap: None, grey, colour })
}

/// Every pixel of the picture as shown at its own size, by each way of showing it.
fn shown(picture: &Picture, presentation: &Presentation) -> Vec<[u8; 3]> {
    let rendered = render::native(picture, presentation);
    let rgb: Vec<[u8; 3]> = match rendered.channels {
        1 => rendered.data.iter().map(|&grey| [grey; 3]).collect(),
        _ => rendered.data.as_chunks::<3>().0.to_vec(),
    };
    let (columns, rows) = (picture.frame().columns, picture.frame().rows);
    let single = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let single: Vec<[u8; 3]> = single.map(|(column, row)| picture.displayed(presentation, column, row)).collect();
    assert_eq!(single, rgb);
    // Upright, and after a quarter turn: screen x is row, screen y is column.
    for (m, size) in
        [([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [columns, rows]), ([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], [rows, columns])]
    {
        let size = size.map(|length| length as usize);
        let plane = ValuePlane::new(picture, &PixelFromScreen { m }, size, Interpolation::Bilinear);
        let mut rgba = Vec::new();
        plane.paint(picture, presentation, &mut rgba);
        for (at, pixel) in rgba.as_chunks::<4>().0.iter().enumerate() {
            let (x, y) = (at % size[0], at / size[0]);
            let [column, row] = if m[0][0] == 1.0 { [x, y] } else { [y, x] };
            assert_eq!(pixel[..3], rgb[row * columns as usize + column], "{column} {row}");
        }
    }
    rgb
}

#[test]
fn overlays_lie_where_their_origin_says() {
    // Two by three, set in a diagonal; one begins above and left of the image, one ends beyond it.
    let diagonal = vec![0b0001_0001];
    let planes = Planes {
        overlays: vec![
            overlay(OverlayKind::Graphics, [0, 1], 2, 3, diagonal.clone()),
            overlay(OverlayKind::Region, [3, 3], 2, 3, diagonal),
        ],
        shutter: None,
    };
    let picture = picture(4, Samples::U8(vec![77; 12]), |_| {}).with_planes(Arc::new(planes));
    let on = windowed(128.0, 256.0, VoiFunction::Linear);
    let mut expected = vec![[77; 3]; 12];
    expected[1] = YELLOW;
    expected[10] = BLUE;
    assert_eq!(shown(&picture, &on), expected);
    let off = Presentation { overlays: false, ..on };
    assert_eq!(shown(&picture, &off), vec![[77; 3]; 12]);
    assert_eq!(render::native(&picture, &off).channels, 1);
    assert!(picture.has_overlays() && !picture.has_shutter() && !picture.has_icc());
}

#[test]
fn an_overlay_shorter_than_its_size_is_drawn_as_far_as_it_goes() {
    let short = overlay(OverlayKind::Graphics, [1, 1], 60_000, 60_000, vec![0b10]);
    assert!(short.is_set(0, 1) && !short.is_set(0, 0) && !short.is_set(59_999, 59_999) && !short.is_set(0, 60_000));
    let planes = Planes { overlays: vec![short], shutter: None };
    let picture = picture(3, Samples::U8(vec![9; 6]), |_| {}).with_planes(Arc::new(planes));
    let shown = shown(&picture, &windowed(128.0, 256.0, VoiFunction::Linear));
    assert_eq!((shown[0], shown[1], shown[2]), ([9; 3], YELLOW, [9; 3]));
}

#[test]
fn shutters_hide_in_their_own_grey_or_colour_and_lie_under_overlays() {
    let on = windowed(128.0, 256.0, VoiFunction::Linear);
    let grey = picture(3, Samples::U8(vec![77; 9]), |_| {});
    let planes = Planes { overlays: Vec::new(), shutter: shutter(30, Some([1, 2, 3])) };
    let grey = grey.with_planes(Arc::new(planes.clone()));
    let hidden = |other: [u8; 3], shown: [u8; 3]| {
        (0..9).map(|at| if at % 3 < 2 && at / 3 < 2 { shown } else { other }).collect::<Vec<_>>()
    };
    assert_eq!(shown(&grey, &on), hidden([30; 3], [77; 3]));
    assert_eq!(render::native(&grey, &on).channels, 1);
    // What is hidden stays as the file wants it; the picture is inverted.
    let inverted = Presentation { invert: true, ..on.clone() };
    assert_eq!(shown(&grey, &inverted), hidden([30; 3], [178; 3]));
    assert_eq!(shown(&grey, &Presentation { shutters: false, ..on.clone() }), vec![[77; 3]; 9]);
    let colour = colour_picture(3, Samples::U8(vec![200; 27]), |_| {}).with_planes(Arc::new(planes));
    assert_eq!(shown(&colour, &on), hidden([1, 2, 3], [200; 3]));
    let over =
        Planes { overlays: vec![overlay(OverlayKind::Graphics, [3, 3], 1, 1, vec![1])], shutter: shutter(0, None) };
    let both = picture(3, Samples::U8(vec![77; 9]), |_| {}).with_planes(Arc::new(over));
    assert_eq!((shown(&both, &on)[8], shown(&both, &on)[7]), (YELLOW, [0; 3]));
}

#[test]
fn a_bitmap_shutter_hides_what_is_set() {
    let bitmap = overlay(OverlayKind::Graphics, [1, 1], 2, 2, vec![0b0110]);
    let shutter = Shutter { shapes: Vec::new(), bitmap: Some(bitmap), grey: 5, colour: None };
    let planes = Planes { overlays: Vec::new(), shutter: Some(shutter) };
    let picture = picture(2, Samples::U8(vec![77; 4]), |_| {}).with_planes(Arc::new(planes));
    let on = windowed(128.0, 256.0, VoiFunction::Linear);
    assert_eq!(shown(&picture, &on), [[77; 3], [5; 3], [5; 3], [77; 3]]);
}
