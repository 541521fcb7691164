//! Two runs at once.

use super::Error;
#[cfg(not(unix))]
use std::fs::{self, OpenOptions};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// Holds a folder against other runs as long as it lives.
#[derive(Debug)]
pub struct Hold {
    _file: Option<File>,
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

fn take(
    folder: &Path,
    waiting: impl FnOnce(),
    attempt: fn(&File) -> Result<(), TryLockError>,
    wait: fn(&File) -> io::Result<()>,
) -> Result<Hold, Error> {
    let Ok(file) = open_lock(folder) else {
        return Ok(Hold { _file: None });
    };
    match attempt(&file) {
        Ok(()) => Ok(Hold { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => {
            waiting();
            wait(&file).map_err(|error| Error::io(folder, "cannot be locked", error))?;
            Ok(Hold { _file: Some(file) })
        }
        Err(TryLockError::Error(_)) => Ok(Hold { _file: None }),
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
