//! Named ranges of values: which there are for the image, what they are used for, and how a person changes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::image::{Band, BandList, Label, Unit, ValueRange, tissue};

use super::{Action, Effect, Severity, Snapshot, Workspace};

/// The lists that a person has changed, by the unit's symbol (empty for values without one). HU without an entry has the
/// tissues that come with the program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bands(pub BTreeMap<String, Vec<Band>>);

/// What is done with bands; they are counted in the list of the image's unit.
#[derive(Clone, Debug, PartialEq)]
pub enum BandAction {
    /// This band glows in the picture, or none.
    Hover(Option<usize>),
    /// The window takes in this band and nothing else.
    Window(usize),
    /// Paints this band over the picture, or no longer.
    ToggleOverlay(usize),
    /// How much a painted label (by its place in the presentation) hides the picture, 0 to 1.
    SetOpacity(usize, f32),
    /// Takes a painted label away.
    RemoveOverlay(usize),
    /// Takes all of them away.
    ClearOverlays,
    /// A further band, at the end of the list.
    Add(Band),
    /// Another band in place of this one; where it is painted, the new one is.
    Edit(usize, Band),
    /// Takes a band out of the list.
    Remove(usize),
    /// Puts a band at another place; later ones are painted over earlier ones.
    Move {
        /// Where it is.
        from: usize,
        /// Where it is to be.
        to: usize,
    },
    /// The list as it came with the program.
    Reset,
    /// The whole list of a unit, as imported.
    Replace(BandList),
    /// All lists, as they were kept.
    Restore(Bands),
}

/// How much a band hides the picture when it is first painted.
const OPACITY: f32 = 0.5;
/// Units whose lists are kept.
const MOST_UNITS: usize = 64;

impl Workspace {
    /// The unit whose bands the image has, as a symbol; `None` without values that a band could hold.
    pub fn band_unit(&self) -> Option<&str> {
        let image = self.image();
        image.picture().filter(|_| image.takes_window() && image.fault().is_none()).map(|p| p.model().unit.symbol())
    }

    /// The bands of the image's unit, in the person's order.
    pub fn image_bands(&self) -> &[Band] {
        self.band_unit().map_or(&[], |unit| self.bands.of(unit))
    }

    /// Where a band of [`Self::image_bands`] stands among the labels that are painted.
    pub fn overlay_of(&self, band: &Band) -> Option<usize> {
        self.labels().iter().position(|label| band.is_painted_by(label))
    }

    /// What is painted over the picture.
    pub fn labels(&self) -> &[Label] {
        self.image().presentation().map_or(&[], |presentation| &presentation.labels)
    }

    /// How many percent of the frame's values lie in a range; padding is left out. `None` before they are counted. Of
    /// the frame on screen, whatever else the plot counts.
    pub fn percent_in(&self, range: ValueRange) -> Option<f64> {
        let histogram = self.image().loaded.histogram.as_ref()?;
        let count = histogram.statistics.count;
        (count > 0).then(|| 100.0 * histogram.count_in(range) as f64 / count as f64)
    }

    pub(super) fn edit_bands(&mut self, action: BandAction) -> Vec<Effect> {
        let band = |workspace: &Self, index: usize| workspace.image_bands().get(index).cloned();
        match action {
            BandAction::Hover(index) => {
                self.explore.glow = index.and_then(|index| band(self, index)).map(|band| band.range());
            }
            BandAction::Window(index) => {
                let Some(band) = band(self, index) else { return Vec::new() };
                let (lower, upper) = band.bounds(self.image().has_whole_values());
                // Each band is a step, however many bounds were set before.
                self.viewport_mut().history.divide();
                let effects = self.carry_out(Action::SetBounds { lower, upper });
                self.viewport_mut().history.divide();
                return effects;
            }
            BandAction::ToggleOverlay(index) => {
                let Some(band) = band(self, index) else { return Vec::new() };
                let order = self.image_bands().to_vec();
                self.paint(("overlay", 0), false, |labels| toggle(labels, &band, &order));
            }
            BandAction::SetOpacity(index, opacity) if opacity.is_finite() => {
                self.paint(("opacity", index as u64), true, |labels| {
                    if let Some(label) = labels.get_mut(index) {
                        label.opacity = opacity.clamp(0.0, 1.0);
                    }
                });
            }
            BandAction::SetOpacity(..) => {}
            BandAction::RemoveOverlay(index) => self.paint(("overlay", 0), false, |labels| {
                if index < labels.len() {
                    labels.remove(index);
                }
            }),
            BandAction::ClearOverlays => self.paint(("overlay", 0), false, Vec::clear),
            BandAction::Restore(bands) => {
                self.bands = bands;
                self.bands.0.retain(|_, list| list.len() <= tissue::MOST_BANDS);
            }
            BandAction::Replace(list) => {
                let text = match list.unit.as_str() {
                    "" => "The bands are those of the file, for values without a unit".to_owned(),
                    unit => format!("The bands for {unit} are those of the file"),
                };
                self.bands.set(&list.unit, list.bands);
                self.say(Severity::Info, text);
            }
            edit => self.edit_list(edit),
        }
        Vec::new()
    }

    /// Changes the list of the image's unit.
    fn edit_list(&mut self, action: BandAction) {
        let Some(unit) = self.band_unit().map(str::to_owned) else { return };
        let mut list = self.bands.of(&unit).to_vec();
        match action {
            BandAction::Add(band) if list.len() < tissue::MOST_BANDS => list.push(band),
            BandAction::Add(_) => {
                let text = format!("At most {} bands can be kept", tissue::MOST_BANDS);
                return self.say(Severity::Info, text);
            }
            BandAction::Edit(index, band) => {
                let Some(old) = list.get_mut(index) else { return };
                let was = std::mem::replace(old, band.clone());
                if self.overlay_of(&was).is_some() {
                    self.paint(("band", index as u64), true, |labels| {
                        for label in labels.iter_mut().filter(|label| was.is_painted_by(label)) {
                            *label = band.label(label.opacity);
                        }
                    });
                }
            }
            BandAction::Remove(index) if index < list.len() => {
                let band = list.remove(index);
                if self.overlay_of(&band).is_some() {
                    self.paint(("overlay", 0), false, |labels| labels.retain(|label| !band.is_painted_by(label)));
                }
            }
            BandAction::Move { from, to } if from < list.len() && to < list.len() => {
                let band = list.remove(from);
                list.insert(to, band);
                let order = list.clone();
                self.paint(("bands", 0), true, |labels| sort(labels, &order));
            }
            BandAction::Reset => {
                self.bands.0.remove(&unit);
                return;
            }
            _ => return,
        }
        self.bands.set(&unit, list);
    }

    /// Changes what is painted over the picture; one step of undo.
    fn paint(&mut self, key: (&'static str, u64), merge: bool, change: impl FnOnce(&mut Vec<Label>)) {
        if !self.image().takes_window() {
            return;
        }
        let viewport = self.viewport_mut();
        let before = Snapshot::of(&viewport.image);
        if let Some(layer) = viewport.image.layers.first_mut() {
            change(&mut layer.presentation.labels);
        }
        viewport.image.trial = None;
        viewport.history.record_of(before, &viewport.image, key, merge);
    }
}

impl Bands {
    /// The list for a unit's symbol.
    pub fn of(&self, unit: &str) -> &[Band] {
        match self.0.get(unit) {
            Some(bands) => bands,
            None if unit == Unit::Hounsfield.symbol() => tissue::tissues(),
            None => &[],
        }
    }

    /// Whether the list for a unit is the person's own.
    pub fn is_changed(&self, unit: &str) -> bool {
        self.0.contains_key(unit)
    }

    /// Keeps a list, or forgets it where it is the one that comes with the program.
    fn set(&mut self, unit: &str, bands: Vec<Band>) {
        self.0.remove(unit);
        if self.of(unit) != bands && self.0.len() < MOST_UNITS {
            self.0.insert(unit.to_owned(), bands);
        }
    }
}

fn toggle(labels: &mut Vec<Label>, band: &Band, order: &[Band]) {
    let painted = labels.len();
    labels.retain(|label| !band.is_painted_by(label));
    if labels.len() == painted {
        labels.push(band.label(OPACITY));
        sort(labels, order);
    }
}

/// Labels in the order of their bands; what belongs to none lies below.
fn sort(labels: &mut [Label], order: &[Band]) {
    labels.sort_by_key(|label| order.iter().position(|band| band.is_painted_by(label)).map_or(0, |at| at + 1));
}
