//! All headers of a series, to see which tags differ and what one tag says over it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, mpsc::Sender},
    time::{Duration, Instant},
};

use crate::{
    dicom::{
        Object, PathStep, ReadError, TagPath,
        compare::{element_value, fingerprints},
        contain,
    },
    state::{Event, FrameKey, MOST_DISTINCT, MOST_SURVEYED, Spread, Stack, SurveyRow, SurveyWant, Surveyed},
};

use super::{Latest, Objects, Wake};

/// How often the state of a long survey is told.
const REPORT_EVERY: Duration = Duration::from_millis(250);
/// _Per-frame Functional Groups Sequence_.
const PER_FRAME: PathStep = PathStep::Element((0x5200, 0x9230));
/// _Instance Number_.
const INSTANCE_NUMBER: (u16, u16) = (0x0020, 0x0013);
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
                    gathering.take(&*objects.open(id)?, key, position_mm, want.path.as_ref());
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
    prints: HashMap<TagPath, (u32, HashSet<u64>)>,
    rows: Vec<SurveyRow>,
    instances: u32,
    failed: u32,
}

impl Gathering {
    fn take(&mut self, object: &Object, key: FrameKey, position_mm: Option<f64>, path: Option<&TagPath>) {
        self.instances += 1;
        if self.spread.is_none() {
            let prints = &mut self.prints;
            fingerprints(object, &mut |path, print| {
                if prints.len() >= MOST_SURVEYED && !prints.contains_key(&path) {
                    return;
                }
                let (present, distinct) = prints.entry(path).or_default();
                *present += 1;
                if distinct.len() < MOST_DISTINCT {
                    distinct.insert(print);
                }
            });
        }
        let Some(path) = path else { return };
        let number = element_value(object, &TagPath::top(INSTANCE_NUMBER)).map(|value| value.text);
        let frames = if path.steps.first() == Some(&PER_FRAME) { object.frames_described() } else { 0 };
        if frames == 0 {
            self.push(object, path, SurveyRow { key, number: number.clone(), position_mm, value: None });
        }
        for frame in 0..frames {
            let mut of_frame = path.clone();
            if let (Some(step), Ok(item)) = (of_frame.steps.get_mut(1), u32::try_from(frame + 1)) {
                *step = PathStep::Item(item);
            }
            let key = FrameKey { id: key.id, frame };
            self.push(object, &of_frame, SurveyRow { key, number: number.clone(), position_mm: None, value: None });
        }
    }

    fn push(&mut self, object: &Object, path: &TagPath, row: SurveyRow) {
        let mut value = element_value(object, path);
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
                let spread = |(path, (present, distinct)): (&TagPath, &(u32, HashSet<u64>))| {
                    let distinct = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
                    (path.clone(), Spread { present: *present, distinct })
                };
                Arc::new(self.prints.iter().map(spread).collect())
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
