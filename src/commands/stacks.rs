//! The stacks that a run is about: one, or several with `--stack` given several times.
//!
//! In: the options. Out: each stack.toml once, read, checked and rendered; those that could not be, with the reason. One that
//! is broken does not stop the others. Stacks that would write into each other's files are told here, where all are known.

use super::holds::{Access, Holds};
use super::location::{Location, locate};
use super::project::Project;
use super::{Exit, Options, screen};
use crate::diagnostics::{Diagnostic, Severity};
use crate::disk::{Disk, Error, Kind, resolve};
use crate::lints::UNTRACKED_OUTPUT;
use crate::model::findings::CLASHING_OUTPUTS;
use crate::render::Outputs;
use crate::source::Span;
use crate::write::Lock;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// A stack and the files that it asks for; none where they could not be rendered.
pub struct Rendered {
    pub location: Location,
    pub project: Project,
    pub outputs: Option<Outputs>,
    /// What earlier runs wrote; empty where there are no files.
    pub lock: Lock,
}

/// A stack that could not be read, or whose files could not be, with the reason.
pub type Failed = (Location, Error);

/// All that the run is about.
#[derive(Default)]
pub struct Stacks {
    pub rendered: Vec<Rendered>,
    pub failures: Vec<Failed>,
    /// Since before the first was read: who waited must not write what a file said before.
    pub holds: Holds,
}

impl Stacks {
    /// Finds, reads, checks and renders. `before` is done for each stack before it is read.
    pub fn render(
        options: &Options,
        access: Access,
        before: impl Fn(&Location) -> Result<(), Error>,
    ) -> Self {
        let mut this = Self::default();
        let locations = match locate(options) {
            Ok(locations) => locations,
            Err(error) => {
                let path = error.path.clone();
                this.failures.push((
                    Location {
                        path,
                        ..Location::default()
                    },
                    error,
                ));
                return this;
            }
        };
        if let Err(error) = this.read_alone(&locations, access, before) {
            let first = locations.into_iter().next().unwrap_or_default();
            this.failures.push((first, error));
            return this;
        }
        this.find_clashes();
        this.read_locks();
        this
    }

    /// Reads while no other run changes anything: neither a stack.toml nor what it is about.
    fn read_alone(
        &mut self,
        locations: &[Location],
        access: Access,
        before: impl Fn(&Location) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let homes = locations.iter().map(|location| resolve(&location.home()));
        let mut folders: BTreeSet<PathBuf> = homes.collect();
        loop {
            self.holds = Holds::take(&folders, access)?;
            self.read(locations, &before);
            let roots = self.roots();
            if self.holds.add(&roots) {
                return Ok(());
            }
            folders.extend(roots);
        }
    }

    fn read(&mut self, locations: &[Location], before: impl Fn(&Location) -> Result<(), Error>) {
        self.rendered.clear();
        self.failures.clear();
        for location in locations {
            match before(location).and_then(|()| Rendered::read(location)) {
                Ok(rendered) => self.rendered.push(rendered),
                Err(error) => self.failures.push((location.clone(), error)),
            }
        }
    }

    fn roots(&self) -> BTreeSet<PathBuf> {
        let roots = self.rendered.iter().map(|stack| stack.project.place());
        roots.collect()
    }

    /// What earlier runs wrote, once nobody writes there. A lock that is another stack's is told.
    fn read_locks(&mut self) {
        for stack in self.rendered.iter_mut().filter(|it| it.outputs.is_some()) {
            match stack.project.lock() {
                Ok(lock) => stack.lock = lock,
                Err(error) => {
                    stack.outputs = None;
                    self.failures.push((stack.location.clone(), error));
                    continue;
                }
            }
            if let Some(other) = stack.other_owner() {
                let other = other.to_owned();
                stack.clash_in_lock(&other);
            }
        }
    }

    /// Tells of stacks of this run that would write the same files, their locks among them.
    fn find_clashes(&mut self) {
        if self.rendered.len() < 2 {
            return;
        }
        let mut roots: HashMap<PathBuf, String> = HashMap::new();
        let mut taken: HashMap<PathBuf, String> = HashMap::new();
        for stack in &mut self.rendered {
            let root = stack.project.place();
            let own = stack.project.shown_file();
            let lock = root.join(stack.project.lock_name());
            if let Some(other) = roots.get(&lock) {
                stack.clash_in_lock(other);
                continue;
            }
            roots.insert(lock, own.clone());
            let paths = stack.outputs.iter().flat_map(Outputs::iter);
            let places: Vec<(&str, PathBuf)> =
                paths.map(|(path, _)| (path, root.join(path))).collect();
            let clash = places
                .iter()
                .find_map(|(path, place)| taken.get(place).map(|other| (path, other)));
            if let Some((path, other)) = clash {
                let message = format!("`{other}` writes `{}` too", stack.project.shown(path));
                let help = "give each stack a folder of its own: `[project] root`, or `[outputs]`";
                stack.clash(&message, help);
                continue;
            }
            taken.extend(places.into_iter().map(|(_, place)| (place, own.clone())));
        }
        // What one stack has handed over to another is not for the first to remove.
        let taken = Arc::new(taken);
        for stack in &mut self.rendered {
            stack.project.taken = Some(Arc::clone(&taken));
        }
    }
}

impl Rendered {
    fn read(location: &Location) -> Result<Self, Error> {
        let mut project = Project::open(location)?;
        let outputs = project.render()?;
        Ok(Self {
            location: location.clone(),
            project,
            outputs,
            lock: Lock::default(),
        })
    }

    /// The stack whose lock it is, if that is another one, as seen from the root. One that is gone, or is this one by another
    /// way, has left it to us.
    fn other_owner(&self) -> Option<&str> {
        let root = self.project.place();
        let owner = self.lock.other_owner()?;
        let own = resolve(&self.project.folder.join(self.project.file()));
        let place = resolve(&root.join(owner));
        let is_there = Disk::new(root).kind(owner) == Ok(Some(Kind::File));
        (is_there && place != own).then_some(owner)
    }

    /// Whether nothing may be written.
    pub fn is_wrong(&self) -> bool {
        let mut found = self.project.report.iter();
        self.outputs.is_none() || found.any(|found| found.severity == Severity::Error)
    }

    /// Tells that the lock is that of another stack: each would take the other's files for its own.
    fn clash_in_lock(&mut self, other: &str) {
        let lock = self.project.shown(&self.project.lock_name());
        let message = format!("`{other}` keeps its records in `{lock}` too");
        let help = format!(
            "give this stack another root or another file name; or remove `{lock}` if `{other}` no longer writes there"
        );
        self.clash(&message, &help);
    }

    /// Tells that another stack would write the same files, and leaves them to that one.
    fn clash(&mut self, message: &str, help: &str) {
        self.outputs = None;
        let root = self.project.stack.project.root.as_ref();
        let span = root.map_or(Span::default(), |root| root.span());
        let found = Diagnostic::new(&CLASHING_OUTPUTS, span, message);
        self.project.report.push(found.help(help));
    }
}

/// Reads and checks the stacks for a command that only shows something. Those that have no meaning are told, and left out.
pub fn sound(options: &Options) -> Result<(Vec<Project>, Exit), Error> {
    let mut failures: Vec<Failed> = Vec::new();
    let mut projects = Vec::new();
    let mut exit = Exit::Good;
    for location in locate(options)? {
        let mut project = match Project::open(&location) {
            Ok(project) => project,
            Err(error) => {
                failures.push((location, error));
                continue;
            }
        };
        project.settle(&[&UNTRACKED_OUTPUT]);
        if project.is_broken() {
            project.print_report();
            exit = Exit::Bad;
        } else {
            projects.push(project);
        }
    }
    Ok((projects, exit.max(tell(&failures))))
}

/// Tells what could not run, and how a run ends that finds nothing wrong besides.
pub fn tell(failures: &[Failed]) -> Exit {
    for (_, error) in failures {
        screen::complain(&format!("error: {error}\n"));
    }
    match failures.is_empty() {
        true => Exit::Good,
        false => Exit::Failed,
    }
}
