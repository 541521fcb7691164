//! Same input, same bytes: in another folder, locale, time zone, under another umask and home, with the files of the project
//! made in another order, by another user.

use crate::support::sandbox::Sandbox;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Stacks with much in them; each lies in a folder of the source tree.
const STACKS: [&str; 4] = [
    "examples/own-kinds",
    "examples/secrets",
    "examples/quoting",
    "examples/one-flow-many-customers",
];

/// The files of an example: what people wrote, without what is generated from it.
fn sources(example: &str) -> Vec<(String, String)> {
    let copy = Sandbox::new().copy_of(example);
    let lock = fs::read_to_string(copy.path().join(".stackgen.lock")).unwrap_or_default();
    let is_ours = |path: &String| {
        path == ".stackgen.lock" || lock.lines().any(|line| line.ends_with(&format!(" {path}")))
    };
    let paths = copy.tree().into_iter().filter(|path| !is_ours(path));
    paths.map(|path| (path.clone(), copy.read(&path))).collect()
}

/// All that `gen` writes.
fn generated(project: &Sandbox, folder: &str, prefix: &str) -> BTreeMap<String, Vec<u8>> {
    let line = format!(
        "{prefix} exec {} -C {folder} gen",
        env!("CARGO_BIN_EXE_stackgen")
    );
    let output = project
        .command("sh")
        .args(["-c", &line])
        .output()
        .expect("sh starts");
    assert!(
        output.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let root = project.path().join(folder);
    let bytes = |path: &str| fs::read(Path::new(&root).join(path)).expect("it was listed");
    let paths = project.tree().into_iter();
    let inside = paths.filter_map(|path| {
        path.strip_prefix(folder)
            .map(|rest| rest.trim_start_matches('/').to_owned())
    });
    inside.map(|path| (path.clone(), bytes(&path))).collect()
}

fn project(files: &[(String, String)], folder: &str) -> Sandbox {
    let mut project = Sandbox::new();
    for (path, text) in files {
        project = project.file(&format!("{folder}/{path}"), text);
    }
    project
}

#[test]
fn nothing_but_the_stack_decides() {
    for example in STACKS {
        let mut files = sources(example);
        let wanted = generated(&project(&files, "here"), "here", "");
        assert!(wanted.len() > files.len(), "{example}");
        let surroundings = [
            "export LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 TZ=Pacific/Chatham HOME=/nowhere;",
            "export LC_ALL=C TZ=UTC COLUMNS=20 SOURCE_DATE_EPOCH=1; umask 077;",
            "export USER=somebody TERM=xterm NO_COLOR=1 CI=true GITHUB_ACTIONS=true; unset HOME PATH; umask 002;",
        ];
        for (number, surrounding) in surroundings.iter().enumerate() {
            // Folders are listed in the order in which their files were made, or in that of a hash of the names.
            files.reverse();
            files.rotate_left(number % 2);
            let folder = format!("there/{number}/with a rather long name é").replace(' ', "_");
            let found = generated(&project(&files, &folder), &folder, surrounding);
            assert_eq!(
                found.keys().collect::<Vec<_>>(),
                wanted.keys().collect::<Vec<_>>(),
                "{example}, {surrounding}"
            );
            for (path, bytes) in &wanted {
                assert!(found[path] == *bytes, "{example}: {path}, {surrounding}");
                assert!(!bytes.contains(&b'\r'), "{example}: {path}");
            }
        }
    }
}

/// A second checkout at another time, one line of which git has ended otherwise.
#[test]
fn line_ends_of_the_stack_do_not_decide() {
    for example in STACKS {
        let mut files = sources(example);
        let wanted = generated(&project(&files, "here"), "here", "");
        for (path, text) in &mut files {
            if path == "stack.toml" {
                *text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            }
        }
        let found = generated(&project(&files, "here"), "here", "");
        for (path, bytes) in wanted.iter().filter(|(path, _)| *path != "stack.toml") {
            assert!(found[path] == *bytes, "{example}: {path}");
        }
    }
}

/// A template of the team's own is checked out with other line ends.
#[test]
fn line_ends_of_a_template_do_not_decide() {
    let stack = "[outputs]\nmakefile = false\ndocs = false\n[templates]\ndir = \"ours\"\n[services.a]\nimage = \"a:1\"\n";
    let template =
        include_str!("../../templates/compose.yml.j2").replace("services:", "# Ours.\nservices:");
    let texts = ["\n", "\r\n"].map(|end| {
        let template = template.replace('\n', end);
        let project = Sandbox::new()
            .stack(stack)
            .file("ours/compose.yml.j2", &template);
        project.generate().read("compose.yml")
    });
    assert!(texts[0].contains("# Ours.\nservices:"), "{}", texts[0]);
    assert_eq!(texts[0], texts[1]);
}

/// The bytes do not depend on who runs `gen`: root here, somebody else there.
#[cfg(unix)]
#[test]
fn who_runs_it_does_not_decide() {
    use crate::people::Person;
    for example in STACKS {
        let files = sources(example);
        let wanted = generated(&project(&files, "here"), "here", "");
        let other = project(&files, "here");
        let person = Person::owner_of(&other);
        let (status, printed) = person.run(&other, "-C here gen");
        assert_eq!(status, 0, "{printed}");
        for (path, bytes) in &wanted {
            let found = fs::read(other.path().join("here").join(path)).unwrap();
            assert!(found == *bytes, "{example}: {path}");
        }
        assert_eq!(person.run(&other, "-C here check").0, 0);
    }
}
