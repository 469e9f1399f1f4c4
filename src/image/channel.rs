//! Which number stands for a pixel of a colour picture.

use serde::{Deserialize, Serialize};

/// What of a colour pixel is meant, on the scale 0 to 255 of [`super::Picture::rgb`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    /// Each of red, green and blue.
    #[default]
    All,
    /// How bright it looks: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601, as in YBR_FULL), to the nearest whole
    /// number.
    Luminance,
    /// Red.
    Red,
    /// Green.
    Green,
    /// Blue.
    Blue,
}

impl Channel {
    /// All of them, in the order of a list.
    pub const ALL: [Self; 5] = [Self::All, Self::Luminance, Self::Red, Self::Green, Self::Blue];

    /// Name for a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All channels",
            Self::Luminance => "Luminance",
            Self::Red => "Red",
            Self::Green => "Green",
            Self::Blue => "Blue",
        }
    }

    /// The levels of a pixel that are meant: one, or all three.
    pub fn levels(self, rgb: [u8; 3]) -> impl Iterator<Item = u8> {
        let [red, green, blue] = rgb;
        let one = match self {
            Self::All | Self::Red => red,
            Self::Luminance => luminance(rgb),
            Self::Green => green,
            Self::Blue => blue,
        };
        let others = if self == Self::All { Some([green, blue]) } else { None };
        std::iter::once(one).chain(others.into_iter().flatten())
    }
}

pub(super) fn luminance([red, green, blue]: [u8; 3]) -> u8 {
    // In thousandths, so that the sum is exact; never above 255.
    let thousandths = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    ((thousandths + 500) / 1000) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luminance_is_weighted_and_keeps_greys() {
        for level in 0..=255 {
            assert_eq!(Channel::Luminance.levels([level; 3]).collect::<Vec<_>>(), [level]);
        }
        // 0.299 * 255 = 76.245, 0.587 * 255 = 149.685, 0.114 * 255 = 29.07.
        let of = |rgb| Channel::Luminance.levels(rgb).next();
        assert_eq!([[255, 0, 0], [0, 255, 0], [0, 0, 255]].map(of), [Some(76), Some(150), Some(29)]);
    }

    #[test]
    fn a_channel_is_one_sample_and_all_are_three() {
        let pixel = [10, 20, 30];
        assert_eq!(Channel::Green.levels(pixel).collect::<Vec<_>>(), [20]);
        assert_eq!(Channel::All.levels(pixel).collect::<Vec<_>>(), [10, 20, 30]);
    }
}
