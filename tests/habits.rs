//! What every command does as programs of its kind do: colours, streams, how much it says, folders, texts from elsewhere.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

mod support;

use insta::assert_snapshot;
use std::path::Path;
use std::process::Stdio;
use support::python;
use support::readers;
use support::sandbox::{Output, Sandbox, snapshot};

const BROKEN: &str = "[services.cache]\nimage = 7\n";

/// The smallest stack with one output.
const STACK: &str =
    "[outputs]\nmakefile = false\ndocs = false\n\n[services.cache]\nimage = \"redis:7\"\n";

/// The same with a warning.
fn warned() -> String {
    format!("{STACK}without = [\"healthcheck\"]\n")
}

fn run(project: &Sandbox, arguments: &str) -> String {
    snapshot(&project.run(arguments))
}

mod colours {
    use super::*;

    /// Whether the findings are coloured, into a pipe and on a terminal.
    fn coloured(environment: &[(&str, &str)], arguments: &str) -> (bool, bool) {
        let mut sandbox = Sandbox::new().stack(BROKEN).env("TERM", "xterm");
        for (name, value) in environment {
            sandbox = sandbox.env(name, value);
        }
        let piped = sandbox.run(arguments).stderr;
        let terminal = readers::sources().join("terminal.py");
        let mut command = sandbox.command(&python::interpreter().to_string_lossy());
        command.arg(terminal).arg(env!("CARGO_BIN_EXE_stackgen"));
        let shown = command.args(arguments.split_whitespace()).output().unwrap();
        let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
        assert!(
            shown.contains("wrong-type") || shown.contains("unrecognized"),
            "{shown}"
        );
        (piped.contains('\u{1b}'), shown.contains('\u{1b}'))
    }

    #[test]
    fn follow_the_option_then_the_environment_then_the_terminal() {
        let table: &[(&[(&str, &str)], &str, (bool, bool))] = &[
            (&[], "check", (false, true)),
            (&[], "check --color auto", (false, true)),
            (&[], "check --color always", (true, true)),
            (&[], "check --color never", (false, false)),
            (&[("NO_COLOR", "1")], "check", (false, false)),
            (&[("NO_COLOR", "0")], "check", (false, false)),
            (&[("NO_COLOR", "")], "check", (false, true)),
            (&[("NO_COLOR", "1")], "check --color always", (true, true)),
            (&[("FORCE_COLOR", "1")], "check", (true, true)),
            (&[("FORCE_COLOR", "")], "check", (false, true)),
            (
                &[("FORCE_COLOR", "1")],
                "check --color never",
                (false, false),
            ),
            (&[("CLICOLOR_FORCE", "1")], "check", (true, true)),
            (&[("CLICOLOR_FORCE", "0")], "check", (false, true)),
            (
                &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")],
                "check",
                (false, false),
            ),
            (
                &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
                "check",
                (false, false),
            ),
            (&[("CLICOLOR", "0")], "check", (false, false)),
            (&[("CLICOLOR", "1")], "check", (false, true)),
            (
                &[("CLICOLOR", "0"), ("FORCE_COLOR", "1")],
                "check",
                (true, true),
            ),
            (&[("TERM", "dumb")], "check", (false, false)),
            // What is wrong with the arguments themselves.
            (&[], "chekc", (false, true)),
            (&[("NO_COLOR", "1")], "chekc", (false, false)),
            (&[("FORCE_COLOR", "1")], "chekc", (true, true)),
            (&[], "--color=always chekc", (true, true)),
            (&[], "chekc --color never", (false, false)),
        ];
        for (environment, arguments, wanted) in table {
            assert_eq!(
                coloured(environment, arguments),
                *wanted,
                "{environment:?} {arguments}"
            );
        }
    }
}

mod streams {
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
                last,
                "error: standard output cannot be written: No space left on device (os error 28)",
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
}

mod voice {
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
            .file(
                "out/a.py",
                "from prefect import flow\n\n\n@flow\ndef f():\n    pass\n",
            )
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
        warning[unread-variable]: nothing reads `A`, which .env sets
         --> out/.env:1:1
          |
        1 | A=
          | ^ set here
          |
          = help: if a flow reads it, say so: `[variables.A]`

        0.0 ms  compared 3 files with the disk: 3 not as it should be
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
}

mod folders {
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
}

/// Texts as editors on Windows write them.
mod texts {
    use super::*;

    const STACK: &str = "\
[templates]
dir = \"templates\"
[services.prefect-server]
kind = \"prefect-server\"
ports = [\"4200:4200\"]
command = \"\"\"
prefect server start \\
    --host 0.0.0.0\"\"\"
[services.prefect-server.labels]
lines = \"\"\"
one
two\"\"\"
literal = '''
one
two'''
escaped = \"one\\r\\ntwo\"
[services.worker]
kind = \"prefect-worker\"
server = \"prefect-server\"
work_pool = \"default\"
volumes = [\"./flows:/srv/flows\"]
environment = { A = { env = \"A\" }, B = { env = \"B\" } }
[work_pools.default]
[deployments.hello]
directory = \"flows\"
entrypoint = \"hello.py:hello\"
work_pool = \"default\"
parameters = { name = \"x\" }
[make]
after = \"\"\"
own:
	echo one
\"\"\"
";
    const FLOW: &str = "from prefect import flow\n\n\n@flow\ndef hello(name: str):\n    \"\"\"One.\n\n    Two.\n    \"\"\"\n";
    const DOTENV: &str = "A=1\nB='two\nlines'\n";
    const TEMPLATE: &str = "# {{ header }}\n# of the team\nA=\n";

    fn project(change: impl Fn(&str) -> String) -> Sandbox {
        Sandbox::new()
            .file("stack.toml", &change(STACK))
            .file("flows/hello.py", &change(FLOW))
            .file(".env", &change(DOTENV))
            .file("templates/env.example.j2", &change(TEMPLATE))
    }

    fn windows(text: &str) -> String {
        format!("\u{feff}{}", text.replace('\n', "\r\n"))
    }

    /// What is generated, and what is said.
    fn outcome(project: &Sandbox) -> Vec<(String, String)> {
        let said = run(project, "gen");
        let ours = [
            "stack.toml",
            "flows/hello.py",
            ".env",
            "templates/env.example.j2",
        ];
        let written = project
            .tree()
            .into_iter()
            .filter(|path| !ours.contains(&path.as_str()));
        let texts: Vec<(String, String)> = written
            .map(|path| (project.read(&path), path))
            .map(|(text, path)| (path, text))
            .collect();
        std::iter::once(("said".to_owned(), said))
            .chain(texts)
            .collect()
    }

    #[test]
    fn line_ends_and_a_mark_at_the_start_change_nothing() {
        let plain = outcome(&project(str::to_owned));
        assert!(plain.len() > 4, "{plain:?}");
        assert!(
            plain.iter().all(|(_, text)| !text.contains('\r')),
            "{plain:?}"
        );
        assert_eq!(outcome(&project(windows)), plain);
        assert_eq!(outcome(&project(|text| text.replace('\n', "\r\n"))), plain);
        assert_eq!(outcome(&project(|text| format!("\u{feff}{text}"))), plain);
    }

    #[test]
    fn a_finding_points_to_the_same_place() {
        let broken = STACK.replace(
            "work_pool = \"default\"\nparam",
            "work_pool = \"defualt\"\nparam",
        );
        let check = |text: &str| run(&Sandbox::new().file("stack.toml", text), "check");
        let plain = check(&broken);
        assert!(plain.contains("defualt"), "{plain}");
        assert_eq!(check(&windows(&broken)), plain);
        // On the first line too.
        let first = format!("nonsense = 1\n{STACK}");
        assert_eq!(check(&windows(&first)), check(&first));
        // And in a flow.
        let flow = FLOW.replace("name: str", "other: str");
        let check = |change: &dyn Fn(&str) -> String| {
            let project = project(str::to_owned);
            project.write("flows/hello.py", &change(&flow));
            run(&project, "check")
        };
        let plain = check(&str::to_owned);
        assert!(plain.contains("flows/hello.py"), "{plain}");
        assert_eq!(check(&windows), plain);
    }

    #[test]
    fn a_fix_keeps_the_line_ends() {
        let broken = STACK.replace(
            "work_pool = \"default\"\nparam",
            "work_pool = \"defualt\"\nparam",
        );
        let project = project(str::to_owned);
        project.write("stack.toml", &windows(&broken));
        project.run("check --fix");
        assert_eq!(project.read("stack.toml"), windows(STACK));
    }
}

mod long_paths {
    use super::*;

    fn deep(parts: usize) -> String {
        vec!["a-folder-of-thirty-characters-x"; parts].join("/")
    }

    fn stack(directory: &str) -> String {
        format!(
            "[deployments.a]\ndirectory = \"{directory}\"\nentrypoint = \"{{{{ $E }}}}\"\npull = []\n\
             [outputs]\nmakefile = false\ndocs = false\nschedules = false\n"
        )
    }

    #[test]
    fn longer_than_windows_once_allowed() {
        let project = Sandbox::new().stack(&stack(&deep(20))).generate();
        assert!(project.tree().iter().any(|path| path.len() > 600));
        assert_eq!(run(&project, "check"), "status: 0\n");
    }

    #[test]
    fn longer_than_any_system_allows() {
        for (directory, fault) in [
            (deep(200), "longer than 3000 bytes"),
            ("a".repeat(300), "longer than 240 bytes"),
        ] {
            let project = Sandbox::new().stack(&stack(&directory));
            for command in ["gen", "check"] {
                let said = project.run(command);
                assert_eq!(said.status, 1, "{}", snapshot(&said));
                assert!(
                    said.stderr.starts_with("error[invalid-path]: "),
                    "{}",
                    said.stderr
                );
                assert!(said.stderr.contains(fault), "{}", said.stderr);
            }
            assert_eq!(project.tree(), ["stack.toml"]);
        }
    }

    /// With the folder of stack.toml before it.
    #[test]
    fn longer_than_the_system_allows_here() {
        let text = stack(&deep(90));
        let project = Sandbox::new().file(&format!("{}/stack.toml", deep(50)), &text);
        let said = project.run(&format!("-C {} gen", deep(50)));
        assert_eq!((said.status, said.stdout.as_str()), (2, ""));
        let reason = ": File name too long (os error 36)\n";
        assert!(
            said.stderr.starts_with("error: ") && said.stderr.ends_with(reason),
            "{}",
            said.stderr
        );
    }

    #[test]
    fn run_from_deep_below() {
        let folder = deep(20);
        let project = Sandbox::new().stack(STACK).file(&format!("{folder}/x"), "");
        assert_eq!(
            run(&project, &format!("gen -C {folder}")),
            "status: 0\n--- stdout\nwrote    compose.yml\n"
        );
        assert!(Path::new(&project.path().join("compose.yml")).exists());
    }
}
