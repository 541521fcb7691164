//! The printer for SARIF 2.1.0: `check --format sarif`, for code scanning and editors.
//!
//! Columns are counted in characters (`columnKind`). Rules are those that were found, described as `explain` does. A generated
//! file that is not as it should be is a result of its own. No snippet of a source is in it, and no absolute path.

use super::fingerprint::Fingerprints;
use super::run::{Checked, FileState, Run, sentence};
use super::{Code, Diagnostic, Edit, Label, Level, Part};
use crate::dialects::{markdown, url};
use crate::source::Place;
use serde_json::{Value, json};

/// Where paths begin, as other tools call it.
const BASE: &str = "%SRCROOT%";
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One document, with a newline at its end.
pub fn print(run: &Run<'_>) -> String {
    let mut results = Results::default();
    for stack in &run.stacks {
        stack
            .report
            .iter()
            .for_each(|found| results.add_finding(found, stack));
        stack
            .changes()
            .for_each(|file| results.add_file(file, stack));
    }
    let Results { rules, results, .. } = results;
    let failures: Vec<Value> = run
        .failures
        .iter()
        .map(|failure| {
            json!({
                "level": "error",
                "message": { "text": failure.reason },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&failure.stack) } }],
            })
        })
        .collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(&rules) },
            "invocations": [{
                "executionSuccessful": failures.is_empty(),
                "toolExecutionNotifications": failures,
            }],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { BASE: { "description": { "text": "The root of the repository." } } },
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn driver(rules: &[&'static Code]) -> Value {
    let mut driver = json!({
        "name": "stackgen",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
    });
    if !REPOSITORY.is_empty() {
        driver["informationUri"] = json!(REPOSITORY);
    }
    driver
}

/// The page of this repository; empty where Cargo.toml names none.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

fn rule(code: &Code) -> Value {
    let Code {
        word,
        level,
        group,
        explanation,
    } = code;
    let examples = [
        ("This fails", explanation.fails),
        ("This passes", explanation.passes),
    ];
    let mut text = format!("{}\n{}", explanation.what, explanation.why);
    let mut marked = text.clone();
    for (title, example) in examples
        .into_iter()
        .filter(|(_, example)| !example.is_empty())
    {
        for part in Part::of(example) {
            let (title, fence) = (
                part.title(title),
                markdown::fence(part.language(), part.text),
            );
            text.push_str(&format!("\n\n{title}\n\n{}", part.text.trim_end()));
            marked.push_str(&format!("\n\n{title}\n\n{fence}"));
        }
    }
    let mut rule = json!({
        "id": word,
        "name": friendly(word),
        "shortDescription": { "text": explanation.what },
        "fullDescription": { "text": format!("{} {}", explanation.what, explanation.why) },
        "help": { "text": text, "markdown": marked },
        "defaultConfiguration": {
            "enabled": *level != Level::Allow,
            "level": if *level == Level::Error { "error" } else { "warning" },
        },
        "properties": { "tags": [group.word()] },
    });
    if !REPOSITORY.is_empty() {
        rule["helpUri"] = json!(format!("{REPOSITORY}/blob/main/docs/diagnostics.md#{word}"));
    }
    rule
}

/// `unknown-work-pool` as `UnknownWorkPool`.
fn friendly(word: &str) -> String {
    let parts = word.split('-').map(|part| match part.split_at_checked(1) {
        Some((first, rest)) => first.to_uppercase() + rest,
        None => String::new(),
    });
    parts.collect()
}

/// What was found, with the rules in the order in which they were met.
#[derive(Default)]
struct Results {
    rules: Vec<&'static Code>,
    results: Vec<Value>,
    known: Fingerprints,
}

impl Results {
    fn add_finding(&mut self, found: &Diagnostic, stack: &Checked<'_>) {
        let place = stack.place(found.primary.span);
        let fingerprint = self
            .known
            .give(found.code.word, &place.path, &found.message);
        let level = found.severity.word();
        let location = json!({ "physicalLocation": physical(&place) });
        let mut text = sentence(found);
        if let Some(help) = &found.help {
            text.push_str(&format!(". Help: {}", help.text));
        }
        let mut result = self.result(found.code, level, &text, location, &fingerprint);
        if !found.related.is_empty() {
            let related = found.related.iter().enumerate();
            result["relatedLocations"] = related
                .map(|(id, label)| other_place(id, label, stack))
                .collect();
        }
        if let Some(help) = &found.help
            && let Some(edit) = &help.edit
        {
            result["fixes"] = json!([fix(&help.text, edit, stack)]);
        }
        self.results.push(result);
    }

    fn add_file(&mut self, file: &FileState, stack: &Checked<'_>) {
        let shown = stack.path(&file.path);
        let (path, line) = stack.place_of(file);
        let fingerprint = self.known.give(file.code.word, &shown, file.state);
        let text = stack.told(file);
        let location = json!({
            "physicalLocation": { "artifactLocation": artifact(&path), "region": { "startLine": line } },
        });
        let result = self.result(file.code, "error", &text, location, &fingerprint);
        self.results.push(result);
    }

    fn result(
        &mut self,
        code: &'static Code,
        level: &str,
        text: &str,
        location: Value,
        fingerprint: &str,
    ) -> Value {
        let known = self.rules.iter().position(|rule| rule.word == code.word);
        let index = known.unwrap_or_else(|| {
            self.rules.push(code);
            self.rules.len() - 1
        });
        json!({
            "ruleId": code.word,
            "ruleIndex": index,
            "level": level,
            "message": { "text": format!("{text}.") },
            "locations": [location],
            "partialFingerprints": { "stackgen/v1": fingerprint },
        })
    }
}

fn other_place(id: usize, label: &Label, stack: &Checked<'_>) -> Value {
    let mut place = json!({
        "id": id + 1,
        "physicalLocation": physical(&stack.place(label.span)),
    });
    if !label.text.is_empty() {
        place["message"] = json!({ "text": format!("{}.", label.text) });
    }
    place
}

/// The edit that `check --fix` would make.
fn fix(description: &str, edit: &Edit, stack: &Checked<'_>) -> Value {
    let place = stack.place(edit.span);
    json!({
        "description": { "text": format!("{description}.") },
        "artifactChanges": [{
            "artifactLocation": artifact(&place.path),
            "replacements": [{
                "deletedRegion": region(&place),
                "insertedContent": { "text": edit.text },
            }],
        }],
    })
}

fn physical(place: &Place) -> Value {
    json!({ "artifactLocation": artifact(&place.path), "region": region(place) })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A path as a relative address; one that leaves the repository has no base.
fn artifact(path: &str) -> Value {
    let parts: Vec<String> = path.split('/').map(url::encode).collect();
    let uri = parts.join("/");
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{uri}") }),
        false => json!({ "uri": uri, "uriBaseId": BASE }),
    }
}
