//! `histogram`: the values of a frame, counted.

use std::fmt::Write;

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::{dicom::Means, image};

use super::{arguments::Histogram, frames::ImageFile, output, report::Report};

/// Percentiles that are printed.
const PERCENTILES: [u8; 7] = [1, 5, 25, 50, 75, 95, 99];
/// Rows of the drawn histogram.
const DRAWN_ROWS: usize = 32;
/// Columns of its longest bar.
const BAR: f64 = 48.0;

/// Prints counts and statistics of a frame.
pub fn run(options: &Histogram, means: &Means, report: &mut Report) {
    if let Err(fault) = print(options, means, report) {
        report.failure(&options.file, fault);
    }
}

fn print(options: &Histogram, means: &Means, report: &mut Report) -> Result<()> {
    let file = ImageFile::open(&options.file, means)?;
    report.milestone("opened");
    let (picture, findings) = file.picture(file.index_of(options.frame)?)?;
    report.milestone("decoded");
    findings.iter().for_each(|finding| report.note(&options.file, finding));
    let in_bins = |histogram: image::Histogram| match options.bins {
        Some(bins) => histogram.divided(usize::try_from(bins).unwrap_or(usize::MAX)),
        None => histogram,
    };
    let histogram = if options.stored { image::Histogram::stored(&picture) } else { image::Histogram::of(&picture) };
    let histogram = in_bins(histogram);
    let channels = channels(options, &picture, in_bins)?;
    report.milestone("counted");
    let unit = if options.stored { "" } else { picture.model().unit.symbol() };
    let text = if options.json {
        let mut json = to_json(&histogram, unit);
        if let Some(channels) = &channels {
            json["channels"] = channels
                .iter()
                .map(|(name, histogram)| {
                    let mut channel = json!({ "name": name });
                    if let (Some(channel), Value::Object(rest)) = (channel.as_object_mut(), to_json(histogram, "")) {
                        channel.extend(rest);
                    }
                    channel
                })
                .collect();
        }
        if let Some(window) = options.in_window {
            json["pct_in_window"] = json!(picture.share_in_window(window));
        }
        output::json_text(&json) + "\n"
    } else if options.csv {
        to_csv(&histogram)
    } else {
        let inside = options.in_window.map(|window| (window, picture.share_in_window(window)));
        let inside = inside.map_or_else(String::new, |(window, share)| in_window(window, share));
        let channels = channels.iter().flatten();
        let channels = channels.map(|(name, histogram)| format!("\n{name}\n{}", drawn(histogram, "")));
        inside + &drawn(&histogram, unit) + &channels.collect::<String>()
    };
    Ok(output::print(&text)?)
}

/// Each channel with its name, where they are asked for.
fn channels(
    options: &Histogram,
    picture: &image::Picture,
    in_bins: impl Fn(image::Histogram) -> image::Histogram,
) -> Result<Option<Vec<(&'static str, image::Histogram)>>> {
    if !options.channels {
        return Ok(None);
    }
    let counts = image::Counts::of(picture);
    let Some(channels) = counts.channels else {
        anyhow::bail!("the picture is grey and has no channels; leave out --channels");
    };
    let named = [image::Channel::Red, image::Channel::Green, image::Channel::Blue, image::Channel::Luminance];
    let of = |channel| in_bins(image::Histogram::clone(channels.of_channel(channel)));
    Ok(Some(named.map(|channel| (channel.label(), of(channel))).into()))
}

fn to_json(histogram: &image::Histogram, unit: &str) -> Value {
    let statistics = &histogram.statistics;
    let percentiles: Map<_, _> =
        PERCENTILES.iter().map(|p| (p.to_string(), json!(histogram.percentile(f64::from(*p))))).collect();
    json!({
        "unit": (!unit.is_empty()).then_some(unit),
        "min": statistics.min,
        "max": statistics.max,
        "mean": statistics.mean,
        "sd": statistics.sd,
        "percentiles": percentiles,
        "count": statistics.count,
        "excluded": statistics.excluded,
        "edges": histogram.edges(),
        "counts": histogram.counts,
    })
}

/// Above the other figures: `61.25 % inside 40,400`.
fn in_window(window: image::Window, share: Option<f64>) -> String {
    let share = share.map_or_else(|| "none".to_owned(), |share| format!("{} %", share * 100.0));
    format!("{:<12} {share} ({},{})\n", "inside", window.center, window.width)
}

fn to_csv(histogram: &image::Histogram) -> String {
    let mut text = String::from("lower,upper,count\r\n");
    for (edge, count) in histogram.edges().windows(2).zip(&histogram.counts) {
        if let [lower, upper] = edge {
            // Writing to a String cannot fail.
            let _ = write!(text, "{lower},{upper},{count}\r\n");
        }
    }
    text
}

/// Statistics, then bars; neighbouring bins are added up so that the drawing fits a screen.
fn drawn(histogram: &image::Histogram, unit: &str) -> String {
    let statistics = &histogram.statistics;
    let number = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| format!("{value}"));
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:<12} {value}\n"));
    line("unit", if unit.is_empty() { "none".to_owned() } else { unit.to_owned() });
    line("count", statistics.count.to_string());
    line("excluded", statistics.excluded.to_string());
    for (name, value) in
        [("min", statistics.min), ("max", statistics.max), ("mean", statistics.mean), ("sd", statistics.sd)]
    {
        line(name, number(value));
    }
    for p in PERCENTILES {
        line(&format!("{p} %"), number(histogram.percentile(f64::from(p))));
    }
    let edges = histogram.edges();
    let per_row = histogram.counts.len().div_ceil(DRAWN_ROWS).max(1);
    let rows: Vec<(f64, u64)> = histogram
        .counts
        .chunks(per_row)
        .zip(edges.iter().step_by(per_row))
        .map(|(counts, lower)| (*lower, counts.iter().sum()))
        .collect();
    let most = rows.iter().map(|row| row.1).max().unwrap_or(0).max(1);
    text.push('\n');
    for (lower, count) in rows {
        let length = (count as f64 / most as f64 * BAR).ceil() as usize;
        let _ = writeln!(text, "{lower:>12} {count:>10}  {}", "#".repeat(length));
    }
    text
}
