//! The one pass over the disk.
//!
//! In: a stack. Out: a [`Workspace`]. Each path is looked at once, however many deployments share it; what fails to be read
//! is left out. Which files are wanted follows from entrypoints, mounts and imports alone.

use super::nearby::Nearby;
use super::packages::{self, Folder, Resolution, inside};
use super::search::{Searcher, beside};
use super::{Entry, PythonFile, USUAL_FOLDERS, Workspace, installed, is_inside, python};
use crate::diagnostics::nearest;
use crate::disk::{Disk, Kind};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::model::{Deployment, Stack};
use crate::progress::Phase;
use crate::source::Sources;
use std::collections::HashSet;
use std::sync::Arc;

/// Bytes of a file that is still read. No flow is that long, and positions in all files together are 32 bits wide.
const LARGEST: u64 = 4 << 20;
/// Bytes of all Python files together.
const BUDGET: u64 = 1 << 30;

/// Files of the project that one flow's imports are followed through.
const MOST_FILES: usize = 200;

/// Files that name the packages a project needs.
pub const REQUIREMENTS: [&str; 7] = [
    "requirements.txt",
    "requirements.in",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "Pipfile",
    "environment.yml",
];

pub struct Reading<'a> {
    disk: &'a Disk,
    sources: &'a mut Sources,
    workspace: Workspace,
    read: u64,
}

impl<'a> Reading<'a> {
    pub fn new(disk: &'a Disk, root: &str, sources: &'a mut Sources) -> Self {
        let workspace = Workspace {
            root: root.to_owned(),
            ..Workspace::default()
        };
        Self {
            disk,
            sources,
            workspace,
            read: 0,
        }
    }

    pub fn run(mut self, stack: &Stack) -> Workspace {
        self.look_at_mounts(stack);
        let steps = self.workspace.root.split('/').filter(|it| !it.is_empty());
        let up = "../".repeat(steps.count());
        self.workspace.nearby = Nearby::read(stack, self.disk, &up);
        let mut looked_through = HashSet::new();
        let mut searcher = Searcher::new(stack);
        let progress = self.disk.progress().clone();
        progress.begin(Phase::Reading, stack.deployments.len());
        for deployment in stack.deployments.values() {
            progress.step();
            let search = searcher.path(deployment);
            let entry = self.entry(deployment, &search);
            if let Entry::File(path) = &entry {
                self.read_file(path);
                if looked_through.insert((path.clone(), search.clone())) {
                    self.follow_imports(path, &search);
                }
            }
            let key = deployment.key.value.clone();
            self.workspace.entries.insert(key, (entry, search));
        }
        self.workspace
    }

    fn look_at_mounts(&mut self, stack: &Stack) {
        let services = stack.services.values();
        for mount in services.flat_map(|service| &service.body.mounts) {
            if let Source::Bind(source) = &mount.source {
                self.kind(&path::clean(source), source);
            }
        }
    }

    /// What stands at a path, looked at as it is written: behind a link `..` is another folder than its text says.
    fn kind(&mut self, path: &str, written: &str) -> Option<Kind> {
        if let Some(known) = self.workspace.kinds.get(path) {
            return *known;
        }
        if !is_inside(path) {
            return None;
        }
        let kind = match self.disk.kind(written) {
            // A folder on the way may be one that `gen` still makes.
            Ok(None) if written != path => self.disk.kind(path),
            found => found,
        };
        let kind = kind.ok()?;
        self.workspace.kinds.insert(path.to_owned(), kind);
        kind
    }

    fn entry(&mut self, deployment: &Deployment, search: &[String]) -> Entry {
        let Some(entrypoint) = deployment.parsed_entrypoint() else {
            return Entry::Unknown;
        };
        if entrypoint.has_variable() {
            return Entry::Unknown;
        }
        match (entrypoint.file(), entrypoint.module()) {
            (Some(file), _) => self.file_entry(&deployment.directory, file),
            (None, Some(module)) => self.module_entry(module, search),
            _ => Entry::Unknown,
        }
    }

    fn file_entry(&mut self, directory: &str, file: &str) -> Entry {
        let path = path::join(directory, file);
        let written = format!("{directory}/{file}");
        // What can be read is a file.
        let is_new = !self.workspace.kinds.contains_key(&path);
        if is_new && written == path && is_inside(&path) && self.read_file(&path) {
            self.workspace.kinds.insert(path.clone(), Some(Kind::File));
        }
        match self.kind(&path, &written) {
            Some(Kind::File) => Entry::File(path),
            None if self.workspace.is_missing(&path) => {
                self.list_around(&path);
                Entry::MissingFile(path)
            }
            _ => Entry::Unknown,
        }
    }

    fn module_entry(&mut self, module: &str, search: &[String]) -> Entry {
        match self.resolve(search, module) {
            Resolution::Found(Some(path)) => Entry::File(path),
            Resolution::Missing(gap) if gap.is_regular => {
                self.read_init(&gap.folder);
                let (package, folder) = (gap.package, gap.folder);
                match self.workspace.is_open(&folder) {
                    true => Entry::Unknown,
                    false => Entry::MissingModule { package, folder },
                }
            }
            _ => Entry::Unknown,
        }
    }

    /// The folder of a file that is not there; if there is no such folder, the nearest one above it.
    fn list_around(&mut self, path: &str) {
        let mut path = path;
        loop {
            path = path.rsplit_once('/').map_or(".", |(parent, _)| parent);
            let found = self.list(path);
            if path == "." || found.is_some_and(|folder| !folder.is_empty()) {
                return;
            }
        }
    }

    fn list(&mut self, path: &str) -> Option<Arc<Folder>> {
        if let Some(known) = self.workspace.folders.get(path) {
            return known.clone();
        }
        if !is_inside(path) {
            return None;
        }
        let listed = self.disk.list(if path == "." { "" } else { path }).ok();
        let folder = listed.map(|items| {
            let behind = |(name, kind): (String, Kind)| {
                let kind = match kind {
                    Kind::Link => self.disk.kind(&inside(path, &name)).ok().flatten(),
                    kind => Some(kind),
                };
                (name, kind.unwrap_or(Kind::Link))
            };
            Arc::new(Folder::new(items.into_iter().map(behind)))
        });
        self.workspace
            .folders
            .insert(path.to_owned(), folder.clone());
        folder
    }

    fn resolve(&mut self, search: &[String], module: &str) -> Resolution {
        packages::resolve(search, module, &mut |folder| self.list(folder))
    }

    /// Reads a file and indexes it, and says whether it is there; one that is not a text is left out.
    fn read_file(&mut self, path: &str) -> bool {
        if self.workspace.files.contains_key(path) {
            return true;
        }
        let text = (self.read <= BUDGET).then(|| self.text(path)).flatten();
        let Some(text) = text else { return false };
        self.read += text.len() as u64;
        let module = python::read(&text);
        let shown = self.workspace.shown(path);
        let span = self.sources.add(shown.clone(), text.into());
        let file = PythonFile {
            shown,
            span,
            module,
        };
        self.workspace.files.insert(path.to_owned(), Arc::new(file));
        true
    }

    fn text(&self, path: &str) -> Option<String> {
        let bytes = self.disk.read_small(path, LARGEST).ok()??;
        String::from_utf8(bytes).ok()
    }

    /// Looks at what the imports of a flow file need, and those of the project's modules behind them.
    fn follow_imports(&mut self, path: &str, search: &[String]) {
        let mut files = vec![(path.to_owned(), None::<String>)];
        let mut at = 0;
        while let Some((path, own)) = files.get(at).cloned() {
            at += 1;
            for (path, module) in self.follow_file(&path, own.as_deref(), search) {
                if files.len() < MOST_FILES && files.iter().all(|(known, _)| *known != path) {
                    files.push((path, Some(module)));
                }
            }
        }
    }

    /// The files of the project that a file imports, each with its module's name.
    fn follow_file(
        &mut self,
        path: &str,
        own: Option<&str>,
        search: &[String],
    ) -> Vec<(String, String)> {
        let Some(file) = self.workspace.files.get(path).cloned() else {
            return Vec::new();
        };
        if !file.module.syntax_errors.is_empty() || file.module.unread {
            return Vec::new();
        }
        let imports = file.module.imports.iter();
        let is_package = path.ends_with("__init__.py");
        let mut found = Vec::new();
        for import in imports.filter(|import| import.place.is_expected()) {
            let Some(module) = import.absolute(own, is_package) else {
                // A flow file is a package of its own folder and of the one in which it runs.
                if own.is_none() && import.level == 1 && !import.module.is_empty() {
                    self.resolve(beside(search), &import.module);
                }
                continue;
            };
            match self.resolve(search, &module) {
                Resolution::Found(Some(path)) => {
                    self.read_file(&path);
                    found.push((path, module.to_string()));
                    for name in &import.names {
                        let inner = format!("{module}.{}", name.name);
                        if let Resolution::Found(Some(path)) = self.resolve(search, &inner) {
                            self.read_file(&path);
                            found.push((path, inner));
                        }
                    }
                }
                Resolution::Missing(gap) => self.read_init(&gap.folder),
                Resolution::Elsewhere => self.look_for_similar(&module, search),
                _ => {}
            }
        }
        found
    }

    /// Lists what may be the package that an import meant; what is mostly installed is meant.
    fn look_for_similar(&mut self, module: &str, search: &[String]) {
        let package = module.split('.').next().unwrap_or(module);
        if installed::is_common(package) {
            return;
        }
        let mut similar = Vec::new();
        for folder in search {
            let Some(listing) = self.list(folder) else {
                continue;
            };
            let folders = listing.folders();
            let close = nearest(package, folders).map(|name| inside(folder, name));
            similar.extend(close);
            // Of a file its name is enough.
            let stems = listing
                .python_files()
                .filter_map(|file| file.strip_suffix(".py"));
            similar.extend(nearest(package, stems).map(|_| ".".to_owned()));
        }
        similar.iter().for_each(|folder| drop(self.list(folder)));
        for folder in USUAL_FOLDERS {
            let holds = |it: &Arc<Folder>| it.kind(package) == Some(Kind::Folder);
            if self.list(folder).as_ref().is_some_and(holds) {
                self.list(&inside(folder, package));
            }
        }
        self.read_requirements();
    }

    fn read_requirements(&mut self) {
        if !self.workspace.requirements.is_empty() {
            return;
        }
        let texts = REQUIREMENTS.iter().filter_map(|file| self.text(file));
        self.workspace.requirements =
            "\n".to_owned() + &folded(&texts.collect::<Vec<_>>().join("\n"));
    }

    /// Whether a package finds its modules in a way of its own is said in its `__init__.py`.
    fn read_init(&mut self, folder: &str) {
        let init = inside(folder, "__init__.py");
        let is_plain = match self.text(&init) {
            Some(text) => ![
                "__path__",
                "sys.modules",
                "meta_path",
                "__import__",
                "import_module",
            ]
            .iter()
            .any(|word| text.contains(word)),
            None => !matches!(self.disk.kind(&init), Ok(Some(_)) | Err(_)),
        };
        if !is_plain {
            self.workspace.open_packages.insert(folder.to_owned());
        }
    }
}

/// A package's name in one form: its distribution is mostly written with `-`, and in any case.
pub fn folded(text: &str) -> String {
    text.replace(['-', '.'], "_").to_lowercase()
}
