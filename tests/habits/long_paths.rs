//! Long paths and deep folders.

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
