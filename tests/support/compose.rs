//! The Compose v2 binary, which needs no engine to read a file.
//!
//! In: a folder with a compose file. Out: the project as Compose sees it, `config --format json`.

use super::readers::{self, Missing, clean, require, succeed};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

const INSTALL: &str = "install Docker Compose 2 or newer, so that `docker compose version` works";

/// How Compose is called: the plugin of `docker`, or a program of its own.
#[derive(Clone, Debug)]
enum Compose {
    Plugin,
    Program(PathBuf),
}

/// What Compose made of a folder, and what it warned of.
#[derive(Clone, Debug)]
pub struct Reading {
    pub value: Value,
    pub warnings: String,
}

/// The project in a folder as Compose reads it with an empty environment; the error is Compose's own text.
///
/// Compose prints each `$` of a value doubled, so that its output could be read again: see [`undouble`].
pub fn config(folder: &Path) -> Result<Value, String> {
    read(folder, &[], &[]).map(|reading| reading.value)
}

/// The same with environment variables and options that stand before `config` (`-f FILE`, `--profile NAME`).
pub fn read(
    folder: &Path,
    options: &[&str],
    environment: &[(&str, &str)],
) -> Result<Reading, String> {
    let mut command = command(folder);
    command
        .args(options)
        .args(["config", "--format", "json"])
        .envs(environment.iter().copied());
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().map_err(|error| error.to_string())?;
    let warnings = String::from_utf8_lossy(&stderr).into_owned();
    if !status.success() {
        return Err(warnings);
    }
    let value = serde_json::from_slice(&stdout).map_err(|error| error.to_string())?;
    Ok(Reading { value, warnings })
}

/// What a container sees of a value that [`config`] gave: `$$` is `$`, in values and never in keys.
pub fn undouble(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("$$", "$")),
        Value::Array(items) => Value::Array(items.into_iter().map(undouble).collect()),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, item)| (key, undouble(item)))
                .collect(),
        ),
        other => other,
    }
}

/// `docker compose` in a folder, with PATH and HOME alone in its environment.
pub fn command(folder: &Path) -> Command {
    static COMPOSE: LazyLock<Result<Compose, Missing>> = LazyLock::new(find);
    let mut command = match require(COMPOSE.clone()) {
        Compose::Plugin => {
            let mut command = clean("docker");
            command.arg("compose");
            command
        }
        Compose::Program(path) => clean(path),
    };
    command.current_dir(folder);
    command
}

fn find() -> Result<Compose, Missing> {
    if is_current(Command::new("docker").args(["compose", "version", "--short"])) {
        return Ok(Compose::Plugin);
    }
    if is_current(Command::new("docker-compose").args(["version", "--short"])) {
        return Ok(Compose::Program("docker-compose".into()));
    }
    let script = readers::sources().join("compose.sh");
    let recipe = fs::read_to_string(&script).unwrap_or_default();
    let folder = readers::prepare("compose", &recipe, |folder| {
        if !Path::new("/etc/debian_version").exists() {
            return Err(Missing::new(
                "compose",
                "no `docker compose` on the PATH",
                INSTALL,
            ));
        }
        succeed(Command::new("sh").arg(&script).arg(folder))
            .map(drop)
            .map_err(|error| {
                Missing::new(
                    "compose",
                    format!("tests/readers/compose.sh: {error}"),
                    INSTALL,
                )
            })
    })?;
    Ok(Compose::Program(folder.join("docker-compose")))
}

/// Whether a version command names a major version of 2 or more: Compose 1 reads another format.
fn is_current(command: &mut Command) -> bool {
    let major = |text: String| {
        text.trim()
            .trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    };
    succeed(command)
        .ok()
        .and_then(major)
        .is_some_and(|major| major >= 2)
}
