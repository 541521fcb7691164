//! Cron expressions as the croniter that Prefect carries reads them.
//!
//! In: text (`parse`), then a question. Out: a [`Cron`] that is accepted exactly where Prefect accepts it, and its dates.
//! `search` works on the wall and knows no zones; here its hits become instants.

mod field;
mod parse;
mod random;
mod search;
mod token;

use super::collect::{Ask, Collection};
use super::engine::clock_key;
use super::wall;
use super::{End, Firing};

/// An accepted cron expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    /// Minute, hour, day of month, month, day of week, second, year.
    fields: [Field; 7],
    /// How many fields were written: 5, 6 or 7.
    width: usize,
    /// The nth (or with 0 the last) weekday of the month: pairs of weekday (Sunday 0) and n.
    nth: Vec<(u8, u8)>,
    random: bool,
}

/// What a field allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Field {
    /// Sorted; empty where a star stands alone.
    values: Vec<i64>,
    /// The field is not restricted.
    star: bool,
    /// The last day of the month too.
    last: bool,
}

const MINUTE: usize = 0;
const HOUR: usize = 1;
const DAY: usize = 2;
const MONTH: usize = 3;
const WEEKDAY: usize = 4;
const SECOND: usize = 5;
const YEAR: usize = 6;

const NO_DATE: &str = "it finds no date within 50 years";

impl Cron {
    /// Whether it holds `R`, for which Prefect draws other dates each time.
    pub fn is_random(&self) -> bool {
        self.random
    }

    /// Whether it has a field for seconds, and that one names all of them.
    pub fn fires_each_second(&self) -> bool {
        self.width > SECOND && self.fields[SECOND].star
    }

    /// The last year that it names; Prefect raises as soon as that is used up.
    pub fn last_year(&self) -> Option<u16> {
        let year = &self.fields[YEAR];
        let last = year
            .values
            .last()
            .filter(|_| self.width == 7 && !year.star)?;
        u16::try_from(*last).ok()
    }
}

pub(super) fn fires(cron: &Cron, day_or: bool, ask: &Ask<'_>) -> Firing {
    let mut dates = Collection::new(ask.count);
    if cron.random {
        return dates.finish(End::Random);
    }
    let until = ask.until();
    let mut clock = ask.engine.cron_start(&ask.from());
    loop {
        let Some(hit) = cron.next(clock, day_or) else {
            return dates.finish(End::Raises(NO_DATE.into()));
        };
        clock = hit;
        let civil = wall::to_civil(hit);
        let zoned = civil.and_then(|hit| ask.engine.cron_instant(hit, &ask.zone.tz));
        let Some(time) = zoned else {
            return dates.finish(End::Raises("it reaches a date after the year 9999".into()));
        };
        if until
            .as_ref()
            .is_some_and(|until| time.datetime() > until.datetime())
        {
            return dates.finish(End::Asked);
        }
        let key = clock_key(&time);
        if let Some(end) = dates.push(time, civil, key) {
            return dates.finish(end);
        }
    }
}

/// Whether the engine finds no date from whatever start. Calendars repeat their weekdays and leap days within 28 years, which
/// the 50 years of a search from 2000 on cover.
pub(super) fn never_fires(cron: &Cron, day_or: bool) -> bool {
    let finds = |year: i64| {
        cron.next(wall::days(year, 1, 1) * wall::DAY - 1, day_or)
            .is_some()
    };
    match &cron.fields[YEAR] {
        _ if cron.random => false,
        year if cron.width == 7 && !year.star => !year.values.iter().any(|year| finds(*year)),
        _ => !finds(2000),
    }
}
