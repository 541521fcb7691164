//! The summary of a step of GitHub Actions: appended by itself where `$GITHUB_STEP_SUMMARY` names a file.

use super::format::from_repository;
use super::outcome::Outcome;
use crate::commands::screen;
use crate::commands::stacks::Failed;
use crate::diagnostics::summary;
use crate::disk::{Disk, Error};
use std::path::Path;

/// What GitHub takes for one step.
const MOST: u64 = 1024 * 1024;

/// Appends what was found. A file that cannot be written is told, and is no fault of the stacks.
pub fn append(outcomes: &[Outcome<'_>], failures: &[Failed]) {
    let named = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|named| !named.is_empty());
    let Some(named) = named else {
        return;
    };
    if let Err(error) = write(Path::new(&named), outcomes, failures) {
        screen::complain(&format!("no summary for GitHub: {error}\n"));
    }
}

fn write(file: &Path, outcomes: &[Outcome<'_>], failures: &[Failed]) -> Result<(), Error> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let disk = Disk::new(file.parent().unwrap_or(Path::new("")));
    let room = MOST.saturating_sub(disk.size(&name)?);
    let room = usize::try_from(room).unwrap_or_default();
    match summary::print(&from_repository(outcomes, failures), room) {
        text if text.is_empty() => Ok(()),
        text => disk.append(&name, text.as_bytes()),
    }
}
