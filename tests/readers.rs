//! Every emitted file of every example is read by its real reader, and says what stack.toml says.
//!
//! What stack.toml says is read by tomllib (`tests/readers/expectation.py`), which shares nothing with our reader.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

#[macro_use]
mod support;

use serde_json::{Map, Value, json};
use std::path::Path;
use support::examples::{outputs, root, sandbox};
use support::make::Run;
use support::sandbox::Sandbox;
use support::{compose, make, python, shell};

each_example!(hold);

/// An example that was rendered, as its readers meet it.
struct Example {
    name: String,
    project: Sandbox,
    stack: Value,
    /// A value for each variable that has none of its own.
    environment: Vec<(String, String)>,
}

fn hold(name: &str) {
    let project = sandbox(name).generate();
    let stack = python::ask(&json!({ "read": "toml", "text": project.read("stack.toml") }));
    let example = Example {
        name: name.to_owned(),
        environment: unset(&project, name),
        stack: stack.expect("stack.toml is TOML"),
        project,
    };
    example.hold_prefect();
    for path in outputs(&example.project, name) {
        match path.rsplit('/').next().unwrap_or_default() {
            "compose.yml" => example.hold_compose(&path),
            "prefect.yaml" => example.hold_prefect_model(&path),
            "Makefile" | "stack.mk" => example.hold_makefile(&path),
            "create_blocks.py" => example.hold_blocks(&path),
            "sync_schedules.py" | "deploy.py" => example.hold_module(&path),
            ".env.example" | "env.example" => example.hold_dotenv(&path),
            page if page.ends_with(".md") => example.hold_page(&path),
            ".stackgen.lock" => {}
            _ => panic!("no reader is known for {path}"),
        }
    }
}

/// The variables that stand in `.env.example` without a value.
fn unset(project: &Sandbox, name: &str) -> Vec<(String, String)> {
    let listed = outputs(project, name);
    let texts = listed
        .iter()
        .filter(|path| path.ends_with("env.example"))
        .map(|path| project.read(path));
    let lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    lines
        .iter()
        .filter_map(|line| line.strip_suffix('='))
        .filter(|name| !name.starts_with('#'))
        .map(|name| (name.to_owned(), format!("given for {name}: $'\"\\ é")))
        .collect()
}

/// A document without anchors, in the part of YAML that is JSON. YAML takes neither raw control characters nor the pairs
/// by which JSON escapes what lies beyond U+FFFF.
fn as_json(document: &Value) -> String {
    let text = document.to_string();
    let escaped = text.chars().map(|character| match u32::from(character) {
        code @ 0x7F..=0xFFFF => format!("\\u{code:04x}"),
        _ => character.to_string(),
    });
    escaped.collect()
}

impl Example {
    fn read_compose(&self, file: &str) -> Value {
        let environment: Vec<(&str, &str)> = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let options = ["--project-directory", ".", "-f", file, "--profile", "*"];
        let reading = compose::read(&root(&self.project), &options, &environment);
        reading
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
            .value
    }

    fn hold_compose(&self, path: &str) {
        let text = self.project.read(path);
        assert_eq!(
            python::compose_schema(&text),
            Ok(Vec::new()),
            "{}",
            self.name
        );
        let document = python::yaml(&text).expect("PyYAML reads it");
        let folder = root(&self.project);
        let file = self.project.path().join(path);
        let file = file.strip_prefix(&folder).expect("it lies in the root");
        let config = match self.name.as_str() {
            // The binary may be older than these keys: the schema has read them, and PyYAML's reading is held instead.
            "newest-compose-keys" => document.clone(),
            _ => {
                let config = self.read_compose(&file.to_string_lossy());
                std::fs::write(folder.join("plain.json"), as_json(&document)).expect("written");
                assert_eq!(config, self.read_compose("plain.json"), "without anchors");
                config
            }
        };
        let environment: Map<String, Value> = self
            .environment
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let differences = python::ask(&json!({
            "read": "compose-differences",
            "stack": self.project.read("stack.toml"),
            "config": config,
            "document": document,
            "environment": environment,
            "root": folder,
        }));
        assert_eq!(differences, Ok(json!([])), "{}", self.name);
    }

    fn prefect_files(&self) -> Vec<String> {
        let paths = outputs(&self.project, &self.name).into_iter();
        paths
            .filter(|path| path.ends_with("prefect.yaml"))
            .collect()
    }

    /// All prefect.yaml files together: none is missing, and no deployment.
    fn hold_prefect(&self) {
        let documents: Map<String, Value> = self
            .prefect_files()
            .iter()
            .map(|path| {
                let folder = Path::new(path)
                    .parent()
                    .map(|folder| folder.to_string_lossy().into_owned());
                let folder = folder.filter(|folder| !folder.is_empty());
                let document = python::yaml(&self.project.read(path)).expect("PyYAML reads it");
                (folder.unwrap_or_else(|| ".".into()), document)
            })
            .collect();
        let differences = python::ask(&json!({
            "read": "prefect-differences",
            "stack": self.project.read("stack.toml"),
            "documents": documents,
        }));
        assert_eq!(differences, Ok(json!([])), "{}", self.name);
    }

    fn hold_prefect_model(&self, path: &str) {
        let read = python::prefect(&self.project.path().join(path)).expect("Prefect reads it");
        assert_eq!(read["ignored"], json!([]), "{path}");
        let document = python::yaml(&self.project.read(path)).expect("PyYAML reads it");
        let deployments = document["deployments"].as_array().expect("a list");
        for (written, seen) in deployments
            .iter()
            .zip(read["deployments"].as_array().expect("a list"))
        {
            assert_eq!(written["name"], seen["name"]);
            for key in [
                "entrypoint",
                "parameters",
                "tags",
                "description",
                "work_pool",
                "version",
            ] {
                assert_eq!(written.get(key), seen.get(key), "{path}: {key}");
            }
            let schedules = written["schedules"].as_array().map_or(0, Vec::len);
            assert_eq!(seen["!schedules"].as_array().map(Vec::len), Some(schedules));
        }
        assert_eq!(
            deployments.len(),
            read["deployments"].as_array().map_or(0, Vec::len)
        );
    }

    fn hold_makefile(&self, path: &str) {
        let folder = root(&self.project);
        if !path.ends_with("Makefile") {
            let name = path.rsplit('/').next().unwrap_or_default();
            std::fs::write(folder.join("Makefile"), format!("include {name}\n")).expect("written");
        }
        let text = self.project.read(path);
        let targets = text
            .lines()
            .filter_map(|line| line.strip_prefix(".PHONY: "))
            .flat_map(str::split_whitespace);
        for target in targets {
            make::plan(&folder, target)
                .unwrap_or_else(|error| panic!("{}: make {target}: {error}", self.name));
            make::commands(&folder, target)
                .unwrap_or_else(|error| panic!("{}: make {target}: {error}", self.name));
        }
        self.hold_pools();
        self.hold_deploy();
    }

    fn run(&self, arguments: &str) -> Run {
        let variables = self.environment.iter();
        variables.fold(Run::of(arguments), |run, (name, value)| {
            run.env(name, value)
        })
    }

    /// `make work-pools` creates each pool that is not there, by its exact name.
    fn hold_pools(&self) {
        let Some(pools) = self.stack["work_pools"].as_object() else {
            return;
        };
        let run = self.run("work-pools -k").failing("inspect");
        let (calls, _) = run.calls(&root(&self.project));
        for (name, pool) in pools {
            let kind = pool["type"].as_str().unwrap_or("process");
            let wanted = ["work-pool", "create", name.as_str(), "--type", kind];
            assert!(
                calls.iter().any(|call| call
                    .words
                    .windows(wanted.len())
                    .any(|words| words == wanted)),
                "{}: no call creates {name}: {calls:#?}",
                self.name
            );
        }
    }

    /// `make deploy` deploys each folder once, from that folder, and only behind everything that it needs.
    fn hold_deploy(&self) {
        let mut folders: Vec<String> = self
            .prefect_files()
            .iter()
            .map(|path| path.strip_suffix("/prefect.yaml").unwrap_or(".").to_owned())
            .collect();
        if folders.is_empty() {
            return;
        }
        let (calls, output) = self.run("-j2 deploy").calls(&root(&self.project));
        assert!(
            output.status.success(),
            "{}: {}",
            self.name,
            String::from_utf8_lossy(&output.stderr)
        );
        let is_deploy = |words: &[String]| words.ends_with(&["deploy".into(), "--all".into()]);
        let mut deployed: Vec<String> = calls
            .iter()
            .filter(|call| is_deploy(&call.words))
            .map(|call| call.folder.clone())
            .collect();
        let first = calls
            .iter()
            .position(|call| is_deploy(&call.words))
            .expect("something is deployed");
        let last_pool = calls
            .iter()
            .rposition(|call| call.words.contains(&"work-pool".to_owned()));
        assert!(
            last_pool.is_none_or(|pool| pool < first),
            "{}: {calls:#?}",
            self.name
        );
        folders.sort();
        deployed.sort();
        assert_eq!(deployed, folders, "{}", self.name);
    }

    /// Ruff has nothing against a script, but for lines that strings make too long: nothing breaks those.
    fn hold_module(&self, path: &str) {
        let mut found = python::module(&self.project.read(path), 88).expect("ruff reads it");
        found.retain(|fault| !fault.contains("E501"));
        assert_eq!(found, Vec::<String>::new(), "{}: {path}", self.name);
    }

    fn hold_blocks(&self, path: &str) {
        let text = self.project.read(path);
        self.hold_module(path);
        let blocks: Vec<(&String, &Value)> = self.stack["credentials"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, credential)| credential["type"] == "block")
            .collect();
        let saved = self.run_blocks(path, &text, &blocks);
        for ((key, block), seen) in blocks
            .iter()
            .zip(saved["saved"].as_array().expect("a list"))
        {
            assert_eq!(seen["class"], block["class"]);
            assert_eq!(seen["name"], *block.get("name").unwrap_or(&json!(key)));
            for (name, value) in block["values"].as_object().into_iter().flatten() {
                let wanted = self.elsewhere(value);
                assert_eq!(seen["values"][name], wanted, "{}: {key}.{name}", self.name);
            }
        }
    }

    /// What the script saves, with the files that it reads laid beside it.
    fn run_blocks(&self, path: &str, text: &str, blocks: &[(&String, &Value)]) -> Value {
        let modules: Vec<&str> = blocks
            .iter()
            .filter_map(|(_, block)| block["class"].as_str()?.split('.').next())
            .collect();
        let folder = root(&self.project);
        for (_, block) in blocks {
            let files = block["values"].as_object().into_iter().flatten();
            for file in files.filter_map(|(_, value)| value["file"].as_str()) {
                let file = folder.join(file);
                std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
                std::fs::write(file, "from a file\n").expect("written");
            }
        }
        let read = python::ask(&json!({
            "read": "blocks",
            "text": text,
            "path": self.project.path().join(path),
            "modules": modules,
            "environment": self.environment.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        }));
        let saved = read.expect("the script runs");
        assert_eq!(saved["status"], json!(0), "{}", self.name);
        saved
    }

    /// The value of a block's argument, with the environment that the script had.
    fn elsewhere(&self, value: &Value) -> Value {
        let given = |name: &str| {
            let found = self.environment.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| json!(value))
        };
        let known = ["env", "default", "error", "file", "credential", "field"];
        match value {
            Value::Object(table) if !table.keys().all(|key| known.contains(&key.as_str())) => {
                value.clone()
            }
            Value::Object(table) if table.contains_key("env") => {
                let default = table.get("default").cloned().unwrap_or_default();
                given(table["env"].as_str().unwrap_or_default()).unwrap_or(default)
            }
            Value::Object(table) if table.contains_key("file") => json!("from a file"),
            Value::Object(table) if table.contains_key("credential") => {
                let (name, field) = (
                    table["credential"].as_str().unwrap_or_default(),
                    table["field"].as_str().unwrap_or_default(),
                );
                self.elsewhere(&self.stack["credentials"][name][field])
            }
            other => other.clone(),
        }
    }

    /// Three readers of `.env` agree on every variable, and it lists those that somebody must set.
    fn hold_dotenv(&self, path: &str) {
        let text = self.project.read(path);
        let read = python::dotenv(&text).expect("python-dotenv reads it");
        let names: Vec<&str> = read
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        for program in ["sh", "bash"] {
            let seen = shell::dotenv(program, &text, &names).expect("the shell reads it");
            for (name, value) in names.iter().zip(seen) {
                assert_eq!(read[name], json!(value), "{}: {name}", self.name);
            }
        }
        for (name, variable) in self.stack["variables"].as_object().into_iter().flatten() {
            let default = variable.get("default").cloned().unwrap_or(json!(""));
            assert_eq!(read[name], default, "{}: {name}", self.name);
        }
    }

    fn hold_page(&self, path: &str) {
        let page = python::ask(&json!({ "read": "markdown", "text": self.project.read(path) }));
        assert!(page.is_ok_and(|html| html.as_str().is_some_and(|html| html.contains("<h1>"))));
    }
}
