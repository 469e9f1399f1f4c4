//! All headers of a series, to see which tags differ and what one tag says over it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, mpsc::Sender},
    time::{Duration, Instant},
};

use crate::{
    dicom::{
        Object, PathStep, ReadError, TagPath,
        compare::{ElementValue, ElementValues, fingerprints},
        contain,
    },
    state::{
        Event, FrameKey, MOST_DISTINCT, MOST_SURVEYED, MOST_VALUES, Spread, Stack, SurveyRow, SurveyWant, Surveyed,
    },
};

use super::{Latest, Objects, Wake};

/// How often the state of a long survey is told.
const REPORT_EVERY: Duration = Duration::from_millis(250);
/// _Per-frame Functional Groups Sequence_.
const PER_FRAME: (u16, u16) = (0x5200, 0x9230);
/// _Instance Number_.
const INSTANCE_NUMBER: (u16, u16) = (0x0020, 0x0013);
/// Frames of an object between two looks at whether anybody still asks.
const ASK_EVERY: usize = 256;
/// Characters of a value that are kept for the table.
const LONGEST: usize = 256;

/// What differs across a series, once it was found.
type Known = (Arc<Stack>, Arc<HashMap<TagPath, Spread>>);

/// A worker that reads the objects of the shown series one after the other; those that are open are not read again. What
/// differs is found once for a series, the values of a tag for each tag.
pub fn worker(sender: Sender<Event>, objects: Objects, wake: Wake) -> Latest<SurveyWant> {
    let mut known: Option<Known> = None;
    Latest::new("survey", move |want: SurveyWant, is_outdated: &dyn Fn() -> bool| {
        let spread =
            known.as_ref().filter(|(stack, _)| Arc::ptr_eq(stack, &want.stack)).map(|(_, spread)| Arc::clone(spread));
        let mut gathering = Gathering { spread: spread.clone(), ..Gathering::default() };
        let mut told = Instant::now();
        for (id, key, position_mm) in want.objects() {
            if is_outdated() {
                return;
            }
            let broken = ReadError::Damaged { what: "the header breaks its reader".to_owned(), at: 0 };
            let read = contain(
                || {
                    gathering.take(&*objects.open(id)?, key, position_mm, want.path.as_ref(), is_outdated);
                    Ok(())
                },
                broken,
            );
            if read.is_err() {
                gathering.failed += 1;
            }
            // Rows come as they are read; what differs is known at the end alone.
            if told.elapsed() >= REPORT_EVERY {
                tell(gathering.surveyed(&want, false), &sender, &wake);
                told = Instant::now();
            }
        }
        let surveyed = gathering.surveyed(&want, true);
        known = Some((Arc::clone(&want.stack), Arc::clone(&surveyed.spread)));
        tell(surveyed, &sender, &wake);
    })
}

fn tell(surveyed: Surveyed, sender: &Sender<Event>, wake: &Wake) {
    // A receiver that is gone wants nothing.
    if sender.send(Event::Surveyed(Arc::new(surveyed))).is_ok() {
        wake(Duration::ZERO);
    }
}

#[derive(Default)]
struct Gathering {
    /// Found before.
    spread: Option<Arc<HashMap<TagPath, Spread>>>,
    prints: HashMap<TagPath, Prints>,
    /// Distinct values of all elements.
    values: usize,
    rows: Vec<SurveyRow>,
    instances: u32,
    failed: u32,
}

/// What was seen of one element.
#[derive(Default)]
struct Prints {
    present: u32,
    distinct: HashSet<u64>,
    is_least: bool,
}

impl Prints {
    /// Counts a value; `others` are all that were counted of all elements. Whether it was a new one.
    fn count(&mut self, print: u64, others: usize, most: usize) -> bool {
        self.present = self.present.saturating_add(1);
        if self.distinct.contains(&print) {
            return false;
        }
        // Whether there is more than one value is always found out.
        let has_room = self.distinct.len() < 2 || self.distinct.len() < MOST_DISTINCT && others < most;
        self.is_least |= !has_room;
        has_room && self.distinct.insert(print)
    }

    fn spread(&self) -> Spread {
        let distinct = u32::try_from(self.distinct.len()).unwrap_or(u32::MAX);
        Spread { present: self.present, distinct, is_least: self.is_least }
    }
}

impl Gathering {
    fn take(
        &mut self,
        object: &Object,
        key: FrameKey,
        position_mm: Option<f64>,
        path: Option<&TagPath>,
        is_outdated: &dyn Fn() -> bool,
    ) {
        self.instances += 1;
        if self.spread.is_none() {
            let (prints, values) = (&mut self.prints, &mut self.values);
            fingerprints(object, &mut |path, print| {
                if prints.len() >= MOST_SURVEYED && !prints.contains_key(&path) {
                    return;
                }
                *values += usize::from(prints.entry(path).or_default().count(print, *values, MOST_VALUES));
            });
        }
        let Some(path) = path else { return };
        let values = ElementValues::of(object);
        let number = values.get(&TagPath::top(INSTANCE_NUMBER)).map(|value| value.text);
        let (frames, rest) = match path.steps.as_slice() {
            [PathStep::Element(PER_FRAME), PathStep::Item(_), rest @ ..] => (object.frames_described(), rest),
            _ => (0, &[][..]),
        };
        if frames == 0 {
            self.push(SurveyRow { key, number, position_mm, value: values.get(path) });
            return;
        }
        // Frames without an item of their own are there, without a value.
        let of_items = values.in_items(PER_FRAME, rest).chain(std::iter::repeat(None));
        for (frame, value) in (0..frames).zip(of_items) {
            if frame % ASK_EVERY == 0 && is_outdated() {
                return;
            }
            let key = FrameKey { id: key.id, frame };
            self.push(SurveyRow { key, number: number.clone(), position_mm: None, value });
        }
    }

    fn push(&mut self, row: SurveyRow) {
        let mut value: Option<ElementValue> = row.value;
        if let Some(value) = &mut value
            && let Some((end, _)) = value.text.char_indices().nth(LONGEST)
        {
            value.text.truncate(end);
            value.text.push('…');
        }
        self.rows.push(SurveyRow { value, ..row });
    }

    fn surveyed(&self, want: &SurveyWant, is_complete: bool) -> Surveyed {
        let spread = match &self.spread {
            Some(spread) => Arc::clone(spread),
            None if is_complete => {
                Arc::new(self.prints.iter().map(|(path, prints)| (path.clone(), prints.spread())).collect())
            }
            None => Arc::default(),
        };
        Surveyed {
            want: want.clone(),
            spread,
            instances: self.instances,
            failed: self.failed,
            rows: self.rows.as_slice().into(),
            is_complete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_value_is_always_told_and_further_ones_as_far_as_there_is_room() {
        let mut prints = Prints::default();
        let counted: Vec<bool> = [1, 1, 2, 3, 1].into_iter().map(|print| prints.count(print, 100, 100)).collect();
        assert_eq!(counted, [true, false, true, false, false]);
        assert_eq!(prints.spread(), Spread { present: 5, distinct: 2, is_least: true });
        assert_eq!(prints.spread().count_text(), "at least 2");
        let mut prints = Prints::default();
        for print in 0..MOST_DISTINCT as u64 + 5 {
            prints.count(print, 0, 100);
        }
        assert_eq!(prints.spread().distinct as usize, MOST_DISTINCT);
    }
}
