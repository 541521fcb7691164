//! How schedules are written, changed and paused. When they fire is told in `when`.

use super::commands::Commands;
use super::workflow::flow_and_name;
use super::{Md, bash, md, paragraph};
use crate::dialects::markdown::fence;
use crate::dialects::{shell, yaml};
use crate::model::{Deployment, Rule, Schedule, Stack};
use crate::tree::Tree;
use serde::Serialize;

#[derive(Serialize)]
pub struct SchedulesView {
    /// The three kinds, with the stack's own rules where it has them.
    kinds: Md,
    in_use: Option<Md>,
    update: Md,
    pause: Md,
}

/// The parts of the section; `None` without deployments.
pub fn view(commands: &Commands<'_>) -> SchedulesView {
    let stack = commands.stack;
    let called = |deployment: &Deployment| flow_and_name(commands, deployment);
    let scheduled = stack.deployments.values();
    let example = scheduled
        .filter(|deployment| !deployment.schedules.is_empty())
        .find_map(called)
        .or_else(|| stack.deployments.values().find_map(called));
    let name = example.unwrap_or_else(|| "FLOW/NAME".to_owned());
    let name = shell::word(&name).into_owned();
    SchedulesView {
        kinds: md(kinds(stack)),
        in_use: in_use(stack),
        update: bash(&update(commands, &name)),
        pause: bash(&pause(commands, &name)),
    }
}

fn kinds(stack: &Stack) -> String {
    let all = || stack.deployments.values().flat_map(|it| &it.schedules);
    let cron = all().find_map(|schedule| match &schedule.rule {
        Rule::Cron(cron) => Some((yaml::quoted(cron), zone(schedule))),
        _ => None,
    });
    let interval = all().find_map(|schedule| match &schedule.rule {
        Rule::Interval(interval) => match &interval.value {
            Tree::Int(seconds) => Some((seconds.to_string(), zone(schedule))),
            Tree::Text(text) => Some((yaml::quoted(text.text()), zone(schedule))),
            _ => None,
        },
        _ => None,
    });
    let rrule = all().find_map(|schedule| match &schedule.rule {
        Rule::Rrule(rule) => Some((yaml::quoted(rule), zone(schedule))),
        _ => None,
    });
    let or = |found: Option<(String, String)>, other: &str| {
        found.unwrap_or_else(|| (other.to_owned(), "UTC".to_owned()))
    };
    let kinds = [
        ("Cron schedule", "cron", or(cron, "\"0 6 * * *\"")),
        (
            "Interval schedule (seconds)",
            "interval",
            or(interval, "900"),
        ),
        (
            "RRule schedule",
            "rrule",
            or(rrule, "\"FREQ=WEEKLY;BYDAY=MO,WE,FR\""),
        ),
    ];
    let kinds = kinds.map(|(title, key, (rule, zone))| {
        let zone = yaml::quoted(&zone);
        format!("# {title}\nschedules:\n  - {key}: {rule}\n    timezone: {zone}")
    });
    fence("yaml", &kinds.join("\n\n"))
}

fn zone(schedule: &Schedule) -> String {
    let zone = schedule.timezone.as_ref();
    zone.map_or("UTC", |zone| &*zone.value).to_owned()
}

fn in_use(stack: &Stack) -> Option<Md> {
    let mut counts = [("cron", 0), ("interval", 0), ("rrule", 0)];
    for schedule in stack.deployments.values().flat_map(|it| &it.schedules) {
        let index = match &schedule.rule {
            Rule::Cron(_) => 0,
            Rule::Interval(_) => 1,
            Rule::Rrule(_) => 2,
        };
        counts[index].1 += 1;
    }
    let told: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {kind} schedule{plural}")
        })
        .collect();
    (!told.is_empty()).then(|| {
        let told = super::words::list(&told);
        paragraph(&format!("In use here: {told}."))
    })
}

fn update(commands: &Commands<'_>, name: &str) -> Vec<String> {
    let lines = [
        ("Show the schedules and their ids", format!("ls {name}")),
        (
            "Change to daily at 08:00",
            format!("create {name} --replace -y \\\n  --cron \"0 8 * * *\" --timezone UTC"),
        ),
        (
            "Change to every 30 minutes",
            format!("create {name} --replace -y \\\n  --interval 1800"),
        ),
        (
            "Remove one schedule",
            format!("delete {name} SCHEDULE_ID -y"),
        ),
        ("Remove all schedules", format!("clear {name} -y")),
    ];
    let lines = lines.map(|(title, arguments)| {
        let command = commands.bare(&format!("deployment schedule {arguments}"));
        format!("# {title}\n{command}")
    });
    vec![format!("{}\n\n{}", commands.export(), lines.join("\n\n"))]
}

fn pause(commands: &Commands<'_>, name: &str) -> Vec<String> {
    let mut lines = vec![
        (
            "One schedule",
            "deployment schedule",
            format!("{name} SCHEDULE_ID"),
        ),
        (
            "All schedules of all deployments",
            "deployment schedule",
            "--all".to_owned(),
        ),
    ];
    if let Some(pool) = commands.stack.work_pools.keys().next() {
        let pool = shell::word(pool).into_owned();
        lines.push(("Everything that runs in a work pool", "work-pool", pool));
    }
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(title, group, what)| {
            let command = |verb: &str| commands.bare(&format!("{group} {verb} {what}"));
            format!("# {title}\n{}\n{}", command("pause"), command("resume"))
        })
        .collect();
    vec![lines.join("\n\n")]
}
