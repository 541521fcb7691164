//! `stackgen completions`: the script that lets a shell complete commands, options and values.

use super::{Exit, Options, command, screen};
use crate::disk::Error;
use clap_complete::aot::{self, Generator};

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

pub fn run(_: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let text = match arguments.shell {
        Shell::Bash => script(aot::Bash),
        Shell::Zsh => script(aot::Zsh),
        Shell::Fish => script(aot::Fish) + &words_for_fish(),
        Shell::Powershell => script(aot::PowerShell),
    };
    screen::print(&text);
    Ok(Exit::Good)
}

/// The words that arguments without a name take: clap leaves them out for fish.
fn words_for_fish() -> String {
    let mut text = String::new();
    for sub in command().get_subcommands() {
        let arguments = sub
            .get_positionals()
            .flat_map(|it| it.get_possible_values());
        for value in arguments {
            let help = value.get_help().map(ToString::to_string);
            let help = help.map(|help| format!(" -d '{}'", help.replace('\'', "\\'")));
            text.push_str(&format!(
                "complete -c stackgen -n '__fish_stackgen_using_subcommand {}' -f -a {}{}\n",
                sub.get_name(),
                value.get_name(),
                help.unwrap_or_default()
            ));
        }
    }
    text
}

fn script(shell: impl Generator) -> String {
    let mut bytes = Vec::new();
    aot::generate(shell, &mut command(), "stackgen", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
