//! What diffs show: colours on a terminal alone, and no secret, be it one of former times.

use crate::support::sandbox::{Sandbox, snapshot};
use crate::support::terminal;
use crate::{change, project};

const RED: &str = "\u{1b}[31m-";
const GREEN: &str = "\u{1b}[32m+";

#[test]
fn diffs_are_coloured_on_a_terminal() {
    let (project, plain) = (project(), project().env("NO_COLOR", "1"));
    for project in [&project, &plain] {
        change(project, "0 1 * * *", "5 5 * * *");
    }
    for arguments in ["check", "gen --dry-run --diff"] {
        let piped = project.run(arguments).stdout;
        assert!(piped.contains("\n-") && piped.contains("\n+"), "{piped}");
        assert!(!piped.contains('\u{1b}'), "{piped}");
        let forced = project.run(&format!("{arguments} --color always")).stdout;
        assert!(forced.contains(RED) && forced.contains(GREEN), "{forced}");
        assert_eq!(anstream::adapter::strip_str(&forced).to_string(), piped);
        let shown = terminal::run(&project, arguments).raw;
        assert!(shown.contains(RED) && shown.contains(GREEN), "{shown}");
        assert!(!terminal::run(&plain, arguments).raw.contains('\u{1b}'));
        let never = format!("{arguments} --color never");
        assert!(!terminal::run(&project, &never).raw.contains('\u{1b}'));
    }
}

const SECRETS: &str = r#"
[credentials.db]
type = "postgres"
user = "prefect"
password = { value = "hunter2 p@ss", secret = true }

[credentials.cache]
type = "redis"
password = { value = "hunter2-cache", secret = true }

[credentials.admin]
type = "basic-auth"
user = "admin"
password = { value = "hunter2-auth", secret = true }

[services.db]
kind = "postgres"
credential = "db"

[services.cache]
kind = "redis"
credential = "cache"

[services.server]
kind = "prefect-server"
database = "db"
redis = "cache"
auth = "admin"
ports = ["4200:4200"]

[services.own]
image = "own:1"
environment = { TOKEN = { value = "hunter2-own", secret = true } }
"#;

/// No command shows a part of a secret, in whatever format.
#[track_caller]
fn assert_hidden(project: &Sandbox, secret: &str) {
    for arguments in [
        "check",
        "check --format json",
        "check --color always",
        "gen --dry-run --diff",
        "gen --diff",
    ] {
        let output = snapshot(&project.run(arguments));
        assert!(!output.contains(secret), "{arguments}: {output}");
    }
}

#[test]
fn a_secret_is_hidden_when_it_is_new_and_when_it_changes() {
    let project = Sandbox::new().stack(SECRETS);
    assert_hidden(&project, "hunter2");
    assert!(project.read("compose.yml").contains("hunter2%20p%40ss"));
    change(&project, "hunter2", "correct-horse");
    let shown = project.run("check").stdout;
    assert!(
        shown.contains("-  POSTGRES_PASSWORD: ***") || shown.contains("POSTGRES_PASSWORD: ***")
    );
    for secret in ["hunter2", "correct-horse"] {
        let other = Sandbox::new().stack(SECRETS).generate();
        change(&other, "hunter2", "correct-horse");
        assert_hidden(&other, secret);
    }
}

/// stack.toml no longer tells that it was one: it comes from the environment now, or nothing has it.
#[test]
fn a_secret_of_former_times_is_hidden() {
    let env = |text: &str| {
        let lines = text
            .lines()
            .map(|line| match line.split_once(" = { value = ") {
                Some((name, _)) if name.starts_with("pass") => {
                    format!("{name} = {{ env = \"NAME\" }}\n")
                }
                Some(_) => "environment = { TOKEN = { env = \"TOKEN\" } }\n".to_owned(),
                None => format!("{line}\n"),
            });
        lines.collect::<String>()
    };
    let plain = |text: &str| {
        text.replace("hunter2", "horse")
            .replace(", secret = true", "")
    };
    let nothing = |_: &str| "[services.own]\nimage = \"own:1\"\n".to_owned();
    for change in [&env as &dyn Fn(&str) -> String, &plain, &nothing] {
        let project = Sandbox::new().stack(SECRETS).generate();
        let text = change(&project.read("stack.toml"));
        project.write("stack.toml", &text);
        assert_hidden(&project, "hunter2");
    }
}

/// Its name tells nothing, and the mark is gone: the last commit knows it still, in each of its forms. Where it stays, and is
/// no secret any more, it is shown.
#[test]
fn a_secret_of_the_last_commit_is_hidden() {
    let stack = "[services.own]\nimage = \"own:1\"\nenvironment = { COLOUR = { value = \"it's hunter2\", secret = true } }\n";
    for (text, is_hidden) in [
        ("COLOUR = \"red\"", true),
        ("COLOUR = { env = \"COLOUR\" }", true),
        ("SHAPE = \"round\"", true),
        ("COLOUR = \"it's hunter2\", SHAPE = \"round\"", false),
    ] {
        let project = Sandbox::new().stack(stack).generate().committed();
        let marked = "COLOUR = { value = \"it's hunter2\", secret = true }";
        change(&project, marked, text);
        match is_hidden {
            true => assert_hidden(&project, "hunter2"),
            false => assert!(project.run("check").stdout.contains("hunter2")),
        }
    }
}

/// Somebody's own file shows its text, but not what is secret by its name.
#[test]
fn a_secret_in_a_file_in_the_way_is_hidden() {
    let project = Sandbox::new().stack(SECRETS).file(
        "compose.yml",
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: hunter3\n      PLAIN: hunter2 p@ss\n",
    );
    let output = project.run("gen");
    assert_eq!(output.status, 1);
    for line in ["-      POSTGRES_PASSWORD: ***\n", "-      PLAIN: ***\n"] {
        assert!(output.stdout.contains(line), "{}", output.stdout);
    }
    assert_hidden(&project, "hunter");
}

/// What is wrong with a secret is told without it, and without another form of it.
#[test]
fn a_secret_that_is_wrong_is_hidden() {
    let stack = "[services.own]\nimage = \"own:1\"\nenvironment = { DATABASE_URL = \
                 { value = \"postgresql://u:hunter2/x@db.example.com/x\", secret = true } }\n";
    let project = Sandbox::new().stack(stack);
    let shown = project.run("check").stderr;
    assert!(shown.contains("error[unencoded-url]"), "{shown}");
    assert!(shown.contains("(`%2F` for `/`)"), "{shown}");
    assert_hidden(&project, "hunter2");
    for format in ["github", "gitlab", "sarif"] {
        let output = snapshot(&project.run(&format!("check --format {format}")));
        assert!(!output.contains("hunter2"), "{format}: {output}");
    }
}
