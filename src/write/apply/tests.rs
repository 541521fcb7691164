use super::*;
use crate::disk::Break;
use crate::disk::scratch::Scratch;
use crate::render::Outputs;
use crate::write::{LOCK, Lock};
use std::collections::BTreeMap;

type Files = &'static [(&'static str, &'static str)];

/// Files of folders that come and go, a change of case, a script, a text that moves to another folder.
const BEFORE: Files = &[
    ("Makefile", "make one\n"),
    ("compose.yml", "one\n"),
    ("makefile.d", "1\n"),
    ("old/deep/prefect.yaml", "old\n"),
    ("old/prefect.yaml", "old\n"),
    ("scripts/run.py", "run one\n"),
    ("stays", "stays\n"),
];
const AFTER: Files = &[
    ("compose.yml", "two, which is longer\n"),
    ("makefile", "make two\n"),
    ("makefile.d", "2\n"),
    ("new/deep/prefect.yaml", "old\n"),
    ("scripts/run.py", "run two\n"),
    ("stays", "stays\n"),
];
const OTHER: Files = &[
    ("compose.yml", "three\n"),
    ("old/prefect.yaml", "three\n"),
    ("other/x", "3\n"),
];

fn outputs(files: Files) -> Outputs {
    let mut outputs = Outputs::default();
    for (path, text) in files {
        outputs.insert(*path, (*text).to_owned(), path.ends_with(".py"));
    }
    outputs
}

fn generate(disk: &Disk, files: Files, force: &Force) -> Result<Applied, Error> {
    let outputs = outputs(files);
    let lock = Lock::read(disk, "stack.toml")?;
    apply(&Plan::make(&outputs, &lock, disk)?, disk, force)
}

fn force(paths: &[&str]) -> Force {
    Force::new(paths.iter().map(|path| (*path).to_owned()))
}

fn done(disk: &Disk, files: Files) -> Done {
    match generate(disk, files, &Force::default()) {
        Ok(Applied::Done(done)) => done,
        other => panic!("{other:?}"),
    }
}

/// What a folder holds after these outputs were generated one after the other.
fn tree_of(steps: &[Files]) -> BTreeMap<String, String> {
    let folder = started();
    for files in steps {
        done(&folder.disk(), files);
    }
    folder.tree()
}

/// A folder with a user's own files among ours.
fn started() -> Scratch {
    let folder = Scratch::new();
    folder.put("old/flow.py", "theirs\n");
    folder
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = started();
    assert_eq!(done(&folder.disk(), BEFORE).written, BEFORE.len());
    let disk = folder.disk();
    assert_eq!(done(&disk, BEFORE), Done::default());
    assert_eq!(disk.changes(), 0);
    let empty = Scratch::new();
    assert_eq!(done(&empty.disk(), &[]), Done::default());
    assert_eq!(empty.tree().len(), 0);
}

#[test]
fn a_lost_file_comes_back_and_the_lock_is_left_alone() {
    let folder = started();
    done(&folder.disk(), BEFORE);
    folder.remove("compose.yml");
    let disk = folder.disk();
    assert_eq!(done(&disk, BEFORE).written, 1);
    assert_eq!(disk.changes(), 3, "a temporary file, its text, its name");
}

#[test]
fn what_is_no_longer_asked_for_goes_with_its_folders() {
    let folder = started();
    done(&folder.disk(), BEFORE);
    done(&folder.disk(), AFTER);
    let mut paths: Vec<&str> = AFTER.iter().map(|(path, _)| *path).collect();
    paths.extend([LOCK, "new/", "new/deep/", "old/", "old/flow.py", "scripts/"]);
    paths.sort_unstable();
    assert_eq!(folder.tree().keys().collect::<Vec<_>>(), paths);
    done(&folder.disk(), &[]);
    assert_eq!(
        folder.tree().keys().collect::<Vec<_>>(),
        ["old/", "old/flow.py"]
    );
}

#[cfg(unix)]
#[test]
fn a_script_can_be_run() {
    let folder = Scratch::new();
    done(&folder.disk(), BEFORE);
    assert_eq!(
        (
            folder.mode("scripts/run.py") & 0o100,
            folder.mode("stays") & 0o100
        ),
        (0o100, 0)
    );
    folder.set_mode("scripts/run.py", 0o644);
    assert_eq!(done(&folder.disk(), BEFORE).written, 1);
    assert_eq!(folder.mode("scripts/run.py"), 0o755);
}

#[test]
fn nothing_is_written_while_somebodys_work_is_in_the_way() {
    let folder = started();
    done(&folder.disk(), BEFORE);
    folder.put("compose.yml", "theirs\n");
    folder.put("new/deep/prefect.yaml", "theirs\n");
    folder.put("old/deep/prefect.yaml", "theirs\n");
    let before = folder.tree();
    let disk = folder.disk();
    assert_eq!(
        generate(&disk, AFTER, &force(&["new", "compose"])),
        Ok(Applied::Refused)
    );
    assert_eq!(disk.changes(), 0);
    assert_eq!(folder.tree(), before);
}

#[test]
fn force_moves_their_text_aside() {
    let folder = started();
    done(&folder.disk(), BEFORE);
    folder.put("compose.yml", "theirs\n");
    folder.put("compose.yml.orig", "older\n");
    folder.put("old/deep/prefect.yaml", "theirs, too\n");
    let applied = generate(&folder.disk(), AFTER, &force(&["./compose.yml", "old/"])).unwrap();
    let Applied::Done(done) = applied else {
        panic!("refused")
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let moved = [
        pair("compose.yml", "compose.yml.orig.1"),
        pair("old/deep/prefect.yaml", "old/deep/prefect.yaml.orig"),
    ];
    assert_eq!(done.moved, moved);
    assert_eq!(folder.get("compose.yml"), "two, which is longer\n");
    assert_eq!(folder.get("compose.yml.orig"), "older\n");
    assert_eq!(folder.get("compose.yml.orig.1"), "theirs\n");
    assert_eq!(folder.get("old/deep/prefect.yaml.orig"), "theirs, too\n");
    let disk = folder.disk();
    assert_eq!(
        generate(&disk, AFTER, &Force::default()),
        Ok(Applied::Done(Done::default()))
    );
}

/// Nor is their text put where another file is to come.
#[test]
fn force_leaves_the_places_of_other_outputs_free() {
    const FILES: Files = &[("a", "1\n"), ("a.orig", "2\n"), ("a.orig.1/b", "3\n")];
    let folder = Scratch::new();
    folder.put("a", "theirs\n");
    assert!(matches!(
        generate(&folder.disk(), FILES, &force(&["a"])).unwrap(),
        Applied::Done(_)
    ));
    for (path, text) in FILES {
        assert_eq!(folder.get(path), *text);
    }
    assert_eq!(folder.get("a.orig.2"), "theirs\n");
}

#[cfg(unix)]
#[test]
fn a_folder_behind_a_link_is_not_forced() {
    let folder = Scratch::new();
    folder.folder("elsewhere");
    folder.link("elsewhere", "new");
    assert_eq!(
        generate(&folder.disk(), AFTER, &force(&["."])),
        Ok(Applied::Refused)
    );
    assert_eq!(
        folder.tree().keys().collect::<Vec<_>>(),
        ["elsewhere/", "new"]
    );
}

#[test]
fn a_folder_in_the_place_of_a_file_can_be_forced_aside() {
    let folder = Scratch::new();
    folder.put("compose.yml/inside", "theirs\n");
    let error = generate(&folder.disk(), AFTER, &Force::default()).unwrap_err();
    assert_eq!(error.path, folder.0.join("compose.yml"));
    assert_eq!(error.reason, "cannot be written: a folder stands here");
    assert_eq!(folder.tree().len(), 2);
    assert!(matches!(
        generate(&folder.disk(), AFTER, &force(&["."])),
        Ok(Applied::Done(_))
    ));
    assert_eq!(folder.get("compose.yml.orig/inside"), "theirs\n");
}

/// Breaks a run from BEFORE to AFTER at every change, then goes on to each of several ends.
fn break_everywhere(how: Break) {
    let ends: [(&[Files], _); 4] = [
        (&[AFTER], tree_of(&[BEFORE, AFTER])),
        (&[BEFORE], tree_of(&[BEFORE])),
        (&[OTHER], tree_of(&[OTHER])),
        (&[&[], AFTER], tree_of(&[AFTER])),
    ];
    let old = tree_of(&[BEFORE]);
    let new = tree_of(&[BEFORE, AFTER]);
    let folder = started();
    done(&folder.disk(), BEFORE);
    let disk = folder.disk();
    done(&disk, AFTER);
    for (at, (steps, end)) in
        (0..disk.changes()).flat_map(|at| ends.iter().map(move |end| (at, end)))
    {
        let folder = started();
        done(&folder.disk(), BEFORE);
        generate(&folder.disk().breaking(at, how), AFTER, &Force::default()).unwrap_err();
        for (path, text) in folder.tree() {
            let whole = path == LOCK
                || [&old, &new]
                    .iter()
                    .any(|tree| tree.get(&path) == Some(&text));
            let temporary = how == Break::Dies && path.ends_with(".stackgen-tmp");
            assert!(
                whole || temporary || path.ends_with('/'),
                "{how:?} at {at}: {path} holds {text:?}"
            );
        }
        for files in *steps {
            done(&folder.disk(), files);
        }
        assert_eq!(&folder.tree(), end, "{how:?} at {at}");
    }
}

#[test]
fn killed_anywhere_the_next_run_finishes() {
    break_everywhere(Break::Dies);
}

#[test]
fn failed_anywhere_the_next_run_finishes() {
    break_everywhere(Break::Fails);
}

#[test]
fn killed_anywhere_somebodys_work_is_kept() {
    for at in 0.. {
        let folder = started();
        done(&folder.disk(), BEFORE);
        folder.put("compose.yml", "theirs\n");
        let all = force(&["compose.yml"]);
        let broke = generate(&folder.disk().breaking(at, Break::Dies), AFTER, &all).is_err();
        let tree = folder.tree();
        assert!(
            ["compose.yml", "compose.yml.orig"]
                .iter()
                .any(|path| tree.get(*path).is_some_and(|text| text == "theirs\n"))
        );
        generate(&folder.disk(), AFTER, &all).unwrap();
        assert_eq!(folder.get("compose.yml.orig"), "theirs\n");
        let mut expected = tree_of(&[BEFORE, AFTER]);
        expected.insert("compose.yml.orig".into(), "theirs\n".into());
        assert_eq!(folder.tree(), expected, "killed at {at}");
        if !broke {
            return;
        }
    }
}

#[test]
fn a_file_makes_room_for_a_folder() {
    for at in 0.. {
        let folder = Scratch::new();
        done(&folder.disk(), &[("flat", "a file\n")]);
        let files: Files = &[("flat/prefect.yaml", "below a former file\n")];
        let broke = generate(
            &folder.disk().breaking(at, Break::Dies),
            files,
            &Force::default(),
        )
        .is_err();
        done(&folder.disk(), files);
        assert_eq!(
            folder.tree().keys().collect::<Vec<_>>(),
            [LOCK, "flat/", "flat/prefect.yaml"]
        );
        if !broke {
            return;
        }
    }
}

#[test]
fn the_first_run_can_be_killed_anywhere() {
    let end = tree_of(&[BEFORE]);
    for at in 0.. {
        let folder = started();
        let broke = generate(
            &folder.disk().breaking(at, Break::Dies),
            BEFORE,
            &Force::default(),
        )
        .is_err();
        done(&folder.disk(), OTHER);
        assert_eq!(folder.tree(), tree_of(&[OTHER]), "killed at {at}");
        done(&folder.disk(), BEFORE);
        assert_eq!(folder.tree(), end, "killed at {at}");
        if !broke {
            return;
        }
    }
}

/// Makes a plan, lets somebody save a file, applies the plan.
fn with_a_save_between(path: &str, files: Files) {
    let folder = started();
    done(&folder.disk(), BEFORE);
    let (outputs, disk) = (outputs(files), folder.disk());
    let lock = Lock::read(&disk, "stack.toml").unwrap();
    let plan = Plan::make(&outputs, &lock, &disk).unwrap();
    folder.put(path, "saved just now\n");
    let error = apply(&plan, &disk, &Force::default()).unwrap_err();
    assert_eq!(error.path, folder.0.join(path));
    assert!(error.reason.contains("somebody changed it"), "{error}");
    assert_eq!(folder.get(path), "saved just now\n");
    let lock = Lock::read(&disk, "stack.toml").unwrap();
    let plan = Plan::make(&outputs, &lock, &disk).unwrap();
    assert!(plan.entry(path).unwrap().state.is_theirs());
}

#[test]
fn what_is_saved_meanwhile_is_kept() {
    with_a_save_between("compose.yml", AFTER);
    with_a_save_between("new/deep/prefect.yaml", AFTER);
    with_a_save_between("old/prefect.yaml", AFTER);
}

/// The temporary file of a text is no more readable than the file whose place it takes.
#[cfg(unix)]
#[test]
fn nobody_reads_the_new_text_of_a_private_file() {
    let folder = Scratch::new();
    done(&folder.disk(), &[("compose.yml", "one\n")]);
    folder.set_mode("compose.yml", 0o600);
    for at in 0.. {
        let disk = folder.disk().breaking(at, Break::Dies);
        let broke = generate(&disk, &[("compose.yml", "two\n")], &Force::default()).is_err();
        for path in ["compose.yml", ".compose.yml.stackgen-tmp"] {
            if folder.tree().contains_key(path) {
                assert_eq!(folder.mode(path), 0o600, "{path}, killed at {at}");
            }
        }
        if !broke {
            return;
        }
    }
}
