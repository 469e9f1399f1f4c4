//! Writes JPEG XL codestreams (ISO/IEC 18181-1) whose samples can be read off: one frame, modular, predicted by nothing,
//! each sample as a symbol of one bit and 17 plain bits behind it. For pictures of at most 1024 x 1024 pixels.

/// What is written beside the samples.
#[derive(Clone, Copy)]
pub struct Coding {
    pub rows: u32,
    pub columns: u32,
    /// 1 or 3.
    pub components: u32,
    /// Bits of a sample, 1..=16.
    pub precision: u32,
    /// Writes a channel of transparency behind the colours; its samples come last.
    pub alpha: bool,
    /// The orientation that the header names, 1 to 8.
    pub orientation: u32,
    /// The header says that it is a clip.
    pub animated: bool,
}

impl Coding {
    pub fn plain(rows: u32, columns: u32, components: u32, precision: u32) -> Self {
        Self { rows, columns, components, precision, alpha: false, orientation: 1, animated: false }
    }
}

/// Bits, the lowest one of a byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    filled: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.filled.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((value >> bit & 1) as u8) << (self.filled % 8);
            self.filled += 1;
        }
    }

    fn align(&mut self) {
        self.filled = self.filled.next_multiple_of(8);
    }

    /// An enumerated value below 18.
    fn named(&mut self, value: u32) {
        match value {
            0 | 1 => self.put(value, 2),
            _ => self.put(2 | (value - 2) << 2, 6),
        }
    }

    /// Of an entropy coder with prefix codes: integers above 0 are a symbol for the number of their bits, and the bits
    /// below the highest; and each cluster has one symbol only, which takes no bits itself, or a bit that is 1 where
    /// there could be a 0 `or_zero`.
    fn coder(&mut self, symbols: &[u32], or_zero: bool) {
        self.put(1, 1);
        symbols.iter().for_each(|_| self.put(0, 4));
        for symbol in symbols {
            match symbol {
                0 => self.put(0, 1),
                // An alphabet of 17 + n symbols.
                _ => self.put(1 | 4 << 1 | (symbol - 16) << 5, 9),
            }
        }
        for symbol in symbols.iter().filter(|symbol| **symbol > 0) {
            self.put(1, 2);
            self.put(u32::from(or_zero), 2);
            self.put(0, if or_zero { 5 } else { 0 });
            self.put(*symbol, 5);
        }
    }
}

/// The codestream of `samples`, those of a pixel side by side, and the transparency behind them.
pub fn jpeg_xl(samples: &[u16], coding: Coding) -> Vec<u8> {
    let mut body = Bits::default();
    global(&mut body, samples, &coding);
    let mut bits = header(&coding);
    frame_header(&mut bits, &coding);
    // The table of contents: one entry, in its place.
    bits.put(0, 1);
    bits.align();
    let length = body.bytes.len() as u32;
    match length {
        0..1024 => bits.put(length << 2, 12),
        1024..17_408 => bits.put((length - 1024) << 2 | 1, 16),
        _ => bits.put((length - 17_408) << 2 | 2, 24),
    }
    [bits.bytes, body.bytes].concat()
}

/// The same in the boxes of a file, in as many parts as there are numbers in `parts`, each so long; the rest in a last one.
pub fn in_boxes(stream: &[u8], parts: &[usize]) -> Vec<u8> {
    let mut file = vec![0, 0, 0, 12, b'J', b'X', b'L', b' ', 13, 10, 0x87, 10];
    let mut put = |kind: &[u8], body: &[u8]| {
        file.extend((body.len() as u32 + 8).to_be_bytes());
        file.extend(kind);
        file.extend(body);
    };
    put(b"ftyp", b"jxl \0\0\0\0jxl ");
    if parts.is_empty() {
        put(b"jxlc", stream);
        return file;
    }
    let mut rest = stream;
    for (number, length) in (0_u32..).zip(parts) {
        let (part, after) = rest.split_at(*length);
        put(b"jxlp", &[&number.to_be_bytes(), part].concat());
        rest = after;
    }
    let number = parts.len() as u32 | 1 << 31;
    put(b"jxlp", &[&number.to_be_bytes(), rest].concat());
    file
}

fn header(coding: &Coding) -> Bits {
    let mut bits = Bits::default();
    bits.put(0x0AFF, 16);
    // The size in 13 bits each, no ratio named.
    bits.put(0, 1);
    bits.put(1, 2);
    bits.put(coding.rows - 1, 13);
    bits.put(0, 3);
    bits.put(1, 2);
    bits.put(coding.columns - 1, 13);
    bits.put(0, 1);
    let extra_fields = coding.orientation > 1 || coding.animated;
    bits.put(u32::from(extra_fields), 1);
    if extra_fields {
        bits.put(coding.orientation - 1, 3);
        bits.put(0, 2);
        bits.put(u32::from(coding.animated), 1);
        if coding.animated {
            bits.put(0, 7);
        }
    }
    // Integers of so many bits, which 16-bit buffers do not suffice for.
    bits.put(3 << 1, 3);
    bits.put(coding.precision - 1, 6);
    bits.put(0, 1);
    // An extra channel of the default kind.
    bits.put(u32::from(coding.alpha), 2);
    if coding.alpha {
        bits.put(1, 1);
    }
    // Not XYB; sRGB, or grey with its white and its curve.
    bits.put(0, 1);
    if coding.components == 3 {
        bits.put(1, 1);
    } else {
        bits.put(0, 2);
        bits.named(1);
        bits.named(1);
        bits.put(0, 1);
        bits.named(13);
        bits.named(1);
    }
    if extra_fields {
        bits.put(1, 1);
    }
    // No extensions, and nothing special.
    bits.put(0, 2);
    bits.put(1, 1);
    bits.align();
    bits
}

fn frame_header(bits: &mut Bits, coding: &Coding) {
    // A regular frame, modular, no flags, no YCbCr, no upsampling.
    bits.put(0, 3);
    bits.put(1, 1);
    bits.put(0, 2);
    bits.put(0, 1);
    bits.put(0, 2);
    if coding.alpha {
        bits.put(0, 2);
    }
    // Groups of 1024 pixels, one pass, no crop; what was there is replaced.
    bits.put(3, 2);
    bits.put(0, 2);
    bits.put(0, 1);
    bits.put(0, 2);
    if coding.alpha {
        bits.put(0, 2);
    }
    if coding.animated {
        bits.put(0, 2);
    }
    // The last one, without a name, unfiltered, without extensions.
    bits.put(1, 1);
    bits.put(0, 2);
    bits.put(0, 1);
    bits.put(0, 1);
    bits.put(0, 2);
    bits.put(0, 2);
    bits.put(0, 2);
}

/// The only section: how samples are predicted (not at all) and coded, and the samples, channel by channel.
fn global(bits: &mut Bits, samples: &[u16], coding: &Coding) {
    bits.put(1, 1);
    // A tree of one leaf: all its numbers are 0 but the offset, which is -65536.
    bits.put(1, 1);
    bits.put(0, 1);
    bits.put(1 | 1 << 1, 3);
    bits.put(0b00_1000, 6);
    bits.coder(&[0, 17], false);
    bits.put(0xFFFF, 16);
    // The samples' coder: 2 * (65536 + sample), which has 18 bits; none is 0.
    bits.put(0, 1);
    bits.coder(&[18], true);
    // The global tree, default weights, no transforms.
    bits.put(1, 1);
    bits.put(1, 1);
    bits.put(0, 2);
    let colours = (coding.rows * coding.columns * coding.components) as usize;
    let (colours, alpha) = samples.split_at(colours.min(samples.len()));
    for component in 0..coding.components as usize {
        for sample in colours.iter().skip(component).step_by(coding.components as usize) {
            bits.put(1 | u32::from(*sample) << 2, 18);
        }
    }
    alpha.iter().for_each(|sample| bits.put(1 | u32::from(*sample) << 2, 18));
}
