//! `scan --csv`: one row an instance, in the order in which they are shown, and one for each file that was left out.

use std::io::Write;

use crate::{
    dicom::charset::{shown, shown_path},
    export::csv,
    study::Library,
};

use super::{
    scan::{Written, label},
    scan_json::instances,
};

const PATIENT: &str = "patient_name,patient_id,birth_date,";
const REST: &str = "study_uid,study_date,study_description,series_uid,series_number,modality,series_description,\
                    display_set,kind,label,path,member,sop_uid,frame_count,position_mm,title\r\n";

/// Writes a head line and the rows; display sets are numbered from 1 within their series.
/// What was left out follows, of the kind `skipped`, with the reason as its label.
pub fn write(library: &Library, hide_identity: bool, out: &mut impl Write) -> Written {
    write!(out, "{}{REST}", if hide_identity { "" } else { PATIENT })?;
    for patient in &library.patients {
        let facts = &patient.facts;
        let who = match hide_identity {
            true => String::new(),
            false => [&facts.name, &facts.id, &facts.birth_date].map(|text| csv::field(text) + ",").concat(),
        };
        for study in &patient.studies {
            for series in &study.series {
                let number = series.facts.number.map_or_else(String::new, |number| number.to_string());
                let which = [
                    &*study.facts.uid,
                    &*study.facts.date,
                    &*study.facts.description,
                    &*series.facts.uid,
                    &number,
                    &*series.facts.modality,
                    &*series.facts.description,
                ];
                let which = who.clone() + &which.map(csv::field).join(",");
                for (number, set) in series.sets.iter().enumerate() {
                    let copies = set.copies.iter().map(|copy| (copy.instance, None));
                    for (at, position_mm) in instances(set).into_iter().chain(copies) {
                        let Some(instance) = series.instances.get(at as usize) else { continue };
                        let facts = &instance.facts;
                        let count = facts.image.as_ref().map_or(0, |image| image.frames);
                        let position = position_mm.map_or_else(String::new, |position| position.to_string());
                        writeln_row(
                            out,
                            &which,
                            &[
                                &(number + 1).to_string(),
                                set.kind.name(),
                                &label(series, set, hide_identity),
                                &shown_path(&*instance.location.path),
                                instance.location.member.as_deref().unwrap_or_default(),
                                &facts.sop_instance_uid,
                                &count.to_string(),
                                &position,
                                &facts.shown_title(hide_identity),
                            ],
                        )?;
                    }
                }
            }
        }
    }
    let nobody = ",".repeat(if hide_identity { 6 } else { 9 });
    for skipped in library.skipped.iter() {
        let (path, member) = (shown_path(&skipped.path), shown(skipped.member.as_deref().unwrap_or_default()));
        writeln_row(out, &nobody, &["", "skipped", &skipped.reason, &path, &member, "", "", "", ""])?;
    }
    Ok(())
}

fn writeln_row(out: &mut impl Write, which: &str, fields: &[&str]) -> Written {
    out.write_all(which.as_bytes())?;
    for field in fields {
        write!(out, ",{}", csv::field(field))?;
    }
    out.write_all(b"\r\n")
}
