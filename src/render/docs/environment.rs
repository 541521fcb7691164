//! Environment variables: of the groups, of single services, and those that `.env` gives.

use super::settings;
use super::words::{self, Titles};
use super::{Md, paragraph, row};
use crate::dialects::compose::Interpolated;
use crate::dialects::markdown::{code, remark, span};
use crate::model::{BlockValue, EnvVariable, Found, Service, Stack};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexSet;
use serde::Serialize;

#[derive(Serialize)]
pub struct EnvironmentView {
    tables: Vec<VariableTable>,
    host: Option<HostVariables>,
}

/// Variables that belong together.
#[derive(Serialize)]
struct VariableTable {
    intro: Md,
    rows: Vec<Md>,
}

/// Variables that people set on their machine.
#[derive(Serialize)]
struct HostVariables {
    intro: Md,
    rows: Vec<Md>,
}

/// The section; `None` if no variable is set or read.
pub fn view(stack: &Stack, titles: &Titles<'_>) -> Option<EnvironmentView> {
    let groups = stack.groups.values().filter_map(|group| {
        let users = users(stack, &group.name);
        if users.is_empty() || group.variables.is_empty() {
            return None;
        }
        let anchor = span(&format!(
            "x-{}",
            super::super::compose::group_anchor(&group.name)
        ));
        let intro = if users.len() == 1 {
            format!(
                "{} takes these via the {anchor} anchor:",
                titles.prose(users[0])
            )
        } else {
            format!("Shared across services via the {anchor} anchor:")
        };
        Some(table(intro, rows(&group.variables, |_, _| true)))
    });
    let services = stack.services.values().filter_map(|service| {
        let own = service.body.keys.map("environment")?;
        let rows = rows(own, |name, value| is_told(service, name, value));
        let more = if service.body.groups.is_empty() {
            ""
        } else {
            "additionally "
        };
        let intro = format!("{} {more}sets:", titles.prose(service));
        (!rows.is_empty()).then(|| table(intro, rows))
    });
    let tables: Vec<VariableTable> = groups.chain(services).collect();
    let host = host(stack);
    (!tables.is_empty() || host.is_some()).then_some(EnvironmentView { tables, host })
}

fn table(intro: String, rows: Vec<Md>) -> VariableTable {
    VariableTable {
        intro: paragraph(&intro),
        rows,
    }
}

fn users<'a>(stack: &'a Stack, group: &Name) -> Vec<&'a Service> {
    let takes = |service: &&Service| {
        let mut groups = service.body.groups.iter();
        groups.any(|taken| taken.value == *group)
    };
    stack.services.values().filter(takes).collect()
}

/// A login that a kind hands to its image stands in the table of the service already.
fn is_told(service: &Service, name: &At<Name>, value: &At<Tree<Interpolated>>) -> bool {
    let is_data = service
        .built_in
        .is_some_and(|kind| kind.credential_type().is_some());
    !is_data || name.is_written() || value.is_written()
}

fn rows(
    variables: &Map<Interpolated>,
    is_told: impl Fn(&At<Name>, &At<Tree<Interpolated>>) -> bool,
) -> Vec<Md> {
    variables
        .iter()
        .filter(|(name, value)| is_told(name, value))
        .map(|(name, value)| {
            let purpose = settings::purpose(name, &value.value).unwrap_or_default();
            let value = words::variable_value(&value.value);
            row([&code(name), &value, purpose])
        })
        .collect()
}

fn host(stack: &Stack) -> Option<HostVariables> {
    if stack.variables.is_empty() {
        return None;
    }
    let logins = logins(stack);
    let copy = stack.outputs.env_example.as_ref().map(|path| {
        let path = span(path);
        format!(" Copy {path} to `.env` and fill it in; what the environment already has wins.")
    });
    let intro = format!(
        "Read from the environment or from `.env`.{}",
        copy.unwrap_or_default()
    );
    Some(HostVariables {
        intro: paragraph(&intro),
        rows: stack
            .variables
            .values()
            .map(|variable| host_row(variable, &logins))
            .collect(),
    })
}

fn host_row(variable: &EnvVariable, logins: &IndexSet<Name>) -> Md {
    let EnvVariable {
        name,
        description,
        default,
        written_default: _,
        required,
        secret,
        is_passed: _,
        readers,
        at: _,
    } = variable;
    let default = match default {
        Some(default) if default.is_empty() => "(empty)".to_owned(),
        Some(_) if *secret || logins.contains(name) || variable.looks_secret() => code("***"),
        Some(default) => code(default),
        None if *required => "(required)".to_owned(),
        None => String::new(),
    };
    let purpose = match description {
        Some(text) => remark(text),
        None if readers.is_empty() => String::new(),
        None => format!(
            "Read by {}",
            words::short_list(&readers_text(readers), 3, String::clone)
        ),
    };
    row([&code(name), &default, &purpose])
}

/// `service api` as a cell has it.
fn readers_text(readers: &[String]) -> Vec<String> {
    let in_cell = |reader: &String| match reader.split_once(' ') {
        Some((noun, name)) => format!("{noun} {}", code(name)),
        None => code(reader),
    };
    readers.iter().map(in_cell).collect()
}

/// The variables that logins and blocks are made of.
fn logins(stack: &Stack) -> IndexSet<Name> {
    const OPEN: [&str; 7] = [
        "user", "username", "database", "host", "port", "region", "bucket",
    ];
    let mut names = IndexSet::new();
    let mut add = |text: &Interpolated| {
        let found = text.variables().into_iter();
        names.extend(found.map(|variable| variable.name().clone()));
    };
    for credential in stack.credentials.iter() {
        let fields = credential.fields.keys();
        for field in fields.filter(|field| !OPEN.contains(&&*field.value)) {
            // What is wrong with it was reported by the model.
            let found = stack
                .credentials
                .field(credential, field, &mut Default::default());
            if let Some(Found::Text(text)) = found {
                add(&text);
            }
        }
    }
    for (_, value) in stack.blocks.iter().flat_map(|block| &block.values) {
        if let BlockValue::Tree(Tree::Text(text)) = value {
            add(text);
        }
    }
    names
}
