//! `stackgen schedules`: the next fire times that Prefect's own engine computes.

mod human;
mod json;

use super::project::Project;
use super::{Exit, Options, screen, stacks};
use crate::diagnostics::nearest;
use crate::disk::Error;
use crate::firing::{self, Engine, Firing};
use crate::model::{Deployment, Schedule};
use jiff::Timestamp;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Only these deployments, by the keys of their tables
    deployments: Vec<String>,
    /// The first moment to look at, from which distances are told ("6 h later") [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    from: Option<Timestamp>,
    /// The last moment to look at
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    until: Option<Timestamp>,
    /// The most dates of a schedule
    #[arg(long, value_name = "N", default_value_t = 5)]
    count: usize,
    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table for each deployment
    Human,
    /// One document for programs
    Json,
}

/// A moment as people type it.
fn moment(typed: &str) -> Result<Timestamp, String> {
    let reason = "write date, time and offset, such as 2030-03-30T00:00:00Z";
    typed.parse().map_err(|_| reason.to_owned())
}

/// All that is shown of one stack.
struct Preview<'a> {
    /// Its stack.toml, as messages show it.
    stack: String,
    /// The Python of the server, and whether something says so.
    python: String,
    is_assumed: bool,
    from: Timestamp,
    /// Whether that is the moment of the run.
    is_now: bool,
    deployments: Vec<(&'a Deployment, Vec<Row<'a>>)>,
}

/// One schedule and its dates; none where Prefect would refuse it, or a placeholder decides it.
struct Row<'a> {
    schedule: &'a Schedule,
    firing: Option<Firing>,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let (projects, exit) = stacks::sound(options)?;
    let names = || {
        let stacks = projects.iter().map(|project| &project.stack);
        stacks.flat_map(|stack| stack.deployments.keys().map(|name| &**name))
    };
    let mut asked = arguments.deployments.iter();
    if let Some(unknown) = asked.find(|name| names().all(|known| known != name.as_str()))
        && exit == Exit::Good
    {
        let help = nearest(unknown, names())
            .map(|near| format!("; a similar one is `{near}`"))
            .unwrap_or_default();
        screen::complain(&format!(
            "error: no deployment is called `{unknown}`{help}\n"
        ));
        return Ok(Exit::Failed);
    }
    let from = arguments.from.unwrap_or_else(Timestamp::now);
    let previews: Vec<Preview> = projects
        .iter()
        .map(|project| Preview::of(project, from, arguments))
        .collect();
    if projects.is_empty() {
        return Ok(exit);
    }
    let is_one = options.stack.len() < 2;
    screen::print(&match arguments.format {
        Format::Human => human::print(&previews, is_one),
        Format::Json => json::print(&previews, is_one),
    });
    Ok(exit)
}

impl<'a> Preview<'a> {
    fn of(project: &'a Project, from: Timestamp, arguments: &Arguments) -> Self {
        let wanted = |deployment: &&Deployment| {
            let mut asked = arguments.deployments.iter();
            arguments.deployments.is_empty() || asked.any(|name| **name == *deployment.key.value)
        };
        let found = project.stack.server_python();
        let python = found.clone().unwrap_or_else(|| "3.13".into());
        let engine = engine(&python);
        let row = |schedule| Row {
            schedule,
            firing: fire(schedule, engine, from, arguments),
        };
        let deployments = project.stack.deployments.values().filter(wanted);
        Self {
            stack: project.shown_file(),
            is_assumed: found.is_none(),
            python,
            from,
            is_now: arguments.from.is_none(),
            deployments: deployments
                .map(|it| (it, it.schedules.iter().map(row).collect()))
                .collect(),
        }
    }
}

fn fire(
    schedule: &Schedule,
    engine: Engine,
    from: Timestamp,
    arguments: &Arguments,
) -> Option<Firing> {
    let parsed = schedule.firing.as_ref().ok()?.as_ref()?;
    Some(firing::fires(
        parsed,
        engine,
        from,
        arguments.until,
        arguments.count,
    ))
}

/// Prefect's engine takes another branch from Python 3.13 on.
fn engine(python: &str) -> Engine {
    let minor = python
        .strip_prefix("3.")
        .and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    if minor.is_some_and(|minor| minor < 13) {
        Engine::Python312
    } else {
        Engine::Python313
    }
}
