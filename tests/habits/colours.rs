//! Colours: what `--color` says, then the environment, then the terminal.

use super::*;

/// Variables, arguments, and what [`coloured`] gives.
type Row = (
    &'static [(&'static str, &'static str)],
    &'static str,
    (bool, bool),
);

/// Whether the findings are coloured, into a pipe and on a terminal.
fn coloured(environment: &[(&str, &str)], arguments: &str) -> (bool, bool) {
    let mut sandbox = Sandbox::new().stack(BROKEN);
    for (name, value) in environment {
        sandbox = sandbox.env(name, value);
    }
    let piped = sandbox.run(arguments).stderr;
    let shown = terminal::run(&sandbox, arguments).raw;
    assert!(
        shown.contains("wrong-type") || shown.contains("unrecognized"),
        "{shown}"
    );
    (piped.contains('\u{1b}'), shown.contains('\u{1b}'))
}

#[test]
fn follow_the_option_then_the_environment_then_the_terminal() {
    let table: &[Row] = &[
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
