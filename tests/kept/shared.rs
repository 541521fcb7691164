//! Stacks that write into one root, from one folder or from several: none takes the other's files for its own.

use crate::assert_finishes;
use crate::support::sandbox::{Sandbox, snapshot};
use insta::assert_snapshot;
use stackgen::write::Digest;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

fn stack(root: &str, output: &str) -> String {
    let project = match root {
        "" => String::new(),
        root => format!("[project]\nroot = \"{root}\"\n\n"),
    };
    format!(
        "{project}[outputs]\ncompose = \"{output}\"\nmakefile = false\ndocs = false\n\n[services.cache]\nimage = \"redis:7\"\n"
    )
}

/// Runs each stack twice, and checks that all files of all of them are there then.
#[track_caller]
fn assert_apart(project: &Sandbox, stacks: &[&str], files: &[&str]) {
    for _ in 0..2 {
        for stack in stacks {
            for command in ["gen", "check"] {
                let output = project.run(&format!("{command} --stack {stack}"));
                assert_eq!(output.status, 0, "{command} {stack}: {}", snapshot(&output));
            }
        }
        assert_eq!(project.tree(), files);
    }
    let all: String = stacks.iter().map(|it| format!(" --stack {it}")).collect();
    for command in ["gen", "check"] {
        let output = project.run(&format!("{command}{all}"));
        assert_eq!(snapshot(&output), "status: 0\n", "{command}{all}");
    }
    assert_eq!(project.tree(), files);
}

#[test]
fn two_folders_with_one_root() {
    for root in ["../out", ".."] {
        let project = Sandbox::new()
            .file("a/stack.toml", &stack(root, "a.yml"))
            .file("b/stack.toml", &stack(root, "b.yml"))
            .file("b/prod.toml", &stack(root, "prod.yml"));
        let stacks = ["a/stack.toml", "b/stack.toml", "b/prod.toml"];
        let inside = root.trim_start_matches("..").trim_start_matches('/');
        let at = |name: &str| match inside {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let mut files: Vec<String> = stacks.map(str::to_owned).to_vec();
        files.extend([
            at(".stackgen-a.lock"),
            at(".stackgen-b-prod.lock"),
            at(".stackgen-b.lock"),
            at("a.yml"),
            at("b.yml"),
            at("prod.yml"),
        ]);
        files.sort();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        assert_apart(&project, &stacks, &files);
    }
}

/// The lock says whose it is: of a folder and of the folder above it that has its root there, of `x` and of `x.toml`.
#[test]
fn two_stacks_with_one_lock_are_told() {
    for (first, root, second, other, lock) in [
        (
            "stack.toml",
            "in",
            "in/stack.toml",
            "../stack.toml",
            "in/.stackgen.lock",
        ),
        (
            "in/stack.toml",
            "",
            "stack.toml",
            "stack.toml",
            "in/.stackgen.lock",
        ),
        ("x", "", "x.toml", "x", ".stackgen-x.lock"),
        ("x.toml", "", "x", "x.toml", ".stackgen-x.lock"),
        (
            "in-a.toml",
            "",
            "in/a.toml",
            "in-a.toml",
            ".stackgen-in-a.lock",
        ),
    ] {
        let other_root = match second {
            "stack.toml" => "in",
            "in/a.toml" => "..",
            _ => "",
        };
        let project = Sandbox::new()
            .file(first, &stack(root, "first.yml"))
            .file(second, &stack(other_root, "second.yml"));
        let output = project.run(&format!("gen --stack {first}"));
        assert_eq!(output.status, 0, "{}", snapshot(&output));
        let before = project.tree();
        let text = project.read(lock);
        for command in ["gen", "check", "gen --dry-run", "gen --force ."] {
            let output = project.run(&format!("{command} --stack {second}"));
            assert_eq!(output.status, 1, "{command}: {}", snapshot(&output));
            assert!(
                output.stderr.contains("error[clashing-outputs]: "),
                "{}",
                snapshot(&output)
            );
            assert!(
                output.stderr.contains(&format!("`{other}`")),
                "{}",
                snapshot(&output)
            );
            assert_eq!(project.tree(), before);
            assert_eq!(project.read(lock), text);
        }
        // Whoever goes leaves the lock to the other.
        std::fs::remove_file(project.path().join(first)).unwrap();
        let output = project.run(&format!("gen --stack {second}"));
        assert_eq!(output.status, 0, "{}", snapshot(&output));
    }
}

#[test]
fn a_stack_and_its_folder_may_be_renamed() {
    let project = Sandbox::new().file("a/stack.toml", &stack("../out", "a.yml"));
    assert_eq!(project.run("gen --stack a/stack.toml").status, 0);
    std::fs::rename(project.path().join("a"), project.path().join("b")).unwrap();
    let output = project.run("gen --stack b/stack.toml");
    assert_eq!(output.status, 0, "{}", snapshot(&output));
    assert!(project.tree().contains(&"out/a.yml".to_owned()));
}

/// All texts name it, so all of them change: still they are what stackgen wrote.
#[test]
fn a_stack_may_be_renamed() {
    let project = Sandbox::new().stack(&stack("", "compose.yml")).generate();
    project.write("compose.yml.orig", "theirs\n");
    let rename = |from: &str, to: &str| {
        std::fs::rename(project.path().join(from), project.path().join(to)).unwrap();
    };
    rename("stack.toml", "prod.toml");
    let output = project.run("gen --stack prod.toml");
    assert_eq!(
        snapshot(&output),
        "status: 0\n--- stdout\nwrote    compose.yml\n"
    );
    assert!(project.read("compose.yml").contains("from prod.toml"));
    rename("prod.toml", "stack.toml");
    project.write("compose.yml", "theirs\n");
    let output = project.run("gen");
    assert_eq!(output.status, 1, "{}", snapshot(&output));
}

/// The files of another stack stay, also where its root is another one.
#[test]
fn what_another_stack_has_taken_over_stays() {
    let deployment = "[deployments.load]\nentrypoint = \"{{ $E }}\"\npull = []\n";
    let outer = |folder: &str| {
        stack("", "compose.yml") + deployment + &format!("directory = \"{folder}\"\n")
    };
    let inner = stack("", "compose.yml") + deployment + "directory = \"flows\"\n";
    for (first, second) in [
        ("stack.toml", "in/stack.toml"),
        ("in/stack.toml", "stack.toml"),
    ] {
        let project = Sandbox::new()
            .file("stack.toml", &outer("in/flows"))
            .file("in/stack.toml", &stack("", "compose.yml"));
        for stack in ["stack.toml", "in/stack.toml"] {
            assert_eq!(project.run(&format!("gen --stack {stack}")).status, 0);
        }
        project.write("stack.toml", &stack("", "compose.yml"));
        project.write("in/stack.toml", &inner);
        for _ in 0..2 {
            for stack in [first, second] {
                let output = project.run(&format!("gen --stack {stack}"));
                assert_eq!(output.status, 0, "{}", snapshot(&output));
            }
        }
        assert!(project.tree().contains(&"in/flows/prefect.yaml".to_owned()));
        for stack in [first, second] {
            let output = project.run(&format!("check --stack {stack}"));
            assert_eq!(output.status, 0, "{}", snapshot(&output));
        }
    }
}

/// Runs for stacks in different folders wait for each other where they write into one.
#[test]
fn the_root_is_held() {
    for command in ["gen", "check"] {
        let project = Sandbox::new().file("a/stack.toml", &stack("../out", "a.yml"));
        assert_eq!(project.run("gen --stack a/stack.toml").status, 0);
        let root = File::open(project.path().join("out")).unwrap();
        root.lock().unwrap();
        let mut started = project.command(env!("CARGO_BIN_EXE_stackgen"));
        started.args([command, "--stack", "a/stack.toml"]);
        let mut child = started.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stderr = child.stderr.as_mut().expect("it is piped");
        BufReader::new(stderr).read_line(&mut line).unwrap();
        assert!(line.contains("waiting for it"), "{line}");
        assert!(child.try_wait().unwrap().is_none());
        root.unlock().unwrap();
        assert!(child.wait().unwrap().success());
    }
}

/// Each in a folder of its own, all at once, each several times; two have the other's folder for their root.
#[test]
fn many_at_once_do_not_stop_each_other() {
    let project = Sandbox::new();
    let mut stacks: Vec<String> = Vec::new();
    for name in ["a", "b", "c"] {
        project.write(
            &format!("{name}/stack.toml"),
            &stack("../out", &format!("{name}.yml")),
        );
        stacks.push(format!("{name}/stack.toml"));
    }
    for (own, other) in [("a", "b"), ("b", "a")] {
        project.write(
            &format!("{own}/over.toml"),
            &stack(&format!("../{other}"), "over.yml"),
        );
        stacks.push(format!("{own}/over.toml"));
    }
    std::thread::scope(|scope| {
        for stack in &stacks {
            for command in ["gen", "gen", "check"] {
                let project = &project;
                scope.spawn(move || {
                    for _ in 0..5 {
                        let output = project.run(&format!("{command} --stack {stack}"));
                        let is_well = output.status == 0
                            || command == "check"
                            || output.stderr.contains("run this again");
                        assert!(is_well, "{command} {stack}: {}", snapshot(&output));
                    }
                });
            }
        }
    });
    for stack in &stacks {
        assert_eq!(project.run(&format!("gen --stack {stack}")).status, 0);
        assert_eq!(project.run(&format!("check --stack {stack}")).status, 0);
    }
    let written = project
        .tree()
        .into_iter()
        .filter(|path| path.ends_with(".yml"));
    assert_eq!(
        written.collect::<Vec<_>>(),
        [
            "a/over.yml",
            "b/over.yml",
            "out/a.yml",
            "out/b.yml",
            "out/c.yml"
        ]
    );
}

#[test]
fn the_lock_of_a_plain_stack_does_not_name_it() {
    let project = Sandbox::new().stack(&stack("", "compose.yml"));
    assert_finishes(&project);
    assert!(!project.read(".stackgen.lock").contains("stack.toml"));
}

/// A digest is no secret, and a lock may come from anybody: what does not say that stackgen wrote it stays, and is told of.
#[test]
fn a_file_that_does_not_say_so_is_not_removed() {
    let project = Sandbox::new().stack(&stack("", "compose.yml")).generate();
    let lock = project.read(".stackgen.lock");
    let (own, notes) = ("print('mine')\n", "# Generated by hand.\n");
    project.write("src/main.py", own);
    project.write("notes.txt", notes);
    let line = |path: &str, text: &str| format!("{} {path}\n", Digest::of(text.as_bytes()));
    let added = line("notes.txt", notes) + &line("src/main.py", own);
    project.write(".stackgen.lock", &(lock.clone() + &added));
    assert_snapshot!(snapshot(&project.run("check")), @r"
    status: 1
    --- stdout
    stale    .stackgen.lock
    --- stderr
    the files above are not what stack.toml asks for: run `stackgen gen`
    ");
    assert_snapshot!(snapshot(&project.run("gen")), @r"
    status: 0
    --- stdout
    kept     notes.txt (nothing in it says that stackgen wrote it)
    kept     src/main.py (nothing in it says that stackgen wrote it)
    ");
    assert_eq!(project.read("src/main.py"), own);
    assert_eq!(project.read("notes.txt"), notes);
    assert_eq!(project.read(".stackgen.lock"), lock);
    assert_finishes(&project);
}

/// Nor where two locks say so together: one has the path, that of a stack that is gone the digest.
#[test]
fn two_locks_do_not_remove_it_either() {
    let project = Sandbox::new().stack(&stack("", "compose.yml")).generate();
    let lock = project.read(".stackgen.lock");
    let own = "print('mine')\n";
    project.write("src/main.py", own);
    let digest = Digest::of(own.as_bytes());
    project.write(
        ".stackgen-gone.lock",
        &format!("# The stack: gone.toml\n{digest} a.py\n"),
    );
    project.write(
        ".stackgen.lock",
        &format!("{lock}{} src/main.py\n", "0".repeat(32)),
    );
    let output = project.run("gen");
    assert!(
        output.stdout.starts_with("kept     src/main.py "),
        "{}",
        snapshot(&output)
    );
    assert_eq!(project.read("src/main.py"), own);
}

/// A template of the team's own may say nothing. Its output is not removed then, but for one that says it in a later line.
#[test]
fn the_output_of_an_own_template_may_say_so() {
    let with = |text: &str, output: &str| {
        let project = Sandbox::new()
            .stack(&(stack("", "compose.yml") + "[templates]\ndir = \"templates\"\n"))
            .file("templates/compose.yml.j2", text)
            .generate();
        let text = project.read("stack.toml");
        project.write("stack.toml", &text.replace("compose.yml", output));
        assert_eq!(project.run("gen").status, 0);
        project.tree().contains(&"compose.yml".to_owned())
    };
    assert!(with("services: {}\n", "other.yml"));
    assert!(!with(
        "# Our licence.\n{{ header }}\nservices: {}\n",
        "other.yml"
    ));
}

/// The stack is found where the root does not lie below it, too.
#[test]
fn what_git_does_not_track_is_told_in_a_root_above() {
    let project = Sandbox::new()
        .file("a/stack.toml", &stack("..", "a.yml"))
        .committed();
    assert_eq!(project.run("gen --stack a/stack.toml").status, 0);
    let output = project.run("check --stack a/stack.toml");
    for path in ["../a.yml", "../.stackgen-a.lock"] {
        let told = format!("git does not track `{path}`");
        assert!(output.stderr.contains(&told), "{}", snapshot(&output));
    }
}
