//! Which objects are slices by their kind.

use super::picture::Picture;

/// Storage classes whose pictures have a plane in the patient: CT, MR and PET, enhanced and converted ones included
/// (PS3.4 B.5).
const SLICES: [&str; 9] = [
    "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.2.1",
    "1.2.840.10008.5.1.4.1.1.2.2",
    "1.2.840.10008.5.1.4.1.1.4",
    "1.2.840.10008.5.1.4.1.1.4.1",
    "1.2.840.10008.5.1.4.1.1.4.4",
    "1.2.840.10008.5.1.4.1.1.128",
    "1.2.840.10008.5.1.4.1.1.128.1",
    "1.2.840.10008.5.1.4.1.1.130",
];

/// The picture is a slice, so that it is a fault when its position is unknown. A capture in a CT series is none.
pub(super) fn expects_position(picture: &Picture) -> bool {
    SLICES.contains(&&*picture.object.sop_class_uid)
}
