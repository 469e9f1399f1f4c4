//! Laws that hold whatever the facts say.

use super::*;
use crate::{
    dicom::{Contrast, FrameFacts},
    study::SetKind,
};

/// Numbers that look random and are the same each time (a linear congruential generator, Knuth's constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.roll(values.len() as u64) as usize]
    }

    /// A number that may be missing or unusable.
    fn number(&mut self) -> Option<f64> {
        let some = [
            None,
            Some(0.0),
            Some(1.0),
            Some(2.0),
            Some(2.5),
            Some(-7.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(1e300),
            Some(-1e-300),
        ];
        self.of(&some)
    }

    fn integer(&mut self) -> Option<i64> {
        self.of(&[None, Some(0), Some(1), Some(2), Some(3), Some(i64::MIN), Some(i64::MAX)])
    }

    fn plane(&mut self) -> Option<ImagePlane> {
        let orientation = self.of(&[AXIAL, AXIAL, AXIAL, CORONAL, SAGITTAL]);
        let mut plane = plane([0.0, self.of(&[0.0, 0.0, 5.0]), self.roll(12) as f64], orientation);
        match self.roll(12) {
            0 => return None,
            1 => plane.position_mm[1] = self.number().unwrap_or(0.0),
            2 => plane.row_direction = [self.number().unwrap_or(0.0); 3],
            _ => {}
        }
        Some(plane)
    }

    fn contrast(&mut self) -> Contrast {
        let gradient = self.number().map(|x| [x, 0.0, 1.0]);
        Contrast {
            echo_time_ms: self.number(),
            echo_number: self.integer(),
            b_value: self.number(),
            gradient,
            inversion_time_ms: self.number(),
            trigger_time_ms: self.number(),
            temporal_position: self.integer(),
        }
    }

    fn facts(&mut self) -> InstanceFacts {
        let frames = self.of(&[1, 1, 1, 1, 1, 2, 5, 0]);
        let own = if self.roll(3) == 0 { 0 } else { self.roll(7) };
        let frame_facts = if frames == 1 { Vec::new() } else { (0..own).map(|_| self.frame()).collect() };
        let image = ImageFacts {
            rows: self.of(&[0, 3, 3, 3]),
            columns: 4,
            frames,
            samples_per_pixel: 1,
            image_type: self.of(&["", "A\\B\\LOCALIZER", "ORIGINAL\\PRIMARY", "ORIGINAL\\PRIMARY\\M", "\\\\\\"]).into(),
            spacing_mm: self.number().map(|mm| [mm, 0.5]),
            plane: self.plane(),
            frame_of_reference: self.of(&["", "1.9", "1.9", "1.9"]).into(),
            thickness_mm: self.number(),
            tilt_degrees: self.number(),
            contrast: if self.roll(2) == 0 { self.contrast() } else { Default::default() },
            is_clip: self.roll(9) == 0,
            frame_facts: frame_facts.into(),
            ..ImageFacts::default()
        };
        InstanceFacts {
            sop_class_uid: CT.into(),
            sop_instance_uid: self.of(&["", "", "", "1.1", "1.3"]).into(),
            instance_number: self.integer(),
            acquisition_number: self.integer(),
            acquired_at: self.number(),
            image: if self.roll(10) == 0 { None } else { Some(Box::new(image)) },
            ..InstanceFacts::default()
        }
    }

    fn frame(&mut self) -> FrameFacts {
        let dimensions = self.roll(4);
        FrameFacts {
            plane: self.plane(),
            dimension_index: (0..dimensions).map(|_| self.roll(3) as u32).collect(),
            stack: self.of(&["", "1", "2"]).into(),
            in_stack_position: self.of(&[None, Some(1), Some(u32::MAX)]),
            segment: self.of(&[None, None, None, Some(1), Some(2)]),
            contrast: self.contrast(),
        }
    }
}

#[test]
fn every_picture_has_its_place_whatever_the_headers_say() {
    let mut dice = Dice(11);
    for round in 0..600 {
        let count = dice.roll(40);
        let instances = instances((0..count).map(|_| dice.facts()).collect());
        let modality = dice.of(&["CT", "MR", ""]);
        let sets = display_sets(modality, &instances);
        assert_eq!(sets, display_sets(modality, &instances), "round {round}: what is built twice is the same");
        check(&sets, &instances, round);
    }
}

/// Each frame of each object that is no copy is in one set, once; positions of stacks run one way; what is said is finite.
fn check(sets: &[DisplaySet], instances: &[Arc<Instance>], round: u64) {
    let mut shown: Vec<(u32, u32)> =
        sets.iter().flat_map(|set| &set.frames).map(|frame| (frame.instance, frame.frame)).collect();
    let copies: Vec<u32> = sets.iter().flat_map(|set| &set.copies).map(|copy| copy.instance).collect();
    let documents: Vec<u32> = sets.iter().filter_map(|set| set.document).collect();
    let mut expected = Vec::new();
    for (index, instance) in (0..).zip(instances) {
        let is_other = copies.contains(&index) || documents.contains(&index);
        let frames = instance.facts.image.as_ref().map_or(0, |image| image.frames.max(1));
        expected.extend((0..frames).filter(|_| !is_other).map(|frame| (index, frame)));
        assert!(sets.iter().any(|set| set.holds(index)), "round {round}: object {index}");
    }
    shown.sort_unstable();
    assert_eq!(shown, expected, "round {round}");
    for set in sets {
        let mut ran: Vec<f64> = set.frames.iter().filter_map(|frame| frame.position_mm).collect();
        assert!(ran.iter().all(|mm| mm.is_finite()), "round {round}");
        assert!(set.slice_spacing_mm.is_none_or(|mm| mm.is_finite() && mm > 0.0), "round {round}");
        assert!(set.gaps.iter().all(|gap| (*gap as usize) + 1 < set.frames.len()), "round {round}");
        assert_eq!(set.kind == SetKind::Document, set.frames.is_empty(), "round {round}");
        if set.kind == SetKind::Stack {
            if ran.first() > ran.last() {
                ran.reverse();
            }
            let doubled = codes(set).contains(&SetFindingCode::Duplicates);
            let runs = |pair: &[f64]| pair[0] < pair[1] || doubled && pair[0] == pair[1];
            assert!(ran.windows(2).all(runs), "round {round}: {ran:?}");
        }
        let said = set.findings.iter().map(|finding| &finding.text);
        assert!(
            said.clone().all(|text| text.ends_with('.') && !text.contains("NaN") && !text.contains("inf")),
            "{said:?}"
        );
    }
}
