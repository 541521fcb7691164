//! The plan: a state for each path.
//!
//! In: what is rendered, the lock, the disk, which is read and not touched. Out: a [`Plan`], sorted by path.

use super::merged::{GitTexts, Lines};
use super::{Digest, Lock, conflict, lock};
use crate::disk::{Before, Disk, Error, Found, Obstacle, Reader};
use crate::formats::grammar::portable;
use crate::progress::Phase;
use crate::render::{Output, Outputs};

/// How a path on disk stands to what is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As rendered, whatever the lock says. Line endings that git or an editor changed do not matter.
    Same,
    /// Ours, and no longer as rendered: another text, or not executable where it should be.
    Stale,
    /// To be written, and not there.
    Missing,
    /// Ours, and no longer asked for.
    Orphan,
    /// We wrote it, and somebody changed it since.
    Edited,
    /// Somebody else's file, a link or a folder stands where we want to write.
    Foreign,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Orphan => "orphan",
            Self::Edited => "edited",
            Self::Foreign => "foreign",
        }
    }

    /// Whether somebody's work would be lost by writing or removing.
    pub fn is_theirs(self) -> bool {
        matches!(self, Self::Edited | Self::Foreign)
    }
}

/// One path.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Relative to the root.
    pub path: &'a str,
    pub state: State,
    /// The text on disk; absent where it is as rendered, or where there is no file.
    pub old: Option<String>,
    /// What is rendered for the path.
    pub new: Option<&'a Output>,
    /// Whether the file lacks the mode that lets people run it.
    pub not_executable: bool,
    /// What stands in the way of a file.
    pub obstacle: Option<Obstacle>,
    /// What was found at the path, and must be there still when it is written or removed.
    pub before: Before,
}

impl<'a> Entry<'a> {
    fn new(path: &'a str, state: State) -> Self {
        Self {
            path,
            state,
            old: None,
            new: None,
            not_executable: false,
            obstacle: None,
            before: Before::Nothing,
        }
    }

    /// The line, from 1, at which the file on disk is no longer as rendered; `None` where there is no file.
    pub fn first_difference(&self) -> Option<usize> {
        if self.state == State::Missing || self.obstacle.is_some() {
            return None;
        }
        let old = self.old.as_deref().unwrap_or_default();
        let new = self.new.map(|output| output.text.as_str());
        let same = old
            .lines()
            .zip(new.unwrap_or_default().lines())
            .take_while(|(old, new)| old == new);
        Some((same.count() + 1).min(old.lines().count().max(1)))
    }
}

/// What is to be done to make the disk equal what is rendered.
#[derive(Debug)]
pub struct Plan<'a> {
    entries: Vec<Entry<'a>>,
    lock: &'a Lock,
    /// The digests of what is rendered, sorted by path.
    rendered: Vec<(&'a str, Digest)>,
    /// Paths of the lock that are not rendered and not there.
    gone: Vec<&'a str>,
    next_lock: String,
    /// Files of the lock that nobody asks for and that are left alone, and why.
    kept: Vec<(&'a str, Kept)>,
}

impl<'a> Plan<'a> {
    /// Reads each file once. An error if one cannot be read.
    pub fn make(outputs: &'a Outputs, lock: &'a Lock, disk: &Disk) -> Result<Self, Error> {
        let mut plan = Self {
            entries: Vec::with_capacity(outputs.len()),
            lock,
            rendered: Vec::with_capacity(outputs.len()),
            gone: Vec::new(),
            next_lock: String::new(),
            kept: Vec::new(),
        };
        let mut reader = disk.reader();
        let mut known = lock.paths().peekable();
        disk.progress().begin(Phase::Comparing, outputs.len());
        for (path, output) in outputs.iter() {
            disk.progress().step();
            while let Some((superfluous, _)) = known.next_if(|(known, _)| *known < path) {
                plan.add_superfluous(superfluous, &mut reader)?;
            }
            let written = known.next_if(|(known, _)| *known == path).is_some();
            plan.add_rendered(path, output, written, &mut reader)?;
        }
        for (superfluous, _) in known {
            plan.add_superfluous(superfluous, &mut reader)?;
        }
        plan.part_cases();
        plan.next_lock = lock::text(lock.stack(), plan.rendered.iter().copied());
        Ok(plan)
    }

    /// The paths whose texts are not ours, as far as the lock tells.
    pub fn unknown(&self) -> impl Iterator<Item = &'a str> {
        let unknown = |entry: &&Entry| entry.state.is_theirs() && entry.obstacle.is_none();
        self.entries.iter().filter(unknown).map(|entry| entry.path)
    }

    /// Takes what git made of our texts, or of those of a branch, for ours: nobody's work is in it. `locks` are those of the
    /// branches, `texts` what the branches have at their paths, and `git` what git has of one path.
    pub fn read_through<'g>(
        &mut self,
        locks: &[Lock],
        texts: &[Vec<u8>],
        git: impl Fn(&str) -> GitTexts<'g>,
    ) {
        let lock = self.lock;
        let knows = |text: &[u8]| {
            let digest = Digest::of(text);
            lock.knows(digest) || locks.iter().any(|lock| lock.knows(digest))
        };
        let lines = Lines::of(texts.iter().filter(|text| knows(text)));
        for entry in &mut self.entries {
            let Some(old) = entry.old.as_ref().filter(|_| entry.state.is_theirs()) else {
                continue;
            };
            let old = old.as_bytes();
            let git = git(entry.path);
            // Where a side had somebody's edit, that is in the merge too, be it only that a line is gone.
            if knows(old) || git.sides().all(knows) && lines.make(old, git) {
                entry.state = match entry.new {
                    Some(_) => State::Stale,
                    None => State::Orphan,
                };
            }
        }
    }

    /// All paths, sorted, also those that are as they should be.
    pub fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// The paths that are not as they should be.
    pub fn changes(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries
            .iter()
            .filter(|entry| entry.state != State::Same)
    }

    pub fn entry(&self, path: &str) -> Option<&Entry<'a>> {
        let found = self.entries.binary_search_by(|entry| entry.path.cmp(path));
        found.ok().map(|at| &self.entries[at])
    }

    /// Whether a path is one of the plan, or a folder of one, be it that nothing stands there yet.
    pub(super) fn needs(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let from = self
            .entries
            .partition_point(|entry| entry.path < inside.as_str());
        let is_folder = self
            .entries
            .get(from)
            .is_some_and(|entry| entry.path.starts_with(&inside));
        is_folder || self.entry(path).is_some() || self.gone.contains(&path)
    }

    /// Whether all is as it should be, the lock included: `gen` has nothing to do.
    pub fn is_fresh(&self) -> bool {
        self.changes().next().is_none() && self.lock_state() == State::Same
    }

    /// How the lock itself stands: it is a file that `gen` writes and people commit.
    pub fn lock_state(&self) -> State {
        match (self.lock.text(), self.rendered.is_empty()) {
            (None, true) => State::Same,
            (None, false) => State::Missing,
            (Some(_), true) => State::Orphan,
            (Some(old), false) if old == self.next_lock => State::Same,
            (Some(old), false)
                if Digest::of(old.as_bytes()) == Digest::of(self.next_lock.as_bytes()) =>
            {
                State::Same
            }
            (Some(_), false) => State::Stale,
        }
    }

    pub fn lock(&self) -> &'a Lock {
        self.lock
    }

    /// Paths of the lock that are not rendered and not there.
    pub(super) fn gone(&self) -> &[&'a str] {
        &self.gone
    }

    /// The lock as it is when all is done.
    pub(super) fn next_lock(&self) -> &str {
        &self.next_lock
    }

    /// The lock that holds while files are written: old and new digests side by side, so that whatever a killed run leaves
    /// is known to be ours.
    pub(super) fn lock_meanwhile(&self) -> String {
        let mut entries: Vec<(&str, Digest)> = self
            .lock
            .entries()
            .chain(self.rendered.iter().copied())
            .collect();
        entries.sort_unstable();
        entries.dedup();
        lock::text(self.lock.stack(), entries.into_iter())
    }

    fn add_rendered(
        &mut self,
        path: &'a str,
        output: &'a Output,
        written: bool,
        reader: &mut Reader<'_>,
    ) -> Result<(), Error> {
        let digest = Digest::of(output.text.as_bytes());
        self.rendered.push((path, digest));
        let mut entry = Entry::new(path, State::Same);
        entry.new = Some(output);
        match reader.read(path)? {
            Found::Missing => entry.state = State::Missing,
            // A file of ours that goes away first.
            Found::Obstacle(Obstacle::FileAbove(file)) if self.is_orphan(&file) => {
                entry.state = State::Missing;
            }
            Found::Obstacle(obstacle) => {
                entry.state = State::Foreign;
                entry.obstacle = Some(obstacle);
            }
            Found::File {
                bytes,
                executable,
                stamp,
            } => {
                entry.before = Before::File(stamp);
                let same = bytes == output.text.as_bytes() || Digest::of(bytes) == digest;
                if !same {
                    entry.state = self.other_text(bytes, written);
                    entry.old = Some(String::from_utf8_lossy(bytes).into_owned());
                }
                // The text alone would pass for same, but nobody could run it; git carries this mode as it carries text.
                entry.not_executable = output.executable && executable == Some(false);
                if same && entry.not_executable {
                    entry.state = State::Stale;
                }
            }
        }
        self.entries.push(entry);
        Ok(())
    }

    /// The state of a file that is not as rendered; `written` says whether the lock has its path. A power cut can leave a
    /// file of ours without its text: there is nobody's work in it.
    fn other_text(&self, bytes: &[u8], written: bool) -> State {
        let is_void = written && bytes.iter().all(|byte| *byte == 0);
        match (is_void || self.is_ours(bytes), written) {
            (true, _) => State::Stale,
            (false, true) => State::Edited,
            (false, false) => State::Foreign,
        }
    }

    /// A path of the lock that is not rendered.
    fn add_superfluous(&mut self, path: &'a str, reader: &mut Reader<'_>) -> Result<(), Error> {
        // We write no such path, so the line is not ours; what it names may lie outside the root.
        if portable::check(path).is_err() {
            return Ok(());
        }
        match reader.read(path)? {
            Found::Missing => self.gone.push(path),
            // Our file is gone, and what stands there now is not in our way.
            Found::Obstacle(_) => {}
            Found::File { bytes, stamp, .. } => {
                let state = if self.is_ours(bytes) {
                    State::Orphan
                } else {
                    State::Edited
                };
                let mut entry = Entry::new(path, state);
                entry.before = Before::File(stamp);
                entry.old = Some(String::from_utf8_lossy(bytes).into_owned());
                self.entries.push(entry);
            }
        }
        Ok(())
    }

    fn is_ours(&self, bytes: &[u8]) -> bool {
        let wrote = |text: &[u8]| self.lock.knows(Digest::of(text));
        wrote(bytes)
            || conflict::sides(bytes).is_some_and(|sides| sides.iter().all(|side| wrote(side)))
    }

    fn is_orphan(&self, path: &str) -> bool {
        self.entry(path)
            .is_some_and(|entry| entry.state == State::Orphan)
    }
}

mod superfluous;
#[cfg(test)]
mod tests;

pub use superfluous::Kept;
