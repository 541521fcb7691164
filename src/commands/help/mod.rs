//! What `--help` says: the commands by what they are for, options, examples, exit statuses, variables of the environment.
//!
//! In: the command line as clap knows it, and [`PAGES`]. Out: the same with all of that. `docs/commands.md` and the manual
//! pages are made from it too, so that they cannot differ.

pub mod man;
mod pages;

pub use pages::{Group, PAGES, Page, VARIABLES};

use clap::Command;
use std::fmt::Write;

/// Columns of all help: what every terminal and every mail has.
const WIDTH: usize = 80;

/// How stackgen ends, whatever the command.
pub const ENDS: &[(u8, &str)] = &[
    (0, "good; there may be warnings"),
    (1, "the files of the user are wrong or stale"),
    (2, "it could not run"),
];

/// Examples of the whole, for the first page.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("stackgen gen", "write everything that stack.toml asks for"),
    ("stackgen check", "find every mistake and every stale file"),
    ("stackgen check -C team", "in another folder"),
    ("stackgen gen --stack prod.toml", "from another file"),
    ("stackgen explain missing-flow", "what a finding means"),
];

/// The command line with all that its help says.
pub fn dress(command: Command) -> Command {
    let styles = command.get_styles().clone();
    let style = Style {
        heading: *styles.get_header(),
        literal: *styles.get_literal(),
    };
    let list = list(&command, &style);
    let options = style.heading("Options");
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{list}{options}{{options}}{{after-help}}"
    );
    let command = PAGES.iter().fold(command, |command, page| {
        if command.find_subcommand(page.command).is_none() {
            return command;
        }
        command.mut_subcommand(page.command, |sub| {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            sub.long_about(format!("{about}\n\n{}", page.details))
                .max_term_width(WIDTH)
                .after_long_help(after(page.ends, page.examples, &[], &style))
        })
    });
    command
        .help_template(template)
        .max_term_width(WIDTH)
        .arg_required_else_help(true)
        .after_help("`stackgen help COMMAND` says more of a command, with examples.")
        .after_long_help(after(ENDS, EXAMPLES, VARIABLES, &style))
}

/// The page of a command.
pub fn page(command: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.command == command)
}

struct Style {
    heading: clap::builder::styling::Style,
    literal: clap::builder::styling::Style,
}

impl Style {
    fn heading(&self, title: &str) -> String {
        let style = self.heading;
        format!("{style}{title}:{style:#}\n")
    }

    /// A row of two columns, the first so wide.
    fn row(&self, name: &str, width: usize, text: &str) -> String {
        let style = self.literal;
        let pad = " ".repeat(width.saturating_sub(name.chars().count()));
        format!("  {style}{name}{style:#}{pad}  {text}\n")
    }
}

/// The commands, by group. A command without a page stands at the end: a test finds it there.
fn list(command: &Command, style: &Style) -> String {
    let visible = || {
        let all = command.get_subcommands();
        all.filter(|sub| !sub.is_hide_set())
    };
    let names = visible().map(|sub| sub.get_name().len());
    let width = names.max().unwrap_or_default();
    let row = |name: &str| {
        let about = command.find_subcommand(name).and_then(Command::get_about);
        about.map(|about| style.row(name, width, &about.to_string()))
    };
    let mut text = String::new();
    for group in Group::ALL {
        let pages = PAGES.iter().filter(|page| page.group == group);
        let rows: String = pages.filter_map(|page| row(page.command)).collect();
        if !rows.is_empty() {
            let _ = writeln!(text, "{}{rows}", style.heading(group.title()));
        }
    }
    let rest = visible().filter(|sub| page(sub.get_name()).is_none());
    let rest: String = rest.filter_map(|sub| row(sub.get_name())).collect();
    if !rest.is_empty() {
        let _ = writeln!(text, "{}{rest}", style.heading("Other"));
    }
    text
}

/// What stands below the options.
fn after(
    ends: &[(u8, &str)],
    examples: &[(&str, &str)],
    variables: &[(&str, &str)],
    style: &Style,
) -> String {
    let mut text = style.heading("Examples");
    let width = examples.iter().map(|(typed, _)| typed.len()).max();
    for (typed, what) in examples {
        text.push_str(&style.row(typed, width.unwrap_or_default(), what));
    }
    text.push('\n');
    text.push_str(&style.heading("Exit status"));
    for (status, meaning) in ends {
        text.push_str(&style.row(&status.to_string(), 1, meaning));
    }
    if !variables.is_empty() {
        text.push('\n');
        text.push_str(&style.heading("Environment"));
        let width = variables.iter().map(|(name, _)| name.len()).max();
        for (name, what) in variables {
            text.push_str(&style.row(name, width.unwrap_or_default(), what));
        }
    }
    text.trim_end().to_owned()
}
