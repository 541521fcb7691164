//! What people type: targets of the Makefile, or what they run where there is none.
//!
//! In: the rules that the Makefile is rendered from. Out: commands as a shell reads them, and the table of targets.

use super::words;
use super::{Md, bash, md, paragraph, row};
use crate::dialects::markdown::{code, remark, span};
use crate::dialects::shell;
use crate::formats::grammar::mount::Source;
use crate::model::{BuiltIn, Service, Stack};
use crate::render::FlowNames;
use crate::render::makefile::{self, Rule};
use indexmap::IndexMap;
use serde::Serialize;

/// The commands of a stack.
pub struct Commands<'a> {
    pub stack: &'a Stack,
    pub flow_names: &'a FlowNames<'a>,
    rules: IndexMap<String, Rule>,
    /// `make`, unless there is no Makefile.
    make: Option<String>,
    /// `docker compose`, unless there is no compose file.
    pub compose: Option<String>,
    /// What stands before prefect and python, with a blank behind it.
    runner: String,
}

impl<'a> Commands<'a> {
    pub fn new(stack: &'a Stack, file: &str, flow_names: &'a FlowNames<'a>) -> Self {
        let (sections, _) = makefile::rules(stack, file);
        let make = stack.outputs.makefile.as_ref().map(|path| {
            if path.contains('/') && !stack.outputs.makefile_is_included() {
                format!("make -f {}", shell::word(path))
            } else {
                "make".to_owned()
            }
        });
        let runner = match stack.project.runner.trim() {
            "" => String::new(),
            runner => format!("{runner} "),
        };
        Self {
            stack,
            flow_names,
            rules: sections
                .into_iter()
                .flat_map(|section| section.rules)
                .map(|rule| (rule.name.clone(), rule))
                .collect(),
            make,
            compose: makefile::compose_command(stack).map(|text| text.replace("$$", "$")),
            runner,
        }
    }

    /// The rule of a target.
    pub fn rule(&self, target: &str) -> Option<&Rule> {
        self.rules.get(target)
    }

    /// How a target is made, if there is such a target; without a Makefile, what it would run.
    pub fn run(&self, target: &str) -> Vec<String> {
        match (self.rule(target), &self.make) {
            (None, _) => Vec::new(),
            (Some(_), Some(make)) => vec![format!("{make} {target}")],
            (Some(rule), None) => {
                let gathered = rule
                    .needs
                    .iter()
                    .filter(|_| rule.recipe.is_empty() || rule.name == "deploy")
                    .filter_map(|need| self.rule(need));
                let lines = gathered.flat_map(|rule| &rule.recipe);
                let own = rule.recipe.iter().map(|line| shown(line));
                lines.map(|line| alone(&shown(line))).chain(own).collect()
            }
        }
    }

    /// A command of prefect's as people type it, without the address of the server.
    pub fn bare(&self, arguments: &str) -> String {
        format!("{}prefect {arguments}", self.runner)
    }

    /// A command of prefect's, sent to the stack's server.
    pub fn prefect(&self, arguments: &str) -> String {
        let url = self.api().unwrap_or_else(|| ELSEWHERE.to_owned());
        let command = self.bare(arguments);
        format!("PREFECT_API_URL={} \\\n  {command}", shell::word(&url))
    }

    /// What names the server for all commands that follow.
    pub fn export(&self) -> String {
        let url = self.api().unwrap_or_else(|| ELSEWHERE.to_owned());
        format!("export PREFECT_API_URL={}", shell::word(&url))
    }

    /// Whether a target that talks to the server has to be told where it is: without a Makefile, or where that has no default.
    pub fn needs_export(&self) -> bool {
        self.make.is_none() || self.stack.api_url().is_none()
    }

    /// The API as the host sees it; without any service, that of the server that is started on this machine.
    fn api(&self) -> Option<String> {
        let standalone = self.stack.services.is_empty() && self.compose.is_none();
        let standalone = || standalone.then(|| "http://localhost:4200/api".to_owned());
        self.stack.api_url().or_else(standalone)
    }

    /// Where people find the UI: the API's address without its path.
    pub fn ui(&self) -> Option<String> {
        let url = self.api()?;
        let url = url.trim_end_matches('/');
        Some(url.strip_suffix("/api")?.to_owned())
    }
}

/// Stands for an address that the stack does not know.
const ELSEWHERE: &str = "http://HOST:4200/api";

#[derive(Serialize)]
pub struct MakefileView {
    title: &'static str,
    rows: Vec<Md>,
    single: Option<Md>,
    background: Option<Background>,
}

/// Compose's own commands.
#[derive(Serialize)]
struct Background {
    about: Md,
    start: Md,
    logs: Md,
    stop: Md,
    /// Whether something is lost with the containers' volumes.
    has_data: bool,
}

/// The section; `None` where there is neither a Makefile nor a compose file.
pub fn view(commands: &Commands<'_>) -> Option<MakefileView> {
    let rows = match &commands.make {
        Some(make) => commands
            .rules
            .values()
            .filter_map(|rule| target_row(commands, make, rule))
            .collect(),
        None => Vec::new(),
    };
    let background = commands.compose.as_ref().map(|compose| Background {
        about: paragraph(in_background(commands)),
        start: bash(&[format!("{compose} up --build -d")]),
        logs: bash(&logged(commands.stack, compose)),
        stop: bash(&[format!("{compose} down -v")]),
        has_data: has_data(commands.stack),
    });
    if rows.is_empty() && background.is_none() {
        return None;
    }
    Some(MakefileView {
        title: if rows.is_empty() {
            "Docker Compose commands"
        } else {
            "Makefile targets"
        },
        rows,
        single: single(commands),
        background,
    })
}

/// The team's own `start` need not be what `-d` is added to.
fn in_background(commands: &Commands<'_>) -> &'static str {
    let mut own = commands.stack.makefile.targets.iter();
    match own.any(|target| **target.name == *"start") {
        true => "Without make, services run in the background with:",
        false => "To run services in the background, add `-d`:",
    }
}

fn has_data(stack: &Stack) -> bool {
    let mut mounts = stack.services.values().flat_map(|it| &it.body.mounts);
    mounts.any(|mount| matches!(mount.source, Source::Named(_)))
}

fn target_row(commands: &Commands<'_>, make: &str, rule: &Rule) -> Option<Md> {
    let help = remark(rule.help.as_ref()?);
    let target = code(&format!("{make} {}", rule.name));
    Some(row([&target, &recipe(commands, rule), &help]))
}

/// What a target runs; for one that only gathers others, what those run.
fn recipe(commands: &Commands<'_>, rule: &Rule) -> String {
    let needed: Vec<&Rule> = rule
        .needs
        .iter()
        .filter_map(|need| commands.rule(need))
        .collect();
    let deploys = rule.name == "deploy" && needed.iter().all(|need| need.help.is_none());
    let lines: Vec<String> = rule.recipe.iter().map(|line| code(&shown(line))).collect();
    let Some(first) = needed.first().filter(|_| deploys) else {
        return match lines.is_empty() {
            true => rule.needs.join(" + "),
            false => words::short_list(&lines, 3, String::clone),
        };
    };
    let last = first.recipe.last().map(|line| shown(line));
    let last = last.map(|line| match line.rsplit_once(" && ") {
        Some((_, command)) => code(command),
        None => code(&line),
    });
    let steps = first.needs.iter().cloned().chain(last);
    let steps = steps.collect::<Vec<_>>().join(" + ");
    let steps = match needed.len() {
        1 => steps,
        number => format!(
            "{steps} in each of the {} directories",
            words::number(number)
        ),
    };
    // What ends a deploy is short where it has a target of its own.
    match commands.rule("schedules") {
        _ if lines.is_empty() => steps,
        Some(target) if target.recipe == rule.recipe => format!("{steps} + {}", target.name),
        _ => format!("{steps} + {}", lines.join(" + ")),
    }
}

/// A line of a recipe as people would type it: without make's marks, without what prepares its environment, and of a command
/// that runs only where something is missing, the command.
fn shown(line: &str) -> String {
    let line = line.strip_prefix('@').unwrap_or(line);
    let line = line.strip_prefix("$(with-env) ").unwrap_or(line);
    // What make puts in only if it is asked to.
    let line = line.strip_suffix(" $(if $(YES),--yes)").unwrap_or(line);
    let parts: Vec<&str> = line.split(" || ").collect();
    let line = match parts[..] {
        [look, create, again] if look.contains(" inspect ") && again.contains(" inspect ") => {
            let inner = create.strip_prefix("{ ");
            inner
                .and_then(|it| it.strip_suffix("; }"))
                .unwrap_or(create)
        }
        _ => line,
    };
    line.replace("$$", "$")
}

/// A line that leaves people in the folder where they are.
fn alone(line: &str) -> String {
    if line.starts_with("cd ") {
        format!("({line})")
    } else {
        line.to_owned()
    }
}

/// The targets that deploy one directory each.
fn single(commands: &Commands<'_>) -> Option<Md> {
    let make = commands.make.as_ref()?;
    let directories = commands.stack.directories.values();
    let targets = directories.map(|it| format!("deploy-{}", it.target));
    let targets: Vec<String> = targets
        .filter(|target| commands.rule(target).is_some())
        .map(|target| span(&format!("{make} {target}")))
        .collect();
    (targets.len() > 1).then(|| {
        let targets = words::short_list(&targets, 6, String::clone);
        paragraph(&format!("One directory alone is deployed by {targets}."))
    })
}

/// The logs that people ask for: those of the server and of what runs flows, else of the first services.
fn logged(stack: &Stack, compose: &str) -> Vec<String> {
    let line = |service: &Service| format!("{compose} logs -f {}", shell::word(&service.name));
    let is_prefect = |service: &&Service| {
        matches!(
            service.built_in,
            Some(BuiltIn::PrefectServer | BuiltIn::PrefectWorker | BuiltIn::PrefectServe)
        )
    };
    let lines: Vec<String> = stack
        .services
        .values()
        .filter(is_prefect)
        .map(line)
        .collect();
    if lines.is_empty() {
        return vec![format!("{compose} logs -f")];
    }
    lines.into_iter().take(4).collect()
}

/// A block of commands with a remark behind each.
pub fn explained(lines: &[(String, &str)]) -> Md {
    let width = lines.iter().map(|(line, _)| line.chars().count() + 2);
    let width = width.max().unwrap_or_default().max(20);
    let lines: Vec<String> = lines
        .iter()
        .map(|(line, remark)| format!("{line:width$}# {remark}"))
        .collect();
    bash(&lines)
}

/// An address in prose.
pub fn address(url: &str) -> Md {
    md(span(url))
}
