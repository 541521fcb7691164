//! What most commands begin with: stack.toml found, read, given its meaning and held to the lints; and its files rendered.

use super::{Options, screen};
use crate::config;
use crate::diagnostics::{self, Code, Diagnostic, Report};
use crate::disk::{Disk, Error};
use crate::lints;
use crate::model::{self, Stack};
use crate::progress::{Phase, Progress};
use crate::render::{self, Origin, Outputs, Overrides, TemplateError};
use crate::source::Sources;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the file that says everything.
const STACK: &str = "stack.toml";

/// A stack.toml and what it means.
pub struct Project {
    /// The folder of stack.toml: paths in messages are relative to it.
    pub folder: PathBuf,
    /// The root, relative to the folder; empty if it is the folder.
    root: String,
    origin: Origin,
    pub sources: Sources,
    pub report: Report,
    pub stack: Stack,
    /// Whether the file says something that has no meaning: nothing can be rendered.
    is_broken: bool,
    progress: Progress,
}

impl Project {
    /// Finds and reads the stack, and runs every check.
    ///
    /// # Errors
    /// No stack.toml, or one that cannot be read.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let progress = Progress::default();
        screen::watch(&progress);
        let path = find(options)?;
        let (folder, name) = split(&path);
        let text = read_text(&folder, &name)?;
        let mut sources = Sources::default();
        let mut report = Report::default();
        let whole = sources.add(name.clone(), text.clone());
        let config = config::read(&text, whole, &mut report);
        sources.hide(&config.hidden);
        let stack = model::build(config, &mut report);
        let is_broken = report.has_errors();
        let root = root_of(&stack);
        let disk = Disk::new(folder.join(&root)).telling(&progress);
        let workspace = Workspace::read(&stack, &disk, &root, &mut sources);
        progress.begin(Phase::Checking, 0);
        lints::check(&stack, &workspace, &mut report);
        let command = if name == STACK {
            "stackgen gen".into()
        } else {
            format!("stackgen gen --stack {name}")
        };
        let origin = Origin {
            file: name,
            command,
        };
        Ok(Self {
            folder,
            root,
            origin,
            sources,
            report,
            stack,
            is_broken,
            progress,
        })
    }

    /// Gives each finding its level and its place. `silent` are codes that this run does not look for.
    pub fn settle(&mut self, silent: &[&Code]) {
        lints::settle(&self.stack.lints, &self.sources, silent, &mut self.report);
    }

    /// Whether the file says something that has no meaning.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// How many folders the root lies below that of stack.toml.
    pub fn depth(&self) -> usize {
        if self.root.is_empty() {
            0
        } else {
            self.root.split('/').count()
        }
    }

    /// Prints all findings.
    pub fn print_report(&self) {
        screen::complain(&diagnostics::print(&self.report, &self.sources));
    }

    /// Renders all files; `None` if the file has no meaning, or a template of the team's own is wrong, which is reported.
    ///
    /// # Errors
    /// Templates that cannot be read.
    pub fn render(&mut self) -> Result<Option<Outputs>, Error> {
        if self.is_broken {
            return Ok(None);
        }
        let overrides = self.read_templates()?;
        self.progress.begin(Phase::Rendering, 0);
        match render::render(&self.stack, &self.origin, overrides.clone()) {
            Ok(outputs) => Ok(Some(outputs)),
            Err(error) => {
                self.report_template(error, &overrides);
                Ok(None)
            }
        }
    }

    fn read_templates(&self) -> Result<Overrides, Error> {
        let Some(folder) = &self.stack.templates else {
            return Ok(Overrides::new());
        };
        let disk = Disk::new(self.folder.join(&*folder.value));
        let mut overrides = Overrides::new();
        for (name, kind) in disk.list("")? {
            let Some(stem) = name
                .strip_suffix(".j2")
                .filter(|_| kind == crate::disk::Kind::File)
            else {
                continue;
            };
            let bytes = disk.read(&name)?.unwrap_or_default();
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::new(self.folder.join(&name), "this is not UTF-8"))?;
            overrides.insert(stem.to_owned(), text);
        }
        Ok(overrides)
    }

    fn report_template(&mut self, error: TemplateError, overrides: &Overrides) {
        let Some(text) = overrides.get(&error.template) else {
            panic!(
                "bug: the built-in template {} cannot be rendered: {}",
                error.template, error.reason
            );
        };
        let folder = self
            .stack
            .templates
            .as_ref()
            .map(|folder| folder.value.to_string())
            .unwrap_or_default();
        let whole = self.sources.add(
            format!("{folder}/{}.j2", error.template),
            Arc::from(text.as_str()),
        );
        let span = error.range.map_or(whole, |range| whole.part(range));
        let message = format!("template `{}` cannot be rendered", error.template);
        self.report
            .push(Diagnostic::new(&lints::TEMPLATE_ERROR, span, message).label(error.reason));
    }

    /// The disk below the root.
    pub fn disk(&self) -> Disk {
        Disk::new(self.folder.join(&self.root)).telling(&self.progress)
    }

    /// A path of an output as messages show it.
    pub fn shown(&self, path: &str) -> String {
        if self.root.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.root)
        }
    }

    /// A path as people type it (relative to the folder they are in) as one of an output.
    pub fn output_path(&self, typed: &str) -> String {
        let typed = typed.strip_prefix("./").unwrap_or(typed);
        let inside = typed
            .strip_prefix(&self.root)
            .and_then(|rest| rest.strip_prefix('/'));
        inside
            .filter(|_| !self.root.is_empty())
            .unwrap_or(typed)
            .to_owned()
    }

    /// The name of the file that says everything.
    pub fn file(&self) -> &str {
        &self.origin.file
    }

    /// The command that writes the files.
    pub fn command(&self) -> &str {
        &self.origin.command
    }
}

fn root_of(stack: &Stack) -> String {
    let written = stack
        .project
        .root
        .as_ref()
        .map(|root| crate::formats::grammar::path::clean(root));
    written.filter(|root| root != ".").unwrap_or_default()
}

/// The file that is named, else stack.toml here or in a parent folder.
fn find(options: &Options) -> Result<PathBuf, Error> {
    let here = options
        .directory
        .clone()
        .unwrap_or_else(|| PathBuf::from("."));
    if let Some(named) = &options.stack {
        return Ok(here.join(named));
    }
    let start =
        std::path::absolute(&here).map_err(|error| Error::new(here.clone(), error.to_string()))?;
    for (depth, folder) in start.ancestors().enumerate() {
        if Disk::new(folder.to_owned()).occupied(STACK)? {
            let up: PathBuf = std::iter::repeat_n("..", depth).collect();
            return Ok(here.join(up).join(STACK));
        }
    }
    let help = "there is none here or in a parent folder; begin with a file such as\n\n\
                [services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\n\
                [services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\n\
                work_pool = \"default\"\n\n[work_pools.default]\n\nthen run `stackgen gen`";
    Err(Error::new(here.join(STACK), help))
}

fn split(path: &Path) -> (PathBuf, String) {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    (folder.unwrap_or(Path::new(".")).to_owned(), name)
}

fn read_text(folder: &Path, name: &str) -> Result<Arc<str>, Error> {
    let path = folder.join(name);
    let bytes = Disk::new(folder.to_owned()).read(name)?;
    let bytes = bytes.ok_or_else(|| Error::new(path.clone(), "there is no such file"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Error::new(
            path.clone(),
            format!("this is not UTF-8: line {line}, byte {at}"),
        )
    })?;
    if text.len() >= u32::MAX as usize / 2 {
        return Err(Error::new(path, "the file is larger than 2 GiB"));
    }
    Ok(text.into())
}
