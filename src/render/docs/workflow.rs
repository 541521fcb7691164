//! From nothing to a run: start, deploy, look, trigger, watch.

use super::commands::{self, Commands};
use super::when;
use super::words;
use super::{Md, bash, md, paragraph};
use crate::dialects::markdown::{line, span};
use crate::dialects::shell;
use crate::model::{BuiltIn, Deployment, Stack};
use crate::source::Name;
use serde::Serialize;

#[derive(Serialize)]
pub struct QuickStart {
    commands: Md,
    ui: Option<Md>,
}

#[derive(Serialize)]
pub struct WorkflowView {
    start: Option<Start>,
    deploy: Md,
    deploys: Md,
    verify: Md,
    deployments: Vec<Md>,
    run: Md,
    run_note: Md,
    monitor: Md,
}

#[derive(Serialize)]
struct Start {
    commands: Md,
    about: Option<Md>,
}

/// The shortest way to a running stack; `None` if there is nothing to start or deploy.
pub fn quick_start(commands: &Commands<'_>) -> Option<QuickStart> {
    let stack = commands.stack;
    let mut lines: Vec<(String, &str)> = Vec::new();
    let is_required = stack.variables.values().any(|variable| variable.required);
    if let Some(path) = stack.outputs.env_example.as_ref().filter(|_| is_required) {
        let line = format!("cp {} .env", shell::word(path));
        lines.push((line, "then fill it in"));
    }
    lines.extend(starting(commands));
    let deploy = commands.run("deploy");
    if !deploy.is_empty() && commands.needs_export() {
        lines.push((commands.export(), "where the server is"));
    }
    let deploy = deploy.into_iter();
    lines.extend(deploy.map(|line| (line, "register deployments with the Prefect server")));
    let ui = commands.ui();
    (!lines.is_empty()).then(|| QuickStart {
        commands: commands::explained(&lines),
        ui: ui.map(|url| commands::address(&url)),
    })
}

/// What starts the stack: its containers, or without any a server and workers on this machine.
fn starting(commands: &Commands<'_>) -> Vec<(String, &'static str)> {
    let start = commands.run("start").into_iter();
    let start: Vec<_> = start.map(|line| (line, "start all services")).collect();
    if !start.is_empty() || commands.stack.deployments.is_empty() {
        return start;
    }
    let server = commands.run("server").into_iter();
    let server = server
        .filter(|_| commands.stack.project.api_url.is_none())
        .map(|line| (line, "start a server; it keeps this terminal"));
    let workers = crate::model::worker_targets(commands.stack);
    let workers = workers.iter().flat_map(|(target, _)| commands.run(target));
    let workers = workers.map(|line| (line, "start a worker; it keeps this terminal"));
    server.chain(workers).collect()
}

/// The section; `None` without deployments.
pub fn view(commands: &Commands<'_>) -> Option<WorkflowView> {
    let stack = commands.stack;
    if stack.deployments.is_empty() {
        return None;
    }
    let ui = commands.ui();
    let export = commands.needs_export().then(|| commands.export());
    let deploy: Vec<String> = export.into_iter().chain(commands.run("deploy")).collect();
    Some(WorkflowView {
        start: start(commands, ui.as_deref()),
        deploy: bash(&deploy),
        deploys: paragraph(&deploys(commands)),
        verify: paragraph(&verify(ui.as_deref())),
        deployments: stack.deployments.values().map(bullet).collect(),
        run: bash(&[run(commands)]),
        run_note: paragraph(&run_note(stack, ui.is_some())),
        monitor: bash(&[commands.prefect("flow-run ls")]),
    })
}

fn start(commands: &Commands<'_>, ui: Option<&str>) -> Option<Start> {
    let lines: Vec<String> = starting(commands).into_iter().map(|it| it.0).collect();
    if lines.is_empty() {
        return None;
    }
    let mut services = commands.stack.services.values();
    let waits = if services.any(|service| service.body.keys.contains("healthcheck")) {
        "Wait for the healthchecks to pass. "
    } else {
        ""
    };
    let about = match ui {
        Some(ui) => format!("{waits}The Prefect UI will be available at {}.", span(ui)),
        None => waits.to_owned(),
    };
    Some(Start {
        commands: bash(&lines),
        about: (!about.is_empty()).then(|| paragraph(&about)),
    })
}

fn deploys(commands: &Commands<'_>) -> String {
    let stack = commands.stack;
    let folders: Vec<&Name> = stack.directories.keys().collect();
    let shown = |path: &&Name| match &***path {
        "." => "the project's root".to_owned(),
        path => span(&format!("{path}/")),
    };
    let number = stack.deployments.len();
    let what = if number == 1 {
        "deployment"
    } else {
        "deployments"
    };
    let mut text = format!(
        "This registers the {what} from {} with the Prefect server. ",
        words::short_list(&folders, 6, shown)
    );
    text.push_str(if folders.len() == 1 {
        "Its `prefect.yaml` defines the entrypoint, schedule, and work pool of each deployment."
    } else {
        "Each directory has its own `prefect.yaml` that defines the entrypoint, schedule, and work pool of its deployments."
    });
    let before: Vec<String> = [
        ("work-pools", "creates the work pools that are missing"),
        ("register-blocks", "registers the block types"),
        ("create-blocks", "saves the blocks"),
    ]
    .into_iter()
    .filter(|(target, _)| commands.rule(target).is_some())
    .map(|(_, verb)| verb.to_owned())
    .collect();
    if !before.is_empty() && stack.outputs.makefile.is_some() {
        text.push_str(&format!(" Before that it {}.", words::list(&before)));
    }
    text
}

fn verify(ui: Option<&str>) -> String {
    let open = match ui {
        Some(ui) => format!("Open {}", span(ui)),
        None => "Open the Prefect UI".to_owned(),
    };
    format!("{open} and navigate to the Deployments page. You should see:")
}

fn bullet(deployment: &Deployment) -> Md {
    let name = line(deployment.name.text());
    md(format!("- **{name}** -- {}", when::runs(deployment)))
}

/// `flow/name` of a deployment, as Prefect's commands take it. A flow is called as its file says; where that is not known, as its
/// function is, with `-` for `_`.
pub fn flow_and_name(commands: &Commands<'_>, deployment: &Deployment) -> Option<String> {
    if deployment.name.has_placeholders() {
        return None;
    }
    let entrypoint = deployment.parsed_entrypoint()?;
    if entrypoint.has_variable() {
        return None;
    }
    let function = entrypoint.function();
    let function = function.rsplit('.').next().filter(|it| !it.is_empty())?;
    // A command is one line.
    let known = (commands.flow_names)(deployment);
    let known = known.filter(|name| !name.contains(char::is_control));
    let flow = known.unwrap_or_else(|| function.replace('_', "-"));
    Some(format!("{flow}/{}", deployment.name.text()))
}

fn run(commands: &Commands<'_>) -> String {
    let mut deployments = commands.stack.deployments.values();
    match deployments.find_map(|it| flow_and_name(commands, it)) {
        Some(name) => commands.prefect(&format!("deployment run {}", shell::word(&name))),
        None => commands.prefect("deployment run FLOW/NAME"),
    }
}

fn run_note(stack: &Stack, has_ui: bool) -> String {
    let mut text = String::from(
        "The part before the `/` is the name of the flow: that of its function, with `-` for `_`, unless `@flow(name=...)` gives another.",
    );
    if has_ui {
        text.push_str(" Or use the \"Run\" button in the UI.");
    }
    let has_login = stack
        .services
        .values()
        .any(|service| service.built_in == Some(BuiltIn::PrefectServer) && service.auth.is_some());
    if has_login {
        text.push_str(
            " The server asks for a login: set `PREFECT_API_AUTH_STRING` to `USER:PASSWORD` first.",
        );
    }
    text
}
