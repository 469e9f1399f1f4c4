#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use PhotometricInterpretation as Pi;

const JPEG_2000: Jpeg2000 = Jpeg2000 { name: "JPEG 2000" };

/// A picture of tiles whose packets are all empty, so that every value is the middle of its range.
struct Tiled {
    /// Image from..to and tile size, as columns and rows.
    from: (u32, u32),
    to: (u32, u32),
    tile: (u32, u32),
    /// For each tile-part its tile, its number and the number of parts that it names.
    parts: Vec<(u8, u8, u8)>,
    layers: u16,
    levels: u8,
    /// Width and height of code-blocks as powers of two less 2.
    blocks: u8,
    precincts: Vec<u8>,
}

impl Tiled {
    /// Tiles of one part each, the image from the origin.
    fn new(to: (u32, u32), tile: (u32, u32)) -> Self {
        let tiles = to.0.div_ceil(tile.0) * to.1.div_ceil(tile.1);
        let parts = (0..tiles).map(|tile| (tile as u8, 0, 1)).collect();
        Self { from: (0, 0), to, tile, parts, layers: 1, levels: 0, blocks: 4, precincts: Vec::new() }
    }

    fn head(&self) -> Vec<u8> {
        let mut stream = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0];
        let sizes = [self.to.0, self.to.1, self.from.0, self.from.1, self.tile.0, self.tile.1, 0, 0];
        sizes.into_iter().for_each(|size| stream.extend(size.to_be_bytes()));
        stream.extend([0, 1, 11, 1, 1]);
        // Where tile-parts would be, were there any.
        stream.extend([0xFF, 0x55, 0, 4, 0, 0]);
        let own = u8::from(!self.precincts.is_empty());
        stream.extend([0xFF, 0x52, 0, 12 + self.precincts.len() as u8, own, 0]);
        stream.extend(self.layers.to_be_bytes());
        stream.extend([0, self.levels, self.blocks, self.blocks, 0, 1]);
        stream.extend(&self.precincts);
        stream.extend([0xFF, 0x5C, 0, 4 + 3 * self.levels, 0x40]);
        stream.extend(vec![12 << 3; 1 + 3 * self.levels as usize]);
        stream
    }

    /// The codestream, and where each tile-part ends.
    fn encode(&self) -> (Vec<u8>, Vec<usize>) {
        let mut stream = self.head();
        let mut ends = Vec::new();
        for (tile, number, count) in &self.parts {
            stream.extend([0xFF, 0x90, 0, 10, 0, *tile, 0, 0, 0, 15, *number, *count, 0xFF, 0x93, 0]);
            ends.push(stream.len());
        }
        stream.extend([0xFF, 0xD9]);
        (stream, ends)
    }

    fn shape(&self) -> FrameShape {
        let (columns, rows) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        FrameShape { rows, columns, ..shape(1, 12, Pi::Monochrome2) }
    }

    fn decode(&self, stream: &[u8], whole: bool) -> Result<DecodedFrame, ReadError> {
        JPEG_2000.decode(stream, whole, &self.shape())
    }
}

/// The first `rows` rows of a picture in the middle of its range, the others missing.
fn top(picture: &Tiled, rows: u32) -> Samples {
    let FrameShape { rows: all, columns, .. } = picture.shape();
    let mut values = vec![2048; (rows * columns) as usize];
    values.resize((all * columns) as usize, 0);
    Samples::U16(values)
}

/// A picture of 5 x 3 pixels whose packets are all empty, so that every value is the middle of its range.
fn middle(components: u8, precision: u8, signed: bool, transformed: bool) -> Vec<u8> {
    let mut stream = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 38 + 3 * components, 0, 0];
    for size in [5_u32, 3, 0, 0, 5, 3, 0, 0] {
        stream.extend(size.to_be_bytes());
    }
    stream.extend([0, components]);
    (0..components).for_each(|_| stream.extend([u8::from(signed) << 7 | (precision - 1), 1, 1]));
    // One layer, no decomposition, code blocks of 64 x 64, the reversible wavelet.
    stream.extend([0xFF, 0x52, 0, 12, 0, 0, 0, 1, u8::from(transformed), 0, 4, 4, 0, 1]);
    stream.extend([0xFF, 0x5C, 0, 4, 0x40, precision << 3]);
    stream.extend([0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 14 + components, 0, 1, 0xFF, 0x93]);
    (0..components).for_each(|_| stream.push(0));
    stream.extend([0xFF, 0xD9]);
    stream
}

fn shape(samples_per_pixel: u8, bits: u16, photometric: Pi) -> FrameShape {
    FrameShape {
        rows: 3,
        columns: 5,
        samples_per_pixel,
        bits_allocated: if bits > 8 { 16 } else { 8 },
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        photometric,
        limit_bytes: 1 << 30,
    }
}

#[test]
fn values_have_the_sign_of_header_and_codestream_together() {
    let grey = shape(1, 12, Pi::Monochrome2);
    let decode = |signed_stream, signed_header| {
        let wanted = FrameShape { signed: signed_header, ..grey };
        JPEG_2000.decode(&middle(1, 12, signed_stream, false), true, &wanted).unwrap()
    };
    let plain = decode(false, false);
    assert_eq!((plain.samples, plain.findings.len()), (Samples::U16(vec![2048; 15]), 0));
    let signed = decode(true, true);
    assert_eq!((signed.samples, signed.findings.len()), (Samples::I16(vec![0; 15]), 0));
    // Two's complement at the codestream's 12 bits.
    let header_only = decode(false, true);
    assert_eq!((header_only.samples, header_only.findings.len()), (Samples::I16(vec![-2048; 15]), 1));
    // The codestream's word stands.
    let stream_only = decode(true, false);
    assert_eq!((stream_only.samples, stream_only.findings.len()), (Samples::I16(vec![0; 15]), 1));
}

#[test]
fn the_transform_flag_decides_what_colours_are() {
    for (transformed, word, expected, findings) in [
        (true, Pi::YbrRct, Pi::Rgb, 0),
        (true, Pi::Rgb, Pi::Rgb, 0),
        (true, Pi::YbrFull, Pi::Rgb, 1),
        (false, Pi::YbrFull, Pi::YbrFull, 0),
        (false, Pi::YbrFull422, Pi::YbrFull, 0),
        (false, Pi::YbrIct, Pi::Rgb, 1),
        (false, Pi::Rgb, Pi::Rgb, 0),
    ] {
        let decoded = JPEG_2000.decode(&middle(3, 8, false, transformed), true, &shape(3, 8, word)).unwrap();
        assert_eq!(decoded.samples, Samples::U8(vec![128; 45]));
        assert_eq!((decoded.photometric, decoded.findings.len()), (expected, findings), "{word:?}");
    }
}

#[test]
fn what_does_not_fit_the_header_is_refused_before_decoding() {
    let stream = middle(1, 12, false, false);
    let whole = shape(1, 12, Pi::Monochrome2);
    for wrong in [
        FrameShape { rows: 4, ..whole },
        FrameShape { columns: 4, ..whole },
        FrameShape { samples_per_pixel: 3, ..whole },
        FrameShape { bits_allocated: 8, bits_stored: 8, high_bit: 7, ..whole },
    ] {
        assert!(matches!(JPEG_2000.decode(&stream, true, &wrong), Err(ReadError::Damaged { .. })), "{wrong:?}");
    }
    let mut subsampled = stream.clone();
    subsampled[43] = 2;
    assert!(matches!(JPEG_2000.decode(&subsampled, true, &whole), Err(ReadError::Unsupported { .. })));
}

#[test]
fn a_header_that_promises_too_much_is_refused() {
    let whole = shape(1, 12, Pi::Monochrome2);
    let with = |at: usize, value: u32| {
        let mut stream = middle(1, 12, false, false);
        stream[at..at + 4].copy_from_slice(&value.to_be_bytes());
        stream
    };
    // A tile of no width, a tile a pixel, a picture of negative width.
    for stream in [with(24, 0), with(24, 1), with(16, 6)] {
        assert!(JPEG_2000.decode(&stream, true, &whole).is_err());
    }
    let huge = FrameShape { columns: 100_000_000, ..whole };
    assert!(matches!(JPEG_2000.decode(&with(8, 100_000_000), true, &huge), Err(ReadError::OverLimit { .. })));
    let stream = middle(1, 12, false, false);
    for length in 0..stream.len() - 4 {
        assert!(JPEG_2000.decode(&stream[..length], true, &whole).is_err(), "cut at {length}");
    }
}

#[test]
fn a_cut_frame_gives_the_rows_of_tiles_it_holds() {
    let plain = Tiled::new((10, 11), (4, 4));
    // The image starts within the first tiles; tiles come in parts.
    let shifted = Tiled { from: (1, 2), to: (8, 10), ..Tiled::new((8, 10), (4, 4)) };
    let parted = Tiled {
        parts: vec![(0, 0, 2), (0, 1, 2), (1, 0, 1), (2, 0, 0), (2, 1, 2), (3, 0, 1)],
        ..Tiled::new((8, 8), (4, 4))
    };
    // For each row of tiles how many tile-parts it takes and how many rows there are then.
    for (picture, steps) in
        [(&plain, &[(3, 4), (6, 8), (9, 11)][..]), (&shifted, &[(2, 2), (4, 6), (6, 8)]), (&parted, &[(3, 4), (6, 8)])]
    {
        let (stream, ends) = picture.encode();
        let all = picture.shape().rows;
        for length in 0..=stream.len() {
            let parts = ends.iter().filter(|end| **end <= length).count();
            let rows = steps.iter().filter(|(needed, _)| *needed <= parts).map(|(_, rows)| *rows).max().unwrap_or(0);
            match picture.decode(&stream[..length], false) {
                Ok(decoded) => {
                    assert_eq!((decoded.rows_present, decoded.samples), (rows, top(picture, rows)), "cut at {length}");
                }
                Err(error) => assert_eq!(rows, 0, "cut at {length}: {error}"),
            }
            let whole = picture.decode(&stream[..length], true);
            assert_eq!(whole.is_ok(), rows == all, "cut at {length}");
            let findings = usize::from(length < stream.len());
            assert!(whole.is_err() || whole.is_ok_and(|whole| whole.findings.len() == findings), "cut at {length}");
        }
        let error = picture.decode(&stream[..ends[0]], false).unwrap_err().to_string();
        assert!(error.contains("inside this JPEG 2000 frame, so no row"), "{error}");
    }
}

#[test]
fn a_tile_that_may_lack_a_part_does_not_count() {
    // Nobody says how many parts the tile has, so only the end of the codestream tells that these are all.
    let open = Tiled { parts: vec![(0, 0, 0), (0, 1, 0)], ..Tiled::new((4, 4), (4, 4)) };
    let (stream, ends) = open.encode();
    assert!(open.decode(&stream[..ends[1]], false).is_err());
    assert_eq!(open.decode(&stream, false).unwrap().rows_present, 4);
    // Parts that come apart from each other may name a number of them that is one too low, as a last one shows.
    let parts = vec![(0, 0, 2), (1, 0, 2), (0, 1, 2), (1, 1, 2), (0, 2, 2), (1, 2, 2)];
    let lower = Tiled { parts, ..Tiled::new((4, 8), (4, 4)) };
    let (stream, ends) = lower.encode();
    assert!(lower.decode(&stream[..ends[2]], false).is_err());
    assert!(lower.decode(&stream[..ends[3]], false).is_err());
    assert!(lower.decode(&stream[..ends[3] + 13], false).is_err());
    assert_eq!(lower.decode(&stream[..ends[4]], false).unwrap().samples, top(&lower, 4));
    assert_eq!(lower.decode(&stream, true).unwrap().findings.len(), 0);
    // A length of 0 reaches to the end, which a cut codestream does not have.
    let mut endless = open.head();
    endless.extend([0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF, 0x93, 0, 0xFF, 0xD9]);
    assert_eq!(open.decode(&endless, true).unwrap().samples, top(&open, 4));
    assert_eq!(open.decode(&[&endless[..], &[0, 0]].concat(), true).unwrap().samples, top(&open, 4));
    assert!(open.decode(&endless[..endless.len() - 1], false).is_err());
    // A part that is named but not there.
    let lacking = Tiled { parts: vec![(0, 0, 2)], ..Tiled::new((4, 4), (4, 4)) };
    let (stream, _) = lacking.encode();
    assert_eq!(lacking.decode(&stream, true).unwrap().findings.len(), 1);
    assert!(lacking.decode(&stream, false).is_err());
    // Packet headers that stand in the main header cannot be divided.
    let (stream, ends) = Tiled::new((4, 8), (4, 4)).encode();
    let body = Tiled::new((4, 8), (4, 4)).head().len();
    let packed = [&stream[..body], &[0xFF, 0x60, 0, 4, 0, 0], &stream[body..ends[0]]].concat();
    assert!(Tiled::new((4, 8), (4, 4)).decode(&packed, false).is_err());
}

#[test]
fn what_follows_the_frame_is_looked_at() {
    let picture = Tiled::new((4, 4), (4, 4));
    let (stream, _) = picture.encode();
    for (tail, findings) in [(&[0; 40][..], 0), (&[1, 2, 3], 0), (&[1, 2, 3, 4, 5, 6, 7, 8], 1), (&stream[..], 1)] {
        let decoded = picture.decode(&[&stream[..], tail].concat(), true).unwrap();
        assert_eq!((decoded.samples, decoded.findings.len()), (top(&picture, 4), findings), "{tail:?}");
    }
}

#[test]
fn finer_divisions_than_the_data_can_hold_are_refused() {
    let square = |size: u32| Tiled::new((size, size), (size, size));
    let refused = [
        // Layers, precincts, code-blocks, and precincts of which the sizes cross.
        Tiled { layers: 65535, levels: 5, ..square(64) },
        Tiled { levels: 1, precincts: vec![0, 0x11], ..square(2048) },
        Tiled { blocks: 0, ..square(4000) },
        Tiled { levels: 1, precincts: vec![0xF1, 0x1F], ..square(4096) },
        // More samples than so few bytes can tell anything about.
        square(5000),
    ];
    for picture in refused {
        let (stream, _) = picture.encode();
        let error = picture.decode(&stream, true).unwrap_err().to_string();
        assert!(error.contains("than the data can hold") || error.contains("too short"), "{error}");
    }
    // The same within reason.
    for picture in [
        Tiled { layers: 900, levels: 5, ..square(64) },
        Tiled { levels: 1, precincts: vec![0x55, 0x55], ..square(1024) },
        Tiled { blocks: 0, ..square(256) },
    ] {
        assert_eq!(picture.decode(&picture.encode().0, true).unwrap().samples, top(&picture, picture.to.1));
    }
    // Thousands of tiles of one pixel.
    let dust = Tiled { to: (60_000, 1), tile: (1, 1), ..square(1) };
    let stream = [dust.encode().0, vec![0; 60_000 * 12]].concat();
    assert!(dust.decode(&stream, true).unwrap_err().to_string().contains("60000 tiles"));
}

#[test]
fn a_tile_may_not_go_its_own_way_in_colour() {
    let mut stream = middle(3, 8, false, true);
    let wanted = shape(3, 8, Pi::Rgb);
    let tile = stream.windows(2).position(|pair| pair == [0xFF, 0x90]).unwrap();
    let own = [0xFF, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0, 1];
    stream[tile + 9] += own.len() as u8;
    stream.splice(tile + 12..tile + 12, own);
    assert!(matches!(JPEG_2000.decode(&stream, true, &wanted), Err(ReadError::Unsupported { .. })));
    stream[tile + 12 + 8] = 1;
    assert_eq!(JPEG_2000.decode(&stream, true, &wanted).unwrap().samples, Samples::U8(vec![128; 45]));
}

#[test]
fn a_jp2_file_in_the_frame_is_unwrapped() {
    let stream = middle(1, 12, false, false);
    let mut file = vec![0, 0, 0, 12, b'j', b'P', b' ', b' ', 13, 10, 0x87, 10];
    file.extend((stream.len() as u32 + 8).to_be_bytes());
    file.extend(b"jp2c");
    file.extend(&stream);
    assert_eq!(unwrap_jp2(&file), stream);
    assert_eq!(unwrap_jp2(&file[..14]), &file[..14]);
    assert!(JPEG_2000.decode(&file, true, &shape(1, 12, Pi::Monochrome2)).is_ok());
}
