//! The schedules of `project/stack.toml`, as the server stores them and as its scheduler makes runs of them.
//!
//! In: the API. What is wanted is said here by the clock on the wall, not computed by Prefect's own engine.

use super::api::{Api, text};
use super::children::wait_for;
use crate::support::python;
use serde_json::{Value, json};

/// Runs that the scheduler has made at least, after one round of its loop.
const AHEAD: usize = 3;

/// Every schedule is stored as written: kind, zone, anchor, slug, parameters, whether it is active.
pub fn assert_stored(api: Api) {
    let cron = |text: &str, zone: &str| json!({ "cron": text, "timezone": zone, "day_or": true });
    let office = "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=9;BYMINUTE=10;BYSECOND=0";
    assert_eq!(
        stored(api, "report", "quarterly"),
        json!([[cron("*/15 * * * *", "UTC"), null, true, {}]])
    );
    assert_eq!(
        stored(api, "report", "several"),
        json!([
            [cron("30 6 * * *", "Europe/Oslo"), "morning", true, {}],
            [cron("0 0 1 1 *", "Europe/Oslo"), "off", false, {}],
            [
                { "rrule": format!("DTSTART:20200101T000000\n{office}"), "timezone": "America/New_York" },
                "office",
                true,
                { "text": "office" },
            ],
            [
                { "interval": 5400.0, "anchor_date": "2026-01-01T00:05:00Z", "timezone": "UTC" },
                "often",
                true,
                {},
            ],
        ])
    );
    let tick =
        json!({ "interval": 30.0, "anchor_date": "2026-01-01T00:00:10Z", "timezone": "UTC" });
    assert_eq!(
        stored(api, "tick-tock", "tick"),
        json!([[tick, null, true, {}]])
    );
    assert_eq!(stored(api, "tick-tock", "idle"), json!([]));
}

/// What matters of a deployment's schedules, sorted by slug.
fn stored(api: Api, flow: &str, name: &str) -> Value {
    let deployment = api.deployment(flow, name);
    let schedules = deployment["schedules"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut schedules: Vec<Value> = schedules
        .iter()
        .map(|item| {
            json!([
                item["schedule"],
                item["slug"],
                item["active"],
                item["parameters"]
            ])
        })
        .collect();
    schedules.sort_by_key(|item| text(&item[1]).to_owned());
    Value::Array(schedules)
}

/// The next runs stand at the times that the schedules say: none is missing between them, none is elsewhere.
pub fn assert_times(api: Api) {
    assert_quarters(api, "report", "quarterly");

    let morning = next(
        api,
        "report",
        "several",
        |time| time["time"] == json!("06:30:00"),
        "Europe/Oslo",
    );
    assert_days(&morning, 1..=1);
    let often = next(
        api,
        "report",
        "several",
        |time| (seconds(time) - ANCHOR) % 5400 == 300,
        "UTC",
    );
    assert_grid(&often, 5400, (ANCHOR + 300) % 5400);
    let office = next(
        api,
        "report",
        "several",
        |time| time["time"] == json!("09:10:00"),
        "America/New_York",
    );
    assert!(
        office
            .iter()
            .all(|time| ["MO", "WE", "FR"].contains(&text(&time["day"]))),
        "{office:?}"
    );
    assert_days(&office, 2..=3);

    // Nothing besides: the schedule that is not active makes no run.
    let all = api
        .scheduled(&api.deployment("report", "several"), "SCHEDULED")
        .len();
    assert_eq!(all, morning.len() + often.len() + office.len());
    assert!(
        api.scheduled(&api.deployment("tick-tock", "idle"), "SCHEDULED")
            .is_empty()
    );
}

/// The next runs of a deployment stand at each quarter of an hour.
pub fn assert_quarters(api: Api, flow: &str, name: &str) {
    assert_grid(&next(api, flow, name, |_| true, "UTC"), 900, 0);
}

/// 2026-01-01T00:00:00Z in seconds since 1970.
const ANCHOR: i64 = 1_767_225_600;

/// A run's time lies on the grid of an interval: `offset` seconds behind a whole number of `step` seconds after the anchor.
pub fn assert_on_grid(run: &Value, step: i64, offset: i64) {
    let time = &wall(&[run["expected_start_time"].clone()], "UTC")[0];
    assert_eq!((seconds(time) - ANCHOR).rem_euclid(step), offset, "{run:#}");
}

/// The times of the next runs of a deployment that fit, as clocks in a zone show them; waits until there are enough.
fn next(api: Api, flow: &str, name: &str, fits: impl Fn(&Value) -> bool, zone: &str) -> Vec<Value> {
    let deployment = api.deployment(flow, name);
    wait_for(
        &format!("{AHEAD} runs of `{name}` are scheduled"),
        80,
        || {
            let runs = api.scheduled(&deployment, "SCHEDULED");
            let starts: Vec<Value> = runs
                .iter()
                .map(|run| run["expected_start_time"].clone())
                .collect();
            let times: Vec<Value> = wall(&starts, zone).into_iter().filter(&fits).collect();
            (times.len() >= AHEAD).then_some(times)
        },
    )
}

fn wall(starts: &[Value], zone: &str) -> Vec<Value> {
    let request = json!({ "read": "wall-times", "times": starts, "zone": zone });
    let times = python::ask(&request).expect("the server's times can be read");
    times.as_array().cloned().unwrap_or_default()
}

fn seconds(time: &Value) -> i64 {
    time["seconds"].as_f64().unwrap_or_default() as i64
}

/// One run each `step` seconds, `offset` behind a whole number of them, and the first of them is the next one from now.
fn assert_grid(times: &[Value], step: i64, offset: i64) {
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .expect("the clock is past 1970")
        .as_secs() as i64;
    let times: Vec<i64> = times.iter().map(seconds).collect();
    assert!(
        times[0] - now <= step,
        "the first of {times:?} is more than {step} s after {now}"
    );
    for time in &times {
        assert_eq!(time.rem_euclid(step), offset, "{times:?}");
    }
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] == step),
        "{times:?}"
    );
}

/// From one run to the next it is a number of days in this range, give or take the hour of summer time.
fn assert_days(times: &[Value], days: std::ops::RangeInclusive<i64>) {
    for pair in times.windows(2) {
        let hours = (seconds(&pair[1]) - seconds(&pair[0])) / 3600;
        assert!(
            (days.start() * 24 - 1..=days.end() * 24 + 1).contains(&hours),
            "{times:?}"
        );
    }
}
