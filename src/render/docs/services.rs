//! The services: a table and a few sentences for each.

use super::links::{self, Link};
use super::words::{self, Titles};
use super::{Md, md, paragraph, row};
use crate::dialects::compose::Interpolated;
use crate::dialects::markdown::{code, fence, span};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::port::{Port, Protocol};
use crate::model::{BuiltIn, Credential, CredentialType, Service, Stack};
use crate::source::{At, Name};
use crate::tree::Tree;
use serde::Serialize;

#[derive(Serialize)]
pub struct ServicesView {
    intro: Md,
    graph: Option<Md>,
    services: Vec<ServiceView>,
}

#[derive(Serialize)]
struct ServiceView {
    title: Md,
    rows: Vec<Md>,
    about: Option<Md>,
}

/// The section; `None` without services.
pub fn view(stack: &Stack, titles: &Titles<'_>, with_graph: bool) -> Option<ServicesView> {
    if stack.services.is_empty() {
        return None;
    }
    let links = links::all(stack);
    let graph = super::graph::draw(stack, titles, &links);
    let file = stack.outputs.compose.as_ref();
    let subject = file.map_or_else(
        || "The stack has".to_owned(),
        |path| format!("The {} defines", span(path)),
    );
    let number = words::count(stack.services.len(), "service");
    Some(ServicesView {
        intro: paragraph(&format!("{subject} {number}:")),
        graph: with_graph.then(|| md(fence("mermaid", &graph))),
        services: stack
            .services
            .values()
            .map(|service| view_service(stack, titles, &links, service))
            .collect(),
    })
}

fn view_service(
    stack: &Stack,
    titles: &Titles<'_>,
    links: &[Link<'_>],
    service: &Service,
) -> ServiceView {
    let keys = &service.body.keys;
    let mut rows = Vec::new();
    let mut tell = |name: &str, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty());
        rows.extend(value.map(|value| row([name, &value])));
    };
    tell("Image", keys.get("image").and_then(as_written));
    tell("Build", build(service));
    let ports = ports(service);
    tell(
        if ports.len() == 1 { "Port" } else { "Ports" },
        Some(ports.join(", ")),
    );
    tell("Depends on", Some(dependencies(titles, service)));
    let pool = service.work_pool.as_ref();
    tell("Work pool", pool.map(|pool| code(pool)));
    let login = login(stack, service);
    tell(
        login.as_ref().map_or("", |(names, _)| names),
        login.as_ref().map(|(_, values)| values.clone()),
    );
    let about = about(stack, titles, links, service);
    ServiceView {
        title: md(titles.prose(service)),
        rows,
        about: (!about.is_empty()).then(|| paragraph(&about.join(" "))),
    }
}

/// A value of Compose as compose.yml has it, variables and their defaults included; secrets are hidden.
fn as_written(value: &At<Tree<Interpolated>>) -> Option<String> {
    Some(code(&value.as_text()?.masked()))
}

fn build(service: &Service) -> Option<String> {
    let build = service.body.keys.get("build")?;
    let Some(table) = build.as_map() else {
        return as_written(build);
    };
    let context = table.get("context").and_then(as_written);
    let file = table.get("dockerfile").and_then(as_written);
    Some(match (context, file) {
        (context, None) => context.unwrap_or_else(|| code(".")),
        (None, Some(file)) => format!("{} by {file}", code(".")),
        (Some(context), Some(file)) => format!("{context} by {file}"),
    })
}

fn ports(service: &Service) -> Vec<String> {
    let Some(Tree::List(items)) = service.body.keys.get("ports").map(|value| &value.value) else {
        return Vec::new();
    };
    let known = service.ports();
    let is_plain = |item: &At<Tree<Interpolated>>| match &item.value {
        Tree::Text(text) => !text.has_variables(),
        _ => true,
    };
    if known.len() == items.len() && items.iter().all(is_plain) {
        return known.iter().map(|port| port_cell(service, port)).collect();
    }
    items.iter().filter_map(as_written).collect()
}

/// `5432`, or both sides where they differ; and what it is for, where the kind tells.
fn port_cell(service: &Service, port: &Port) -> String {
    let protocol = match port.protocol {
        Protocol::Tcp => String::new(),
        other => format!("/{other}"),
    };
    let target = format!("{}{protocol}", port.target);
    let mut cell = match (port.published, port.host_ip) {
        (None, _) => format!("{} (any free port of the host)", code(&target)),
        (Some(published), None) if published == port.target => code(&target),
        (Some(published), None) => format!("{} to {}", code(&published.to_string()), code(&target)),
        (Some(published), Some(ip)) => {
            let ip = if ip.is_ipv6() {
                format!("[{ip}]")
            } else {
                ip.to_string()
            };
            let host = code(&format!("{ip}:{published}"));
            if published == port.target {
                host
            } else {
                format!("{host} to {}", code(&target))
            }
        }
    };
    if let Some(purpose) = purpose(service, port.target.first()) {
        cell.push_str(&format!(" ({purpose})"));
    }
    cell
}

fn purpose(service: &Service, port: u16) -> Option<&'static str> {
    match (service.built_in?, port) {
        (BuiltIn::PrefectServer, 4200) => Some("UI + API"),
        (BuiltIn::Rustfs | BuiltIn::Minio, 9000) => Some("API"),
        (BuiltIn::Rustfs | BuiltIn::Minio, 9001) => Some("console"),
        _ => None,
    }
}

fn dependencies(titles: &Titles<'_>, service: &Service) -> String {
    let waits = service.body.keys.map("depends_on");
    let waits = waits.into_iter().flat_map(|map| map.iter());
    let cells = waits.map(|(name, entry)| {
        let condition = entry.as_map().and_then(|entry| entry.text("condition"));
        let condition = match condition.as_ref().map(|word| &*word.value) {
            Some("service_healthy") => "healthy",
            Some("service_completed_successfully") => "completed",
            _ => "started",
        };
        format!("{} ({condition})", titles.of(&name.value))
    });
    cells.collect::<Vec<_>>().join(", ")
}

/// The names and values of what clients log in with.
fn login(stack: &Stack, service: &Service) -> Option<(String, String)> {
    let name = service.credential.as_ref().or(service.auth.as_ref())?;
    let credential = stack.credentials.peek(name)?;
    let fields: &[(&str, &str)] = match credential.kind {
        CredentialType::Postgres => &[
            ("User", "user"),
            ("Password", "password"),
            ("DB", "database"),
        ],
        CredentialType::S3 => &[("Access Key", "access_key"), ("Secret Key", "secret_key")],
        CredentialType::Redis => &[("User", "username"), ("Password", "password")],
        CredentialType::BasicAuth => &[("User", "user"), ("Password", "password")],
        CredentialType::Block | CredentialType::Generic => &[],
    };
    let told: Vec<(&str, String)> = fields
        .iter()
        .filter_map(|(title, field)| Some((*title, field_cell(stack, credential, field)?)))
        .collect();
    let names: Vec<&str> = told.iter().map(|(title, _)| *title).collect();
    let values: Vec<&str> = told.iter().map(|(_, value)| value.as_str()).collect();
    Some((names.join(" / "), values.join(" / ")))
}

fn field_cell(stack: &Stack, credential: &Credential, field: &str) -> Option<String> {
    let is_derived = (credential.kind, field) == (CredentialType::Postgres, "database");
    if !is_derived && !credential.fields.contains(field) {
        return None;
    }
    let field = credential.name.with(Name::from(field));
    // What is wrong with it was reported by the model.
    let found = stack
        .credentials
        .field(credential, &field, &mut Default::default())?;
    Some(words::found(&found))
}

/// What it is, in sentences.
fn about(stack: &Stack, titles: &Titles<'_>, links: &[Link<'_>], service: &Service) -> Vec<String> {
    let mut said = Vec::new();
    let command = service.body.keys.get("command").and_then(command_text);
    if let Some(command) = command.filter(|_| shows_command(service)) {
        said.push(format!("Runs {}.", span(&command)));
    }
    let users = |verb: &str| -> Vec<String> {
        links
            .iter()
            .filter(|link| *link.to == service.name.value && link.verb == verb)
            .map(|link| titles.of(link.from))
            .collect()
    };
    match service.built_in {
        Some(BuiltIn::Postgres) => {
            if !users("reads/writes").is_empty() {
                said.push(
                    "Stores Prefect server state (flow runs, deployments, blocks, etc.).".into(),
                );
            }
            said.extend(waiting(stack, titles, service));
        }
        Some(BuiltIn::Redis) => {
            if !users("sends messages").is_empty() {
                said.push("Passes messages between the processes of the Prefect server.".into());
            }
            said.extend(waiting(stack, titles, service));
        }
        Some(BuiltIn::Rustfs | BuiltIn::Minio) => said.push(
            "S3-compatible object storage for flow result persistence and artifact storage.".into(),
        ),
        Some(BuiltIn::PrefectServer) => {
            said.push("The server provides the UI, API, and orchestration layer.".into());
            said.extend(database(stack, titles, links, service));
        }
        Some(BuiltIn::PrefectServices) => {
            said.push(
                "The background services of the server (scheduler, late runs, …), apart from it."
                    .into(),
            );
            said.extend(database(stack, titles, links, service));
        }
        Some(BuiltIn::PrefectWorker) => {
            said.push(
                "The worker polls the server for scheduled flow runs and executes them.".into(),
            );
            said.extend(shared_volumes(stack, titles, service));
        }
        Some(BuiltIn::PrefectServe) => said.push(
            "Serves its flows itself: it polls the server for their scheduled runs and executes them."
                .into(),
        ),
        None => {}
    }
    said
}

/// A data kind's command is not what people ask of it, and may hold a password.
fn shows_command(service: &Service) -> bool {
    service
        .built_in
        .is_none_or(|kind| kind.credential_type().is_none())
}

fn command_text(value: &At<Tree<Interpolated>>) -> Option<String> {
    match &value.value {
        Tree::Text(text) => Some(text.masked()),
        Tree::List(items) => {
            let words = items.iter().map(|item| {
                let text = item.as_text()?.masked();
                Some(crate::dialects::shell::word(&text).into_owned())
            });
            Some(words.collect::<Option<Vec<_>>>()?.join(" "))
        }
        _ => None,
    }
    .filter(|text| !text.is_empty())
}

fn waiting(stack: &Stack, titles: &Titles<'_>, service: &Service) -> Option<String> {
    let waits = |other: &&Service| {
        let waits = other.body.keys.map("depends_on");
        let entry = waits.and_then(|waits| waits.get(&service.name));
        let entry = entry.and_then(|entry| entry.as_map());
        let condition = entry.and_then(|entry| entry.text("condition"));
        condition.is_some_and(|word| &*word.value == "service_healthy")
    };
    let names: Vec<String> = stack
        .services
        .values()
        .filter(waits)
        .map(|other| titles.prose(other))
        .collect();
    let verb = if names.len() == 1 { "waits" } else { "wait" };
    (!names.is_empty()).then(|| {
        let names = words::list(&names);
        format!("A healthcheck ensures that {names} {verb} for it to be ready.")
    })
}

fn database(
    stack: &Stack,
    titles: &Titles<'_>,
    links: &[Link<'_>],
    service: &Service,
) -> Option<String> {
    let name = links::DATABASE
        .iter()
        .find(|name| words::variable(stack, service, name).is_some())?;
    let variable = if name.ends_with("_HOST") {
        format!(
            "the {} environment variables",
            span("PREFECT_SERVER_DATABASE_*")
        )
    } else {
        format!("the {} environment variable", span(name))
    };
    let of_service = links
        .iter()
        .find(|link| *link.from == service.name.value && link.verb == "reads/writes");
    let database = of_service.map_or_else(|| "its database".into(), |link| titles.of(link.to));
    Some(format!("It connects to {database} via {variable}."))
}

fn shared_volumes(stack: &Stack, titles: &Titles<'_>, service: &Service) -> Option<String> {
    let folders = |service: &Service| -> Vec<(String, String)> {
        let mounts = service.body.mounts.iter();
        let bound = mounts.filter_map(|mount| match &mount.source {
            Source::Bind(source) => Some((source.clone(), mount.target.clone())),
            _ => None,
        });
        bound.collect()
    };
    let own = folders(service);
    let list = |folders: &[(String, String)]| {
        let names = folders.iter().map(|(source, _)| {
            let source = source.strip_prefix("./").unwrap_or(source);
            span(&format!("{}/", source.trim_end_matches('/')))
        });
        names.collect::<Vec<_>>().join(", ")
    };
    if own.is_empty() {
        return None;
    }
    let server = service.server.as_ref();
    let server = server.and_then(|server| stack.services.get(&server.value));
    Some(match server.filter(|server| folders(server) == own) {
        Some(server) if server.built_in == Some(BuiltIn::PrefectServer) => {
            format!(
                "It has access to the same volumes as the server ({}).",
                list(&own)
            )
        }
        Some(server) => format!(
            "It has access to the same volumes as {} ({}).",
            titles.prose(server),
            list(&own)
        ),
        None => format!("It has access to {}.", list(&own)),
    })
}
