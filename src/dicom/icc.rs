//! The colour profile of an image (PS3.3 C.11.15): at the top level, or of each optical path of a slide (C.8.12.5).

use std::sync::Arc;

use dicom_dictionary_std::tags;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

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
    let transform = contain(
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
            Ok(transform)
        },
        broken(),
    )
    .map_err(|_| why)?;
    Ok(ColourProfile::new(move |from, to| {
        contain(|| transform.transform(from, to).map_err(|_| broken()), broken()).is_ok()
    }))
}
