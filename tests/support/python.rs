//! Python's readers: PyYAML, Prefect's own model of prefect.yaml, the Compose schema, python-dotenv, SQLAlchemy, ruff.
//!
//! In: text or a path. Out: what the reader makes of it, as JSON (`tests/readers/reader.py` says how). The environment has
//! exact versions (`tests/readers/requirements.txt`); one process serves a whole test binary.

use super::readers::{self, Missing, clean, require, succeed};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

/// Pythons that may make the environment, the machine's own first: 3.11 is the first that all the pinned packages take.
const CANDIDATES: [&str; 5] = [
    "python3",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
];
const INSTALL: &str = "install Python 3.11 or newer with its venv module (Debian: apt-get install python3 python3-venv)";

/// The folder with `python`, `prefect` and `ruff` of the pinned environment; makes the environment the first time.
pub fn programs() -> PathBuf {
    static FOLDER: LazyLock<Result<PathBuf, Missing>> = LazyLock::new(environment);
    require(FOLDER.clone())
}

/// The pinned environment's interpreter.
pub fn interpreter() -> PathBuf {
    programs().join("python")
}

/// What PyYAML's `safe_load` makes of a text. Two equal keys in one mapping are an error.
pub fn yaml(text: &str) -> Result<Value, String> {
    ask(&json!({ "read": "yaml", "text": text }))
}

/// What `prefect deploy` makes of a prefect.yaml: `deployments` (each with `!schedules`, as they go to the server),
/// `steps`, and `ignored`, the keys that Prefect drops in silence.
pub fn prefect(path: &Path) -> Result<Value, String> {
    ask(&json!({ "read": "prefect", "path": path }))
}

/// Where a compose.yml breaks the newest Compose schema; empty if it fits.
pub fn compose_schema(text: &str) -> Result<Vec<String>, String> {
    ask(&json!({ "read": "compose-schema", "text": text })).map(|value| lines(&value))
}

/// Where a stack.toml breaks our own JSON Schema, the committed one; empty if it fits.
pub fn stack_schema(text: &str) -> Result<Vec<String>, String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/stack.schema.json");
    let request = json!({ "read": "stack-schema", "schema": schema, "text": text });
    ask(&request).map(|value| lines(&value))
}

/// What python-dotenv gives each name of an `.env`.
pub fn dotenv(text: &str) -> Result<Value, String> {
    ask(&json!({ "read": "dotenv", "text": text }))
}

/// What Python and ruff (checks and layout) have against a module; empty if it is sound.
pub fn module(text: &str, line_length: usize) -> Result<Vec<String>, String> {
    let request =
        json!({ "read": "python", "text": text, "format": true, "line_length": line_length });
    ask(&request).map(|value| lines(&value))
}

/// The value of a Python literal.
pub fn literal(text: &str) -> Result<Value, String> {
    ask(&json!({ "read": "literal", "text": text }))
}

/// The parts of a connection URL as SQLAlchemy sees them.
pub fn sqlalchemy_url(text: &str) -> Result<Value, String> {
    ask(&json!({ "read": "sqlalchemy-url", "text": text }))
}

/// Any request that `tests/readers/reader.py` answers; the error is the reader's own words.
pub fn ask(request: &Value) -> Result<Value, String> {
    static READER: OnceLock<Mutex<Reader>> = OnceLock::new();
    let reader = READER.get_or_init(|| Mutex::new(Reader::start()));
    let mut answer = reader
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .exchange(request);
    match answer.get("error") {
        Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
        None => Ok(answer["value"].take()),
    }
}

fn lines(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| item.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The long-lived process. It ends when its input does, which is when the test binary ends.
struct Reader {
    _process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Reader {
    fn start() -> Self {
        let mut command = clean(interpreter());
        command.arg(readers::sources().join("reader.py"));
        command
            .env("PYTHONUTF8", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command.env("PREFECT_HOME", programs().with_file_name("prefect-home"));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let requests = child.stdin.take().expect("its input is a pipe");
        let answers = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        Self {
            _process: child,
            requests,
            answers,
        }
    }

    fn exchange(&mut self, request: &Value) -> Value {
        writeln!(self.requests, "{request}").expect("the reader takes the request");
        let mut line = String::new();
        self.answers
            .read_line(&mut line)
            .expect("the reader answers");
        serde_json::from_str(&line).expect("the reader answers in JSON")
    }
}

/// Makes the environment in `readers/python`; its programs lie in `bin`.
fn environment() -> Result<PathBuf, Missing> {
    make_environment("python", &READERS, find_python)
}

/// A program that users meet stackgen through (`taplo`, `tombi`, `pre-commit`, `prek`, `maturin` …), from an environment of
/// its own (`tests/readers/tools.txt`).
pub fn tool(name: &str) -> PathBuf {
    static FOLDER: LazyLock<Result<PathBuf, Missing>> =
        LazyLock::new(|| make_environment("tools", &["tools.txt"], find_python));
    require(FOLDER.clone()).join(name)
}

/// What the readers' environment is made from: what is asked for, and the versions of all that this brings.
const READERS: [&str; 2] = ["requirements.txt", "constraints.txt"];

/// The interpreters of one pinned environment for each of Prefect's two schedule engines: that of Python 3.13 and newer, and
/// the older one. Outside of CI one that is not found is told in a line and left out.
pub fn engines() -> Vec<PathBuf> {
    let own = interpreter();
    let newer = is_newer(&own);
    let versions: &[&str] = if newer {
        &["3.11", "3.12"]
    } else {
        &["3.13", "3.14"]
    };
    let other = versions.iter().find_map(|version| find_version(version));
    let name = if newer {
        "python-older"
    } else {
        "python-newer"
    };
    let made = match other {
        Some(python) => {
            make_environment(name, &READERS, || Ok(python)).map(|folder| folder.join("python"))
        }
        None => Err(Missing::new(
            name,
            format!("no Python {}", versions.join(" or ")),
            INSTALL,
        )),
    };
    match made {
        Ok(other) => vec![own, other],
        Err(missing) if std::env::var_os("CI").is_some() => require(Err(missing)),
        Err(Missing(line)) => {
            let _ = writeln!(std::io::stderr(), "one engine is not compared: {line}");
            vec![own]
        }
    }
}

/// Whether an interpreter has the newer engine.
pub fn is_newer(python: &Path) -> bool {
    let probe = "import sys; sys.exit(sys.version_info < (3, 13))";
    succeed(Command::new(python).args(["-c", probe])).is_ok()
}

/// A Python of a version, on the PATH or where pyenv keeps its own.
fn find_version(version: &str) -> Option<String> {
    let named = format!("python{version}");
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let kept = fs::read_dir(home.join(".pyenv/versions"))
        .into_iter()
        .flatten()
        .flatten();
    let kept = kept.map(|entry| entry.path()).filter(|path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        name.starts_with(&format!("{version}."))
    });
    let kept = kept.map(|path| path.join("bin/python").to_string_lossy().into_owned());
    let fits = |python: &String| {
        succeed(Command::new(python).args(["-c", "import venv, ensurepip"])).is_ok()
    };
    std::iter::once(named).chain(kept).find(fits)
}

fn make_environment(
    name: &str,
    files: &[&str],
    find: impl FnOnce() -> Result<String, Missing>,
) -> Result<PathBuf, Missing> {
    let files: Vec<PathBuf> = files
        .iter()
        .map(|file| readers::sources().join(file))
        .collect();
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_default();
    let recipe: String = files.iter().map(read).collect();
    let requirements = &files[0];
    let folder = readers::prepare(name, &recipe, |folder| {
        let python = find()?;
        let venv =
            |what: &mut Command| succeed(what).map_err(|error| Missing::new(name, error, INSTALL));
        venv(Command::new(&python).args(["-m", "venv"]).arg(folder))?;
        let pip = folder.join("bin/pip");
        let remedy = format!(
            "see why: {} install -r {}",
            pip.display(),
            requirements.display()
        );
        succeed(
            Command::new(&pip)
                .args(["install", "--quiet", "--no-input", "-r"])
                .arg(requirements),
        )
        .map_err(|error| Missing::new(name, error, &remedy))?;
        Ok(())
    })?;
    Ok(folder.join("bin"))
}

fn find_python() -> Result<String, Missing> {
    let probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
    let fits = |name: &&str| succeed(Command::new(name).args(["-c", probe])).is_ok();
    let found = CANDIDATES.iter().copied().find(fits).map(str::to_owned);
    found.ok_or_else(|| {
        Missing::new(
            "python",
            "no python3 here is 3.11 or newer with venv",
            INSTALL,
        )
    })
}
