//! What the values of a segmentation stand for (PS3.3 C.8.20).

use std::sync::Arc;

/// The segments of a Segmentation object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segmentation {
    /// What stored values say.
    pub kind: SegmentationKind,
    /// In the order of _Segment Sequence_ (0062,0002).
    pub segments: Vec<Segment>,
    /// The value of a label map that is no segment's: _Pixel Padding Value_ (0028,0120), else 0.
    pub background: u16,
}

/// _Segmentation Type_ (0062,0001).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentationKind {
    /// 1 is inside of the frame's segment, 0 outside.
    Binary,
    /// A share of [`Self::Fractional::maximum`], which is 1.
    Fractional {
        /// _Segmentation Fractional Type_ (0062,0010) in words: `probability`, `occupancy`.
        of: &'static str,
        /// _Maximum Fractional Value_ (0062,000E), at least 1.
        maximum: u16,
    },
    /// The number of the segment that a pixel belongs to.
    LabelMap,
}

/// An item of _Segment Sequence_ (0062,0002).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// _Segment Number_ (0062,0004).
    pub number: u16,
    /// _Segment Label_ (0062,0005), safe for a screen.
    pub label: String,
    /// _Recommended Display CIELab Value_ (0062,000D) as sRGB.
    pub colour: Option<[u8; 3]>,
}

/// The segmentation as one frame sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameSegments {
    /// _Referenced Segment Number_ (0062,000B) of a binary or fractional frame.
    pub of_frame: Option<u16>,
    /// Shared by all frames.
    pub all: Arc<Segmentation>,
}

impl FrameSegments {
    /// The segment that the whole frame is about; `None` in a label map.
    pub fn of_frame(&self) -> Option<&Segment> {
        self.all.segment(self.of_frame?)
    }

    /// The segment that a stored value means; `None` for the background and for values that no item describes.
    pub fn named(&self, stored: f64) -> Option<&Segment> {
        match self.all.kind {
            SegmentationKind::LabelMap => self.all.segment(whole(stored)?),
            _ => self.of_frame().filter(|_| stored > 0.0),
        }
    }

    /// The colour that the file recommends for the frame's segment, where it is one segment.
    pub fn tint(&self) -> Option<[u8; 3]> {
        self.of_frame()?.colour
    }

    /// Whether stored values are numbers of segments.
    pub fn is_label_map(&self) -> bool {
        self.all.kind == SegmentationKind::LabelMap
    }

    /// What a stored value means, for a person: the segment, with its share where values are fractions.
    pub fn describe(&self, stored: f64) -> Option<String> {
        let label = self.named(stored).map(|segment| segment.label.as_str());
        match self.all.kind {
            SegmentationKind::Fractional { of, maximum } => {
                let share = stored / f64::from(maximum);
                let label = self.of_frame().map_or("", |segment| segment.label.as_str());
                Some(format!("{label} {of} {share:.2}").trim_start().to_owned())
            }
            _ => label.map(str::to_owned),
        }
    }

    /// Whether values between two values mean nothing: all but fractions.
    pub fn are_labels(&self) -> bool {
        !matches!(self.all.kind, SegmentationKind::Fractional { .. })
    }
}

impl Segmentation {
    /// What a segment is shown in: its recommended colour. Without one, a frame of its own is white; in a label map the
    /// background is black and the others have hues that are far apart for neighbouring numbers.
    pub fn colour(&self, segment: &Segment) -> [u8; 3] {
        match segment.colour {
            Some(colour) => colour,
            None if self.kind != SegmentationKind::LabelMap => [255; 3],
            None if segment.number == self.background => [0; 3],
            None => hue(segment.number),
        }
    }

    /// The segment of this number.
    pub fn segment(&self, number: u16) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.number == number)
    }
}

/// A hue for a number.
fn hue(number: u16) -> [u8; 3] {
    // The golden angle never comes back to a hue it has been near to.
    let hue = (f64::from(number) * 0.618_033_988_749_895).fract() * 6.0;
    let channel = |at: f64| {
        let distance = ((hue - at).abs() - 3.0).abs();
        (255.0 * (0.35 + 0.6 * (distance - 1.0).clamp(0.0, 1.0))) as u8
    };
    [channel(0.0), channel(2.0), channel(4.0)]
}

fn whole(stored: f64) -> Option<u16> {
    (stored.fract() == 0.0 && (0.0..=65535.0).contains(&stored)).then_some(stored as u16)
}

/// _Recommended Display CIELab Value_ (0062,000D), PCS values of 16 bits (PS3.3 C.10.7.1.1), as sRGB. The profile
/// connection space has the white of D50.
pub fn srgb_of_cielab([l, a, b]: [u16; 3]) -> [u8; 3] {
    let l = f64::from(l) / 65535.0 * 100.0;
    let [a, b] = [a, b].map(|value| f64::from(value) / 257.0 - 128.0);
    let fy = (l + 16.0) / 116.0;
    let linear = |t: f64| if t > 6.0 / 29.0 { t.powi(3) } else { 3.0 * (6.0f64 / 29.0).powi(2) * (t - 4.0 / 29.0) };
    let [x, y, z] = [0.964_2 * linear(fy + a / 500.0), linear(fy), 0.824_9 * linear(fy - b / 200.0)];
    // D50 to the primaries of sRGB, the change of white included (Bradford).
    let rgb = [
        3.133_856 * x - 1.616_867 * y - 0.490_615 * z,
        -0.978_768 * x + 1.916_142 * y + 0.033_454 * z,
        0.071_945 * x - 0.228_991 * y + 1.405_243 * z,
    ];
    rgb.map(|linear| {
        let linear = linear.clamp(0.0, 1.0);
        let encoded = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
        (255.0 * encoded + 0.5).floor() as u8
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn recommended_colours_are_those_of_the_profile_connection_space() {
        assert_eq!(srgb_of_cielab([0xFFFF, 0x8080, 0x8080]), [255; 3]);
        assert_eq!(srgb_of_cielab([0, 0x8080, 0x8080]), [0; 3]);
        // L 53.585: the grey of half the sRGB scale (its luminance 0.2159).
        let grey = srgb_of_cielab([(53.585 / 100.0 * 65535.0) as u16, 0x8080, 0x8080]);
        assert!(grey.iter().all(|level| level.abs_diff(128) <= 1), "{grey:?}");
        // Primaries of sRGB under D50: red is L 54.29, a 80.80, b 69.89; blue is 29.57, 68.30, -112.03.
        let pcs = |l: f64, a: f64, b: f64| [l / 100.0 * 65535.0, (a + 128.0) * 257.0, (b + 128.0) * 257.0];
        for (lab, rgb) in [(pcs(54.29, 80.80, 69.89), [255, 0, 0]), (pcs(29.57, 68.30, -112.03), [0, 0, 255])] {
            let found = srgb_of_cielab(lab.map(|value| value as u16));
            assert!(found.iter().zip(rgb).all(|(a, b)| a.abs_diff(b) <= 3), "{found:?} for {rgb:?}");
        }
    }

    #[test]
    fn values_are_named_by_the_kind_of_segmentation() {
        let segment = |number, label: &str| Segment { number, label: label.into(), colour: None };
        let segments = vec![segment(1, "liver"), segment(7, "spleen")];
        let frame = |kind, of_frame| FrameSegments {
            all: Arc::new(Segmentation { kind, segments: segments.clone(), background: 0 }),
            of_frame,
        };
        let name = |segments: &FrameSegments, stored| segments.named(stored).map(|segment| segment.label.clone());
        let binary = frame(SegmentationKind::Binary, Some(7));
        assert_eq!([0.0, 1.0].map(|stored| name(&binary, stored)), [None, Some("spleen".into())]);
        let labels = frame(SegmentationKind::LabelMap, None);
        let fractions = frame(SegmentationKind::Fractional { of: "occupancy", maximum: 200 }, Some(1));
        assert_eq!(fractions.describe(50.0), Some("liver occupancy 0.25".into()));
        assert_eq!(binary.describe(0.0), None);
        let named = [0.0, 1.0, 7.0, 2.0, -1.0, 1.5].map(|stored| name(&labels, stored));
        assert_eq!(named, [None, Some("liver".into()), Some("spleen".into()), None, None, None]);
        assert!(labels.are_labels() && labels.of_frame().is_none());
    }

    #[test]
    fn segments_without_a_colour_get_distinct_ones() {
        let segment = |number| Segment { number, label: String::new(), colour: None };
        let all = |kind| Segmentation { kind, segments: Vec::new(), background: 5 };
        assert_eq!(all(SegmentationKind::Binary).colour(&segment(1)), [255; 3]);
        let labels = all(SegmentationKind::LabelMap);
        assert_eq!(labels.colour(&segment(5)), [0; 3]);
        for number in 6..25 {
            let (one, next) = (labels.colour(&segment(number)), labels.colour(&segment(number + 1)));
            let apart: u32 = one.iter().zip(next).map(|(a, b)| u32::from(a.abs_diff(b))).sum();
            assert!(apart > 100, "{one:?} {next:?}");
        }
    }
}
