//! How a frame was acquired, by the names that the JSON files beside NIfTI volumes use (those of BIDS, and where that has
//! none those that converters have in common). Nothing here names the patient, a place or a date.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use serde_json::{Map, Number, Value};

use super::{Object, charset::shown, header::DataSet};

/// What is said, where it stands and how it is written.
struct Field {
    name: &'static str,
    /// The functional group that has it; at the top level where there is none.
    group: Option<Tag>,
    tag: Tag,
    form: Form,
}

/// How a value is written.
#[derive(Clone, Copy)]
enum Form {
    Text,
    /// Values in a list.
    Texts,
    Number,
    /// Six numbers.
    Orientation,
    /// Milliseconds, written as seconds.
    Seconds,
    /// `ROW`, or `COL` for `COLUMN` too.
    Axis,
}

const fn top(name: &'static str, tag: Tag, form: Form) -> Field {
    Field { name, group: None, tag, form }
}

const fn of(name: &'static str, group: Tag, tag: Tag, form: Form) -> Field {
    Field { name, group: Some(group), tag, form }
}

/// The first of several with one name that says something holds.
const FIELDS: [Field; 57] = [
    top("Modality", tags::MODALITY, Form::Text),
    top("MagneticFieldStrength", tags::MAGNETIC_FIELD_STRENGTH, Form::Number),
    top("ImagingFrequency", tags::IMAGING_FREQUENCY, Form::Number),
    of("ImagingFrequency", tags::MR_IMAGING_MODIFIER_SEQUENCE, tags::TRANSMITTER_FREQUENCY, Form::Number),
    top("Manufacturer", tags::MANUFACTURER, Form::Text),
    top("ManufacturersModelName", tags::MANUFACTURER_MODEL_NAME, Form::Text),
    top("SoftwareVersions", tags::SOFTWARE_VERSIONS, Form::Text),
    top("BodyPartExamined", tags::BODY_PART_EXAMINED, Form::Text),
    top("PatientPosition", tags::PATIENT_POSITION, Form::Text),
    top("MRAcquisitionType", tags::MR_ACQUISITION_TYPE, Form::Text),
    top("SeriesDescription", tags::SERIES_DESCRIPTION, Form::Text),
    top("ProtocolName", tags::PROTOCOL_NAME, Form::Text),
    top("ScanningSequence", tags::SCANNING_SEQUENCE, Form::Text),
    top("SequenceVariant", tags::SEQUENCE_VARIANT, Form::Text),
    top("ScanOptions", tags::SCAN_OPTIONS, Form::Text),
    top("SequenceName", tags::SEQUENCE_NAME, Form::Text),
    top("PulseSequenceName", tags::PULSE_SEQUENCE_NAME, Form::Text),
    of("ImageType", tags::MR_IMAGE_FRAME_TYPE_SEQUENCE, tags::FRAME_TYPE, Form::Texts),
    of("ImageType", tags::CT_IMAGE_FRAME_TYPE_SEQUENCE, tags::FRAME_TYPE, Form::Texts),
    top("ImageType", tags::IMAGE_TYPE, Form::Texts),
    top("SeriesNumber", tags::SERIES_NUMBER, Form::Number),
    top("AcquisitionNumber", tags::ACQUISITION_NUMBER, Form::Number),
    top("ConvolutionKernel", tags::CONVOLUTION_KERNEL, Form::Text),
    of("ConvolutionKernel", tags::CT_RECONSTRUCTION_SEQUENCE, tags::CONVOLUTION_KERNEL, Form::Text),
    top("KVP", tags::KVP, Form::Number),
    of("KVP", tags::CTX_RAY_DETAILS_SEQUENCE, tags::KVP, Form::Number),
    top("ExposureTime", tags::EXPOSURE_TIME, Form::Seconds),
    of("ExposureTime", tags::CT_EXPOSURE_SEQUENCE, tags::EXPOSURE_TIME_INMS, Form::Seconds),
    top("XRayTubeCurrent", tags::X_RAY_TUBE_CURRENT, Form::Number),
    of("XRayTubeCurrent", tags::CT_EXPOSURE_SEQUENCE, tags::X_RAY_TUBE_CURRENT_INM_A, Form::Number),
    top("XRayExposure", tags::EXPOSURE, Form::Number),
    of("XRayExposure", tags::CT_EXPOSURE_SEQUENCE, tags::EXPOSURE_INM_AS, Form::Number),
    of("SliceThickness", tags::PIXEL_MEASURES_SEQUENCE, tags::SLICE_THICKNESS, Form::Number),
    top("SliceThickness", tags::SLICE_THICKNESS, Form::Number),
    of("SpacingBetweenSlices", tags::PIXEL_MEASURES_SEQUENCE, tags::SPACING_BETWEEN_SLICES, Form::Number),
    top("SpacingBetweenSlices", tags::SPACING_BETWEEN_SLICES, Form::Number),
    top("EchoNumber", tags::ECHO_NUMBERS, Form::Number),
    top("EchoTime", tags::ECHO_TIME, Form::Seconds),
    of("EchoTime", tags::MR_ECHO_SEQUENCE, tags::EFFECTIVE_ECHO_TIME, Form::Seconds),
    top("RepetitionTime", tags::REPETITION_TIME, Form::Seconds),
    of("RepetitionTime", tags::MR_TIMING_AND_RELATED_PARAMETERS_SEQUENCE, tags::REPETITION_TIME, Form::Seconds),
    top("InversionTime", tags::INVERSION_TIME, Form::Seconds),
    of("InversionTime", tags::MR_MODIFIER_SEQUENCE, tags::INVERSION_TIMES, Form::Seconds),
    top("FlipAngle", tags::FLIP_ANGLE, Form::Number),
    of("FlipAngle", tags::MR_TIMING_AND_RELATED_PARAMETERS_SEQUENCE, tags::FLIP_ANGLE, Form::Number),
    top("ReceiveCoilName", tags::RECEIVE_COIL_NAME, Form::Text),
    of("ReceiveCoilName", tags::MR_RECEIVE_COIL_SEQUENCE, tags::RECEIVE_COIL_NAME, Form::Text),
    top("PercentPhaseFOV", tags::PERCENT_PHASE_FIELD_OF_VIEW, Form::Number),
    top("PercentSampling", tags::PERCENT_SAMPLING, Form::Number),
    top("EchoTrainLength", tags::ECHO_TRAIN_LENGTH, Form::Number),
    top("PhaseEncodingSteps", tags::NUMBER_OF_PHASE_ENCODING_STEPS, Form::Number),
    top("PixelBandwidth", tags::PIXEL_BANDWIDTH, Form::Number),
    of("PixelBandwidth", tags::MR_IMAGING_MODIFIER_SEQUENCE, tags::PIXEL_BANDWIDTH, Form::Number),
    of(
        "ImageOrientationPatientDICOM",
        tags::PLANE_ORIENTATION_SEQUENCE,
        tags::IMAGE_ORIENTATION_PATIENT,
        Form::Orientation,
    ),
    top("ImageOrientationPatientDICOM", tags::IMAGE_ORIENTATION_PATIENT, Form::Orientation),
    of(
        "InPlanePhaseEncodingDirectionDICOM",
        tags::MRFOV_GEOMETRY_SEQUENCE,
        tags::IN_PLANE_PHASE_ENCODING_DIRECTION,
        Form::Axis,
    ),
    top("InPlanePhaseEncodingDirectionDICOM", tags::IN_PLANE_PHASE_ENCODING_DIRECTION, Form::Axis),
];

/// Characters of one text that are kept.
const LONGEST: usize = 1024;

/// Values of one list that are kept.
const MOST: usize = 64;

impl Object {
    /// How frame `index` was acquired: names as the JSON files beside NIfTI volumes have them, times in seconds. What is
    /// not stated is left out.
    pub fn acquisition(&self, index: usize) -> Map<String, Value> {
        let (header, groups) = (self.header(), self.groups());
        let mut fields = Map::new();
        for Field { name, group, tag, form } in FIELDS {
            if fields.contains_key(name) {
                continue;
            }
            let set = match group {
                Some(group) => groups.group(header, index, group),
                None => Some(header.top()),
            };
            if let Some(value) = set.and_then(|set| value(&set, tag, form)) {
                fields.insert(name.to_owned(), value);
            }
        }
        fields
    }
}

fn value(set: &DataSet, tag: Tag, form: Form) -> Option<Value> {
    let clipped = |text: &str| shown(text).trim().chars().take(LONGEST).collect::<String>();
    match form {
        Form::Text => Some(clipped(&set.text(tag)?)).filter(|text| !text.is_empty()).map(Value::String),
        Form::Texts => {
            let texts: Vec<Value> = set.texts(tag).iter().take(MOST).map(|text| clipped(text).into()).collect();
            (!texts.is_empty()).then_some(Value::Array(texts))
        }
        Form::Number => number(set.number(tag)?),
        Form::Seconds => number(set.number(tag)? / 1000.0),
        Form::Orientation => {
            let values = set.few_numbers(tag);
            let values = (values.len() == 6).then(|| values.into_iter().map(number).collect::<Option<Vec<_>>>())?;
            values.map(Value::Array)
        }
        Form::Axis => match set.code(tag)?.as_str() {
            "ROW" => Some("ROW".into()),
            "COL" | "COLUMN" => Some("COL".into()),
            _ => None,
        },
    }
}

/// Whole numbers without a point.
fn number(value: f64) -> Option<Value> {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Some(Value::from(value as i64));
    }
    Number::from_f64(value).map(Value::Number)
}
