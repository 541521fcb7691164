//! The dates that stackgen shows, beside those of Prefect's own classes: the same random schedules under both of its engines.
//!
//! STACKGEN_SCHEDULES sets how many are compared under each engine (default 600).
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod cases;
#[path = "../support/mod.rs"]
mod support;

use cases::{Case, Text};
use serde_json::Value;
use stackgen::firing::{
    Cron, End, Engine, Hazard, Rrule, Rule, Schedule, fires, hazard, never_fires, parse_anchor,
    parse_zone,
};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Any fixed number.
const SEED: u64 = 20_261_124;

/// What one side says of a case.
#[derive(Debug, PartialEq)]
enum Said {
    Refused,
    /// The dates, and whether the engine raises behind them.
    Dates(Vec<String>, bool),
    /// Nothing that could be compared: no end in time, or other dates each time.
    Unknown,
}

#[test]
fn both_engines_fire_as_prefects_own_classes_do() {
    let count = std::env::var("STACKGEN_SCHEDULES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(600);
    let cases = cases::cases(SEED, count);
    for python in support::python::engines() {
        let engine = if support::python::is_newer(&python) {
            Engine::Python313
        } else {
            Engine::Python312
        };
        let answers = ask(&python, &cases);
        assert_eq!(answers.len(), cases.len(), "the oracle answered every case");
        let wrong: Vec<String> = cases
            .iter()
            .zip(&answers)
            .filter_map(|(case, answer)| difference(case, engine, answer))
            .collect();
        assert!(
            wrong.is_empty(),
            "{engine:?}: {} of {count} differ\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        let compared = answers
            .iter()
            .filter(|answer| !matches!(theirs(answer), Said::Unknown))
            .count();
        assert!(
            compared * 10 > count * 8,
            "{engine:?}: only {compared} of {count} could be compared"
        );
    }
}

/// Prefect's answers, one process for all.
fn ask(python: &Path, cases: &[Case]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/firing/oracle.py");
    let mut child = Command::new(python)
        .arg(script)
        .args(["--limit", "0.8"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the oracle starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let lines: String = cases.iter().map(|case| case.json() + "\n").collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("the oracle ends");
    writer
        .join()
        .expect("no panic")
        .expect("the oracle reads everything");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn theirs(answer: &Value) -> Said {
    let dates = answer["fires"].as_array().into_iter().flatten();
    let dates = dates
        .map(|date| date.as_str().unwrap_or_default().to_owned())
        .collect();
    match answer["error"].as_str() {
        None => Said::Dates(dates, false),
        Some("raises") => Said::Dates(dates, true),
        Some("refused") => Said::Refused,
        Some(_) => Said::Unknown,
    }
}

fn difference(case: &Case, engine: Engine, answer: &Value) -> Option<String> {
    let theirs = theirs(answer);
    let Some(schedule) = read(case) else {
        let only_text = matches!(case.rule, Text::Zone(_) | Text::Anchor(_));
        let expected = if accepts(case) {
            Said::Dates(Vec::new(), false)
        } else {
            Said::Refused
        };
        let same = match (&theirs, &expected) {
            (Said::Dates(..), Said::Dates(..)) => only_text,
            (theirs, ours) => theirs == ours || *theirs == Said::Unknown,
        };
        return (!same).then(|| {
            format!(
                "{}\n  theirs {theirs:?}\n  ours   {expected:?}",
                case.json()
            )
        });
    };
    if hazard(&schedule) == Some(Hazard::Clocked) || theirs == Said::Unknown {
        return None;
    }
    let firing = fires(&schedule, engine, case.from, case.until, case.count);
    let raises = match &firing.end {
        // The client's own check of such a rule runs the engine once, and refuses it.
        End::Raises(reason) if reason.starts_with("the steps of INTERVAL") => return None,
        End::Random => return None,
        End::Raises(_) => true,
        _ => false,
    };
    let dates: Vec<String> = firing.fires.iter().map(|fire| iso(&fire.time)).collect();
    if never_fires(&schedule) {
        assert!(
            dates.is_empty(),
            "{} never fires, and has dates",
            case.json()
        );
    }
    let ours = Said::Dates(dates, raises);
    (theirs != ours).then(|| format!("{}\n  theirs {theirs:?}\n  ours   {ours:?}", case.json()))
}

/// The schedule of a case; `None` if we refuse it, or if it is only a name.
fn read(case: &Case) -> Option<Schedule> {
    let timezone = match case.timezone {
        Some(zone) => Some(parse_zone(zone).ok()?),
        None => None,
    };
    let rule = match &case.rule {
        Text::Cron(text) => Rule::Cron {
            cron: Cron::parse(text).ok()?,
            day_or: case.day_or.unwrap_or(true),
        },
        Text::Rrule(text) => Rule::Rrule(Rrule::parse(text).ok()?),
        Text::Interval(micros, anchor) => Rule::Interval {
            every: jiff::SignedDuration::from_micros(*micros),
            anchor: Some(parse_anchor(anchor).ok()?),
        },
        Text::Zone(_) | Text::Anchor(_) => return None,
    };
    Some(Schedule { rule, timezone })
}

fn accepts(case: &Case) -> bool {
    match &case.rule {
        Text::Zone(zone) => parse_zone(zone).is_ok(),
        Text::Anchor(anchor) => parse_anchor(anchor).is_ok(),
        _ => false,
    }
}

/// As Python's `isoformat` writes it.
fn iso(time: &jiff::ZonedDateTime) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    let fraction = if micros == 0 {
        String::new()
    } else {
        format!(".{micros:06}")
    };
    let offset = time.offset().seconds();
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.abs();
    let seconds = if offset % 60 == 0 {
        String::new()
    } else {
        format!(":{:02}", offset % 60)
    };
    let local = time.datetime().strftime("%Y-%m-%dT%H:%M:%S");
    format!(
        "{local}{fraction}{sign}{:02}:{:02}{seconds}",
        offset / 3600,
        offset / 60 % 60
    )
}
