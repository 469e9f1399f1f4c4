#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use super::*;
use crate::{
    export::pictures::Resolution,
    image::{Pixels8, Pixels16},
};

fn eight(channels: u8) -> Shown {
    let data = (0..32 * 20 * usize::from(channels)).map(|at| (at / 5) as u8).collect();
    Shown { drawn: Drawn::Eight(Pixels8 { columns: 32, rows: 20, channels, data }), resolution: None }
}

fn bytes(format: Format, shown: &Shown) -> Vec<u8> {
    let mut bytes = Vec::new();
    Encoding::new(format).write(&mut bytes, shown).unwrap();
    bytes
}

#[test]
fn every_format_is_read_back() {
    for format in Format::ALL {
        let Drawn::Eight(pixels) = eight(1).drawn else { panic!() };
        let read = image::load_from_memory(&bytes(format, &eight(1))).unwrap().into_luma8().into_raw();
        let furthest = read.iter().zip(&pixels.data).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(furthest <= Some(if format == Format::Jpeg { 4 } else { 0 }), "{format:?} {furthest:?}");
    }
    let Drawn::Eight(pixels) = eight(3).drawn else { panic!() };
    for format in [Format::Tiff, Format::Png, Format::Gif] {
        let read = image::load_from_memory(&bytes(format, &eight(3))).unwrap().into_rgb8().into_raw();
        assert_eq!(read, pixels.data, "{format:?}");
    }
}

#[test]
fn sixteen_bits_stay_sixteen_bits() {
    let data: Vec<u16> = (0..640).map(|at| at * 101).collect();
    let drawn = Drawn::Sixteen(Pixels16 { columns: 32, rows: 20, channels: 1, data: data.clone() });
    let shown = Shown { drawn, resolution: None };
    for format in [Format::Png, Format::Tiff] {
        let read = image::load_from_memory(&bytes(format, &shown)).unwrap();
        assert_eq!(read.as_luma16().unwrap().as_raw(), &data, "{format:?}");
    }
    for format in [Format::Jpeg, Format::Gif] {
        assert!(Encoding::new(format).write(Vec::new(), &shown).is_err());
    }
}

#[test]
fn spacing_becomes_resolution() {
    let resolution = Some(Resolution { columns_per_mm: 2.0, rows_per_mm: 1.0 });
    let shown = Shown { resolution, ..eight(1) };
    let png = bytes(Format::Png, &shown);
    let mut reader = ::png::Decoder::new(Cursor::new(&png)).read_info().unwrap();
    let dims = reader.info().pixel_dims.unwrap();
    assert_eq!((dims.xppu, dims.yppu, dims.unit), (2000, 1000, ::png::Unit::Meter));
    reader.finish().unwrap();
    let jpeg = bytes(Format::Jpeg, &shown);
    // JFIF: units 2 is dots per cm, then the two densities.
    assert_eq!(jpeg[13..18], [2, 0, 20, 0, 10]);
}

#[test]
fn quality_is_heard() {
    let noise = (0..64 * 64).map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let shown =
        Shown { drawn: Drawn::Eight(Pixels8 { columns: 64, rows: 64, channels: 1, data: noise }), resolution: None };
    let length = |quality| {
        let mut bytes = Vec::new();
        Encoding { format: Format::Jpeg, quality }.write(&mut bytes, &shown).unwrap();
        bytes.len()
    };
    assert!(length(30) < length(92) && length(92) < length(100));
}

#[test]
fn unknown_formats_and_broken_pictures_are_refused() {
    assert!(matches!(Format::from_path(Path::new("a.xyz")), Err(ExportError::UnknownFormat(_))));
    let drawn = Drawn::Eight(Pixels8 { columns: 32, rows: 20, channels: 1, data: vec![0; 3] });
    let broken = Shown { drawn, resolution: None };
    for format in Format::ALL {
        assert!(Encoding::new(format).write(Vec::new(), &broken).is_err());
    }
}
