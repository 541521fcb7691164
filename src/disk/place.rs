//! Where a path really leads, and the end of a file that grows.

use super::{Disk, Error, absent};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The path without links and without `..`: two paths lead to one place if these are equal. What does not exist yet keeps its
/// name.
pub fn resolve(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut missing = Vec::new();
    let mut there = whole.as_path();
    loop {
        if let Ok(found) = fs::canonicalize(there) {
            return missing
                .iter()
                .rev()
                .fold(found, |path, name| path.join(name));
        }
        match (there.parent(), there.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name.to_owned());
                there = parent;
            }
            _ => return whole,
        }
    }
}

impl Disk {
    /// How many bytes a file has, behind links too; none if there is none.
    pub fn size(&self, path: &str) -> Result<u64, Error> {
        let place = self.root().join(path);
        let found = absent(fs::metadata(&place));
        found
            .map(|metadata| metadata.map_or(0, |metadata| metadata.len()))
            .map_err(|error| Error::io(&place, "cannot be read", error))
    }

    /// Adds to the end of a file that others add to as well, or makes the file. The one write that is not a whole file.
    pub fn append(&self, path: &str, text: &[u8]) -> Result<(), Error> {
        let place = self.root().join(path);
        let file = OpenOptions::new().append(true).create(true).open(&place);
        file.and_then(|mut file| file.write_all(text))
            .map_err(|error| Error::io(&place, "cannot be written", error))
    }
}
