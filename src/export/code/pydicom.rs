//! The view in pydicom, NumPy and matplotlib.

use std::fmt::Write;

use crate::image::{
    ColourMap, EqualizePadding, EqualizeSettings, ModalityLut, PhotometricInterpretation as Photometric, Voi,
    VoiFunction, Window,
};

use super::{
    CodeView,
    python::{Script, number, operand, string},
};

/// Colour maps that matplotlib has under the same name, with the same 256 colours.
pub(super) const MATPLOTLIB: [&str; 7] = ["bone", "ocean_r", "hot", "viridis", "inferno", "cividis", "jet"];

/// A script that draws the view: `shown` is the picture, greys or red, green and blue as bytes.
pub fn pydicom(view: &CodeView<'_>) -> String {
    let mut script = Script::default();
    script.line("import matplotlib");
    script.line("import matplotlib.pyplot as plt");
    script.line("import numpy as np");
    script.line("import pydicom");
    script.line("from pydicom.pixels import apply_color_lut, apply_modality_lut, pixel_array");
    script.line("");
    script.line(format_args!("ds = pydicom.dcmread({}, force=True)", string(view.file_name)));
    if view.picture.is_colour() {
        colours(&mut script, view)
    } else {
        values(&mut script, view)
    }
    view.note_what_is_left_out(&mut script);
    lie(&mut script, view);
    draw(&mut script, view);
    script.text()
}

fn stored(script: &mut Script, view: &CodeView<'_>) {
    let frame = if view.frames > 1 { format!(", index={}", view.frame) } else { String::new() };
    script.line(format_args!("stored = pixel_array(ds{frame})"));
}

fn colours(script: &mut Script, view: &CodeView<'_>) {
    stored(script, view);
    let model = view.picture.model();
    if model.photometric == Photometric::PaletteColor {
        script.line("shown = apply_color_lut(stored, ds)");
        script.line("if shown.dtype == np.uint16:  # 16 bits a colour become 8, rounded");
        script.line("    shown = (shown.astype(np.uint32) * 510 + 65535) // 131070");
        script.line("shown = shown.astype(np.uint8)");
    } else if model.bits_stored > 8 {
        script.comment(&format!("{} bits a colour become 8", model.bits_stored));
        script.line(format_args!("shown = np.floor(stored * (255 / {}) + 0.5).astype(np.uint8)", {
            let full = 2f64.powi(i32::from(model.bits_stored)) - 1.0;
            number(full)
        }));
    } else {
        script.line("shown = stored");
    }
    if view.presentation.icc && view.picture.has_icc() {
        script.comment("The file's ICC profile is not applied here: pydicom.pixels.apply_icc_profile does that.");
    }
    if view.presentation.invert {
        script.line("shown = 255 - shown");
    }
}

fn values(script: &mut Script, view: &CodeView<'_>) {
    stored(script, view);
    let model = view.picture.model();
    let unit = model.unit.symbol();
    let unit = if unit.is_empty() { String::new() } else { format!(", {}", unit.escape_default()) };
    match &model.modality {
        ModalityLut::Rescale { slope, intercept } => script.line(format_args!(
            "values = {} * stored.astype(np.float64) + {}  # Rescale Slope and Intercept{unit}",
            operand(*slope),
            operand(*intercept)
        )),
        ModalityLut::Table(_) => {
            script
                .line(format_args!("values = apply_modality_lut(stored, ds).astype(np.float64)  # Modality LUT{unit}"));
        }
    }
    let counted = if view.is_narrow() {
        "values"
    } else {
        script.line("exact = values");
        script.line("values = values.astype(np.float32).astype(np.float64)  # as wide values are shown");
        "exact"
    };
    let channels = curves(script, view, counted);
    for name in &channels {
        if view.presentation_lut().is_some() {
            script.comment("The file's Presentation LUT Sequence, which the viewer applies here, is left out.");
        }
        let why = match (model.inverse_polarity, view.presentation.invert) {
            (true, false) => "  # the file's polarity: high is dark",
            _ => "  # inverted",
        };
        if view.is_reversed() {
            script.line(format_args!("{name} = 1 - {name}{why}"));
        }
        script.line(format_args!("{name} = np.floor(255 * {name} + 0.5).astype(np.uint8)"));
        background(script, view, name);
    }
    let is_channels = matches!(view.presentation.voi, Voi::Channels(_));
    if is_channels {
        let black = "np.zeros(stored.shape, np.uint8)".to_owned();
        let mut shown: Vec<String> = channels.into_iter().take(3).collect();
        shown.resize(3, black);
        script.line(format_args!("shown = np.stack([{}], axis=-1)", shown.join(", ")));
        return;
    }
    if view.picture.has_supplemental_colours() {
        script.comment("Stored values that a supplemental palette makes colours of are greys here.");
    }
    if model.segments.is_some() {
        script.comment("The viewer shows this segment in its own colour.");
    }
    if let Some(map) = view.colour_map() {
        colour_map(script, map);
    } else {
        script.line("shown = grey");
    }
}

/// Writes the curve, or one for each channel; answers with the names of what they give, 0 to 1.
fn curves(script: &mut Script, view: &CodeView<'_>, counted: &str) -> Vec<String> {
    match &view.presentation.voi {
        Voi::Window { window, function, .. } => {
            windowed(script, "grey", *window, *function);
            vec!["grey".to_owned()]
        }
        Voi::Lut(index) => {
            lut(script, view, *index);
            vec!["grey".to_owned()]
        }
        Voi::Equalized(settings) => {
            equalised(script, view, "grey", settings, counted);
            vec!["grey".to_owned()]
        }
        Voi::Channels(settings) => {
            let mut names = Vec::new();
            for (index, channel) in settings.windows.iter().enumerate() {
                let name = format!("channel_{}", index + 1);
                windowed(script, &name, channel.window, channel.function);
                names.push(name);
            }
            if let Some(settings) = &settings.equalised {
                let name = format!("channel_{}", names.len() + 1);
                equalised(script, view, &name, settings, counted);
                names.push(name);
            }
            names
        }
    }
}

fn windowed(script: &mut Script, name: &str, window: Window, function: VoiFunction) {
    let (center, width) = (window.center, window.width);
    let function = if function == VoiFunction::Linear && width < 1.0 { VoiFunction::LinearExact } else { function };
    script.comment(&format!("{} window, center {}, width {}", function.label(), number(center), number(width)));
    let (c, w) = (operand(center), operand(width));
    match function {
        VoiFunction::Linear if width == 1.0 => script.line(format_args!("{name} = (values > {c} - 0.5).astype(float)")),
        VoiFunction::Linear => script
            .line(format_args!("{name} = np.clip((values - ({c} - 0.5)) / ({w} - 1) + 0.5, 0, 1)  # PS3.3 C.11.2.1.2")),
        VoiFunction::LinearExact => {
            script.line(format_args!("{name} = np.clip((values - {c}) / {w} + 0.5, 0, 1)  # PS3.3 C.11.2.1.3.2"));
        }
        VoiFunction::Sigmoid => {
            script.line("with np.errstate(over=\"ignore\"):");
            script.line(format_args!("    {name} = 1 / (1 + np.exp(-4 * (values - {c}) / {w}))  # PS3.3 C.11.2.1.3.1"));
        }
        VoiFunction::Fastai => {
            let (lower, upper) = function.bounds(window, true);
            if upper > lower {
                let (low, range) = (operand(lower), operand(upper - lower));
                script.line(format_args!("{name} = np.clip((values - {low}) / {range}, 0, 1)"));
            } else {
                script.line(format_args!("{name} = (values > {c}).astype(float)"));
            }
        }
    }
}

fn lut(script: &mut Script, view: &CodeView<'_>, index: usize) {
    let Some(lut) = view.picture.model().voi_luts.get(index) else {
        script.comment("The frame does not have this VOI LUT: all that its bits can say is shown.");
        return script.line("grey = (values - values.min()) / max(np.ptp(values), 1)");
    };
    let table = &lut.table;
    script.comment(&format!("VOI LUT {}, PS3.3 C.11.2.1.1", index + 1));
    script.line(format_args!("data = ds.VOILUTSequence[{index}].LUTData"));
    let size = table.entries.len();
    script.line(format_args!(
        "entries = np.frombuffer(data, \"<u2\" if len(data) >= 2 * {size} else \"u1\") if isinstance(data, bytes) else \
         np.atleast_1d(data)"
    ));
    let rounded =
        if view.picture.has_whole_values() { "values" } else { "np.copysign(np.floor(np.abs(values) + 0.5), values)" };
    script.line(format_args!(
        "grey = np.minimum(entries[np.clip({rounded} - {}, 0, {}).astype(int)] / {}, 1)",
        operand(table.first_mapped.into()),
        size.saturating_sub(1),
        table.full_scale()
    ));
}

fn equalised(script: &mut Script, view: &CodeView<'_>, name: &str, settings: &EqualizeSettings, counted: &str) {
    script.comment(&format!(
        "Equalised over {} bins: equal shares of the pixels get equal shares of the greys",
        settings.bins
    ));
    let bins = settings.bins;
    let mut chosen = format!("{counted}[np.isfinite({counted})");
    if let Some(padding) = view.picture.model().padding.filter(|_| settings.padding == EqualizePadding::LeftOut) {
        let _ = write!(chosen, " & ~((stored >= {}) & (stored <= {}))", number(padding.low), number(padding.high));
    }
    chosen.push(']');
    let clipped = match (settings.min_px, settings.max_px) {
        (None, None) => chosen,
        (min, max) => {
            let bound = |bound: Option<f64>| bound.map_or_else(|| "None".to_owned(), number);
            format!("np.clip({chosen}, {}, {})", bound(min), bound(max))
        }
    };
    script.line(format_args!("ordered = np.sort({clipped})"));
    script.line(format_args!("shares = np.sort(np.r_[0.001, (np.arange({bins}) + 0.5) / {bins}, 0.999])"));
    script.line("points = np.unique(ordered[(len(ordered) * shares).astype(int)])");
    script.line(format_args!("{name} = np.interp(values, points, np.linspace(0, 1, len(points)))"));
}

/// Padding and what is no number are black, or white where the person inverted.
fn background(script: &mut Script, view: &CodeView<'_>, name: &str) {
    let level = if view.presentation.invert { 255 } else { 0 };
    if let Some(padding) = view.picture.model().padding.filter(|_| !view.presentation.show_padding) {
        let (low, high) = (number(padding.low), number(padding.high));
        script.line(format_args!("{name}[(stored >= {low}) & (stored <= {high})] = {level}  # Pixel Padding Value"));
    }
    if !view.picture.frame().samples.is_integer() {
        script.line(format_args!("{name}[np.isnan(values)] = {level}"));
    }
}

fn colour_map(script: &mut Script, name: &str) {
    if MATPLOTLIB.contains(&name) {
        return script.line(format_args!("shown = matplotlib.colormaps[{}](grey, bytes=True)[..., :3]", string(name)));
    }
    let Some(map) = ColourMap::by_name(name) else { return };
    script.comment(&format!("{}: 256 times red, green and blue; matplotlib does not have it", map.label));
    let mut hex = String::new();
    for level in map.rgb.as_flattened() {
        let _ = write!(hex, "{level:02x}");
    }
    script.line(format_args!("table = np.frombuffer(bytes.fromhex(\"{hex}\"), np.uint8).reshape(256, 3)"));
    script.line("shown = table[grey]");
}

/// The part on screen, flipped and turned.
fn lie(script: &mut Script, view: &CodeView<'_>) {
    if let Some([left, top, right, bottom]) = view.visible {
        script.line(format_args!("shown = shown[{top}:{bottom}, {left}:{right}]  # the part on screen"));
    }
    if view.view.flip_horizontal {
        script.line("shown = shown[:, ::-1]");
    }
    if view.view.flip_vertical {
        script.line("shown = shown[::-1]");
    }
    if !view.view.quarter_turns.is_multiple_of(4) {
        script.line(format_args!("shown = np.rot90(shown, -{})  # clockwise", view.view.quarter_turns % 4));
    }
}

fn draw(script: &mut Script, view: &CodeView<'_>) {
    let aspect = view.picture.model().pixel_aspect;
    let aspect = if view.view.is_sideways() { aspect.recip() } else { aspect };
    let aspect = if aspect == 1.0 { String::new() } else { format!(", aspect={}", number(aspect)) };
    script.line("");
    script.line(format_args!("plt.imshow(shown, cmap=\"gray\", vmin=0, vmax=255{aspect})"));
    script.line("plt.axis(\"off\")");
    script.line("plt.show()");
}
