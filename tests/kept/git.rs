//! Real git: merges, rebases, reverts, renames, line ends.

use crate::support::sandbox::{Sandbox, snapshot};
use crate::{assert_finishes, change, project, states};

const LOAD: &str = "0 1 * * *";
const RELOAD: &str = "0 2 * * *";
const REPORT: &str = "0 3 * * *";

/// Changes stack.toml on a branch of its own from `main`, generates and commits.
fn branch(project: &Sandbox, name: &str, changes: &[(&str, &str)]) {
    project.git(&format!("checkout --quiet -b {name} main"));
    commit(project, name, changes);
}

fn commit(project: &Sandbox, name: &str, changes: &[(&str, &str)]) {
    for (old, new) in changes {
        change(project, old, new);
    }
    assert_finishes(project);
    project.git("add --all");
    project.git(&format!("commit --quiet --allow-empty --message={name}"));
}

/// A repository with two branches, `ours` checked out.
fn forked(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Sandbox {
    let project = project().committed();
    branch(&project, "theirs", theirs);
    branch(&project, "ours", ours);
    project
}

/// The ways in which `theirs` comes to `ours`, and how each goes on after a conflict.
const WAYS: [(&str, &str); 3] = [
    ("merge theirs", "commit --quiet --all --no-edit"),
    ("rebase theirs", "rebase --continue"),
    ("cherry-pick theirs", "cherry-pick --continue"),
];

/// git has stopped, or is done: nothing is taken for an edit, `gen` finishes, and so does git.
#[track_caller]
fn assert_goes_on(project: &Sandbox, what: &str, go_on: &str) {
    assert_nothing_is_theirs(project, what);
    assert_finishes(project);
    project.git("add --all");
    // A rebase that came through without a conflict has nothing to go on with.
    let _ = project.try_git(go_on);
    assert!(!project.git("status").contains("in progress"), "{what}");
    assert_eq!(project.git("status --short"), "", "{what}");
    assert_finishes(project);
}

#[track_caller]
fn assert_nothing_is_theirs(project: &Sandbox, what: &str) {
    for (path, state) in states(project) {
        assert!(
            ["stale", "missing", "orphan"].contains(&state.as_str()),
            "{what}: {path} is {state}:\n{}",
            project.git("diff HEAD")
        );
    }
}

#[test]
fn branches_change_different_deployments() {
    let forks = [(LOAD, REPORT), (LOAD, RELOAD)];
    for (ours, theirs) in forks {
        for (way, go_on) in WAYS {
            let project = forked(&[(ours, "5 5 * * *")], &[(theirs, "6 6 * * *")]);
            let _ = project.try_git(way);
            assert_goes_on(&project, &format!("{way}: {ours} and {theirs}"), go_on);
            let text = project.read("scripts/sync_schedules.py");
            assert!(text.contains("5 5 * * *") && text.contains("6 6 * * *"));
        }
    }
}

#[test]
fn branches_change_the_same_deployment() {
    for ((way, go_on), style) in WAYS.into_iter().zip(["merge", "diff3", "zdiff3"]) {
        let ours = [(LOAD, "5 5 * * *"), ("4200:4200", "4300:4200")];
        let project = forked(&ours, &[(LOAD, "6 6 * * *"), (REPORT, "7 7 * * *")]);
        project.git(&format!("config merge.conflictStyle {style}"));
        assert!(project.try_git(way).is_err(), "{way}");
        project.git("checkout --quiet --theirs stack.toml");
        assert_goes_on(&project, way, go_on);
    }
}

/// What one branch changes everywhere is not yet in what the other adds: git merges the text, and the text is stale.
#[test]
fn a_merged_text_that_is_not_what_gen_renders_is_ours() {
    let fourth = "[deployments.fourth]\ndirectory = \"flows/load\"\nentrypoint = \"load.py:load\"\n\
                  schedules = [{ cron = \"4 4 * * *\" }]\n\n[deployments.report]";
    for (way, go_on) in WAYS {
        let project = forked(
            &[("timezone = \"UTC\"", "timezone = \"Europe/Oslo\"")],
            &[("[deployments.report]", fourth)],
        );
        let _ = project.try_git(way);
        assert_eq!(
            states(&project)["flows/load/prefect.yaml"],
            "stale",
            "{way}"
        );
        assert_goes_on(&project, way, go_on);
    }
}

#[test]
fn a_commit_is_reverted() {
    let project = project().committed();
    commit(&project, "one", &[(LOAD, "5 5 * * *")]);
    commit(&project, "two", &[(RELOAD, "6 6 * * *")]);
    let _ = project.try_git("revert --no-edit HEAD~1");
    assert_goes_on(&project, "revert", "revert --continue");
    let text = project.read("flows/load/prefect.yaml");
    assert!(text.contains(LOAD) && text.contains("6 6 * * *"));
    project.git("revert --no-edit HEAD");
    assert_eq!(states(&project).len(), 0);
}

#[test]
fn only_the_stack_is_taken_from_a_branch() {
    let project = forked(&[], &[(LOAD, "6 6 * * *")]);
    project.git("checkout --quiet theirs -- stack.toml");
    assert_nothing_is_theirs(&project, "stack.toml of theirs");
    assert_finishes(&project);
}

/// The folder is renamed on one branch, and a file in it changed on the other.
#[test]
fn a_folder_is_renamed() {
    for (way, go_on) in WAYS {
        let project = project().committed();
        branch(&project, "theirs", &[(LOAD, "6 6 * * *")]);
        project.git("checkout --quiet -b ours main");
        project.git("mv flows/load flows/ingest");
        commit(&project, "ours", &[("flows/load", "flows/ingest")]);
        assert!(!project.path().join("flows/load").exists());
        let _ = project.try_git(way);
        assert_goes_on(&project, way, go_on);
        let text = project.read("flows/ingest/prefect.yaml");
        assert!(text.contains("6 6 * * *"), "{way}: {text}");
        assert!(!project.path().join("flows/load").exists(), "{way}");
    }
}

/// A deployment goes on one branch and is changed on the other.
#[test]
fn a_file_is_removed_on_one_side_and_changed_on_the_other() {
    let project = project().committed();
    branch(&project, "theirs", &[(REPORT, "6 6 * * *")]);
    project.git("checkout --quiet -b ours main");
    let text = project.read("stack.toml");
    let (before, _) = text.split_once("[deployments.report]").unwrap();
    let without = before.to_owned();
    project.write("stack.toml", &without);
    commit(&project, "ours", &[]);
    assert!(project.try_git("merge theirs").is_err());
    project.write("stack.toml", &without);
    assert_eq!(states(&project)["flows/report/prefect.yaml"], "orphan");
    assert_goes_on(&project, "merge", WAYS[0].1);
    assert!(!project.path().join("flows/report/prefect.yaml").exists());
}

/// However people get rid of the conflict in the lock, even if they commit before they run `gen`.
#[test]
fn the_lock_is_merged_badly() {
    let ways = [
        "checkout --quiet --ours .stackgen.lock",
        "checkout --quiet --theirs .stackgen.lock",
        "rm --quiet -f .stackgen.lock",
        "status",
    ];
    for way in ways {
        for commits_first in [false, true] {
            let project = forked(
                &[("timezone = \"UTC\"", "timezone = \"Europe/Oslo\"")],
                &[(RELOAD, "6 6 * * *"), (REPORT, "7 7 * * *")],
            );
            assert!(project.try_git("merge theirs").is_err());
            assert!(project.read(".stackgen.lock").contains("<<<<<<<"));
            project.git(way);
            if commits_first {
                project.git("add --all");
                project.git("commit --quiet --no-edit");
            }
            assert_nothing_is_theirs(&project, way);
            assert_finishes(&project);
        }
    }
}

#[test]
fn a_stash_comes_back_in_conflict() {
    let project = project().committed();
    change(&project, LOAD, "5 5 * * *");
    assert_finishes(&project);
    project.git("stash");
    commit(&project, "meanwhile", &[(RELOAD, "6 6 * * *")]);
    let _ = project.try_git("stash pop");
    assert_nothing_is_theirs(&project, "stash pop");
    assert_finishes(&project);
}

/// Somebody has begun to resolve the conflicts of a Makefile by hand.
#[test]
fn a_half_merged_makefile_is_somebodys_work() {
    let target = |name: &str| {
        let run = format!("run = [\"echo {name}\"]\n\n[work_pools.default]");
        format!("[make.targets.hello]\n{run}")
    };
    let (ours, theirs) = (target("ours"), target("theirs"));
    let project = forked(
        &[("[work_pools.default]", &ours)],
        &[("[work_pools.default]", &theirs)],
    );
    assert!(project.try_git("merge theirs").is_err());
    project.git("checkout --quiet --ours stack.toml");
    let text = project.read("Makefile");
    assert!(text.contains("<<<<<<<"), "{text}");
    assert_eq!(states(&project)["Makefile"], "stale");
    for (old, new) in [
        ("\techo ours\n", "\techo ours\n\techo mine\n"),
        ("\techo theirs\n", ""),
        ("<<<<<<< HEAD\n", ""),
    ] {
        let half = text.replacen(old, new, 1);
        assert_ne!(half, text);
        project.write("Makefile", &half);
        let before = project.read(".stackgen.lock");
        let output = project.run("gen");
        assert_eq!(output.status, 1, "{}", snapshot(&output));
        assert!(output.stderr.contains("nothing was written"));
        assert!(output.stderr.contains("  edited   Makefile\n"));
        assert_eq!(project.read("Makefile"), half);
        assert_eq!(project.read(".stackgen.lock"), before);
    }
    // By force the text is kept.
    let half = project.read("Makefile");
    assert_eq!(project.run("gen --force Makefile").status, 0);
    assert_eq!(project.read("Makefile.orig"), half);
}

/// An edit that somebody committed stays an edit through a merge.
#[test]
fn a_committed_edit_is_merged() {
    let project = project().committed();
    branch(&project, "theirs", &[(RELOAD, "6 6 * * *")]);
    project.git("checkout --quiet -b ours main");
    let path = "flows/load/prefect.yaml";
    let edited = project
        .read(path)
        .replace("description: Loads\n", "description: Mine\n");
    assert_ne!(edited, project.read(path));
    project.write(path, &edited);
    project.git("commit --quiet --all --message=edit");
    let _ = project.try_git("merge theirs");
    assert_eq!(states(&project)[path], "edited");
    let output = project.run("gen");
    assert_eq!(output.status, 1, "{}", snapshot(&output));
    assert!(project.read(path).contains("description: Mine\n"));
}

/// All lines that are left are ours: only what is gone tells of the edit.
#[test]
fn a_line_that_somebody_took_out_stays_out() {
    let path = "compose.yml";
    let take_out = |project: &Sandbox| {
        let text = project.read(path);
        let shorter = text.replacen("    restart: unless-stopped\n", "", 1);
        assert_ne!(shorter, text);
        project.write(path, &shorter);
        shorter
    };
    let assert_stays = |project: &Sandbox, shorter: &str, what: &str| {
        assert_eq!(states(project)[path], "edited", "{what}");
        let output = project.run("gen");
        assert_eq!(output.status, 1, "{what}: {}", snapshot(&output));
        assert_eq!(project.read(path), shorter, "{what}");
    };
    let project = project().committed();
    let shorter = take_out(&project);
    assert_stays(&project, &shorter, "in the working tree");
    project.git("add --all");
    assert_stays(&project, &shorter, "in the index");
    project.git("commit --quiet --message=edit");
    assert_stays(&project, &shorter, "in a commit");

    let publish = ("4200:4200", "4300:4200");
    for (way, go_on) in WAYS {
        // While the merge goes on, and as a part of the merge that is the last commit.
        let project = forked(&[(LOAD, "5 5 * * *")], &[publish, (LOAD, "6 6 * * *")]);
        let _ = project.try_git(way);
        project.git("checkout --quiet --theirs .");
        let shorter = take_out(&project);
        project.git("add --all");
        assert_stays(&project, &shorter, way);
        if way.starts_with("merge") {
            project.git(go_on);
            assert_stays(&project, &shorter, "a merge that is done");
        }
        // In the commit of one side, before the merge; a rebase has not come to it yet.
        if way.starts_with("rebase") {
            continue;
        }
        let project = forked(&[(LOAD, "5 5 * * *")], &[publish]);
        take_out(&project);
        project.git("commit --quiet --all --message=edit");
        let _ = project.try_git(way);
        let merged = project.read(path);
        assert_stays(&project, &merged, &format!("{way} with an edit"));
    }
}

#[test]
fn a_checkout_has_other_line_ends() {
    let project = project().committed();
    project.git("config core.autocrlf true");
    for path in project.tree() {
        std::fs::remove_file(project.path().join(path)).unwrap();
    }
    project.git("checkout --quiet -- .");
    for path in ["Makefile", "stack.toml", ".stackgen.lock"] {
        assert!(project.read(path).contains("\r\n"), "{path}");
    }
    assert_eq!(snapshot(&project.run("check")), "status: 0\n");
    assert_eq!(snapshot(&project.run("gen")), "status: 0\n");
    change(&project, LOAD, "5 5 * * *");
    assert_nothing_is_theirs(&project, "CRLF");
    assert_finishes(&project);
    assert_eq!(project.git("diff --name-only").lines().count(), 5);
}

#[test]
fn a_deleted_lock_is_made_again() {
    let project = project();
    let lock = project.read(".stackgen.lock");
    std::fs::remove_file(project.path().join(".stackgen.lock")).unwrap();
    assert_eq!(project.run("check").status, 1);
    assert_finishes(&project);
    assert_eq!(project.read(".stackgen.lock"), lock);
    // Without git, what is stale then might be anybody's; with git, the lock that was committed tells.
    std::fs::remove_file(project.path().join(".stackgen.lock")).unwrap();
    change(&project, LOAD, "5 5 * * *");
    assert_eq!(states(&project)["flows/load/prefect.yaml"], "foreign");
    change(&project, "5 5 * * *", LOAD);
    assert_finishes(&project);
    let project = project.committed();
    std::fs::remove_file(project.path().join(".stackgen.lock")).unwrap();
    change(&project, LOAD, "5 5 * * *");
    assert_nothing_is_theirs(&project, "a lock that was committed");
    assert_finishes(&project);
}

#[test]
fn the_lock_of_an_older_commit_comes_back() {
    let project = project().committed();
    commit(&project, "one", &[(LOAD, "5 5 * * *")]);
    project.git("checkout --quiet HEAD~1 -- .stackgen.lock");
    assert_nothing_is_theirs(&project, "an older lock");
    change(&project, RELOAD, "6 6 * * *");
    assert_nothing_is_theirs(&project, "an older lock");
    assert_finishes(&project);
}
