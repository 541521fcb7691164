//! The strings of a schedule: `cron`, `rrule`, `timezone`, `anchor_date`.
//!
//! In: the string. Out: nothing, or what is surely wrong with its form. When a schedule fires, and
//! all that depends on it, is for [`crate::firing`]; the interval has a file of its own.

use super::{first_outside, show, whole};
use crate::formats::{Fault, Grammar};

/// Five fields, or six with the seconds last.
pub static CRON: Grammar = Grammar {
    noun: "cron expression",
    example: "*/15 * * * *",
    check: check_cron,
};

/// A recurrence rule of iCalendar, in one line or several.
pub static RRULE: Grammar = Grammar {
    noun: "recurrence rule",
    example: "FREQ=DAILY;BYHOUR=6",
    check: check_rrule,
};

/// A name of the IANA database.
pub static TIMEZONE: Grammar = Grammar {
    noun: "time zone",
    example: "Europe/Oslo",
    check: check_timezone,
};

/// Aliases that croniter knows.
const ALIASES: &[&str] = &[
    "@hourly",
    "@daily",
    "@midnight",
    "@weekly",
    "@monthly",
    "@yearly",
    "@annually",
];

fn check_cron(text: &str) -> Result<(), Fault> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    match fields[..] {
        [] => Err(whole(text, "the cron expression is empty").help("write such as `*/15 * * * *`")),
        [alias] if alias.starts_with('@') => {
            match ALIASES.contains(&alias.to_ascii_lowercase().as_str()) {
                true => Ok(()),
                false => Err(whole(text, "this is no alias of a cron expression")
                    .help(format!("the aliases are {}", ALIASES.join(", ")))),
            }
        }
        [_, _, _, _, _] | [_, _, _, _, _, _] => Ok(()),
        _ => {
            let count = fields.len();
            let plural = if count == 1 { "" } else { "s" };
            let message = format!("a cron expression has 5 fields, this has {count} field{plural}");
            Err(whole(text, message)
                .help("write minute, hour, day, month and weekday: `0 6 * * *`"))
        }
    }
}

fn check_rrule(text: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(whole(text, "the rule is empty").help("write such as `FREQ=DAILY;BYHOUR=6`"));
    }
    // JSON that an older client wrote is let through.
    if text.trim_start().starts_with('{') || text.to_ascii_uppercase().contains("FREQ=") {
        return Ok(());
    }
    let dates = text.to_ascii_uppercase().contains("RDATE");
    match dates {
        true => Ok(()),
        false => {
            Err(whole(text, "the rule has no `FREQ`").help("write such as `FREQ=DAILY;BYHOUR=6`"))
        }
    }
}

fn check_timezone(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "the time zone is empty").help("write such as `Europe/Oslo`"));
    }
    match first_outside(text, |c| c.is_ascii_alphanumeric() || "/_+-".contains(c)) {
        Some((range, character)) => {
            let fault = Fault::new(
                range,
                format!("{} cannot stand in a time zone", show(character)),
            );
            Err(match character {
                ' ' => fault.help(format!("write `{}`", text.trim().replace(' ', "_"))),
                _ => fault.help("write such as `Europe/Oslo`"),
            })
        }
        None => Ok(()),
    }
}
