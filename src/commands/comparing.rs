//! The files of a stack beside what is on disk.
//!
//! In: a project and its rendered files. Out: its lock, and the plan, with all that must be known besides: the files that the run
//! reads, other stacks, what git made of our texts, and what was secret before.

use super::project::{Project, below};
use crate::config;
use crate::diagnostics::{Diagnostic, Report};
use crate::disk::{Error, Obstacle};
use crate::model;
use crate::render::Outputs;
use crate::source::{At, Name, Sources};
use crate::workspace::git;
use crate::workspace::merging::Merging;
use crate::write::{self, GitTexts, Kept, Lock, Neighbours, Plan};
use std::collections::HashSet;
use std::sync::Arc;

impl Project {
    /// What earlier runs wrote for this stack.
    ///
    /// # Errors
    /// A lock that cannot be read.
    pub fn lock(&self) -> Result<Lock, Error> {
        Lock::read(&self.disk(), self.file_from_root())
    }

    /// The path of that file, relative to the root.
    pub fn lock_name(&self) -> String {
        write::name_of(self.file_from_root())
    }

    /// The plan, with what git made of our texts taken for ours.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn plan<'a>(&self, outputs: &'a Outputs, lock: &'a Lock) -> Result<Plan<'a>, Error> {
        let mut plan = Plan::make(outputs, lock, &self.disk())?;
        self.spare(&mut plan);
        self.read_through(&mut plan);
        plan.spare_unmarked();
        Ok(plan)
    }

    /// Leaves what the run needs, and what other stacks have.
    fn spare(&self, plan: &mut Plan<'_>) {
        if plan.superfluous().next().is_none() {
            return;
        }
        let inputs = self.sources.files();
        let inputs = inputs.filter_map(|file| below(&self.root, &file.path));
        // In any case: `Stack.toml` may be the same file.
        let inputs: HashSet<String> = inputs.map(str::to_lowercase).collect();
        let root = self.place();
        let is_taken = |path: &str| {
            let taken = self.taken.as_ref();
            taken.is_some_and(|taken| taken.contains_key(&root.join(path)))
        };
        let others = Neighbours::of(&root, plan.lock().name(), plan.superfluous());
        plan.spare(|path| match others.lock_of(path) {
            _ if inputs.contains(&path.to_lowercase()) || is_taken(path) => Some(Kept::Needed),
            Some(lock) => Some(Kept::Theirs(lock.to_owned())),
            None => None,
        });
    }

    /// Takes what git made of our texts for ours, and what stackgen wrote for a stack that is gone.
    fn read_through(&self, plan: &mut Plan<'_>) {
        let paths: Vec<&str> = plan.unknown().collect();
        if paths.is_empty() {
            return;
        }
        let root = self.place();
        let merging = Merging::read(&root, &paths, plan.lock().name());
        let of_branches = merging.locks.iter().cloned().map(Lock::parse);
        let mut locks: Vec<Lock> = of_branches.collect();
        locks.extend(write::abandoned(&root));
        plan.read_through(&locks, &merging.texts, |path| GitTexts {
            stages: merging.stages(path),
            result: merging.result(path),
            commits: merging.commits(path),
        });
    }

    /// Tells of folders that are links, at the keys that name them: what is written there would leave the root.
    pub fn find_linked_folders(&mut self, plan: &Plan<'_>) {
        for entry in plan.entries() {
            let Some(Obstacle::LinkAbove(folder)) = &entry.obstacle else {
                continue;
            };
            let path = self.shown(entry.path);
            let folder = Name::from(self.shown(folder));
            let at = At::written((), model::place_of(&self.stack, entry.path));
            let message = format!("`{path}` would be written through a link");
            let found = Diagnostic::new(&model::findings::INVALID_PATH, at.span(), message)
                .label(format!("`{folder}` is a symbolic link"))
                .help("name another folder, or put a real one in the place of the link")
                .subject(&at.with(folder));
            self.report.push(found);
        }
        self.report.sort();
    }

    /// What the stack of the last commit marks as secret. In a diff it goes away, and the stack of today may no longer tell.
    pub fn former_secrets(&self) -> &[Name] {
        self.former_secrets.get_or_init(|| {
            let Some(text) = git::committed(&self.folder, self.file()) else {
                return Vec::new();
            };
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let text: Arc<str> = text.into();
            let whole = sources.add(self.file(), text.clone());
            let config = config::read(&text, whole, &mut report);
            model::build(config, &mut report).secrets_in_text()
        })
    }
}
