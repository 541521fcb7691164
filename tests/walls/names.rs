//! The key tables beside what Compose and Prefect themselves know (`keys.py` prints that).

use crate::support::{python, readers::succeed};
use serde_json::Value;
use stackgen::formats::{Shape, Table, compose, prefect};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

type Names = BTreeSet<String>;

/// What the readers know, asked once.
static KNOWN: LazyLock<Value> = LazyLock::new(|| {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/walls/keys.py");
    let text = succeed(Command::new(python::interpreter()).arg(script)).expect("keys.py runs");
    serde_json::from_str(&text).expect("it prints JSON")
});

fn names(list: &Value) -> Names {
    let items = list.as_array().expect("a list of keys");
    items
        .iter()
        .filter_map(|key| key.as_str().map(str::to_owned))
        .collect()
}

fn keys(table: &Table) -> Names {
    table.iter().map(|key| key.name.to_owned()).collect()
}

/// Collects the keys of every table below a shape, by the path that leads there.
fn visit(shape: &'static Shape, path: String, found: &mut BTreeMap<String, Names>) {
    // A pre-start hook has most of a container's keys: the schema in use may have it as a hook.
    if path.matches('.').count() > 12 {
        return;
    }
    match shape {
        Shape::List(item) => visit(item, format!("{path}[]"), found),
        Shape::Names(_, value) => visit(value, format!("{path}.*"), found),
        Shape::Either(shapes) => shapes
            .iter()
            .for_each(|shape| visit(shape, path.clone(), found)),
        Shape::Table(table) => visit_table(table, &path, found),
        _ => {}
    }
}

fn visit_table(table: &'static Table, path: &str, found: &mut BTreeMap<String, Names>) {
    found
        .entry(path.to_owned())
        .or_default()
        .extend(keys(table));
    for key in table.iter() {
        visit(&key.shape, format!("{path}.{}", key.name), found);
    }
}

#[test]
fn compose_has_the_keys_of_its_schema() {
    let mut ours = BTreeMap::new();
    visit_table(&compose::TOP, "", &mut ours);
    ours.entry(String::new())
        .or_default()
        .insert("services".into());
    visit_table(&compose::SERVICE, ".services.*", &mut ours);
    for (path, theirs) in KNOWN["compose"].as_object().expect("paths") {
        assert_eq!(ours.get(path), Some(&names(theirs)), "`{path}`");
    }
}

#[test]
fn prefect_has_the_keys_of_its_model() {
    for (name, table) in [
        ("root", &prefect::ROOT),
        ("deployment", &prefect::DEPLOYMENT),
        ("work_pool", &prefect::WORK_POOL),
        ("schedule", &prefect::SCHEDULE),
        ("concurrency_limit", &prefect::CONCURRENCY_LIMIT),
        ("event_trigger", &prefect::EVENT_TRIGGER),
        ("metric_trigger", &prefect::METRIC_TRIGGER),
        ("compound_trigger", &prefect::COMPOUND_TRIGGER),
        ("sequence_trigger", &prefect::SEQUENCE_TRIGGER),
        ("metric", &prefect::METRIC),
        ("sla", &prefect::SLA),
    ] {
        assert_eq!(keys(table), names(&KNOWN["prefect"][name]), "{name}");
    }
}

/// The table for a trigger whose type has not been looked at has the keys of all types.
#[test]
fn a_trigger_may_be_of_any_type() {
    let any = keys(&prefect::TRIGGER);
    for table in [
        &prefect::EVENT_TRIGGER,
        &prefect::METRIC_TRIGGER,
        &prefect::COMPOUND_TRIGGER,
        &prefect::SEQUENCE_TRIGGER,
    ] {
        assert!(keys(table).is_subset(&any), "{}", table.noun);
    }
}

#[test]
fn steps_have_the_arguments_of_their_functions() {
    let steps = KNOWN["steps"].as_object().expect("functions");
    assert!(steps.contains_key("prefect.deployments.steps.git_clone"));
    for (name, arguments) in steps {
        let step = prefect::step(name).unwrap_or_else(|| panic!("{name} is not known"));
        let mut ours = keys(&step.arguments);
        assert!(ours.remove("id") && ours.remove("requires"), "{name}");
        assert_eq!(ours, names(arguments), "{name}");
    }
}

/// stack.toml takes every top-level key of Compose, at the top or in `[compose]`.
#[test]
fn every_table_of_compose_has_a_place() {
    use stackgen::formats::stack;
    let elsewhere = ["name", "services"];
    for key in compose::TOP.iter() {
        let here = stack::ROOT.key(key.name).is_some() || stack::COMPOSE.key(key.name).is_some();
        assert!(here || elsewhere.contains(&key.name), "{}", key.name);
    }
}
