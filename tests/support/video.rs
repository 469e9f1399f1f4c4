//! A tiny H.264 encoder, and the containers around its streams. Pictures are 32 x 16 pixels of one luma value: two
//! macroblocks of samples as they are (I_PCM), or both skipped.

/// One picture of a stream, in the order of decoding.
#[derive(Clone, Copy)]
pub enum Picture {
    /// IDR: needs no other, nor do those behind it need those before it.
    Alone(u8),
    /// Its own samples, but not a place to begin.
    Own(u8),
    /// What the picture before it was.
    Same,
    /// Its own samples with its place in the order of display; a stream has these alone, and the first has place 0.
    At(u8, u8),
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn bits(&mut self, value: u32, count: u32) -> &mut Self {
        for bit in (0..count).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((value >> bit & 1) as u8) << (7 - self.used % 8);
            self.used += 1;
        }
        self
    }

    /// Exp-Golomb codes (T-REC H.264 9.1).
    fn codes(&mut self, values: &[u32]) -> &mut Self {
        for value in values {
            let length = 32 - (value + 1).leading_zeros();
            self.bits(0, length - 1).bits(value + 1, length);
        }
        self
    }

    /// A unit with its header byte: stop bit, and bytes that keep start codes from occurring in it.
    fn unit(&mut self, header: u8) -> Vec<u8> {
        self.bits(1, 1);
        let (mut unit, mut zeros) = (vec![header], 0);
        for &byte in &self.bytes {
            if zeros == 2 && byte <= 3 {
                unit.push(3);
                zeros = 0;
            }
            unit.push(byte);
            zeros = if byte == 0 { zeros + 1 } else { 0 };
        }
        unit
    }
}

fn is_ordered(clip: &[Picture]) -> bool {
    matches!(clip[0], Picture::At(..))
}

/// Sequence and picture parameters (7.3.2.1, 7.3.2.2).
fn parameters(clip: &[Picture]) -> [Vec<u8>; 2] {
    let mut sequence = Bits::default();
    if is_ordered(clip) {
        // Main profile; order by _pic_order_cnt_lsb_ of 4 bits.
        sequence.bits(77, 8).bits(0, 8).bits(30, 8).codes(&[0, 0, 0, 0]);
    } else {
        // Baseline; the order of decoding.
        sequence.bits(66, 8).bits(0, 8).bits(30, 8).codes(&[0, 0, 2]);
    }
    // One reference; two macroblocks across, one down; frames; no cropping, nothing on usability.
    sequence.codes(&[1]).bits(0, 1).codes(&[1, 0]).bits(0b1100, 4);
    let mut picture = Bits::default();
    picture.codes(&[0, 0]).bits(0, 2).codes(&[0, 0, 0]).bits(0, 3).codes(&[0, 0, 0]).bits(0b100, 3);
    [sequence.unit(0x67), picture.unit(0x68)]
}

/// The slice of a picture (7.3.3), number `number` behind the last that stands alone.
fn slice(picture: Picture, number: u32) -> Vec<u8> {
    let alone = matches!(picture, Picture::Alone(_) | Picture::At(0, _));
    let mut slice = Bits::default();
    let kind = if matches!(picture, Picture::Same) { 5 } else { 7 };
    slice.codes(&[0, kind, 0]).bits(number % 16, 4);
    if alone {
        slice.codes(&[0]);
    }
    if let Picture::At(place, _) = picture {
        slice.bits(u32::from(place), 4);
    }
    if matches!(picture, Picture::Same) {
        // The default number of references, in their order.
        slice.bits(0, 2);
    }
    // How references are kept, the quantiser, no filter.
    slice.bits(0, if alone { 2 } else { 1 }).codes(&[0, 1]);
    match picture {
        Picture::Same => drop(slice.codes(&[2])),
        Picture::Alone(luma) | Picture::Own(luma) | Picture::At(_, luma) => {
            for _ in 0..2 {
                slice.codes(&[25]);
                let left = (8 - slice.used % 8) % 8;
                slice.bits(0, left);
                for sample in [vec![luma; 256], vec![128; 128]].concat() {
                    slice.bits(u32::from(sample), 8);
                }
            }
        }
    }
    slice.unit(if alone { 0x65 } else { 0x41 })
}

/// The units of each picture; parameters are with the first.
fn units(clip: &[Picture]) -> Vec<Vec<Vec<u8>>> {
    let mut number = 0;
    let slices = clip.iter().map(|picture| {
        number = if matches!(picture, Picture::Alone(_) | Picture::At(0, _)) { 0 } else { number + 1 };
        vec![slice(*picture, number)]
    });
    let mut units: Vec<Vec<Vec<u8>>> = slices.collect();
    units[0].splice(0..0, parameters(clip));
    units
}

/// Units behind start codes.
pub fn bare(clip: &[Picture]) -> Vec<u8> {
    let units = units(clip).into_iter().flatten();
    units.flat_map(|unit| [&[0, 0, 0, 1][..], &unit].concat()).collect()
}

/// Packets of 188 bytes (13818-1): a table of programs, a table of streams, and the video.
pub fn transport(clip: &[Picture]) -> Vec<u8> {
    const VIDEO: u16 = 0x101;
    let mut stream = Vec::new();
    stream.extend(packet(0, true, 0, &table(0, &[0, 1, 0xC1, 0, 0, 0, 1, 0xF0, 0x00]), 0xFF));
    let streams = [0, 1, 0xC1, 0, 0, 0xE1, 0x01, 0xF0, 0, 0x1B, 0xE1, 0x01, 0xF0, 0];
    stream.extend(packet(0x1000, true, 0, &table(2, &streams), 0xFF));
    let mut counter = 0;
    for units in units(clip) {
        // No time stamps: marker bits, and a header of no more bytes.
        let mut unit = vec![0, 0, 1, 0xE0, 0, 0, 0x80, 0, 0];
        unit.extend(units.iter().flat_map(|unit| [&[0, 0, 0, 1][..], unit].concat()));
        for (number, payload) in unit.chunks(184).enumerate() {
            stream.extend(packet(VIDEO, number == 0, counter, payload, 0));
            counter = (counter + 1) % 16;
        }
    }
    stream
}

fn table(number: u8, body: &[u8]) -> Vec<u8> {
    // The check sum is not looked at.
    [&[0, number, 0xB0, body.len() as u8 + 4], body, &[0; 4]].concat()
}

/// One packet; what is short is filled by an adaptation field, or behind a table with `filler`.
fn packet(identifier: u16, starts: bool, counter: u8, payload: &[u8], filler: u8) -> Vec<u8> {
    let mut packet = vec![0x47, u8::from(starts) << 6 | (identifier >> 8) as u8, identifier as u8, 0x10 | counter];
    let missing = 184 - payload.len();
    if filler == 0 && missing > 0 {
        packet[3] |= 0x20;
        packet.push(missing as u8 - 1);
        if missing > 1 {
            packet.push(0);
            packet.resize(4 + missing, 0xFF);
        }
    }
    packet.extend(payload);
    packet.resize(188, filler);
    packet
}

/// An MP4 file (14496-12): the samples, then the tables.
pub fn mp4(clip: &[Picture]) -> Vec<u8> {
    let [sequence, picture] = parameters(clip);
    let mut units = units(clip);
    units[0].drain(..2);
    let long = |number: usize| (number as u32).to_be_bytes();
    let samples = units.iter().map(|units| [&long(units[0].len())[..], &units[0]].concat());
    let samples: Vec<Vec<u8>> = samples.collect();
    let mut file = atom(b"ftyp", &[b"isom", &[0; 4][..], b"isom"]);
    let first = file.len() + 8;
    file.extend(atom(b"mdat", &samples.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    let short = |unit: &[u8]| [&(unit.len() as u16).to_be_bytes()[..], unit].concat();
    let (sequence, picture) = (short(&sequence), short(&picture));
    let avc = atom(b"avcC", &[&[1, 66, 0, 30, 0xFF, 0xE1], &sequence, &[1], &picture]);
    let entry = atom(b"avc1", &[&[0; 78], &avc]);
    // Two chunks: three samples, then the rest; the second run begins with chunk 2.
    let head = samples.len().min(3);
    let second = first + samples[..head].iter().map(Vec::len).sum::<usize>();
    let numbers = |numbers: &[usize]| numbers.iter().flat_map(|number| long(*number)).collect::<Vec<_>>();
    let sizes: Vec<usize> = samples.iter().map(Vec::len).collect();
    let rest = (samples.len() - head).max(1);
    let stbl = atom(
        b"stbl",
        &[
            &atom(b"stsd", &[&[0; 4], &long(1), &entry]),
            &atom(b"stsz", &[&[0; 8], &long(sizes.len()), &numbers(&sizes)]),
            &atom(b"stsc", &[&[0; 4], &numbers(&[2, 1, head, 1, 2, rest, 1])]),
            &atom(b"stco", &[&[0; 4], &numbers(&[2, first, second])]),
        ],
    );
    let handler = atom(b"hdlr", &[&[0; 8], b"vide", &[0; 13]]);
    let media = atom(b"mdia", &[&handler, &atom(b"minf", &[&stbl])]);
    file.extend(atom(b"moov", &[&atom(b"trak", &[&media])]));
    file
}

fn atom(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, &body].concat()
}
