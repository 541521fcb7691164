//! Schedules.

pub mod each_second;
pub mod ignored_schedule_key;
pub mod invalid_schedule;
pub mod schedule_never_fires;
pub mod unrunnable_schedule;

use crate::firing;
use crate::model::{Deployment, Rule, Schedule, Stack};
use crate::source::Span;

/// All schedules that Prefect accepts, with their deployments.
fn accepted(stack: &Stack) -> impl Iterator<Item = (&Deployment, &Schedule, &firing::Schedule)> {
    let all = stack.deployments.values().flat_map(|deployment| {
        deployment
            .schedules
            .iter()
            .map(move |schedule| (deployment, schedule))
    });
    all.filter_map(|(deployment, schedule)| {
        Some((
            deployment,
            schedule,
            schedule.firing.as_ref().ok()?.as_ref()?,
        ))
    })
}

/// The value that says when.
fn place(schedule: &Schedule) -> Span {
    match &schedule.rule {
        Rule::Cron(text) | Rule::Rrule(text) => text.span(),
        Rule::Interval(value) => value.span(),
    }
}

fn text(schedule: &Schedule) -> &str {
    match &schedule.rule {
        Rule::Cron(text) | Rule::Rrule(text) => text,
        Rule::Interval(_) => "",
    }
}
