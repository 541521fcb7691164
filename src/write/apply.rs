//! Applying the plan.
//!
//! In: a [`Plan`] and the paths that the user gives up. Out: the disk as it is rendered; or nothing touched, where somebody's
//! work stands in the way. The order makes every moment safe to be killed in: the lock with old and new digests, files, removals,
//! the lock with the new digests alone. A power cut may lose files written in the last seconds, never the lock that knows them.

use super::{Entry, Plan, State};
use crate::disk::{Before, Disk, Error, Obstacle, Writing};
use crate::formats::grammar::portable::folded;
use crate::progress::Phase;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// The paths of `--force`, relative to the root: files, or folders with all below them. `.` is everything.
#[derive(Clone, Debug, Default)]
pub struct Force(Vec<String>);

impl Force {
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Self(
            paths
                .into_iter()
                .map(|path| {
                    path.trim_end_matches('/')
                        .trim_start_matches("./")
                        .to_owned()
                })
                .collect(),
        )
    }

    fn covers(&self, path: &str) -> bool {
        self.0
            .iter()
            .any(|forced| match path.strip_prefix(forced.as_str()) {
                Some(rest) => rest.is_empty() || rest.starts_with('/'),
                None => forced == ".",
            })
    }
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Applied {
    /// Somebody's work stands in the way ([`Plan::refused`]); nothing was touched.
    Refused,
    Done(Done),
}

/// What was done, in numbers of files; the lock is not counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub written: usize,
    pub removed: usize,
    /// Files that were in the way, and where they are now.
    pub moved: Vec<(String, String)>,
}

impl<'a> Plan<'a> {
    /// What stands in the way of `gen`: somebody's work that `force` does not give up, or cannot, since a folder above it is
    /// no folder.
    pub fn refused(&self, force: &Force) -> Vec<&Entry<'a>> {
        let in_the_way = |entry: &&Entry| {
            let movable = entry.obstacle.as_ref().is_none_or(Obstacle::is_at_the_path);
            entry.state.is_theirs() && !(movable && force.covers(entry.path))
        };
        self.entries().iter().filter(in_the_way).collect()
    }

    /// Whether `force` names any path of the plan.
    pub fn is_reached(&self, force: &Force) -> bool {
        self.entries().iter().any(|entry| force.covers(entry.path))
    }

    /// What stands in the way and is no file of anybody's: a folder in the place of a file, a file in that of a folder, a
    /// pipe. No text can be shown or kept; we could not run.
    pub fn blocked(&self, force: &Force, disk: &Disk) -> Option<Error> {
        self.refused(force).into_iter().find_map(|entry| {
            let obstacle = entry.obstacle.as_ref().filter(|found| !found.is_link())?;
            let reason = format!("cannot be written: {obstacle}");
            Some(Error::new(disk.root().join(entry.path), reason))
        })
    }
}

/// Makes the disk equal what is rendered. After an error the next run takes up where this one stopped. The caller holds the
/// folder against other runs since before the plan was made.
pub fn apply(plan: &Plan<'_>, disk: &Disk, force: &Force) -> Result<Applied, Error> {
    if let Some(error) = plan.blocked(force, disk) {
        return Err(error);
    }
    if !plan.refused(force).is_empty() {
        return Ok(Applied::Refused);
    }
    disk.clear(plan.lock().name())?;
    let mut done = Done::default();
    if plan.is_fresh() {
        return Ok(Applied::Done(done));
    }
    let mut lock = plan.lock().text().map(Cow::Borrowed);
    if plan.changes().next().is_some() {
        let meanwhile = plan.lock_meanwhile();
        write_lock(plan, &meanwhile, lock.as_deref(), disk)?;
        lock = Some(meanwhile.into());
    }
    clear_leftovers(plan, disk)?;
    let (early, late) = split_orphans(plan);
    remove(&early, disk, &mut done)?;
    let kept = plan.changes().filter(|entry| entry.state != State::Orphan);
    disk.progress()
        .begin(Phase::Writing, plan.changes().count());
    for entry in kept {
        disk.progress().step();
        write_entry(entry, plan, disk, &mut done)?;
    }
    remove(&late, disk, &mut done)?;
    remove_emptied_folders(plan, disk)?;
    if plan.lock_state() == State::Orphan {
        disk.remove(plan.lock().name(), Before::Any)?;
    } else {
        write_lock(plan, plan.next_lock(), lock.as_deref(), disk)?;
    }
    Ok(Applied::Done(done))
}

fn write_entry(
    entry: &Entry<'_>,
    plan: &Plan<'_>,
    disk: &Disk,
    done: &mut Done,
) -> Result<(), Error> {
    let mut before = entry.before;
    if entry.state.is_theirs() {
        let aside = free_name(entry.path, plan, disk)?;
        disk.rename(entry.path, &aside)?;
        done.moved.push((entry.path.to_owned(), aside));
        before = Before::Nothing;
    }
    if let Some(output) = entry.new {
        let how = Writing {
            executable: output.executable,
            synced: false,
            before,
        };
        disk.write(entry.path, output.text.as_bytes(), how)?;
        done.written += 1;
    }
    Ok(())
}

fn write_lock(
    plan: &Plan<'_>,
    text: &str,
    on_disk: Option<&str>,
    disk: &Disk,
) -> Result<(), Error> {
    if on_disk == Some(text) {
        return Ok(());
    }
    let how = Writing {
        synced: true,
        ..Writing::default()
    };
    disk.write(plan.lock().name(), text.as_bytes(), how)
}

/// Removes the temporary files of a killed run. They lie beside paths that its lock tells: with two digests, or not rendered now.
fn clear_leftovers(plan: &Plan<'_>, disk: &Disk) -> Result<(), Error> {
    let unfinished = plan
        .lock()
        .paths()
        .filter(|(_, digests)| *digests > 1)
        .map(|(path, _)| path);
    let unfinished = unfinished.filter(|path| {
        plan.entry(path)
            .is_some_and(|entry| entry.obstacle.is_none())
    });
    let mut paths = plan
        .gone()
        .iter()
        .copied()
        .chain(orphans(plan).map(|entry| entry.path))
        .chain(unfinished);
    paths.try_for_each(|path| disk.clear(path))
}

fn orphans<'p, 'a>(plan: &'p Plan<'a>) -> impl Iterator<Item = &'p Entry<'a>> {
    plan.changes().filter(|entry| entry.state == State::Orphan)
}

/// Orphans that go before anything is written, as they are in its way: `makefile` where `Makefile` comes, which may be one
/// file; a file where a folder comes. Then all others.
fn split_orphans<'p, 'a>(plan: &'p Plan<'a>) -> (Vec<&'p Entry<'a>>, Vec<&'p Entry<'a>>) {
    let orphans: Vec<&Entry> = orphans(plan).collect();
    if orphans.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut taken = HashSet::new();
    for entry in plan.entries().iter().filter(|entry| entry.new.is_some()) {
        let path = folded(entry.path);
        taken.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
        taken.insert(path);
    }
    orphans
        .into_iter()
        .partition(|entry| taken.contains(&folded(entry.path)))
}

fn remove(orphans: &[&Entry<'_>], disk: &Disk, done: &mut Done) -> Result<(), Error> {
    for entry in orphans {
        disk.remove(entry.path, entry.before)?;
        done.removed += 1;
    }
    Ok(())
}

/// Removes the folders of what is gone, as far as nothing else is in them; from the inside out, and never the root.
fn remove_emptied_folders(plan: &Plan<'_>, disk: &Disk) -> Result<(), Error> {
    let above = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let mut folders: BTreeSet<String> = orphans(plan)
        .map(|entry| entry.path)
        .chain(plan.gone().iter().copied())
        .filter_map(above)
        .collect();
    while let Some(folder) = folders.pop_last() {
        if disk.remove_folder(&folder)? {
            folders.extend(above(&folder));
        }
    }
    Ok(())
}

/// `PATH.orig`, or the first of `PATH.orig.1` … that is free, and that the plan does not need.
fn free_name(path: &str, plan: &Plan<'_>, disk: &Disk) -> Result<String, Error> {
    let mut name = format!("{path}.orig");
    let mut number = 0;
    while plan.needs(&name) || disk.occupied(&name)? {
        number += 1;
        name = format!("{path}.orig.{number}");
    }
    Ok(name)
}

#[cfg(test)]
mod tests;
