//! Which folders a run holds against others: those of its stack.toml files, and the roots that it writes into.
//!
//! A root is known only when its stack.toml is read, which nobody may change meanwhile. So a run waits for folders in one order,
//! the same for all runs, and for none while it holds another out of turn: no two runs wait for each other.

use super::screen;
use crate::disk::{self, Error, Hold};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Whether other runs may be at work in the same folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    #[default]
    Alone,
    /// Beside others that only read.
    Shared,
}

/// The folders that are held, as long as it lives. All paths are resolved.
#[derive(Default)]
pub struct Holds {
    access: Access,
    held: BTreeMap<PathBuf, Hold>,
}

impl Holds {
    /// Waits for each folder.
    ///
    /// # Errors
    /// The system cannot wait for it.
    pub fn take(folders: &BTreeSet<PathBuf>, access: Access) -> Result<Self, Error> {
        let waiting = || screen::complain("another stackgen is writing here; waiting for it\n");
        let take = |folder: &PathBuf| {
            let hold = match access {
                Access::Alone => disk::hold(folder, waiting),
                Access::Shared => disk::share(folder, waiting),
            };
            Ok((folder.clone(), hold?))
        };
        let held = folders.iter().map(take).collect::<Result<_, Error>>()?;
        Ok(Self { access, held })
    }

    /// Holds further folders, as far as no other run does: whether that is so of all. Else nothing is held any more, and the
    /// run takes all of them at once and begins again.
    pub fn add(&mut self, folders: &BTreeSet<PathBuf>) -> bool {
        for folder in folders {
            if self.held.contains_key(folder) {
                continue;
            }
            let hold = match self.access {
                Access::Alone => disk::hold_at_once(folder),
                Access::Shared => disk::share_at_once(folder),
            };
            let Some(hold) = hold else {
                self.held.clear();
                return false;
            };
            self.held.insert(folder.clone(), hold);
        }
        true
    }

    /// Holds a root that is about to be written, and makes it first: while there was none it could not be held.
    ///
    /// # Errors
    /// Another run has made it meanwhile, and works in it.
    pub fn claim(&mut self, root: &Path) -> Result<(), Error> {
        if self.held.get(root).is_some_and(Hold::is_real) {
            return Ok(());
        }
        let Some(hold) = disk::claim(root) else {
            let reason = "another stackgen is writing here; run this again";
            return Err(Error::new(root, reason));
        };
        self.held.insert(root.to_owned(), hold);
        Ok(())
    }
}
