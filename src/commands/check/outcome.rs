//! How each stack of a run stands: its findings, and its files beside what it asks for.
//!
//! In: what was rendered. Out: an [`Outcome`] for each stack, which the formats tell.

use crate::commands::account::count;
use crate::commands::project::Project;
use crate::commands::stacks::{Failed, Rendered};
use crate::diagnostics::{Checked, Diagnostic, FileState};
use crate::dialects::shell;
use crate::disk::Error;
use crate::lints::{STALE_OUTPUT, UNTRACKED_OUTPUT};
use crate::workspace::git;
use crate::write::{self, Entry, Force, Plan, State};
use std::cell::OnceCell;
use std::sync::Arc;

/// One stack; no plan where there are no files to compare.
pub struct Outcome<'a> {
    pub project: &'a Project,
    pub plan: Option<Plan<'a>>,
    /// What changes in each file of the plan, as it is needed first: several formats may show it.
    diffs: OnceCell<Vec<String>>,
}

/// Compares each stack with the disk. One whose files cannot be read is one of those that failed too.
pub fn judge<'a>(stacks: &'a mut [Rendered], failures: &mut Vec<Failed>) -> Vec<Outcome<'a>> {
    let mut outcomes = Vec::with_capacity(stacks.len());
    for Rendered {
        location,
        project,
        outputs,
        lock,
    } in stacks
    {
        let outputs = outputs.as_ref();
        let made = outputs.map(|it| project.plan(it, lock)).transpose();
        let plan = made.unwrap_or_else(|error: Error| {
            failures.push((location.clone(), error));
            None
        });
        if let Some(plan) = &plan {
            project.account.tell(|| compared(plan));
            project.find_untracked(plan);
            project.find_linked_folders(plan);
            let blocked = plan.blocked(&Force::default(), &project.disk());
            failures.extend(blocked.map(|error| (location.clone(), error)));
        }
        project.settle(&[]);
        outcomes.push(Outcome {
            project,
            plan,
            diffs: OnceCell::new(),
        });
    }
    outcomes
}

/// How the files on the disk stand to those that were rendered, for `--verbose`.
pub fn compared(plan: &Plan<'_>) -> String {
    let changed = plan.changes().count();
    let number = count(plan.entries().len(), "file");
    format!("compared {number} with the disk: {changed} not as it should be")
}

impl Outcome<'_> {
    /// What changes in which file, and the list of files, for people; a quiet run has the list alone.
    pub fn changes(&self, plan: &Plan<'_>) -> String {
        let list = write::list(plan, |path| self.project.shown(path));
        match self.project.voice.quiet {
            true => list,
            false => self.diffs(plan).concat() + &list,
        }
    }

    /// A diff for each entry of the plan. While there are errors the changes would be in vain: then all are empty.
    fn diffs(&self, plan: &Plan<'_>) -> &[String] {
        let is_sound = !self.project.report.has_errors();
        let diff = |entry| match is_sound {
            true => self.project.diffs([entry]),
            false => String::new(),
        };
        self.diffs
            .get_or_init(|| plan.entries().iter().map(diff).collect())
    }

    /// The same for programs. `folder` is how that of stack.toml is reached from where the format's paths begin.
    pub fn checked(&self, folder: String) -> Checked<'_> {
        let plan = self.plan.iter();
        let files = plan
            .clone()
            .flat_map(|plan| plan.entries().iter().zip(self.diffs(plan)));
        let lock = plan.filter(|plan| plan.changes().next().is_none());
        let lock = lock
            .map(Plan::lock_state)
            .filter(|state| *state != State::Same);
        Checked {
            file: self.project.file(),
            folder,
            command: self.project.command(),
            report: &self.project.report,
            sources: &self.project.sources,
            files: files
                .map(|(entry, diff)| self.file(entry, diff))
                .chain(lock.map(|state| self.lock_file(state)))
                .collect(),
        }
    }

    fn file(&self, entry: &Entry<'_>, diff: &str) -> FileState {
        FileState {
            code: &STALE_OUTPUT,
            path: self.project.path_beside_stack(entry.path),
            state: entry.state.word(),
            is_same: entry.state == State::Same,
            is_theirs: entry.state.is_theirs(),
            line: entry.first_difference(),
            diff: anstream::adapter::strip_str(diff).to_string(),
        }
    }

    /// The lock, where it alone is wrong: else it follows from the rest.
    fn lock_file(&self, state: State) -> FileState {
        FileState {
            code: &STALE_OUTPUT,
            path: self.project.path_beside_stack(&self.project.lock_name()),
            state: state.word(),
            is_same: false,
            is_theirs: false,
            line: (state != State::Missing).then_some(1),
            diff: String::new(),
        }
    }
}

impl Project {
    /// What changes in each of some files.
    pub fn diffs<'a>(&self, entries: impl IntoIterator<Item = &'a Entry<'a>>) -> String {
        let secrets = self.stack.secrets_in_text();
        let diff = |entry: &Entry| {
            let former = match entry.old {
                Some(_) => self.former_secrets(),
                None => &[],
            };
            write::diff(entry, &self.shown(entry.path), &secrets, former)
        };
        entries.into_iter().map(diff).collect()
    }

    /// Names the outputs that a commit would forget.
    fn find_untracked(&mut self, plan: &Plan<'_>) {
        let there = plan
            .entries()
            .iter()
            .filter(|entry| entry.state == State::Same)
            .map(|entry| entry.path);
        let paths: Vec<&str> = there.chain([plan.lock().name()]).collect();
        for path in git::untracked(self.disk().root(), self.file_from_root(), &paths) {
            let whole = self
                .sources
                .add(self.path_beside_stack(path), Arc::from(""));
            let shown = self.shown(path);
            let found = Diagnostic::new(
                &UNTRACKED_OUTPUT,
                whole,
                format!("git does not track `{shown}`"),
            );
            self.report
                .push(found.help(format!("run `git add {}`", shell::word(&shown))));
        }
    }
}
