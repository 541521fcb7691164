//! What one round of `gen` does for each stack.
//!
//! In: stacks, rendered. Out: what was found and what changed, printed; the files, written: of all stacks, or of none.

use super::Arguments;
use crate::commands::account::count;
use crate::commands::check::outcome;
use crate::commands::holds::Holds;
use crate::commands::project::Project;
use crate::commands::stacks::{self, Rendered, Stacks};
use crate::commands::{Exit, screen};
use crate::disk::Error;
use crate::lints::UNTRACKED_OUTPUT;
use crate::write::{self, Applied, Done, Entry, Force, Kept, Plan};

/// How one run ended, and how many files it changed.
pub struct Ended {
    pub exit: Exit,
    pub changes: usize,
}

impl Ended {
    fn without_changes(exit: Exit) -> Self {
        Self { exit, changes: 0 }
    }
}

/// Tells what was found, and writes what was rendered: of all stacks, or of none.
///
/// # Errors
/// A file that cannot be read or written.
pub fn write_all(stacks: &mut Stacks, arguments: &Arguments) -> Result<Ended, Error> {
    let Stacks {
        rendered,
        failures,
        holds,
    } = stacks;
    for stack in rendered.iter_mut() {
        stack.project.settle(&[&UNTRACKED_OUTPUT]);
    }
    let is_wrong = rendered.iter().any(Rendered::is_wrong);
    let number = rendered.len() + failures.len();
    let mut targets = Vec::new();
    if !is_wrong && failures.is_empty() {
        for stack in rendered.iter_mut() {
            targets.extend(Target::new(stack, arguments)?);
        }
        let projects = targets.iter().map(|target| target.project);
        projects.for_each(Project::print_report);
    } else {
        let projects = rendered.iter().map(|stack| &stack.project);
        projects.for_each(Project::print_report);
    }
    let worst = stacks::tell(failures);
    let is_linked = |target: &Target| target.project.report.has_errors();
    if is_wrong || worst != Exit::Good || targets.iter().any(is_linked) {
        if number > 1 {
            screen::complain("nothing was written: all stacks are written, or none is\n");
        }
        return Ok(Ended::without_changes(worst.max(Exit::Bad)));
    }
    if let Some(path) = stray(&targets, &arguments.force) {
        screen::complain(&format!(
            "error: --force: no generated file is at `{path}`\n"
        ));
        return Ok(Ended::without_changes(Exit::Failed));
    }
    if arguments.diff {
        let diffs = |target: &Target| target.diffs(target.plan.changes());
        screen::print(&targets.iter().map(diffs).collect::<String>());
    }
    write(&targets, arguments.dry_run, holds)
}

/// One stack and what is to be done for it.
struct Target<'a> {
    project: &'a Project,
    plan: Plan<'a>,
    force: Force,
}

impl<'a> Target<'a> {
    fn new(stack: &'a mut Rendered, arguments: &Arguments) -> Result<Option<Self>, Error> {
        let Rendered {
            project,
            outputs,
            lock,
            ..
        } = stack;
        let Some(outputs) = outputs else {
            return Ok(None);
        };
        let plan = project.plan(outputs, lock)?;
        project.find_linked_folders(&plan);
        let project: &Project = project;
        let forced = arguments.force.iter();
        project.account.tell(|| outcome::compared(&plan));
        Ok(Some(Self {
            project,
            plan,
            force: Force::new(forced.filter_map(|path| project.output_path(path))),
        }))
    }

    /// What changes in some files; nothing in a quiet run.
    fn diffs<'e>(&self, entries: impl IntoIterator<Item = &'e Entry<'e>>) -> String {
        match self.project.voice.quiet {
            true => String::new(),
            false => self.project.diffs(entries),
        }
    }

    /// Why it cannot be written.
    fn blocked(&self) -> Option<Error> {
        self.plan.blocked(&self.force, &self.project.disk())
    }

    fn refused(&self) -> Vec<&Entry<'a>> {
        self.plan.refused(&self.force)
    }
}

/// The first path to take over that is neither a generated file nor a folder of one: mistyped.
fn stray<'f>(targets: &[Target<'_>], forced: &'f [String]) -> Option<&'f str> {
    let is_known = |typed: &str| {
        targets.iter().any(|target| {
            let path = target.project.output_path(typed);
            path.is_some_and(|path| target.plan.is_reached(&Force::new([path])))
        })
    };
    forced
        .iter()
        .map(String::as_str)
        .find(|path| !is_known(path))
}

fn write(targets: &[Target<'_>], is_dry: bool, holds: &mut Holds) -> Result<Ended, Error> {
    let is_refused = targets.iter().any(|target| !target.refused().is_empty());
    let exit = match is_refused {
        true => Exit::Bad,
        false => Exit::Good,
    };
    if is_dry {
        let list = |target: &Target| write::list(&target.plan, |path| target.project.shown(path));
        screen::print(&targets.iter().map(list).collect::<String>());
    }
    if let Some(error) = targets.iter().find_map(Target::blocked) {
        return Err(error);
    }
    if is_refused && !is_dry {
        refuse(targets);
    } else if !is_dry {
        let changes = targets.iter().map(|target| target.plan.changes().count());
        let changes = changes.sum();
        for Target {
            project,
            plan,
            force,
        } in targets
        {
            if !plan.is_fresh() {
                holds.claim(&project.place())?;
            }
            if let Applied::Done(done) = write::apply(plan, &project.disk(), force)? {
                project.account.tell(|| what_was_done(&done));
                if !project.voice.quiet {
                    screen::print(&told(project, plan, &done));
                }
            }
        }
        return Ok(Ended { exit, changes });
    }
    Ok(Ended::without_changes(exit))
}

/// What was done, file by file.
fn told(project: &Project, plan: &Plan<'_>, done: &Done) -> String {
    let moved = done.moved.iter().map(|(from, to)| {
        let (from, to) = (project.shown(from), project.shown(to));
        row("moved", &format!("{from} to {to}"))
    });
    let changed = plan.changes().map(|entry| {
        let verb = if entry.new.is_some() {
            "wrote"
        } else {
            "removed"
        };
        row(verb, &project.shown(entry.path))
    });
    moved.chain(changed).chain(kept(project, plan)).collect()
}

/// What the lock had and the run leaves alone for good, with the reason.
fn kept(project: &Project, plan: &Plan<'_>) -> impl Iterator<Item = String> {
    plan.kept().iter().filter_map(|(path, why)| {
        let why = match why {
            Kept::Needed => return None,
            Kept::Theirs(lock) => format!("`{lock}` has it too"),
            Kept::Unmarked => "nothing in it says that stackgen wrote it".to_owned(),
        };
        Some(row("kept", &format!("{} ({why})", project.shown(path))))
    })
}

/// For `--verbose`.
fn what_was_done(done: &Done) -> String {
    let written = count(done.written, "file");
    format!("wrote {written}, removed {}", done.removed)
}

/// A row of what was done.
pub fn row(verb: &str, what: &str) -> String {
    format!("{verb:8} {what}\n")
}

/// Says which files stand in the way, and what to do about them.
fn refuse(targets: &[Target<'_>]) {
    let mut text = String::from("nothing was written: these files are not what stackgen wrote\n");
    let mut advice = String::new();
    for target in targets {
        let (project, refused) = (target.project, target.refused());
        screen::print(&target.diffs(refused.iter().copied()));
        for entry in &refused {
            let why = match &entry.obstacle {
                Some(obstacle) => format!(" ({obstacle})"),
                None => String::new(),
            };
            let (state, shown) = (entry.state.word(), project.shown(entry.path));
            text.push_str(&format!("  {state:8} {shown}{why}\n"));
        }
        if let Some(first) = refused.first().filter(|_| advice.is_empty()) {
            advice = format!(
                "{}\n(its text is kept as {}.orig)\n",
                project.way_out(first.path),
                project.shown(first.path)
            );
        }
    }
    screen::complain(&(text + &advice));
}
