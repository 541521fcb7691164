//! The manual pages, in the language of `man`.
//!
//! In: the command line with its help. Out: file names and texts, the same on every machine: no date stands in them.

use super::{ENDS, EXAMPLES, VARIABLES, page};
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};
use std::io::{Error, Write};

/// All pages: that of stackgen itself, then one for each command.
pub fn pages(command: Command) -> Result<Vec<(String, String)>, Error> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let subs: Vec<Command> = subs.cloned().collect();
    let mut pages = vec![write(command)?];
    for sub in subs {
        pages.push(write(sub)?);
    }
    Ok(pages)
}

fn write(command: Command) -> Result<(String, String), Error> {
    let page = page(command.get_name());
    let (ends, examples) = page.map_or((ENDS, EXAMPLES), |page| (page.ends, page.examples));
    let version = env!("CARGO_PKG_VERSION");
    let has_commands = command.has_subcommands();
    let synopsis = synopsis(&command);
    // What stands below the options has sections of its own here.
    let man = Man::new(command.after_long_help("").after_help(""));
    let name = man.get_filename();
    let title = name.trim_end_matches(".1").to_uppercase();
    // The date stays empty, and must be quoted for that.
    let mut text = format!(".TH {title} 1 \"\" \"stackgen {version}\" stackgen\n").into_bytes();
    man.render_name_section(&mut text)?;
    synopsis.to_writer(&mut text as &mut dyn Write)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if has_commands {
        man.render_subcommands_section(&mut text)?;
        let names = VARIABLES.iter().map(|(name, what)| (*name, *what));
        section("ENVIRONMENT", names, &mut text)?;
    }
    let ends: Vec<(String, &str)> = ends
        .iter()
        .map(|(status, meaning)| (status.to_string(), *meaning))
        .collect();
    let ends = ends
        .iter()
        .map(|(status, meaning)| (status.as_str(), *meaning));
    section("EXIT STATUS", ends, &mut text)?;
    section("EXAMPLES", examples.iter().copied(), &mut text)?;
    Ok((name, tidy(&String::from_utf8_lossy(&text))))
}

/// Every option with its value, which the library's own synopsis leaves out.
fn synopsis(command: &Command) -> Roff {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut line = vec![bold(name)];
    let shown = |it: &&Arg| !it.is_hide_set() && !it.is_positional();
    for option in command.get_arguments().filter(shown) {
        let flag = match (option.get_long(), option.get_short()) {
            (Some(long), _) => format!("--{long}"),
            (None, Some(short)) => format!("-{short}"),
            (None, None) => continue,
        };
        line.extend([roman(" ["), bold(flag)]);
        if option.get_action().takes_values() {
            line.extend([roman(" "), italic(value(option))]);
        }
        line.push(roman("]"));
    }
    for argument in command.get_positionals() {
        let (from, to) = match argument.is_required_set() {
            true => (" ", ""),
            false => (" [", "]"),
        };
        line.extend([roman(from), italic(value(argument)), roman(to)]);
    }
    if command.has_subcommands() {
        line.extend([roman(" "), italic("COMMAND")]);
    }
    let mut roff = Roff::default();
    roff.control("SH", ["SYNOPSIS"]);
    roff.text(line);
    roff
}

/// What stands for the value; dots where there may be several.
fn value(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let name = names.join(" ");
    let most = argument.get_num_args().unwrap_or_default().max_values();
    let dots = if most > 1 { "..." } else { "" };
    format!("{name}{dots}")
}

/// What each section repeats stands once, and what readers of the language frown upon nowhere: blanks at the ends of lines,
/// two line breaks with nothing between them.
fn tidy(text: &str) -> String {
    let is_quote = |line: &&str| line.starts_with(".ie \\n(.g") || line.starts_with(".el .ds Aq");
    let quotes = text.lines().filter(is_quote).take(2);
    let rest = text.lines().filter(|line| !is_quote(line));
    let lines: String = quotes
        .chain(rest)
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    lines.replace(".br\n\n.br\n", ".br\n")
}

fn section<'a>(
    title: &str,
    rows: impl Iterator<Item = (&'a str, &'a str)>,
    text: &mut Vec<u8>,
) -> Result<(), Error> {
    let mut roff = Roff::default();
    roff.control("SH", [title]);
    for (name, what) in rows {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(what)]);
    }
    roff.to_writer(text as &mut dyn Write)
}
