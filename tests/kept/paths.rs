//! No path that is written leaves the root, or is one that some system refuses: told at its place, and nothing is written.

use crate::support::sandbox::{Sandbox, snapshot};
use crate::support::stacks::flows;
use stackgen::write::Digest;

/// Paths that nothing may be written at, each with a part of what is said.
const WRONG: &[(&str, &str)] = &[
    ("../x", "leaves the project's root"),
    ("a/../../x", "leaves the project's root"),
    ("/etc/x", "absolute"),
    ("C:/x", "absolute"),
    ("~/x", "home folder"),
    ("a\\b", "written with `/`"),
    ("con/x", "device on Windows"),
    ("a/nul.txt", "device on Windows"),
    ("a./x", "dot or a space at the end"),
    ("a /x", "dot or a space at the end"),
    ("a:b", "Windows allows no `:`"),
    ("what?", "Windows allows no `?`"),
    (".git/x", "git keeps its own files"),
    ("a/.GIT/x", "git keeps its own files"),
];

/// The keys that become paths: a line in which `PATH` stands for the path, in a stack around it.
const KEYS: &[&str] = &[
    "[outputs]\ncompose = \"PATH\"",
    "[outputs]\nmakefile = \"PATH\"",
    "[outputs]\nenv_example = \"PATH\"",
    "[outputs]\nblocks = \"PATH\"",
    "[outputs]\nschedules = \"PATH\"",
    "[outputs]\ndocs = \"PATH\"",
    "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\ndirectory = \"PATH\"",
    "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\ndeploy_script = true\ndirectory = \"PATH\"",
    "[deployments.d]\nflow = \"f\"\n[flows.f]\nentrypoint = \"{{ $E }}\"\npull = []\ndirectory = \"PATH\"",
    "[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\n[defaults.deployment]\ndirectory = \"PATH\"",
];

/// `gen` stops at the value, and leaves nothing behind.
#[track_caller]
fn assert_refused(stack: &str, code: &str, value: &str, said: &str) {
    let text = format!("[services.cache]\nimage = \"redis:7\"\n\n{stack}\n");
    let at = text.find(value).expect("the stack has the value");
    let line = text[..at].matches('\n').count() + 1;
    let outer = Sandbox::new().file("in/stack.toml", &text);
    for command in ["-C in gen", "-C in gen --force .", "-C in check"] {
        let output = outer.run(command);
        assert_eq!(output.status, 1, "{text}{}", snapshot(&output));
        let head = format!("error[{code}]");
        let place = format!("--> stack.toml:{line}:");
        for part in [head.as_str(), &place, said] {
            assert!(
                output.stderr.contains(part),
                "{part}\n{text}{}",
                snapshot(&output)
            );
        }
    }
    assert_eq!(outer.tree(), ["in/stack.toml"]);
}

#[test]
fn every_key_that_becomes_a_path_is_held_to_the_root() {
    for key in KEYS {
        for (path, said) in WRONG {
            let written = path.replace('\\', "\\\\");
            let value = format!("\"{written}\"");
            assert_refused(&key.replace("PATH", &written), "invalid-path", &value, said);
        }
    }
}

#[test]
fn a_name_or_a_path_can_be_too_long() {
    let name = "x".repeat(250);
    let path = "abcdefghi/".repeat(300) + "x";
    for key in KEYS {
        for (path, said) in [
            (&name, "longer than 240 bytes"),
            (&path, "longer than 3000 bytes"),
        ] {
            let value = format!("\"{path}\"");
            assert_refused(&key.replace("PATH", path), "invalid-path", &value, said);
        }
    }
}

#[test]
fn two_names_can_be_one_file() {
    let deployment = |key: &str, folder: &str| {
        format!(
            "[deployments.{key}]\nentrypoint = \"{{{{ $E }}}}\"\npull = []\ndirectory = \"{folder}\"\n"
        )
    };
    for (stack, value) in [
        (
            "[outputs]\ncompose = \"makefile\"".to_owned(),
            "\"makefile\"",
        ),
        ("[outputs]\ncompose = \"DOCS\"".to_owned(), "\"DOCS\""),
        (
            "[outputs]\ncompose = \"Docs/Infrastructure.md\"".to_owned(),
            "\"Docs/",
        ),
        // Composed and decomposed.
        (
            "[outputs]\ncompose = \"\u{e9}\"\ndocs = \"e\u{301}\"".to_owned(),
            "\"e\u{301}\"",
        ),
        (
            deployment("one", "flows") + &deployment("two", "FLOWS"),
            "\"FLOWS\"",
        ),
        (
            deployment("one", "x") + "[outputs]\ndocs = \"X/Prefect.yaml\"",
            "\"x\"",
        ),
        (
            deployment("one", "x") + "deploy_script = true\n[outputs]\ndocs = \"X/deploy.py\"",
            "\"x\"",
        ),
    ] {
        assert_refused(&stack, "clashing-outputs", value, "in each other's way");
    }
}

#[test]
fn an_output_does_not_take_the_place_of_what_stackgen_needs() {
    for path in ["stack.toml", "Stack.TOML"] {
        let stack = format!("[outputs]\ndocs = \"{path}\"");
        let said = "is the file that you are writing";
        assert_refused(&stack, "invalid-path", &format!("\"{path}\""), said);
    }
    for path in [".stackgen.lock", ".STACKGEN.lock"] {
        let stack = format!("[outputs]\ndocs = \"{path}\"");
        let said = "keeps its own records";
        assert_refused(&stack, "invalid-path", &format!("\"{path}\""), said);
    }
}

#[test]
fn the_root_is_the_same_on_every_machine() {
    let one = "is a path of one machine";
    for (root, said) in [
        ("/srv/x", one),
        ("~/x", one),
        ("a\\\\b", one),
        ("C:/x", one),
        ("nul", "device on Windows"),
        ("../a:b", "Windows allows no `:`"),
    ] {
        let stack = format!("[project]\nroot = \"{root}\"");
        let value = format!("\"{root}\"");
        assert_refused(&stack, "invalid-path", &value, said);
    }
}

/// A lock may come from anybody: what a run reads is not what it removes, though the digest be right.
#[test]
fn a_lock_that_names_the_stack_does_not_remove_it() {
    let stack =
        "[deployments.load]\nentrypoint = \"load.py:load\"\ndirectory = \"flows\"\npull = []\n";
    let flow = flows(&["load"]);
    for (root, shown) in [("", ""), ("[project]\nroot = \"in\"\n", "in/")] {
        let stack = format!("{root}{stack}");
        let path = format!("{shown}flows/load.py");
        let project = Sandbox::new().stack(&stack).file(&path, &flow).generate();
        let before = project.tree();
        let lock = format!("{shown}.stackgen.lock");
        let text = project.read(&lock);
        for digest in [None, Some("0123456789abcdef0123456789abcdef")] {
            let line = |path: &str, text: &str| {
                let own = Digest::of(text.as_bytes()).to_string();
                format!("{} {path}\n", digest.unwrap_or(&own))
            };
            let lines = line("stack.toml", &stack) + &line("flows/load.py", &flow);
            project.write(&lock, &(text.clone() + &lines));
            assert!(project.run("check").stdout.contains("stale    "));
            let output = project.run("gen --force .");
            assert_eq!(output.status, 0, "{}", snapshot(&output));
            assert_eq!(project.tree(), before);
            assert_eq!(project.read(&lock), text);
        }
    }
}

/// Each remembers what it wrote: no one takes the files of the other for superfluous, and none writes over them.
#[test]
fn two_stacks_in_one_folder_leave_each_other_alone() {
    let stack = |output: &str| {
        format!(
            "[outputs]\ncompose = \"{output}\"\nmakefile = false\ndocs = false\n\n[services.cache]\nimage = \"redis:7\"\n"
        )
    };
    let project = Sandbox::new()
        .file("stack.toml", &stack("compose.yml"))
        .file("prod.toml", &stack("compose.prod.yml"))
        .generate();
    assert_eq!(project.run("gen --stack prod.toml").status, 0);
    for _ in 0..2 {
        for arguments in ["gen", "check"] {
            for stack in ["", " --stack prod.toml"] {
                let output = project.run(&format!("{arguments}{stack}"));
                assert_eq!(snapshot(&output), "status: 0\n", "{arguments}{stack}");
            }
        }
    }
    let files = [
        ".stackgen-prod.lock",
        ".stackgen.lock",
        "compose.prod.yml",
        "compose.yml",
        "prod.toml",
        "stack.toml",
    ];
    assert_eq!(project.tree(), files);
    project.write("prod.toml", &stack("compose.yml"));
    let output = project.run("gen --stack prod.toml");
    assert_eq!(output.status, 1);
    assert!(
        output.stderr.contains("  foreign  compose.yml\n"),
        "{}",
        snapshot(&output)
    );
    assert_eq!(project.tree(), files);
}

/// A deployment moves from the stack of a repository to that of a folder in it, and its file stays what it was.
#[test]
fn a_file_that_another_stack_takes_over_stays() {
    let stack = |deployment: &str| {
        format!(
            "[outputs]\nmakefile = false\ndocs = false\n\n[services.cache]\nimage = \"redis:7\"\n{deployment}"
        )
    };
    let deployment = |folder: &str| {
        format!(
            "[deployments.load]\nentrypoint = \"{{{{ $E }}}}\"\ndirectory = \"{folder}\"\npull = []\n"
        )
    };
    let both = "--stack stack.toml --stack in/stack.toml";
    let project = Sandbox::new()
        .file("stack.toml", &stack(&deployment("in/flows")))
        .file("in/stack.toml", &stack(""));
    assert_eq!(project.run(&format!("gen {both}")).status, 0);
    let text = project.read("in/flows/prefect.yaml");
    project.write("stack.toml", &stack(""));
    project.write("in/stack.toml", &stack(&deployment("flows")));
    for arguments in ["gen", "check"] {
        let output = project.run(&format!("{arguments} {both}"));
        assert_eq!(output.status, 0, "{arguments}: {}", snapshot(&output));
        assert_eq!(project.read("in/flows/prefect.yaml"), text);
    }
}
