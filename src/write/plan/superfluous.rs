//! Files that the lock has and that nobody asks for: which of them stay.
//!
//! In: a plan, and what is known of other stacks. Out: the plan without those that are not for us to remove, and why.

use super::{Entry, Plan, State};
use crate::disk::Before;
use crate::formats::grammar::portable::folded;
use crate::render::is_marked;
use std::collections::{HashMap, HashSet};

/// Why a file of the lock that nobody asks for stays, and is forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The run needs it.
    Needed,
    /// The lock of another stack has it too.
    Theirs(String),
    /// Nothing in it says that stackgen wrote it.
    Unmarked,
}

impl<'a> Plan<'a> {
    /// The files of the lock that are there and that nobody asks for.
    pub fn superfluous(&self) -> impl Iterator<Item = &'a str> {
        let superfluous = self.entries.iter().filter(|entry| entry.new.is_none());
        superfluous.map(|entry| entry.path)
    }

    /// Leaves out those that are not for us to remove, whatever the lock says of them: it is a text in a repository, and any
    /// hand may have written in it. `why` says so of a path.
    pub fn spare(&mut self, why: impl Fn(&str) -> Option<Kept>) {
        self.keep(|entry| why(entry.path));
    }

    /// Leaves out those that would be removed and do not say themselves that stackgen wrote them: the digest of a text is no
    /// secret. Comes last, when it is known what is ours. A file that is written under another case of its name is none.
    pub fn spare_unmarked(&mut self) {
        let rendered = self.entries.iter().filter(|entry| entry.new.is_some());
        let written: HashSet<String> = match self.superfluous().next() {
            Some(_) => rendered.map(|entry| folded(entry.path)).collect(),
            None => return,
        };
        self.keep(|entry| {
            let text = entry.old.as_deref().unwrap_or_default();
            let is_unmarked = entry.state == State::Orphan && !is_marked(text);
            (is_unmarked && !written.contains(&folded(entry.path))).then_some(Kept::Unmarked)
        });
    }

    /// What was left out.
    pub fn kept(&self) -> &[(&'a str, Kept)] {
        &self.kept
    }

    fn keep(&mut self, why: impl Fn(&Entry) -> Option<Kept>) {
        let kept = &mut self.kept;
        self.entries.retain(|entry| {
            let reason = match entry.new {
                Some(_) => None,
                None => why(entry),
            };
            let stays_in_plan = reason.is_none();
            kept.extend(reason.map(|reason| (entry.path, reason)));
            stays_in_plan
        });
    }

    /// Where a path changed in its case alone, both names are one file on some systems. That file goes under its old name and
    /// comes under the new one; as it is somebody's edit, it is told of once, and stays where it is.
    pub(super) fn part_cases(&mut self) {
        let superfluous = self.entries.iter().filter(|entry| entry.new.is_none());
        let files = superfluous.map(|entry| (folded(entry.path), (entry.before, entry.state)));
        let files: HashMap<String, (Before, State)> = files.collect();
        if files.is_empty() {
            return;
        }
        let mut edited = HashSet::new();
        for entry in self.entries.iter_mut().filter(|it| it.new.is_some()) {
            let name = folded(entry.path);
            match files.get(&name) {
                Some((before, State::Orphan)) if *before == entry.before => {
                    entry.state = State::Missing;
                    entry.old = None;
                    entry.not_executable = false;
                    entry.before = Before::Nothing;
                }
                Some((before, _)) if *before == entry.before => {
                    if entry.state != State::Same {
                        entry.state = State::Edited;
                    }
                    edited.insert(name);
                }
                _ => {}
            }
        }
        self.entries
            .retain(|entry| entry.new.is_some() || !edited.contains(&folded(entry.path)));
    }
}
