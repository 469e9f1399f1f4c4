//! Window presets, as data in `assets/presets.json`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{ModalityKind, Window};

/// A named window for one family of modalities.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Preset {
    /// The name on the command line: `brain_soft`.
    pub name: String,
    /// The name for the person: `Brain, soft`.
    pub label: String,
    /// The window, in the modality's unit.
    pub window: Window,
}

/// The file: one list a family that has presets.
#[derive(Default, Deserialize)]
struct Presets {
    ct: Vec<Preset>,
}

static PRESETS: LazyLock<Presets> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/presets.json")).unwrap_or_default());

/// The presets for images of this kind, in the order of their keys.
pub fn presets_for(kind: ModalityKind) -> &'static [Preset] {
    match kind {
        ModalityKind::Ct => &PRESETS.ct,
        _ => &[],
    }
}

/// The preset of this name.
pub fn by_name(name: &str) -> Option<&'static Preset> {
    PRESETS.ct.iter().find(|preset| preset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_windows_for_ct() {
        let presets = presets_for(ModalityKind::Ct);
        let windows: Vec<_> =
            presets.iter().map(|preset| (preset.name.as_str(), preset.window.width, preset.window.center)).collect();
        assert_eq!(
            windows,
            [
                ("brain", 80.0, 40.0),
                ("subdural", 254.0, 100.0),
                ("stroke", 8.0, 32.0),
                ("brain_bone", 2800.0, 600.0),
                ("brain_soft", 375.0, 40.0),
                ("lungs", 1500.0, -600.0),
                ("mediastinum", 350.0, 50.0),
                ("abdomen_soft", 400.0, 50.0),
                ("liver", 150.0, 30.0),
                ("spine_soft", 250.0, 50.0),
                ("spine_bone", 1800.0, 400.0),
            ]
        );
        assert!(presets_for(ModalityKind::Pet).is_empty());
        assert_eq!(by_name("lungs").map(|preset| preset.label.as_str()), Some("Lungs"));
        assert_eq!(by_name("nothing"), None);
    }
}
