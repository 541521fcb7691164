//! Whether a file is still the one that was read.

use super::Error;
use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

/// What tells one state of a file from the next without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Editors write a new file and give it the name of the old one, as we do.
    number: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            number: number(metadata),
        }
    }
}

/// What must stand at a path for a change to be made: somebody may save a file between our look at it and our change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Before {
    #[default]
    Any,
    Nothing,
    File(Stamp),
}

impl Before {
    /// `what` would be done: "written".
    pub(super) fn check(
        self,
        place: &Path,
        what: &str,
        found: Option<&Metadata>,
    ) -> Result<(), Error> {
        let is_as_before = match (self, found) {
            (Self::Any, _) | (Self::Nothing | Self::File(_), None) => true,
            (Self::Nothing, Some(_)) => false,
            (Self::File(stamp), Some(found)) => found.is_file() && Stamp::of(found) == stamp,
        };
        if is_as_before {
            return Ok(());
        }
        let reason = format!("was not {what}: somebody changed it meanwhile; run this again");
        Err(Error::new(place, reason))
    }
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.ino()
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
