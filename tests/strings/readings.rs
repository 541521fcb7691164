//! The generated files as their readers see them.
//!
//! In: a generated project. Out: what was seen of each string.

use crate::positions::{Reader, Seen, Slot};
use crate::support::make::{self, Call, Run};
use crate::support::sandbox::Sandbox;
use crate::support::{compose, python, shell};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A class that records how it was called.
const RECORDED: &str = r#"
import atexit
import json

seen = []


class Recorded:
    def __init__(self, **values):
        self.values = values

    def save(self, name, overwrite=False):
        seen.append({"name": name, "values": self.values, "overwrite": overwrite})


atexit.register(lambda: open("recorded.json", "w").write(json.dumps(seen)))
"#;

/// Files that the stack names.
pub fn files() -> [(&'static str, &'static str); 2] {
    [
        ("recorded/__init__.py", ""),
        ("recorded/blocks.py", RECORDED),
    ]
}

pub struct Readings {
    seen: BTreeMap<Reader, Value>,
    /// Of `.env.example`: each reader's name and what it gives each variable.
    dotenv: Vec<(&'static str, Value)>,
    /// What `make all` gave a shell for each position's line.
    runs: BTreeMap<usize, Option<String>>,
    help: String,
}

impl Readings {
    pub fn of(sandbox: &Sandbox, slots: &[Slot]) -> Self {
        let folder = sandbox.path();
        let yaml = |path: &str| python::yaml(&sandbox.read(path)).expect("PyYAML reads it");
        let model = python::prefect(&folder.join("prefect.yaml")).expect("Prefect reads it");
        let read = compose::config(folder).expect("Compose reads it");
        let seen = [
            (Reader::Compose, compose::undouble(read)),
            (Reader::ComposeYaml, compose::undouble(yaml("compose.yml"))),
            (Reader::Prefect, model),
            (Reader::PrefectYaml, yaml("prefect.yaml")),
            (Reader::Blocks, blocks(sandbox)),
            (Reader::Pools, pools(sandbox)),
        ];
        Self {
            seen: BTreeMap::from(seen),
            dotenv: dotenv(&sandbox.read(".env.example"), slots),
            runs: runs(sandbox, slots),
            help: help(sandbox),
        }
    }

    /// A string as it is seen; the error says what is there instead.
    pub fn see(&self, slot: &Slot) -> Result<String, String> {
        match &slot.seen {
            Seen::Value(reader, way) => match follow(&self.seen[reader], way) {
                // Compose's `config` leaves an empty text out.
                Err(_) if slot.text.is_empty() && *reader == Reader::Compose => Ok(String::new()),
                seen => text(seen?),
            },
            Seen::Key(reader, way, value) => self.key(slot, *reader, way, value),
            Seen::Url(way, part) => {
                let url = text(follow(&self.seen[&Reader::Compose], way)?)?;
                let parts = python::sqlalchemy_url(&url)?;
                match &parts[part] {
                    // An absent part is an empty one.
                    Value::Null => Ok(String::new()),
                    part => text(part),
                }
            }
            Seen::Within(way, before, after) => self.within(way, before, after),
            Seen::Called(name, before) => {
                let seen = text(&self.seen[&Reader::Pools]["variables"][name])?;
                seen.strip_prefix(before).map(str::to_owned).ok_or(seen)
            }
            Seen::Mount(way) => self.mount(slot, way),
            Seen::Dotenv(name) => self.variable(name),
            Seen::Run => self.run(slot),
            Seen::Help(target) => self.said(slot, target),
        }
    }

    fn key(
        &self,
        slot: &Slot,
        reader: Reader,
        way: &[String],
        value: &str,
    ) -> Result<String, String> {
        let map = follow(&self.seen[&reader], way)?;
        // `config` doubles a dollar in its output, in keys too.
        let doubled = slot.text.replace('$', "$$");
        let keys = [&slot.text, &doubled];
        let found = keys[..if reader == Reader::Compose { 2 } else { 1 }]
            .iter()
            .any(|key| map.get(key.as_str()).is_some_and(|found| found == value));
        if found {
            Ok(slot.text.clone())
        } else {
            Err(map.to_string())
        }
    }

    fn within(&self, way: &[String], before: &str, after: &str) -> Result<String, String> {
        let seen = text(follow(&self.seen[&Reader::Compose], way)?)?;
        let inner = seen
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        inner.map(str::to_owned).ok_or(seen)
    }

    /// Compose makes a path absolute and clean: what it was given is seen in the file, and that it is a folder in Compose.
    fn mount(&self, slot: &Slot, way: &[String]) -> Result<String, String> {
        let mount = follow(&self.seen[&Reader::Compose], &way[..4])?;
        if mount["type"] != "bind" {
            return Err(mount.to_string());
        }
        let written = follow(&self.seen[&Reader::ComposeYaml], &way[..4])?;
        let given = match written {
            Value::String(short) => short.rsplit_once(":/m").map(|it| it.0.to_owned()),
            long => long["source"].as_str().map(str::to_owned),
        };
        let given = given.ok_or_else(|| written.to_string())?;
        Ok(match given.strip_prefix("./") {
            Some(bare) if bare == slot.text => bare.to_owned(),
            _ => given,
        })
    }

    fn variable(&self, name: &str) -> Result<String, String> {
        let mut found: Option<String> = None;
        for (reader, values) in &self.dotenv {
            let value = text(&values[name]).map_err(|other| format!("{reader}: {other}"))?;
            match &found {
                Some(first) if *first != value => {
                    return Err(format!("{reader} sees {value:?}, another {first:?}"));
                }
                _ => found = Some(value),
            }
        }
        found.ok_or_else(|| "nothing".into())
    }

    fn run(&self, slot: &Slot) -> Result<String, String> {
        let got = self.runs.get(&slot.line).cloned().flatten();
        let prefix = |c: char| " \t@-+".contains(c);
        let wanted = slot.text.trim_start_matches(prefix);
        // make runs nothing for a line that is blank behind its prefixes.
        match got {
            Some(line) if line == wanted => Ok(slot.text.clone()),
            None if wanted
                .trim_matches([' ', '\t', '\u{B}', '\u{C}', '\r'])
                .is_empty() =>
            {
                Ok(slot.text.clone())
            }
            other => Err(format!("{other:?}")),
        }
    }

    /// Help is printed as it is, behind its target.
    fn said(&self, slot: &Slot, target: &str) -> Result<String, String> {
        let known = "\nstart";
        let from = self
            .help
            .find(known)
            .map_or("", |at| &self.help[at + known.len()..]);
        let width = "start".len() + from.len() - from.trim_start().len();
        if self
            .help
            .contains(&format!("\n{target:width$}{}\n", slot.text))
        {
            return Ok(slot.text.clone());
        }
        let from = self.help.find(&format!("\n{target} "));
        Err(from.map_or_else(String::new, |from| {
            self.help[from..].chars().take(80).collect()
        }))
    }
}

fn follow<'a>(from: &'a Value, way: &[String]) -> Result<&'a Value, String> {
    let mut at = from;
    for step in way {
        let next = match at {
            Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
            other => other.get(step),
        };
        at = next.ok_or_else(|| format!("no {step} in {at}"))?;
    }
    Ok(at)
}

fn text(value: &Value) -> Result<String, String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| value.to_string())
}

fn blocks(sandbox: &Sandbox) -> Value {
    let mut command = sandbox.command(python::interpreter().to_str().expect("UTF-8"));
    command
        .arg("scripts/create_blocks.py")
        .env("PYTHONPATH", ".")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let done = command.output().expect("python starts");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_str(&sandbox.read("recorded.json")).expect("JSON")
}

/// Pool → what prefect was told of it.
fn pools(sandbox: &Sandbox) -> Value {
    let (calls, output) = Run::of("work-pools")
        .failing("inspect")
        .record("PREFECT_API_URL")
        .record("PREFECT_API_AUTH_STRING")
        .calls(sandbox.path());
    assert!(!calls.is_empty(), "{output:?}");
    let mut pools = Map::new();
    let first = calls.first().expect("prefect is called");
    pools.insert("variables".into(), json!(first.variables));
    for Call { words, .. } in &calls {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let after = |option: &str| {
            let joint = words
                .iter()
                .find_map(|word| word.strip_prefix(option)?.strip_prefix('='));
            let at = words.iter().position(|word| *word == option);
            // prefect takes what begins with `-` for an option of its own.
            let apart = at
                .and_then(|at| words.get(at + 1).copied())
                .filter(|word| !word.starts_with('-'));
            joint.or(apart).map(|word| json!(word))
        };
        let ["uv", "run", "prefect", noun, verb, rest @ ..] = &words[..] else {
            continue;
        };
        let mut told: Vec<(&str, Option<Value>)> = Vec::new();
        let name = match (*noun, *verb) {
            ("work-pool", "create") => {
                told.push(("type", after("--type")));
                rest.iter()
                    .find(|word| word.starts_with("pool"))
                    .map(|name| (*name).to_owned())
            }
            ("work-pool", "update") => {
                told.push(("description", after("--description")));
                told.push(("template", after("--base-job-template")));
                rest.iter()
                    .find(|word| word.starts_with("pool"))
                    .map(|name| (*name).to_owned())
            }
            ("work-queue", "create") => {
                let name = rest.iter().find(|word| !["--", "--pool"].contains(word));
                told.push(("queue", name.map(|name| json!(name))));
                after("--pool").and_then(|pool| pool.as_str().map(str::to_owned))
            }
            _ => continue,
        };
        let Some(name) = name else { continue };
        let pool = pools.entry(name).or_insert_with(|| json!({}));
        for (key, value) in told {
            value.into_iter().for_each(|value| pool[key] = value);
        }
    }
    Value::Object(pools)
}

fn dotenv(text: &str, slots: &[Slot]) -> Vec<(&'static str, Value)> {
    let names: Vec<&str> = slots
        .iter()
        .filter_map(|slot| match &slot.seen {
            Seen::Dotenv(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let in_shell = |shell: &str| {
        let values = shell::dotenv(shell, text, &names).expect("the shell reads it");
        let pairs = names
            .iter()
            .zip(values)
            .map(|(name, value)| ((*name).to_owned(), json!(value)));
        Value::Object(pairs.collect())
    };
    let place = crate::support::sandbox::Folder::new();
    let file: String = names
        .iter()
        .map(|name| format!("      {name}: ${{{name}}}\n"))
        .collect();
    std::fs::write(
        place.path().join("compose.yml"),
        format!("services:\n  a:\n    image: a\n    environment:\n{file}"),
    )
    .expect("written");
    std::fs::write(place.path().join(".env"), text).expect("written");
    let composed = compose::config(place.path()).expect("Compose reads it");
    let composed = compose::undouble(composed)["services"]["a"]["environment"].take();
    vec![
        ("sh", in_shell("sh")),
        ("bash", in_shell("bash")),
        (
            "python-dotenv",
            python::dotenv(text).expect("python-dotenv reads it"),
        ),
        ("Compose", composed),
    ]
}

/// Each run line by its line in stack.toml: what a shell got.
fn runs(sandbox: &Sandbox, slots: &[Slot]) -> BTreeMap<usize, Option<String>> {
    let lines = slots.iter().filter(|slot| matches!(slot.seen, Seen::Run));
    let mut found = BTreeMap::new();
    for (index, slot) in lines.enumerate() {
        let got = make::commands(sandbox.path(), &format!("run{index}")).expect("make runs");
        assert!(got.len() < 2, "{got:?}");
        found.insert(slot.line, got.into_iter().next());
    }
    found
}

fn help(sandbox: &Sandbox) -> String {
    let done = make::make(sandbox.path())
        .arg("help")
        .output()
        .expect("make starts");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    format!("\n{}", String::from_utf8_lossy(&done.stdout))
}
