//! Colour by photometric interpretation, planes and depth (PS3.3 C.7.6.3.1.2, C.7.6.3.1.3), and what is never mixed.

use hounsfield::{
    dicom::write::{EXPLICIT_BIG, OffsetTable},
    geometry::PixelFromScreen,
    image::{Histogram, Interpolation, Presentation, ValuePlane},
};

use crate::{
    level, open, picture, shown,
    support::{DicomBuilder, RLE, rle_frame},
};

const PHOTOMETRIC: (u16, u16) = (0x0028, 0x0004);
const PLANAR: (u16, u16) = (0x0028, 0x0006);

/// Y, Cb, Cr of full range to 8-bit RGB by the matrix of C.7.6.3.1.2, solved for RGB.
fn rgb_of_ybr([y, cb, cr]: [f64; 3]) -> [u8; 3] {
    // Y = .2990 R + .5870 G + .1140 B, Cb = -.1687 R - .3313 G + .5 B + 128, Cr = .5 R - .4187 G - .0813 B + 128.
    let red = y + 1.402 * (cr - 128.0);
    let blue = y + 1.772 * (cb - 128.0);
    let green = (y - 0.299 * red - 0.114 * blue) / 0.587;
    [red, green, blue].map(|value| (value + 0.5).floor().clamp(0.0, 255.0) as u8)
}

fn near(found: &[u8], expected: &[u8], what: &str) {
    let worst = found.iter().zip(expected).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(found.len() == expected.len() && worst.is_none_or(|worst| worst <= 1), "{what}: {found:?} {expected:?}");
}

#[test]
fn rgb_by_pixel_and_by_plane() {
    let pixels = [[10, 20, 30], [40, 50, 60], [70, 80, 90], [200, 0, 255]];
    let by_pixel: Vec<u8> = pixels.concat();
    let by_plane: Vec<u8> = (0..3).flat_map(|sample| pixels.map(|pixel| pixel[sample])).collect();
    let file = DicomBuilder::rgb(2, 2);
    assert_eq!(shown(&file.clone().pixels_u8(&by_pixel)), by_pixel);
    assert_eq!(shown(&file.clone().pixels_u8(&by_plane).unsigned(PLANAR, &[1])), by_pixel);
    // RLE is by plane whatever the header says (PS3.5 G.2).
    for planar in [0, 1] {
        let rle = file.clone().pixels_u8(&[]).unsigned(PLANAR, &[planar]);
        let rle = rle.encapsulated(RLE, &[vec![rle_frame(&by_pixel, 1, 3)]], OffsetTable::None);
        assert_eq!(shown(&rle), by_pixel, "planar configuration {planar}");
    }
}

#[test]
fn deeper_colours_are_scaled_by_bits_stored() {
    let cells = [0_u16, 1, 128, 129, 32_768, 65_535];
    let sixteen: Vec<u8> = cells.iter().map(|&cell| level(f64::from(cell) / 65_535.0)).collect();
    assert_eq!(shown(&DicomBuilder::rgb(1, 2).pixels_u16(&cells)), sixteen);
    let big = DicomBuilder::rgb(1, 2).pixels_u16(&cells).transfer_syntax(EXPLICIT_BIG);
    assert_eq!(shown(&big), sixteen);
    let twelve = [0_u16, 8, 2047, 2048, 4000, 4095];
    let file = DicomBuilder::rgb(1, 2).pixels_u16(&twelve).unsigned((0x0028, 0x0101), &[12]);
    let file = file.unsigned((0x0028, 0x0102), &[11]);
    assert_eq!(shown(&file), twelve.map(|cell| level(f64::from(cell) / 4095.0)));
}

#[test]
fn ybr_of_full_range_in_all_its_shapes() {
    // Luma of four pixels in two rows; chroma of two.
    let (luma, blue, red) = ([16, 235, 76, 150], [85, 44], [255, 21]);
    let pixel = |at: usize, chroma: usize| [luma[at], blue[chroma], red[chroma]];
    let full: Vec<[u8; 3]> = vec![pixel(0, 0), pixel(1, 0), pixel(2, 1), pixel(3, 1)];
    let expected: Vec<u8> = full.iter().flat_map(|pixel| rgb_of_ybr(pixel.map(f64::from))).collect();
    let ybr = DicomBuilder::rgb(2, 2).with(PHOTOMETRIC, "CS", "YBR_FULL");
    near(&shown(&ybr.clone().pixels_u8(&full.concat())), &expected, "by pixel");
    let planes: Vec<u8> = (0..3).flat_map(|sample| full.iter().map(move |pixel| pixel[sample])).collect();
    near(&shown(&ybr.clone().pixels_u8(&planes).unsigned(PLANAR, &[1])), &expected, "by plane");
    let rle = ybr.clone().encapsulated(RLE, &[vec![rle_frame(&full.concat(), 1, 3)]], OffsetTable::None);
    near(&shown(&rle), &expected, "RLE");
    // YBR_FULL_422: Y Y Cb Cr for two pixels of a row.
    let shared = [luma[0], luma[1], blue[0], red[0], luma[2], luma[3], blue[1], red[1]];
    let subsampled = ybr.with(PHOTOMETRIC, "CS", "YBR_FULL_422").pixels_u8(&shared);
    near(&shown(&subsampled), &expected, "4:2:2");
}

#[test]
fn pure_colours_come_out_pure() {
    for (ybr, rgb) in [
        ([0, 128, 128], [0, 0, 0]),
        ([255, 128, 128], [255, 255, 255]),
        ([76, 85, 255], [255, 0, 0]),
        ([150, 44, 21], [0, 255, 0]),
        ([29, 255, 107], [0, 0, 255]),
        ([128, 128, 128], [128, 128, 128]),
    ] {
        let file = DicomBuilder::rgb(1, 1).with(PHOTOMETRIC, "CS", "YBR_FULL").pixels_u8(&ybr);
        near(&shown(&file), &rgb, "YBR_FULL");
    }
}

#[test]
fn colours_ignore_windows_and_rescale() {
    let file = DicomBuilder::rgb(1, 1)
        .pixels_u8(&[10, 20, 30])
        .with((0x0028, 0x1050), "DS", "0")
        .with((0x0028, 0x1051), "DS", "1")
        .with((0x0028, 0x1052), "DS", "100")
        .with((0x0028, 0x1053), "DS", "2");
    assert_eq!(shown(&file), [10, 20, 30]);
}

/// A screen of `side` points a pixel.
fn magnified(file: &DicomBuilder, side: usize) -> Vec<[u8; 4]> {
    let picture = picture(&open(file), 0);
    let size = [picture.frame().columns as usize * side, picture.frame().rows as usize * side];
    let scale = 1.0 / side as f64;
    let map = PixelFromScreen { m: [[scale, 0.0, 0.0], [0.0, scale, 0.0]] };
    let plane = ValuePlane::new(&picture, &map, size, Interpolation::Bilinear);
    let histogram = if picture.is_colour() { Histogram::empty() } else { Histogram::of(&picture) };
    let mut painted = Vec::new();
    plane.paint(&picture, &Presentation::for_picture(picture.model(), &histogram), &mut painted);
    painted.as_chunks::<4>().0.to_vec()
}

#[test]
fn values_are_interpolated_but_never_indices_or_bits() {
    // Greys 0 and 200 become a ramp: the control.
    let grey = DicomBuilder::grey(1, 2).pixels_u8(&[0, 200]).with((0x0028, 0x1050), "DS", "128").with(
        (0x0028, 0x1051),
        "DS",
        "256",
    );
    assert!(magnified(&grey, 8).iter().any(|pixel| pixel[0] > 50 && pixel[0] < 150));
    // Index 0 is red, 200 blue, everything between green: no green may appear.
    let entry = |of: fn(usize) -> bool| -> Vec<u8> {
        (0..256).flat_map(|index| if of(index) { [255, 255] } else { [0, 0] }).collect()
    };
    let descriptor = [256_u16, 0, 16].map(u16::to_le_bytes).concat();
    let palette = DicomBuilder::grey(1, 2)
        .pixels_u8(&[0, 200])
        .with(PHOTOMETRIC, "CS", "PALETTE COLOR")
        .with((0x0028, 0x1101), "US", descriptor.clone())
        .with((0x0028, 0x1102), "US", descriptor.clone())
        .with((0x0028, 0x1103), "US", descriptor)
        .with((0x0028, 0x1201), "OW", entry(|index| index == 0))
        .with((0x0028, 0x1202), "OW", entry(|index| index != 0 && index != 200))
        .with((0x0028, 0x1203), "OW", entry(|index| index == 200));
    let painted = magnified(&palette, 8);
    assert!(painted.iter().all(|pixel| pixel[1] == 0), "{painted:?}");
    let bits = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7.1", "OT", 1, 2)
        .unsigned((0x0028, 0x0100), &[1])
        .unsigned((0x0028, 0x0101), &[1])
        .unsigned((0x0028, 0x0102), &[0])
        .unsigned((0x0028, 0x0103), &[0])
        .with((0x0028, 0x1050), "DS", "0.5")
        .with((0x0028, 0x1051), "DS", "1")
        .with((0x0028, 0x1056), "CS", "LINEAR_EXACT")
        .with((0x7FE0, 0x0010), "OB", [2, 0]);
    let painted = magnified(&bits, 8);
    assert!(painted.iter().all(|pixel| [0, 255].contains(&pixel[0])), "{painted:?}");
    assert_eq!((painted[0][0], painted[15][0]), (0, 255));
}
