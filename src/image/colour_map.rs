//! Colour maps: 256 colours each, as data under `assets/colormaps`.

/// A colour for every grey level. The first line of its file names the source.
#[derive(Debug)]
pub struct ColourMap {
    /// The name on the command line and in a [`super::Presentation`].
    pub name: &'static str,
    /// The name for the person.
    pub label: &'static str,
    /// Colours from black's to white's.
    pub rgb: [[u8; 3]; 256],
}

impl ColourMap {
    /// All maps, in the order of a list; grey is the first.
    pub fn all() -> &'static [Self] {
        &MAPS
    }

    /// The map of this name.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        MAPS.iter().find(|map| map.name == name)
    }

    /// Whether it leaves greys as they are.
    pub fn is_grey(&self) -> bool {
        self.name == "grey"
    }
}

macro_rules! map {
    ($name:literal, $label:literal) => {
        ColourMap {
            name: $name,
            label: $label,
            rgb: parse(include_bytes!(concat!("../../assets/colormaps/", $name, ".csv"))),
        }
    };
}

static MAPS: [ColourMap; 12] = [
    map!("grey", "Grey"),
    map!("bone", "Bone"),
    map!("ocean_r", "Ocean, reversed"),
    map!("hot", "Hot"),
    map!("hot_iron", "Hot iron"),
    map!("pet", "PET"),
    map!("hot_metal_blue", "Hot metal blue"),
    map!("pet_20_step", "PET 20 step"),
    map!("viridis", "Viridis"),
    map!("inferno", "Inferno"),
    map!("cividis", "Cividis"),
    map!("jet", "Jet"),
];

/// Reads one comment line and 256 lines of `red,green,blue`. Runs in the compiler, which so checks the files.
const fn parse(csv: &[u8]) -> [[u8; 3]; 256] {
    let mut at = 0;
    while csv[at] != b'\n' {
        at += 1;
    }
    at += 1;
    let mut rgb = [[0; 3]; 256];
    let mut entry = 0;
    while entry < 256 {
        let mut channel = 0;
        while channel < 3 {
            let mut value = 0;
            while csv[at] != b',' && csv[at] != b'\n' {
                assert!(csv[at].is_ascii_digit());
                value = value * 10 + (csv[at] - b'0');
                at += 1;
            }
            at += 1;
            rgb[entry][channel] = value;
            channel += 1;
        }
        entry += 1;
    }
    assert!(at == csv.len());
    rgb
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    /// Entries as `matplotlib.colormaps[name](index, bytes=True)` gives them (3.11): levels are cut off, not rounded.
    #[test]
    fn maps_are_matplotlib_s_own() {
        for (name, index, rgb) in [
            ("bone", 1, [0, 0, 1]),
            ("bone", 64, [56, 55, 77]),
            ("bone", 100, [87, 89, 119]),
            ("bone", 128, [112, 123, 143]),
            ("bone", 200, [179, 206, 206]),
            ("bone", 254, [253, 254, 254]),
            ("ocean_r", 1, [252, 253, 254]),
            ("ocean_r", 64, [63, 159, 191]),
            ("ocean_r", 100, [0, 105, 155]),
            ("ocean_r", 128, [0, 63, 127]),
            ("ocean_r", 200, [0, 44, 55]),
            ("ocean_r", 254, [0, 126, 0]),
            ("hot", 100, [255, 18, 0]),
            ("jet", 100, [34, 255, 212]),
            ("viridis", 100, [42, 118, 142]),
            ("inferno", 200, [251, 157, 6]),
            ("cividis", 128, [124, 123, 120]),
        ] {
            assert_eq!(ColourMap::by_name(name).unwrap().rgb[index], rgb, "{name} {index}");
        }
    }

    #[test]
    fn known_colours() {
        let at = |name: &str, index: usize| ColourMap::by_name(name).unwrap().rgb[index];
        assert_eq!((at("grey", 0), at("grey", 137), at("grey", 255)), ([0; 3], [137; 3], [255; 3]));
        assert_eq!((at("hot_iron", 1), at("hot_iron", 128), at("hot_iron", 255)), ([2, 0, 0], [255, 0, 0], [255; 3]));
        assert_eq!((at("viridis", 0), at("viridis", 255)), ([68, 1, 84], [253, 231, 36]));
        assert_eq!((at("ocean_r", 0), at("ocean_r", 255)), ([255; 3], [0, 127, 0]));
        assert_eq!((at("bone", 0), at("hot", 255)), ([0; 3], [255; 3]));
        assert_eq!(ColourMap::all()[0].name, "grey");
        assert!(ColourMap::by_name("plaid").is_none());
    }
}
