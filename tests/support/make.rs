//! GNU make: the commands of a target, and a target run for real with programs that only record how they were called.
//!
//! In: a folder with a Makefile, a target. Out: command lines as the shell gets them, or calls. No real `docker`, `uv`,
//! `prefect` or `python` is ever started from here.

use super::readers::{Missing, clean, require, succeed};
use super::sandbox::Folder;
use super::shell::fields;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The programs that generated recipes call.
const PROGRAMS: [&str; 6] = [
    "docker",
    "docker-compose",
    "uv",
    "prefect",
    "python",
    "python3",
];

/// Records one call: name, folder, number of arguments, the arguments, and each chosen variable that is set, every field
/// with a NUL behind it. A folder is the lock that keeps the calls of `make -j` apart.
const RECORDER: &str = r#"#!/bin/sh
calls=${0%/*}
until mkdir "$calls/lock" 2>/dev/null; do :; done
{
    printf '%s\0' "${0##*/}" "$PWD" "$#" "$@"
    for name in $RECORDED_VARIABLES; do
        eval "[ -z \"\${$name+set}\" ] || printf '%s\\0' \"$name=\${$name}\""
    done
    printf '\0'
} >>"$calls/log"
rmdir "$calls/lock"
case " $* " in *"${FAILING_CALL:-  }"*) exit 1 ;; esac
"#;

/// A shell that writes down the command line that make gives it, and runs nothing.
const RECORDING_SHELL: &str = "#!/bin/sh\nprintf '%s\\0' \"$2\" >>\"$0.log\"\n";

/// What `make -n TARGET` prints, a line each. Recipes that run make again (`$(MAKE)`) are run by it.
pub fn plan(folder: &Path, target: &str) -> Result<Vec<String>, String> {
    let output = finish(make(folder).args(["-n", target]))?;
    Ok(output.lines().map(str::to_owned).collect())
}

/// The command lines that a shell gets from `make TARGET`, byte for byte, in order. Nothing is run.
pub fn commands(folder: &Path, target: &str) -> Result<Vec<String>, String> {
    let place = Folder::new();
    let shell = place.path().join("shell");
    write_program(&shell, RECORDING_SHELL);
    finish(
        make(folder)
            .arg(format!("SHELL={}", shell.display()))
            .arg(target),
    )?;
    Ok(fields(
        &fs::read(place.path().join("shell.log")).unwrap_or_default(),
    ))
}

/// How a program was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// The folder in which it was called, relative to the Makefile's; `.` for that one.
    pub folder: String,
    /// Those of the chosen variables that were set.
    pub variables: BTreeMap<String, String>,
}

impl Call {
    /// The words with blanks between them, for messages and simple comparisons.
    pub fn line(&self) -> String {
        self.words.join(" ")
    }
}

/// A run of make with a real shell and recording programs.
#[derive(Default)]
pub struct Run {
    arguments: Vec<String>,
    variables: Vec<String>,
    environment: Vec<(String, String)>,
    failing: Option<String>,
}

impl Run {
    /// Of a target; several words are several arguments (`-j4 deploy`, `prune YES=1`).
    pub fn of(arguments: &str) -> Self {
        Self {
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// Records this variable of each call.
    pub fn record(mut self, name: &str) -> Self {
        self.variables.push(name.to_owned());
        self
    }

    /// Sets a variable in make's environment, which otherwise has PATH and HOME alone.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Calls whose arguments hold these words end with status 1.
    pub fn failing(mut self, words: &str) -> Self {
        self.failing = Some(format!(" {words} "));
        self
    }

    /// Runs it; the calls in the order in which they were made, and make's own output.
    pub fn calls(self, folder: &Path) -> (Vec<Call>, Output) {
        let programs = Folder::new();
        for name in PROGRAMS {
            write_program(&programs.path().join(name), RECORDER);
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = make(folder);
        command.args(&self.arguments).envs(self.environment);
        command.env("PATH", format!("{}:{path}", programs.path().display()));
        command.env("RECORDED_VARIABLES", self.variables.join(" "));
        command.envs(self.failing.map(|words| ("FAILING_CALL", words)));
        let output = command.output().expect("make starts");
        let log = fs::read(programs.path().join("log")).unwrap_or_default();
        let root = folder.canonicalize().expect("the folder exists");
        (calls(fields(&log), &root), output)
    }
}

fn calls(fields: Vec<String>, root: &Path) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut rest = fields.into_iter();
    while let Some(program) = rest.next() {
        let place = rest.next().expect("a call names its folder");
        let count = rest
            .next()
            .and_then(|number| number.parse().ok())
            .expect("a call counts its arguments");
        let words = std::iter::once(program)
            .chain(rest.by_ref().take(count))
            .collect();
        let variables = rest.by_ref().take_while(|field| !field.is_empty());
        let variables = variables
            .filter_map(|field| field.split_once('=').map(|(k, v)| (k.into(), v.into())))
            .collect();
        let folder = match Path::new(&place).strip_prefix(root) {
            Ok(inside) if inside.as_os_str().is_empty() => ".".into(),
            Ok(inside) => inside.to_string_lossy().into_owned(),
            Err(_) => place,
        };
        calls.push(Call {
            words,
            folder,
            variables,
        });
    }
    calls
}

/// GNU make in a folder, with PATH and HOME alone in its environment.
pub fn make(folder: &Path) -> Command {
    static FOUND: LazyLock<Result<(), Missing>> =
        LazyLock::new(|| match succeed(Command::new("make").arg("--version")) {
            Ok(text) if text.starts_with("GNU Make") => Ok(()),
            Ok(_) => Err(Missing::new(
                "make",
                "`make` is not GNU make",
                "install GNU make",
            )),
            Err(error) => Err(Missing::new(
                "make",
                error,
                "install GNU make (Debian: apt-get install make)",
            )),
        });
    require(FOUND.clone());
    let mut command = clean("make");
    command.arg("--no-print-directory").current_dir(folder);
    command
}

fn finish(command: &mut Command) -> Result<String, String> {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().map_err(|error| error.to_string())?;
    match status.success() {
        true => Ok(String::from_utf8_lossy(&stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&stderr).into_owned()),
    }
}

fn write_program(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).expect("the program is written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the program can be run");
}
