//! What follows from a credential's fields: addresses, hosts, ports, login strings.
//!
//! In: a credential, and which service provides it. Out: a field that is not written. What cannot be derived is reported
//! where the field is asked for.

use super::{Credential, CredentialType, Credentials, Found};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::dialects::url::{self, Server, UrlFault};
use crate::model::findings::{UNCARRIED_VALUE, UNKNOWN_FIELD, UNREADABLE_SECRET, UNRESOLVED_HOST};
use crate::source::{At, Name, Span};

pub(super) enum Derived {
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
pub(super) struct Deriver<'a> {
    pub all: &'a Credentials,
    pub of: &'a Credential,
    pub cause: Span,
    /// How many fields may still be taken from other credentials.
    pub depth: u8,
    pub report: &'a mut Report,
}

impl Deriver<'_> {
    pub fn derive(&mut self, field: &str) -> Derived {
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

    pub fn refuse_field(&mut self, field: &At<Name>) {
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
