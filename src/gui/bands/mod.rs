//! Bands of values: the ruler under the plot, what is painted over the picture, and the sheet in which a person changes
//! them.

mod lanes;
mod legend;
mod ruler;
mod sheet;

use egui::{Color32, Rangef, Ui};

use crate::{
    image::Band,
    state::{Action, Workspace},
};

use super::{anchors, format};

pub use sheet::{BandsSheet, SheetAnswer};

/// What the ruler and its legend remember between frames.
#[derive(Default)]
pub struct BandsPanel {
    ruler: ruler::Ruler,
    /// The person asked for the sheet; whoever opens it takes this away.
    pub wants_sheet: bool,
}

impl BandsPanel {
    /// Ruler and legend under a plot whose axis reaches over `x`; `x_of` says where a value after modality stands,
    /// which may be outside of it. Nothing is drawn for a picture without values. `plot_pointed`: the pointer is on the
    /// plot, and what glows is its affair.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        x: Rangef,
        x_of: &dyn Fn(f64) -> f32,
        workspace: &Workspace,
        plot_pointed: bool,
    ) -> Vec<Action> {
        if workspace.band_unit().is_none() {
            return Vec::new();
        }
        let (mut actions, rect, wants_sheet) = self.ruler.ui(ui, x, x_of, workspace, plot_pointed);
        anchors::note(ui, "bands", rect);
        self.wants_sheet |= wants_sheet;
        actions.extend(legend::ui(ui, workspace));
        actions
    }
}

/// `-190 to -30 HU`, both ends inside where values are whole.
fn range_text(band: &Band, workspace: &Workspace) -> String {
    let (low, high) = band.bounds(workspace.image().has_whole_values());
    let unit = workspace.band_unit().unwrap_or_default();
    let ends =
        if low == high { format::value(low) } else { format!("{} to {}", format::value(low), format::value(high)) };
    format!("{ends} {unit}").trim_end().to_owned()
}

/// `12.3 % of the frame`; nothing before they are counted.
fn percent_text(percent: Option<f64>) -> Option<String> {
    let percent = percent?;
    // What is there is never said not to be, nor all of it to be there when some is not.
    let number = match percent {
        0.0 => "0".to_owned(),
        few if few < 0.05 => "< 0.1".to_owned(),
        most if most > 99.95 && most < 100.0 => "> 99.9".to_owned(),
        other => format!("{other:.1}"),
    };
    Some(format!("{number} % of the frame"))
}

fn colour(band: &Band) -> Color32 {
    let [red, green, blue] = band.colour();
    Color32::from_rgb(red, green, blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        let text = |percent| percent_text(Some(percent)).unwrap_or_default();
        assert_eq!(text(0.0), "0 % of the frame");
        assert_eq!(text(0.004), "< 0.1 % of the frame");
        assert_eq!(text(12.345), "12.3 % of the frame");
        assert_eq!(text(99.99), "> 99.9 % of the frame");
        assert_eq!(text(100.0), "100.0 % of the frame");
        assert_eq!(percent_text(None), None);
    }
}
