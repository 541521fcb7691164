//! The folder in which readers are set up, once for all test binaries, and the one line that tells that a reader is missing.
//!
//! In: the name of a reader, what it is made from, and how. Out: its folder, complete. What a reader does is not known here.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a reader cannot be had: what was tried, and the command that mends it. One line.
#[derive(Clone, Debug)]
pub struct Missing(pub String);

impl Missing {
    pub fn new(reader: &str, reason: impl std::fmt::Display, remedy: &str) -> Self {
        Self(format!("reader `{reader}` is missing: {reason}; {remedy}").replace('\n', " "))
    }
}

/// The value, or the test fails with the line that says what is missing.
#[track_caller]
pub fn require<T>(found: Result<T, Missing>) -> T {
    found.unwrap_or_else(|Missing(line)| panic!("{line}"))
}

/// `tests/readers` in the source tree.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers")
}

/// `readers` in cargo's target folder.
fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("readers")
}

/// The folder of a reader, made by `make` if there is none that was made completely and from the same `recipe`.
///
/// A file lock keeps the test binaries, which run at once, from making it twice. What was made from another recipe, at
/// another place, or only in part, is thrown away first.
pub fn prepare(
    name: &str,
    recipe: &str,
    make: impl FnOnce(&Path) -> Result<(), Missing>,
) -> Result<PathBuf, Missing> {
    let folder = home().join(name);
    let fail =
        |error: std::io::Error| Missing::new(name, error, &format!("remove {}", folder.display()));
    fs::create_dir_all(home()).map_err(fail)?;
    let lock = File::create(home().join(format!("{name}.lock"))).map_err(fail)?;
    lock.lock().map_err(fail)?;
    let stamp = folder.join("complete");
    let wanted = format!("{}\n{recipe}", folder.display());
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(fail)?;
    }
    fs::create_dir_all(&folder).map_err(fail)?;
    make(&folder)?;
    fs::write(&stamp, wanted).map_err(fail)?;
    Ok(folder)
}

/// Runs a command to its end; the error is the last line that it printed.
pub fn succeed(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let last = stderr
        .lines()
        .chain(stdout.lines())
        .rfind(|line| !line.trim().is_empty());
    Err(last.map_or_else(
        || format!("{program}: {}", output.status),
        |line| line.trim().to_owned(),
    ))
}

/// A command that sees nothing of the environment of the tests but PATH and HOME.
pub fn clean(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    for name in ["PATH", "HOME"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}
