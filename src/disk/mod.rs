//! The disk: the only module that calls `std::fs`.
//!
//! In: a folder, and paths relative to it with `/` between their parts. Out: what stands there, or an [`Error`] with path and
//! reason. Each change of a file is made whole or not at all, but for a file that only grows. What is to be written is decided
//! elsewhere.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the place for them"
)]

mod hold;
mod owner;
mod place;
mod reader;
#[cfg(test)]
pub(crate) mod scratch;
mod stamp;
#[cfg(test)]
mod tests;
mod watch;

pub use hold::{Hold, claim, hold, hold_at_once, share, share_at_once};
pub use place::resolve;
pub use reader::{Found, Obstacle, Reader};
pub use stamp::{Before, Stamp};
pub use watch::{Burst, Watch};

use crate::progress::Progress;
use std::fmt;
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// We could not run: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub path: PathBuf,
    /// Follows the path and a colon: "cannot be written: No space left on device (os error 28)".
    pub reason: String,
}

impl Error {
    pub fn new(path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }

    /// `failure` is what did not work: "cannot be read".
    fn io(path: &Path, failure: &str, error: io::Error) -> Self {
        Self::new(path, format!("{failure}: {error}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for Error {}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    /// A symbolic link; only [`Disk::list`] and [`Reader`] see one, all else looks behind it.
    Link,
    /// A socket, a pipe, a device.
    Special,
}

impl Kind {
    fn of(kind: FileType) -> Self {
        match kind {
            kind if kind.is_file() => Self::File,
            kind if kind.is_dir() => Self::Folder,
            kind if kind.is_symlink() => Self::Link,
            _ => Self::Special,
        }
    }
}

/// A folder, and all that is done below it.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    changes: AtomicUsize,
    breaks: Option<(usize, Break)>,
    progress: Progress,
}

/// How a test breaks off a run. See [`Disk::breaking`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// One change fails, as on a full disk; what comes after it works.
    Fails,
    /// No change is made from there on, as if the process had been killed. A text is cut off in its middle.
    Dies,
}

impl Disk {
    /// `root` need not exist: the first write makes it.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            changes: AtomicUsize::new(0),
            breaks: None,
            progress: Progress::default(),
        }
    }

    /// The same disk, whose use is told there.
    pub fn telling(mut self, progress: &Progress) -> Self {
        self.progress = progress.clone();
        self
    }

    /// Where whoever reads or writes many files tells how far it is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The same disk, which breaks at the change of this number, from 0: the seam for tests of failures and kills.
    pub fn breaking(mut self, at: usize, how: Break) -> Self {
        self.breaks = Some((at, how));
        self
    }

    /// How many changes were tried: temporary files, writes into them, renames, removals, new folders.
    pub fn changes(&self) -> usize {
        self.changes.load(Ordering::Relaxed)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The content of a file, behind links too; `None` if there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let place = self.root.join(path);
        absent(fs::read(&place)).map_err(|error| Error::io(&place, "cannot be read", error))
    }

    /// The content of a file, behind links too, if it has at most so many bytes. `None` if it has more, or if no plain file
    /// stands there.
    pub fn read_small(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Error> {
        let place = self.root.join(path);
        let fail = |error| Error::io(&place, "cannot be read", error);
        // A pipe is not opened: that would wait for whoever writes into it.
        let length = match absent(fs::metadata(&place)).map_err(fail)? {
            Some(metadata) if metadata.is_file() && metadata.len() <= most => metadata.len(),
            _ => return Ok(None),
        };
        absent(read_expected(&place, length as usize)).map_err(fail)
    }

    /// What stands at a path, behind links too; `None` if nothing does.
    pub fn kind(&self, path: &str) -> Result<Option<Kind>, Error> {
        let place = self.root.join(path);
        let found = absent(fs::metadata(&place))
            .map_err(|error| Error::io(&place, "cannot be read", error))?;
        Ok(found.map(|metadata| Kind::of(metadata.file_type())))
    }

    /// The names in a folder and what they are, sorted; links are not looked behind. `""` is the root. Names that are not
    /// UTF-8 are left out: no file of ours can refer to them. Empty if there is no such folder.
    pub fn list(&self, folder: &str) -> Result<Vec<(String, Kind)>, Error> {
        let place = self.root.join(folder);
        let fail = |error| Error::io(&place, "cannot be listed", error);
        let Some(items) = absent(fs::read_dir(&place)).map_err(fail)? else {
            return Ok(Vec::new());
        };
        let mut names = Vec::new();
        for item in items {
            let item = item.map_err(fail)?;
            let Ok(name) = item.file_name().into_string() else {
                continue;
            };
            names.push((name, Kind::of(item.file_type().map_err(fail)?)));
        }
        names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(names)
    }

    /// Whether anything stands at a path, a dangling link included.
    pub fn occupied(&self, path: &str) -> Result<bool, Error> {
        let place = self.root.join(path);
        let found = absent(fs::symlink_metadata(&place))
            .map_err(|error| Error::io(&place, "cannot be read", error))?;
        Ok(found.is_some())
    }

    /// Reads many files one after the other.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }

    /// Puts a text in the place of a file, or makes the file and the folders above it. Whoever reads meanwhile, and whoever
    /// comes after a kill, finds the old text or the new one, whole. The mode of an old file is kept, and its owner where
    /// the system lets us.
    pub fn write(&self, path: &str, text: &[u8], how: Writing) -> Result<(), Error> {
        let target = self.inside(path)?;
        let fail = |error| Error::io(&target, "cannot be written", error);
        let kept = absent(fs::symlink_metadata(&target)).map_err(fail)?;
        if kept.as_ref().is_some_and(|kept| !kept.is_file()) {
            let reason = "cannot be written: what stands there is not a plain file";
            return Err(Error::new(target, reason));
        }
        how.before.check(&target, "written", kept.as_ref())?;
        let temporary = temporary(&target);
        let written = self
            .fill(&temporary, text, kept.as_ref(), how)
            .and_then(|()| {
                self.change()?;
                fs::rename(&temporary, &target)
            });
        if written.is_err() && self.change().is_ok() {
            // The first error is the one to tell; the next run clears what this leaves.
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(fail)
    }

    /// Removes what an earlier write of this path left when it was killed.
    pub fn clear(&self, path: &str) -> Result<(), Error> {
        let leftover = temporary(&self.inside(path)?);
        let fail = |error| Error::io(&leftover, "cannot be removed", error);
        match absent(fs::symlink_metadata(&leftover)) {
            Ok(Some(metadata)) if !metadata.is_dir() => self
                .change()
                .and_then(|()| absent(fs::remove_file(&leftover)))
                .map(drop)
                .map_err(fail),
            _ => Ok(()),
        }
    }

    /// Removes a file; one that is gone already is no error.
    pub fn remove(&self, path: &str, before: Before) -> Result<(), Error> {
        let place = self.inside(path)?;
        let fail = |error| Error::io(&place, "cannot be removed", error);
        if before != Before::Any {
            let found = absent(fs::symlink_metadata(&place)).map_err(fail)?;
            match found {
                Some(found) => before.check(&place, "removed", Some(&found))?,
                None => return Ok(()),
            }
        }
        let removed = self.change().and_then(|()| absent(fs::remove_file(&place)));
        removed.map(drop).map_err(fail)
    }

    /// Removes a folder if it is empty. Whether there is none now.
    pub fn remove_folder(&self, path: &str) -> Result<bool, Error> {
        let place = self.inside(path)?;
        match self.change().and_then(|()| absent(fs::remove_dir(&place))) {
            Ok(_) => Ok(true),
            // Busy: somebody works in it, or it is a mount. An empty folder more does no harm.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::DirectoryNotEmpty | ErrorKind::ResourceBusy
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(Error::io(&place, "cannot be removed", error)),
        }
    }

    /// Gives a file, link or folder another name. The caller has seen that the new one is free.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        let (old, new) = (self.inside(from)?, self.inside(to)?);
        let renamed = self.change().and_then(|()| fs::rename(&old, &new));
        renamed.map_err(|error| Error::io(&old, &format!("cannot be moved to {to}"), error))
    }

    /// The place of what is to be changed: never above the root.
    fn inside(&self, path: &str) -> Result<PathBuf, Error> {
        let place = self.root.join(path);
        let plain = !path.is_empty()
            && Path::new(path)
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
        if plain {
            Ok(place)
        } else {
            Err(Error::new(
                place,
                format!("is not a path below {}", self.root.display()),
            ))
        }
    }

    /// Every change passes here before it is made.
    fn change(&self) -> io::Result<()> {
        let number = self.changes.fetch_add(1, Ordering::Relaxed);
        match self.breaks {
            Some((at, Break::Fails)) if number == at => Err(io::Error::other("failed by a test")),
            Some((at, Break::Dies)) if number >= at => Err(io::Error::other("killed by a test")),
            _ => Ok(()),
        }
    }

    fn fill(
        &self,
        temporary: &Path,
        text: &[u8],
        kept: Option<&Metadata>,
        how: Writing,
    ) -> io::Result<()> {
        let mut file = self.create(temporary, kept)?;
        if let Err(error) = self.change() {
            file.write_all(&text[..text.len() / 2])?;
            return Err(error);
        }
        file.write_all(text)?;
        if kept.is_some() || how.executable {
            let own = file.metadata()?;
            if let Some(kept) = kept {
                owner::keep(&file, &own, kept);
            }
            let mut permissions = kept.unwrap_or(&own).permissions();
            if how.executable {
                owner::allow_running(&mut permissions);
            }
            file.set_permissions(permissions)?;
        }
        if how.synced { file.sync_all() } else { Ok(()) }
    }

    /// A new file, never one behind a link that stands there: what a killed run left is removed first. Nobody may read it
    /// who may not read the file that it takes the place of.
    fn create(&self, place: &Path, kept: Option<&Metadata>) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        if let Some(kept) = kept {
            owner::restrict(&mut options, kept);
        }
        let open = || {
            self.change()?;
            options.open(place)
        };
        match open() {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.change()?;
                fs::remove_file(place)?;
                open()
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.create_folders(place.parent().unwrap_or(&self.root))?;
                open()
            }
            result => result,
        }
    }

    fn create_folders(&self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|folder| {
                !folder.as_os_str().is_empty() && fs::symlink_metadata(folder).is_err()
            })
            .collect();
        for folder in missing.into_iter().rev() {
            self.change()?;
            match fs::create_dir(folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writing {
    /// Whoever may read it may run it. Otherwise the mode stays what it is.
    pub executable: bool,
    /// The text reaches the device before the name does: a power cut cannot leave an empty file.
    pub synced: bool,
    /// What must stand there still.
    pub before: Before,
}

/// The file in which a text is prepared: in the same folder, since a rename is whole only within a file system, and always
/// the same, so that the next run finds what a killed one left.
fn temporary(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".stackgen-tmp");
    target.with_file_name(name)
}

/// Reads a file. The length that it is said to have, and one byte more, are asked for at once: that finds its end too.
fn read_expected(place: &Path, length: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(place)?;
    let mut bytes = vec![0; length + 1];
    let mut read = 0;
    loop {
        match file.read(&mut bytes[read..]) {
            Ok(count) => read += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if read <= length {
            bytes.truncate(read);
            return Ok(bytes);
        }
        bytes.resize(read * 2, 0);
    }
}

fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
