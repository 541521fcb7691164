//! The commands: `docs/commands.md` and the manual pages that packages carry, made from the command line itself.

use super::hold;
use clap::{Arg, Command};
use stackgen::commands::command;
use stackgen::commands::help::{self, ENDS, Group, PAGES, VARIABLES};

const HEAD: &str = "\
<!-- Written by `UPDATE_DOCS=1 cargo test --test manual` from what `stackgen help` says. -->

# Commands

`stackgen help COMMAND` and `stackgen COMMAND --help` say the same in a terminal, `-h` says it shorter; `stackgen man` writes
manual pages, `stackgen completions` the completions of a shell.

";

#[test]
fn commands_have_their_page() {
    let mut command = command();
    command.build();
    let mut page = HEAD.to_owned();
    for group in Group::ALL {
        page.push_str(&format!("| {} | |\n|---|---|\n", group.title()));
        for name in names(group) {
            let about = find(&command, name).get_about();
            let about = about.map(ToString::to_string).unwrap_or_default();
            page.push_str(&format!(
                "| [`stackgen {name}`](#stackgen-{name}) | {about} |\n"
            ));
        }
        page.push('\n');
    }
    page.push_str("## What all commands take\n\nBefore or after the name of the command.\n\n");
    page.push_str(&options(
        command.get_arguments().filter(|arg| arg.is_global_set()),
    ));
    page.push_str("\n`--quiet` and `--verbose` exclude each other; what they change is told with each command.\n");
    page.push_str(&rows("Exit status", ENDS));
    page.push_str(&rows("Environment", VARIABLES));
    for name in Group::ALL.into_iter().flat_map(names) {
        page.push_str(&section(find(&command, name), name));
    }
    hold("docs/commands.md", &page);
}

fn names(group: Group) -> impl Iterator<Item = &'static str> {
    let pages = PAGES.iter().filter(move |page| page.group == group);
    pages.map(|page| page.command)
}

fn find<'a>(command: &'a Command, name: &str) -> &'a Command {
    let found = command.find_subcommand(name);
    found.unwrap_or_else(|| panic!("there is a page of `{name}`, and no such command"))
}

fn section(command: &Command, name: &str) -> String {
    let page = help::page(name).expect("a command has its page");
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let about = command.get_about().map(ToString::to_string);
    let about = about.unwrap_or_default();
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && arg.get_id() != "help")
        .collect();
    let mut text = format!("\n## stackgen {name}\n\n{about}.\n\n```text\n{usage}\n```\n\n");
    text.push_str(&details(page.details));
    if !own.is_empty() {
        text.push('\n');
        text.push_str(&options(own.into_iter()));
    }
    text.push_str("\n```console\n");
    let width = page.examples.iter().map(|(typed, _)| typed.len()).max();
    for (typed, what) in page.examples {
        let width = width.unwrap_or_default();
        text.push_str(&format!("$ {typed:width$}  # {what}\n"));
    }
    text.push_str("```\n");
    text + &rows("", page.ends)
}

/// Paragraphs as they are; lines that are moved to the right as a block.
fn details(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .map(|paragraph| match paragraph.starts_with("  ") {
            true => format!("```text\n{paragraph}\n```\n"),
            false => format!("{paragraph}\n"),
        });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn options<'a>(arguments: impl Iterator<Item = &'a Arg>) -> String {
    let mut text = String::from("| option | |\n|---|---|\n");
    for argument in arguments {
        let shown = shown(argument);
        let help = argument.get_help().map(ToString::to_string);
        let mut help = help.unwrap_or_default();
        if !argument.is_hide_possible_values_set() && argument.get_action().takes_values() {
            let values = argument.get_possible_values();
            let values = values.iter().map(|value| {
                let what = value.get_help().map(|help| format!(" ({help})"));
                format!("`{}`{}", value.get_name(), what.unwrap_or_default())
            });
            let values: Vec<String> = values.collect();
            if !values.is_empty() {
                help.push_str(&format!(": {}", values.join(", ")));
            }
        }
        let defaults = argument.get_default_values().iter();
        for default in defaults.filter(|_| argument.get_action().takes_values()) {
            help.push_str(&format!(" [default: {}]", default.to_string_lossy()));
        }
        text.push_str(&format!("| `{shown}` | {} |\n", help.replace('|', "\\|")));
    }
    text
}

/// `-q, --quiet`, `--stack <FILE>`, `[CODE]`.
fn shown(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let value = argument.to_string();
    let value = value.rsplit_once(' ').map_or("", |(_, value)| value);
    match names.is_empty() {
        true => argument.to_string(),
        false => format!("{} {value}", names.join(", "))
            .trim_end()
            .to_owned(),
    }
}

fn rows<T: ToString>(title: &str, rows: &[(T, &str)]) -> String {
    let heading = match title {
        "" => String::from("\nExit status:\n\n"),
        title => format!("\n## {title}\n\n"),
    };
    let rows = rows
        .iter()
        .map(|(name, what)| format!("| `{}` | {what} |\n", name.to_string()));
    format!("{heading}| | |\n|---|---|\n{}", rows.collect::<String>())
}

/// Where maturin looks for what a wheel carries besides the program.
const MAN: &str = "packaging/data/share/man/man1";

#[test]
fn manual_pages_are_there_for_packages() {
    let pages = help::man::pages(command()).expect("they can be made");
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    for (name, text) in &pages {
        hold(&format!("{MAN}/{name}"), text);
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(MAN);
    for entry in std::fs::read_dir(folder).expect("it can be listed") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(
            names.contains(&&*name),
            "{MAN}/{name} is of no command: remove it"
        );
    }
}
