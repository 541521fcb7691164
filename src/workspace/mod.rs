//! The user's files that checks look into, read in one pass: flow files, the modules that they import, mounted folders.
//!
//! In: a stack, and the disk below its root. Out: what is there: the texts go into [`Sources`], so that a finding can point
//! into them. What cannot be read is unknown, never a failure: whoever needs it says so. Nothing is judged here.

pub mod dotenv;
pub mod git;
mod index;
pub mod installed;
mod looked_at;
pub mod merging;
pub mod nearby;
mod packages;
pub mod python;
mod reading;
mod search;

pub use looked_at::LookedAt;
pub use packages::{Folder, Gap, Resolution};
pub use search::{SearchPath, beside, source_folders};

pub use crate::disk::Kind;

use crate::disk::Disk;
use crate::formats::grammar::path;
use crate::model::{Deployment, Stack};
use crate::source::{Name, Sources, Span};
use python::{Lookup, Module};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// What stands at the paths that the stack names, relative to the root.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The root as messages show it; empty for the folder of stack.toml.
    root: String,
    kinds: FxHashMap<String, Option<Kind>>,
    /// What lies beside them.
    pub nearby: nearby::Nearby,
    /// The folders that were listed; none for one that cannot be.
    folders: FxHashMap<String, Option<Arc<Folder>>>,
    files: FxHashMap<String, Arc<PythonFile>>,
    /// Packages that find their modules in a way of their own.
    open_packages: BTreeSet<String>,
    entries: FxHashMap<Name, (Entry, SearchPath)>,
    /// The `.env` in the root.
    pub dotenv: Option<dotenv::Dotenv>,
    /// The texts that say which packages are installed: requirements.txt, pyproject.toml and the like.
    requirements: String,
}

/// A Python file that was read.
#[derive(Debug)]
pub struct PythonFile {
    /// As messages show it: relative to the folder of stack.toml.
    pub shown: String,
    /// Its whole text.
    pub span: Span,
    pub module: Module,
}

impl PythonFile {
    /// A range of its text.
    pub fn at(&self, range: &Range<usize>) -> Span {
        self.span.part(range.clone())
    }
}

/// Where the code of a deployment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// In this file, which may still be unreadable.
    File(String),
    /// In a file that is not there.
    MissingFile(String),
    /// In a module of a package that is there, and lacks it.
    MissingModule { package: String, folder: String },
    /// A placeholder decides it, or it is not in the project.
    Unknown,
}

impl Workspace {
    /// Looks at every path of the project that the stack names. `root` is the root's path as messages show it, empty for
    /// the folder of stack.toml.
    pub fn read(stack: &Stack, disk: &Disk, root: &str, sources: &mut Sources) -> Self {
        let mut workspace = reading::Reading::new(disk, root, sources).run(stack);
        workspace.dotenv = read_dotenv(disk).map(|mut dotenv| {
            let files = sources.files().filter(|file| file.path.ends_with(".py"));
            dotenv.note_mentions(files.map(|file| &*file.text));
            // Without its values: they must not be shown.
            let shown = workspace.shown(".env");
            dotenv.span = sources.add(shown, Arc::from(dotenv.masked.as_str()));
            dotenv
        });
        workspace
    }

    /// What stands at a path that the stack names; `None` if nothing does, or if it was not looked at.
    pub fn kind(&self, path: &str) -> Option<Kind> {
        self.kinds.get(path).copied().flatten()
    }

    /// Whether a path was looked at and is not there.
    pub fn is_missing(&self, path: &str) -> bool {
        matches!(self.kinds.get(path), Some(None))
    }

    /// A path of the project as messages show it.
    pub fn shown(&self, path: &str) -> String {
        shown(&self.root, path)
    }

    /// What lies in a folder, if it was listed.
    pub fn folder(&self, path: &str) -> Option<&Arc<Folder>> {
        self.folders.get(path)?.as_ref()
    }

    /// A Python file of the project, if it was read.
    pub fn file(&self, path: &str) -> Option<&PythonFile> {
        self.files.get(path).map(|file| &**file)
    }

    /// Where the code of a deployment is.
    pub fn entry(&self, deployment: &Deployment) -> &Entry {
        self.entries
            .get(&deployment.key.value)
            .map_or(&Entry::Unknown, |(entry, _)| entry)
    }

    /// The folders in which imports of a deployment's flow are looked for.
    pub fn search_path(&self, deployment: &Deployment) -> &[String] {
        self.entries
            .get(&deployment.key.value)
            .map_or(&[], |(_, search)| search)
    }

    /// The file that an entrypoint names.
    pub fn flow_file(&self, deployment: &Deployment) -> Option<&PythonFile> {
        match self.entry(deployment) {
            Entry::File(path) => self.file(path),
            _ => None,
        }
    }

    /// What an entrypoint leads to, and the file in which that is: through imports of the project's own modules, if need
    /// be. A file that is not Python says nothing.
    pub fn flow(&self, deployment: &Deployment) -> Option<(&PythonFile, Lookup<'_>)> {
        let entrypoint = deployment.parsed_entrypoint()?;
        if entrypoint.has_variable() {
            return None;
        }
        let mut file = self.flow_file(deployment)?;
        let mut found = file.module.lookup(entrypoint.function());
        let search = self.search_path(deployment);
        for _ in 0..IMPORTS {
            let Lookup::Imported(imported) = &found else {
                break;
            };
            if imported.level > 0 || imported.name.is_empty() {
                return None;
            }
            let Resolution::Found(Some(path)) = self.resolve(search, imported.module) else {
                return None;
            };
            file = self.file(&path)?;
            found = match file.module.lookup(&imported.name) {
                // The import itself is what is wrong.
                Lookup::Missing => return None,
                found => found,
            };
        }
        Some((file, found)).filter(|(file, _)| file.module.syntax_errors.is_empty())
    }

    /// What a deployment's flow is called, as far as its file tells.
    fn flow_name(&self, deployment: &Deployment) -> Option<String> {
        match self.flow(deployment)?.1 {
            Lookup::Found(function) => function.flow_name.as_ref().map(ToString::to_string),
            _ => None,
        }
    }

    /// Where a module that is imported absolutely lies, as far as folders of the project tell.
    pub fn resolve(&self, search: &[String], module: &str) -> Resolution {
        packages::resolve(search, module, &mut |folder| self.folder(folder).cloned())
    }

    /// Whether a package may find modules in other places than its folder.
    pub fn is_open(&self, folder: &str) -> bool {
        self.open_packages.contains(folder)
    }

    /// Whether the project's requirements name a package.
    pub fn requires(&self, package: &str) -> bool {
        let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let package = reading::folded(package);
        self.requirements.match_indices(&package).any(|(at, _)| {
            let before = self.requirements[..at].chars().next_back();
            let after = self.requirements[at + package.len()..].chars().next();
            !before.is_some_and(is_of_name) && !after.is_some_and(is_of_name)
        })
    }

    /// Names of modules and packages in folders of the project; with each whether it is a package.
    pub fn names<'a>(&'a self, folders: &'a [String]) -> impl Iterator<Item = (&'a str, bool)> {
        folders.iter().flat_map(move |path| {
            let folder = self.folder(path);
            folder.into_iter().flat_map(move |folder| {
                let modules = folder.modules(move |name| self.has_python(path, name));
                modules.map(|name| (name, folder.contains(name)))
            })
        })
    }

    /// Whether one of some folders has a module or a folder of this name, whatever lies in that.
    pub fn has_name(&self, folders: &[String], name: &str) -> bool {
        let mut listed = folders.iter().filter_map(|path| self.folder(path));
        listed.any(|folder| folder.contains(name) || folder.contains(&format!("{name}.py")))
    }

    /// What was looked at, and what the flows of a stack are called: all else that files say is needed by the checks alone.
    pub fn into_looked_at(self, stack: &Stack) -> LookedAt {
        let named = stack.deployments.values();
        let named = named.filter_map(|it| Some((it.key.value.clone(), self.flow_name(it)?.into())));
        LookedAt {
            flow_names: named.collect(),
            root: self.root,
            kinds: self.kinds,
            nearby: self.nearby,
            folders: self.folders,
            files: self.files.into_keys().collect(),
            has_requirements: !self.requirements.is_empty(),
        }
    }

    /// Whether a folder in a folder was listed and holds Python files.
    fn has_python(&self, path: &str, name: &str) -> bool {
        let inner = self.folder(&packages::inside(path, name));
        inner.is_some_and(|folder| folder.has_python())
    }
}

/// Bytes of a `.env` that is still read.
const LARGEST_DOTENV: u64 = 4 << 20;

/// How many imports an entrypoint is followed through.
const IMPORTS: usize = 4;

/// Folders in which people keep packages that are installed by other ways than a mounted source folder.
pub const USUAL_FOLDERS: [&str; 6] = [".", "src", "lib", "libs", "packages", "python"];

/// A path of the project as messages show it, which name the root `root`.
fn shown(root: &str, path: &str) -> String {
    match root {
        "" => path.to_owned(),
        root => path::clean(&format!("{root}/{path}")),
    }
}

/// Whether a path lies in the project: only those are the same on every machine.
pub fn is_inside(path: &str) -> bool {
    !path.starts_with(['/', '~']) && !path.starts_with("..") && !path.contains('\\')
}

/// A pipe is left alone: password managers put one there, and a reader would use it up or wait for ever.
fn read_dotenv(disk: &Disk) -> Option<dotenv::Dotenv> {
    let bytes = disk.read_small(".env", LARGEST_DOTENV).ok()??;
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    // As Compose reads it: without the mark that editors on Windows begin a file with.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Some(dotenv::Dotenv::read(text))
}
