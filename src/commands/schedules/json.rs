//! Fire times as one document.

use super::{Preview, Row};
use crate::dialects::prefect::Templated;
use crate::firing::{End, Firing};
use crate::model::Rule;
use crate::source::At;
use crate::tree::Tree;
use jiff::ZonedDateTime;
use serde_json::{Map, Value, json};

/// The stack; a list of them, each with its name, where there are several.
pub fn print(previews: &[Preview<'_>], is_one: bool) -> String {
    let mut documents: Vec<Value> = previews.iter().map(document).collect();
    if is_one && let Some(document) = documents.pop() {
        return format!("{document:#}\n");
    }
    for (document, preview) in documents.iter_mut().zip(previews) {
        document["stack"] = json!(preview.stack);
    }
    format!("{:#}\n", Value::from(documents))
}

fn document(preview: &Preview<'_>) -> Value {
    let deployments: Vec<Value> = preview
        .deployments
        .iter()
        .map(|(deployment, rows)| {
            let schedules: Vec<Value> = rows.iter().map(schedule).collect();
            json!({ "deployment": &*deployment.key.value, "schedules": schedules })
        })
        .collect();
    json!({ "engine": format!("python{}", preview.python), "deployments": deployments })
}

fn schedule(row: &Row<'_>) -> Value {
    let mut entry = Map::new();
    match &row.schedule.rule {
        Rule::Cron(text) => entry.insert("cron".into(), json!(&*text.value)),
        Rule::Interval(value) => entry.insert("interval".into(), interval(value)),
        Rule::Rrule(text) => entry.insert("rrule".into(), json!(&*text.value)),
    };
    let zone = row
        .schedule
        .timezone
        .as_ref()
        .map(|zone| zone.value.to_string());
    entry.insert("timezone".into(), json!(zone));
    let Some(firing) = &row.firing else {
        entry.insert("fires".into(), Value::Null);
        return entry.into();
    };
    if firing.end == End::Unanchored {
        entry.insert("fires".into(), Value::Null);
        entry.insert("phase".into(), json!("moment of deployment"));
        return entry.into();
    }
    let fires: Vec<String> = firing.fires.iter().map(|fire| time(&fire.time)).collect();
    entry.insert("fires".into(), json!(fires));
    if let Some(stop) = stop(firing) {
        entry.insert("stops".into(), json!(stop));
    }
    entry.into()
}

fn interval(value: &At<Tree<Templated>>) -> Value {
    match &value.value {
        Tree::Int(seconds) => json!(seconds),
        Tree::Float(seconds) => json!(seconds),
        Tree::Text(text) => json!(&**text.text()),
        _ => Value::Null,
    }
}

/// RFC 3339, with the zone's offset.
fn time(time: &ZonedDateTime) -> String {
    let whole = time.subsec_nanosecond() == 0;
    time.strftime(if whole {
        "%Y-%m-%dT%H:%M:%S%:z"
    } else {
        "%Y-%m-%dT%H:%M:%S%.6f%:z"
    })
    .to_string()
}

/// Why the engine gives no more dates, where that is a fault.
pub fn stop(firing: &Firing) -> Option<String> {
    match &firing.end {
        End::Asked | End::Over | End::Limit | End::Unanchored => None,
        End::Raises(reason) => Some(format!("the engine raises: {reason}")),
        End::Hangs => Some("the engine never returns".into()),
        End::Stalls => Some("the engine would search for hours".into()),
        End::Random => Some("other dates each time".into()),
    }
}
