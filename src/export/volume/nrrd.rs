//! NRRD: the header of a `.nrrd` file with its data attached. Rows stay as they are; values are those after the modality
//! transformation, since the format has no slope.

use std::fmt::Write as _;

use super::{Encoding, Plan, encoding::Element};

/// The header, up to and with the empty line that ends it. The data are gzipped.
pub fn header(plan: &Plan, encoding: &Encoding) -> String {
    let grid = &plan.layout.grid;
    let is_moving = plan.moments.len() > 1;
    let is_colour = encoding.element == Element::Rgb;
    let vector = |[x, y, z]: [f64; 3]| format!("({x},{y},{z})");
    let mut axes: Vec<[String; 3]> = Vec::new();
    if is_colour {
        axes.push(["3".to_owned(), "none".to_owned(), "RGB-color".to_owned()]);
    }
    for (size, step) in grid.size.into_iter().zip(grid.steps_mm) {
        axes.push([size.to_string(), vector(step), "domain".to_owned()]);
    }
    if is_moving {
        axes.push([plan.moments.len().to_string(), "none".to_owned(), "list".to_owned()]);
    }
    let listed = |at: usize| axes.iter().filter_map(|axis| axis.get(at)).cloned().collect::<Vec<_>>().join(" ");
    let mut header = String::from("NRRD0005\n");
    let mut field = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(header, "{name}: {value}");
    };
    field("type", type_of(encoding.element));
    field("dimension", &axes.len().to_string());
    field("space", "left-posterior-superior");
    field("sizes", &listed(0));
    field("space directions", &listed(1));
    field("kinds", &listed(2));
    if encoding.element.bytes() > 1 && !is_colour {
        field("endian", "little");
    }
    field("encoding", "gzip");
    field("space units", "\"mm\" \"mm\" \"mm\"");
    field("space origin", &vector(grid.origin_mm));
    header.push('\n');
    header
}

fn type_of(element: Element) -> &'static str {
    match element {
        Element::U8 | Element::Rgb => "uint8",
        Element::I16 => "int16",
        Element::U16 => "uint16",
        Element::I32 => "int32",
        Element::U32 => "uint32",
        Element::F32 => "float",
        Element::F64 => "double",
    }
}

#[cfg(test)]
#[path = "nrrd_tests.rs"]
mod tests;
