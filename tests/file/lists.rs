//! Which list stands behind which name.

use crate::pages::{Book, Place, headings, relative, slug};
use crate::rows::{cell, code, first_of_name, rows};
use crate::{FILE, PAGES, read};
use stackgen::formats::{Key, Table, compose, prefect, stack};
use stackgen::model::BuiltIn;
use std::fmt::Write;

/// One list of a page.
pub enum List {
    /// The tables of stack.toml.
    Tables,
    /// Keys of tables that have a heading in the prose: which of the first one's, and what else has this place.
    Keys(&'static Table, Part, Vec<&'static Table>),
    /// The tables below some, each with a section.
    Below(Vec<&'static Table>),
    Elsewhere,
    Credentials,
    Kinds,
    Steps,
}

/// Which keys of a table.
#[derive(Clone, Copy)]
pub enum Part {
    All,
    /// Without those that it has from this one.
    Without(&'static Table),
    /// Those that this one has not got of its own.
    In(&'static Table),
}

/// The list of a name.
pub fn find(name: &str) -> List {
    let all = |table: &'static Table| List::Keys(table, Part::All, Vec::new());
    match name {
        "tables" => List::Tables,
        "elsewhere" => List::Elsewhere,
        "credentials" => List::Credentials,
        "kinds" => List::Kinds,
        "steps" => List::Steps,
        "keys: project" => all(&stack::PROJECT),
        "keys: volumes" => all(&stack::VOLUME),
        "keys: defaults" => all(&stack::DEFAULTS),
        "keys: work_pools" => all(&stack::WORK_POOL),
        "keys: blocks" => all(&stack::BLOCKS),
        "keys: variables" => all(&stack::VARIABLE),
        "keys: directories" => all(&stack::DIRECTORY),
        "keys: prefect" => all(&stack::PREFECT),
        "keys: make" => all(&stack::MAKE),
        "keys: outputs" => all(&stack::OUTPUTS),
        "keys: docs" => all(&stack::DOCS),
        "keys: templates" => all(&stack::TEMPLATES),
        "keys: networks" => all(&compose::NETWORK),
        "keys: secrets" => all(&compose::SECRET),
        "keys: configs" => all(&compose::CONFIG),
        "keys: models" => all(&compose::MODEL),
        "keys: compose" => all(&stack::COMPOSE),
        "keys: services" => List::Keys(
            &stack::SERVICE,
            Part::Without(&compose::SERVICE),
            vec![&stack::KIND, &stack::SERVICE_DEFAULTS],
        ),
        "keys: compose-services" => all(&compose::SERVICE),
        "keys: deployments" => List::Keys(
            &stack::DEPLOYMENT,
            Part::Without(&prefect::DEPLOYMENT),
            vec![&stack::FLOW, &stack::DEPLOYMENT_DEFAULTS],
        ),
        "keys: prefect-deployments" => List::Keys(
            &prefect::DEPLOYMENT,
            Part::In(&stack::DEPLOYMENT),
            Vec::new(),
        ),
        "tables below: services" => List::Below(vec![&stack::SERVICE]),
        "tables below: deployments" => List::Below(vec![&stack::DEPLOYMENT]),
        "tables below: compose" => List::Below(vec![
            &compose::NETWORK,
            &compose::SECRET,
            &compose::CONFIG,
            &compose::MODEL,
            &stack::COMPOSE,
        ]),
        name => panic!("no list is called `{name}`"),
    }
}

impl List {
    /// The tables whose place this is.
    pub fn tables(&self) -> Vec<&'static Table> {
        match self {
            Self::Keys(table, _, others) => std::iter::once(table).chain(others).copied().collect(),
            Self::Elsewhere => stack::ELSEWHERE.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The tables from which further ones are reached.
    pub fn roots(&self) -> Vec<&'static Table> {
        match self {
            Self::Below(tables) => tables.clone(),
            // Pages with a list of what lies below show it there.
            Self::Keys(table, Part::All, _) if !self.is_shown_below() => vec![table],
            _ => Vec::new(),
        }
    }

    fn is_shown_below(&self) -> bool {
        let below = ["services", "deployments", "compose"]
            .map(|name| find(&format!("tables below: {name}")));
        self.tables().iter().any(|table| {
            let is_format = [&compose::SERVICE, &prefect::DEPLOYMENT]
                .iter()
                .any(|it| std::ptr::eq(*it, *table));
            is_format
                || below
                    .iter()
                    .any(|list| list.roots().iter().any(|root| std::ptr::eq(*root, *table)))
        })
    }

    /// Whether a place is that of a table below this list, not of one that has a heading in the prose.
    pub fn reaches(&self, place: &Place) -> bool {
        let written = PAGES.iter().flat_map(|page| crate::pages::names(page));
        !written
            .flat_map(|name| find(&name).tables())
            .any(|table| place.is(table))
    }

    /// The number of `#` of the sections below.
    pub fn depth(&self) -> usize {
        if matches!(self, Self::Below(_)) { 3 } else { 4 }
    }

    /// The list itself.
    pub fn text(&self, book: &Book, page: &'static str) -> String {
        match self {
            Self::Tables => tables(),
            Self::Keys(table, part, _) => rows(part.keys(table), book, page),
            Self::Below(_) => String::new(),
            Self::Elsewhere => elsewhere(book, page),
            Self::Credentials => credentials(book, page),
            Self::Kinds => kinds(),
            Self::Steps => steps(book, page),
        }
    }
}

impl Part {
    fn keys(self, table: &'static Table) -> impl Iterator<Item = &'static Key> {
        first_of_name(table).filter(move |key| {
            let same = |other: &Table| {
                other
                    .key(key.name)
                    .is_some_and(|other| other.doc == key.doc)
            };
            match self {
                Self::All => true,
                Self::Without(other) => !same(other),
                Self::In(other) => same(other),
            }
        })
    }
}

fn tables() -> String {
    let mut text = String::from("| table | what it says |\n|---|---|\n");
    for key in stack::ROOT.iter() {
        let pages = [FILE].into_iter().chain(PAGES);
        let mut having = pages.filter(|page| {
            headings(&read(page))
                .iter()
                .any(|heading| heading == key.name)
        });
        let link = relative(FILE, having.next().unwrap_or(FILE), &slug(key.name));
        let _ = writeln!(text, "| [`{}`]({link}) | {} |", key.name, cell(key.doc));
    }
    text
}

/// One list for each form, with the form before it.
fn elsewhere(book: &Book, page: &'static str) -> String {
    let mut text = String::new();
    for table in stack::ELSEWHERE {
        let shown: Vec<String> = table
            .iter()
            .filter(|key| key.required)
            .map(|key| format!("{} = {}", key.name, key.example))
            .collect();
        let form = code(&format!("{{ {} }}", shown.join(", ")));
        let _ = write!(text, "\n{form}:\n\n{}", rows(table.iter(), book, page));
    }
    text
}

fn credentials(book: &Book, page: &'static str) -> String {
    let mut text = rows(stack::CREDENTIAL.iter(), book, page);
    for (word, table) in &stack::CREDENTIAL_TYPES {
        let Some(table) = table else { continue };
        let keys = table
            .iter()
            .filter(|key| stack::CREDENTIAL.key(key.name).is_none());
        let _ = write!(text, "\n#### Type {word}\n\n{}", rows(keys, book, page));
    }
    text
}

fn kinds() -> String {
    let mut text = String::from("| kind | what it is | keys that it reads |\n|---|---|---|\n");
    for kind in BuiltIn::ALL {
        let keys: Vec<String> = kind.own_keys().iter().map(|key| code(key)).collect();
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            kind.word(),
            kind.summary(),
            keys.join(", ")
        );
    }
    text
}

fn steps(book: &Book, page: &'static str) -> String {
    let mut text = String::new();
    for step in prefect::STEPS {
        let short = step.name.rsplit('.').next().unwrap_or(step.name);
        let more = if step.open {
            " Takes further arguments."
        } else {
            ""
        };
        let arguments = rows(step.arguments.iter(), book, page);
        let _ = write!(
            text,
            "\n### {short}\n\n`{}`, of {}. {}{more}\n\n{arguments}",
            step.name, step.package, step.doc
        );
    }
    text
}
