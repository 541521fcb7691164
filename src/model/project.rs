//! `[project]`.

use super::findings::{INVALID_PATH, REQUIRED_VERSION, UNCARRIED_VALUE};
use crate::config::findings::INVALID_VALUE;
use crate::diagnostics::{Diagnostic, Report, inside};
use crate::dialects::make;
use crate::formats::grammar::{path, portable};
use crate::source::{At, Name};
use crate::tree::Map;

/// The project as a whole.
#[derive(Clone, Debug)]
pub struct Project {
    /// Compose's project name.
    pub name: Option<At<Name>>,
    /// The project root, relative to the folder of stack.toml.
    pub root: Option<At<Name>>,
    /// What stands before prefect and python in the Makefile; empty for nothing.
    pub runner: Name,
    pub api_url: Option<At<Name>>,
    pub server_python: Option<At<Name>>,
    pub portable: bool,
}

pub fn read(config: &Map<Name>, report: &mut Report) -> Project {
    if let Some(requires) = config.text("requires") {
        check_version(&requires, report);
    }
    check_root(config, report);
    Project {
        name: config.text("name"),
        root: config.text("root"),
        runner: config
            .text("runner")
            .map_or_else(|| "uv run".into(), |runner| runner.value),
        api_url: config.text("api_url"),
        server_python: config.text("server_python"),
        portable: config.bool("portable").is_some_and(|yes| yes.value),
    }
}

/// `>=0.3`, `<1`, `=0.3.1`, or several with commas between them.
fn check_version(requires: &At<Name>, report: &mut Report) {
    let own = version(env!("CARGO_PKG_VERSION")).unwrap_or_default();
    for part in requires.split(',').map(str::trim) {
        let end = part
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(part.len());
        let (operator, number) = (part[..end].trim(), version(&part[end..]));
        let Some(number) = number else {
            let message = format!("`{part}` is not a range of versions");
            let found = Diagnostic::new(&INVALID_VALUE, requires.span(), message);
            report.push(found.help("write such as `>=0.1` or `>=0.1, <1`"));
            return;
        };
        let fits = match operator {
            ">=" => own >= number,
            ">" => own > number,
            "<=" => own <= number,
            "<" => own < number,
            "" | "=" | "==" => own == number,
            _ => {
                let message = format!("`{operator}` compares no versions");
                report.push(
                    Diagnostic::new(&INVALID_VALUE, requires.span(), message)
                        .help("write such as `>=0.1`"),
                );
                return;
            }
        };
        if !fits {
            let message = format!(
                "this is stackgen {}, and the file asks for {part}",
                env!("CARGO_PKG_VERSION")
            );
            report.push(Diagnostic::new(&REQUIRED_VERSION, requires.span(), message));
        }
    }
}

/// Up to three numbers; what is missing is 0.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let parts: Vec<&str> = text.trim().split('.').collect();
    if parts.len() > 3 {
        return None;
    }
    for (number, part) in numbers.iter_mut().zip(parts) {
        *number = part.parse().ok()?;
    }
    Some(numbers)
}

/// A root that only one machine has or that some system refuses, and a runner that is more than one line.
fn check_root(config: &Map<Name>, report: &mut Report) {
    if let Some(root) = config.text("root") {
        let is_local = root.starts_with(['/', '~']) || root.contains('\\') || path::is_drive(&root);
        let cleaned = path::clean(&root);
        let below = cleaned.trim_start_matches("../");
        let has_name = ![".", ".."].contains(&below);
        if is_local {
            let message = format!("the root `{}` is a path of one machine", root.value);
            let help = "write it relative to the folder of this file, with `/` between its parts";
            report.push(Diagnostic::new(&INVALID_PATH, root.span(), message).help(help));
        } else if let Err(fault) = portable::check(below)
            && has_name
        {
            let message = format!(
                "the root `{}` cannot be a folder of every system",
                root.value
            );
            report.push(Diagnostic::new(&INVALID_PATH, root.span(), message).label(fault.message));
        }
    }
    if let Some(runner) = config.text("runner")
        && let Err(fault) = make::line(&runner)
    {
        let span = inside(runner.span(), &runner, fault.range);
        let message = "the Makefile cannot hold this";
        report.push(Diagnostic::new(&UNCARRIED_VALUE, span, message).label(fault.message));
    }
}
