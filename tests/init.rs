//! First steps: `stackgen init` in folders of all sorts, and what comes of it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use insta::assert_snapshot;
use serde_json::json;
use std::path::Path;
use support::sandbox::{Sandbox, run, snapshot};
use support::{compose, make, python};

/// A sandbox whose runs find `uv`, so that no note about it depends on the machine.
fn folder() -> Sandbox {
    let sandbox = Sandbox::new();
    let programs = sandbox.path().join(".programs");
    std::fs::create_dir(&programs).expect("a folder can be made");
    std::fs::write(programs.join("uv"), "").expect("a file can be written");
    sandbox.env("PATH", &programs.to_string_lossy())
}

/// All files but those of the sandbox itself.
fn tree(sandbox: &Sandbox) -> Vec<String> {
    let mut tree = sandbox.tree();
    tree.retain(|path| !path.starts_with(".programs/"));
    tree
}

/// `init` in `demo`, which must go well.
fn begun(sandbox: Sandbox, arguments: &str) -> Sandbox {
    let done = sandbox.run(&format!("init -C demo {arguments}"));
    assert_eq!(done.status, 0, "{}", snapshot(&done));
    sandbox
}

/// `gen` and `check`, of which the second has nothing to tell.
fn assert_clean(sandbox: &Sandbox, folder: &str) {
    let done = sandbox.run_words(&["gen", "-C", folder]);
    assert_eq!((done.status, &*done.stderr), (0, ""), "{folder}");
    let done = sandbox.run_words(&["check", "-C", folder]);
    assert_eq!(snapshot(&done), "status: 0\n", "{folder}: nothing is found");
}

mod begins {
    use super::*;

    #[test]
    fn in_an_empty_folder() {
        let sandbox = folder();
        assert_snapshot!(run(&sandbox, "init -C demo"), @r"
        status: 0
        --- stdout
        wrote    stack.toml
        wrote    stack.schema.json
        wrote    pyproject.toml
        wrote    .gitignore
        wrote    flows/hello.py

        next:
          cd demo
          stackgen gen                      write compose.yml and the rest
          make start                        start the stack in Docker
          make deploy                       register the flow
          make run DEPLOYMENT=hello/hello   run it: http://localhost:4200
        without Docker, in place of `make start`: `make server`,
        and in a second terminal `make worker`
        ");
        assert_eq!(
            tree(&sandbox),
            [
                "demo/.gitignore",
                "demo/flows/hello.py",
                "demo/pyproject.toml",
                "demo/stack.schema.json",
                "demo/stack.toml"
            ]
        );
        assert_snapshot!("init", sandbox.read("demo/stack.toml"));
        assert_snapshot!(sandbox.read("demo/pyproject.toml"), @r#"
        [project]
        name = "demo-flows"
        version = "0.1.0"
        requires-python = ">=3.10"
        dependencies = [
            "prefect>=3.4,<4",     # the client, and with `make server` the server
            "fastapi<0.140",       # with a newer one Prefect's server does not start
            "starlette<1.1",       # the same
            "sqlalchemy<2.1",      # with a newer one it starts, and its scheduler stands still
        ]

        [tool.setuptools]
        packages = []             # for `pip install .`: nothing here is to be packaged
        "#);
        assert_clean(&sandbox, "demo");
        let compose = compose::config(&sandbox.path().join("demo")).expect("Compose reads it");
        assert_eq!(compose["name"], json!("demo"));
    }

    #[test]
    fn with_everything() {
        let sandbox = begun(folder(), "--with redis,s3");
        assert_snapshot!("init-with-redis-s3", sandbox.read("demo/stack.toml"));
        let other = begun(folder(), "--with s3 --with redis");
        assert_eq!(
            sandbox.read("demo/stack.toml"),
            other.read("demo/stack.toml")
        );
    }

    #[test]
    fn with_each_choice_it_is_clean() {
        for with in ["", "--with redis", "--with s3", "--with redis,s3"] {
            for runner in ["", "--runner=", "--runner=uv run", "--runner=poetry run"] {
                let sandbox = folder();
                let mut words = vec!["init", "-C", "demo"];
                words.extend(with.split_whitespace());
                words.extend([runner].iter().filter(|it| !it.is_empty()));
                assert_eq!(sandbox.run_words(&words).status, 0);
                assert_clean(&sandbox, "demo");
                let read = compose::config(&sandbox.path().join("demo"));
                read.unwrap_or_else(|error| panic!("{with} {runner}: {error}"));
            }
        }
    }

    #[test]
    fn the_schedule_is_one_time_a_day() {
        let sandbox = begun(folder(), "");
        let shown = sandbox.run("schedules -C demo --count 2 --from 2026-01-01T12:00:00Z");
        assert_snapshot!(snapshot(&shown), @r"
        status: 0
        --- stdout
        As Prefect's engine on Python 3.13 fires:

        hello
          cron 0 6 * * * in UTC
            Fri 2026-01-02 06:00:00 +00:00  18 h later
            Sat 2026-01-03 06:00:00 +00:00  42 h later
        ");
    }

    /// The first line leads editors to the schema beside the file.
    #[test]
    fn editors_take_it_and_see_a_misspelled_key() {
        let sandbox = begun(folder(), "--with redis,s3");
        let text = sandbox.read("demo/stack.toml");
        let wrong = text.replace("portable = true", "portabel = true");
        for (text, is_good) in [(&text, true), (&wrong, false)] {
            sandbox.write("demo/stack.toml", text);
            for (name, arguments) in [("taplo", &["check"][..]), ("tombi", &["lint", "--offline"])]
            {
                let mut command = support::readers::clean(python::tool(name));
                command.args(arguments).arg("stack.toml");
                command.current_dir(sandbox.path().join("demo"));
                let told = support::readers::succeed(&mut command);
                assert_eq!(told.is_ok(), is_good, "{name}: {told:?}");
            }
        }
    }

    /// The block that stands in comments is right as soon as somebody takes the marks away.
    #[test]
    fn what_stands_in_comments_can_be_used() {
        let sandbox = begun(folder(), "--with s3");
        let text = sandbox.read("demo/stack.toml");
        let is_toml = |line: &&str| {
            line.starts_with('[') || line.split(' ').nth(1).is_some_and(|word| word == "=")
        };
        let hidden = |line| str::strip_prefix(line, "# ").filter(is_toml);
        assert_eq!(text.lines().filter_map(hidden).count(), 8);
        let lines = text.lines().map(|line| hidden(line).unwrap_or(line));
        let used: String = lines.map(|line| format!("{line}\n")).collect();
        sandbox.write("demo/stack.toml", &used);
        assert_clean(&sandbox, "demo");
        let script = sandbox.read("demo/scripts/create_blocks.py");
        assert!(script.contains("AwsCredentials"), "{script}");
        assert!(
            sandbox
                .read("demo/Makefile")
                .contains("; prefect worker start")
        );
    }
}

mod names {
    use super::*;

    #[test]
    fn come_from_the_folder() {
        for (name, wanted) in [
            ("My Flows", "my-flows"),
            ("2026.flows", "2026-flows"),
            ("UPPER", "upper"),
            ("データ", "stack"),
            ("Überblick é", "uberblick-e"),
            ("-dash", "dash"),
            ("it's $HOME #1 \"q\"", "it-s-home-1-q"),
            ("prefect", "prefect"),
        ] {
            let sandbox = folder();
            // As an argument of its own: a name may begin as an option does.
            let place = format!("./{name}");
            let done = sandbox.run_words(&["init", "-C", &place, "--with", "redis,s3"]);
            assert_eq!(done.status, 0, "{name}: {}", snapshot(&done));
            assert_clean(&sandbox, &place);
            let read = compose::config(&sandbox.path().join(name)).expect("Compose reads it");
            assert_eq!(read["name"], json!(wanted), "{name}");
            let project = sandbox.read(&format!("{name}/pyproject.toml"));
            assert!(
                project.contains(&format!("\nname = \"{wanted}-flows\"\n")),
                "{project}"
            );
        }
    }

    #[test]
    fn come_from_the_folder_that_dots_lead_to() {
        let sandbox = folder().file("demo/inner/.keep", "");
        for place in ["demo/inner/..", "demo/./", "demo"] {
            let done = sandbox.run_words(&["init", "-C", place]);
            assert_eq!(done.status, 0, "{place}");
            assert!(
                sandbox.read("demo/stack.toml").contains("name = \"demo\""),
                "{place}"
            );
            std::fs::remove_file(sandbox.path().join("demo/stack.toml")).expect("removed");
        }
    }

    #[test]
    fn are_given() {
        let sandbox = begun(folder(), "--name shop_2");
        assert_clean(&sandbox, "demo");
        assert!(
            sandbox
                .read("demo/compose.yml")
                .contains("\nname: shop_2\n")
        );
        assert_snapshot!(run(&folder(), "init -C demo --name Shop"), @r"
        status: 2
        --- stderr
        error: invalid value 'Shop' for '--name <NAME>': `S` cannot stand in this name; `shop` is a name that Compose takes

        For more information, try '--help'.
        ");
        let done = folder().run_words(&["init", "--runner", "a\nb"]);
        assert_snapshot!(snapshot(&done), @r"
        status: 2
        --- stderr
        error: invalid value 'a
        b' for '--runner <COMMAND>': a line of a Makefile's recipe cannot carry U+000A (a line feed)

        For more information, try '--help'.
        ");
    }
}

mod leaves {
    use super::*;

    #[test]
    fn a_stack_alone() {
        let sandbox = folder()
            .file("compose.yml", "services: {}\n")
            .file("jobs/load/prefect.yaml", "deployments: []\n");
        assert_snapshot!(run(&sandbox, "init"), @r"
        status: 1
        --- stderr
        nothing was written: this folder has a stack already
          compose.yml
          jobs/load/prefect.yaml
        write what these files say into a stack.toml: any key of Compose or Prefect
        works there, spelled the same way. Step by step:
        https://github.com/stackgen/stackgen/blob/main/docs/adopting.md
        Or begin in another folder: `stackgen init -C FOLDER`
        ");
        assert_eq!(tree(&sandbox), ["compose.yml", "jobs/load/prefect.yaml"]);
    }

    #[test]
    fn every_file_that_describes_a_stack() {
        for path in [
            "compose.yaml",
            "docker-compose.yml",
            "docker-compose.yaml",
            "compose.override.yml",
            "prefect.yaml",
            "a/b/c/prefect.yaml",
            "stack.toml",
        ] {
            let sandbox = folder().file(path, "");
            let done = sandbox.run("init");
            assert_eq!((done.status, &*done.stdout), (1, ""), "{path}");
            assert!(done.stderr.contains(path), "{path}: {}", done.stderr);
            assert_eq!(tree(&sandbox), [path]);
        }
    }

    #[test]
    fn what_others_installed_is_no_stack() {
        let sandbox = folder()
            .file("env/pyvenv.cfg", "")
            .file("env/lib/prefect/prefect.yaml", "")
            .file(".venv/prefect.yaml", "")
            .file("node_modules/a/prefect.yaml", "");
        assert_eq!(sandbox.run("init").status, 0);
    }

    #[test]
    fn a_second_run_alone() {
        let sandbox = begun(folder(), "");
        assert_snapshot!(run(&sandbox, "init -C demo"), @r"
        status: 1
        --- stderr
        nothing was written: stack.toml is here already
        `stackgen gen` writes what it asks for; `stackgen init -C FOLDER`
        begins in another folder
        ");
    }

    #[test]
    fn every_file_that_is_there() {
        let theirs = [
            ("demo/.gitignore", "*.log\n"),
            (
                "demo/pyproject.toml",
                "[project]\nname = \"theirs\"\nversion = \"1\"\n",
            ),
            ("demo/flows/hello.py", "print()\n"),
            ("demo/flows/load.py", "print()\n"),
            ("demo/Makefile", "all:\n\ttrue\n"),
            ("demo/.env.example", "A=1\n"),
            ("demo/docs/infrastructure.md", "# Ours\n"),
            ("demo/scripts/sync_schedules.py", "print()\n"),
        ];
        let sandbox = theirs
            .iter()
            .fold(folder(), |sandbox, (path, text)| sandbox.file(path, text));
        assert_snapshot!(run(&sandbox, "init -C demo"), @r"
        status: 0
        --- stdout
        wrote    stack.toml
        wrote    stack.schema.json
        wrote    flows/hello_2.py
        note     the Python project here does not name prefect; it needs
                 'prefect>=3.4,<4' 'fastapi<0.140' 'starlette<1.1' 'sqlalchemy<2.1'
        note     .gitignore does not name .env: git would take the passwords in it
        note     the Makefile here stays as it is; `include stack.mk` in it brings
                 the stack's targets

        next:
          cd demo
          stackgen gen                                  write compose.yml and the rest
          make -f stack.mk start                        start the stack in Docker
          make -f stack.mk deploy                       register the flow
          make -f stack.mk run DEPLOYMENT=hello/hello   run it: http://localhost:4200
        without Docker, in place of `make -f stack.mk start`: `make -f stack.mk server`,
        and in a second terminal `make -f stack.mk worker`
        ");
        assert_clean(&sandbox, "demo");
        for (path, text) in theirs {
            assert_eq!(sandbox.read(path), text, "{path}");
        }
        assert!(sandbox.read("demo/flows/hello_2.py").contains("def hello"));
        let folder = sandbox.path().join("demo");
        let call = make::Run::of("-f stack.mk deploy").calls(&folder).0;
        assert!(
            call.iter()
                .any(|call| call.line() == "uv run python scripts/sync_stack.py")
        );
    }

    /// A `pyproject.toml` would change what `pip install .` makes of it.
    #[test]
    fn a_python_project_of_another_kind() {
        let sandbox = folder().file("setup.py", "from setuptools import setup\nsetup()\n");
        assert_snapshot!(run(&sandbox, "init --name demo --with s3"), @r"
        status: 0
        --- stdout
        wrote    stack.toml
        wrote    stack.schema.json
        wrote    .gitignore
        wrote    flows/hello.py
        note     the Python project here does not name prefect; it needs
                 'prefect>=3.4,<4' 'fastapi<0.140' 'starlette<1.1' 'sqlalchemy<2.1'

        next:
          stackgen gen                      write compose.yml and the rest
          make start                        start the stack in Docker
          make deploy                       register the flow
          make run DEPLOYMENT=hello/hello   run it: http://localhost:4200
        without Docker, in place of `make start`: `make server`,
        and in a second terminal `make worker`
        ");
        assert!(!tree(&sandbox).contains(&"pyproject.toml".to_owned()));
    }

    #[test]
    fn what_a_run_that_was_broken_off_wrote() {
        let sandbox = begun(folder(), "");
        let whole: Vec<String> = tree(&sandbox);
        std::fs::remove_file(sandbox.path().join("demo/stack.toml")).expect("removed");
        let done = sandbox.run("init -C demo");
        assert!(
            done.stdout.starts_with("wrote    stack.toml\n\n"),
            "{}",
            done.stdout
        );
        assert_eq!(tree(&sandbox), whole);
    }

    #[test]
    fn the_stack_of_a_parent_folder() {
        let sandbox = begun(folder(), "");
        let inner = sandbox.run("init -C demo/inner --name inner");
        assert_snapshot!(snapshot(&inner), @r"
        status: 0
        --- stdout
        wrote    stack.toml
        wrote    stack.schema.json
        wrote    pyproject.toml
        wrote    .gitignore
        wrote    flows/hello.py
        note     ../stack.toml is another stack; in this folder stackgen reads
                 it no longer

        next:
          cd demo/inner
          stackgen gen                      write compose.yml and the rest
          make start                        start the stack in Docker
          make deploy                       register the flow
          make run DEPLOYMENT=hello/hello   run it: http://localhost:4200
        without Docker, in place of `make start`: `make server`,
        and in a second terminal `make worker`
        ");
        assert_clean(&sandbox, "demo/inner");
        assert!(
            sandbox
                .read("demo/inner/compose.yml")
                .contains("name: inner")
        );
    }
}

mod tells {
    use super::*;

    #[test]
    fn that_uv_is_missing() {
        let sandbox = Sandbox::new().env("PATH", "/nowhere");
        assert_snapshot!(run(&sandbox, "init --name demo"), @r#"
        status: 0
        --- stdout
        wrote    stack.toml
        wrote    stack.schema.json
        wrote    pyproject.toml
        wrote    .gitignore
        wrote    flows/hello.py
        note     uv is not on the PATH: `pip install uv` brings it. Or write
                 `runner = ""` in stack.toml, make a virtual environment, and
                 `pip install .` in it

        next:
          stackgen gen                      write compose.yml and the rest
          make start                        start the stack in Docker
          make deploy                       register the flow
          make run DEPLOYMENT=hello/hello   run it: http://localhost:4200
        without Docker, in place of `make start`: `make server`,
        and in a second terminal `make worker`
        "#);
    }

    #[test]
    fn that_prefect_is_missing_where_uv_is_not_to_bring_it() {
        let said = |sandbox: &Sandbox| {
            let said = sandbox.run_words(&["init", "--runner", ""]).stdout;
            let notes = said.lines().skip_while(|line| !line.starts_with("note"));
            let notes = notes.take_while(|line| !line.is_empty());
            notes.collect::<Vec<_>>().join("\n")
        };
        assert_snapshot!(said(&Sandbox::new().env("PATH", "/nowhere")), @r"
        note     prefect is not on the PATH: make a virtual environment, activate it,
                 and `pip install .` in it
        ");
        let active = folder().file(".programs/prefect", "");
        assert_eq!(said(&active), "");
    }

    #[test]
    fn that_a_schema_is_another_one() {
        let sandbox = folder().file("stack.schema.json", "{}\n");
        let said = sandbox.run("init").stdout;
        assert!(
            said.contains("stack.schema.json here stays as it is; for the newest keys:\n"),
            "{said}"
        );
        assert_eq!(sandbox.read("stack.schema.json"), "{}\n");
    }

    #[test]
    fn in_eighty_columns() {
        let crowded = || {
            Sandbox::new()
                .env("PATH", "/nowhere")
                .file("pyproject.toml", "")
                .file("Makefile", "")
                .file("stack.schema.json", "")
                .file(".gitignore", "")
        };
        let stack = crowded().file("compose.yml", "");
        let parent = crowded().file("stack.toml", "");
        for said in [
            crowded().run("init"),
            crowded().run("init --runner="),
            crowded().run("init --stack prod.toml"),
            Sandbox::new().run("init -C demo"),
            stack.run("init"),
            parent.run("init"),
            parent.run("init -C inner"),
        ] {
            for line in said.stdout.lines().chain(said.stderr.lines()) {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn the_commands_for_another_file() {
        let sandbox = folder();
        assert_snapshot!(run(&sandbox, "init --name demo --stack prod.toml"), @r"
        status: 0
        --- stdout
        wrote    prod.toml
        wrote    stack.schema.json
        wrote    pyproject.toml
        wrote    .gitignore
        wrote    flows/hello.py

        next:
          stackgen gen --stack prod.toml    write compose.yml and the rest
          make start                        start the stack in Docker
          make deploy                       register the flow
          make run DEPLOYMENT=hello/hello   run it: http://localhost:4200
        without Docker, in place of `make start`: `make server`,
        and in a second terminal `make worker`
        ");
        assert_eq!(sandbox.run("gen --stack prod.toml").status, 0);
        assert_eq!(run(&sandbox, "check --stack prod.toml"), "status: 0\n");
    }

    #[test]
    fn the_way_to_another_folder() {
        for (arguments, way) in [
            (&["-C", "My $Flows"][..], "cd 'My $Flows'"),
            (&["--stack", "inner/prod.toml"], "cd inner"),
        ] {
            let sandbox = folder();
            let done = sandbox.run_words(&[&["init"], arguments].concat());
            assert!(
                done.stdout.contains(&format!("\n  {way}\n")),
                "{}",
                done.stdout
            );
        }
    }

    #[test]
    fn why_it_could_not_write() {
        let sandbox = folder().file("demo", "a file\n");
        let done = sandbox.run("init -C demo");
        assert_eq!(done.status, 2);
        assert!(done.stderr.contains("cannot be written"), "{}", done.stderr);
    }
}

mod python_project {
    use super::*;

    /// Neither a password nor what pip leaves behind is offered to git.
    #[test]
    fn keeps_what_is_its_own_out_of_git() {
        let sandbox = Sandbox::new()
            .file(".env", "A=1\n")
            .file(".venv/pyvenv.cfg", "")
            .file("demo_flows.egg-info/PKG-INFO", "")
            .file("flows/__pycache__/hello.pyc", "");
        assert_eq!(sandbox.run("init --name demo --runner=").status, 0);
        sandbox.git("init --quiet");
        sandbox.git("add --all");
        let listed = sandbox.git("ls-files");
        let wanted = ".gitignore\nflows/hello.py\npyproject.toml\nstack.schema.json\nstack.toml\n";
        assert_eq!(listed, wanted);
    }

    /// pip builds what uv only reads: the folders beside it are no packages.
    #[test]
    fn can_be_installed_by_pip() {
        let sandbox = begun(folder(), "")
            .file("demo/jobs/a.py", "")
            .file("demo/src/b.py", "");
        assert_clean(&sandbox, "demo");
        let script = "import sys, tomllib; print(tomllib.load(open(sys.argv[1], 'rb'))['tool']['setuptools'])";
        let mut command = std::process::Command::new(python::interpreter());
        let path = sandbox.path().join("demo/pyproject.toml");
        let read = support::readers::succeed(command.args(["-c", script]).arg(path));
        assert_eq!(read.as_deref(), Ok("{'packages': []}\n"));
    }

    /// The bounds are those that the readers are pinned to: with others Prefect's server does not run.
    #[test]
    fn asks_for_what_the_tests_run_with() {
        let sandbox = begun(folder(), "");
        let text = sandbox.read("demo/pyproject.toml");
        let script = "
import sys, tomllib
from importlib.metadata import metadata, version
from packaging.requirements import Requirement
project = tomllib.load(open(sys.argv[1], 'rb'))['project']
for one in map(Requirement, project['dependencies']):
    assert one.specifier.contains(version(one.name)), one
assert '>=3.10' in metadata('prefect')['Requires-Python'] and project['requires-python'] == '>=3.10'
";
        let mut command = std::process::Command::new(python::interpreter());
        let path = sandbox.path().join("demo/pyproject.toml");
        let read = support::readers::succeed(command.args(["-c", script]).arg(path));
        assert_eq!(read.as_deref(), Ok(""), "{text}");
    }
}

/// A checkout in which git turned every line end.
#[test]
fn a_checkout_with_other_line_ends_is_clean() {
    let sandbox = folder();
    assert_eq!(sandbox.run("init --name demo").status, 0);
    assert_eq!(sandbox.run("gen").status, 0);
    for path in tree(&sandbox) {
        let text = sandbox.read(&path).replace('\n', "\r\n");
        sandbox.write(&path, &text);
    }
    assert_eq!(run(&sandbox, "check"), "status: 0\n");
    assert_eq!(run(&sandbox, "gen"), "status: 0\n");
}

mod make_run {
    use super::*;

    fn calls(arguments: &str) -> Vec<String> {
        let sandbox = begun(folder(), "");
        assert_clean(&sandbox, "demo");
        let folder: &Path = &sandbox.path().join("demo");
        let run = make::Run::of(arguments).record("PREFECT_API_URL");
        let (calls, _) = run.calls(folder);
        calls
            .iter()
            .map(|call| format!("{} {:?}", call.line(), call.variables))
            .collect()
    }

    #[test]
    fn starts_a_deployment_on_the_stacks_server() {
        assert_eq!(
            calls("run DEPLOYMENT=hello/it's_$$5"),
            [
                r#"uv run prefect deployment run hello/it's_$5 --watch {"PREFECT_API_URL": "http://localhost:4200/api"}"#
            ]
        );
        assert_eq!(calls("run"), Vec::<String>::new());
    }
}

#[test]
fn a_port_of_the_host_that_is_taken_is_written_once() {
    let sandbox = begun(folder(), "");
    let text = sandbox.read("demo/stack.toml");
    let moved = text.replace("[\"127.0.0.1:4200:4200\"]", "[\"127.0.0.1:4201:4200\"]");
    sandbox.write("demo/stack.toml", &moved);
    assert_clean(&sandbox, "demo");
    let folder = sandbox.path().join("demo");
    let (calls, _) = make::Run::of("server")
        .record("PREFECT_SERVER_API_PORT")
        .calls(&folder);
    assert_eq!(calls[0].variables["PREFECT_SERVER_API_PORT"], "4201");
    let (calls, _) = make::Run::of("schedules")
        .record("PREFECT_API_URL")
        .calls(&folder);
    assert_eq!(
        calls[0].variables["PREFECT_API_URL"],
        "http://localhost:4201/api"
    );
    let read = compose::config(&folder).expect("Compose reads it");
    assert_eq!(
        read["services"]["prefect-server"]["environment"]["PREFECT_SERVER_UI_API_URL"],
        json!("http://localhost:4201/api")
    );
}
