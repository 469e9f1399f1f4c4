#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::sync::Arc;

use crate::{
    export::volume::Meaning,
    image::Unit,
    study::{Series, SetFrame},
    volume::{Grid, Layout},
};

use super::*;

fn plan(moments: usize) -> Plan {
    let grid = Grid {
        size: [4, 3, 2],
        origin_mm: [-100.0, -50.5, 30.0],
        steps_mm: [[0.5, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]],
    };
    Plan {
        series: Arc::new(Series::default()),
        label: Arc::default(),
        layout: Layout { grid, blends: Vec::new(), shifts: Vec::new(), mended: Vec::new() },
        moments: vec![vec![SetFrame { instance: 0, frame: 0, position_mm: None }]; moments],
        moment_step_s: None,
        timing: None,
    }
}

fn encoding(element: Element) -> Encoding {
    Encoding { element, meaning: Meaning::Modality, outside: 0.0, labels: false, unit: Unit::None }
}

#[test]
fn a_volume_in_space_stays_in_lps() {
    let expected = "NRRD0005\ntype: int16\ndimension: 3\nspace: left-posterior-superior\nsizes: 4 3 2\n\
        space directions: (0.5,0,0) (0,2,0) (0,0,5)\nkinds: domain domain domain\nendian: little\nencoding: gzip\n\
        space units: \"mm\" \"mm\" \"mm\"\nspace origin: (-100,-50.5,30)\n\n";
    assert_eq!(header(&plan(1), &encoding(Element::I16)), expected);
}

#[test]
fn colours_come_first_and_moments_last() {
    let header = header(&plan(5), &encoding(Element::Rgb));
    assert!(header.contains("dimension: 5\n") && header.contains("sizes: 3 4 3 2 5\n"));
    assert!(header.contains("kinds: RGB-color domain domain domain list\n"));
    assert!(header.contains("space directions: none (0.5,0,0) (0,2,0) (0,0,5) none\n"));
    assert!(header.contains("type: uint8\n") && !header.contains("endian"));
}
