//! `--quiet` and `--verbose`, for every command.

use super::*;

#[test]
fn quiet_and_verbose_exclude_each_other_wherever_they_stand() {
    for arguments in [
        "-q -v check",
        "check -q -v",
        "-q check -v",
        "--verbose gen --quiet",
    ] {
        let said = Sandbox::new().stack(STACK).run(arguments);
        assert_eq!(said.status, 2, "{arguments}");
        let message = "error: the argument '--quiet' cannot be used with '--verbose'";
        assert!(said.stderr.starts_with(message), "{}", said.stderr);
    }
}

#[test]
fn quiet_gen_writes_in_silence() {
    let project = Sandbox::new().stack(&warned());
    assert_snapshot!(run(&project, "gen --quiet"), @"status: 0");
    assert!(project.tree().contains(&"compose.yml".to_owned()));
    assert_snapshot!(run(&project, "-q gen --diff"), @"status: 0");
}

#[test]
fn quiet_gen_tells_errors_and_what_is_in_the_way() {
    let project = Sandbox::new().stack(&format!("{}imgae = \"a\"\n", warned()));
    assert_snapshot!(run(&project, "gen --quiet"), @r#"
    status: 1
    --- stderr
    error[unknown-key]: a service has no key `imgae`
     --> stack.toml:8:1
      |
    8 | imgae = "a"
      | ^^^^^
      |
      = help: a key with a similar name is here too: `image`
    "#);
    let project = Sandbox::new().stack(STACK).file("compose.yml", "a: b\n");
    assert_snapshot!(run(&project, "gen --quiet"), @r"
    status: 1
    --- stderr
    nothing was written: these files are not what stackgen wrote
      foreign  compose.yml
    move what you want to keep into stack.toml, or take a file over with `stackgen gen --force compose.yml`
    (its text is kept as compose.yml.orig)
    ");
}

#[test]
fn quiet_check_names_what_makes_it_fail() {
    let project = Sandbox::new().stack(&warned());
    assert_snapshot!(run(&project, "check --quiet"), @r"
    status: 1
    --- stdout
    missing  compose.yml
    ");
    let project = project.generate();
    assert_eq!(run(&project, "check --quiet"), "status: 0\n");
    assert_snapshot!(run(&project, "check --quiet --deny useless-without"), @r#"
    status: 1
    --- stderr
    warning[useless-without]: `healthcheck` is not there to be taken away
     --> stack.toml:7:12
      |
    7 | without = ["healthcheck"]
      |            ^^^^^^^^^^^^^ neither a kind nor a default gives this
    "#);
    assert_eq!(
        run(&project, "check --quiet --deny-warnings"),
        run(&project, "check --deny-warnings")
    );
}

#[test]
fn quiet_fix_mends_in_silence() {
    let project = Sandbox::new().stack("[services.cache]\nimgae = \"redis:7\"\n");
    let project = project.file("x", "");
    project.run("check --fix --quiet");
    assert!(project.read("stack.toml").contains("image ="));
    assert_eq!(project.run("check --fix --quiet").stderr, "");
}

#[test]
fn quiet_changes_no_result_that_is_asked_for() {
    let project = Sandbox::new().stack(STACK).generate();
    for command in [
        "schedules",
        "secrets",
        "explain",
        "explain wrong-type",
        "kinds",
        "kinds redis",
        "completions bash",
        "man",
        "gen --dry-run",
        "check --format json",
    ] {
        let loud = run(&project, command);
        assert_eq!(
            run(&project, &format!("{command} --quiet")),
            loud,
            "{command}"
        );
    }
    assert_eq!(run(&project, "man pages --quiet"), "status: 0\n");
    assert_eq!(run(&Sandbox::new(), "init --quiet"), "status: 0\n");
    assert_eq!(
        run(&project, "check --quiet --stack no.toml"),
        "status: 2\n--- stderr\nerror: ./no.toml: there is no such file\n"
    );
}

/// With each time as `0.0 ms`.
fn verbose(project: &Sandbox, arguments: &str) -> String {
    let said = project.run(arguments);
    let stderr = said
        .stderr
        .lines()
        .map(|line| match line.split_once(" ms  ") {
            Some((_, rest)) => format!("0.0 ms  {rest}\n"),
            None => format!("{line}\n"),
        });
    let stderr = stderr.collect();
    snapshot(&Output { stderr, ..said })
}

#[test]
fn verbose_tells_what_is_read_and_how_long_it_took() {
    let stack = format!(
        "[project]\nroot = \"out\"\n{STACK}[deployments.a]\nentrypoint = \"a.py:f\"\npull = []\n"
    );
    let project = Sandbox::new()
        .stack(&stack)
        .file("out/a.py", &flows(&["f"]))
        .file("out/.env", "A=1\n");
    assert_snapshot!(verbose(&project, "gen -v"), @r"
    status: 0
    --- stdout
    wrote    out/compose.yml
    wrote    out/prefect.yaml
    wrote    out/scripts/sync_schedules.py
    --- stderr
    0.0 ms  read [sandbox]/stack.toml: 1 service, 1 deployment; the root is out
    0.0 ms  read 2 files beside it
                out/a.py
                out/.env
    0.0 ms  checked: 1 finding
    0.0 ms  rendered 3 files
    0.0 ms  compared 3 files with the disk: 3 not as it should be
    warning[unread-variable]: nothing reads `A`, which .env sets
     --> out/.env:1:1
      |
    1 | A=
      | ^ set here
      |
      = help: if a flow reads it, say so: `[variables.A]`

    0.0 ms  wrote 3 files, removed 0
    ");
    assert_snapshot!(verbose(&project, "-v check"), @r"
    status: 0
    --- stderr
    0.0 ms  read [sandbox]/stack.toml: 1 service, 1 deployment; the root is out
    0.0 ms  read 2 files beside it
                out/a.py
                out/.env
    0.0 ms  checked: 1 finding
    0.0 ms  rendered 3 files
    0.0 ms  compared 3 files with the disk: 0 not as it should be
    warning[unread-variable]: nothing reads `A`, which .env sets
     --> out/.env:1:1
      |
    1 | A=
      | ^ set here
      |
      = help: if a flow reads it, say so: `[variables.A]`
    ");
}

#[test]
fn verbose_changes_no_result() {
    let project = Sandbox::new().stack(STACK).generate();
    for command in [
        "check",
        "gen",
        "schedules",
        "secrets",
        "explain",
        "kinds",
        "completions fish",
        "man",
        "check --format json",
    ] {
        let (plain, told) = (
            project.run(command),
            project.run(&format!("{command} --verbose")),
        );
        assert_eq!(
            (plain.status, plain.stdout),
            (told.status, told.stdout),
            "{command}"
        );
        let reads = ["check", "gen", "schedules", "secrets", "kinds"]
            .contains(&command.split(' ').next().unwrap());
        assert_eq!(
            told.stderr.contains("read [sandbox]/stack.toml: 1 service"),
            reads,
            "{command}"
        );
    }
}
