//! Named ranges of values: tissues on the HU scale, as data in `assets/tissues.json`, and a person's own.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Label, ValueRange};

/// A named range of values after modality, with its colour. Always sound: [`Self::new`] and reading see to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "WrittenBand", try_from = "WrittenBand")]
pub struct Band {
    name: String,
    range: ValueRange,
    colour: [u8; 3],
    source: String,
    remark: String,
}

/// The bands of one unit, as they are exported and imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "WrittenBands", try_from = "WrittenBands")]
pub struct BandList {
    /// The unit as [`super::Unit::symbol`] writes it.
    pub unit: String,
    /// At most [`MOST_BANDS`].
    pub bands: Vec<Band>,
}

/// Bands of one unit.
pub const MOST_BANDS: usize = 64;
/// Characters of a name.
pub const LONGEST_NAME: usize = 40;
/// Characters of a source or remark.
const LONGEST_TEXT: usize = 500;
const LONGEST_UNIT: usize = 64;

static TISSUES: LazyLock<Vec<Band>> = LazyLock::new(|| {
    BandList::read(include_str!("../../assets/tissues.json")).map(|list| list.bands).unwrap_or_default()
});

/// The tissues in HU that come with the program, each with the literature that its range is from.
pub fn tissues() -> &'static [Band] {
    &TISSUES
}

impl Band {
    /// A band of a person's own; in one sentence what is wrong with it otherwise.
    pub fn new(name: &str, range: ValueRange, colour: [u8; 3]) -> Result<Self, String> {
        Self { name: name.trim().to_owned(), range, colour, source: String::new(), remark: String::new() }.checked()
    }

    /// What it stands for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its values: finite, and low below high.
    pub fn range(&self) -> ValueRange {
        self.range
    }

    /// Red, green, blue.
    pub fn colour(&self) -> [u8; 3] {
        self.colour
    }

    /// Where the range is from: author, year, title. Empty for a person's own.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What else has such values. May be empty.
    pub fn remark(&self) -> &str {
        &self.remark
    }

    /// The same under another name. A changed band is the person's own: it no longer names a source.
    pub fn renamed(&self, name: &str) -> Result<Self, String> {
        Self::new(name, self.range, self.colour)
    }

    /// The same over another range.
    pub fn over(&self, range: ValueRange) -> Result<Self, String> {
        Self::new(&self.name, range, self.colour)
    }

    /// The same in another colour; the range keeps its source.
    #[must_use]
    pub fn coloured(&self, colour: [u8; 3]) -> Self {
        Self { colour, ..self.clone() }
    }

    /// Lowest and highest value of it: where values are whole, the last of them below the end.
    pub fn bounds(&self, whole: bool) -> (f64, f64) {
        let last = if whole { self.range.high.ceil() - 1.0 } else { self.range.high };
        (self.range.low, last.max(self.range.low))
    }

    /// What paints it over a picture.
    pub fn label(&self, opacity: f32) -> Label {
        Label { range: self.range, colour: self.colour, opacity }
    }

    /// Whether `label` was made of it.
    pub fn is_painted_by(&self, label: &Label) -> bool {
        (label.range, label.colour) == (self.range, self.colour)
    }

    fn checked(self) -> Result<Self, String> {
        check_text("The name of a band", &self.name, LONGEST_NAME)?;
        if self.name.trim().is_empty() {
            return Err("A band needs a name".to_owned());
        }
        check_text("The source of a band", &self.source, LONGEST_TEXT)?;
        check_text("The remark of a band", &self.remark, LONGEST_TEXT)?;
        let ValueRange { low, high } = self.range;
        if !(low.is_finite() && high.is_finite()) {
            return Err(format!("The ends of “{}” must be numbers", self.name));
        }
        if low >= high {
            return Err(format!("“{}” must end above where it begins", self.name));
        }
        Ok(self)
    }
}

impl BandList {
    /// Reads a list; in one sentence what is wrong with it otherwise.
    pub fn read(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| {
            if error.is_data() {
                // What was wrong is said by the checks below, or by the name of the field that is missing.
                let text = error.to_string();
                let at = text.find(" at line").unwrap_or(text.len());
                text.get(..at).unwrap_or(&text).to_owned()
            } else {
                format!("This is no list of bands: its JSON breaks off or is broken in line {}", error.line())
            }
        })
    }

    /// As a file that [`Self::read`] takes.
    pub fn write(&self) -> String {
        // Bands hold nothing that JSON has no word for.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// A band as it stands in a file.
#[derive(Serialize, Deserialize)]
struct WrittenBand {
    name: String,
    low: f64,
    high: f64,
    /// `#rrggbb`.
    colour: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    remark: String,
}

#[derive(Serialize, Deserialize)]
struct WrittenBands {
    unit: String,
    bands: Vec<Band>,
}

impl TryFrom<WrittenBand> for Band {
    type Error = String;

    fn try_from(written: WrittenBand) -> Result<Self, String> {
        let WrittenBand { name, low, high, colour, source, remark } = written;
        let colour = read_colour(&colour).ok_or("The colour of a band is written as #rrggbb")?;
        Self { name: name.trim().to_owned(), range: ValueRange { low, high }, colour, source, remark }.checked()
    }
}

impl From<Band> for WrittenBand {
    fn from(band: Band) -> Self {
        let [red, green, blue] = band.colour;
        Self {
            name: band.name,
            low: band.range.low,
            high: band.range.high,
            colour: format!("#{red:02x}{green:02x}{blue:02x}"),
            source: band.source,
            remark: band.remark,
        }
    }
}

impl TryFrom<WrittenBands> for BandList {
    type Error = String;

    fn try_from(WrittenBands { unit, bands }: WrittenBands) -> Result<Self, String> {
        check_text("The unit of the bands", &unit, LONGEST_UNIT)?;
        if bands.len() > MOST_BANDS {
            return Err(format!("There are {} bands; at most {MOST_BANDS} can be kept", bands.len()));
        }
        Ok(Self { unit, bands })
    }
}

impl From<BandList> for WrittenBands {
    fn from(BandList { unit, bands }: BandList) -> Self {
        Self { unit, bands }
    }
}

fn check_text(what: &str, text: &str, longest: usize) -> Result<(), String> {
    if text.chars().count() > longest {
        return Err(format!("{what} is longer than {longest} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("{what} holds characters that cannot be shown"));
    }
    Ok(())
}

fn read_colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

#[cfg(test)]
#[path = "tissue_tests.rs"]
mod tests;
