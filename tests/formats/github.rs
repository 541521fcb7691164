//! `--format github`: workflow commands behind the text for people.

use super::{MISTAKES, STACK, Sandbox, in_repository, snapshot};
use insta::assert_snapshot;

/// The lines that the runner takes for commands.
fn commands(said: &str) -> Vec<&str> {
    let is_command = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
    said.lines().filter(is_command).collect()
}

#[test]
fn annotations_follow_the_text_for_people() {
    let project = in_repository(MISTAKES).env("GITHUB_ACTIONS", "true");
    assert_snapshot!(snapshot(&project.run("check -C team")), @r#"
    status: 1
    --- stdout
    ::error file=team/stack.toml,line=15,endLine=15,col=13,endColumn=22,title=unknown-work-pool::deployment `load` runs on work pool `defualt`, which is not declared: no work pool has this name%0Ahelp: a work pool with a similar name exists: `default`
    ::warning file=team/stack.toml,line=11,endLine=11,col=12,endColumn=25,title=useless-without::`healthcheck` is not there to be taken away: neither a kind nor a default gives this
    --- stderr
    warning[useless-without]: `healthcheck` is not there to be taken away
      --> stack.toml:11:12
       |
    11 | without = ["healthcheck"]
       |            ^^^^^^^^^^^^^ neither a kind nor a default gives this

    error[unknown-work-pool]: deployment `load` runs on work pool `defualt`, which is not declared
      --> stack.toml:15:13
       |
    15 | work_pool = "defualt"
       |             ^^^^^^^^^ no work pool has this name
    ...
    20 | work_pool = "defualt"
       |             --------- no work pool has this name
       |
       = help: a work pool with a similar name exists: `default`
    "#);
}

#[test]
fn a_format_that_is_asked_for_is_the_one_that_comes() {
    let project = in_repository(MISTAKES).env("GITHUB_ACTIONS", "true");
    let said = project.run("check -C team --format human");
    assert!(commands(&said.stdout).is_empty() && said.stderr.contains("error["));
    let elsewhere = in_repository(MISTAKES).run("check -C team --format github");
    assert_eq!(commands(&elsewhere.stdout).len(), 2);
    let other = Sandbox::new()
        .stack(MISTAKES)
        .env("GITHUB_ACTIONS", "false");
    assert!(commands(&other.run("check").stdout).is_empty());
}

#[test]
fn nothing_is_printed_when_all_is_well() {
    let project = Sandbox::new().stack(STACK).generate();
    assert_eq!(
        snapshot(&project.run("check --format github")),
        "status: 0\n"
    );
}

#[test]
fn paths_begin_at_the_workspace_where_there_is_no_git() {
    let project = Sandbox::new().file("repo/a b/stack.toml", MISTAKES);
    let workspace = project.path().join("repo");
    let project = project.env("GITHUB_WORKSPACE", &workspace.to_string_lossy());
    let said = project.run_words(&["check", "-C", "repo/a b", "--format", "github"]);
    for command in commands(&said.stdout) {
        assert!(command.contains(" file=a b/stack.toml,"), "{command}");
    }
    let here = Sandbox::new().file("a/stack.toml", MISTAKES);
    let said = here.run("check --stack a/stack.toml --format github");
    assert!(
        said.stdout.contains(" file=a/stack.toml,"),
        "{}",
        said.stdout
    );
}

#[test]
fn what_ends_a_command_is_escaped() {
    let stack = "[services.cache]\nimage = \"redis:7\"\n\"50%,\\r\\n::error::x\" = 1\n";
    let project = Sandbox::new().file("a,b:c%/stack.toml", stack).committed();
    let said = project.run_words(&["check", "-C", "a,b:c%", "--format", "github"]);
    assert_snapshot!(commands(&said.stdout).join("\n"), @r"::error file=a%2Cb%3Ac%25/stack.toml,line=3,endLine=3,col=1,endColumn=21,title=unknown-key::a service has no key `50%25,%0D%0A::error::x`");
    assert!(commands(&said.stderr).is_empty(), "{}", said.stderr);
}

#[test]
fn what_a_file_says_does_not_steer_the_runner() {
    let project = Sandbox::new().stack(STACK).generate();
    let text = project.read("compose.yml");
    project.write(
        "compose.yml",
        &format!("{text}  ::add-mask::e\n##[error]boo\n"),
    );
    let said = project.run("check --format github");
    assert_snapshot!(commands(&said.stdout).join("\n"), @r"::error file=compose.yml,line=6,title=stale-output::`compose.yml` was edited since stackgen wrote it: change stack.toml instead");
    assert!(
        said.stdout
            .contains("-  ::add-mask::e\n-\\u{23}#[error]boo\n")
    );
}

/// GitHub shows ten of each level and drops the rest: the worst come first, and their number is told.
#[test]
fn the_worst_come_first_and_the_rest_is_counted() {
    let mut stack = String::from("[lints]\nhygiene = \"warn\"\n");
    for number in 0..12 {
        stack.push_str(&format!(
            "[services.s{number}]\nimage = \"redis:latest\"\nvolumes = [\"./gone{number}:/d\"]\n"
        ));
    }
    stack.push_str("misspelled = 1\n");
    let project = Sandbox::new().stack(&stack);
    let said = project.run("check --format github");
    let found = commands(&said.stdout);
    let of = |word: &str| found.iter().filter(|line| line.starts_with(word)).count();
    assert_eq!([of("::error "), of("::warning ")], [10, 10]);
    assert!(found[0].contains("title=unknown-key"), "{}", found[0]);
    assert_eq!(
        found.last().copied(),
        Some(
            "::notice title=stackgen check::10 of 13 errors and 10 of 12 warnings are annotations: the log of this step tells more"
        )
    );
    assert_eq!(
        said.stderr.matches("error[missing-mount-source]").count(),
        12
    );
}

/// Annotations are seen beside changed lines: what the change lacks is told at stack.toml, what it should not have at the file.
#[test]
fn stale_files_are_told_where_the_change_is() {
    let project = in_repository(&STACK.replace("docs = false\n", ""));
    assert_eq!(project.run("gen -C team").status, 0);
    let text = project.read("team/docs/infrastructure.md");
    project.write(
        "team/docs/infrastructure.md",
        &text.replace("## Quick", "## Slow"),
    );
    project.write("team/stack.toml", STACK);
    project.write("team/compose.yml", "services: {}\n");
    project.write("team/.env.example", "A=\n");
    let said = project.run("check -C team --format github");
    assert_snapshot!(commands(&said.stdout).join("\n"), @r"
    ::error file=team/compose.yml,line=1,title=stale-output::`team/compose.yml` was edited since stackgen wrote it: change team/stack.toml instead
    ::error file=team/docs/infrastructure.md,line=1,title=stale-output::`team/docs/infrastructure.md` was edited since stackgen wrote it: change team/stack.toml instead
    ::warning file=team/.stackgen.lock,line=1,endLine=1,col=1,endColumn=1,title=untracked-output::git does not track `.stackgen.lock`%0Ahelp: run `git add .stackgen.lock`
    ");
}

#[test]
fn a_stack_that_cannot_be_read_is_told() {
    let project = Sandbox::new().env("GITHUB_ACTIONS", "true");
    assert_snapshot!(snapshot(&project.run("check --stack prod.toml")), @r"
    status: 2
    --- stdout
    ::error file=prod.toml,line=1,title=stackgen could not run::./prod.toml: there is no such file
    --- stderr
    error: ./prod.toml: there is no such file
    ");
}
