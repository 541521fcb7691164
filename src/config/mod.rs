//! What stack.toml says: each of its tables, held against its keys, in the dialect of the file that it goes to.
//!
//! In: a text and its span. Out: a [`Config`], and a finding for each fault. Nothing is filled in or judged here.

mod check;
pub mod findings;
mod hidden;
mod limits;
mod toml;
mod value;

pub use value::{Literal, Value};

use crate::diagnostics::{Diagnostic, Report, nearest};
use crate::dialects::{self, prefect::Templated};
use crate::formats::{Shape, Table, stack};
use crate::source::{At, Name, Span};
use crate::tree::{Map, Tree};
use check::{read_table, read_value};
use value::Leaf;

/// The tables of stack.toml. In those that become compose.yml strings are interpolated, in those that become
/// prefect.yaml they may hold placeholders, everywhere else they are literal.
#[derive(Debug, Default)]
pub struct Config {
    pub project: Map<Name>,
    pub credentials: Map<Literal>,
    pub volumes: Map<Value>,
    pub env: Map<Value>,
    pub kinds: Map<Value>,
    pub services: Map<Value>,
    pub service_defaults: Map<Value>,
    pub work_pools: Map<Name>,
    pub blocks: Map<Name>,
    pub variables: Map<Name>,
    pub deployment_defaults: Map<Templated>,
    pub steps: Map<Templated>,
    pub flows: Map<Templated>,
    pub directories: Map<Templated>,
    pub deployments: Map<Templated>,
    pub networks: Map<Value>,
    pub secrets: Map<Value>,
    pub configs: Map<Value>,
    pub models: Map<Value>,
    pub compose: Map<Value>,
    pub prefect: Map<Templated>,
    pub make: Map<Name>,
    pub outputs: Map<Name>,
    pub docs: Map<Name>,
    pub templates: Map<Name>,
    pub lints: Map<Name>,
    /// What is not to be shown, where it stands.
    pub hidden: Vec<Span>,
}

/// Reads the text of stack.toml, whose span in the address space of all files is `whole`.
pub fn read(text: &str, whole: Span, report: &mut Report) -> Config {
    let mut root = toml::parse(text, whole, report);
    let mut config = Config {
        hidden: hidden::spans(&root, text, whole),
        ..Config::default()
    };
    refuse_unknown(&root, text, whole, report);
    limits::refuse(&mut root, report);
    if let Some(defaults) = root.remove("defaults") {
        config.read_defaults(defaults, report);
    }
    let mut take = Taker {
        root: &mut root,
        report,
    };
    config.project = take.table("project");
    config.credentials = take.credentials();
    config.volumes = take.table("volumes");
    config.env = take.table("env");
    config.kinds = take.table("kinds");
    config.services = take.table("services");
    config.work_pools = take.table("work_pools");
    config.blocks = take.table("blocks");
    config.variables = take.table("variables");
    config.steps = take.table("steps");
    config.flows = take.table("flows");
    config.directories = take.table("directories");
    config.deployments = take.table("deployments");
    config.networks = take.table("networks");
    config.secrets = take.table("secrets");
    config.configs = take.table("configs");
    config.models = take.table("models");
    config.compose = take.table("compose");
    config.prefect = take.table("prefect");
    config.make = take.table("make");
    config.outputs = take.table("outputs");
    config.docs = take.table("docs");
    config.templates = take.table("templates");
    config.lints = take.table("lints");
    config
}

impl Config {
    fn read_defaults(&mut self, defaults: At<Tree<Name>>, report: &mut Report) {
        let at = defaults.with(());
        let Tree::Map(mut map) = defaults.value else {
            // Read against its key only for the finding.
            let key = stack::ROOT.key("defaults");
            key.and_then(|key| read_value::<Name>(defaults, key, report));
            return;
        };
        let mut take = Taker {
            root: &mut map,
            report,
        };
        self.service_defaults = take.inner("service", &stack::SERVICE_DEFAULTS);
        self.deployment_defaults = take.inner("deployment", &stack::DEPLOYMENT_DEFAULTS);
        read_table::<Name>(map, &stack::DEFAULTS, &at, report);
    }
}

struct Taker<'a> {
    root: &'a mut Map<Name>,
    report: &'a mut Report,
}

impl Taker<'_> {
    /// Takes a top-level table out of the root.
    fn table<D: Leaf>(&mut self, name: &str) -> Map<D> {
        let Some(raw) = self.root.remove(name) else {
            return Map::default();
        };
        let Some(key) = stack::ROOT.key(name) else {
            return Map::default();
        };
        into_map(read_value(raw, key, self.report))
    }

    /// Takes a table that stands inside `[defaults]`.
    fn inner<D: Leaf>(&mut self, name: &str, table: &'static Table) -> Map<D> {
        let Some(raw) = self.root.remove(name) else {
            return Map::default();
        };
        let Some(key) = stack::DEFAULTS.key(name) else {
            return Map::default();
        };
        debug_assert!(matches!(key.shape, Shape::Table(of) if std::ptr::eq(of, table)));
        into_map(read_value(raw, key, self.report))
    }

    /// Takes the credentials: the type of each says which keys it has.
    fn credentials(&mut self) -> Map<Literal> {
        let mut credentials = Map::default();
        for (name, value) in self.table::<Name>("credentials") {
            let at = value.with(());
            match value.value {
                Tree::Map(raw) => {
                    let read = match credential_table(&raw) {
                        Some((table, true)) => read_table(raw, table, &at, self.report),
                        Some((table, false)) => read_guessed(raw, table, &at, self.report),
                        None => into_map(read_value(
                            at.with(Tree::Map(raw)),
                            &stack::GENERIC,
                            self.report,
                        )),
                    };
                    if !read.broken().is_empty() {
                        credentials.mark_broken(name.value.clone());
                    }
                    credentials.insert(name, at.map(|()| Tree::Map(read)));
                }
                other => {
                    let message = format!("expected a table, found {}", other.kind());
                    let help = format!(
                        "begin a table: `[credentials.{}]`, with its `type` first",
                        dialects::toml::key(&name)
                    );
                    self.report.push(
                        Diagnostic::new(&findings::WRONG_TYPE, at.span(), message).help(help),
                    );
                    credentials.mark_broken(name.value);
                }
            }
        }
        credentials
    }
}

/// Reads a credential of a guessed type: what it lacks then is no fault yet.
fn read_guessed(raw: Map<Name>, table: &Table, at: &At<()>, report: &mut Report) -> Map<Literal> {
    let mut told = Report::default();
    let read = read_table(raw, table, at, &mut told);
    told.retain(|found| found.code.word != findings::MISSING_KEY.word);
    report.extend(told.iter().cloned());
    read
}

/// The keys of a credential by its type, and whether that is sure; `None` where they are free.
fn credential_table(raw: &Map<Name>) -> Option<(&'static Table, bool)> {
    let kind = raw.get("type").and_then(|value| value.as_text());
    let known = stack::CREDENTIAL_TYPES
        .iter()
        .find(|(word, _)| kind.is_some_and(|kind| &**kind == *word));
    // Of a type that is misspelled the keys are those of the right one: one fault is told once.
    let meant = || {
        let names = stack::CREDENTIAL_TYPES.iter().map(|(word, _)| *word);
        let near = nearest(kind?, names)?;
        stack::CREDENTIAL_TYPES
            .iter()
            .find(|(word, _)| *word == near)
    };
    match (known, meant()) {
        (Some((_, table)), _) => table.map(|table| (table, true)),
        (None, Some((_, Some(table)))) => Some((*table, false)),
        _ => Some((&stack::CREDENTIAL, true)),
    }
}

fn into_map<D>(read: Option<At<Tree<D>>>) -> Map<D> {
    match read.map(|value| value.value) {
        Some(Tree::Map(map)) => map,
        _ => Map::default(),
    }
}

/// Refuses what is no table of stack.toml.
fn refuse_unknown(root: &Map<Name>, text: &str, whole: Span, report: &mut Report) {
    let names = || stack::ROOT.iter().map(|key| key.name);
    let mut given: Vec<&str> = Vec::new();
    let unknown = root
        .iter()
        .filter(|(key, _)| stack::ROOT.key(key).is_none());
    for (key, value) in unknown {
        let message = format!("a stack has no table `{}`", key.value);
        let found = Diagnostic::new(&findings::UNKNOWN_KEY, key.span(), message);
        let Some(near) = nearest(key, names()) else {
            let known: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            report.push(found.help(format!("its tables are {}", known.join(", "))));
            continue;
        };
        let help = format!("a table with a similar name exists: `{near}`");
        let at = |offset: u32| (offset - whole.start) as usize;
        let place = at(key.span().start)..at(key.span().end);
        let fits = !given.contains(&near) && fits_beside(root.get(near), value, text, place);
        report.push(match fits {
            true => {
                given.push(near);
                found.edit(help, key.span(), near)
            }
            false => found.help(help),
        });
    }
}

/// Whether a table may get the name of another one, which may be there, without a key that is there twice: as the first
/// part of headers (`[name.key]`) that are not those of the other.
fn fits_beside(
    other: Option<&At<Tree<Name>>>,
    value: &At<Tree<Name>>,
    text: &str,
    place: std::ops::Range<usize>,
) -> bool {
    let Tree::Map(map) = &value.value else {
        return false;
    };
    match other.map(|other| &other.value) {
        None => true,
        Some(Tree::Map(other)) => {
            let is_header =
                text[..place.start].ends_with('[') && text[place.end..].starts_with('.');
            is_header && map.keys().all(|key| !other.contains(key))
        }
        Some(_) => false,
    }
}
