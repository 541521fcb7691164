//! `untracked-output` without git: the index is read in all its forms, and git is asked where it does not tell.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use std::os::unix::fs::PermissionsExt;
use support::sandbox::Sandbox;

const STACK: &str = "[project]\nroot = \"out\"\n\n[services.cache]\nimage = \"redis:7\"\n";

/// A repository with all outputs in it, and a `git` before the real one on the PATH that notes each time it is asked.
fn project() -> Sandbox {
    let project = Sandbox::new().file("work/stack.toml", STACK);
    assert_eq!(project.run("gen -C work").status, 0);
    let project = project.committed();
    let fake = "#!/bin/sh\necho \"$@\" >>\"$ASKED\"\nPATH=$REAL exec git \"$@\"\n";
    project.write(".git/bin/git", fake);
    let place = project.path().join(".git/bin");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(place.join("git"), mode).expect("a mode can be set");
    let real = std::env::var("PATH").unwrap_or_default();
    let asked = project.path().join(".git/asked");
    let path = format!("{}:{real}", place.display());
    project
        .env("REAL", &real)
        .env("ASKED", &asked.to_string_lossy())
        .env("PATH", &path)
}

/// What `check` says, and whether it asked git.
fn check(project: &Sandbox, folder: &str) -> (String, bool) {
    let asked = project.path().join(".git/asked");
    let _ = std::fs::remove_file(&asked);
    let output = project.run_words(&["check", "-C", folder]);
    (output.stdout + &output.stderr, asked.exists())
}

fn quiet() -> (String, bool) {
    (String::new(), false)
}

#[test]
fn git_is_not_asked_while_its_index_has_everything() {
    let project = project();
    for version in ["2", "3", "4"] {
        project.git(&format!("update-index --index-version {version}"));
        assert_eq!(check(&project, "work"), quiet(), "version {version}");
    }
    // A flag that only version 3 and 4 have.
    project.git("update-index --index-version 2");
    project.git("update-index --skip-worktree work/stack.toml");
    assert_eq!(check(&project, "work"), quiet(), "skip-worktree");
}

#[test]
fn a_further_work_tree_has_an_index_of_its_own() {
    let project = project();
    project.git("worktree add --quiet further");
    assert_eq!(check(&project, "further/work"), quiet());
}

#[test]
fn git_is_asked_where_the_index_lacks_a_file() {
    let project = project();
    for form in ["--index-version 4", "--index-version 2", "--split-index"] {
        project.git(&format!("update-index {form}"));
        project.git("rm --quiet --cached work/out/compose.yml");
        let (said, asked) = check(&project, "work");
        assert!(
            said.contains("git does not track `out/compose.yml`") && asked,
            "{form}: {said}"
        );
        project.git("add work");
        assert_eq!(check(&project, "work").0, "", "{form}");
    }
    project.write(".git/index", "DIRC\0\0\0\x04\0\0\0\x05 cut off");
    assert!(check(&project, "work").1);
}

#[test]
fn another_index_is_git_s_own_matter() {
    let project = project().env("GIT_INDEX_FILE", "/dev/null/none");
    assert!(check(&project, "work").1);
}
