//! The services: the graph, and a table and a few sentences for each. The sentences are made in `about`.

use super::about::{self, Waiters};
use super::links::{self, Link};
use super::words::{self, Titles};
use super::{Md, md, paragraph, row};
use crate::dialects::compose::Interpolated;
use crate::dialects::markdown::{code, fence, span};
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
    let waiters = about::waiters(stack);
    let graph =
        (with_graph && stack.services.len() > 1).then(|| super::graph::draw(stack, titles, &links));
    let end = if graph.is_some() { ":" } else { "." };
    let file = stack.outputs.compose.as_ref();
    let subject = file.map_or_else(
        || "The stack has".to_owned(),
        |path| format!("The {} defines", span(path)),
    );
    let number = words::count(stack.services.len(), "service");
    Some(ServicesView {
        intro: paragraph(&format!("{subject} {number}{end}")),
        graph: graph.map(|graph| md(fence("mermaid", &graph))),
        services: stack
            .services
            .values()
            .map(|service| view_service(stack, titles, &links, &waiters, service))
            .collect(),
    })
}

fn view_service(
    stack: &Stack,
    titles: &Titles<'_>,
    links: &[Link<'_>],
    waiters: &Waiters<'_>,
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
    let about = about::sentences(stack, titles, links, waiters, service);
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
        (None, _) => format!("{} on any free port of the host", code(&target)),
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
