//! The lessons, as data in `assets/tours.json`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::image::ModalityLut;

use super::{super::Workspace, Check};

/// One lesson.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Under which it is remembered as finished.
    pub id: String,
    /// Its name for the person.
    pub title: String,
    /// What one learns, in one sentence.
    pub about: String,
    /// At least one.
    pub steps: Vec<Step>,
}

/// One step of a lesson.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What to know and to do. Names in braces stand for numbers of the image, see [`Step::text`].
    text: String,
    /// Name of the control that is pointed at.
    pub anchor: Option<String>,
    /// What the person is asked to do.
    pub check: Option<Check>,
    /// What to notice once it is done.
    #[serde(default)]
    done: String,
}

static LESSONS: LazyLock<Vec<Lesson>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/tours.json")).unwrap_or_default());

/// All lessons in their order.
pub fn lessons() -> &'static [Lesson] {
    &LESSONS
}

impl Step {
    /// What to know and to do, with the numbers of the image that is shown: `{formula}` how its stored values become HU,
    /// `{water}` and `{air}` the stored values of 0 and -1000 HU, `{rows}`, `{columns}` and `{frames}`.
    pub fn text(&self, workspace: &Workspace) -> String {
        filled(&self.text, workspace)
    }

    /// What to notice once it is done; may be empty.
    pub fn done(&self, workspace: &Workspace) -> String {
        filled(&self.done, workspace)
    }
}

fn filled(text: &str, workspace: &Workspace) -> String {
    let image = workspace.image();
    let Some(picture) = image.picture() else { return text.to_owned() };
    let modality = &picture.model().modality;
    let stored = |hu: f64| match *modality {
        ModalityLut::Rescale { slope, intercept } if slope != 0.0 => number((hu - intercept) / slope),
        _ => "some number".to_owned(),
    };
    let formula = match *modality {
        ModalityLut::Rescale { slope, intercept } => {
            let sign = if intercept < 0.0 { "−" } else { "+" };
            format!("HU = stored value × {} {sign} {}", number(slope), number(intercept.abs()))
        }
        ModalityLut::Table(_) => "HU = an entry of the Modality LUT (0028,3000)".to_owned(),
    };
    let frame = picture.frame();
    [
        ("{formula}", formula),
        ("{water}", stored(0.0)),
        ("{air}", stored(-1000.0)),
        ("{rows}", frame.rows.to_string()),
        ("{columns}", frame.columns.to_string()),
        ("{frames}", image.frames().to_string()),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (name, number)| text.replace(name, &number))
}

/// With at most three decimals, and a true minus sign.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_lessons_are_there_and_each_step_says_something() {
        let ids: Vec<&str> = lessons().iter().map(|lesson| lesson.id.as_str()).collect();
        assert_eq!(ids, ["tags", "hounsfield", "window", "tissues", "equalise"]);
        for lesson in lessons() {
            assert!((3..=7).contains(&lesson.steps.len()), "{}: each is short", lesson.id);
            assert!(lesson.steps.iter().any(|step| step.check.is_some()), "{}: there is something to do", lesson.id);
            for step in &lesson.steps {
                assert!((20..340).contains(&step.text.chars().count()), "{}", step.text);
                assert!(step.check.is_some() || step.done.is_empty(), "{}", step.text);
            }
        }
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, -1024.0, 0.1234, 2.5].map(number), ["1", "−1024", "0.123", "2.5"]);
    }
}
