//! The schema beside `check`, on what `check` has been tried on: with Python's jsonschema, the strictest reader.

use crate::support::python::{ask, stack_schema};
use crate::support::sandbox::Sandbox;
use crate::{read, source, stacks};
use serde_json::{Value, json};
use stackgen::diagnostics::Code;
use stackgen::lints;
use std::collections::BTreeSet;

/// The codes of what JSON Schema can say: shapes, and the names of keys.
const OF_SHAPES: [&str; 6] = [
    "ambiguous-schedule",
    "invalid-step",
    "missing-key",
    "unknown-key",
    "unknown-lint",
    "wrong-type",
];

/// Whether JSON Schema may refuse what has this finding: a word may be none of an enumeration, a text no TOML.
fn may_be_refused(word: &str) -> bool {
    OF_SHAPES.contains(&word) || ["invalid-value", "malformed-step", "toml-syntax"].contains(&word)
}

/// What is wrong with a text, on one line; empty if the schema takes it.
fn refusal(text: &str) -> String {
    stack_schema(text).map_or_else(|error| error, |found| found.join("; "))
}

#[test]
fn examples_and_projects_are_taken() {
    let further = [
        "tests/projects/unusual/stack.toml",
        "tests/projects/dhis2/stack.toml",
    ]
    .map(source);
    for path in stacks().into_iter().chain(further) {
        assert_eq!(refusal(&read(&path)), "", "{}", path.display());
    }
}

#[test]
fn explanations_are_taken_or_refused_as_check_does() {
    let mut wrong = Vec::new();
    for Code {
        word, explanation, ..
    } in lints::codes()
    {
        // What stands behind the first line of dashes are files beside it.
        let stack = |text: &'static str| text.split("\n--- ").next().unwrap_or(text);
        let passes = refusal(stack(explanation.passes));
        let fails = refusal(stack(explanation.fails));
        if !passes.is_empty() {
            wrong.push(format!("{word} passes: {passes}"));
        }
        if OF_SHAPES.contains(word) && fails.is_empty() {
            wrong.push(format!("{word} fails: nothing is told"));
        }
        if !may_be_refused(word) && !fails.is_empty() {
            wrong.push(format!("{word} fails: {fails}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn fixtures_are_taken_or_refused_as_check_does() {
    let mut wrong = Vec::new();
    for code in lints::codes() {
        let file = source(&format!("tests/diagnostics/{}.toml", code.word));
        let folder = source(&format!("tests/diagnostics/{}/stack.toml", code.word));
        let Some(path) = [file, folder].into_iter().find(|path| path.is_file()) else {
            continue;
        };
        let text = read(&path);
        let found = refusal(text.split("\n--- ").next().unwrap_or_default());
        let is_right = match found.is_empty() {
            true => !OF_SHAPES.contains(&code.word),
            false => may_be_refused(code.word),
        };
        if !is_right {
            wrong.push(format!("{}: {found}", code.word));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A variable of Compose and a placeholder of Prefect may stand where the format reads them, and nowhere else.
#[test]
fn strings_are_taken_as_the_format_of_their_table_reads_them() {
    let mut wrong = Vec::new();
    for line in [
        "[services.a]\ncpus = \"${X}\"",
        "[services.a]\ncpus = \"50%\"",
        "[services.a]\ncpus = \"-.5e-3\"",
        "[services.a]\ntty = \"true\"",
        "[services.a]\ntty = \"yes\"",
        "[services.a]\ncgroup = \"${X:-host}\"",
        "[services.a]\ncgroup = \"none\"",
        "[services.a]\ndeploy = { replicas = \"${X}\" }",
        "[services.a]\nwith_healthcheck = \"${X}\"",
        "[kinds.a]\ninit = \"${X}\"",
        "[defaults.service]\ninit = \"${X}\"",
        "[volumes.a]\nexternal = \"${X}\"",
        "[networks.a]\ninternal = \"${X}\"",
        "[secrets.a]\nexternal = \"${X}\"",
        "[configs.a]\nexternal = \"${X}\"",
        "[models.a]\nmodel = \"a\"\ncontext_size = \"${X}\"",
        "[compose.jobs.a]\ntriggers = { manual = \"${X}\" }",
        "[deployments.a]\npaused = \"{{ x }}\"",
        "[deployments.a]\npaused = \"${X}\"",
        "[deployments.a]\nversion_type = \"{{ x }}\"",
        "[deployments.a]\nversion_type = \"svn\"",
        "[deployments.a]\nschedules = [{ cron = \"@daily\", active = \"{{ x }}\" }]",
        "[flows.a]\nversion_type = \"{{ x }}\"",
        "[defaults.deployment]\nversion_type = \"{{ x }}\"",
        "[work_pools.a]\nconcurrency_limit = \"${X}\"",
        "[work_pools.a]\nworkers = \"{{ x }}\"",
        "[variables.A]\nrequired = \"${X}\"",
        "[credentials.a]\ntype = \"redis\"\nport = \"${X}\"",
        "[env.a]\nA = 2026-01-01\nB = { null = true }",
        "[env.a]\nA = { value = \"a\", secret = \"yes\" }",
        "[env.a]\nA = [\"a\"]",
    ] {
        let output = Sandbox::new()
            .file("stack.toml", line)
            .run("check --format json");
        let codes = ["wrong-type", "invalid-value"].map(|code| format!("\"{code}\""));
        let is_refused = codes.iter().any(|code| output.stdout.contains(code));
        let told = refusal(line);
        if is_refused == told.is_empty() {
            wrong.push(format!("{line:?}: check refuses it: {is_refused}; {told}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// No table is open by mistake: all but these refuse a key that they do not have.
#[test]
fn every_table_is_closed() {
    let schema = stackgen::schema::document();
    let mut open = BTreeSet::new();
    visit(&schema, "", &mut open);
    let expected = [
        // The keys of a credential hang on its type.
        "/properties/credentials/additionalProperties",
        // Functions of the team's own, and those of Prefect's that take anything.
        "/$defs/step",
        "/$defs/step/properties/prefect.deployments.steps.pull_from_remote_storage",
        "/$defs/step/properties/prefect_docker.deployments.steps.build_docker_image",
    ];
    assert_eq!(open, expected.map(str::to_owned).into());
}

fn visit(schema: &Value, path: &str, open: &mut BTreeSet<String>) {
    let Some(object) = schema.as_object() else {
        return;
    };
    let is_table =
        object.get("properties").is_some_and(Value::is_object) && object.contains_key("type");
    if is_table && object.get("additionalProperties") != Some(&Value::Bool(false)) {
        open.insert(path.to_owned());
    }
    for (key, value) in object {
        match value {
            Value::Array(items) => items
                .iter()
                .for_each(|item| visit(item, &format!("{path}/{key}"), open)),
            _ => visit(value, &format!("{path}/{key}"), open),
        }
    }
}

/// Every key says what it means, and shows a value unless it is a switch or one of a few words.
#[test]
fn every_key_is_described() {
    let schema = stackgen::schema::document();
    let mut silent = Vec::new();
    describe(&schema, "", &mut silent);
    assert_eq!(silent, Vec::<String>::new());
}

fn is_told(name: &str, key: &Value) -> bool {
    let is_described = key["description"]
        .as_str()
        .is_some_and(|text| !text.is_empty());
    let text = key.to_string();
    let has_few_values = text.contains("\"enum\"") || text.contains("\"boolean\"");
    // The keys of credentials in one list are shown with their types, steps by their arguments.
    let is_shown_elsewhere = text.contains(" Of type ") || text.contains(" Package ");
    is_described
        && (has_few_values || is_shown_elsewhere || key["examples"].is_array() || name == "null")
}

/// What is shown as an example or a default fits its own place.
#[test]
fn examples_and_defaults_fit() {
    let schema = source("schema/stack.schema.json");
    let wrong = ask(&json!({ "read": "schema-notes", "schema": schema }));
    assert_eq!(wrong, Ok(json!([])));
}

fn describe(schema: &Value, path: &str, silent: &mut Vec<String>) {
    let Some(object) = schema.as_object() else {
        return;
    };
    for (key, value) in object {
        let path = format!("{path}/{key}");
        if key == "properties" {
            for (name, value) in value.as_object().into_iter().flatten() {
                let is_shared = value["$ref"]
                    .as_str()
                    .is_some_and(|to| to.contains("/key-"));
                if !is_shared && !is_told(name, value) {
                    silent.push(format!("{path}/{name}"));
                }
            }
        }
        describe(value, &path, silent);
    }
}
