//! Recurrence rules as dateutil 2.9 reads and walks them.
//!
//! In: text (`parse`), then a question. Out: an [`Rrule`] that is accepted where Prefect accepts it, and its dates. Everything runs
//! on the wall: offsets and TZID of the text are dropped. `walk` walks one rule and `set` several; `offset` turns the wall into
//! instants as dateutil's zones do.

mod build;
mod calendar;
mod offset;
mod parse;
mod parts;
mod piece;
mod set;
mod steps;
mod walk;

use jiff::Timestamp;

use super::collect::{Ask, Collection};
use super::engine::clock_key;
use super::wall;
use super::{End, Firing, Hazard};

/// An accepted rule, or set of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rrule {
    rules: Vec<Recurrence>,
    exclusions: Vec<Recurrence>,
    /// RDATE, sorted.
    dates: Vec<i64>,
    /// EXDATE, sorted.
    exdates: Vec<i64>,
    /// What raises when dates are made, though the text is accepted.
    late: Option<String>,
    /// Whether it is accepted at some times of the day only.
    clocked: bool,
}

/// How often a rule steps. The order is dateutil's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Freq {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
}

/// One rule. A list that was not written is none; one that was written is never empty, except days of the month, where a
/// zero is no day and yet no default either.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Recurrence {
    freq: Freq,
    /// DTSTART on the wall.
    start: i64,
    interval: i64,
    /// 0 for Monday.
    week_start: i64,
    count: Option<i64>,
    /// UNTIL on the wall.
    until: Option<i64>,
    positions: Vec<i64>,
    months: Vec<i64>,
    month_days: Vec<i64>,
    year_days: Vec<i64>,
    easter: Vec<i64>,
    weeks: Vec<i64>,
    weekdays: Vec<i64>,
    /// Pairs of weekday and n: the nth one of the month or the year.
    nth_weekdays: Vec<(i64, i64)>,
    /// Allowed values of the unit, or for slower rules the times of the day; empty: all.
    hours: Vec<i64>,
    minutes: Vec<i64>,
    seconds: Vec<i64>,
}

/// Why a walk stops without an end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Halt {
    Raises(&'static str),
    Hangs,
    Stalls,
}

impl From<Halt> for End {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Raises(reason) => Self::Raises(reason.into()),
            Halt::Hangs => Self::Hangs,
            Halt::Stalls => Self::Stalls,
        }
    }
}

/// Prefect's walk caches this many dates at a time, so that what raises a few dates later raises now.
const BATCH: usize = 10;

impl Rrule {
    /// What Prefect accepts and then cannot run.
    pub fn hazard(&self) -> Option<Hazard> {
        if let Some(reason) = &self.late {
            return Some(Hazard::Raises(reason.clone()));
        }
        if self.clocked {
            return Some(Hazard::Clocked);
        }
        let all = || self.rules.iter().chain(&self.exclusions);
        if self.is_on_the_spot() {
            return Some(Hazard::Hangs);
        }
        match set::Set::new(self, i64::MIN).first() {
            Err(Halt::Raises(reason)) => Some(Hazard::Raises(reason.into())),
            Err(Halt::Hangs | Halt::Stalls) => Some(Hazard::Hangs),
            _ if all().any(|rule| rule.interval < 0) => Some(Hazard::Raises(
                "its INTERVAL leads backwards, to before the year 1".into(),
            )),
            _ => None,
        }
    }
}

impl Rrule {
    /// Whether INTERVAL is 0 somewhere.
    fn is_on_the_spot(&self) -> bool {
        self.rules
            .iter()
            .chain(&self.exclusions)
            .any(|rule| rule.interval == 0)
    }
}

pub(super) fn fires(rule: &Rrule, ask: &Ask<'_>) -> Firing {
    let mut dates = Collection::new(ask.count);
    if let Some(reason) = &rule.late {
        return dates.finish(End::Raises(reason.clone()));
    }
    let from = ask.from();
    let until = ask.until();
    let zone = offset::Offsets::new(ask.zone);
    // Two days cover what an offset can move.
    let mut walk = set::Set::new(rule, wall::from_civil(from.datetime()) - 2 * wall::DAY);
    loop {
        let batch = match walk.batch(BATCH) {
            Ok(batch) if batch.is_empty() => return dates.finish(End::Over),
            Ok(batch) => batch,
            Err(Halt::Stalls) if rule.is_on_the_spot() => return dates.finish(End::Hangs),
            Err(halt) => return dates.finish(halt.into()),
        };
        for date in batch {
            let instant = Timestamp::from_second(date - zone.at(date));
            let Ok(instant) = instant else {
                return dates.finish(End::Raises("it reaches a date after the year 9999".into()));
            };
            if instant < micros(ask.from) {
                continue;
            }
            let time = instant.to_zoned_datetime(ask.zone.tz.clone());
            if until
                .as_ref()
                .is_some_and(|until| ask.engine.rrule_exceeds(&time, until))
            {
                return dates.finish(End::Asked);
            }
            let key = clock_key(&time);
            if let Some(end) = dates.push(time, wall::to_civil(date), key) {
                return dates.finish(end);
            }
        }
    }
}

/// Python's instants end at microseconds.
fn micros(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

/// Whether the rule, walked from its start, has no date.
pub(super) fn never_fires(rule: &Rrule) -> bool {
    rule.late.is_none() && matches!(set::Set::new(rule, i64::MIN).first(), Ok(None))
}
