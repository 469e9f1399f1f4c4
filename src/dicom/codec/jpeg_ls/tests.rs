#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

//! Codestreams are CharLS 2.4's, of pictures that [`grey`], [`wide`] and [`colour`] compute.

use super::*;
use PhotometricInterpretation as Pi;

const ROWS: usize = 12;
const COLUMNS: usize = 16;
const LOSSLESS: JpegLs = JpegLs { name: "JPEG-LS Lossless", lossless: true };
const NEAR: JpegLs = JpegLs { name: "JPEG-LS Near-Lossless", lossless: false };

const GREY: &str = "ffd8fff7000b07000c001001011100ffda0008010100000000dedb6355eaaaa0e488848988924089a4be924932700000\
     3c2bf80000165b6afd0f6ef65d3f65afca6bf29ae000006808308208c638004054f29f49554f29bfa960ffd9";
const NEAR2: &str = "ffd8fff7000b07000c001001011100ffda0008010100020000f399ff72fa54a492497a5a5291258000007346ba00fb5f\
     99fdcea5f3a1fcf1fd6380009249288a8f56b594f72d22a4ffd9";
const WIDE: &str = "ffd8fff7000b10000c001001011100fff8000d01ffff0012004301140040ffda0008010100000000a60cc197f3065fd7\
     b5dd73b7daecf63afd6eaf914c29815f5795d6e36db4d96c35dacd56a261722d369345a0cf67335984b2512490472326\
     0720452210c8441203fbf3ebe3dbd3cbc2be000000000001d0e8d3d3d1cfcdcbc9c9c7c5c5c3c1c1816007ff78000000\
     00000f04776bb1d6ea74ba1cee672b91c6e270b81bee4482407f7e7d7c7b7a797877767574579190737271706f6e6d6c\
     6b6a696867666ea31ecccac8c8c6c4c442424040fdfbe6e0ffd9";
const LINE: &str = "ffd8fff7001108000c001003011100021100031100ffda000c03010002000300000100d6ff6abd4a9ffd003b26e64db6\
     924a88882218c21841061061899a24644c898c6326de8a5374d90b53af49242104b33e925ddcd93cc89ed9bb7d249110\
     f2d7d7fe5ff38a2803a4b7befe248e1b25495f24674800000309249249000c3800f6f0000592492480ce02a6c0000030\
     f336db6d00389af4fd2ea559fbb6df5fa5dcebb4e4dbdda2bbd972bf69d54dbda47ed311f94cda73791f94ddc0000054\
     3223311c41c6a2a00001cecee4670248ee00003e44662298965ddbe925b5bf5edef777f492daeefe893b534ed70d29ce\
     fe927680ffd9";
const PIXEL: &str = "ffd8fff7001108000c001003011100021100031100ffda000c03010002000300000200400000a648a57bb5daec8cc866\
     23313990ee415cc2b883a8c3b8c12166b6971c526649bb24a44c934911b20d90644119af39366ff735491244b5da734e\
     64380386c4964b676fc5b3fbdbf2ff66f2790590578c800e02b4926ae000001840000e0000030f333333333333333333\
     33336db40085035e966a9bddd692fd4ea75b7115f6d5f69b4e4caa46edeed3a9d51191f73f29b4cd7476fb0000015000\
     000c00007a8ac46676723b919c8e67319cc3829188ca2eddff36ff5e6b2c964b5bd9eb5d39be6dfbfe6b3891263ad96a\
     60ffd9";

fn bytes(hexadecimal: &str) -> Vec<u8> {
    hexadecimal
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// A parabola with a flat field in it.
fn grey(row: usize, column: usize) -> u8 {
    let flat = (3..9).contains(&row) && (4..14).contains(&column);
    if flat { 90 } else { ((row * 5 + column * column / 4) % 200) as u8 }
}

fn wide(row: usize, column: usize) -> u16 {
    if (4..8).contains(&row) { 40_000 } else { (row * 401 + column * 97) as u16 }
}

fn colour(row: usize, column: usize) -> [u8; 3] {
    let grey = grey(row, column);
    if row == 3 { [7; 3] } else { [grey, grey / 2 + 20, 255 - grey] }
}

fn all<T>(value: impl Fn(usize, usize) -> T) -> Vec<T> {
    (0..ROWS * COLUMNS).map(|at| value(at / COLUMNS, at % COLUMNS)).collect()
}

fn shape(samples_per_pixel: u8, bits: u16) -> FrameShape {
    FrameShape {
        rows: ROWS as u32,
        columns: COLUMNS as u32,
        samples_per_pixel,
        bits_allocated: if bits > 8 { 16 } else { 8 },
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        photometric: if samples_per_pixel == 3 { Pi::Rgb } else { Pi::Monochrome2 },
        limit_bytes: 1 << 30,
    }
}

#[test]
fn lossless_frames_are_exact() {
    let decoded = LOSSLESS.decode(&bytes(GREY), true, &shape(1, 8)).unwrap();
    assert_eq!(decoded.samples, Samples::U8(all(grey)));
    assert_eq!(decoded.findings.len(), 1, "CharLS writes the fewest bits that hold the values: seven");
    let decoded = LOSSLESS.decode(&bytes(WIDE), true, &shape(1, 16)).unwrap();
    assert_eq!(decoded.samples, Samples::U16(all(wide)));
    let signed = FrameShape { signed: true, ..shape(1, 16) };
    let decoded = LOSSLESS.decode(&bytes(WIDE), true, &signed).unwrap();
    assert_eq!(decoded.samples, Samples::I16(all(|row, column| wide(row, column) as i16)));
}

#[test]
fn near_lossless_values_are_off_by_no_more_than_was_allowed() {
    let Samples::U8(values) = NEAR.decode(&bytes(NEAR2), true, &shape(1, 8)).unwrap().samples else { panic!() };
    assert!(values.iter().zip(all(grey)).all(|(decoded, grey)| decoded.abs_diff(grey) <= 2));
    assert_eq!(values[..16], [0, 0, 0, 0, 5, 5, 10, 10, 15, 20, 26, 31, 37, 44, 47, 55], "as CharLS decodes it");
    assert_eq!(LOSSLESS.decode(&bytes(NEAR2), true, &shape(1, 8)).unwrap().findings.len(), 2);
}

#[test]
fn components_take_turns_by_sample_or_by_line() {
    let decoded = LOSSLESS.decode(&bytes(PIXEL), true, &shape(3, 8)).unwrap();
    assert_eq!(decoded.samples, Samples::U8(all(colour).into_flattened()));
    let decoded = LOSSLESS.decode(&bytes(LINE), true, &shape(3, 8)).unwrap();
    assert_eq!(decoded.samples, Samples::U8(all(colour).into_flattened()));
}

#[test]
fn a_cut_frame_gives_its_rows_and_no_more() {
    let whole = bytes(WIDE);
    let wanted = shape(1, 16);
    let picture = all(wide);
    let mut seen = Vec::new();
    for length in 0..whole.len() - 3 {
        assert!(LOSSLESS.decode(&whole[..length], true, &wanted).is_err(), "cut at {length}");
        let Ok(decoded) = LOSSLESS.decode(&whole[..length], false, &wanted) else { continue };
        let present = decoded.rows_present as usize;
        let Samples::U16(values) = decoded.samples else { panic!() };
        assert_eq!(values[..present * COLUMNS], picture[..present * COLUMNS]);
        assert!(values[present * COLUMNS..].iter().all(|value| *value == 0));
        seen.push(present);
    }
    assert!(seen.is_sorted() && seen.first() == Some(&1) && seen.last() >= Some(&11), "{seen:?}");
}

#[test]
fn another_shape_than_the_header_s_is_refused() {
    for wrong in [
        FrameShape { rows: 13, ..shape(1, 8) },
        FrameShape { columns: 15, ..shape(1, 8) },
        shape(3, 8),
        FrameShape { rows: 65535, columns: 65535, ..shape(1, 8) },
    ] {
        assert!(LOSSLESS.decode(&bytes(GREY), true, &wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn spoilt_frames_give_values_or_errors() {
    for (stream, wanted) in [(GREY, shape(1, 8)), (WIDE, shape(1, 16)), (PIXEL, shape(3, 8)), (LINE, shape(3, 8))] {
        let sound = bytes(stream);
        for at in 0..sound.len() {
            for value in [0, 1, 0x7F, 0x80, 0xFF, sound[at] ^ 0x10] {
                let mut spoilt = sound.clone();
                spoilt[at] = value;
                for whole in [true, false] {
                    if let Ok(decoded) = LOSSLESS.decode(&spoilt, whole, &wanted) {
                        let expected = ROWS * COLUMNS * usize::from(wanted.samples_per_pixel);
                        assert_eq!(decoded.samples.len(), expected);
                    }
                }
            }
        }
    }
}
