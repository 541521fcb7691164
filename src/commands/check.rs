//! `stackgen check`: finds every mistake, and every file that is not what stack.toml asks for. Writes nothing.

use super::project::Project;
use super::{Exit, Options, screen};
use crate::disk::Error;
use crate::write::{self, Entry, Lock, Plan, State};

#[derive(clap::Args, Debug)]
pub struct Arguments {}

pub fn run(options: &Options, _: &Arguments) -> Result<Exit, Error> {
    let mut project = Project::load(options)?;
    let outputs = project.render()?;
    project.print_report();
    let is_sound = !project.report.has_errors();
    let Some(outputs) = outputs else {
        return Ok(Exit::Bad);
    };
    let disk = project.disk();
    let lock = Lock::read(&disk)?;
    let plan = Plan::make(&outputs, &lock, &disk)?;
    if plan.is_fresh() {
        return Ok(if is_sound { Exit::Good } else { Exit::Bad });
    }
    screen::print(
        &project.diffs(
            plan.entries()
                .iter()
                .filter(|entry| entry.state != State::Same),
        ),
    );
    screen::print(&write::list(&plan, |path| project.shown(path)));
    screen::complain(&format!(
        "the files above are not what {} asks for: run `{}`\n",
        project.file(),
        project.command()
    ));
    Ok(Exit::Bad)
}

impl Project {
    /// What changes in each of some files.
    pub fn diffs<'a>(&self, entries: impl IntoIterator<Item = &'a Entry<'a>>) -> String {
        let secrets = self.stack.secrets_in_text();
        entries
            .into_iter()
            .map(|entry| write::diff(entry, &self.shown(entry.path), &secrets))
            .collect()
    }
}
