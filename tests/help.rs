//! Help, completions and manual pages: what people read before they type, and what completes it for them.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

mod support;

use insta::assert_snapshot;
use stackgen::commands::command;
use stackgen::commands::help::{EXAMPLES, PAGES, VARIABLES};
use std::path::Path;
use std::process::Command;
use support::sandbox::{Output, Sandbox, snapshot};
use support::stacks::flows;
use support::{python, readers};

/// A project in which every example of the help can be run, with its files as they should be.
fn project() -> Sandbox {
    let stack = "
        [volumes]
        flows = { source = \"./flows\", target = \"/opt/prefect/flows\" }
        [services]
        prefect-server = { kind = \"prefect-server\", ports = [\"4200:4200\"] }
        prefect-worker = { kind = \"prefect-worker\", server = \"prefect-server\", work_pool = \"default\", volumes = [\"flows\"] }
        [work_pools.default]
        [deployments.hello]
        entrypoint = \"flows/hello.py:hello\"
        work_pool = \"default\"
        schedules = [{ cron = \"0 6 * * *\" }]
        ";
    let flow = flows(&["hello"]);
    let sandbox = Sandbox::new().stack(stack).file("flows/hello.py", &flow);
    let text = sandbox.read("stack.toml");
    let sandbox = sandbox
        .file("team/stack.toml", &text)
        .file("team/flows/hello.py", &flow)
        // What it writes is its own.
        .file("prod.toml", &format!("project.root = \"prod\"\n{text}"))
        .file("prod/flows/hello.py", &flow);
    assert_eq!(sandbox.run("gen -C team").status, 0);
    sandbox.generate()
}

fn commands() -> Vec<String> {
    let command = command();
    let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    subs.map(|sub| sub.get_name().to_owned()).collect()
}

/// A line of the shell, with stackgen on its PATH.
fn shell(sandbox: &Sandbox, line: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_stackgen")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command: Command = sandbox.command("bash");
    command.env("PATH", format!("{}:{path}", program.display()));
    let output = command.args(["-c", line]).output().expect("bash starts");
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

mod help {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_examples_and_every_page_a_command() {
        let paged: Vec<&str> = PAGES.iter().map(|page| page.command).collect();
        for command in commands() {
            assert!(
                paged.contains(&&*command),
                "`{command}` has no page in src/commands/help/pages.rs"
            );
        }
        assert_eq!(paged.len(), commands().len(), "{paged:?}");
        for page in PAGES {
            let own = format!("stackgen {}", page.command);
            let of_it = |(typed, _): &&(&str, &str)| typed.contains(&own);
            assert!(
                page.examples.iter().any(|it| of_it(&it)),
                "{own} has no example"
            );
            for option in ["--quiet", "--verbose"] {
                assert!(
                    page.details.contains(option),
                    "{own} does not say what {option} does"
                );
            }
            assert_eq!(page.ends.first().map(|(status, _)| *status), Some(0));
        }
    }

    #[test]
    fn all_of_it_fits_into_eighty_columns() {
        let sandbox = Sandbox::new();
        let mut asked = vec!["-h".to_owned(), "--help".to_owned()];
        for command in commands() {
            asked.push(format!("{command} -h"));
            asked.push(format!("{command} --help"));
            asked.push(format!("help {command}"));
        }
        for arguments in asked {
            let said = sandbox.run(&arguments);
            assert_eq!((said.status, said.stderr.as_str()), (0, ""), "{arguments}");
            for line in said.stdout.lines() {
                let columns = line.chars().count();
                assert!(columns <= 80, "{arguments}: {columns} columns: {line}");
            }
        }
    }

    #[test]
    fn short_help_is_shorter_and_long_help_has_examples_and_statuses() {
        let sandbox = Sandbox::new();
        for command in commands() {
            let short = sandbox.run(&format!("{command} -h")).stdout;
            let long = sandbox.run(&format!("{command} --help")).stdout;
            assert!(short.lines().count() < long.lines().count(), "{command}");
            for heading in ["Usage:", "Options:", "Global options:"] {
                assert!(short.contains(heading), "{command} -h: {heading}");
            }
            for heading in ["Examples:", "Exit status:"] {
                assert!(long.contains(heading), "{command} --help: {heading}");
                assert!(!short.contains(heading), "{command} -h: {heading}");
            }
        }
        let whole = sandbox.run("--help").stdout;
        for heading in [
            "Write:",
            "Check:",
            "Look up:",
            "Set up:",
            "Environment:",
            "NO_COLOR",
        ] {
            assert!(whole.contains(heading), "{heading}");
        }
        assert!(!whole.contains("Other:"), "a command has no group");
    }

    /// Each in a project of its own.
    #[test]
    fn every_example_can_be_run() {
        let pages = PAGES.iter().flat_map(|page| page.examples);
        for (typed, _) in pages.chain(EXAMPLES) {
            // It ends at Ctrl-C alone; its own tests stand in `watch.rs`.
            let line = match typed.contains("--watch") {
                true => format!("timeout --preserve-status -s INT 1 {typed}; [ $? = 130 ]"),
                false => (*typed).to_owned(),
            };
            // It begins where there is nothing yet.
            let place = match typed.starts_with("stackgen init") {
                true => Sandbox::new(),
                false => project(),
            };
            let ended = shell(&place, &line);
            assert_eq!(ended.status, 0, "{typed}\n{}", snapshot(&ended));
        }
    }

    #[test]
    fn stackgen_alone_shows_the_help_and_fails() {
        let said = Sandbox::new().run("");
        assert_eq!((said.status, said.stdout.as_str()), (2, ""));
        assert_eq!(said.stderr, Sandbox::new().run("-h").stdout);
    }

    #[test]
    fn both_names_of_the_version() {
        let said = format!("stackgen {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(Sandbox::new().run("--version").stdout, said);
        assert_eq!(Sandbox::new().run("-V").stdout, said);
    }

    #[test]
    fn what_is_mistyped_gets_the_word_that_was_meant() {
        for (typed, meant) in [
            ("chekc", "'check'"),
            ("shedules", "'schedules'"),
            ("gen --wacth", "'--watch'"),
            ("check --deny-warning", "'--deny-warnings'"),
            ("check --format jsno", "'json'"),
            ("completions bsh", "'bash'"),
            ("--colour never check", "'--color'"),
            ("explain unknown-work-pol", "`unknown-work-pool`"),
            ("check --deny floatng-image", "`floating-image`"),
            ("kinds postgers", "`postgres`"),
            ("schedules helo", "`hello`"),
        ] {
            let said = project().run(typed);
            assert_eq!(said.status, 2, "{typed}");
            assert!(said.stderr.contains("similar"), "{typed}: {}", said.stderr);
            assert!(said.stderr.contains(meant), "{typed}: {}", said.stderr);
        }
    }

    #[test]
    fn a_moment_that_lacks_its_time_gets_an_example() {
        let said = project().run("schedules --from 2030-03-30");
        assert_eq!(said.status, 2);
        assert!(
            said.stderr
                .contains("write date, time and offset, such as 2030-03-30T00:00:00Z"),
            "{}",
            said.stderr
        );
    }

    #[test]
    fn a_command_that_nothing_is_like() {
        assert_snapshot!(snapshot(&Sandbox::new().run("frobnicate")), @r"
        status: 2
        --- stderr
        error: unrecognized subcommand 'frobnicate'

        Usage: stackgen [OPTIONS] <COMMAND>

        For more information, try '--help'.
        ");
    }
}

/// Each name that the code asks the environment for.
#[test]
fn every_variable_is_told() {
    let names: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(std::fs::read_to_string(path).unwrap()),
            }
        }
    }
    let code = files.concat();
    for name in &names {
        assert!(
            code.matches(&format!("\"{name}\"")).count() > 1,
            "nothing reads {name}"
        );
    }
    let asked = code
        .split("var_os(\"")
        .skip(1)
        .chain(code.split("env::var(\"").skip(1));
    let asked = asked.filter_map(|rest| rest.split('"').next());
    for name in asked.filter(|name| *name != "PATH") {
        assert!(names.contains(&name), "help does not tell of {name}");
    }
}

mod completions {
    use super::*;

    /// What bash offers for the last of these words.
    fn bash(words: &[&str]) -> Vec<String> {
        let script = "
            source <(stackgen completions bash)
            COMP_WORDS=(\"$@\")
            COMP_CWORD=$(($# - 1))
            _stackgen stackgen \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\" 2>/dev/null
            printf '%s\\n' \"${COMPREPLY[@]}\"";
        let sandbox = Sandbox::new().file("prod.toml", "").file("flows/a.py", "");
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let ended = shell(&sandbox, &format!("set -- {}\n{script}", quoted.join(" ")));
        assert_eq!(ended.status, 0, "{}", snapshot(&ended));
        ended.stdout.lines().map(str::to_owned).collect()
    }

    #[test]
    fn bash_takes_the_script() {
        let ended = shell(&Sandbox::new(), "stackgen completions bash | bash -n");
        assert_eq!(snapshot(&ended), "status: 0\n");
    }

    /// No PowerShell is to be had everywhere; its grammar is.
    #[test]
    fn powershell_takes_the_script() {
        let python = python::tool("python");
        let reader = readers::sources().join("powershell.py");
        let parse = format!("{} {}", python.display(), reader.display());
        let script = "stackgen completions powershell";
        let ended = shell(&Sandbox::new(), &format!("{script} | {parse}"));
        assert_eq!(snapshot(&ended), "status: 0\n");
        let broken = shell(&Sandbox::new(), &format!("{script} | head -n 20 | {parse}"));
        assert!(!broken.stdout.is_empty(), "{}", snapshot(&broken));
    }

    #[test]
    fn bash_completes_commands_and_options() {
        assert_eq!(bash(&["stackgen", "sched"]), ["schedules"]);
        assert_eq!(bash(&["stackgen", "check", "--deny-"]), ["--deny-warnings"]);
        assert_eq!(bash(&["stackgen", "gen", "--w"]), ["--watch"]);
    }

    #[test]
    fn bash_completes_values_that_are_known() {
        assert_eq!(
            bash(&["stackgen", "explain", "unknown-work"]),
            ["unknown-work-pool"]
        );
        assert_eq!(
            bash(&["stackgen", "check", "--deny", "floating-"]),
            ["floating-image"]
        );
        assert_eq!(
            bash(&["stackgen", "kinds", "prefect-w"]),
            ["prefect-worker"]
        );
        assert_eq!(bash(&["stackgen", "check", "--format", "js"]), ["json"]);
        assert_eq!(
            bash(&["stackgen", "gen", "--color", "a"]),
            ["auto", "always"]
        );
        assert_eq!(bash(&["stackgen", "completions", "f"]), ["fish"]);
    }

    #[test]
    fn bash_completes_files() {
        assert_eq!(bash(&["stackgen", "gen", "--stack", "pr"]), ["prod.toml"]);
    }

    #[test]
    fn no_word_of_help_is_offered_as_one_to_type() {
        for command in commands() {
            for word in bash(&["stackgen", &command, ""]) {
                assert!(!word.contains(['[', '<']), "{command}: {word}");
            }
        }
    }
}

/// Other shells, and the readers of manual pages: `.ci/run` installs them.
mod elsewhere {
    use super::*;

    fn succeeds(line: &str) -> String {
        let ended = shell(&Sandbox::new(), line);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{line}");
        ended.stdout
    }

    #[test]
    #[ignore = "needs zsh"]
    fn zsh_takes_the_script_and_completes() {
        succeeds("stackgen completions zsh > _stackgen && zsh -n _stackgen");
        let loaded = succeeds(
            "stackgen completions zsh > _stackgen\n\
             zsh -f -c 'fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; print $_comps[stackgen]'",
        );
        assert_eq!(loaded, "_stackgen\n");
    }

    #[test]
    #[ignore = "needs fish"]
    fn fish_takes_the_script_and_completes() {
        succeeds("stackgen completions fish > c.fish && fish -n c.fish");
        for (line, wanted) in [
            ("stackgen sched", "schedules"),
            ("stackgen explain unknown-work", "unknown-work-pool"),
            ("stackgen check --deny floating-", "floating-image"),
            ("stackgen kinds prefect-w", "prefect-worker"),
            ("stackgen check --format js", "json"),
        ] {
            let offered = succeeds(&format!(
                "stackgen completions fish > c.fish && fish -c \"source c.fish; complete -C '{line}'\""
            ));
            let words: Vec<&str> = offered
                .lines()
                .filter_map(|line| line.split('\t').next())
                .collect();
            assert_eq!(words, [wanted], "{line}");
        }
    }

    #[test]
    fn the_synopsis_of_a_page_has_the_values_of_options() {
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.run("man pages").status, 0);
        let page = sandbox.read("pages/stackgen-gen.1");
        let plain = page.replace("\\fB", "").replace("\\fI", "");
        let plain = plain.replace("\\fR", "").replace("\\-", "-");
        for part in [
            "stackgen gen ",
            "[--dry-run]",
            "[--force PATH...]",
            "[-C DIR]",
        ] {
            assert!(plain.contains(part), "{part}: {plain}");
        }
    }

    #[test]
    #[ignore = "needs man and mandoc"]
    fn man_and_mandoc_take_every_page() {
        let said = succeeds(
            "stackgen man pages >/dev/null; for page in pages/*; do mandoc -T lint -W warning $page; done; true",
        );
        // A date would be another one with each build.
        let others: Vec<&str> = said
            .lines()
            .filter(|line| !line.contains("missing date"))
            .collect();
        assert_eq!(others, Vec::<&str>::new());
        let shown = succeeds("stackgen man > stackgen.1 && MANWIDTH=80 man -l stackgen.1");
        for heading in ["NAME", "SYNOPSIS", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES"] {
            assert!(shown.contains(heading), "{heading}: {shown}");
        }
    }
}
