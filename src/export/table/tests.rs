//! Tables of files that are made here, read back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::{fs, path::Path};

use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field as Read,
};

use super::*;
use crate::dicom::{
    FieldName,
    write::{DataSetWriter, EXPLICIT_LITTLE},
};

/// Two by two pixels of 16 bits: 1024 to 1027 at the first, whose rescaled values are 0, 1, 2 and `last`.
fn image(number: i32, last: u16, extra: impl Fn(&mut DataSetWriter)) -> Vec<u8> {
    let mut set = DataSetWriter::new();
    set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.2").text((0x8, 0x18), "UI", &format!("1.2.{number}"));
    set.text((0x8, 0x60), "CS", "CT").text((0x10, 0x10), "PN", "Doe^Jane").integers((0x20, 0x13), &[number]);
    set.decimals((0x20, 0x32), &[0.0, 0.5, f64::from(number)]);
    set.unsigned((0x28, 0x2), &[1]).text((0x28, 0x4), "CS", "MONOCHROME2");
    for (element, value) in [(0x10, 2), (0x11, 2), (0x100, 16), (0x101, 16), (0x102, 15), (0x103, 0)] {
        set.unsigned((0x28, element), &[value]);
    }
    set.decimals((0x28, 0x1052), &[-1024.0]).decimals((0x28, 0x1053), &[1.0]);
    let values = [1024, 1025, 1026, last];
    set.bytes((0x7FE0, 0x10), "OW", values.iter().flat_map(|value: &u16| value.to_le_bytes()).collect::<Vec<u8>>());
    extra(&mut set);
    set.file(EXPLICIT_LITTLE)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("1.dcm", &image(1, 1027, |_| {}));
    write(
        "2.dcm",
        &image(2, 1108, |set| {
            set.text((0x20, 0x4000), "LT", "a, \"b\"\r\nc").text((0x18, 0x50), "DS", "2.5");
        }),
    );
    write("notes.txt", b"This is no image, however long it may go on.");
    write("empty", b"");
    folder
}

fn table(folder: &Path, format: TableFormat, pixels: bool, record: RecordOptions) -> (Vec<u8>, TableReport) {
    let rows = TableRows::Paths(vec![folder.to_owned()]);
    let request = TableRequest { rows, record, pixels, means: Means::default() };
    write_table(&request, format, Vec::new(), &Progress::silent()).unwrap()
}

fn reader(bytes: &[u8]) -> SerializedFileReader<fs::File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

#[test]
fn a_row_an_instance_with_columns_in_the_order_of_their_first_cells() {
    let folder = folder();
    let (bytes, report) = table(folder.path(), TableFormat::Csv, false, RecordOptions::default());
    let text = String::from_utf8(bytes).unwrap();
    let head = text.split("\r\n").next().unwrap();
    assert_eq!(
        head,
        "SOPClassUID,SOPInstanceUID,Modality,PatientName,InstanceNumber,MultiImagePositionPatient,ImagePositionPatient,\
         ImagePositionPatient1,ImagePositionPatient2,SamplesPerPixel,PhotometricInterpretation,Rows,Columns,BitsAllocated,\
         BitsStored,HighBit,PixelRepresentation,RescaleIntercept,RescaleSlope,fname,SliceThickness,ImageComments"
    );
    assert!(text.contains(",CT,Doe^Jane,1,1,0.0,0.5,1.0,1,MONOCHROME2,2,2,16,16,15,0,-1024.0,1.0,"), "{text}");
    assert!(text.ends_with("2.dcm,2.5,\"a, \"\"b\"\"\r\nc\"\r\n"), "{text}");
    assert!(text.contains("1.dcm,,\r\n"), "what is absent is empty: {text}");
    assert_eq!((report.rows, report.columns, report.foreign), (2, 22, 2));
    assert_eq!(report.sentence(Path::new("a/t.csv")), "Saved t.csv with 2 rows and 22 columns; 2 files are no DICOM");
    let hidden = RecordOptions { hide_identity: true, ..RecordOptions::default() };
    let (bytes, report) = table(folder.path(), TableFormat::Csv, false, hidden);
    assert!(report.columns == 21 && !String::from_utf8(bytes).unwrap().contains("Doe"));
}

#[test]
fn parquet_holds_typed_columns_and_nulls() {
    let folder = folder();
    let (bytes, _) = table(folder.path(), TableFormat::Parquet, true, RecordOptions::default());
    let reader = reader(&bytes);
    let rows: Vec<Vec<(String, Read)>> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect())
        .collect();
    let cell = |row: usize, name: &str| rows[row].iter().find(|(known, _)| known == name).unwrap().1.clone();
    assert_eq!(rows.len(), 2);
    assert_eq!(cell(0, "Modality"), Read::Str("CT".to_owned()));
    assert_eq!(cell(1, "InstanceNumber"), Read::Long(2));
    assert_eq!(cell(1, "ImagePositionPatient2"), Read::Double(2.0));
    assert_eq!((cell(0, "SliceThickness"), cell(1, "SliceThickness")), (Read::Null, Read::Double(2.5)));
    // 1024, 1025, 1026 and 1027: mean 1025.5, squares of the distances 2.25 + 0.25 + 0.25 + 2.25 of four.
    assert_eq!((cell(0, "img_min"), cell(0, "img_max")), (Read::Long(1024), Read::Long(1027)));
    assert_eq!((cell(0, "img_mean"), cell(0, "img_std")), (Read::Double(1025.5), Read::Double(1.25_f64.sqrt())));
    // Rescaled 0, 1, 2, 3 and 0, 1, 2, 84: both ends of the window, 0 and 80, lie outside of it.
    assert_eq!((cell(0, "img_pct_window"), cell(1, "img_pct_window")), (Read::Double(0.75), Read::Double(0.5)));
}

#[test]
fn a_column_of_numbers_and_texts_is_one_of_texts() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, thickness: &str| {
        let mut set = DataSetWriter::new();
        set.text((0x8, 0x18), "UI", "1.2").text((0x18, 0x50), "DS", thickness);
        fs::write(folder.path().join(name), set.file(EXPLICIT_LITTLE)).unwrap();
    };
    write("a", "2.5");
    write("b", "thin");
    let (bytes, _) = table(folder.path(), TableFormat::Parquet, false, RecordOptions::default());
    let reader = reader(&bytes);
    let texts: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert!(texts[0].contains("\"2.5\"") && texts[1].contains("\"thin\""), "{texts:?}");
}

#[test]
fn nothing_to_list_and_stopping_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let request = || TableRequest {
        rows: TableRows::Paths(vec![folder.path().to_owned()]),
        record: RecordOptions::default(),
        pixels: false,
        means: Means::default(),
    };
    let target = folder.path().join("t.csv");
    let fault = table_work(request(), TableFormat::Csv, target.clone())(&Progress::silent()).unwrap_err();
    assert!(fault.starts_with("Nothing here is DICOM"), "{fault}");
    fs::write(folder.path().join("1.dcm"), image(1, 1, |_| {})).unwrap();
    let progress = Progress::silent();
    progress.stop();
    assert!(table_work(request(), TableFormat::Csv, target.clone())(&progress).is_err());
    assert!(!target.exists());
    assert!(table_work(request(), TableFormat::Csv, target.clone())(&Progress::silent()).is_ok());
    assert!(target.exists());
}

#[test]
fn the_last_cell_of_a_column_counts_also_where_it_is_empty() {
    use crate::dicom::{Cell, CellKind};
    let name = FieldName::keyword("SliceThickness");
    for format in [TableFormat::Csv, TableFormat::Parquet] {
        let (mut columns, mut spool) = (Columns::default(), Spool::default());
        assert_eq!(columns.number(&name, CellKind::Integer), Some(0));
        spool.push(&[(0, Cell::Integer(7)), (0, Cell::Empty(CellKind::Integer))]).unwrap();
        spool.push(&[(0, Cell::Empty(CellKind::Integer)), (0, Cell::Integer(8))]).unwrap();
        let progress = Progress::silent();
        if format == TableFormat::Csv {
            let bytes = csv_file::write(&columns, spool, Vec::new(), &progress).unwrap();
            assert_eq!(bytes, b"SliceThickness\r\n\r\n8\r\n");
        } else {
            let bytes = parquet_file::write(&columns, spool, Vec::new(), &progress).unwrap();
            let rows: Vec<String> =
                reader(&bytes).get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
            assert_eq!(rows, ["{SliceThickness: null}", "{SliceThickness: 8}"]);
        }
    }
}

#[test]
fn rows_beyond_memory_wait_in_a_file() {
    let mut spool = Spool::default();
    let text = "x".repeat(1 << 20);
    for number in 0..70 {
        spool.push(&[(0, crate::dicom::Cell::Integer(number)), (1, crate::dicom::Cell::Text(text.clone()))]).unwrap();
    }
    let mut rows = spool.into_rows().unwrap();
    for number in 0..70 {
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.len(), &row[0]), (2, &(0, crate::dicom::Cell::Integer(number))));
    }
    assert!(rows.next().unwrap().is_none());
}
