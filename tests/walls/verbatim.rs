//! Every key of Compose and of Prefect, in every form that its table has, alone in a small stack: it is taken, and stands
//! in the file that it goes to. That the values are right is the readers' to say.

use crate::outcome::Outcome;
use crate::samples::{Sample, samples};
use crate::support::python;
use serde_json::{Value, json};
use stackgen::formats::{Key, Table, compose, prefect, stack};

/// Findings that would say that a sample does not fit its own table.
const REFUSED: [&str; 4] = ["unknown-key", "wrong-type", "invalid-value", "missing-key"];

fn hold(place: &str, key: &Key, open: &[&Table], stack: impl Fn(&str) -> String) {
    for sample in samples(&key.shape, open) {
        let text = stack(&format!("{} = {}", key.name, sample.text));
        let outcome = Outcome::of(&text);
        let refused = outcome
            .findings
            .iter()
            .find(|found| REFUSED.iter().any(|code| found.starts_with(code)));
        assert_eq!(refused, None, "{place}\n{text}");
        let schema = python::stack_schema(&text).expect("the schema is read");
        assert_eq!(schema, Vec::<String>::new(), "{place}\n{text}");
        if outcome.files.is_empty() {
            // It names something that this small stack does not have: that was found out.
            assert!(!outcome.findings.is_empty(), "{place}\n{text}");
            continue;
        }
        let lost = lost(key, &sample, &outcome.files);
        assert!(
            lost.is_empty(),
            "{place}: {lost:?}\n{text}\n{}",
            outcome.files
        );
        if outcome.files.contains("===== prefect.yaml") {
            let found = prefect_differences(&text, &outcome);
            assert!(found.is_empty(), "{place}: {found:#?}\n{text}");
        }
        if let Some(compose) = outcome.file("compose.yml") {
            let found = differences(&text, compose);
            assert!(found.is_empty(), "{place}: {found:#?}\n{text}\n{compose}");
        }
    }
}

/// Where PyYAML reads from the file other than tomllib reads from stack.toml.
fn prefect_differences(stack: &str, outcome: &Outcome) -> Vec<String> {
    let Some(text) = outcome.file("prefect.yaml") else {
        return vec!["there is no prefect.yaml".to_owned()];
    };
    let document = python::yaml(text).expect("PyYAML reads it");
    let differences = python::ask(&json!({
        "read": "prefect-differences",
        "stack": stack,
        "documents": { ".": document },
    }));
    lines(&differences.expect("the files are compared"))
}

fn lines(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .map(|line| line.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Where the file breaks Compose's schema, and where PyYAML reads from it other than tomllib reads from stack.toml.
fn differences(stack: &str, compose: &str) -> Vec<String> {
    let mut found = python::compose_schema(compose).expect("the schema is read");
    if stack.contains("{ env = ") {
        // Compose alone knows what it becomes: the examples hold such values.
        return found;
    }
    let document = python::yaml(compose).expect("PyYAML reads it");
    let differences = python::ask(&json!({
        "read": "compose-differences",
        "stack": stack,
        "config": document,
        "document": document,
        "environment": {},
        "root": "/nowhere",
    }));
    let differences = differences.expect("the files are compared");
    found.extend(lines(&differences));
    found
}

/// Keys of a sample that do not stand in the files.
fn lost<'a>(key: &'a Key, sample: &'a Sample, files: &str) -> Vec<&'a str> {
    // What only waits for the start is a list of names.
    let is_short = sample.text.contains("\"service_started\"");
    // The older form of one schedule becomes a list of one.
    let own = match key.name {
        "schedule" if key.doc.contains("old form") => "schedules",
        name => name,
    };
    let names = std::iter::once(own).chain(sample.keys.iter().copied());
    names
        .filter(|name| !files.contains(&format!("{name}:")))
        .filter(|name| !(is_short && *name == "condition"))
        .collect()
}

#[test]
fn keys_of_a_service() {
    for key in compose::SERVICE.iter() {
        hold("a service", key, &[&compose::SERVICE], |line| {
            let image = if key.name == "image" {
                ""
            } else {
                "image = \"alpine\"\n"
            };
            format!("[services.name]\n{image}{line}\n")
        });
    }
}

#[test]
fn keys_of_what_is_declared_at_the_top() {
    let anchor = "[services.name]\nimage = \"alpine\"\n";
    for (head, table) in [
        ("networks.name", &compose::NETWORK),
        ("volumes.name", &compose::VOLUME),
        ("secrets.name", &compose::SECRET),
        ("configs.name", &compose::CONFIG),
        ("models.name", &compose::MODEL),
        ("compose.jobs.name", &compose::JOB),
        ("compose", &stack::COMPOSE),
    ] {
        for key in table.iter() {
            let required = table
                .iter()
                .filter(|other| other.required && other.name != key.name);
            let beside: String = required
                .map(|other| format!("{} = {}\n", other.name, other.example))
                .collect();
            hold(head, key, &[table], |line| {
                format!("{anchor}\n[{head}]\n{beside}{line}\n")
            });
        }
    }
}

#[test]
fn keys_of_a_deployment() {
    for key in prefect::DEPLOYMENT.iter() {
        // The pull step and the pool have forms of stack.toml's own: see `effects`.
        if ["work_pool", "pull", "build", "push"].contains(&key.name) {
            continue;
        }
        hold("a deployment", key, &[&prefect::DEPLOYMENT], |line| {
            let entrypoint = match key.name {
                "entrypoint" => "",
                _ => "entrypoint = \"flow.py:load\"\n",
            };
            format!("[deployments.name]\npull = []\n{entrypoint}{line}\n")
        });
    }
}

#[test]
fn keys_of_a_pool_in_a_deployment() {
    for key in prefect::WORK_POOL.iter().filter(|key| key.name != "name") {
        for sample in samples(&key.shape, &[&prefect::WORK_POOL]) {
            let line = format!(
                "work_pool = {{ name = \"p\", {} = {} }}",
                key.name, sample.text
            );
            let text = format!(
                "[work_pools.p]\n\n[deployments.name]\npull = []\nentrypoint = \"flow.py:load\"\n{line}\n"
            );
            let outcome = Outcome::of(&text);
            assert_eq!(
                prefect_differences(&text, &outcome),
                Vec::<String>::new(),
                "{text}"
            );
            assert_eq!(
                lost(key, &sample, &outcome.files),
                Vec::<&str>::new(),
                "{text}"
            );
        }
    }
}

/// Each argument of each step that is known.
#[test]
fn arguments_of_steps() {
    for step in prefect::STEPS {
        for key in step.arguments.iter() {
            for sample in samples(&key.shape, &[&step.arguments]) {
                let line = format!(
                    "{{ {:?} = {{ {} = {} }} }}",
                    step.name, key.name, sample.text
                );
                let text =
                    format!("[deployments.name]\nentrypoint = \"flow.py:load\"\npull = [{line}]\n");
                let outcome = Outcome::of(&text);
                assert_eq!(
                    prefect_differences(&text, &outcome),
                    Vec::<String>::new(),
                    "{text}"
                );
                assert_eq!(
                    lost(key, &sample, &outcome.files),
                    Vec::<&str>::new(),
                    "{text}"
                );
            }
        }
    }
}
