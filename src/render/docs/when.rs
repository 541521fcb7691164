//! When a deployment runs, in words.
//!
//! In: its schedules. Out: a part of a sentence. What words would say less exactly than its rule stays a rule.

use super::words::{list, plain};
use crate::dialects::markdown::span;
use crate::dialects::prefect::Templated;
use crate::formats::grammar::interval;
use crate::model::{Deployment, Rule, Schedule};
use crate::tree::Tree;

/// When a deployment runs, as a part of a sentence.
pub fn runs(deployment: &Deployment) -> String {
    let told: Vec<String> = deployment.schedules.iter().map(words).collect();
    if !told.is_empty() {
        return format!("runs {}", list(&told));
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
            Some(Cron::At(words)) => format!("{words} ({})", plain(zone)),
            None => format!("on cron {} ({})", span(cron), plain(zone)),
        },
        Rule::Interval(interval) => match seconds(&interval.value) {
            Some(seconds) => format!("every {}", length(seconds)),
            None => "at an interval".to_owned(),
        },
        Rule::Rrule(rule) => format!("on rrule {} ({})", span(rule), plain(zone)),
    };
    let is_active = schedule.keys.bool("active").is_none_or(|it| it.value);
    if !is_active {
        text.push_str(" (paused)");
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
