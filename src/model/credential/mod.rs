//! Credentials: their fields, and what can be derived from them.
//!
//! In: `[credentials]`, and which service provides each. Out: the value of a field, as Compose's string or as a secret file.

mod derive;

use super::findings::{UNKNOWN_CREDENTIAL, UNKNOWN_FIELD, WRONG_CREDENTIAL};
use crate::config::findings::MISSING_KEY;
use crate::config::{Literal, Value};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use derive::{Derived, Deriver};
use indexmap::IndexMap;

/// What a credential logs in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialType {
    Postgres,
    Redis,
    S3,
    BasicAuth,
    Block,
    Generic,
}

impl CredentialType {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "postgres" => Self::Postgres,
            "redis" => Self::Redis,
            "s3" => Self::S3,
            "basic-auth" => Self::BasicAuth,
            "block" => Self::Block,
            "generic" => Self::Generic,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Redis => "redis",
            Self::S3 => "s3",
            Self::BasicAuth => "basic-auth",
            Self::Block => "block",
            Self::Generic => "generic",
        }
    }

    /// The port on which such a server listens.
    pub fn port(self) -> u16 {
        match self {
            Self::Redis => 6379,
            Self::S3 => 9000,
            _ => 5432,
        }
    }

    /// All fields that such a credential has or derives.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &[
                "user",
                "password",
                "database",
                "host",
                "port",
                "url",
                "asyncpg_url",
            ],
            Self::Redis => &["password", "username", "database", "host", "port", "url"],
            Self::S3 => &["access_key", "secret_key", "region", "bucket", "endpoint"],
            Self::BasicAuth => &["user", "password", "auth_string"],
            Self::Block | Self::Generic => &[],
        }
    }
}

/// One credential.
#[derive(Clone, Debug)]
pub struct Credential {
    pub name: At<Name>,
    pub kind: CredentialType,
    pub fields: Map<Literal>,
    pub description: Option<At<Name>>,
}

impl Credential {
    /// Whether a server of its type has a port.
    pub fn has_port(&self) -> bool {
        self.kind.fields().contains(&"port")
    }
}

/// A value that was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Text(Interpolated),
    /// The path of a file, which Compose mounts as a secret.
    File(At<Name>),
}

/// All credentials, and the services that provide what they log in to.
#[derive(Debug, Default)]
pub struct Credentials {
    entries: IndexMap<Name, Credential>,
    providers: IndexMap<Name, At<Name>>,
    /// Names whose table was reported: references to them stay silent.
    broken: Vec<Name>,
}

impl Credentials {
    pub fn read(config: &Map<Literal>) -> Self {
        let mut credentials = Self {
            broken: config.broken().to_vec(),
            ..Self::default()
        };
        for (name, table) in config.tables() {
            let Some(kind) = table
                .text("type")
                .and_then(|word| CredentialType::parse(&word))
            else {
                credentials.broken.push(name.value.clone());
                continue;
            };
            let mut fields = (*table.value).clone();
            fields.remove("type");
            let description = if kind == CredentialType::Generic {
                None
            } else {
                table.text("description")
            };
            if kind != CredentialType::Generic {
                fields.remove("description");
            }
            let entry = Credential {
                name: name.clone(),
                kind,
                fields,
                description,
            };
            credentials.entries.insert(name.value.clone(), entry);
        }
        credentials
    }

    /// Notes that a service provides what a credential logs in to; the first one counts.
    pub fn provide(&mut self, credential: &Name, service: &At<Name>) {
        self.providers
            .entry(credential.clone())
            .or_insert_with(|| service.clone());
    }

    /// The service that provides what a credential logs in to.
    pub fn provider(&self, credential: &str) -> Option<&At<Name>> {
        self.providers.get(credential)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Credential> {
        self.entries.values()
    }

    pub fn peek(&self, name: &str) -> Option<&Credential> {
        self.entries.get(name)
    }

    /// The credential of a name; reports one that does not exist.
    pub fn get(&self, name: &At<Name>, report: &mut Report) -> Option<&Credential> {
        let found = self.entries.get(&name.value);
        if found.is_none() && !self.broken.contains(&name.value) {
            let message = format!("no credential is called `{}`", name.value);
            let names = self.entries.keys().map(|name| &**name);
            report.push(
                Diagnostic::new(&UNKNOWN_CREDENTIAL, name.span(), message)
                    .label("no table of `[credentials]` has this name")
                    .subject(name)
                    .nearest_quoted(name, "a credential", names),
            );
        }
        found
    }

    /// The credential of a name and a type; reports one that does not exist or is of another type.
    pub fn typed(
        &self,
        name: &At<Name>,
        kind: CredentialType,
        report: &mut Report,
    ) -> Option<&Credential> {
        let found = self.get(name, report)?;
        if found.kind == kind {
            return Some(found);
        }
        let message = format!(
            "credential `{}` is of type {}, not {}",
            name.value,
            found.kind.word(),
            kind.word()
        );
        report.push(
            Diagnostic::new(&WRONG_CREDENTIAL, name.span(), message)
                .label(format!("a credential of type {} belongs here", kind.word()))
                .related(found.name.span(), "declared here"),
        );
        None
    }

    /// What a value is, whichever way it is given.
    pub fn resolve(&self, value: &At<Value>, report: &mut Report) -> Option<Found> {
        self.resolve_within(value, 8, report)
    }

    fn resolve_within(&self, value: &At<Value>, depth: u8, report: &mut Report) -> Option<Found> {
        match &value.value {
            Value::Text(text) => Some(Found::Text(text.clone())),
            Value::File(path) => Some(Found::File(path.clone())),
            Value::Whole(credential) => {
                self.get(credential, report)?;
                let found = Diagnostic::new(&MISSING_KEY, value.span(), "`field` is missing");
                report.push(found);
                None
            }
            Value::Credential { credential, field } => {
                let found = self.get(credential, report)?;
                if depth == 0 {
                    let message = format!(
                        "the fields of `{}` are taken from each other in a circle",
                        credential.value
                    );
                    report.push(Diagnostic::new(&UNKNOWN_FIELD, value.span(), message));
                    return None;
                }
                self.field_within(found, field, depth - 1, report)
            }
        }
    }

    /// The value of a field, written or derived; reports a field that there is not.
    pub fn field(
        &self,
        credential: &Credential,
        field: &At<Name>,
        report: &mut Report,
    ) -> Option<Found> {
        self.field_within(credential, field, 8, report)
    }

    fn field_within(
        &self,
        of: &Credential,
        field: &At<Name>,
        depth: u8,
        report: &mut Report,
    ) -> Option<Found> {
        if let Some(value) = of.fields.get(field) {
            return self.written(value, depth, report);
        }
        if of.fields.is_broken(field) || self.broken.contains(&of.name.value) {
            return None;
        }
        let mut deriver = Deriver {
            all: self,
            of,
            cause: field.span(),
            depth,
            report,
        };
        match deriver.derive(field) {
            Derived::Value(text) => Some(Found::Text(text)),
            Derived::Reported => None,
            Derived::Unknown => {
                deriver.refuse_field(field);
                None
            }
        }
    }

    fn written(&self, value: &At<Tree<Literal>>, depth: u8, report: &mut Report) -> Option<Found> {
        let text = match &value.value {
            Tree::Text(Literal(inner)) => {
                return self.resolve_within(&value.with(inner.clone()), depth, report);
            }
            Tree::Date(date) => date.to_string(),
            Tree::Bool(value) => value.to_string(),
            Tree::Int(value) => value.to_string(),
            Tree::Float(value) => value.to_string(),
            Tree::Null | Tree::List(_) | Tree::Map(_) => String::new(),
        };
        Some(Found::Text(Interpolated::literal(text)))
    }
}
