//! `check --fix`: the exact edits among the helps, made in stack.toml.

use crate::commands::location::Location;
use crate::commands::project::Project;
use crate::commands::screen;
use crate::diagnostics::{Fixed, fix, within};
use crate::disk::{Disk, Error, Writing};
use crate::lints::UNTRACKED_OUTPUT;

/// Applies the edits to stack.toml, and says what changed. A finding that stands for several places has the edit of the first,
/// so that one round shows the next ones.
pub fn apply(location: &Location) -> Result<(), Error> {
    for _ in 0..MOST_ROUNDS {
        let mut project = Project::open(location)?;
        project.settle(&[&UNTRACKED_OUTPUT]);
        let Some(file) = project.sources.files().next() else {
            break;
        };
        let (text, fixed) = fix(&project.report, file);
        if fixed.is_empty() {
            break;
        }
        let disk = Disk::new(&project.folder);
        if disk.read(&file.path)?.as_deref() != Some(file.text.as_bytes()) {
            let reason = "was not changed: somebody saved it meanwhile; run this again";
            return Err(Error::new(project.folder.join(&file.path), reason));
        }
        disk.write(&file.path, text.as_bytes(), Writing::default())?;
        for Fixed { span, old, new } in fixed {
            let place = project.sources.place(span);
            let path = within(&project.reached, &place.path);
            let at = format!("{path}:{}:{}", place.line, place.column);
            if !location.voice.quiet {
                screen::complain(&format!("fixed {at}: {old} -> {new}\n"));
            }
        }
    }
    Ok(())
}

/// An edit that brings another one, and so on, has an end.
const MOST_ROUNDS: usize = 100;
