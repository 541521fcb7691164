//! `--format json`: all that is known.

use super::{MISTAKES, STACK, Sandbox, document};

#[test]
fn a_file_that_is_not_right_has_its_diff() {
    let project = Sandbox::new().stack(STACK).generate();
    project.write("stack.toml", &STACK.replace("redis:7", "redis:8"));
    let said = document(&project.run("check --format json"));
    let file = &said["files"][0];
    assert_eq!(
        (&file["stack"], &file["state"]),
        (&"stack.toml".into(), &"stale".into())
    );
    let diff = file["diff"].as_str().expect("a diff");
    assert!(
        diff.contains("-    image: redis:7\n+    image: redis:8\n"),
        "{diff}"
    );
}

#[test]
fn a_lock_that_alone_is_wrong_is_named() {
    let project = Sandbox::new().stack(STACK).generate();
    std::fs::remove_file(project.path().join(".stackgen.lock")).expect("removed");
    let said = project.run("check --format json");
    let files = &document(&said)["files"];
    assert_eq!(said.status, 1);
    assert_eq!(
        (&files[1]["path"], &files[1]["state"]),
        (&".stackgen.lock".into(), &"missing".into())
    );
}

#[test]
fn a_finding_has_all_its_words_and_places() {
    let said = document(&Sandbox::new().stack(MISTAKES).run("check --format json"));
    let found = &said["diagnostics"];
    assert_eq!(found[1]["code"], "unknown-work-pool");
    assert_eq!(found[1]["label"], "no work pool has this name");
    assert_eq!(found[1]["related"][0]["line"], 19);
    assert_eq!(found[1]["fix"]["text"], "\"default\"");
}
