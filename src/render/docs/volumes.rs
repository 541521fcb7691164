//! The folders that services mount, and the named volumes that hold their data.

use super::words::{self, Titles};
use super::{Md, paragraph, row};
use crate::dialects::markdown::{code, remark, span};
use crate::formats::grammar::mount::Source;
use crate::model::{BuiltIn, Mount, Service, Stack};
use crate::source::Name;
use indexmap::IndexMap;
use serde::Serialize;

#[derive(Serialize)]
pub struct VolumesView {
    folders: Option<Folders>,
    named: Vec<Md>,
    /// What becomes of the named volumes.
    kept: Option<Md>,
}

#[derive(Serialize)]
struct Folders {
    intro: Md,
    rows: Vec<Md>,
    python_path: Option<Md>,
}

/// A volume as several services mount it.
struct Shared<'a> {
    mount: &'a Mount,
    services: Vec<&'a Service>,
}

/// The section; `None` if nothing is mounted.
pub fn view(stack: &Stack, titles: &Titles<'_>, compose: Option<&str>) -> Option<VolumesView> {
    let shared = collect(stack);
    let rows: Vec<Md> = shared
        .iter()
        .filter_map(|shared| folder_row(stack, titles, shared))
        .collect();
    let named: Vec<Md> = shared
        .iter()
        .filter_map(|shared| named_row(stack, titles, shared))
        .collect();
    if rows.is_empty() && named.is_empty() {
        return None;
    }
    let kept = compose.filter(|_| !named.is_empty()).map(|compose| {
        let (keep, delete) = (format!("{compose} down"), format!("{compose} down -v"));
        paragraph(&format!(
            "{} keeps them; {} deletes them.",
            span(&keep),
            span(&delete)
        ))
    });
    let folders = (!rows.is_empty()).then(|| Folders {
        intro: paragraph(&intro(stack, &shared)),
        rows,
        python_path: python_path(stack).map(|text| paragraph(&text)),
    });
    Some(VolumesView {
        folders,
        named,
        kept,
    })
}

fn intro(stack: &Stack, shared: &[Shared<'_>]) -> String {
    let binds = |service: &Service, start: &str| {
        let mut mounts = service.body.mounts.iter();
        mounts.any(|mount| matches!(&mount.source, Source::Bind(it) if it.starts_with(start)))
    };
    let services = || stack.services.values();
    let is_shared = |shared: &Shared<'_>| {
        matches!(shared.mount.source, Source::Bind(_)) && shared.services.len() > 1
    };
    let who = match services().filter(|service| binds(service, "")).count() {
        1 => "One service uses",
        _ if shared.iter().any(is_shared) => "Services share",
        _ => "Services use",
    };
    // Only what lies in the project is what people change here, and only what runs flows is known to have their code in it.
    let mounting: Vec<&Service> = services().filter(|service| binds(service, ".")).collect();
    let why = if mounting.is_empty() {
        ""
    } else if mounting.iter().any(|service| runs_flows(service)) {
        ", so code changes are immediately available without rebuilding containers"
    } else {
        ", so changes of these files need no new images"
    };
    format!("{who} host-mounted volumes{why}:")
}

fn runs_flows(service: &Service) -> bool {
    let kind = service.built_in;
    matches!(
        kind,
        Some(BuiltIn::PrefectServer | BuiltIn::PrefectWorker | BuiltIn::PrefectServe)
    )
}

/// All mounts, each once: in the order of `[volumes]`, then in that of the services.
fn collect(stack: &Stack) -> Vec<Shared<'_>> {
    let mut shared: IndexMap<(&Source, &str, bool), Shared<'_>> = IndexMap::new();
    for service in stack.services.values() {
        for mount in &service.body.mounts {
            let key = (&mount.source, mount.target.as_str(), mount.read_only);
            let known = shared.entry(key).or_insert_with(|| Shared {
                mount,
                services: Vec::new(),
            });
            known.services.push(service);
        }
    }
    let mut shared: Vec<Shared<'_>> = shared.into_values().collect();
    let rank = |volume: &Option<Name>| {
        let index = volume
            .as_ref()
            .and_then(|it| stack.volumes.get_index_of(it));
        index.unwrap_or(usize::MAX)
    };
    shared.sort_by_key(|shared| rank(&shared.mount.volume));
    shared
}

fn folder_row(stack: &Stack, titles: &Titles<'_>, shared: &Shared<'_>) -> Option<Md> {
    let Source::Bind(source) = &shared.mount.source else {
        return None;
    };
    let mut purpose = description(stack, shared.mount)
        .unwrap_or_else(|| format!("Mounted by {}", users(titles, shared)));
    if shared.mount.read_only {
        purpose.push_str(" (read-only)");
    }
    let target = code(&shared.mount.target);
    Some(row([&code(source), &target, &purpose]))
}

fn named_row(stack: &Stack, titles: &Titles<'_>, shared: &Shared<'_>) -> Option<Md> {
    let Source::Named(name) = &shared.mount.source else {
        return None;
    };
    let declared = stack.volumes.get(name.as_str());
    let declared = declared.and_then(|volume| volume.description.as_ref());
    let holds = declared
        .map(|text| remark(text))
        .unwrap_or_else(|| format!("Data of {}", users(titles, shared)));
    let target = code(&shared.mount.target);
    Some(row([&code(name), &target, &holds]))
}

fn description(stack: &Stack, mount: &Mount) -> Option<String> {
    let volume = stack.volumes.get(mount.volume.as_ref()?)?;
    let text = remark(volume.description.as_ref()?);
    (!text.is_empty()).then_some(text)
}

/// In a table; names of services hold nothing that a cell cannot.
fn users(titles: &Titles<'_>, shared: &Shared<'_>) -> String {
    let names: Vec<String> = shared
        .services
        .iter()
        .map(|service| titles.prose(service))
        .collect();
    words::list(&names)
}

/// What PYTHONPATH opens, said once for all services that have the same.
fn python_path(stack: &Stack) -> Option<String> {
    let found = stack.services.values().find_map(|service| {
        let path = stack.variable(service, "PYTHONPATH")?.as_literal()?;
        let folders = path.split(':').filter_map(|entry| {
            let mut mounts = service.body.mounts.iter();
            mounts.find_map(|mount| mount.host_path(entry))
        });
        let folders: Vec<String> = folders.map(|folder| span(&folder)).collect();
        (!folders.is_empty()).then_some((path, folders))
    });
    let (path, folders) = found?;
    let host = match stack.outputs.makefile {
        Some(_) => " The Makefile sets it to the same on this machine.",
        None => "",
    };
    Some(format!(
        "The {} environment variable is set to {}, so that modules in {} can be imported inside containers.{host}",
        span("PYTHONPATH"),
        span(&path),
        words::list(&folders),
    ))
}
