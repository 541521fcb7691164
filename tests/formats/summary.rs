//! The summary of a step of GitHub Actions.

use super::{MISTAKES, STACK, Sandbox, in_repository};
use insta::assert_snapshot;
use std::fs;

/// A project whose runs append to `summary.md` in its folder.
fn with_summary(project: Sandbox) -> Sandbox {
    let path = project.path().join("summary.md");
    project.env("GITHUB_STEP_SUMMARY", &path.to_string_lossy())
}

#[test]
fn findings_and_files_are_tables_and_diffs_are_folded() {
    let project = with_summary(
        Sandbox::new()
            .stack(MISTAKES)
            .file("summary.md", "before\n"),
    );
    assert_eq!(project.run("check").status, 1);
    assert_snapshot!(project.read("summary.md"), @r"
    before
    ### stackgen check: 1 error, 1 warning

    | | where | what |
    |---|---|---|
    | warning | `stack.toml:10:12` | `healthcheck` is not there to be taken away: neither a kind nor a default gives this (`useless-without`) |
    | error | `stack.toml:14:13` | deployment `load` runs on work pool `defualt`, which is not declared: no work pool has this name (`unknown-work-pool`); help: a work pool with a similar name exists: `default` |
    ");
    let stale = with_summary(Sandbox::new().stack(STACK).generate());
    stale.write("stack.toml", &STACK.replace("redis:7", "redis:8"));
    stale.run("check");
    assert_snapshot!(stale.read("summary.md"), @r"
    ### stackgen check: 1 wrong file

    | file | state |
    |---|---|
    | `compose.yml` | stale |

    `stackgen gen` mends what is stale, missing or superfluous.

    <details><summary><code>compose.yml</code></summary>

    ```diff
    --- a/compose.yml
    +++ b/compose.yml
    @@ -2,4 +2,4 @@
     
     services:
       cache:
    -    image: redis:7
    +    image: redis:8
    ```

    </details>
    ");
}

#[test]
fn it_comes_with_every_format_and_only_for_what_was_found() {
    for format in ["human", "json", "github", "gitlab", "sarif"] {
        let project = with_summary(in_repository(MISTAKES));
        project.run(&format!("check -C team --format {format}"));
        let text = project.read("summary.md");
        assert!(text.contains("`team/stack.toml:15:13`"), "{text}");
    }
    let fine = with_summary(Sandbox::new().stack(STACK).generate());
    assert_eq!(fine.run("check").status, 0);
    assert!(!fine.tree().contains(&"summary.md".to_owned()));
    let written = with_summary(Sandbox::new().stack(MISTAKES));
    written.run("gen");
    assert!(!written.tree().contains(&"summary.md".to_owned()));
}

#[test]
fn no_content_ends_a_fence_early() {
    let project = with_summary(Sandbox::new().stack(STACK).generate());
    project.write("compose.yml", "`````\n</details>\n~~~\n");
    project.run("check");
    let text = project.read("summary.md");
    assert!(text.contains("\n``````diff\n--- a/compose.yml"), "{text}");
    assert!(text.ends_with("\n``````\n\n</details>\n"), "{text}");
}

#[test]
fn secrets_are_not_shown() {
    let secret = "[outputs]\nmakefile = false\ndocs = false\n\n[services.api]\nimage = \"redis:7\"\n\
                  environment = { TOKEN = { value = \"hunter2hunter2\", secret = true } }\n";
    let project = with_summary(Sandbox::new().stack(secret));
    for format in ["human", "json", "github", "gitlab", "sarif"] {
        let said = project.run(&format!("check --format {format}"));
        assert_eq!(said.status, 1);
        assert!(!said.stdout.contains("hunter2"), "{}", said.stdout);
    }
    let text = project.read("summary.md");
    assert!(
        text.contains("TOKEN: ***") && !text.contains("hunter2"),
        "{text}"
    );
}

/// A mebibyte for a step: what was there counts, lines stay whole, and the reader is told.
#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let line = |number| format!("{number:0>1000}\n");
    let long: String = (0..1_200).map(line).collect();
    for before in [0, 1_000_000, 1_048_000, 1_048_576] {
        let project = with_summary(Sandbox::new().stack(STACK).generate());
        project.write("compose.yml", &long);
        project.write("summary.md", &"x".repeat(before));
        assert_eq!(project.run("check").status, 1);
        let text = project.read("summary.md");
        assert!(text.len() <= 1_048_576, "{before}: {}", text.len());
        let added = &text[before..];
        let is_told = added.contains("**Cut here**: GitHub shows 1 MiB of a step.");
        assert_eq!(is_told, before < 1_048_000, "{before}");
        if before == 0 {
            assert!(
                text.len() > 1_040_000 && added.contains("\n```\n\n</details>\n\n**Cut here**")
            );
        }
    }
}

#[test]
fn many_findings_are_cut_too() {
    let mut stack = STACK.to_owned();
    for number in 0..2_000 {
        let name = format!("a-service-with-a-rather-long-name-{number}");
        stack.push_str(&format!(
            "[services.{name}]\nimage = \"redis:7\"\nmisspelled_key_of_it = 1\n"
        ));
    }
    let project = with_summary(Sandbox::new().stack(&stack));
    project.run("check --format gitlab");
    let text = project.read("summary.md");
    assert!(text.len() <= 1_048_576 && text.contains("### stackgen check: 2000 errors\n"));
}

/// A summary that cannot be written is no fault of the stack.
#[test]
fn a_summary_that_cannot_be_written_is_a_line() {
    let project = Sandbox::new().stack(MISTAKES);
    let gone = project.path().join("gone/summary.md");
    let project = project.env("GITHUB_STEP_SUMMARY", &gone.to_string_lossy());
    let said = project.run("check --format gitlab");
    assert_eq!(said.status, 1);
    assert_snapshot!(said.stderr, @r"no summary for GitHub: [sandbox]/gone/summary.md: cannot be written: No such file or directory (os error 2)");
    assert!(fs::metadata(gone).is_err());
}
