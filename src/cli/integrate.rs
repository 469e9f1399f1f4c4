//! `integrate`: a double-click on a DICOM file opens it here.

use crate::desktop::association;

use super::{arguments::Integrate, output, report::Report};

/// Installs the association for the present user, or takes it back, and prints the files concerned.
pub fn run(options: &Integrate, report: &mut Report) {
    let (done, changed) = if options.remove {
        ("removed or restored", association::remove())
    } else {
        ("written", association::install())
    };
    let printed = match changed {
        Ok(paths) => {
            let lines: String = paths.iter().map(|path| format!("{done} {}\n", path.display())).collect();
            output::print(&lines).map_err(|fault| fault.to_string())
        }
        Err(fault) => Err(fault.to_string()),
    };
    if let Err(fault) = printed {
        report.failure_without_file(fault);
    }
}
