//! Waiting for changes.
//!
//! In: folders. Out: the paths in them that changed, one burst after the other: what an editor, a formatter or a branch switch
//! does is many events and one change. Which paths matter is for the caller to say.

use super::Error;
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A burst is over when nothing happens for so long.
const PAUSE: Duration = Duration::from_millis(100);
/// And after so long it is over in any case.
const LONGEST: Duration = Duration::from_secs(2);

/// Folders that are watched, without what lies below their own files.
pub struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// Each folder as the system names it in events, and as the caller did.
    folders: BTreeMap<PathBuf, PathBuf>,
    /// Whether one of them went: what stands there now is another folder, which nobody watches.
    has_lost: Cell<bool>,
}

/// What changed.
#[derive(Debug, Default)]
pub struct Burst {
    /// In the folders as the caller named them.
    pub paths: BTreeSet<PathBuf>,
    /// Whether the system lost events: anything may have changed.
    pub is_partial: bool,
}

impl Watch {
    /// Watches these folders; in the place of one that is not there, the nearest one above it.
    ///
    /// # Errors
    /// A folder that cannot be watched: the system allows a certain number.
    pub fn open(folders: &BTreeSet<PathBuf>) -> Result<Self, Error> {
        let (sender, events) = mpsc::channel();
        let watcher = notify::recommended_watcher(sender)
            .map_err(|error| Error::new(".", format!("cannot be watched: {error}")))?;
        let mut watch = Self {
            watcher,
            events,
            folders: BTreeMap::new(),
            has_lost: Cell::new(false),
        };
        for folder in folders {
            watch.add(folder)?;
        }
        match watch.folders.is_empty() {
            true => Err(Error::new(
                ".",
                "cannot be watched: there is no such folder",
            )),
            false => Ok(watch),
        }
    }

    /// Whether these folders, and no others, are watched: one may have come, gone, or been replaced.
    pub fn follows(&self, folders: &BTreeSet<PathBuf>) -> bool {
        let wanted: BTreeMap<PathBuf, PathBuf> =
            folders.iter().filter_map(|it| place(it)).collect();
        wanted == self.folders && !self.has_lost.get()
    }

    fn add(&mut self, folder: &Path) -> Result<(), Error> {
        let Some((system, given)) = place(folder) else {
            return Ok(());
        };
        if self.folders.contains_key(&system) {
            return Ok(());
        }
        let watched = self.watcher.watch(&system, RecursiveMode::NonRecursive);
        watched.map_err(|error| Error::new(&given, format!("cannot be watched: {error}")))?;
        self.folders.insert(system, given);
        Ok(())
    }

    /// Waits for a burst of changes that concern the caller. None if nothing can come any more.
    pub fn wait(&self, concerns: impl Fn(&Path) -> bool) -> Option<Burst> {
        let mut burst = Burst::default();
        while burst.is_empty() {
            let event = self.events.recv().ok()?;
            self.take(&event, &concerns, &mut burst);
        }
        let end = Instant::now() + LONGEST;
        let mut pause = Instant::now() + PAUSE;
        loop {
            let left = pause.min(end).saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) if self.take(&event, &concerns, &mut burst) => {
                    pause = Instant::now() + PAUSE;
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return Some(burst);
                }
            }
        }
    }

    /// Adds what an event tells; whether it concerns the caller.
    fn take(
        &self,
        event: &notify::Result<Event>,
        concerns: impl Fn(&Path) -> bool,
        burst: &mut Burst,
    ) -> bool {
        // What could not be told may have been anything.
        let Some(event) = event.as_ref().ok().filter(|event| !event.need_rescan()) else {
            burst.is_partial = true;
            return true;
        };
        let is_reading = match event.kind {
            EventKind::Access(access) => access != AccessKind::Close(AccessMode::Write),
            _ => false,
        };
        if is_reading {
            return false;
        }
        let goes = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        if goes
            && event
                .paths
                .iter()
                .any(|path| self.folders.contains_key(path))
        {
            self.has_lost.set(true);
        }
        let named = event.paths.iter().filter_map(|path| self.named(path));
        let found: Vec<PathBuf> = named.filter(|path| concerns(path)).collect();
        let concerned = !found.is_empty();
        burst.paths.extend(found);
        concerned
    }

    /// A path of an event as the caller names it.
    fn named(&self, path: &Path) -> Option<PathBuf> {
        if let Some(folder) = self.folders.get(path) {
            return Some(folder.clone());
        }
        let folder = self.folders.get(path.parent()?)?;
        Some(folder.join(path.file_name()?))
    }
}

impl Burst {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.is_partial
    }
}

/// A folder, or the nearest one above it that is there, as the system names it, and as the caller did.
fn place(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let above = folder.ancestors().map(|folder| match folder.as_os_str() {
        empty if empty.is_empty() => Path::new("."),
        _ => folder,
    });
    let mut found = above.filter_map(|folder| {
        let system = fs::canonicalize(folder).ok()?;
        system.is_dir().then(|| (system, folder.to_owned()))
    });
    found.next()
}
