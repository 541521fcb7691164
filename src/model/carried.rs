//! What readers cannot carry although the format of their file can: found once the whole stack is known.
//!
//! In: a stack. Out: a finding for each value that would be refused, cut off or changed on its way. What a file's own format
//! cannot hold is refused where the file's text is made or read.
//!
//! Sources: the entry script of the postgres image; PostgreSQL, 4.1.1 (names have 63 bytes); Linux, `MAX_ARG_STRLEN`; measured
//! with Compose 2.26 and Prefect 3.8.

use super::findings::UNCARRIED_VALUE;
use super::{BuiltIn, Credential, CredentialType, Stack};
use crate::config::{Literal, Value};
use crate::diagnostics::{Diagnostic, Report, inside};
use crate::dialects::compose::Interpolated;
use crate::dialects::prefect::{Templated, placeholders};
use crate::dialects::{carry, dotenv, make, uncarried};
use crate::formats::Fault;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// What one `NAME=value` of a program's environment may have, its final NUL included.
const MOST_BYTES: usize = 131_072;

/// Maps of strings that Compose also takes as a list, in which a key may begin with `x-`.
const LISTABLE: [&str; 5] = ["labels", "annotations", "sysctls", "args", "extra_hosts"];

/// Maps of strings that have no list form.
const MAPS: [&str; 3] = ["options", "driver_opts", "storage_opt"];

/// Parameters that Prefect takes for instructions.
const INSTRUCTIONS: [&str; 2] = ["__prefect_kind", "$ref"];

/// Reports everything that some reader cannot carry.
pub fn check(stack: &Stack, report: &mut Report) {
    let mut checker = Checker { report };
    checker.credentials(stack);
    checker.login(stack);
    checker.compose(stack);
    checker.prefect(stack);
    checker.variables(stack);
}

struct Checker<'a> {
    report: &'a mut Report,
}

impl Checker<'_> {
    fn refuse(&mut self, text: &At<impl AsRef<str>>, what: &str, fault: Fault) {
        let span = inside(text.span(), text.value.as_ref(), fault.range);
        let found = Diagnostic::new(&UNCARRIED_VALUE, span, what).label(fault.message);
        self.report.push(match fault.help {
            Some(help) => found.help(help),
            None => found,
        });
    }

    fn credentials(&mut self, stack: &Stack) {
        let postgres = stack
            .credentials
            .iter()
            .filter(|it| it.kind == CredentialType::Postgres);
        for credential in postgres {
            let of_image = stack.services.values().any(|service| {
                service.built_in == Some(BuiltIn::Postgres)
                    && service
                        .credential
                        .as_ref()
                        .is_some_and(|name| name.value == credential.name.value)
            });
            for (field, check) in [("user", check_name as Check), ("database", check_name)] {
                self.field(credential, field, check);
            }
            if of_image {
                self.field(credential, "user", not_empty);
                self.field(credential, "database", check_image_database);
                self.field(credential, "password", check_image_password);
            }
        }
    }

    /// Of a login that the Makefile hands to prefect: a recipe's words hold no line feed.
    fn login(&mut self, stack: &Stack) {
        let auth = stack
            .services
            .values()
            .find_map(|service| service.auth.clone());
        let credential = auth.and_then(|name| stack.credentials.peek(&name));
        if let (Some(credential), Some(_)) = (credential, &stack.outputs.makefile) {
            for field in ["user", "password"] {
                self.field(credential, field, |text| make::word(text).map(drop));
            }
        }
    }

    /// Holds a field to a rule; what is not known without an environment is not judged.
    fn field(&mut self, credential: &Credential, field: &str, check: Check) {
        let Some((at, text)) = credential.fields.get(field).and_then(known) else {
            return;
        };
        if let Err(fault) = check(&text) {
            let what = format!(
                "`{field}` of credential `{}` cannot be used",
                credential.name.value
            );
            self.refuse(&at.with(Name::from(text)), &what, fault);
        }
    }

    fn compose(&mut self, stack: &Stack) {
        let bodies = stack.services.values().map(|service| &service.body);
        for body in bodies.chain(stack.kinds.values().map(|kind| &kind.body)) {
            self.environment(body.keys.map("environment"));
            self.table(&body.keys);
        }
        for group in stack.groups.values() {
            self.environment(Some(&group.variables));
        }
        for map in [
            &stack.networks,
            &stack.secrets,
            &stack.configs,
            &stack.models,
        ] {
            map.tables().for_each(|(_, table)| self.table(&table));
        }
        stack
            .volumes
            .values()
            .for_each(|volume| self.table(&volume.declaration));
    }

    fn environment(&mut self, variables: Option<&Map<Interpolated>>) {
        for (name, value) in variables.into_iter().flat_map(Map::iter) {
            if let Err(fault) = check_variable(name) {
                self.refuse(name, "no variable has this name", fault);
            }
            let length = value
                .as_text()
                .and_then(|text| Some(text.as_literal()?.len()));
            if length.is_some_and(|length| name.len() + length + 2 > MOST_BYTES) {
                let what = format!(
                    "the value of `{}` is longer than an environment can hold",
                    name.value
                );
                let found = Diagnostic::new(&UNCARRIED_VALUE, value.span(), what);
                self.report
                    .push(found.label(format!("name and value have {MOST_BYTES} bytes at most")));
            }
        }
    }

    /// The maps of strings at any depth of one of Compose's tables.
    fn table(&mut self, table: &Map<Interpolated>) {
        for (key, value) in table
            .iter()
            .filter(|(key, _)| !key.starts_with("x-") && &*key.value != "environment")
        {
            match &value.value {
                Tree::Map(map) if LISTABLE.contains(&&*key.value) => self.strings(map, true),
                Tree::Map(map) if MAPS.contains(&&*key.value) => self.strings(map, false),
                Tree::Map(map) => self.table(map),
                Tree::List(items) => items
                    .iter()
                    .filter_map(|item| item.as_map())
                    .for_each(|map| self.table(map)),
                _ => {}
            }
        }
    }

    fn strings(&mut self, map: &Map<Interpolated>, has_list: bool) {
        let extension = map.keys().find(|key| key.starts_with("x-"));
        for key in map.keys() {
            let what = "Compose cannot carry this key";
            if key.chars().all(|character| character == '\n') {
                self.refuse(
                    key,
                    what,
                    Fault::new(
                        0..key.len(),
                        "a key has one character at least that is no line feed",
                    ),
                );
            } else if key.starts_with("x-") && !has_list {
                self.refuse(
                    key,
                    what,
                    Fault::new(
                        0..2,
                        "Compose takes a key that begins with `x-` for its own extension",
                    ),
                );
            } else if let (Some(at), Some(extension)) = (key.find('='), extension) {
                let message = format!(
                    "`{}` makes a list of `KEY=value` necessary, in which a key has no `=`",
                    extension.value
                );
                self.refuse(key, what, Fault::new(at..at + 1, message));
            }
        }
    }

    fn prefect(&mut self, stack: &Stack) {
        for deployment in stack.deployments.values() {
            let keys = &deployment.keys;
            let tags = keys
                .get("tags")
                .and_then(|tags| tags.as_list())
                .unwrap_or_default();
            for tag in tags {
                self.blank(tag, "a blank tag", "Prefect drops it");
            }
            if let Some(description) = keys
                .get("description")
                .filter(|it| it.as_text().is_some_and(|text| text.text().is_empty()))
            {
                self.blank(
                    description,
                    "an empty description",
                    "Prefect takes the flow's docstring for it: leave the key out",
                );
            }
            let of_schedules = deployment
                .schedules
                .iter()
                .filter_map(|it| it.keys.get("parameters"));
            keys.get("parameters")
                .into_iter()
                .chain(of_schedules)
                .for_each(|it| self.parameters(it));
        }
        for pool in stack.work_pools.values() {
            pool.job_variables
                .iter()
                .for_each(|(_, value)| self.literal(value));
        }
    }

    fn blank(&mut self, value: &At<Tree<Templated>>, what: &str, why: &str) {
        let Some(text) = value.as_text().filter(|text| text.text().trim().is_empty()) else {
            return;
        };
        self.refuse(
            &value.with(text.text().clone()),
            what,
            Fault::new(0..text.text().len(), why),
        );
    }

    fn parameters(&mut self, value: &At<Tree<Templated>>) {
        match &value.value {
            Tree::List(items) => items.iter().for_each(|item| self.parameters(item)),
            Tree::Map(map) => {
                for (key, value) in map.iter() {
                    if INSTRUCTIONS.contains(&&*key.value) {
                        let fault = Fault::new(
                            0..key.len(),
                            "Prefect takes this key for an instruction to itself",
                        );
                        self.refuse(key, "Prefect cannot carry this parameter", fault);
                    }
                    self.parameters(value);
                }
            }
            _ => {}
        }
    }

    /// A string that is literal here, and that reaches a prefect.yaml: Prefect knows no escape.
    fn literal(&mut self, value: &At<Tree<Name>>) {
        match &value.value {
            Tree::Text(text) => {
                if let Some(found) = placeholders(text).next() {
                    let fault = Fault::new(found.range, "Prefect would put a value here, and has no escape for it")
                        .help("say it in `work_pool.job_variables` of a deployment, if a placeholder is meant");
                    self.refuse(
                        &value.with(text.clone()),
                        "a string that Prefect would not take literally",
                        fault,
                    );
                }
            }
            Tree::List(items) => items.iter().for_each(|item| self.literal(item)),
            Tree::Map(map) => map.iter().for_each(|(_, value)| self.literal(value)),
            _ => {}
        }
    }

    fn variables(&mut self, stack: &Stack) {
        for variable in stack.variables.values() {
            if let Some(default) = &variable.written_default
                && let Err(fault) = dotenv::value(default)
            {
                let what = format!(
                    "the default of variable `{}` cannot stand in .env",
                    variable.name
                );
                self.refuse(default, &what, fault);
            }
        }
    }
}

type Check = fn(&str) -> Result<(), Fault>;

/// The text of a credential's field, where it is known; of a default too.
fn known(value: &At<Tree<Literal>>) -> Option<(&At<Tree<Literal>>, String)> {
    match &value.value {
        Tree::Text(Literal(Value::Text(text))) => Some((value, text.assumed()?.into_owned())),
        _ => None,
    }
}

/// A role or a database: PostgreSQL cuts longer names.
fn check_name(text: &str) -> Result<(), Fault> {
    if text.len() <= 63 {
        return Ok(());
    }
    let message = format!(
        "PostgreSQL cuts names at 63 bytes, and this one has {}",
        text.len()
    );
    Err(Fault::new(0..text.len(), message))
}

fn not_empty(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(
            0..0,
            "the postgres image takes an empty one for none",
        ));
    }
    Ok(())
}

fn check_image_database(text: &str) -> Result<(), Fault> {
    not_empty(text)?;
    const READER: &str = "the name of the postgres image's database";
    carry(text, READER, |character| character == '=')?;
    match text.find("://") {
        Some(at) => Err(uncarried(at, ':', READER)),
        None => Ok(()),
    }
}

/// An empty one is a finding of its own: the service has no password.
fn check_image_password(text: &str) -> Result<(), Fault> {
    carry(text, "a password of the postgres image", |character| {
        matches!(character, '\n' | '\r')
    })
}

/// A name that reaches the container: images have names with `.` and `-` (`discovery.type`), in which only shells see none.
fn check_variable(name: &str) -> Result<(), Fault> {
    if name.is_empty() {
        return Err(Fault::new(0..0, "the name is empty"));
    }
    if name.starts_with("x-") {
        let message = "Compose takes a name that begins with `x-` for its own extension";
        return Err(Fault::new(0..2, message));
    }
    carry(name, "a variable's name", |character| {
        character == '=' || character.is_whitespace() || character.is_control()
    })
}
