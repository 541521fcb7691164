//! Fire times for people: local time, zone, how long until then, and what a change of clock does.

use super::{Preview, Row, json};
use crate::firing::{End, Fire, Mark};
use crate::model::{Deployment, Rule, Schedule};
use crate::tree::Tree;

/// The stacks one after the other; with the name of each where there are several.
pub fn print(previews: &[Preview<'_>], is_one: bool) -> String {
    let pieces: Vec<String> = previews
        .iter()
        .map(|preview| match is_one {
            true => print_one(preview),
            false => format!("{}\n{}", preview.stack, print_one(preview)),
        })
        .collect();
    pieces.join("\n")
}

fn print_one(preview: &Preview<'_>) -> String {
    let why = if preview.is_assumed {
        " (assumed: no image tells it)"
    } else {
        ""
    };
    let mut text = format!(
        "As Prefect's engine on Python {} fires{why}:\n",
        preview.python
    );
    for (deployment, rows) in &preview.deployments {
        text.push_str(&format!("\n{}\n", title(deployment)));
        if rows.is_empty() {
            text.push_str("  no schedule\n");
        }
        for row in rows {
            text.push_str(&schedule(row, preview));
        }
    }
    text
}

fn title(deployment: &Deployment) -> String {
    let paused = deployment
        .keys
        .bool("paused")
        .is_some_and(|paused| paused.value);
    format!(
        "{}{}",
        deployment.key.value,
        if paused { " (paused)" } else { "" }
    )
}

fn schedule(row: &Row<'_>, preview: &Preview<'_>) -> String {
    let Row { schedule, firing } = row;
    let zone = schedule
        .timezone
        .as_ref()
        .map_or("UTC", |zone| if zone.is_empty() { "UTC" } else { zone });
    let off = if schedule.is_active() {
        ""
    } else {
        " (not active)"
    };
    let mut text = format!("  {} in {zone}{off}\n", rule(schedule));
    let Some(firing) = firing else {
        return text + "    not known: Prefect refuses it, or a placeholder decides it\n";
    };
    if firing.end == End::Unanchored {
        return text + "    counted from the moment of deployment: give it an `anchor_date`\n";
    }
    firing
        .fires
        .iter()
        .for_each(|fire| text.push_str(&line(fire, preview)));
    match json::stop(firing) {
        Some(stop) => text.push_str(&format!("    then: {stop}\n")),
        None if firing.fires.is_empty() => text.push_str("    no date\n"),
        None => {}
    }
    text
}

fn rule(schedule: &Schedule) -> String {
    match &schedule.rule {
        Rule::Cron(text) => format!("cron {}", text.value),
        Rule::Rrule(text) => format!(
            "rrule {}",
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        ),
        Rule::Interval(value) => match &value.value {
            Tree::Int(seconds) => format!("every {seconds} s"),
            Tree::Float(seconds) => format!("every {seconds} s"),
            Tree::Text(text) => format!("every {}", text.text()),
            _ => "every ?".into(),
        },
    }
}

fn line(fire: &Fire, preview: &Preview<'_>) -> String {
    let time = fire.time.strftime("%a %Y-%m-%d %H:%M:%S %:z");
    let marks: String = fire
        .marks
        .iter()
        .map(|mark| format!("  <- {}", describe(mark)))
        .collect();
    let seconds = fire.time.timestamp().as_second() - preview.from.as_second();
    format!(
        "    {time}  {:>10}{marks}\n",
        distance(seconds, preview.is_now)
    )
}

fn describe(mark: &Mark) -> String {
    match mark {
        Mark::Moved(asked) => format!(
            "moved: {} does not exist that day",
            asked.strftime("%H:%M:%S")
        ),
        Mark::Dropped(asked) => format!(
            "{} falls on it too, and is dropped",
            asked.strftime("%H:%M:%S")
        ),
        Mark::Doubled => "the clock shows this time twice: fires both times".into(),
        Mark::Repeated => "the clock shows this time twice: fires once".into(),
    }
}

/// "in 3 h", "2 d ago" from now; "3 h later", "2 d earlier" from a moment that was asked for.
fn distance(seconds: i64, is_now: bool) -> String {
    let amount = match seconds.unsigned_abs() {
        0..60 => format!("{} s", seconds.unsigned_abs()),
        under @ 60..7_200 => format!("{} min", under / 60),
        under @ 7_200..172_800 => format!("{} h", under / 3_600),
        other => format!("{} d", other / 86_400),
    };
    match (seconds < 0, is_now) {
        (true, true) => format!("{amount} ago"),
        (false, true) => format!("in {amount}"),
        (true, false) => format!("{amount} earlier"),
        (false, false) => format!("{amount} later"),
    }
}
