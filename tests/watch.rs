//! `stackgen gen --watch`, as a process beside somebody who edits.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

mod support;

use std::fs::{self, File};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};
use support::sandbox::{Folder, Sandbox};

const STACK: &str = "\
[outputs]
makefile = false
docs = false
schedules = false
[templates]
dir = \"templates\"
[services.cache]
image = \"redis:7\"
environment = { A = { env = \"A\" } }
[deployments.hello]
directory = \"flows\"
entrypoint = \"hello.py:hello\"
pull = []
";
const FLOW: &str = "from prefect import flow\n\n\n@flow\ndef hello():\n    pass\n";
const OUTPUTS: [&str; 4] = [
    ".env.example",
    ".stackgen.lock",
    "compose.yml",
    "flows/prefect.yaml",
];

/// Longer than any burst is waited for.
const LONG: Duration = Duration::from_secs(20);
/// In which a round would show itself, on a slow machine too.
const A_WHILE: Duration = Duration::from_secs(1);

struct Watching {
    sandbox: Sandbox,
    said: Folder,
    child: Child,
}

/// Runs a program that Ctrl-C reaches, also where a shell started the tests in the background and told them to pass it over.
const HEEDED: &str = "import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])";

impl Watching {
    /// The first round is over, and the folders are watched.
    fn start(sandbox: Sandbox, arguments: &str) -> Self {
        let said = Folder::new();
        let place = |name: &str| File::create(said.path().join(name)).unwrap();
        let mut command = sandbox.command("python3");
        command.args(["-c", HEEDED, env!("CARGO_BIN_EXE_stackgen")]);
        let child = command
            .args(arguments.split_whitespace())
            .stdout(place("out"))
            .stderr(place("err"))
            .spawn()
            .unwrap();
        let watching = Self {
            sandbox,
            said,
            child,
        };
        if !arguments.contains("-q") {
            watching.until(|it| it.err().contains("watching; Ctrl-C ends it"));
        }
        watching
    }

    fn of_project() -> Self {
        Self::start(project(), "gen --watch")
    }

    fn out(&self) -> String {
        fs::read_to_string(self.said.path().join("out")).unwrap()
    }

    fn err(&self) -> String {
        fs::read_to_string(self.said.path().join("err")).unwrap()
    }

    #[track_caller]
    fn until(&self, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + LONG;
        while !holds(self) {
            assert!(
                Instant::now() < end,
                "in vain:\n{}\n{}",
                self.out(),
                self.err()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// All that is said on stdout once nothing more comes.
    fn all(&self) -> String {
        loop {
            let before = self.out();
            std::thread::sleep(A_WHILE);
            if self.out() == before {
                return before;
            }
        }
    }

    /// What stdout says from now on, after a change.
    fn after(&self, change: impl FnOnce(&Sandbox)) -> String {
        let before = self.all().len();
        change(&self.sandbox);
        self.until(|it| it.out().len() > before);
        self.all().split_off(before)
    }

    fn interrupt(&mut self) -> ExitStatus {
        let mut kill = Command::new("kill");
        kill.args(["-INT", &self.child.id().to_string()]);
        assert!(kill.status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn project() -> Sandbox {
    Sandbox::new()
        .file("stack.toml", STACK)
        .file("flows/hello.py", FLOW)
        .file(".env", "A=1\n")
        .file("templates/env.example.j2", "# {{ header }}\nA=\n")
        .file("README.md", "ours\n")
}

fn upgrade(sandbox: &Sandbox, image: &str) {
    sandbox.write("stack.toml", &STACK.replace("redis:7", image));
}

#[test]
fn begins_with_a_run() {
    let watching = Watching::of_project();
    let tree = watching.sandbox.tree();
    assert!(
        OUTPUTS
            .iter()
            .all(|path| tree.contains(&(*path).to_owned())),
        "{tree:?}"
    );
    assert_eq!(
        watching.all(),
        "wrote    .env.example\nwrote    compose.yml\nwrote    flows/prefect.yaml\n"
    );
}

#[test]
fn runs_once_after_a_change_and_not_after_what_it_wrote_itself() {
    let watching = Watching::of_project();
    let said = watching.after(|sandbox| upgrade(sandbox, "redis:8"));
    assert_eq!(said, "changed  stack.toml\nwrote    compose.yml\n");
    assert!(watching.sandbox.read("compose.yml").contains("redis:8"));
    assert_eq!(watching.sandbox.run("check").status, 0);
}

#[test]
fn many_changes_at_once_are_one() {
    let watching = Watching::of_project();
    let said = watching.after(|sandbox| {
        for number in 0..20 {
            upgrade(sandbox, &format!("redis:{number}"));
            sandbox.write("flows/hello.py", &format!("{FLOW}# {number}\n"));
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    assert_eq!(
        said,
        "changed  flows/hello.py\nchanged  stack.toml\nwrote    compose.yml\n"
    );
}

#[test]
fn an_error_is_shown_and_the_next_change_mends_it() {
    let watching = Watching::of_project();
    let said = watching.after(|sandbox| {
        sandbox.write("stack.toml", &STACK.replace("image", "imgae"));
    });
    assert_eq!(said, "changed  stack.toml\n");
    watching.until(|it| {
        it.err()
            .contains("error[unknown-key]: a service has no key `imgae`")
    });
    let said = watching.after(|sandbox| upgrade(sandbox, "redis:8"));
    assert_eq!(said, "changed  stack.toml\nwrote    compose.yml\n");
}

#[test]
fn begins_with_an_error_too() {
    let sandbox = project();
    sandbox.write("stack.toml", &STACK.replace("image", "imgae"));
    let watching = Watching::start(sandbox, "gen --watch");
    let said = watching.after(|sandbox| sandbox.write("stack.toml", STACK));
    assert!(
        said.starts_with("changed  stack.toml\nwrote    .env.example\n"),
        "{said}"
    );
}

#[test]
fn editors_put_another_file_in_the_place() {
    let watching = Watching::of_project();
    for image in ["redis:8", "redis:9"] {
        let said = watching.after(|sandbox| {
            sandbox.write("stack.toml.new", &STACK.replace("redis:7", image));
            let at = |name: &str| sandbox.path().join(name);
            fs::rename(at("stack.toml"), at("stack.toml~")).unwrap();
            fs::rename(at("stack.toml.new"), at("stack.toml")).unwrap();
            fs::remove_file(at("stack.toml~")).unwrap();
        });
        assert_eq!(said, "changed  stack.toml\nwrote    compose.yml\n");
    }
}

#[test]
fn stack_toml_may_go_and_come_back() {
    let watching = Watching::of_project();
    let place = watching.sandbox.path().join("stack.toml");
    let said = watching.after(|_| fs::remove_file(&place).unwrap());
    assert_eq!(said, "changed  stack.toml\n");
    watching.until(|it| {
        it.err()
            .contains("error: ./stack.toml: there is no such file")
    });
    let said = watching.after(|sandbox| upgrade(sandbox, "redis:8"));
    assert_eq!(said, "changed  stack.toml\nwrote    compose.yml\n");
}

#[test]
fn another_stack_toml_above_takes_no_place() {
    let sandbox = Sandbox::new()
        .file("stack.toml", "a = 1\n")
        .file("team/stack.toml", "[services.a]\nimage = \"a\"\n");
    let watching = Watching::start(sandbox, "-C team gen --watch");
    let place = watching.sandbox.path().join("team/stack.toml");
    watching.after(|_| fs::remove_file(&place).unwrap());
    watching.until(|it| {
        it.err()
            .contains("error: ./team/stack.toml: there is no such file")
    });
}

#[test]
fn all_that_is_read_counts() {
    let watching = Watching::of_project();
    let said = watching
        .after(|sandbox| sandbox.write("templates/env.example.j2", "# {{ header }}\nA=\nB=\n"));
    assert_eq!(
        said,
        "changed  templates/env.example.j2\nwrote    .env.example\n"
    );
    let said =
        watching.after(|sandbox| sandbox.write("templates/compose.yml.j2", "# {{ header }}\n"));
    assert_eq!(
        said,
        "changed  templates/compose.yml.j2\nwrote    compose.yml\n"
    );
    let said = watching.after(|sandbox| sandbox.write(".env", "A=2\nB=1\n"));
    assert_eq!(said, "changed  .env\nnothing to write\n");
    watching.until(|it| it.err().contains("nothing reads `B`"));
    let said = watching
        .after(|sandbox| sandbox.write("flows/hello.py", &FLOW.replace("hello()", "other()")));
    assert_eq!(said, "changed  flows/hello.py\n");
    watching.until(|it| it.err().contains("error[missing-flow]"));
    let said = watching.after(|sandbox| sandbox.write("flows/hello.py", FLOW));
    assert_eq!(said, "changed  flows/hello.py\nnothing to write\n");
}

#[test]
fn a_folder_may_go_and_come_back() {
    let watching = Watching::of_project();
    let at = |name: &str| watching.sandbox.path().join(name);
    let said = watching.after(|_| fs::rename(at("flows"), at("elsewhere")).unwrap());
    assert!(said.contains("changed  flows/hello.py\n"), "{said}");
    watching.until(|it| it.err().contains("error[missing-entrypoint]"));
    let said = watching.after(|_| fs::rename(at("elsewhere"), at("flows")).unwrap());
    assert!(
        said.contains("changed  flows/hello.py\n") && said.contains("nothing to write"),
        "{said}"
    );
    // And is watched again.
    let said = watching.after(|sandbox| sandbox.write("flows/hello.py", "import\n"));
    assert_eq!(said, "changed  flows/hello.py\n");
}

/// As a switch to another branch does.
#[test]
fn a_folder_may_be_replaced_at_once() {
    let watching = Watching::of_project();
    let before = watching.all();
    let sandbox = &watching.sandbox;
    let flows = sandbox.path().join("flows");
    let prefect = sandbox.read("flows/prefect.yaml");
    fs::remove_dir_all(&flows).unwrap();
    sandbox.write("flows/hello.py", FLOW);
    sandbox.write("flows/prefect.yaml", &prefect);
    assert!(watching.all().starts_with(&before));
    let said = watching.after(|sandbox| sandbox.write("flows/hello.py", "import\n"));
    assert_eq!(said, "changed  flows/hello.py\n");
}

#[test]
fn what_it_wrote_counts_when_somebody_else_changes_it() {
    let watching = Watching::of_project();
    let place = watching.sandbox.path().join("compose.yml");
    let said = watching.after(|_| fs::remove_file(&place).unwrap());
    assert_eq!(said, "changed  compose.yml\nwrote    compose.yml\n");
    let said = watching.after(|sandbox| sandbox.write("compose.yml", "services: {}\n"));
    assert!(
        said.starts_with("changed  compose.yml\n--- a/compose.yml\n"),
        "{said}"
    );
    watching.until(|it| it.err().contains("  edited   compose.yml"));
    assert_eq!(watching.sandbox.read("compose.yml"), "services: {}\n");
}

#[test]
fn what_does_not_matter_is_passed_over() {
    let watching = Watching::of_project();
    let before = watching.all();
    let sandbox = &watching.sandbox;
    sandbox.write("README.md", "changed\n");
    sandbox.write("flows/notes.txt", "new\n");
    sandbox.write("stack.toml", STACK);
    sandbox.write("compose.yml", &sandbox.read("compose.yml"));
    assert_eq!(sandbox.run("check").status, 0);
    assert_eq!(watching.all(), before);
}

#[test]
fn several_stacks_are_watched() {
    let text = "[services.cache]\nimage = \"redis:7\"\n[outputs]\nmakefile = false\ndocs = false\n";
    let sandbox = Sandbox::new()
        .file("a/stack.toml", text)
        .file("b/stack.toml", text);
    let watching = Watching::start(
        sandbox,
        "gen --watch --stack a/stack.toml --stack b/stack.toml",
    );
    let said = watching
        .after(|sandbox| sandbox.write("b/stack.toml", &text.replace("redis:7", "redis:8")));
    assert_eq!(said, "changed  b/stack.toml\nwrote    b/compose.yml\n");
}

#[test]
fn quiet_says_nothing_but_errors() {
    let watching = Watching::start(project(), "gen --watch -q");
    watching.until(|it| it.sandbox.tree().contains(&".stackgen.lock".to_owned()));
    std::thread::sleep(A_WHILE);
    upgrade(&watching.sandbox, "redis:8");
    watching.until(|it| it.sandbox.read("compose.yml").contains("redis:8"));
    assert_eq!(
        (watching.all(), watching.err()),
        (String::new(), String::new())
    );
    watching.sandbox.write("stack.toml", "a = 1\n");
    watching.until(|it| it.err().contains("error[unknown-key]"));
    assert_eq!(watching.all(), "");
}

#[test]
fn control_c_ends_it_as_it_ends_every_program() {
    use std::os::unix::process::ExitStatusExt;
    let mut watching = Watching::of_project();
    // A shell shows this as 130.
    assert_eq!(watching.interrupt().signal(), Some(2));
    assert_eq!(watching.sandbox.run("check").status, 0);
}

#[test]
fn ends_when_nobody_reads_what_it_says() {
    let sandbox = project();
    let mut command = sandbox.command("bash");
    let line = "\"$S\" gen --watch | head -n 1; exit ${PIPESTATUS[0]}";
    let mut child = command
        .env("S", env!("CARGO_BIN_EXE_stackgen"))
        .args(["-c", line])
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let end = Instant::now() + LONG;
    let mut number = 0;
    let status = loop {
        number += 1;
        upgrade(&sandbox, &format!("redis:{number}"));
        std::thread::sleep(Duration::from_millis(300));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < end);
    };
    assert!(status.success());
}

#[test]
fn does_not_begin_where_gen_cannot_run() {
    let said = Sandbox::new().run("gen --watch");
    assert_eq!(said.status, 2);
    assert!(
        said.stderr
            .starts_with("error: ./stack.toml: there is none here")
    );
    let said = project().run("gen --watch --force compose.yml");
    assert_eq!(said.status, 2);
    assert!(
        said.stderr.contains("cannot be used with"),
        "{}",
        said.stderr
    );
}
