//! Schedules: exactly one rule each, and the time zone that they say or that is given them.

use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::prefect::Templated;
use crate::formats::prefect;
use crate::model::findings::AMBIGUOUS_SCHEDULE;
use crate::model::merge::merge_ranked;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

const RULES: [&str; 3] = ["cron", "interval", "rrule"];

/// A schedule of a deployment.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub rule: Rule,
    pub timezone: Option<At<Name>>,
    pub slug: Option<At<Name>>,
    /// Prefect's keys, in their order.
    pub keys: Map<Templated>,
}

/// When it fires.
#[derive(Clone, Debug)]
pub enum Rule {
    Cron(At<Name>),
    /// Seconds, or a duration as text.
    Interval(At<Tree<Templated>>),
    Rrule(At<Name>),
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
    Some(Schedule {
        rule,
        timezone,
        slug,
        keys: map.clone(),
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
