//! Streams: readers that go away, closed ones, full disks.

use super::*;

/// Every command that prints a result, in a project where it has one.
const COMMANDS: [&str; 10] = [
    "check",
    "gen --diff",
    "gen --dry-run",
    "schedules",
    "secrets",
    "explain",
    "kinds",
    "completions bash",
    "man",
    "--help",
];

fn project() -> Sandbox {
    Sandbox::new().stack(&format!(
        "{STACK}environment = {{ A = {{ env = \"A\" }} }}\n"
    ))
}

/// A line of the shell, in which `$S` is the program.
fn shell(line: &str) -> Output {
    let project = project();
    let mut command = project.command("bash");
    command.env("S", env!("CARGO_BIN_EXE_stackgen"));
    let output = command.args(["-c", line]).output().unwrap();
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for command in COMMANDS {
        let whole = shell(&format!("\"$S\" {command}"));
        // The reader has gone before the first byte.
        let cut = shell(&format!("\"$S\" {command} | true; exit ${{PIPESTATUS[0]}}"));
        assert_eq!(
            (cut.status, &cut.stderr),
            (whole.status, &whole.stderr),
            "{command}"
        );
        let head = shell(&format!("\"$S\" {command} | head -n 1"));
        assert_eq!((head.status, &head.stderr), (0, &whole.stderr), "{command}");
    }
}

#[test]
fn a_closed_stdout_is_no_error() {
    for command in COMMANDS {
        let whole = shell(&format!("\"$S\" {command}"));
        let closed = shell(&format!("\"$S\" {command} >&-"));
        assert_eq!(
            (closed.status, &closed.stderr),
            (whole.status, &whole.stderr),
            "{command}"
        );
    }
}

#[test]
fn a_full_disk_behind_stdout_is_told() {
    for command in COMMANDS {
        let full = shell(&format!("\"$S\" {command} >/dev/full"));
        assert_eq!(full.status, 2, "{command}");
        let last = full.stderr.lines().last().unwrap_or_default();
        assert_eq!(
            last, "error: standard output cannot be written: No space left on device (os error 28)",
            "{command}"
        );
    }
    let full = shell("\"$S\" check --format json >/dev/full");
    assert_eq!(full.status, 2);
}

#[test]
fn a_closed_or_full_stderr_changes_no_status() {
    for into in ["2>&-", "2>/dev/full"] {
        let ended = shell(&format!("printf 'a = 1' > stack.toml; \"$S\" check {into}"));
        assert_eq!(snapshot(&ended), "status: 1\n");
    }
}

#[test]
fn nothing_is_read_from_stdin() {
    let project = project();
    let mut command = project.command(env!("CARGO_BIN_EXE_stackgen"));
    let mut child = command
        .arg("gen")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let stdin = child.stdin.take();
    assert!(child.wait().unwrap().success());
    drop(stdin);
}
