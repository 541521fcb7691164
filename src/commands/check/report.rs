//! The document of `--format` in a file of its own, so that one run has a report and a log that people can read.

use super::format::Format;
use crate::commands::{Options, screen};
use crate::disk::{Disk, Error, Writing};
use std::path::Path;

/// Whether the format has a document for the file, if one is named. Annotations have none: GitHub reads them in the log.
pub fn fits(format: Format, file: Option<&Path>) -> bool {
    let fits = file.is_none() || !format.is_for_people();
    if !fits {
        screen::complain("error: --report: say which one with --format json, gitlab or sarif\n");
    }
    fits
}

/// Puts the document in the place of the file: whoever reads meanwhile has the old one or the new one, whole.
///
/// # Errors
/// It cannot be written there.
pub fn write(options: &Options, file: &Path, document: &str) -> Result<(), Error> {
    let here = options.directory.clone().unwrap_or_default();
    let place = here.join(file);
    let Some(name) = place.file_name() else {
        return Err(Error::new(place, "cannot be written: name a file"));
    };
    let folder = place.parent().unwrap_or(Path::new(""));
    Disk::new(folder).write(
        &name.to_string_lossy(),
        document.as_bytes(),
        Writing::default(),
    )
}
