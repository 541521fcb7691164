//! What most commands begin with: stack.toml found, read, given its meaning and held to the lints; and its files rendered.

use super::account::{Account, count};
use super::location::{Location, STACK, locate};
use super::screen;
use super::text::{self, LARGEST};
use super::{Options, Voice};
use crate::config;
use crate::diagnostics::{Code, Diagnostic, Report, Severity, human, within};
use crate::dialects::shell;
use crate::disk::{Disk, Error, Kind, resolve};
use crate::lints;
use crate::model::{self, Deployment, Stack};
use crate::progress::{Phase, Progress};
use crate::render::{self, Origin, Outputs, Overrides, TemplateError};
use crate::source::{Name, Sources};
use crate::workspace::{LookedAt, Workspace};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A stack.toml and what it means.
pub struct Project {
    /// The folder of stack.toml: paths in messages are relative to it.
    pub folder: PathBuf,
    /// How that folder is reached from the current one, where a run is about several; then paths in messages begin with it.
    pub reached: String,
    /// The same as `--stack` has it, also where it is the only one.
    typed: String,
    /// The root, relative to the folder; empty if it is the folder.
    pub root: String,
    /// The file itself, as seen from the root.
    file_from_root: String,
    origin: Origin,
    pub sources: Sources,
    pub report: Report,
    pub stack: Stack,
    /// What was read to check it.
    pub looked_at: LookedAt,
    pub voice: Voice,
    pub account: Account,
    /// Whether the file says something that has no meaning: nothing can be rendered.
    is_broken: bool,
    progress: Progress,
    /// What was secret in the last commit, as it is needed first.
    pub former_secrets: OnceCell<Vec<Name>>,
    /// Where the stacks of the run write, each place with its stack, if there are several.
    pub taken: Option<Arc<HashMap<PathBuf, String>>>,
}

impl Project {
    /// Finds and reads the stack, and runs every check.
    ///
    /// # Errors
    /// No stack.toml, one that cannot be read, or several where the command takes one.
    pub fn load(options: &Options) -> Result<Self, Error> {
        match &locate(options)?[..] {
            [location] => Self::open(location),
            locations => Err(Error::new(
                locations[1].path.clone(),
                "this command takes one stack",
            )),
        }
    }

    /// Reads a stack, and runs every check.
    ///
    /// # Errors
    /// One that cannot be read.
    pub fn open(location: &Location) -> Result<Self, Error> {
        let account = Account::open(location.voice);
        let progress = Progress::default();
        if !location.voice.quiet {
            screen::watch(&progress);
        }
        let (folder, name) = (location.home(), location.name());
        let mut sources = Sources::default();
        let mut report = Report::default();
        let (text, whole) = text::read(&folder, &name, &mut sources, &mut report)?;
        let config = config::read(&text, whole, &mut report);
        sources.hide(&config.hidden);
        let stack = model::build(config, &mut report);
        let root = root_of(&stack);
        if root.is_empty() {
            model::keep_apart(&stack, &name, &mut report);
        }
        let is_broken = report.has_errors();
        account.tell(|| what_it_says(&folder.join(&name), &root, &stack));
        let disk = Disk::new(folder.join(&root)).telling(&progress);
        let workspace = Workspace::read(&stack, &disk, &root, &mut sources);
        account.tell(|| what_was_read(&sources));
        progress.begin(Phase::Checking, 0);
        lints::check(&stack, &workspace, &mut report);
        account.tell(|| format!("checked: {}", count(report.iter().count(), "finding")));
        let file_from_root = match root.as_str() {
            "" => name.clone(),
            root => way(&resolve(&folder.join(root)), &resolve(&folder)) + &name,
        };
        Ok(Self {
            folder,
            file_from_root,
            reached: location.folder.clone(),
            typed: location.typed.clone(),
            root,
            origin: origin_of(name),
            sources,
            report,
            looked_at: workspace.into_looked_at(&stack),
            stack,
            voice: location.voice,
            account,
            is_broken,
            progress,
            former_secrets: OnceCell::new(),
            taken: None,
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

    /// The file that says everything, as seen from the root.
    pub fn file_from_root(&self) -> &str {
        &self.file_from_root
    }

    /// All findings, for people; of a quiet run the errors, and what is `denied`.
    pub fn findings(&self, denied: impl Fn(&Diagnostic) -> bool) -> String {
        let is_told = |found: &&Diagnostic| {
            !self.voice.quiet || found.severity == Severity::Error || denied(found)
        };
        let mut told = Report::default();
        told.extend(self.report.iter().filter(is_told).cloned());
        human::print(&told, &self.sources, &self.reached)
    }

    /// Prints all findings.
    pub fn print_report(&self) {
        screen::complain(&self.findings(|_| false));
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
        let names = |deployment: &Deployment| self.looked_at.flow_name(deployment);
        match render::render(&self.stack, &self.origin, &names, overrides.clone()) {
            Ok(outputs) => {
                let number = count(outputs.len(), "file");
                self.account.tell(|| format!("rendered {number}"));
                Ok(Some(outputs))
            }
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
            let Some(stem) = name.strip_suffix(".j2").filter(|_| kind == Kind::File) else {
                continue;
            };
            let path = self.folder.join(&name);
            let bytes = disk.read_small(&name, LARGEST)?;
            let bytes =
                bytes.ok_or_else(|| Error::new(path, "this is too large for a template"))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::new(self.folder.join(&name), "this is not UTF-8"))?;
            // What is written has the line ends of all systems, however the template was checked out.
            let text = text.replace("\r\n", "\n");
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            overrides.insert(stem.to_owned(), text.to_owned());
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
        within(&self.reached, &self.path_beside_stack(path))
    }

    /// A path of an output, relative to the folder of stack.toml.
    pub fn path_beside_stack(&self, path: &str) -> String {
        if self.root.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.root)
        }
    }

    /// A path as people type it (relative to the folder they are in, or as messages show it) as one of an output; `None`
    /// where it belongs to another stack of the run.
    pub fn output_path(&self, typed: &str) -> Option<String> {
        let typed = typed
            .strip_prefix("./")
            .unwrap_or(typed)
            .trim_end_matches('/');
        let typed = match below(&self.typed, typed) {
            None if !self.reached.is_empty() => return None,
            found => found.unwrap_or(typed),
        };
        Some(below(&self.root, typed).unwrap_or(typed).to_owned())
    }

    /// Where the root really is.
    pub fn place(&self) -> PathBuf {
        resolve(&self.folder.join(&self.root))
    }

    /// The name of the file that says everything.
    pub fn file(&self) -> &str {
        &self.origin.file
    }

    /// The same as messages show it.
    pub fn shown_file(&self) -> String {
        within(&self.reached, self.file())
    }

    /// The command that writes the files, for who is in the folder where this run was started.
    pub fn command(&self) -> String {
        match self.typed.as_str() {
            "" => self.origin.command.clone(),
            folder => {
                let file = within(folder, self.file());
                format!("stackgen gen --stack {}", shell::word(&file))
            }
        }
    }

    /// What to do about a file that somebody else wrote or edited, where one is not what stack.toml asks for.
    pub fn way_out(&self, path: &str) -> String {
        format!(
            "move what you want to keep into {}, or take a file over with `{} --force {}`",
            self.shown_file(),
            self.command(),
            shell::word(&self.shown(path))
        )
    }
}

/// What is left of a path behind a folder; `.` for the folder itself.
pub fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    match path.strip_prefix(folder) {
        _ if folder.is_empty() => Some(path),
        Some("") => Some("."),
        Some(rest) => rest.strip_prefix('/'),
        None => None,
    }
}

/// What the files say of where they come from.
fn origin_of(name: String) -> Origin {
    let command = match name.as_str() {
        STACK => "stackgen gen".into(),
        name => format!("stackgen gen --stack {}", shell::word(name)),
    };
    Origin {
        file: name,
        command,
    }
}

/// Which stack.toml it is, for `--verbose`.
fn what_it_says(path: &Path, root: &str, stack: &Stack) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let root = if root.is_empty() { "its folder" } else { root };
    format!(
        "read {}: {}, {}; the root is {root}",
        whole.display(),
        count(stack.services.len(), "service"),
        count(stack.deployments.len(), "deployment")
    )
}

/// Which files beside stack.toml were read, for `--verbose`.
fn what_was_read(sources: &Sources) -> String {
    let files: Vec<&str> = sources.files().skip(1).map(|file| &*file.path).collect();
    let mut text = format!("read {} beside it", count(files.len(), "file"));
    for file in files {
        text.push_str(&format!("\n            {file}"));
    }
    text
}

/// The way from one folder to another, each resolved, with a `/` at its end. It must fit a line.
fn way(from: &Path, to: &Path) -> String {
    let shared = from.components().zip(to.components());
    let shared = shared.take_while(|(from, to)| from == to).count();
    let up = from.components().skip(shared).map(|_| "../".to_owned());
    let down = to.components().skip(shared);
    let down = down.map(|part| format!("{}/", part.as_os_str().to_string_lossy()));
    let way: String = up.chain(down).collect();
    way.replace(char::is_control, "?")
}

fn root_of(stack: &Stack) -> String {
    let written = stack
        .project
        .root
        .as_ref()
        .map(|root| crate::formats::grammar::path::clean(root));
    written.filter(|root| root != ".").unwrap_or_default()
}
