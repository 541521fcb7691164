//! A schedule: its kind, its time zone and its text, a line each (a recurrence rule may have more lines) → its fire times.
//!
//! Holds: no panic, and an end; no more dates than were asked for; the same question has the same answer.

use stackgen::firing::{self, Cron, End, Engine, Rrule, Rule, Schedule};
use stackgen::formats::{Fault, grammar};

const COUNT: usize = 20;
/// A winter day, the hour in which clocks change in Europe, and the last days that there are.
const STARTS: [&str; 3] = [
    "2026-01-15T12:00:00Z",
    "2026-10-25T00:30:00Z",
    "9999-12-30T00:00:00Z",
];

pub fn hold(bytes: &[u8]) {
    let Some(text) = super::text(bytes) else {
        return;
    };
    let mut lines = text.splitn(3, '\n');
    let (Some(kind), Some(zone), Some(rule)) = (lines.next(), lines.next(), lines.next()) else {
        return;
    };
    let timezone = match firing::parse_zone(zone) {
        Ok(zone) => Some(zone),
        Err(fault) => return hold_fault(zone, &fault),
    };
    match parse(kind, rule) {
        Some(Ok(rule)) => hold_dates(&Schedule { rule, timezone }),
        Some(Err((text, fault))) => hold_fault(text, &fault),
        None => {}
    }
}

/// The rule of a text; of an interval the anchor stands behind a blank line.
fn parse<'t>(kind: &str, text: &'t str) -> Option<Result<Rule, (&'t str, Fault)>> {
    let fail = |fault| (text, fault);
    Some(match kind {
        "cron" | "cron-and" => Cron::parse(text)
            .map(|cron| Rule::Cron {
                cron,
                day_or: kind == "cron",
            })
            .map_err(fail),
        "rrule" => Rrule::parse(text).map(Rule::Rrule).map_err(fail),
        "interval" => {
            let (every, anchor) = text.split_once('\n')?;
            let anchor = match firing::parse_anchor(anchor) {
                Ok(anchor) => Some(anchor),
                Err(fault) => return Some(Err((anchor, fault))),
            };
            match grammar::interval::parse(every) {
                Ok(every) => Ok(Rule::Interval {
                    every: jiff::SignedDuration::from_micros(every.micros()),
                    anchor,
                }),
                Err(fault) => Err((every, fault)),
            }
        }
        _ => return None,
    })
}

fn hold_dates(schedule: &Schedule) {
    firing::never_fires(schedule);
    firing::hazard(schedule);
    for engine in [Engine::Python312, Engine::Python313] {
        for start in STARTS {
            let Ok(from) = start.parse() else { continue };
            let firing = firing::fires(schedule, engine, from, None, COUNT);
            assert!(firing.fires.len() <= COUNT);
            let again = firing::fires(schedule, engine, from, None, COUNT);
            let times = |firing: &firing::Firing| -> Vec<_> {
                firing.fires.iter().map(|fire| fire.time.clone()).collect()
            };
            if firing.end != End::Random {
                assert_eq!(times(&firing), times(&again));
            }
        }
    }
}

fn hold_fault(text: &str, fault: &Fault) {
    assert!(
        text.get(fault.range.clone()).is_some(),
        "{:?} is no part of {text:?}: {}",
        fault.range,
        fault.message
    );
}
