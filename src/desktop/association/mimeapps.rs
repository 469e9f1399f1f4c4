//! The person's own list of default programs, `mimeapps.list`, edited line by line so that all else in it stays as is.

const SECTION: &str = "[Default Applications]";

/// `text` with `entry` first among the defaults of `mime_type`.
pub fn with_default(text: &str, mime_type: &str, entry: &str) -> String {
    let text = without_default(text, mime_type, entry);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(header) = lines.iter().position(|line| line.trim() == SECTION) else {
        if lines.last().is_some_and(|line| !line.trim().is_empty()) {
            lines.push(String::new());
        }
        lines.extend([SECTION.to_owned(), format!("{mime_type}={entry}")]);
        return joined(&lines);
    };
    let body = lines.iter_mut().skip(header + 1).take_while(|line| !line.trim_start().starts_with('['));
    match body.into_iter().find_map(|line| value_of(line, mime_type).map(str::to_owned).map(|value| (line, value))) {
        Some((line, value)) => *line = format!("{mime_type}={entry};{value}"),
        None => lines.insert(header + 1, format!("{mime_type}={entry}")),
    }
    joined(&lines)
}

/// `text` without `entry` for `mime_type` in any section. A line and a section that hold nothing else go as well.
pub fn without_default(text: &str, mime_type: &str, entry: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    // A section this call emptied: where its header stands among the lines kept.
    let mut emptied: Option<usize> = None;
    for line in text.lines() {
        let Some(value) = value_of(line, mime_type).filter(|value| value.split(';').any(|name| name == entry)) else {
            if line.trim_start().starts_with('[') {
                drop_section(&mut kept, &mut emptied);
            } else if !line.trim().is_empty() {
                emptied = None;
            }
            kept.push(line.to_owned());
            continue;
        };
        let others: Vec<&str> = value.split(';').filter(|name| *name != entry).collect();
        if others.iter().any(|name| !name.is_empty()) {
            kept.push(format!("{mime_type}={}", others.join(";")));
        } else if let Some(header) = kept.iter().rposition(|line| !line.trim().is_empty())
            && kept.get(header).is_some_and(|line| line.trim_start().starts_with('['))
        {
            emptied = Some(header);
        }
    }
    drop_section(&mut kept, &mut emptied);
    if kept.len() == text.lines().count() && kept.iter().map(String::as_str).eq(text.lines()) {
        return text.to_owned();
    }
    joined(&kept)
}

/// Removes an emptied section with the blank lines before it.
fn drop_section(lines: &mut Vec<String>, emptied: &mut Option<usize>) {
    if let Some(header) = emptied.take() {
        lines.truncate(header);
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
    }
}

fn value_of<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (name, value) = line.split_once('=')?;
    (name.trim() == key).then(|| value.trim())
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DICOM: &str = "application/dicom";
    const OURS: &str = "hounsfield.desktop";

    #[test]
    fn what_was_added_is_taken_back_to_the_byte() {
        for before in [
            "",
            "[Default Applications]\ntext/plain=gedit.desktop\n",
            "[Default Applications]\napplication/dicom=other.desktop;\n\n[Added Associations]\ntext/plain=vi.desktop;\n",
            "# mine\n[Added Associations]\napplication/dicom=other.desktop;\n",
        ] {
            let with = with_default(before, DICOM, OURS);
            assert!(with.contains("application/dicom=hounsfield.desktop"), "{with}");
            assert_eq!(with_default(&with, DICOM, OURS), with, "a second time changes nothing");
            assert_eq!(without_default(&with, DICOM, OURS), before);
        }
    }

    #[test]
    fn ours_comes_first_and_the_former_default_stays_second() {
        let before = "[Default Applications]\napplication/dicom=other.desktop\n";
        let with = with_default(before, DICOM, OURS);
        assert_eq!(with, "[Default Applications]\napplication/dicom=hounsfield.desktop;other.desktop\n");
    }

    #[test]
    fn a_file_manager_s_added_association_goes_too() {
        let text =
            "[Added Associations]\napplication/dicom=hounsfield.desktop;\n\n[Default Applications]\na/b=c.desktop\n";
        assert_eq!(without_default(text, DICOM, OURS), "[Default Applications]\na/b=c.desktop\n");
        assert_eq!(without_default("[Default Applications]\n", DICOM, OURS), "[Default Applications]\n");
    }
}
