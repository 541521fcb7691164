//! A POSIX shell as a reader: of an `.env` that a recipe sources, and of words that were quoted for it.
//!
//! In: text. Out: the values that a program started by the shell sees.

use super::readers::clean;
use std::io::Write;
use std::process::{Output, Stdio};

/// The values of some variables after `set -a; . ./.env`, as a child process sees them; `None` for one that is not set.
pub fn dotenv(shell: &str, text: &str, names: &[&str]) -> Result<Vec<Option<String>>, String> {
    let asks: String = names
        .iter()
        .map(|name| format!("printf '%s\\0' \"${{{name}+=}}${{{name}-}}\"\n"))
        .collect();
    let fields = run(shell, &format!("set -a\n{text}\nset +a\n{asks}"))?;
    Ok(fields
        .into_iter()
        .map(|field| field.strip_prefix('=').map(str::to_owned))
        .collect())
}

/// The words that a shell makes of a piece of command line.
pub fn words(shell: &str, text: &str) -> Result<Vec<String>, String> {
    run(
        shell,
        &format!("set -- {text}\n[ $# -eq 0 ] || printf '%s\\0' \"$@\"\n"),
    )
}

/// Runs a script that prints fields, each with a NUL behind it.
fn run(shell: &str, script: &str) -> Result<Vec<String>, String> {
    let mut command = clean(shell);
    command
        .args(["-e", "-s"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("{shell}: {error}"))?;
    let mut input = child.stdin.take().expect("its input is a pipe");
    let script = script.to_owned();
    // In a thread, since a pipe holds 64 kB and the shell may print before it has read all. It may also stop early.
    std::thread::spawn(move || input.write_all(script.as_bytes()));
    let Output {
        status,
        stdout,
        stderr,
    } = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(String::from_utf8_lossy(&stderr).into_owned());
    }
    Ok(fields(&stdout))
}

/// Splits what was printed into its fields, each with a NUL behind it.
pub fn fields(bytes: &[u8]) -> Vec<String> {
    let mut fields: Vec<String> = bytes.split(|byte| *byte == 0).map(lossy).collect();
    fields.pop();
    fields
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
