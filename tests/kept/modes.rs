//! Modes and owners of generated files.

use crate::people::{NOBODY, is_root, set_mode};
use crate::support::sandbox::Sandbox;
use crate::{assert_finishes, change, project};
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::process::Command;

fn mode(project: &Sandbox, path: &str) -> u32 {
    let found = fs::metadata(project.path().join(path)).expect("the file is there");
    found.mode() & 0o7777
}

#[test]
fn what_people_set_is_kept_over_a_rewrite() {
    let project = project();
    let script = "scripts/sync_schedules.py";
    set_mode(&project.path().join(script), 0o755);
    set_mode(&project.path().join("flows/load/prefect.yaml"), 0o600);
    set_mode(&project.path().join("Makefile"), 0o444);
    set_mode(&project.path().join(".stackgen.lock"), 0o640);
    assert_eq!(project.run("check").status, 0);
    change(&project, "0 1 * * *", "5 5 * * *");
    change(&project, "4200:4200", "4300:4200");
    assert_finishes(&project);
    assert!(project.read(script).contains("5 5 * * *"));
    assert!(project.read("Makefile").contains("4300"));
    assert_eq!(mode(&project, script), 0o755);
    assert_eq!(mode(&project, "flows/load/prefect.yaml"), 0o600);
    assert_eq!(mode(&project, "Makefile"), 0o444);
    assert_eq!(mode(&project, ".stackgen.lock"), 0o640);
}

#[test]
fn a_new_file_obeys_the_umask() {
    for (umask, wanted) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let project = project();
        for path in [".stackgen.lock", "Makefile", "docs/infrastructure.md"] {
            fs::remove_file(project.path().join(path)).unwrap();
        }
        fs::remove_dir(project.path().join("docs")).unwrap();
        let line = format!("umask {umask}; exec {} gen", env!("CARGO_BIN_EXE_stackgen"));
        let mut shell: Command = project.command("sh");
        assert!(shell.args(["-c", &line]).status().unwrap().success());
        for path in [".stackgen.lock", "Makefile", "docs/infrastructure.md"] {
            assert_eq!(mode(&project, path), wanted, "{path} under {umask}");
        }
        assert_eq!(mode(&project, "docs"), wanted | (wanted & 0o444) >> 2);
    }
}

/// Root in a container does not make a person's files its own; somebody who may not give files away is not stopped.
#[test]
fn the_owner_is_kept() {
    let project = project();
    let path = project.path().join("flows/load/prefect.yaml");
    if is_root(project.path()) {
        chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let before = fs::metadata(&path).unwrap();
    change(&project, "0 1 * * *", "5 5 * * *");
    assert_finishes(&project);
    let after = fs::metadata(&path).unwrap();
    assert_ne!(before.ino(), after.ino(), "it was written");
    assert_eq!((before.uid(), before.gid()), (after.uid(), after.gid()));
}
