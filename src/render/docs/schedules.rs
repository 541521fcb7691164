//! Schedules in words, and how they are written and changed.

use super::commands::Commands;
use super::workflow::flow_and_name;
use super::{Md, bash, md, paragraph};
use crate::dialects::markdown::{fence, span};
use crate::dialects::prefect::Templated;
use crate::dialects::{shell, yaml};
use crate::formats::grammar::interval;
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

/// When a deployment runs, as a part of a sentence.
pub fn runs(deployment: &Deployment) -> String {
    let told: Vec<String> = deployment.schedules.iter().map(words).collect();
    if !told.is_empty() {
        return format!("runs {}", super::words::list(&told));
    }
    let list = deployment.keys.get("schedules").map(|value| &value.value);
    match list {
        // What a placeholder decides is known only where it is deployed.
        Some(Tree::List(items)) if !items.is_empty() => "runs on a schedule".to_owned(),
        _ => "no schedule, runs when triggered".to_owned(),
    }
}

/// One schedule: `every 15 minutes`.
fn words(schedule: &Schedule) -> String {
    let zone = schedule.timezone.as_ref();
    let zone = zone.map_or("UTC", |zone| &*zone.value);
    let mut text = match &schedule.rule {
        Rule::Cron(cron) => match cron_words(cron) {
            Some(Cron::Often(words)) => words,
            Some(Cron::At(words)) => format!("{words} ({})", super::words::plain(zone)),
            None => format!("on cron {} ({})", span(cron), super::words::plain(zone)),
        },
        Rule::Interval(interval) => match seconds(&interval.value) {
            Some(seconds) => format!("every {}", length(seconds)),
            None => "at an interval".to_owned(),
        },
        Rule::Rrule(rule) => format!("on rrule {} ({})", span(rule), super::words::plain(zone)),
    };
    let is_active = schedule.keys.bool("active").is_none_or(|it| it.value);
    if !is_active {
        text.push_str(", paused");
    }
    text
}

enum Cron {
    /// The time zone does not matter.
    Often(String),
    At(String),
}

/// A rule that words say as exactly as its text does.
fn cron_words(text: &str) -> Option<Cron> {
    let alias = match text.trim().to_ascii_lowercase().as_str() {
        "@hourly" => Some("0 * * * *"),
        "@daily" | "@midnight" => Some("0 0 * * *"),
        "@weekly" => Some("0 0 * * 0"),
        "@monthly" => Some("0 0 1 * *"),
        _ => None,
    };
    let fields: Vec<&str> = alias.unwrap_or(text).split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields[..] else {
        return None;
    };
    let at = || {
        let (hour, minute) = (number(hour, 23)?, number(minute, 59)?);
        Some(format!("{hour:02}:{minute:02}"))
    };
    Some(match (minute, hour, day, month, weekday) {
        (minutes, "*", "*", "*", "*") => match (step(minutes, 60), number(minutes, 59)) {
            (Some(1), _) => Cron::Often("every minute".into()),
            (Some(step), _) => Cron::Often(format!("every {step} minutes")),
            (None, Some(0)) => Cron::Often("every hour".into()),
            (None, minute) => Cron::Often(format!("every hour at minute {}", minute?)),
        },
        ("0", hours, "*", "*", "*") if hours.starts_with('*') => match step(hours, 24)? {
            1 => Cron::Often("every hour".into()),
            step => Cron::At(format!("every {step} hours")),
        },
        (_, _, "*", "*", "*") => Cron::At(format!("daily at {}", at()?)),
        (_, _, "*", "*", weekday) => Cron::At(format!("{} at {}", weekdays(weekday)?, at()?)),
        (_, _, day, "*", "*") => {
            let day = number(day, 31).filter(|day| *day > 0)?;
            Cron::At(format!("on day {day} of each month at {}", at()?))
        }
        _ => return None,
    })
}

/// The step of `*/N` that divides its whole: only such a one is the same everywhere.
fn step(field: &str, whole: u32) -> Option<u32> {
    if field == "*" {
        return Some(1);
    }
    let step = number(field.strip_prefix("*/")?, whole - 1)?;
    (step > 0 && whole.is_multiple_of(step)).then_some(step)
}

fn number(field: &str, most: u32) -> Option<u32> {
    let is_number = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| field.parse::<u32>().ok())??;
    (number <= most).then_some(number)
}

fn weekdays(field: &str) -> Option<String> {
    const DAYS: [&str; 8] = [
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let field = field.to_ascii_lowercase();
    if field == "1-5" || field == "mon-fri" {
        return Some("on weekdays".into());
    }
    let by_name = || {
        DAYS.iter()
            .position(|day| day.to_ascii_lowercase()[..3] == *field)
    };
    let index = number(&field, 7).map(|day| day as usize).or_else(by_name)?;
    Some(format!("every {}", DAYS[index]))
}

fn seconds(value: &Tree<Templated>) -> Option<f64> {
    match value {
        Tree::Int(seconds) => Some(*seconds as f64),
        Tree::Float(seconds) => Some(*seconds),
        Tree::Text(text) => interval::parse(text.text()).ok().map(|it| it.seconds()),
        _ => None,
    }
}

/// A length of time in its greatest whole unit.
fn length(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [
        (86_400.0, "day"),
        (3_600.0, "hour"),
        (60.0, "minute"),
        (1.0, "second"),
    ];
    for (unit, noun) in UNITS {
        let count = seconds / unit;
        if count >= 1.0 && count.fract() == 0.0 {
            return if count == 1.0 {
                noun.to_owned()
            } else {
                format!("{count} {noun}s")
            };
        }
    }
    format!("{seconds} seconds")
}

/// The parts of the section; `None` without deployments.
pub fn view(commands: &Commands<'_>) -> SchedulesView {
    let stack = commands.stack;
    let scheduled = stack.deployments.values();
    let example = scheduled
        .filter(|deployment| !deployment.schedules.is_empty())
        .find_map(flow_and_name)
        .or_else(|| stack.deployments.values().find_map(flow_and_name));
    let name = example.unwrap_or_else(|| "FLOW/NAME".to_owned());
    let name = shell::word(&name).into_owned();
    SchedulesView {
        kinds: md(kinds(stack)),
        in_use: in_use(stack),
        update: bash(&update(&name)),
        pause: bash(&pause(stack, &name)),
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

fn update(name: &str) -> Vec<String> {
    let lines = [
        ("Show the schedules and their ids", format!("ls {name}")),
        (
            "Change to daily at 08:00",
            format!("create {name} --cron \"0 8 * * *\" --timezone UTC --replace -y"),
        ),
        (
            "Change to every 30 minutes",
            format!("create {name} --interval 1800 --replace -y"),
        ),
        ("Remove one schedule", format!("delete {name} SCHEDULE_ID")),
        ("Remove all schedules", format!("clear {name} -y")),
    ];
    let lines = lines
        .map(|(title, arguments)| format!("# {title}\nprefect deployment schedule {arguments}"));
    vec![lines.join("\n\n")]
}

fn pause(stack: &Stack, name: &str) -> Vec<String> {
    let mut lines = vec![
        (
            "One schedule",
            format!(
                "prefect deployment schedule pause {name} SCHEDULE_ID\n\
                 prefect deployment schedule resume {name} SCHEDULE_ID"
            ),
        ),
        (
            "All schedules of all deployments",
            "prefect deployment schedule pause --all\nprefect deployment schedule resume --all"
                .to_owned(),
        ),
    ];
    if let Some(pool) = stack.work_pools.keys().next() {
        let pool = shell::word(pool);
        lines.push((
            "Everything that runs in a work pool",
            format!("prefect work-pool pause {pool}\nprefect work-pool resume {pool}"),
        ));
    }
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(title, commands)| format!("# {title}\n{commands}"))
        .collect();
    vec![lines.join("\n\n")]
}

#[cfg(test)]
mod tests {
    use super::{Cron, cron_words, length};

    #[test]
    fn crons_in_words() {
        for (cron, expected) in [
            ("*/15 * * * *", "every 15 minutes"),
            ("* * * * *", "every minute"),
            ("0 * * * *", "every hour"),
            ("5 * * * *", "every hour at minute 5"),
            ("0 */6 * * *", "every 6 hours"),
            ("30 6 * * *", "daily at 06:30"),
            ("0 6 * * MON-FRI", "on weekdays at 06:00"),
            ("0 6 * * sun", "every Sunday at 06:00"),
            ("0 6 * * 7", "every Sunday at 06:00"),
            ("0 0 1 * *", "on day 1 of each month at 00:00"),
            ("@daily", "daily at 00:00"),
        ] {
            let words = cron_words(cron).map(|(Cron::Often(it) | Cron::At(it))| it);
            assert_eq!(words.as_deref(), Some(expected), "{cron}");
        }
        // What words would say less exactly stays as it is.
        for cron in [
            "*/7 * * * *",
            "*/90 * * * *",
            "0 */5 * * *",
            "0 6 1 * 1",
            "0,30 * * * *",
            "0 6 * * 1,3",
            "0 0 6 * * *",
            "0 6 * 2 *",
            "H * * * *",
        ] {
            assert!(cron_words(cron).is_none(), "{cron}");
        }
    }

    #[test]
    fn lengths() {
        for (seconds, expected) in [
            (900.0, "15 minutes"),
            (60.0, "minute"),
            (90.0, "90 seconds"),
            (86_400.0, "day"),
            (0.5, "0.5 seconds"),
        ] {
            assert_eq!(length(seconds), expected);
        }
    }
}
