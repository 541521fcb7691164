//! `stackgen gen --watch`: `gen` again after each change of what it read or wrote.
//!
//! In: stacks. Out: what `gen` says, and before it which paths changed. What `gen` itself wrote is no change: each path is held
//! against what the last round read or left there.

use super::Arguments;
use super::targets::{self, Ended, row};
use crate::commands::holds::Access;
use crate::commands::location::locate;
use crate::commands::project::Project;
use crate::commands::stacks::{Rendered, Stacks};
use crate::commands::{Exit, Options, screen};
use crate::diagnostics::within;
use crate::disk::{Burst, Disk, Error, Kind, Watch};
use crate::render::Outputs;
use crate::write::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Bytes of a text that is still compared.
const LARGEST: u64 = 64 << 20;

/// Runs until Ctrl-C ends it, or nobody reads what it prints.
///
/// # Errors
/// Folders that cannot be watched; the first round cannot read or write a file.
pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let options = &pinned(options)?;
    let mut round = Round::default();
    let ended = round.run(options, arguments)?;
    if ended.exit == Exit::Failed {
        return Ok(Exit::Failed);
    }
    let mut watch = Watch::open(&round.folders())?;
    if !options.quiet {
        screen::complain("watching; Ctrl-C ends it\n");
    }
    // What changed before the folders were watched.
    let mut unseen = round.changed_meanwhile();
    loop {
        let burst = match unseen.paths.is_empty() {
            true => watch.wait(|path| round.concerns(path)),
            false => Some(std::mem::take(&mut unseen)),
        };
        let Some(burst) = burst else {
            return Ok(Exit::Failed);
        };
        round.follow(&burst, options, arguments);
        if screen::is_gone() {
            return Ok(Exit::Good);
        }
        let folders = round.folders();
        if !watch.follows(&folders) {
            watch = Watch::open(&folders)?;
            unseen = round.changed_meanwhile();
        }
    }
}

/// With the stack.toml that is found now: if it goes, another one above it does not take its place.
fn pinned(options: &Options) -> Result<Options, Error> {
    let mut options = options.clone();
    if options.stack.is_empty() {
        let found = locate(&options)?;
        let paths = found.into_iter().map(|location| location.path);
        let plain = |path: PathBuf| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        options.stack = paths.map(plain).collect();
        options.directory = None;
    }
    Ok(options)
}

/// What stood at a path when a round had ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Text(Digest),
    Kind(Option<Kind>),
}

/// What the last round read and left.
#[derive(Default)]
struct Round {
    marks: BTreeMap<PathBuf, Mark>,
    /// Folders that were listed for modules and templates, and the names in them.
    listings: BTreeMap<PathBuf, BTreeSet<String>>,
    /// The folder of each stack.toml, and how messages reach it.
    homes: BTreeMap<PathBuf, String>,
}

impl Round {
    /// Does what `gen` does, and remembers what it saw. What it could not see stays as it is known.
    fn run(&mut self, options: &Options, arguments: &Arguments) -> Result<Ended, Error> {
        let mut stacks = Stacks::render(options, Access::Alone, |_| Ok(()));
        let ended = targets::write_all(&mut stacks, arguments);
        // A round without news prints nothing that would take the bar away.
        screen::clear();
        let ended = ended?;
        if ended.exit == Exit::Good && ended.changes == 0 && !options.quiet {
            screen::print("nothing to write\n");
        }
        if stacks.failures.is_empty() {
            *self = Self::default();
        }
        for stack in &stacks.rendered {
            let project = &stack.project;
            self.homes
                .insert(project.folder.clone(), project.reached.clone());
            self.mark_inputs(project);
            self.mark_outputs(stack, ended.exit);
        }
        Ok(ended)
    }

    fn mark_outputs(&mut self, stack: &Rendered, exit: Exit) {
        let project = &stack.project;
        for (path, output) in stack.outputs.iter().flat_map(Outputs::iter) {
            let path = at(project, &project.path_beside_stack(path));
            let mark = match exit {
                Exit::Good => Mark::Text(Digest::of(output.text.as_bytes())),
                _ => mark(&path, true),
            };
            self.marks.insert(path, mark);
        }
        let lock = at(project, &project.path_beside_stack(&project.lock_name()));
        self.marks.insert(lock.clone(), mark(&lock, true));
    }

    fn mark_inputs(&mut self, project: &Project) {
        for (shown, is_read) in project.looked_at.paths() {
            let path = at(project, &shown);
            self.marks.insert(path.clone(), mark(&path, is_read));
        }
        for (shown, folder) in project.looked_at.listings() {
            let names = folder.names().map(str::to_owned).collect();
            self.listings.insert(at(project, &shown), names);
        }
        if let Some(templates) = &project.stack.templates {
            let folder = at(project, &templates.value);
            let named = Disk::new(&folder).list("").unwrap_or_default();
            for (name, _) in named.iter().filter(|(name, _)| name.ends_with(".j2")) {
                let path = folder.join(name);
                self.marks.insert(path.clone(), mark(&path, true));
            }
            let names = named.into_iter().map(|(name, _)| name).collect();
            self.listings.insert(folder, names);
        }
        // As they were when they were read: a change since then is one.
        for file in project.sources.files() {
            let path = at(project, &file.path);
            if !file.path.ends_with(".env") && !file.text.is_empty() {
                let text = Mark::Text(Digest::of(file.text.as_bytes()));
                self.marks.insert(path, text);
            }
        }
    }

    /// The folders in which everything lies that matters.
    fn folders(&self) -> BTreeSet<PathBuf> {
        let parents = self.marks.keys().filter_map(|path| path.parent());
        let parents = parents.chain(self.listings.keys().map(PathBuf::as_path));
        let named = parents.map(|folder| match folder.as_os_str() {
            empty if empty.is_empty() => PathBuf::from("."),
            _ => folder.to_owned(),
        });
        named.collect()
    }

    /// Whether a path matters at all; what stands there now is looked at when the burst is over.
    fn concerns(&self, path: &Path) -> bool {
        self.marks.contains_key(path) || self.is_new_name(path) || self.below(path).next().is_some()
    }

    /// Whether a name came or went that a module or a template may have, and that is neither an output nor its folder.
    fn is_new_name(&self, path: &Path) -> bool {
        if self.marks.contains_key(path) || self.below(path).next().is_some() {
            return false;
        }
        let Some((folder, name)) = path.parent().zip(path.file_name()) else {
            return false;
        };
        let Some(names) = self.listings.get(folder) else {
            return false;
        };
        let name = name.to_string_lossy();
        let may_count = name.ends_with(".py") || name.ends_with(".j2") || !name.contains('.');
        may_count && names.contains(&*name) == (mark(path, false) == Mark::Kind(None))
    }

    /// What matters below a folder.
    fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a PathBuf> {
        let from = (
            std::ops::Bound::Excluded(folder),
            std::ops::Bound::Unbounded,
        );
        let behind = self.marks.range::<Path, _>(from).map(|(path, _)| path);
        behind.take_while(move |path| path.starts_with(folder))
    }

    /// Those of some paths that are no longer as the round left them.
    fn changed(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let inner = paths.iter().flat_map(|path| self.below(path));
        let known = paths.iter().chain(inner).filter(|path| self.differs(path));
        let new = paths.iter().filter(|path| self.is_new_name(path));
        known.chain(new).cloned().collect()
    }

    /// All that is no longer as the round left it.
    fn changed_meanwhile(&self) -> Burst {
        let changed = self.marks.keys().filter(|path| self.differs(path));
        Burst {
            paths: changed.cloned().collect(),
            is_partial: false,
        }
    }

    fn differs(&self, path: &Path) -> bool {
        let known = self.marks.get(path);
        known.is_some_and(|known| *known != mark(path, matches!(known, Mark::Text(_))))
    }

    /// Runs again if a burst changed anything.
    fn follow(&mut self, burst: &Burst, options: &Options, arguments: &Arguments) {
        let changed = self.changed(&burst.paths);
        if changed.is_empty() && !burst.is_partial {
            return;
        }
        if !options.quiet {
            let shown = changed.iter().map(|path| row("changed", &self.shown(path)));
            screen::print(&shown.collect::<String>());
        }
        self.remember(&changed);
        if let Err(error) = self.run(options, arguments) {
            screen::complain(&format!("error: {error}\n"));
        }
    }

    /// A path as the messages of its stack show it.
    fn shown(&self, path: &Path) -> String {
        let below = |(folder, reached): (&PathBuf, &String)| {
            let inside = path.strip_prefix(folder).ok()?;
            Some(within(reached, &screen::path(inside)))
        };
        let found = self.homes.iter().find_map(below);
        found.unwrap_or_else(|| screen::path(path))
    }

    /// Takes what stands there now for what the round left, so that the next change is one.
    fn remember(&mut self, changed: &BTreeSet<PathBuf>) {
        for path in changed {
            self.marks.insert(path.clone(), mark(path, true));
        }
    }
}

/// A path below the folder of a stack.toml.
fn at(project: &Project, path: &str) -> PathBuf {
    match path {
        "." | "" => project.folder.clone(),
        path => project.folder.join(path),
    }
}

/// What stands at a path now.
fn mark(path: &Path, is_read: bool) -> Mark {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Mark::Kind(Some(Kind::Folder));
    };
    let disk = Disk::new(folder);
    let name = name.to_string_lossy();
    if is_read && let Ok(Some(bytes)) = disk.read_small(&name, LARGEST) {
        return Mark::Text(Digest::of(&bytes));
    }
    Mark::Kind(disk.kind(&name).ok().flatten())
}
