//! Schedule → fire times, as the server classes of Prefect 3.8.8 compute them.
//!
//! In: the text of a cron expression or rule, a zone name, an interval in seconds, an anchor. Out: a [`Schedule`], what is
//! wrong with the text ([`Fault`]), the instants at which Prefect fires, and findings that no clock changes
//! ([`never_fires`], [`hazard`]). Quirks are copied, not mended; all in which the engine of Python 3.13 differs from that of
//! older Pythons stands in `engine`. No check is made on the day of today, nothing is printed.

pub mod anchor;
pub mod cron;
pub mod engine;
pub mod interval;
pub mod rrule;
pub mod zone;

mod collect;
mod date;
mod wall;

use jiff::{SignedDuration, Timestamp, ZonedDateTime, civil};

pub use crate::formats::Fault;
pub use anchor::parse_anchor;
pub use cron::Cron;
pub use engine::Engine;
pub use rrule::Rrule;
pub use zone::{Zone, parse_zone};

/// What a schedule says, without its zone.
#[derive(Clone, Debug)]
pub enum Rule {
    /// `day_or`: both day fields restricted means either (true, Prefect's default) or both.
    Cron {
        cron: Cron,
        day_or: bool,
    },
    /// `every` is more than nothing, and counts in microseconds. Without an anchor the phase is the moment of deployment.
    Interval {
        every: SignedDuration,
        anchor: Option<Timestamp>,
    },
    Rrule(Rrule),
}

/// A rule and the zone whose clock it follows; none is UTC.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub rule: Rule,
    pub timezone: Option<Zone>,
}

/// The dates that one question to the engine gives.
#[derive(Clone, Debug)]
pub struct Firing {
    /// In the order of their instants, with the zone's offset.
    pub fires: Vec<Fire>,
    pub end: End,
}

/// One date.
#[derive(Clone, Debug)]
pub struct Fire {
    pub time: ZonedDateTime,
    /// What a change of clock did to it; mostly nothing.
    pub marks: Vec<Mark>,
}

/// What a change of clock does to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The schedule asks for this clock time, which the clock skips.
    Moved(civil::DateTime),
    /// Another date, asked for at this clock time, fell on the same instant and was dropped.
    Dropped(civil::DateTime),
    /// The clock shows this time twice and the schedule fires in both passes.
    Doubled,
    /// The clock shows this time twice and the schedule fires in this pass only.
    Repeated,
}

/// Why there are no more dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// As many as were asked for, or the last one before `until`.
    Asked,
    /// The schedule has no later date.
    Over,
    /// The engine stops after about a thousand candidates.
    Limit,
    /// An interval without anchor: its phase is the moment of deployment.
    Unanchored,
    /// Prefect raises when it looks for the next date, and then schedules nothing for the whole deployment.
    Raises(String),
    /// Prefect never returns.
    Hangs,
    /// Prefect would walk tens of millions of dates first; the search was given up.
    Stalls,
    /// Other dates each time.
    Random,
}

/// What Prefect accepts and then cannot run, whatever the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// The reason, as an end of the sentence "Prefect accepts this, then raises: …".
    Raises(String),
    /// Raises as soon as the last year that it names is used up.
    Expires(u16),
    /// A rule without DTSTART that Prefect accepts or refuses by the time of the day at which it is deployed.
    Clocked,
    /// Never returns, or not for minutes.
    Hangs,
    /// Other dates each time.
    Random,
}

/// The next dates from `from` on, at most `count`, none after `until`: what `get_dates(n, start, end)` of Prefect returns.
///
/// Some can lie before `from`: the engines do that around a change of clock (facts of the module `engine`).
pub fn fires(
    schedule: &Schedule,
    engine: Engine,
    from: Timestamp,
    until: Option<Timestamp>,
    count: usize,
) -> Firing {
    let zone = schedule.timezone.clone().unwrap_or_else(Zone::utc);
    let ask = collect::Ask {
        engine,
        zone: &zone,
        from,
        until,
        count,
    };
    match &schedule.rule {
        _ if count == 0 => Firing {
            fires: Vec::new(),
            end: End::Asked,
        },
        Rule::Cron { cron, day_or } => cron::fires(cron, *day_or, &ask),
        Rule::Interval {
            every,
            anchor: Some(anchor),
        } => interval::fires(*every, *anchor, &ask),
        Rule::Interval { anchor: None, .. } => Firing {
            fires: Vec::new(),
            end: End::Unanchored,
        },
        Rule::Rrule(rule) => rrule::fires(rule, &ask),
    }
}

/// Whether there is no date at all, in no year.
pub fn never_fires(schedule: &Schedule) -> bool {
    match &schedule.rule {
        Rule::Cron { cron, day_or } => cron::never_fires(cron, *day_or),
        Rule::Interval { .. } => false,
        Rule::Rrule(rule) => rrule::never_fires(rule),
    }
}

/// What Prefect accepts and then cannot run. A cron expression without any date, on which the engine raises too, is told by
/// [`never_fires`].
pub fn hazard(schedule: &Schedule) -> Option<Hazard> {
    match &schedule.rule {
        Rule::Cron { cron, .. } if cron.is_random() => Some(Hazard::Random),
        Rule::Cron { cron, .. } => cron.last_year().map(Hazard::Expires),
        Rule::Interval { .. } => None,
        Rule::Rrule(rule) => rule.hazard(),
    }
}
