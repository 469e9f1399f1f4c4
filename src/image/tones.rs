//! The tones of one presentation: one through a colour map, or up to three as red, green and blue.

use super::{
    ChannelSettings, Picture, Presentation, Voi,
    curve::Curve,
    fast_tone::FastTone,
    tone::{Tone, opaque},
};

/// What a presentation makes of the values of one picture.
pub(super) enum Tones<'a> {
    /// Through the colour map.
    One(Tone<'a>),
    /// Red, green and blue; a channel that is not there is black, inverted or not. The colour map has no say.
    Channels { channels: [Option<Tone<'a>>; 3], show_padding: bool },
}

/// [`Tones`] for f32 values, equal to them to the bit.
pub(super) enum FastTones<'a> {
    One(FastTone<'a>, Box<[[u8; 4]; 256]>),
    Channels([Option<FastTone<'a>>; 3]),
}

impl<'a> Tones<'a> {
    pub(super) fn new(picture: &'a Picture, presentation: &Presentation) -> Self {
        let curves = Curve::all(picture, &presentation.voi);
        let mut tones = curves.into_iter().map(|curve| Tone::new(curve, picture.model(), presentation));
        if let Voi::Channels(_) = presentation.voi {
            let channels: [_; ChannelSettings::SHOWN] = [tones.next(), tones.next(), tones.next()];
            return Self::Channels { channels, show_padding: presentation.show_padding };
        }
        match tones.next() {
            Some(tone) => Self::One(tone),
            None => Self::Channels { channels: [None, None, None], show_padding: presentation.show_padding },
        }
    }

    /// The tone where there is but one.
    pub(super) fn only(&self) -> Option<&Tone<'a>> {
        match self {
            Self::One(tone) => Some(tone),
            Self::Channels { .. } => None,
        }
    }

    /// The colour of a stored value, padding and NaN as background.
    pub(super) fn colour_of_stored(&self, picture: &Picture, stored: f64) -> [u8; 3] {
        match self {
            Self::One(tone) => tone.colour(tone.grey_of_stored(picture, stored)),
            Self::Channels { channels, .. } => {
                channels.each_ref().map(|tone| tone.as_ref().map_or(0, |tone| tone.grey_of_stored(picture, stored)))
            }
        }
    }

    /// The colour of what is no value.
    pub(super) fn background(&self) -> [u8; 3] {
        match self {
            Self::One(tone) => tone.colour(tone.background()),
            Self::Channels { channels, .. } => {
                channels.each_ref().map(|tone| tone.as_ref().map_or(0, Tone::background))
            }
        }
    }

    pub(super) fn shows_padding(&self) -> bool {
        match self {
            Self::One(tone) => tone.shows_padding(),
            Self::Channels { show_padding, .. } => *show_padding,
        }
    }

    /// Colours by the bit pattern of the stored value, filled for the values that occur. For pictures that fit a table.
    pub(super) fn colours_by_stored(&self, picture: &Picture) -> Vec<[u8; 3]> {
        match self {
            Self::One(tone) => {
                let palette = tone.palette();
                tone.greys_by_stored(picture).iter().map(|&grey| palette[usize::from(grey)]).collect()
            }
            Self::Channels { channels, .. } => {
                let mut colours = vec![[0; 3]; 1 << 16];
                for (channel, tone) in channels.iter().enumerate() {
                    let Some(tone) = tone else { continue };
                    for (colour, &grey) in colours.iter_mut().zip(tone.greys_by_stored(picture).iter()) {
                        colour[channel] = grey;
                    }
                }
                colours
            }
        }
    }
}

impl<'a> FastTones<'a> {
    pub(super) fn new(tones: &'a Tones<'a>) -> Self {
        match tones {
            Tones::One(tone) => Self::One(FastTone::new(tone), Box::new(tone.palette().map(opaque))),
            Tones::Channels { channels, .. } => {
                Self::Channels(channels.each_ref().map(|tone| tone.as_ref().map(FastTone::new)))
            }
        }
    }

    pub(super) fn rgba(&self, value: f32) -> [u8; 4] {
        match self {
            Self::One(tone, palette) => palette[usize::from(tone.grey(value))],
            Self::Channels(_) => opaque(self.rgb(value)),
        }
    }

    pub(super) fn rgb(&self, value: f32) -> [u8; 3] {
        match self {
            Self::One(tone, palette) => {
                let [red, green, blue, _] = palette[usize::from(tone.grey(value))];
                [red, green, blue]
            }
            Self::Channels(channels) => {
                channels.each_ref().map(|tone| tone.as_ref().map_or(0, |tone| tone.grey(value)))
            }
        }
    }
}
