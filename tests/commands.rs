//! The commands, as a manual tells of them: what is typed, what is said, how it ends.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use insta::assert_snapshot;
use support::sandbox::{Sandbox, snapshot};

/// The smallest stack with one output.
const STACK: &str = r#"
[outputs]
makefile = false
docs = false

[services.cache]
image = "redis:7"
"#;

fn project() -> Sandbox {
    Sandbox::new().stack(STACK)
}

/// What a command ends with and says.
fn run(project: &Sandbox, arguments: &str) -> String {
    snapshot(&project.run(arguments))
}

/// The stack with another image.
fn upgrade(project: &Sandbox) {
    project.write("stack.toml", &STACK.replace("redis:7", "redis:8"));
}

mod generate {
    use super::*;

    #[test]
    fn writes_what_stack_toml_asks_for() {
        let project = project();
        assert_snapshot!(run(&project, "gen"), @r"
        status: 0
        --- stdout
        wrote    compose.yml
        ");
        assert_snapshot!(project.tree().join("\n"), @r"
        .stackgen.lock
        compose.yml
        stack.toml
        ");
    }

    #[test]
    fn says_nothing_when_there_is_nothing_to_do() {
        let project = project().generate();
        assert_snapshot!(run(&project, "gen"), @"status: 0");
    }

    #[test]
    fn writes_only_what_changed() {
        let project = project().generate();
        upgrade(&project);
        assert_snapshot!(run(&project, "gen"), @r"
        status: 0
        --- stdout
        wrote    compose.yml
        ");
    }

    #[test]
    fn shows_what_changes() {
        let project = project().generate();
        upgrade(&project);
        assert_snapshot!(run(&project, "gen --diff"), @r"
        status: 0
        --- stdout
        --- a/compose.yml
        +++ b/compose.yml
        @@ -2,4 +2,4 @@
         
         services:
           cache:
        -    image: redis:7
        +    image: redis:8
        wrote    compose.yml
        ");
    }

    #[test]
    fn tries_without_doing() {
        let project = project();
        assert_snapshot!(run(&project, "gen --dry-run"), @r"
        status: 0
        --- stdout
        missing  compose.yml
        ");
        assert_eq!(project.tree(), ["stack.toml"]);
    }

    #[test]
    fn removes_what_is_no_longer_asked_for() {
        let project = project().generate();
        project.write(
            "stack.toml",
            &format!("{STACK}\n[project]\n")
                .replace("makefile", "compose = \"docker/stack.yml\"\nmakefile"),
        );
        assert_snapshot!(run(&project, "gen"), @r"
        status: 0
        --- stdout
        removed  compose.yml
        wrote    docker/stack.yml
        ");
        assert_snapshot!(project.tree().join("\n"), @r"
        .stackgen.lock
        docker/stack.yml
        stack.toml
        ");
    }

    #[test]
    fn writes_nothing_while_there_is_an_error() {
        let project = Sandbox::new().stack("[services.cache]\nimgae = \"redis:7\"\n");
        assert_snapshot!(run(&project, "gen"), @r#"
        status: 1
        --- stderr
        error[unknown-key]: a service has no key `imgae`
         --> stack.toml:2:1
          |
        2 | imgae = "redis:7"
          | ^^^^^
          |
          = help: a key with a similar name exists: `image`
        "#);
        assert_eq!(project.tree(), ["stack.toml"]);
    }

    #[test]
    fn writes_in_spite_of_a_warning() {
        let project = Sandbox::new().stack(&format!("{STACK}without = [\"healthcheck\"]\n"));
        assert_snapshot!(run(&project, "gen"), @r#"
        status: 0
        --- stdout
        wrote    compose.yml
        --- stderr
        warning[useless-without]: `healthcheck` is not there to be taken away
         --> stack.toml:7:12
          |
        7 | without = ["healthcheck"]
          |            ^^^^^^^^^^^^^ neither a kind nor a default gives this
        "#);
    }

    #[test]
    fn stops_at_a_file_that_somebody_edited() {
        let project = project().generate();
        let text = project.read("compose.yml");
        project.write("compose.yml", &text.replace("redis:7", "redis:6"));
        assert_snapshot!(run(&project, "gen"), @r"
        status: 1
        --- stdout
        --- a/compose.yml
        +++ b/compose.yml
        @@ -2,4 +2,4 @@
         
         services:
           cache:
        -    image: redis:6
        +    image: redis:7
        --- stderr
        nothing was written: these files are not what stackgen wrote
          edited   compose.yml
        move what you want to keep into stack.toml, or take a file over with `stackgen gen --force compose.yml`
        (its text is kept as compose.yml.orig)
        ");
        assert!(project.read("compose.yml").contains("redis:6"));
    }

    #[test]
    fn stops_at_a_file_that_somebody_else_wrote() {
        let project = project().file("compose.yml", "services: {}\n");
        assert_snapshot!(run(&project, "gen"), @r"
        status: 1
        --- stdout
        --- a/compose.yml
        +++ b/compose.yml
        @@ -1 +1,5 @@
        -services: {}
        +# Generated by stackgen from stack.toml. Do not edit: change stack.toml, then run `stackgen gen`.
        +
        +services:
        +  cache:
        +    image: redis:7
        --- stderr
        nothing was written: these files are not what stackgen wrote
          foreign  compose.yml
        move what you want to keep into stack.toml, or take a file over with `stackgen gen --force compose.yml`
        (its text is kept as compose.yml.orig)
        ");
        assert_eq!(project.read("compose.yml"), "services: {}\n");
    }

    #[test]
    fn writes_nothing_at_all_when_it_stops_at_one_file() {
        let stack = STACK.replace("docs = false\n", "");
        let project = Sandbox::new()
            .stack(&stack)
            .file("compose.yml", "services: {}\n");
        assert_eq!(project.run("gen").status, 1);
        assert_eq!(project.tree(), ["compose.yml", "stack.toml"]);
    }

    #[test]
    fn takes_over_a_file_by_force_and_keeps_its_text() {
        let project = project().file("compose.yml", "services: {}\n");
        assert_snapshot!(run(&project, "gen --force compose.yml"), @r"
        status: 0
        --- stdout
        moved    compose.yml to compose.yml.orig
        wrote    compose.yml
        ");
        assert_eq!(project.read("compose.yml.orig"), "services: {}\n");
        assert_eq!(run(&project, "check"), "status: 0\n");
    }

    #[test]
    fn says_which_path_to_take_over_is_none_of_its_files() {
        let project = project().file("compose.yml", "services: {}\n");
        assert_snapshot!(run(&project, "gen --force compose.yaml"), @r"
        status: 2
        --- stderr
        error: --force: no generated file is at `compose.yaml`
        ");
        assert_eq!(project.run("gen --force .").status, 0);
        assert_eq!(project.run("gen --force ./compose.yml").status, 0);
    }

    #[test]
    fn names_the_file_to_move_work_into() {
        let project = Sandbox::new()
            .file("prod.toml", STACK)
            .file("compose.yml", "services: {}\n");
        let said = project.run("gen --stack prod.toml");
        assert!(
            said.stderr
                .contains("move what you want to keep into prod.toml"),
            "{}",
            said.stderr
        );
    }

    #[test]
    fn takes_over_every_file_of_a_folder() {
        let stack = STACK.replace("makefile", "compose = \"docker/compose.yml\"\nmakefile");
        let project = Sandbox::new()
            .stack(&stack)
            .file("docker/compose.yml", "services: {}\n");
        assert_eq!(project.run("gen --force docker").status, 0);
        assert_eq!(project.read("docker/compose.yml.orig"), "services: {}\n");
    }

    #[test]
    fn keeps_an_orphan_that_somebody_edited() {
        let project = project().generate();
        project.write("compose.yml", "services: {}\n");
        project.write(
            "stack.toml",
            &STACK.replace("makefile", "compose = false\nmakefile"),
        );
        assert_snapshot!(run(&project, "gen"), @r"
        status: 1
        --- stdout
        --- a/compose.yml
        +++ /dev/null
        @@ -1 +0,0 @@
        -services: {}
        --- stderr
        nothing was written: these files are not what stackgen wrote
          edited   compose.yml
        move what you want to keep into stack.toml, or take a file over with `stackgen gen --force compose.yml`
        (its text is kept as compose.yml.orig)
        ");
        assert_eq!(project.read("compose.yml"), "services: {}\n");
    }
}

mod check {
    use super::*;

    #[test]
    fn is_silent_when_all_is_well() {
        let project = project().generate();
        assert_snapshot!(run(&project, "check"), @"status: 0");
    }

    #[test]
    fn shows_a_stale_file_and_the_command_that_mends_it() {
        let project = project().generate();
        upgrade(&project);
        assert_snapshot!(run(&project, "check"), @r"
        status: 1
        --- stdout
        --- a/compose.yml
        +++ b/compose.yml
        @@ -2,4 +2,4 @@
         
         services:
           cache:
        -    image: redis:7
        +    image: redis:8
        stale    compose.yml
        --- stderr
        the files above are not what stack.toml asks for: run `stackgen gen`
        ");
        assert!(project.read("compose.yml").contains("redis:7"));
    }

    #[test]
    fn shows_a_missing_file() {
        let project = project();
        assert_snapshot!(run(&project, "check"), @r"
        status: 1
        --- stdout
        --- /dev/null
        +++ b/compose.yml
        @@ -0,0 +1,5 @@
        +# Generated by stackgen from stack.toml. Do not edit: change stack.toml, then run `stackgen gen`.
        +
        +services:
        +  cache:
        +    image: redis:7
        missing  compose.yml
        --- stderr
        the files above are not what stack.toml asks for: run `stackgen gen`
        ");
        assert_eq!(project.tree(), ["stack.toml"]);
    }

    #[test]
    fn shows_a_superfluous_file() {
        let project = project().generate();
        project.write(
            "stack.toml",
            &STACK.replace("makefile", "compose = false\nmakefile"),
        );
        assert_snapshot!(run(&project, "check"), @r"
        status: 1
        --- stdout
        --- a/compose.yml
        +++ /dev/null
        @@ -1,5 +0,0 @@
        -# Generated by stackgen from stack.toml. Do not edit: change stack.toml, then run `stackgen gen`.
        -
        -services:
        -  cache:
        -    image: redis:7
        orphan   compose.yml
        --- stderr
        the files above are not what stack.toml asks for: run `stackgen gen`
        ");
    }

    #[test]
    fn tells_an_edited_file_from_a_foreign_one() {
        let project = project().generate();
        project.write(
            "compose.yml",
            &project.read("compose.yml").replace("redis:7", "redis:6"),
        );
        project.write("stack.toml", &STACK.replace("docs = false\n", ""));
        project.write("docs/infrastructure.md", "# Ours\n");
        let said = project.run("check").stdout;
        let states: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with("edited") || line.starts_with("foreign"))
            .collect();
        assert_snapshot!(states.join("\n"), @r"
        edited   compose.yml
        foreign  docs/infrastructure.md
        ");
    }

    #[test]
    fn takes_other_line_ends_for_the_same() {
        let project = project().generate();
        let text = project.read("compose.yml").replace('\n', "\r\n");
        project.write("compose.yml", &text);
        assert_snapshot!(run(&project, "check"), @"status: 0");
    }

    #[test]
    fn ends_well_in_spite_of_warnings() {
        let stack = format!("{STACK}without = [\"healthcheck\"]\n");
        let project = Sandbox::new().stack(&stack).generate();
        assert_snapshot!(run(&project, "check"), @r#"
        status: 0
        --- stderr
        warning[useless-without]: `healthcheck` is not there to be taken away
         --> stack.toml:7:12
          |
        7 | without = ["healthcheck"]
          |            ^^^^^^^^^^^^^ neither a kind nor a default gives this
        "#);
    }

    #[test]
    fn ends_badly_with_an_error() {
        let project = Sandbox::new().stack("[services.cache]\nimage = 7\n");
        assert_snapshot!(run(&project, "check"), @r#"
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
}

mod places {
    use super::*;

    #[test]
    fn finds_stack_toml_in_a_parent_folder() {
        let project = project().file("deep/er/file", "").generate();
        upgrade(&project);
        assert_snapshot!(run(&project, "-C deep/er gen"), @r"
        status: 0
        --- stdout
        wrote    compose.yml
        ");
    }

    #[test]
    fn takes_another_file_before_or_after_the_command() {
        let project = Sandbox::new().file("prod.toml", STACK);
        assert_snapshot!(run(&project, "--stack prod.toml gen"), @r"
        status: 0
        --- stdout
        wrote    compose.yml
        ");
        assert_eq!(run(&project, "gen --stack prod.toml"), "status: 0\n");
        assert!(
            project
                .read("compose.yml")
                .contains("run `stackgen gen --stack prod.toml`")
        );
    }

    #[test]
    fn runs_as_if_in_another_folder() {
        let project = Sandbox::new().file("team/stack.toml", STACK);
        assert_snapshot!(run(&project, "gen -C team"), @r"
        status: 0
        --- stdout
        wrote    compose.yml
        ");
        assert_snapshot!(project.tree().join("\n"), @r"
        team/.stackgen.lock
        team/compose.yml
        team/stack.toml
        ");
    }

    #[test]
    fn shows_paths_from_the_folder_of_stack_toml() {
        let project = Sandbox::new().stack(&format!("[project]\nroot = \"generated\"\n{STACK}"));
        assert_snapshot!(run(&project, "gen"), @r"
        status: 0
        --- stdout
        wrote    generated/compose.yml
        ");
        assert_snapshot!(run(&project, "gen --force generated/compose.yml"), @"status: 0");
    }

    #[test]
    fn says_how_to_begin_without_a_stack_toml() {
        assert_snapshot!(run(&Sandbox::new(), "check"), @r"
        status: 2
        --- stderr
        error: ./stack.toml: there is none here or in a parent folder
        `stackgen init` writes one to begin with, and a first flow
        ");
    }

    #[test]
    fn says_which_file_is_not_there() {
        assert_snapshot!(run(&Sandbox::new(), "gen --stack prod.toml"), @r"
        status: 2
        --- stderr
        error: ./prod.toml: there is no such file
        ");
    }

    #[test]
    fn says_where_a_file_is_not_text() {
        let project = Sandbox::new();
        std::fs::write(project.path().join("stack.toml"), b"a = 1\nb = \"\xff\"\n")
            .expect("written");
        assert_snapshot!(run(&project, "check"), @r#"
        status: 1
        --- stderr
        error[toml-syntax]: not valid TOML: the file is not UTF-8
         --> stack.toml:2:6
          |
        2 | b = "�"
          |      ^ the byte 0xFF begins no character
          |
          = help: save the file as UTF-8
        "#);
    }
}

mod arguments {
    use super::*;

    #[test]
    fn version() {
        let said = run(&Sandbox::new(), "--version");
        assert_eq!(
            said,
            format!(
                "status: 0\n--- stdout\nstackgen {}\n",
                env!("CARGO_PKG_VERSION")
            )
        );
    }

    #[test]
    fn help_goes_to_stdout() {
        let said = Sandbox::new().run("--help");
        assert_eq!((said.status, said.stderr.as_str()), (0, ""));
        assert!(said.stdout.contains("Exit status:\n  0  good"));
    }

    #[test]
    fn an_unknown_option_is_a_failure_to_run() {
        assert_snapshot!(run(&project(), "gen --forse compose.yml"), @r"
        status: 2
        --- stderr
        error: unexpected argument '--forse' found

          tip: a similar argument exists: '--force'

        Usage: stackgen gen --force <PATH>...

        For more information, try '--help'.
        ");
    }

    #[test]
    fn colours_are_for_terminals() {
        let project = Sandbox::new().stack("[services.cache]\nimage = 7\n");
        assert!(!project.run("check").stderr.contains('\u{1b}'));
        assert!(!project.run("check --color never").stderr.contains('\u{1b}'));
        assert!(
            project
                .run("--color always check")
                .stderr
                .contains('\u{1b}')
        );
    }

    #[test]
    fn kinds_of_a_stack_that_is_named_and_not_there() {
        assert_snapshot!(run(&Sandbox::new(), "kinds --stack prod.toml"), @r"
        status: 2
        --- stderr
        error: ./prod.toml: there is no such file
        ");
        assert_snapshot!(run(&Sandbox::new(), "kinds -C nowhere"), @r"
        status: 2
        --- stderr
        error: nowhere: there is no such folder
        ");
    }

    /// What could be read is shown, and that it may not be all is told.
    #[test]
    fn kinds_of_a_broken_stack_are_told_to_be_missing() {
        let own = "[kinds.own]\nimage = \"a\"\n";
        for (text, told, lines) in [
            (own.to_owned(), "", 9),
            (
                format!("{own}[services.a]\nimage = 3\n"),
                "warning: stack.toml has errors: kinds of its own may be missing here; run `stackgen check`\n",
                9,
            ),
            (
                own.replace("own]", "own"),
                "warning: stack.toml has errors: kinds of its own may be missing here; run `stackgen check`\n",
                8,
            ),
        ] {
            let project = Sandbox::new().stack(&text);
            let said = project.run("kinds");
            assert_eq!((said.status, &*said.stderr), (0, told), "{text}");
            assert_eq!(said.stdout.lines().count(), lines, "{text}");
            assert_eq!(
                project.run("kinds postgres").stdout,
                Sandbox::new().run("kinds postgres").stdout
            );
        }
        let project = Sandbox::new().file("stack.toml/inside", "");
        let said = project.run("kinds");
        assert_eq!((said.status, said.stdout.lines().count()), (0, 8));
        assert!(
            said.stderr.starts_with("warning: ")
                && said.stderr.ends_with("; its own kinds are missing here\n"),
            "{}",
            said.stderr
        );
    }

    #[test]
    fn kinds_are_listed() {
        let said = Sandbox::new().run("kinds");
        assert_eq!(said.status, 0);
        let names: Vec<&str> = said
            .stdout
            .lines()
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_snapshot!(names.join("\n"), @r"
        postgres
        redis
        rustfs
        minio
        prefect-server
        prefect-services
        prefect-worker
        prefect-serve
        ");
    }
}

/// A table that is there already is not made twice; headers that say more of it become part of it.
#[test]
fn fix_renames_a_table_only_where_that_is_still_toml() {
    let said = |stack: &str| {
        let sandbox = Sandbox::new().stack(stack);
        sandbox.run("check --fix");
        sandbox.read("stack.toml")
    };
    let inline = "work_pool = { a = {} }\n[work_pools.b]\n";
    assert_eq!(said(inline), inline);
    let value = "kind = \"redis\"\n";
    assert_eq!(said(value), value);
    assert_eq!(
        said("[work_pool.a]\n[work_pool.b]\n[work_pools.c]\n"),
        "[work_pools.a]\n[work_pools.b]\n[work_pools.c]\n"
    );
    let twice = "[work_pool.a]\n[work_pools.a]\n";
    assert_eq!(said(twice), twice);
}

/// Everything that names the stack's file names the one that was read.
#[test]
fn a_stack_of_another_name_is_called_so_everywhere() {
    let stack = "[work_pools.default]\nworkers = \"elsewhere\"\n[services.server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\
                 [credentials.key]\ntype = \"block\"\nclass = \"team.Key\"\n\
                 [deployments.d]\nentrypoint = \"{{ $E }}\"\nwork_pool = \"default\"\npull = []\ndeploy_script = true\n";
    let names = ["prod.toml", "the stack's \"{file}\" #1 $x %s.toml", "x"];
    for name in names {
        let project = Sandbox::new().file(name, stack);
        let output = project.run_words(&["gen", "--stack", name]);
        assert_eq!(output.status, 0, "{}", snapshot(&output));
        for path in project.tree().iter().filter(|path| *path != name) {
            let text = project.read(path);
            let line = text.lines().find(|line| line.contains("stack.toml"));
            assert_eq!(line, None, "{path}");
        }
        let script = project.read("scripts/sync_schedules.py");
        let called = if name.contains(' ') {
            "the stack file"
        } else {
            name
        };
        assert!(script.contains(&format!(
            "Makes the schedules on the server what {called} says"
        )));
        let mut python = project.command("python3");
        let read = "import ast, sys; ast.parse(open(sys.argv[1], encoding='utf-8').read())";
        let read = python
            .args(["-c", read, "scripts/sync_schedules.py"])
            .status();
        assert!(read.expect("python3 starts").success(), "{script}");
        let mut make = project.command("make");
        let help = make.output().expect("make starts");
        let said = String::from_utf8_lossy(&help.stdout);
        assert!(
            said.contains(&format!("the server what {name} says")),
            "{said}"
        );
        project.write("compose.yml", "");
        for format in ["human", "github", "gitlab", "sarif", "json"] {
            let output = project.run_words(&["check", "--stack", name, "--format", format]);
            // Before its results SARIF has the rules, which speak of all stacks.
            let said = output.stdout + &output.stderr;
            let said = said.rsplit("\"results\"").next().unwrap_or_default();
            assert!(!said.contains("stack.toml"), "{format}: {said}");
        }
    }
}

/// An example is a stack.toml, and each file beside it under a title: nothing of ours stands in a text.
#[test]
fn an_example_of_explain_can_be_typed() {
    let project = Sandbox::new();
    let said = project.run("explain unread-variable").stdout;
    let shown = "This passes:\n\n    [services.api]\n    image = \"api:1\"\n    environment = { TOKEN = \"${API_TOKEN:-none}\" }\n\n\
                 with `.env`:\n\n    API_TOKEN=secret\n";
    assert!(said.ends_with(shown), "{said}");
    for code in stackgen::lints::codes() {
        let said = project.run(&format!("explain {}", code.word)).stdout;
        for placeholder in ["--- ", "{{ $E", "ENTRYPOINT"] {
            assert!(!said.contains(placeholder), "{}: {said}", code.word);
        }
    }
}
