#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use crate::{
    dicom::open_bytes,
    dicom::write::{DataSetWriter, EXPLICIT_LITTLE},
};

use super::*;

/// A grey picture of 2 x 2 pixels, opened and decoded.
fn loaded(bits: u16, signed: bool, rescale: Option<[f64; 2]>, stored: [i32; 4]) -> LoadedFrame {
    let mut set = DataSetWriter::new();
    set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.4").text((0x8, 0x18), "UI", "2.25.1");
    set.text((0x8, 0x60), "CS", "MR");
    set.unsigned((0x28, 0x2), &[1]).text((0x28, 0x4), "CS", "MONOCHROME2");
    let allocated = if bits > 16 { 32 } else { 16 };
    for (element, value) in
        [(0x10, 2), (0x11, 2), (0x100, allocated), (0x101, bits), (0x102, bits - 1), (0x103, u16::from(signed))]
    {
        set.unsigned((0x28, element), &[value]);
    }
    if let Some([slope, intercept]) = rescale {
        set.decimals((0x28, 0x1052), &[intercept]).decimals((0x28, 0x1053), &[slope]);
    }
    let bytes: Vec<u8> =
        stored.iter().flat_map(|value| value.to_le_bytes().into_iter().take(allocated as usize / 8)).collect();
    set.bytes((0x7FE0, 0x10), "OW", bytes);
    open_bytes("made.dcm".as_ref(), set.file(EXPLICIT_LITTLE)).unwrap().load(0).unwrap()
}

fn encoding(loaded: &LoadedFrame, format: Format) -> Encoding {
    Encoding::of(&loaded.frame, &loaded.model, format, false)
}

fn i16s(piece: &Piece) -> Vec<i16> {
    piece.bytes().as_chunks::<2>().0.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect()
}

#[test]
fn types_go_by_the_bits_that_are_stored() {
    let of = |bits, signed| encoding(&loaded(bits, signed, None, [0; 4]), Format::Nifti).element;
    assert_eq!([of(12, false), of(16, false), of(16, true)], [Element::I16, Element::U16, Element::I16]);
    assert_eq!([of(31, false), of(32, false), of(32, true)], [Element::I32, Element::U32, Element::I32]);
}

#[test]
fn stored_values_keep_slope_and_intercept_and_rows_turn() {
    let slice = loaded(12, false, Some([2.0, -1024.0]), [0, 1, 2, 4095]);
    let encoding = encoding(&slice, Format::Nifti);
    assert_eq!(encoding.meaning, Meaning::Stored { slope: 2.0, intercept: -1024.0 });
    assert_eq!(i16s(&encoding.bytes(slice.clone(), true).unwrap()), [2, 4095, 0, 1]);
    assert_eq!(i16s(&encoding.bytes(slice, false).unwrap()), [0, 1, 2, 4095]);
}

#[test]
fn a_rescale_that_the_header_cannot_hold_is_applied() {
    for rescale in [[1e-50, 0.0], [1e50, 0.0], [1.0, 1e39]] {
        for format in Format::ALL {
            let slice = loaded(12, false, Some(rescale), [0, 1, 2, 3]);
            let made = encoding(&slice, format);
            assert_eq!((made.element, &made.meaning), (Element::F64, &Meaning::Modality), "{rescale:?} {format:?}");
            let piece = made.bytes(slice, false).unwrap();
            assert_eq!(piece.bytes()[24..32], (3.0 * rescale[0] + rescale[1]).to_le_bytes());
        }
    }
}

#[test]
fn without_a_slope_whole_values_stay_whole() {
    let slice = loaded(12, false, Some([1.0, -1024.0]), [0, 1, 2, 4095]);
    let whole = encoding(&slice, Format::Nrrd);
    assert_eq!((whole.element, &whole.meaning), (Element::I16, &Meaning::Modality));
    assert_eq!(i16s(&whole.bytes(slice, false).unwrap()), [-1024, -1023, -1022, 3071]);
    // 20 x 4095 is beyond 16 bits.
    assert_eq!(encoding(&loaded(12, false, Some([20.0, 0.0]), [0; 4]), Format::Nrrd).element, Element::I32);
    let slice = loaded(12, false, Some([0.5, 0.25]), [0, 1, 2, 3]);
    let parts = encoding(&slice, Format::Nrrd);
    assert_eq!(parts.element, Element::F32);
    let piece = parts.bytes(slice, false).unwrap();
    let values: Vec<f32> = piece.bytes().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    assert_eq!(values, [0.25, 0.75, 1.25, 1.75]);
}

#[test]
fn another_rescale_does_not_fit_but_as_values() {
    let (one, other) = (loaded(12, false, Some([1.0, 0.0]), [1; 4]), loaded(12, false, Some([3.0, 0.0]), [1; 4]));
    assert_eq!(encoding(&one, Format::Nifti).bytes(other.clone(), true), Err(Misfit::Scale));
    let values = Encoding::of(&one.frame, &one.model, Format::Nifti, true);
    assert_eq!(values.bytes(other, true).unwrap().bytes(), 3_f32.to_le_bytes().repeat(4));
}

#[test]
fn values_beyond_the_type_are_no_slice() {
    let made = encoding(&loaded(12, false, None, [0; 4]), Format::Nifti);
    assert_eq!(made.numbers(&[1.4, -1.6], 2, false).map(|piece| i16s(&piece)), Ok(vec![1, -2]));
    assert_eq!(made.numbers(&[40_000.0], 1, false), Err(Misfit::Scale));
    assert_eq!(made.numbers(&[f64::NAN], 1, false), Err(Misfit::Scale));
    let colour = Encoding { element: Element::Rgb, meaning: Meaning::Colour, ..made };
    assert_eq!(colour.bytes(loaded(12, false, None, [0; 4]), false), Err(Misfit::Colour));
}

#[test]
fn what_lies_outside_is_padding_or_air() {
    let slice = loaded(16, true, Some([1.0, -24.0]), [0; 4]);
    let mut model = PixelModel::clone(&slice.model);
    assert_eq!(outside(&model), 0.0);
    model.unit = Unit::Hounsfield;
    assert_eq!(outside(&model), -976.0);
    model.padding = Some(crate::image::Padding::new(-2000.0, -2000.0));
    assert_eq!(outside(&Arc::new(model)), -2000.0);
}

#[test]
fn rows_change_places_whatever_their_number() {
    for rows in 0..6_usize {
        let values: Vec<usize> = (0..rows * 3).collect();
        let expected: Vec<usize> = (0..rows).rev().flat_map(|row| row * 3..row * 3 + 3).collect();
        assert_eq!(reversed(values.clone(), 3, true), expected);
        assert_eq!(reversed(values.clone(), 3, false), values);
    }
}
