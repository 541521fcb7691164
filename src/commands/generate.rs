//! `stackgen gen`: writes what stack.toml asks for, and nothing while anything is wrong.

use super::project::Project;
use super::{Exit, Options, screen};
use crate::disk::{self, Error};
use crate::lints::UNTRACKED_OUTPUT;
use crate::write::{self, Applied, Force, Lock, Plan};

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Print what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print what changes in each file
    #[arg(long)]
    diff: bool,
    /// Take over these files or folders, although somebody else wrote them; the old text goes to FILE.orig
    #[arg(long, value_name = "PATH", num_args = 1..)]
    force: Vec<String>,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let mut project = Project::load(options)?;
    let outputs = project.render()?;
    project.settle(&[&UNTRACKED_OUTPUT]);
    project.print_report();
    let Some(outputs) = outputs.filter(|_| !project.report.has_errors()) else {
        return Ok(Exit::Bad);
    };
    let waiting = || screen::complain("another stackgen is writing here; waiting for it\n");
    let _hold = disk::hold(&project.folder, waiting)?;
    let disk = project.disk();
    let lock = Lock::read(&disk)?;
    let plan = Plan::make(&outputs, &lock, &disk)?;
    if arguments.diff {
        screen::print(&project.diffs(plan.changes()));
    }
    if arguments.dry_run {
        screen::print(&write::list(&plan, |path| project.shown(path)));
        return Ok(if plan.refused(&force(&project, arguments)).is_empty() {
            Exit::Good
        } else {
            Exit::Bad
        });
    }
    match write::apply(&plan, &disk, &force(&project, arguments))? {
        Applied::Done(done) => {
            let moved = done.moved.iter().map(|(from, to)| {
                row(
                    "moved",
                    &format!("{} to {}", project.shown(from), project.shown(to)),
                )
            });
            let changed = plan.changes().map(|entry| {
                let verb = if entry.new.is_some() {
                    "wrote"
                } else {
                    "removed"
                };
                row(verb, &project.shown(entry.path))
            });
            screen::print(&moved.chain(changed).collect::<String>());
            Ok(Exit::Good)
        }
        Applied::Refused => {
            refuse(&project, &plan, &force(&project, arguments));
            Ok(Exit::Bad)
        }
    }
}

fn row(verb: &str, what: &str) -> String {
    format!("{verb:8} {what}\n")
}

fn force(project: &Project, arguments: &Arguments) -> Force {
    Force::new(arguments.force.iter().map(|path| project.output_path(path)))
}

/// Says which files stand in the way, and what to do about them.
fn refuse(project: &Project, plan: &Plan, force: &Force) {
    let refused = plan.refused(force);
    screen::print(&project.diffs(refused.iter().copied()));
    let mut text = String::from("nothing was written: these files are not what stackgen wrote\n");
    for entry in &refused {
        let why = match &entry.obstacle {
            Some(obstacle) => format!(" ({obstacle})"),
            None => String::new(),
        };
        text.push_str(&format!(
            "  {:8} {}{why}\n",
            entry.state.word(),
            project.shown(entry.path)
        ));
    }
    let first = refused
        .first()
        .map(|entry| project.shown(entry.path))
        .unwrap_or_default();
    text.push_str(&format!(
        "move what you want to keep into stack.toml, or take a file over with `{} --force {first}`\n\
         (its text is kept as {first}.orig)\n",
        project.command()
    ));
    screen::complain(&text);
}
