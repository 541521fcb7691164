//! What programs read is bytes without colours, also where the reader leaves early and where a path is no text.

use super::{MISTAKES, STACK, Sandbox, document};
use std::process::Stdio;

const FORMATS: [&str; 3] = ["json", "gitlab", "sarif"];

#[test]
fn documents_have_no_colours() {
    let stack = MISTAKES.replace("\"redis:7\"", "\"redis:7\"\n\"\\u001b[31m\" = 1");
    for project in [
        Sandbox::new().stack(&stack),
        Sandbox::new().stack(&stack).env("CLICOLOR_FORCE", "1"),
    ] {
        for format in FORMATS {
            let said = project.run(&format!("check --color always --format {format}"));
            assert!(!said.stdout.contains('\u{1b}'), "{format}");
            assert_eq!(said.stderr, "", "{format}");
            document(&said);
        }
        let said = project.run("check --color always --format github").stdout;
        let commands = said.lines().filter(|line| line.starts_with("::"));
        assert!(commands.clone().count() > 1);
        commands.for_each(|line| assert!(!line.contains('\u{1b}'), "{line}"));
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut stack = STACK.to_owned();
    for number in 0..200 {
        stack.push_str(&format!(
            "[services.s{number}]\nimage = \"redis:7\"\nmisspelled = 1\n"
        ));
    }
    let project = Sandbox::new().stack(&stack);
    for format in ["human", "json", "github", "gitlab", "sarif"] {
        let mut command = project.command(env!("CARGO_BIN_EXE_stackgen"));
        command.args(["check", "--format", format]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().expect("it ends").code(), Some(1), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_is_no_text_is_shown_as_well_as_can_be() {
    use std::os::unix::ffi::OsStringExt;
    let project = Sandbox::new();
    let folder = std::ffi::OsString::from_vec(b"caf\xe9".to_vec());
    let path = project.path().join(&folder);
    std::fs::create_dir(&path).expect("made");
    std::fs::write(path.join("stack.toml"), MISTAKES).expect("written");
    for format in FORMATS {
        let mut command = project.command(env!("CARGO_BIN_EXE_stackgen"));
        command.args(["check", "--format", format, "--stack"]);
        let output = command
            .arg(std::path::Path::new(&folder).join("stack.toml"))
            .output();
        let output = output.expect("the binary starts");
        assert_eq!(output.status.code(), Some(1), "{format}");
        let text = String::from_utf8(output.stdout).expect("it is a text");
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "{format}"
        );
    }
}
