//! `stackgen check`: finds every mistake, and every file that is not what stack.toml asks for. Writes nothing but what
//! `--fix` is told to, the report that is asked for, and the summary that GitHub Actions asks for.

mod fixing;
mod format;
pub mod outcome;
mod report;
mod summary;

use self::format::Format;
use self::outcome::Outcome;
use super::holds::Access;
use super::stacks::{self, Stacks};
use super::{Exit, Options, known, screen};
use crate::diagnostics::{self, Diagnostic, Severity, github};
use crate::disk::Error;
use crate::lints;
use crate::write::Plan;
use clap::ValueHint;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// How to say it [default: human; github where GITHUB_ACTIONS is true]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the document of --format into a file, and tell people what is wrong
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    report: Option<PathBuf>,
    /// Exit with 1 on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Exit with 1 on findings of this code too
    #[arg(long, value_name = "CODE", value_parser = known::codes(), hide_possible_values = true)]
    deny: Vec<String>,
    /// Change stack.toml where the help is an exact edit
    #[arg(long)]
    fix: bool,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let format = Format::choose(arguments.format);
    if !knows_denied(&arguments.deny) || !report::fits(format, arguments.report.as_deref()) {
        return Ok(Exit::Failed);
    }
    let access = match arguments.fix {
        true => Access::Alone,
        false => Access::Shared,
    };
    let mut stacks = Stacks::render(options, access, |location| match arguments.fix {
        true => fixing::apply(location),
        false => Ok(()),
    });
    let outcomes = outcome::judge(&mut stacks.rendered, &mut stacks.failures);
    if format.is_for_people() || arguments.report.is_some() {
        let said = |text: &str| match format == Format::Github || format::is_github_action() {
            true => github::quiet(text).into_owned(),
            false => text.to_owned(),
        };
        let tell = |outcome| tell(outcome, arguments, said);
        outcomes.iter().for_each(tell);
    }
    let worst = stacks::tell(&stacks.failures);
    summary::append(&outcomes, &stacks.failures);
    if let Some(document) = format.print(&outcomes, &stacks.failures) {
        match &arguments.report {
            None => screen::hand_over(&document),
            Some(file) => report::write(options, file, &document)?,
        }
    }
    let exits = outcomes.iter().map(|outcome| exit(outcome, arguments));
    let exit = exits.fold(worst, Exit::max);
    // The process ends: it need not give its memory back piece by piece.
    std::mem::forget(outcomes);
    std::mem::forget(stacks);
    Ok(exit)
}

fn knows_denied(words: &[String]) -> bool {
    let known = || lints::codes().map(|code| code.word);
    let Some(unknown) = words.iter().find(|word| known().all(|code| code != *word)) else {
        return true;
    };
    let help = diagnostics::nearest(unknown, known())
        .map(|near| format!("; a similar one is `{near}`"))
        .unwrap_or_default();
    screen::complain(&format!(
        "error: --deny: no finding is called `{unknown}`{help}\n"
    ));
    false
}

impl Arguments {
    /// Whether a finding makes the run fail whatever its level is.
    fn denies(&self, found: &Diagnostic) -> bool {
        self.deny_warnings || self.deny.iter().any(|word| word == found.code.word)
    }
}

fn exit(outcome: &Outcome<'_>, arguments: &Arguments) -> Exit {
    let mut found = outcome.project.report.iter();
    let is_denied = found.any(|found| found.severity == Severity::Error || arguments.denies(found));
    let is_fresh = outcome.plan.as_ref().is_some_and(Plan::is_fresh);
    match is_fresh && !is_denied {
        true => Exit::Good,
        false => Exit::Bad,
    }
}

/// Tells people what was found, and which files are not as they should be.
fn tell(outcome: &Outcome<'_>, arguments: &Arguments, said: impl Fn(&str) -> String) {
    let Outcome { project, plan, .. } = outcome;
    screen::complain(&said(&project.findings(|found| arguments.denies(found))));
    let Some(plan) = plan.as_ref().filter(|plan| !plan.is_fresh()) else {
        return;
    };
    screen::print(&said(&outcome.changes(plan)));
    if project.voice.quiet {
        return;
    }
    // `gen` would write nothing while one of them stands there.
    let theirs = plan.changes().find(|entry| entry.state.is_theirs());
    let then = match (project.report.has_errors(), theirs) {
        (false, None) => format!("run `{}`", project.command()),
        (true, None) => format!("mend the errors, then run `{}`", project.command()),
        (false, Some(entry)) => project.way_out(entry.path),
        (true, Some(entry)) => format!("mend the errors, then {}", project.way_out(entry.path)),
    };
    let file = project.shown_file();
    screen::complain(&said(&format!(
        "the files above are not what {file} asks for: {then}\n"
    )));
}
