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
        Shell::Fish => script(aot::Fish),
        Shell::Powershell => script(aot::PowerShell),
    };
    screen::print(&text);
    Ok(Exit::Good)
}

fn script(shell: impl Generator) -> String {
    let mut bytes = Vec::new();
    aot::generate(shell, &mut command(), "stackgen", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
