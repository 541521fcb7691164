//! Credentials: their fields, and what can be derived from them.
//!
//! In: `[credentials]`, and which service provides each. Out: the value of a field, as Compose's string or as a secret file.

use super::findings::{
    UNCARRIED_VALUE, UNKNOWN_CREDENTIAL, UNKNOWN_FIELD, UNREADABLE_SECRET, UNRESOLVED_HOST,
    WRONG_CREDENTIAL,
};
use crate::config::{Literal, Value};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::dialects::url::{self, Server, UrlFault};
use crate::source::{At, Name, Span};
use crate::tree::{Map, Tree};
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

enum Derived {
    Value(Interpolated),
    /// Not to be had, for a reason that is reported.
    Reported,
    Unknown,
}

impl From<Option<Interpolated>> for Derived {
    fn from(value: Option<Interpolated>) -> Self {
        value.map_or(Self::Reported, Self::Value)
    }
}

/// Derives fields of one credential; `cause` is where the field is asked for.
struct Deriver<'a> {
    all: &'a Credentials,
    of: &'a Credential,
    cause: Span,
    depth: u8,
    report: &'a mut Report,
}

impl Deriver<'_> {
    fn derive(&mut self, field: &str) -> Derived {
        match (self.of.kind, field) {
            (CredentialType::Postgres, "database") => self.text("user").into(),
            (CredentialType::Postgres, "url") => self.postgres_url("postgresql").into(),
            (CredentialType::Postgres, "asyncpg_url") => {
                self.postgres_url("postgresql+asyncpg").into()
            }
            (CredentialType::Redis, "database") => Derived::Value(Interpolated::literal("0")),
            (CredentialType::Redis, "url") => self.redis_url().into(),
            (CredentialType::Postgres | CredentialType::Redis, "host") => self.host().into(),
            (CredentialType::Postgres | CredentialType::Redis, "port") => {
                Derived::Value(Interpolated::literal(self.of.kind.port().to_string()))
            }
            (CredentialType::S3, "endpoint") => {
                let Some(host) = self.host() else {
                    return Derived::Reported;
                };
                let port = Interpolated::literal(format!(":{}", self.of.kind.port()));
                Derived::Value(Interpolated::concat([
                    Interpolated::literal("http://"),
                    host,
                    port,
                ]))
            }
            (CredentialType::BasicAuth, "auth_string") => self.auth_string().into(),
            _ => Derived::Unknown,
        }
    }

    /// A field as text; `None` if it is absent, or reported.
    fn text(&mut self, field: &str) -> Option<Interpolated> {
        let field = At::filled(Name::from(field), self.cause);
        match self
            .all
            .field_within(self.of, &field, self.depth.checked_sub(1)?, self.report)?
        {
            Found::Text(text) => Some(text),
            Found::File(path) => {
                let message = format!(
                    "`{}` of credential `{}` comes from a file",
                    field.value, self.of.name.value
                );
                self.report.push(
                    Diagnostic::new(&UNREADABLE_SECRET, self.cause, message)
                        .label("an address cannot be made of it")
                        .related(path.span(), "the file is named here")
                        .help("give it with `{ env = \"NAME\" }`"),
                );
                None
            }
        }
    }

    fn optional(&mut self, field: &str) -> Result<Option<Interpolated>, ()> {
        if self.of.fields.contains(field) {
            self.text(field).map(Some).ok_or(())
        } else {
            Ok(None)
        }
    }

    fn host(&mut self) -> Option<Interpolated> {
        if self.of.fields.contains("host") {
            return self.text("host");
        }
        if let Some(service) = self.all.provider(&self.of.name) {
            return Some(Interpolated::literal(service.value.clone()));
        }
        let name = &self.of.name.value;
        let message = format!("it is not known where credential `{name}` logs in");
        let key = if self.of.kind == CredentialType::S3 {
            "endpoint"
        } else {
            "host"
        };
        self.report.push(
            Diagnostic::new(&UNRESOLVED_HOST, self.cause, message)
                .label("an address is derived here")
                .related(
                    self.of.name.span(),
                    format!("no service has this credential, and it has no `{key}`"),
                )
                .help(format!(
                    "write `credential = \"{name}\"` on its service, or `{key} = \"…\"` here"
                )),
        );
        None
    }

    fn postgres_url(&mut self, scheme: &str) -> Option<Interpolated> {
        let (user, password) = (self.text("user")?, self.text("password")?);
        let (host, port, database) = (self.host()?, self.text("port")?, self.text("database")?);
        let server = Server {
            user: Some(&user),
            password: Some(&password),
            host: &host,
            port: Some(&port),
        };
        let url = url::postgres(scheme, server, &database);
        self.accept(url)
    }

    fn redis_url(&mut self) -> Option<Interpolated> {
        let user = self.optional("username").ok()?;
        let password = self.optional("password").ok()?;
        let (host, port, database) = (self.host()?, self.text("port")?, self.text("database")?);
        let server = Server {
            user: user.as_ref(),
            password: password.as_ref(),
            host: &host,
            port: Some(&port),
        };
        let url = url::redis("redis", server, Some(&database));
        self.accept(url)
    }

    fn accept(&mut self, url: Result<url::Url, UrlFault>) -> Option<Interpolated> {
        let (field, fault) = match url {
            Ok(url) => return Some(url.text),
            Err(UrlFault::Host(fault)) => ("host", fault),
            Err(UrlFault::Database(fault)) => ("database", fault),
        };
        let span = self
            .of
            .fields
            .get(field)
            .map_or(self.of.name.span(), At::span);
        let message = format!(
            "`{field}` of credential `{}` cannot stand in an address",
            self.of.name.value
        );
        self.report
            .push(Diagnostic::new(&UNCARRIED_VALUE, span, message).label(fault.message));
        None
    }

    fn auth_string(&mut self) -> Option<Interpolated> {
        let (user, password) = (self.text("user")?, self.text("password")?);
        Some(Interpolated::concat([
            user,
            Interpolated::literal(":"),
            password,
        ]))
    }

    fn refuse_field(&mut self, field: &At<Name>) {
        let own = self.of.fields.keys().map(|key| &*key.value);
        let names: Vec<&str> = self.of.kind.fields().iter().copied().chain(own).collect();
        let message = format!(
            "credential `{}` has no field `{}`",
            self.of.name.value, field.value
        );
        let mut known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        known.sort();
        known.dedup();
        let found = Diagnostic::new(&UNKNOWN_FIELD, field.span(), message)
            .related(self.of.name.span(), "declared here")
            .help(format!("its fields are {}", known.join(", ")));
        self.report
            .push(found.nearest_quoted(field, "a field", names));
    }
}
