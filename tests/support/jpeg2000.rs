//! JPEG 2000 frames by the encoder of the OpenJPEG port, and High-Throughput ones put together by hand.

use openjp2::{
    Codec, Stream,
    image::{opj_image, opj_image_comptparm},
    openjpeg::{CODEC_FORMAT, COLOR_SPACE, PROG_ORDER, opj_cparameters},
};

/// How a picture is coded.
#[derive(Clone, Copy, Debug)]
pub struct Coding {
    pub rows: u32,
    pub columns: u32,
    pub components: u32,
    pub precision: u32,
    pub signed: bool,
    /// The reversible wavelet; else the irreversible one.
    pub reversible: bool,
    /// The multiple component transform.
    pub transform: bool,
    /// Wavelet levels plus one.
    pub resolutions: i32,
    /// Side of a tile, 0 for one tile.
    pub tile: i32,
    /// 0 LRCP, 1 RLCP, 3 PCRL, 4 CPRL; the encoder cannot do 2, RPCL.
    pub progression: PROG_ORDER,
    pub layers: i32,
    /// Wrapped in a JP2 file.
    pub jp2: bool,
}

impl Coding {
    /// One tile, lossless, three resolutions.
    pub fn plain(rows: u32, columns: u32, components: u32, precision: u32) -> Self {
        Self {
            rows,
            columns,
            components,
            precision,
            signed: false,
            reversible: true,
            transform: false,
            resolutions: 3,
            tile: 0,
            progression: 0,
            layers: 1,
            jp2: false,
        }
    }
}

/// Encodes samples that lie interleaved, row by row.
pub fn jpeg_2000(samples: &[i32], coding: Coding) -> Vec<u8> {
    let component = opj_image_comptparm {
        dx: 1,
        dy: 1,
        w: coding.columns,
        h: coding.rows,
        x0: 0,
        y0: 0,
        prec: coding.precision,
        bpp: coding.precision,
        sgnd: u32::from(coding.signed),
    };
    let space = if coding.components == 3 { COLOR_SPACE::OPJ_CLRSPC_SRGB } else { COLOR_SPACE::OPJ_CLRSPC_GRAY };
    let components = vec![component; coding.components as usize];
    let mut image = opj_image::create(&components, space).unwrap();
    (image.x1, image.y1) = (coding.columns, coding.rows);
    for (index, plane) in image.comps_data_mut_iter().unwrap().enumerate() {
        let of_component = samples.iter().skip(index).step_by(coding.components as usize);
        plane.iter_mut().zip(of_component).for_each(|(cell, sample)| *cell = *sample);
    }
    let mut parameters = parameters(coding);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frame");
    let format = if coding.jp2 { CODEC_FORMAT::OPJ_CODEC_JP2 } else { CODEC_FORMAT::OPJ_CODEC_J2K };
    let mut codec = Codec::new_encoder(format).unwrap();
    let mut stream = Stream::new_file(&path, 1 << 20, false).unwrap();
    assert_eq!(codec.setup_encoder(&mut parameters, &mut image), 1, "{coding:?}");
    assert_eq!(codec.start_compress(&mut image, &mut stream), 1, "{coding:?}");
    assert_eq!(codec.encode(&mut stream), 1, "{coding:?}");
    assert_eq!(codec.end_compress(&mut stream), 1, "{coding:?}");
    drop(stream);
    std::fs::read(&path).unwrap()
}

#[allow(clippy::field_reassign_with_default, reason = "a type that drops cannot be taken apart for its other fields")]
fn parameters(coding: Coding) -> opj_cparameters {
    let mut parameters = opj_cparameters::default();
    parameters.irreversible = i32::from(!coding.reversible);
    parameters.tcp_mct = coding.transform.into();
    parameters.numresolution = coding.resolutions;
    parameters.prog_order = coding.progression;
    parameters.tcp_numlayers = coding.layers;
    parameters.cp_disto_alloc = 1;
    parameters.tile_size_on = i32::from(coding.tile > 0);
    (parameters.cp_tdx, parameters.cp_tdy) = (coding.tile, coding.tile);
    let last = coding.layers - 1;
    for layer in 0..coding.layers {
        // Each layer halves the bytes left out; the last of a lossless picture holds everything.
        let everything = coding.reversible && layer == last;
        parameters.tcp_rates[layer as usize] = if everything { 0.0 } else { f32::powi(2.0, last - layer + 2) };
    }
    parameters
}

/// A High-Throughput codestream (T.814) of one tile and one code block a component, at most 64 x 64 pixels. `block` is
/// the block's one cleanup pass: magnitudes from its front, run lengths and codewords from its back.
pub fn high_throughput(rows: u32, columns: u32, components: u8, precision: u8, block: &[u8]) -> Vec<u8> {
    let mut stream = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 38 + 3 * components, 0x40, 0];
    for size in [columns, rows, 0, 0, columns, rows, 0, 0] {
        stream.extend(size.to_be_bytes());
    }
    stream.extend([0, components]);
    (0..components).for_each(|_| stream.extend([precision - 1, 1, 1]));
    // CAP: part 15; the reversible wavelet and one cleanup pass a block.
    stream.extend([0xFF, 0x50, 0, 8, 0, 2, 0, 0, 0, 0]);
    // COD: one layer, no decomposition, blocks of 64 x 64 coded by the block coder of part 15.
    stream.extend([0xFF, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0x40, 1]);
    stream.extend([0xFF, 0x5C, 0, 4, 0x40, precision << 3]);
    let packet = packet(block);
    let length = 14 + packet.len() * usize::from(components);
    stream.extend([0xFF, 0x90, 0, 10, 0, 0]);
    stream.extend((length as u32).to_be_bytes());
    stream.extend([0, 1, 0xFF, 0x93]);
    (0..components).for_each(|_| stream.extend(&packet));
    stream.extend([0xFF, 0xD9]);
    stream
}

/// A block in which every coefficient is 0: all quads insignificant by their run lengths, no codeword, no magnitude.
pub fn empty_block() -> Vec<u8> {
    // Two bytes of magnitudes; then 5 bytes, as the last 12 bits say: run lengths from the front, each bit of 1 a run of
    // zeros, codewords from the back (T.814 7.1.1).
    vec![0xFF, 0x7F, 0xFF, 0x7F, 0x7F, 0xF5, 0x00]
}

/// A block of chance: `start` must be one from which the decoder finds no fault, as 226, 255 and 289.
pub fn noisy_block(start: u32) -> Vec<u8> {
    const COUNT: usize = 60;
    const RUNS_AND_WORDS: u8 = 30;
    let mut state = start.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // No byte of ones, so nothing has to be stuffed.
        (state >> 24) as u8 & 0x7F
    };
    let mut block: Vec<u8> = (0..COUNT).map(|_| byte()).collect();
    block[COUNT - 1] = RUNS_AND_WORDS >> 4;
    block[COUNT - 2] = (block[COUNT - 2] & 0x70) | (RUNS_AND_WORDS & 0xF);
    block
}

/// Packet header and body of one included block (T.800 B.10).
fn packet(block: &[u8]) -> Vec<u8> {
    let length = block.len() as u32;
    // Not empty; included; as many empty bit planes as leave room for any magnitude; one pass.
    let mut bits = vec![1_u8, 1, 0, 0, 0, 0, 0, 0, 1, 0];
    let width = 32 - length.leading_zeros();
    // Lblock starts at 3; each one adds a bit to the length field.
    (3..width).for_each(|_| bits.push(1));
    bits.push(0);
    (0..width.max(3)).rev().for_each(|bit| bits.push((length >> bit & 1) as u8));
    let mut out = Vec::new();
    let mut rest = bits.as_slice();
    while !rest.is_empty() {
        // After a byte of ones comes a bit of 0.
        let room = if out.last() == Some(&0xFF) { 7 } else { 8 };
        let (now, later) = rest.split_at(room.min(rest.len()));
        let byte = now.iter().fold(0, |byte, bit| byte << 1 | bit);
        out.push(byte << (room - now.len()));
        rest = later;
    }
    if out.last() == Some(&0xFF) {
        out.push(0);
    }
    out.extend_from_slice(block);
    out
}
