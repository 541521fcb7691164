//! `stackgen check`: finds every mistake, and every file that is not what stack.toml asks for. Writes nothing but what
//! `--fix` is told to.

use super::project::Project;
use super::{Exit, Options, screen};
use crate::diagnostics::{self, Diagnostic, FileState, Fixed, Severity, fix};
use crate::disk::{Disk, Error, Writing};
use crate::lints::{self, UNTRACKED_OUTPUT};
use crate::workspace::git;
use crate::write::{self, Entry, Lock, Plan, State};
use std::sync::Arc;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Exit with 1 on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Exit with 1 on findings of this code too
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
    /// Change stack.toml where the help is an exact edit
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: each finding with its line, each file with its diff
    Human,
    /// One document for programs
    Json,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    if let Some(unknown) = arguments
        .deny
        .iter()
        .find(|word| lints::codes().all(|code| code.word != word.as_str()))
    {
        let near = diagnostics::nearest(unknown, lints::codes().map(|code| code.word));
        let help = near
            .map(|near| format!("; a similar one is `{near}`"))
            .unwrap_or_default();
        screen::complain(&format!(
            "error: --deny: no finding is called `{unknown}`{help}\n"
        ));
        return Ok(Exit::Failed);
    }
    if arguments.fix {
        apply_fixes(options)?;
    }
    let mut project = Project::load(options)?;
    let outputs = project.render()?;
    let disk = project.disk();
    let lock = Lock::read(&disk)?;
    let plan = match &outputs {
        Some(outputs) => Some(Plan::make(outputs, &lock, &disk)?),
        None => None,
    };
    if let Some(plan) = &plan {
        project.find_untracked(plan);
    }
    project.settle(&[]);
    match arguments.format {
        Format::Human => project.tell(plan.as_ref()),
        Format::Json => {
            let files: Vec<FileState> = plan
                .iter()
                .flat_map(|plan| plan.entries())
                .map(|entry| project.state(entry))
                .collect();
            screen::print(&diagnostics::print_json(
                &project.report,
                &project.sources,
                &files,
            ));
        }
    }
    let is_fresh = plan.is_some_and(|plan| plan.is_fresh());
    let is_good = is_fresh && !is_denied(&project, arguments);
    // The process ends: it need not give its memory back piece by piece.
    std::mem::forget((project, outputs));
    Ok(if is_good { Exit::Good } else { Exit::Bad })
}

fn is_denied(project: &Project, arguments: &Arguments) -> bool {
    project.report.iter().any(|found| {
        found.severity == Severity::Error
            || arguments.deny_warnings
            || arguments.deny.iter().any(|word| word == found.code.word)
    })
}

/// Applies the exact edits to stack.toml, and says what changed. A finding that stands for several places has the edit of
/// the first, so that one round shows the next ones.
fn apply_fixes(options: &Options) -> Result<(), Error> {
    for _ in 0..MOST_ROUNDS {
        let mut project = Project::load(options)?;
        project.settle(&[&UNTRACKED_OUTPUT]);
        let Some(file) = project.sources.files().next() else {
            break;
        };
        let (text, fixed) = fix(&project.report, file);
        if fixed.is_empty() {
            break;
        }
        Disk::new(&project.folder).write(&file.path, text.as_bytes(), Writing::default())?;
        for Fixed { span, old, new } in fixed {
            let place = project.sources.place(span);
            let at = format!("{}:{}:{}", place.path, place.line, place.column);
            screen::complain(&format!("fixed {at}: {old} -> {new}\n"));
        }
    }
    Ok(())
}

/// An edit that brings another one, and so on, has an end.
const MOST_ROUNDS: usize = 100;

impl Project {
    /// What changes in each of some files.
    pub fn diffs<'a>(&self, entries: impl IntoIterator<Item = &'a Entry<'a>>) -> String {
        let secrets = self.stack.secrets_in_text();
        entries
            .into_iter()
            .map(|entry| write::diff(entry, &self.shown(entry.path), &secrets))
            .collect()
    }

    /// Tells people what was found, and which files are not as they should be.
    fn tell(&self, plan: Option<&Plan<'_>>) {
        self.print_report();
        let Some(plan) = plan.filter(|plan| !plan.is_fresh()) else {
            return;
        };
        let is_sound = !self.report.has_errors();
        if is_sound {
            let changed = plan
                .entries()
                .iter()
                .filter(|entry| entry.state != State::Same);
            screen::print(&self.diffs(changed));
        }
        screen::print(&write::list(plan, |path| self.shown(path)));
        let then = if is_sound {
            "run"
        } else {
            "mend the errors, then run"
        };
        screen::complain(&format!(
            "the files above are not what {} asks for: {then} `{}`\n",
            self.file(),
            self.command()
        ));
    }

    fn state(&self, entry: &Entry<'_>) -> FileState {
        FileState {
            path: self.shown(entry.path),
            state: entry.state.word(),
        }
    }

    /// Names the outputs that a commit would forget.
    fn find_untracked(&mut self, plan: &Plan<'_>) {
        let there = plan
            .entries()
            .iter()
            .filter(|entry| entry.state == State::Same)
            .map(|entry| entry.path);
        let paths: Vec<&str> = there.chain([write::LOCK]).collect();
        let up = "../".repeat(self.depth());
        let marker = format!("{up}{}", self.file());
        for path in git::untracked(self.disk().root(), &marker, &paths) {
            let shown = self.shown(path);
            let whole = self.sources.add(shown.clone(), Arc::from(""));
            let found = Diagnostic::new(
                &UNTRACKED_OUTPUT,
                whole,
                format!("git does not track `{shown}`"),
            );
            self.report
                .push(found.help(format!("run `git add {shown}`")));
        }
    }
}
