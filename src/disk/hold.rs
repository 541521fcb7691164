//! Two runs at once.

use super::Error;
#[cfg(not(unix))]
use std::fs::OpenOptions;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

/// Holds a folder against other runs as long as it lives.
#[derive(Debug)]
pub struct Hold {
    file: Option<File>,
}

impl Hold {
    /// Whether anything is held: there was a folder, and its file system knows locks.
    pub fn is_real(&self) -> bool {
        self.file.is_some()
    }
}

/// Waits until no other run works in a folder; `waiting` is called once if there is one. Where there is no folder, or the
/// file system knows no locks, nothing is held: a run that is alone must not fail for them.
pub fn hold(folder: &Path, waiting: impl FnOnce()) -> Result<Hold, Error> {
    take(folder, waiting, File::try_lock, File::lock)
}

/// Waits until no other run writes in a folder; others may read at the same time.
pub fn share(folder: &Path, waiting: impl FnOnce()) -> Result<Hold, Error> {
    take(folder, waiting, File::try_lock_shared, File::lock_shared)
}

/// Holds a folder; `None` if another run works in it.
pub fn hold_at_once(folder: &Path) -> Option<Hold> {
    take_at_once(folder, File::try_lock)
}

/// Keeps a folder from being written; `None` if another run writes in it.
pub fn share_at_once(folder: &Path) -> Option<Hold> {
    take_at_once(folder, File::try_lock_shared)
}

/// Makes a folder, and holds it; `None` if another run works in it. Where it cannot be made, whoever writes there will say why.
pub fn claim(folder: &Path) -> Option<Hold> {
    let _ = fs::create_dir_all(folder);
    hold_at_once(folder)
}

fn take_at_once(folder: &Path, attempt: fn(&File) -> Result<(), TryLockError>) -> Option<Hold> {
    let file = open_lock(folder).ok();
    match file.as_ref().map(attempt) {
        Some(Err(TryLockError::WouldBlock)) => None,
        Some(Err(TryLockError::Error(_))) | None => Some(Hold { file: None }),
        Some(Ok(())) => Some(Hold { file }),
    }
}

fn take(
    folder: &Path,
    waiting: impl FnOnce(),
    attempt: fn(&File) -> Result<(), TryLockError>,
    wait: fn(&File) -> io::Result<()>,
) -> Result<Hold, Error> {
    let Ok(file) = open_lock(folder) else {
        return Ok(Hold { file: None });
    };
    match attempt(&file) {
        Ok(()) => Ok(Hold { file: Some(file) }),
        Err(TryLockError::WouldBlock) => {
            waiting();
            wait(&file).map_err(|error| Error::io(folder, "cannot be locked", error))?;
            Ok(Hold { file: Some(file) })
        }
        Err(TryLockError::Error(_)) => Ok(Hold { file: None }),
    }
}

/// The folder itself: nothing is left behind in it.
#[cfg(unix)]
fn open_lock(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// A file among the temporary ones that stands for the folder, which cannot be locked itself here.
#[cfg(not(unix))]
fn open_lock(folder: &Path) -> io::Result<File> {
    let name =
        xxhash_rust::xxh3::xxh3_128(fs::canonicalize(folder)?.as_os_str().as_encoded_bytes());
    let place = std::env::temp_dir().join(format!("stackgen-{name:032x}"));
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(place)
}
