//! Schedules: exactly one rule each, and the time zone that they say or that is given them.

use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::prefect::Templated;
use crate::firing::{self, Cron, Rrule};
use crate::formats::prefect::SCHEDULE_RULES as RULES;
use crate::formats::{Fault, grammar, prefect};
use crate::model::findings::AMBIGUOUS_SCHEDULE;
use crate::model::merge::merge_ranked;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use jiff::SignedDuration;

/// A schedule of a deployment.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub rule: Rule,
    pub timezone: Option<At<Name>>,
    pub slug: Option<At<Name>>,
    /// Prefect's keys, in their order.
    pub keys: Map<Templated>,
    /// As Prefect's server evaluates it: nothing where a placeholder decides it, or all that Prefect would refuse.
    pub firing: Firing,
}

/// A schedule as it is evaluated.
pub type Firing = Result<Option<firing::Schedule>, Vec<Refusal>>;

/// When it fires.
#[derive(Clone, Debug)]
pub enum Rule {
    Cron(At<Name>),
    /// Seconds, or a duration as text.
    Interval(At<Tree<Templated>>),
    Rrule(At<Name>),
}

/// What Prefect would refuse of a schedule: where, what it was meant to be, and why.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub at: At<Name>,
    pub noun: &'static str,
    pub fault: Fault,
}

impl Schedule {
    /// Whether it makes runs.
    pub fn is_active(&self) -> bool {
        self.keys.bool("active").is_none_or(|active| active.value)
    }
}

/// Reads a schedule as Prefect's server does.
fn evaluate(rule: &Rule, timezone: Option<&At<Name>>, keys: &Map<Templated>) -> Firing {
    let mut refusals = Vec::new();
    let timezone = match timezone {
        Some(zone) if is_open(zone) => return Ok(None),
        // An empty one is none to Prefect.
        Some(zone) if !zone.is_empty() => {
            keep(firing::parse_zone(zone), zone, "time zone", &mut refusals)
        }
        _ => None,
    };
    let rule = match rule {
        Rule::Cron(text) | Rule::Rrule(text) if is_open(text) => return Ok(None),
        Rule::Cron(text) => {
            let day_or = keys.bool("day_or").is_none_or(|either| either.value);
            keep(Cron::parse(text), text, "cron expression", &mut refusals)
                .map(|cron| firing::Rule::Cron { cron, day_or })
        }
        Rule::Rrule(text) => keep(Rrule::parse(text), text, "recurrence rule", &mut refusals)
            .map(firing::Rule::Rrule),
        Rule::Interval(value) => {
            let anchor = match keys.text("anchor_date") {
                Some(text) if is_open(&text) => return Ok(None),
                Some(text) => keep(
                    firing::parse_anchor(&text),
                    &text,
                    "anchor date",
                    &mut refusals,
                ),
                None => None,
            };
            match interval(value) {
                Some(Ok(every)) => Some(firing::Rule::Interval { every, anchor }),
                Some(Err(refusal)) => {
                    refusals.push(refusal);
                    None
                }
                None => return Ok(None),
            }
        }
    };
    match rule {
        Some(rule) if refusals.is_empty() => Ok(Some(firing::Schedule { rule, timezone })),
        _ => Err(refusals),
    }
}

/// Whether a placeholder decides what a string says.
fn is_open(text: &str) -> bool {
    crate::dialects::prefect::placeholders(text)
        .next()
        .is_some()
}

fn keep<T>(
    parsed: Result<T, Fault>,
    at: &At<Name>,
    noun: &'static str,
    refusals: &mut Vec<Refusal>,
) -> Option<T> {
    parsed
        .map_err(|fault| {
            refusals.push(Refusal {
                at: at.clone(),
                noun,
                fault,
            })
        })
        .ok()
}

/// The length of an interval; `None` where a placeholder decides it. Prefect keeps microseconds.
fn interval(value: &At<Tree<Templated>>) -> Option<Result<SignedDuration, Refusal>> {
    let micros = match &value.value {
        Tree::Int(seconds) => seconds.checked_mul(1_000_000),
        Tree::Float(seconds) => {
            let micros = (seconds * 1e6).round_ties_even();
            (micros.abs() < i64::MAX as f64).then_some(micros as i64)
        }
        Tree::Text(text) if text.has_placeholders() => return None,
        Tree::Text(text) => match grammar::interval::parse(text.text()) {
            Ok(interval) => Some(interval.micros()),
            Err(fault) => {
                let at = value.with(text.text().clone());
                return Some(Err(Refusal {
                    at,
                    noun: "interval",
                    fault,
                }));
            }
        },
        _ => return None,
    };
    let written = match &value.value {
        Tree::Int(seconds) => seconds.to_string(),
        Tree::Float(seconds) => format!("{seconds:?}"),
        _ => String::new(),
    };
    Some(match micros {
        // About 2,700 years: the longest that Prefect's timedelta and ours both hold is far above any use.
        Some(micros) if micros > 0 && micros < 86_400_000_000 * 999_999 => {
            Ok(SignedDuration::from_micros(micros))
        }
        _ => {
            let fault = Fault::new(0..written.len(), "an interval is longer than nothing")
                .help("write a number of seconds, such as `interval = 900`");
            Err(Refusal {
                at: value.with(written.into()),
                noun: "interval",
                fault,
            })
        }
    })
}

/// Takes the schedules of a deployment, and puts into their place what prefect.yaml says of them. Without any, an empty
/// list: Prefect would ask at a terminal.
pub fn read(
    keys: &mut Map<Templated>,
    zone: Option<&At<Name>>,
    deployment: &At<Name>,
    report: &mut Report,
) -> Vec<Schedule> {
    let mut schedules = Vec::new();
    let items = match keys.get("schedules").map(|value| &value.value) {
        Some(Tree::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    let mut list = Vec::new();
    for item in items {
        let Tree::Map(map) = &item.value else {
            list.push(item);
            continue;
        };
        let map = add_zone(map.clone(), zone);
        schedules.extend(read_schedule(&map, &item, report));
        list.push(item.with(Tree::Map(map)));
    }
    let key = keys.key("schedules").cloned();
    let key = key.unwrap_or_else(|| At::new("schedules".into(), deployment.origin.filled()));
    let value = At::new(Tree::List(list), key.origin);
    if keys.contains("schedules") {
        keys.insert(key, value);
    } else {
        let own = std::mem::take(keys);
        *keys = merge_ranked(Map::from_iter([(key, value)]), own, &prefect::DEPLOYMENT);
    }
    schedules
}

fn add_zone(map: Map<Templated>, zone: Option<&At<Name>>) -> Map<Templated> {
    match zone {
        Some(zone) if !map.contains("timezone") && !map.is_broken("timezone") => {
            let text = At::new(
                Tree::Text(Templated::new(zone.value.clone())),
                zone.origin.filled(),
            );
            let key = At::new(Name::from("timezone"), zone.origin.filled());
            merge_ranked(Map::from_iter([(key, text)]), map, &prefect::SCHEDULE)
        }
        _ => map,
    }
}

fn read_schedule(
    map: &Map<Templated>,
    item: &At<Tree<Templated>>,
    report: &mut Report,
) -> Option<Schedule> {
    let rules: Vec<&str> = RULES
        .into_iter()
        .filter(|rule| map.contains(rule))
        .collect();
    let rule = match rules[..] {
        ["cron"] => Rule::Cron(map.text("cron")?),
        ["rrule"] => Rule::Rrule(map.text("rrule")?),
        ["interval"] => Rule::Interval(map.get("interval")?.clone()),
        _ => {
            refuse(map, &rules, item, report);
            return None;
        }
    };
    let (timezone, slug) = (map.text("timezone"), map.text("slug"));
    let firing = evaluate(&rule, timezone.as_ref(), map);
    Some(Schedule {
        rule,
        timezone,
        slug,
        keys: map.clone(),
        firing,
    })
}

fn refuse(map: &Map<Templated>, rules: &[&str], item: &At<Tree<Templated>>, report: &mut Report) {
    if RULES.iter().any(|rule| map.is_broken(rule)) {
        return;
    }
    let help = "a schedule has exactly one of `cron`, `interval` and `rrule`";
    report.push(match rules {
        [] => Diagnostic::new(
            &AMBIGUOUS_SCHEDULE,
            item.span(),
            "a schedule that does not say when",
        )
        .help(help),
        [first, second, ..] => {
            let span = |rule: &str| map.key(rule).map_or(item.span(), At::span);
            let message = format!("a schedule has both `{first}` and `{second}`");
            Diagnostic::new(&AMBIGUOUS_SCHEDULE, span(second), message)
                .related(span(first), "the other")
                .help(help)
        }
        [_] => return,
    });
}
