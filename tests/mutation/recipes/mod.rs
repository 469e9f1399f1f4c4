//! The recipes of hostile input, by the number they bear in the project's list, each in all its variants.
//!
//! Left to later work, for they are about more than reading one file: the parts of 37 (two files with one UID, one
//! series of several sizes) and 32 (no volume, no measuring) that concern a study; the paths in a DICOMDIR, which nothing
//! follows yet (38; as a file it is here); drag and drop of folders, links, pipes and vanishing files (39; the empty file
//! is here); asking before a document is saved (41), the drawing of segmentations, contours, waveforms, presentation
//! states, overlays and colour profiles, which this version does not show (30, 42, 43, 44; the files are here, and must do
//! no harm); and private compressed pixels, which nothing decodes (45; the file is here).

mod frames;
mod pixels;
mod structure;
mod values;

use std::sync::OnceLock;

use super::{Input, random::Random};
use crate::support::DicomBuilder;

/// What must come of a variant, beyond that it does no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Its first frame is shown.
    Picture,
    /// No frame is shown; tags may be.
    NoPicture,
    /// Whatever is right for what is left of it.
    Anything,
}

/// A spoilt file and what must come of it.
pub type Made = (Vec<u8>, Expected);

/// One recipe.
pub struct Recipe {
    /// Its number in the list.
    pub number: u8,
    /// Variant 0, 1, 2 …; `None` when there are no more.
    pub variant: fn(usize) -> Option<Made>,
    /// How many variants, from the first, are light enough for every run.
    pub light: usize,
}

const ALL: usize = usize::MAX;

pub const RECIPES: [Recipe; 45] = [
    Recipe { number: 1, variant: pixels::huge, light: ALL },
    Recipe { number: 2, variant: pixels::long_sizes, light: ALL },
    Recipe { number: 3, variant: pixels::no_size, light: ALL },
    Recipe { number: 4, variant: pixels::two_blanks, light: ALL },
    Recipe { number: 5, variant: pixels::wrapping_palette, light: ALL },
    Recipe { number: 6, variant: frames::counts, light: ALL },
    Recipe { number: 7, variant: structure::huge_lengths, light: ALL },
    Recipe { number: 8, variant: structure::odd_lengths, light: ALL },
    Recipe { number: 9, variant: structure::nests, light: 12 },
    Recipe { number: 10, variant: structure::strays, light: ALL },
    Recipe { number: 11, variant: structure::several_pixel_data, light: ALL },
    Recipe { number: 12, variant: frames::odd_fragments, light: ALL },
    Recipe { number: 13, variant: frames::false_tables, light: ALL },
    Recipe { number: 14, variant: frames::fragments_and_frames, light: ALL },
    Recipe { number: 15, variant: structure::cuts, light: ALL },
    Recipe { number: 16, variant: structure::wrong_vrs, light: ALL },
    Recipe { number: 17, variant: structure::false_syntaxes, light: ALL },
    Recipe { number: 18, variant: structure::meta_lengths, light: ALL },
    Recipe { number: 19, variant: structure::deflate_bombs, light: ALL },
    Recipe { number: 20, variant: frames::false_jpegs, light: ALL },
    Recipe { number: 21, variant: frames::false_jpeg_2000s, light: ALL },
    Recipe { number: 22, variant: frames::false_rles, light: ALL },
    Recipe { number: 23, variant: values::palettes, light: ALL },
    Recipe { number: 24, variant: values::tables, light: ALL },
    Recipe { number: 25, variant: values::windows, light: ALL },
    Recipe { number: 26, variant: values::slopes, light: ALL },
    Recipe { number: 27, variant: pixels::bits, light: ALL },
    Recipe { number: 28, variant: values::paddings, light: ALL },
    Recipe { number: 29, variant: pixels::constants, light: ALL },
    Recipe { number: 30, variant: values::overlays, light: ALL },
    Recipe { number: 31, variant: values::functional_groups, light: ALL },
    Recipe { number: 32, variant: values::places, light: ALL },
    Recipe { number: 33, variant: values::aspects, light: ALL },
    Recipe { number: 34, variant: values::times, light: ALL },
    Recipe { number: 35, variant: values::names, light: 9 },
    Recipe { number: 36, variant: structure::many, light: 2 },
    Recipe { number: 37, variant: values::uids, light: 2 },
    Recipe { number: 38, variant: structure::directories, light: ALL },
    Recipe { number: 39, variant: structure::empty, light: ALL },
    Recipe { number: 40, variant: structure::polyglots, light: ALL },
    Recipe { number: 41, variant: values::documents, light: ALL },
    Recipe { number: 42, variant: values::other_objects, light: ALL },
    Recipe { number: 43, variant: values::presentation_states, light: ALL },
    Recipe { number: 44, variant: values::colour_profiles, light: ALL },
    Recipe { number: 45, variant: values::private_pixels, light: ALL },
];

/// The `turn`-th input of the list: recipes in turn, a variant by chance.
pub fn input(turn: u64, random: &mut Random) -> Input {
    static COUNTS: OnceLock<Vec<usize>> = OnceLock::new();
    let counts = COUNTS.get_or_init(|| RECIPES.iter().map(Recipe::count).collect());
    let at = (turn % RECIPES.len() as u64) as usize;
    let variant = random.below(counts[at]);
    let (bytes, _) = (RECIPES[at].variant)(variant).unwrap();
    Input { bytes, recipe: format!("recipe {}, variant {variant}", RECIPES[at].number) }
}

impl Recipe {
    /// How many light variants there are, found by trying.
    fn count(&self) -> usize {
        (0..self.light).take_while(|variant| (self.variant)(*variant).is_some()).count()
    }
}

/// A grey picture of 8 bits and a few pixels.
fn grey() -> DicomBuilder {
    DicomBuilder::grey(6, 8).pixels_u8(&(0..48).collect::<Vec<u8>>())
}

/// A file made from the case of this number.
fn each<T: Copy>(variant: usize, cases: &[T], make: impl Fn(T) -> DicomBuilder, expected: Expected) -> Option<Made> {
    cases.get(variant).map(|case| (make(*case).build(), expected))
}
