//! What other stacks remember as theirs, in one root or in roots that lie in each other.
//!
//! In: the disk, and the paths that one stack would remove. Out: those that the lock of another stack has too, each with that
//! lock. A lock whose stack is gone has no say.

use super::Lock;
use crate::disk::{Disk, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Bytes of a lock that is still read.
const LARGEST: u64 = 256 << 20;

/// Paths of other stacks, and the lock of each, both relative to the root.
#[derive(Debug, Default)]
pub struct Neighbours(BTreeMap<String, String>);

impl Neighbours {
    /// Those of `paths` that others have. `root` is resolved, and `own` the stack's lock in it. What cannot be read has no say
    /// either: a stack may lie below a folder that is closed to us.
    pub fn of<'p>(root: &Path, own: &str, paths: impl Iterator<Item = &'p str>) -> Self {
        let paths: BTreeSet<&str> = paths.collect();
        let mut this = Self::default();
        let mut folders = BTreeSet::from([""]);
        for path in &paths {
            folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        let disk = Disk::new(root);
        for folder in folders {
            let inside = match folder {
                "" => String::new(),
                folder => format!("{folder}/"),
            };
            this.read(
                &disk,
                folder,
                own,
                |path| Some(format!("{inside}{path}")),
                &inside,
            );
        }
        let mut below = String::new();
        let mut up = String::new();
        for folder in root.ancestors() {
            if folder != root {
                let strip = |path: &str| path.strip_prefix(&below).map(str::to_owned);
                this.read(&Disk::new(folder), "", "", strip, &up);
            }
            let is_top = Disk::new(folder).occupied(".git").unwrap_or(true);
            let Some(name) = folder.file_name().filter(|_| !is_top) else {
                break;
            };
            below = format!("{}/{below}", name.to_string_lossy());
            up.push_str("../");
        }
        this.0.retain(|path, _| paths.contains(path.as_str()));
        this
    }

    /// The lock that has a path.
    pub fn lock_of(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Takes what the locks in a folder have; `as_seen` turns their paths into those of the root, and `way` leads to them.
    fn read(
        &mut self,
        disk: &Disk,
        folder: &str,
        own: &str,
        as_seen: impl Fn(&str) -> Option<String>,
        way: &str,
    ) {
        for (name, lock) in locks_in(disk, folder) {
            if beside(folder, &name) == own || !has_owner(disk, folder, &name, &lock) {
                continue;
            }
            let seen = lock.paths().filter_map(|(path, _)| as_seen(path));
            self.0
                .extend(seen.map(|path| (path, format!("{way}{name}"))));
        }
    }
}

/// The locks in a root whose stacks are gone: removed, or given another name. What they wrote is nobody's work.
pub fn abandoned(root: &Path) -> Vec<Lock> {
    let disk = Disk::new(root);
    let mut locks = locks_in(&disk, "");
    locks.retain(|(name, lock)| !has_owner(&disk, "", name, lock));
    locks.into_iter().map(|(_, lock)| lock).collect()
}

fn locks_in(disk: &Disk, folder: &str) -> Vec<(String, Lock)> {
    let mut names = disk.list(folder).unwrap_or_default();
    names.retain(|(name, kind)| *kind == Kind::File && is_lock(name));
    let read = |(name, _): (String, Kind)| {
        let bytes = disk.read_small(&beside(folder, &name), LARGEST).ok()??;
        let lock = Lock::parse(String::from_utf8_lossy(&bytes).into_owned());
        Some((name, lock))
    };
    names.into_iter().filter_map(read).collect()
}

fn is_lock(name: &str) -> bool {
    let is_plain = !name.contains(char::is_control);
    is_plain && name.starts_with(".stackgen") && name.ends_with(".lock")
}

/// Whether the stack of a lock is there, or it is not known which one that is.
fn has_owner(disk: &Disk, folder: &str, name: &str, lock: &Lock) -> bool {
    let mut owners = lock.owners(name).peekable();
    let is_there = |owner: &str| disk.occupied(&beside(folder, owner)) != Ok(false);
    owners.peek().is_none() || owners.any(is_there)
}

fn beside(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
