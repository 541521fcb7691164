//! What stands in the way and is no file, and what the system refuses: an error with the path, the old files whole.

use crate::people::{Person, set_mode};
use crate::support::sandbox::{Output, Sandbox, snapshot};
use crate::{assert_finishes, change, project, states};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

/// All files with their texts, links and pipes by their names alone.
fn contents(project: &Sandbox) -> Vec<(String, Option<String>)> {
    let text = |path: String| {
        let place = project.path().join(&path);
        let is_file = fs::symlink_metadata(&place).is_ok_and(|found| found.is_file());
        let text = is_file.then(|| fs::read_to_string(&place).unwrap_or_default());
        (path, text)
    };
    project.tree().into_iter().map(text).collect()
}

/// Runs the binary, which must not wait for anything.
fn run(project: &Sandbox, arguments: &str) -> Output {
    let mut command = project.command("timeout");
    command.args(["20", env!("CARGO_BIN_EXE_stackgen")]);
    let output = command.args(arguments.split_whitespace()).output();
    let output = output.expect("timeout starts");
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn pipe(place: &Path) {
    let done = std::process::Command::new("mkfifo").arg(place).status();
    assert!(done.expect("mkfifo starts").success());
}

/// `gen`, its dry run and `check` say the same of an obstacle, and nothing is touched.
#[track_caller]
fn assert_stops(project: &Sandbox, path: &str, why: &str) {
    let before = contents(project);
    for arguments in ["gen", "gen --dry-run", "check", "check --format json"] {
        let output = run(project, arguments);
        let line = format!("error: ./{path}: cannot be written: {why}\n");
        assert_eq!(output.status, 2, "{arguments}: {}", snapshot(&output));
        assert!(output.stderr.ends_with(&line), "{}", snapshot(&output));
    }
    assert_eq!(states(project)[path], "foreign");
    assert_eq!(contents(project), before);
}

#[test]
fn a_folder_in_the_place_of_a_file() {
    let project = project();
    fs::remove_file(project.path().join("compose.yml")).unwrap();
    project.write("compose.yml/inside", "theirs\n");
    change(&project, "0 1 * * *", "5 5 * * *");
    assert_stops(&project, "compose.yml", "a folder stands here");
    assert_eq!(project.run("gen --force compose.yml").status, 0);
    assert_eq!(project.read("compose.yml.orig/inside"), "theirs\n");
    assert_finishes(&project);
}

#[test]
fn a_file_in_the_place_of_a_folder() {
    let project = project();
    fs::remove_dir_all(project.path().join("docs")).unwrap();
    project.write("docs", "theirs\n");
    let why = "`docs` is a file, not a folder";
    assert_stops(&project, "docs/infrastructure.md", why);
    assert_eq!(project.run("gen --force .").status, 2);
    assert_eq!(project.read("docs"), "theirs\n");
}

#[test]
fn a_pipe_or_socket_in_the_place_of_a_file() {
    let project = project();
    let place = project.path().join("Makefile");
    fs::remove_file(&place).unwrap();
    pipe(&place);
    let why = "a socket, pipe or device stands here";
    assert_stops(&project, "Makefile", why);
    fs::remove_file(&place).unwrap();
    let _socket = UnixListener::bind(&place).unwrap();
    assert_stops(&project, "Makefile", why);
}

#[test]
fn no_pipe_is_read() {
    let project = project();
    for path in [
        ".env",
        "requirements.txt",
        "flows/load/prefect.py",
        "flows/other.py",
    ] {
        let place = project.path().join(path);
        pipe(&place);
        let output = run(&project, "check");
        assert!([0, 1].contains(&output.status), "{}", snapshot(&output));
        fs::remove_file(&place).unwrap();
    }
    let place = project.path().join(".stackgen.lock");
    fs::remove_file(&place).unwrap();
    pipe(&place);
    let output = run(&project, "gen");
    assert_eq!(output.status, 2, "{}", snapshot(&output));
    assert!(output.stderr.starts_with("error: ./.stackgen.lock: "));
}

#[test]
fn a_link_in_the_place_of_a_file_is_somebodys() {
    for target in ["elsewhere", "nowhere", "Makefile"] {
        let project = project().file("elsewhere", "theirs\n");
        let place = project.path().join("Makefile");
        fs::remove_file(&place).unwrap();
        symlink(target, &place).unwrap();
        let before = contents(&project);
        let output = run(&project, "gen");
        assert_eq!(output.status, 1, "{}", snapshot(&output));
        let line = "  foreign  Makefile (a symbolic link stands here)\n";
        assert!(output.stderr.contains(line), "{}", snapshot(&output));
        assert_eq!(run(&project, "check").status, 1);
        assert_eq!(contents(&project), before);
        assert_eq!(run(&project, "gen --force Makefile").status, 0);
        let moved = fs::read_link(project.path().join("Makefile.orig")).unwrap();
        assert_eq!(moved, Path::new(target));
        assert_eq!(project.read("elsewhere"), "theirs\n");
        assert_finishes(&project);
    }
}

/// It is told at the key that names the folder.
#[test]
fn a_link_in_the_place_of_a_folder_is_an_error_in_the_stack() {
    let project = project();
    let (folder, outside) = ("flows/report", "outside");
    fs::remove_file(project.path().join("flows/report/prefect.yaml")).unwrap();
    fs::rename(project.path().join(folder), project.path().join(outside)).unwrap();
    symlink("../outside", project.path().join(folder)).unwrap();
    let before = contents(&project);
    let output = run(&project, "gen --force .");
    assert_eq!(output.status, 1);
    let at = project.read("stack.toml").lines().count() - 3;
    let place = format!("--> stack.toml:{at}:13\n");
    for part in [
        "error[invalid-path]: `flows/report/prefect.yaml` would be written through a link\n",
        &place,
        "`flows/report` is a symbolic link",
    ] {
        assert!(output.stderr.contains(part), "{}", snapshot(&output));
    }
    assert!(run(&project, "check").stderr.contains(&place));
    assert_eq!(contents(&project), before);
}

#[test]
fn a_file_that_may_not_be_read() {
    let project = project();
    let person = Person::owner_of(&project);
    change(&project, "0 1 * * *", "5 5 * * *");
    set_mode(&project.path().join("Makefile"), 0);
    for command in ["gen", "check"] {
        let (status, printed) = person.run(&project, command);
        assert_eq!(status, 2, "{printed}");
        let line = "error: ./Makefile: cannot be read: Permission denied";
        assert!(printed.contains(line), "{printed}");
    }
    set_mode(&project.path().join("Makefile"), 0o644);
    assert_eq!(person.run(&project, "gen").0, 0);
}

#[test]
fn a_folder_that_may_not_be_written_into() {
    let project = project();
    let person = Person::owner_of(&project);
    let old = project.read("flows/load/prefect.yaml");
    change(&project, "0 1 * * *", "5 5 * * *");
    let folder = project.path().join("flows/load");
    set_mode(&folder, 0o555);
    let (status, printed) = person.run(&project, "gen");
    set_mode(&folder, 0o755);
    assert_eq!(status, 2, "{printed}");
    let line = "error: ./flows/load/prefect.yaml: cannot be written: Permission denied";
    assert!(printed.contains(line), "{printed}");
    assert_eq!(project.read("flows/load/prefect.yaml"), old);
    assert!(states(&project).values().all(|state| state == "stale"));
    assert_eq!(person.run(&project, "gen").0, 0);
    assert_eq!(person.run(&project, "check").0, 0);

    // The whole project: `check` needs no right to write.
    set_mode(project.path(), 0o555);
    let checked = person.run(&project, "check");
    let unchanged = person.run(&project, "gen");
    set_mode(project.path(), 0o755);
    fs::remove_file(project.path().join("Makefile")).unwrap();
    set_mode(project.path(), 0o555);
    let (status, printed) = person.run(&project, "gen");
    set_mode(project.path(), 0o755);
    assert_eq!(
        (checked.0, unchanged.0),
        (0, 0),
        "{checked:?} {unchanged:?}"
    );
    assert_eq!(status, 2, "{printed}");
    assert!(printed.contains("error: ./Makefile: cannot be written: Permission denied"));
}

/// As on a full disk, a text stops in its middle: no file may grow beyond a limit.
#[test]
fn a_disk_that_takes_no_more() {
    let project = project();
    let before = contents(&project);
    change(&project, "4200:4200", "4300:4200");
    change(&project, "0 1 * * *", "5 5 * * *");
    let line = format!(
        "trap '' XFSZ; ulimit -f 4; exec {} gen",
        env!("CARGO_BIN_EXE_stackgen")
    );
    let output = project.command("sh").args(["-c", &line]).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let line = "error: ./Makefile: cannot be written: File too large";
    assert!(stderr.contains(line), "{stderr}");
    let paths = |all: &[(String, Option<String>)]| -> Vec<String> {
        all.iter().map(|(path, _)| path.clone()).collect()
    };
    let after = contents(&project);
    assert_eq!(paths(&after), paths(&before), "nothing is left behind");
    assert!(project.read("Makefile").contains("4200"));
    assert!(states(&project).values().all(|state| state == "stale"));
    assert_finishes(&project);
}

#[test]
fn a_folder_with_a_file_that_has_no_name_in_unicode_stays() {
    let project = project();
    let theirs = std::ffi::OsStr::from_bytes(b"flows/report/\xff.txt");
    fs::write(project.path().join(theirs), "theirs\n").unwrap();
    fs::remove_file(project.path().join("flows/report/report.py")).unwrap();
    let text = project.read("stack.toml");
    let (before, _) = text.split_once("[deployments.report]").unwrap();
    project.write("stack.toml", before);
    assert_finishes(&project);
    assert!(!project.path().join("flows/report/prefect.yaml").exists());
    assert!(project.path().join(theirs).exists());
}
