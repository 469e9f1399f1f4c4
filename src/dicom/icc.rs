//! The colour profile of an image (PS3.3 C.11.15): at the top level, or of each optical path of a slide (C.8.12.5).

use std::sync::Arc;

use dicom_dictionary_std::tags;
use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, TransformOptions};

use crate::image::ColourProfile;

use super::{
    Finding, FindingCode, ReadError,
    contain::contain,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
    index::Kind,
};

/// Profiles of cameras and scanners have some kilobytes, with large tables a megabyte.
const LARGEST_PROFILE: u64 = 8 << 20;
/// Optical paths of one slide whose profiles are read.
const MOST_PATHS: usize = 16;

/// The profiles of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Profiles {
    top: Option<Arc<ColourProfile>>,
    /// _Optical Path Identifier_ (0048,0106) with the profile of that path.
    paths: Vec<(String, Arc<ColourProfile>)>,
}

impl Profiles {
    /// Reads and prepares the profiles of a colour image.
    pub fn read(header: &Header, findings: &mut Vec<Finding>) -> Self {
        let top = header.top();
        let mut profiles = Self { top: profile(&top, findings), paths: Vec::new() };
        for path in top.items(tags::OPTICAL_PATH_SEQUENCE).take(MOST_PATHS) {
            if let Some(profile) = profile(&path, findings) {
                profiles.paths.push((path.code(tags::OPTICAL_PATH_IDENTIFIER).unwrap_or_default(), profile));
            }
        }
        profiles
    }

    /// The profile that holds for a frame: that of its optical path, else of the only path, else of the image.
    pub fn of_frame(&self, header: &Header, groups: &FunctionalGroups, index: usize) -> Option<Arc<ColourProfile>> {
        let path = || {
            let [(_, only)] = &self.paths[..] else {
                let group = groups.group(header, index, tags::OPTICAL_PATH_IDENTIFICATION_SEQUENCE)?;
                let identifier = group.code(tags::OPTICAL_PATH_IDENTIFIER)?;
                return self.paths.iter().find(|(known, _)| *known == identifier).map(|(_, profile)| profile);
            };
            Some(only)
        };
        if self.paths.is_empty() { self.top.clone() } else { path().or(self.top.as_ref()).cloned() }
    }
}

/// The profile of a data set, or `None`, with a finding where there is one that cannot be used.
fn profile(set: &DataSet, findings: &mut Vec<Finding>) -> Option<Arc<ColourProfile>> {
    let element =
        set.element(tags::ICC_PROFILE).filter(|element| element.kind == Kind::Value && element.present > 0)?;
    let what = if element.present > LARGEST_PROFILE {
        "The colour profile is too large; colours are shown without it."
    } else {
        match prepare(&set.header().value_bytes(element, LARGEST_PROFILE)) {
            Ok(profile) => return Some(Arc::new(profile)),
            Err(text) => text,
        }
    };
    findings.push(set.finding(FindingCode::Profile, tags::ICC_PROFILE, what));
    None
}

/// A profile as it is applied, by the rendering intent that it names, or why it cannot be.
fn prepare(bytes: &[u8]) -> Result<ColourProfile, &'static str> {
    let mut why = "The colour profile is damaged; colours are shown without it.";
    let broken = || ReadError::Missing { what: String::new() };
    let (transform, lifted) = contain(
        || {
            let profile = ColorProfile::new_from_slice(bytes).map_err(|_| broken())?;
            if profile.color_space != DataColorSpace::Rgb {
                why = "The colour profile is not for red, green and blue; colours are shown without it.";
                return Err(broken());
            }
            let options = TransformOptions { rendering_intent: profile.rendering_intent, ..Default::default() };
            let transform = profile
                .create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, options)
                .map_err(|_| broken())?;
            // What fails on a few colours fails on a picture.
            let mut tried = [0; 24];
            let corners: Vec<u8> = (0..24).map(|at| if (at / 3) >> (at % 3) & 1 == 1 { 255 } else { 0 }).collect();
            transform.transform(&corners, &mut tried).map_err(|_| broken())?;
            Ok((transform, has_reference_black(&profile, bytes)))
        },
        broken(),
    )
    .map_err(|_| why)?;
    let levels = lifted.then(black_point_levels);
    Ok(ColourProfile::new(move |from, to| {
        let done = contain(|| transform.transform(from, to).map_err(|_| broken()), broken()).is_ok();
        if let Some(levels) = &levels {
            to.iter_mut().for_each(|level| *level = levels[usize::from(*level)]);
        }
        done
    }))
}

/// Whether the profile's black is that of the perceptual reference medium, and not darkness itself (ICC.1:2022 6.3.4):
/// tables of version 4 and later for the perceptual or the saturation intent.
fn has_reference_black(profile: &ColorProfile, bytes: &[u8]) -> bool {
    let by_table = matches!(profile.rendering_intent, RenderingIntent::Perceptual | RenderingIntent::Saturation)
        && profile.lut_a_to_b_perceptual.is_some();
    by_table && bytes.get(8).is_some_and(|version| *version >= 4)
}

/// Levels of sRGB with the reference medium's black made the screen's: scaled in linear light, where white stays.
fn black_point_levels() -> [u8; 256] {
    /// Luminance of the reference medium's black.
    const BLACK: f64 = 0.003_473_1;
    std::array::from_fn(|level| {
        let encoded = level as f64 / 255.0;
        let linear = if encoded <= 0.040_45 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) };
        let linear = ((linear - BLACK) / (1.0 - BLACK)).max(0.0);
        let encoded = if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
        (encoded * 255.0 + 0.5).floor() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_black_of_the_reference_medium_becomes_black() {
        let levels = black_point_levels();
        // 1.055 * 0.0034731^(1/2.4) - 0.055 is 0.0447: level 11.4.
        assert_eq!((levels[0], levels[11], levels[255]), (0, 0, 255));
        // Level 20 is 0.006995 in linear light, so 0.003534 above the black: 0.0454, level 11.6.
        assert_eq!(levels[20], 12);
        // Level 128 is 0.2159, so 0.2131: level 127.2.
        assert_eq!(levels[128], 127);
        assert!(levels.is_sorted());
    }
}
