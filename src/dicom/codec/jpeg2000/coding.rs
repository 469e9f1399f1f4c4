//! How the tiles of a JPEG 2000 codestream are coded (T.800 A.6): as far as it tells what decoding costs.

use super::header::{COC, COD, POC, Segment};

/// Most entries of progression order changes that the decoder takes.
const MOST_CHANGES: u64 = 32;

/// The coding style of a tile.
#[derive(Clone, Debug)]
pub(super) struct Coding {
    /// The multiple component transform is used.
    pub transformed: bool,
    pub layers: u64,
    /// How often the packets are gone through: once, and once for each change of the progression order.
    pub passes: u64,
    style: Style,
    /// Components that have a style of their own.
    own: Vec<(usize, Style)>,
}

/// The coding style of a component (table A.15).
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// Decompositions, at most 32.
    pub levels: u32,
    /// Width and height of a code-block as powers of two.
    pub block: (u32, u32),
    /// Coding passes are kept apart, each or some of them.
    pub split: bool,
    /// The 5-3 wavelet of integers; else the 9-7 one.
    reversible: bool,
    /// For each resolution the width in the low and the height in the high four bits, as powers of two. Empty for 2^15.
    precincts: Vec<u8>,
}

impl Coding {
    /// From a COD segment (A.6.1).
    pub fn read(body: &[u8]) -> Option<Self> {
        let &[style, _, high, low, transform, ref rest @ ..] = body else { return None };
        let style = Style::read(style & 1 == 1, rest)?;
        let layers = u64::from(u16::from_be_bytes([high, low]));
        Some(Self { transformed: transform & 1 == 1, layers, passes: 1, style, own: Vec::new() })
    }

    /// Takes in another segment. `None` when it is cut short.
    pub fn add(&mut self, segment: &Segment<'_>, components: usize) -> Option<()> {
        match segment.marker {
            COD => {
                let passes = self.passes;
                *self = Self { passes, ..Self::read(segment.body)? };
            }
            COC => {
                let (component, rest) = if components < 257 {
                    segment.body.split_first().map(|(component, rest)| (usize::from(*component), rest))?
                } else {
                    let (component, rest) = segment.body.split_first_chunk::<2>()?;
                    (usize::from(u16::from_be_bytes(*component)), rest)
                };
                let (style, rest) = rest.split_first()?;
                let style = Style::read(style & 1 == 1, rest)?;
                self.own.retain(|(other, _)| *other != component);
                if component < components {
                    self.own.push((component, style));
                }
            }
            POC => self.passes = 1 + MOST_CHANGES,
            _ => {}
        }
        Some(())
    }

    /// All components go through the reversible wavelet.
    pub fn reversible(&self) -> bool {
        self.style.reversible && self.own.iter().all(|(_, style)| style.reversible)
    }

    /// The style of a component.
    pub fn style(&self, component: usize) -> &Style {
        self.own.iter().find(|(other, _)| *other == component).map_or(&self.style, |(_, style)| style)
    }
}

impl Style {
    fn read(own_precincts: bool, body: &[u8]) -> Option<Self> {
        let &[levels, width, height, passes, wavelet, ref rest @ ..] = body else { return None };
        let levels = u32::from(levels);
        let precincts = if own_precincts { rest.get(..levels as usize + 1)?.to_vec() } else { Vec::new() };
        let block = (u32::from(width & 0xF) + 2, u32::from(height & 0xF) + 2);
        (levels <= 32).then_some(Self {
            levels,
            block,
            split: passes & 0b101 != 0,
            reversible: wavelet == 1,
            precincts,
        })
    }

    /// Width and height of a precinct of a resolution, as powers of two.
    pub fn precinct(&self, resolution: u32) -> (u32, u32) {
        let size = self.precincts.get(resolution as usize).copied().unwrap_or(0xFF);
        (u32::from(size & 0xF), u32::from(size >> 4))
    }
}
