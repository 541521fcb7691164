//! `-C DIR`, with and without `--stack`.

use super::*;

fn project() -> Sandbox {
    Sandbox::new()
        .file("team/stack.toml", BROKEN)
        .file("team/stacks/prod.toml", BROKEN)
}

#[test]
fn before_the_command_and_behind_it() {
    let project = project();
    assert_eq!(
        run(&project, "-C team check"),
        run(&project, "check -C team")
    );
    assert_snapshot!(run(&project, "-C team check"), @r#"
    status: 1
    --- stderr
    error[wrong-type]: expected a string, found an integer
     --> stack.toml:2:9
      |
    2 | image = 7
      |         ^
      |
      = help: write `"7"`
    "#);
}

#[test]
fn a_relative_stack_begins_in_that_folder_and_paths_in_its_own() {
    assert_snapshot!(run(&project(), "-C team check --stack stacks/prod.toml"), @r#"
    status: 1
    --- stderr
    error[wrong-type]: expected a string, found an integer
     --> prod.toml:2:9
      |
    2 | image = 7
      |         ^
      |
      = help: write `"7"`
    "#);
}

#[test]
fn an_absolute_stack_stays_what_it_is() {
    let project = project();
    let stack = project.path().join("team/stack.toml");
    let words = [
        "-C",
        "team/stacks",
        "check",
        "--stack",
        &stack.to_string_lossy(),
    ];
    assert_eq!(
        snapshot(&project.run_words(&words)),
        run(&project, "-C team check")
    );
}

#[test]
fn a_folder_that_is_not_there() {
    assert_snapshot!(run(&project(), "-C no check --stack stack.toml"), @r"
    status: 2
    --- stderr
    error: no: there is no such folder
    ");
    // Not the stack.toml above it.
    let project = Sandbox::new().stack(STACK);
    for folder in ["no", "stack.toml"] {
        let said = run(&project, &format!("check -C {folder}"));
        assert_eq!(
            said,
            format!("status: 2\n--- stderr\nerror: {folder}: there is no such folder\n")
        );
    }
}
