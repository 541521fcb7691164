//! The built-in kinds of service: what each fills in, a file a kind.
//!
//! In: what a service says of itself, and the [`Scene`] around it. Out: keys of Compose, all of them below what the user
//! wrote. Facts of the official images stand in the file of their kind.

mod filling;
mod minio;
mod postgres;
mod prefect_serve;
mod prefect_server;
mod prefect_services;
mod prefect_worker;
mod redis;
mod rustfs;
mod sample;
mod server_link;

pub use filling::Filling;
pub use prefect_worker::PROCESS;
pub use sample::sample;
pub use server_link::ServerLink;

use super::credential::{CredentialType, Credentials};
use super::pool::WorkPool;
use super::secret::FileSecrets;
use crate::config::Value;
use crate::diagnostics::Report;
use crate::source::{At, Name, Span};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// A built-in kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuiltIn {
    Postgres,
    Redis,
    Rustfs,
    Minio,
    PrefectServer,
    PrefectServices,
    PrefectWorker,
    PrefectServe,
}

impl BuiltIn {
    pub const ALL: [Self; 8] = [
        Self::Postgres,
        Self::Redis,
        Self::Rustfs,
        Self::Minio,
        Self::PrefectServer,
        Self::PrefectServices,
        Self::PrefectWorker,
        Self::PrefectServe,
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Redis => "redis",
            Self::Rustfs => "rustfs",
            Self::Minio => "minio",
            Self::PrefectServer => "prefect-server",
            Self::PrefectServices => "prefect-services",
            Self::PrefectWorker => "prefect-worker",
            Self::PrefectServe => "prefect-serve",
        }
    }

    /// What it is, in a sentence for `stackgen kinds`.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL, the database of Prefect's server",
            Self::Redis => "Redis, which passes messages between Prefect's servers",
            Self::Rustfs => "RustFS, an S3-compatible object store",
            Self::Minio => "MinIO, an S3-compatible object store",
            Self::PrefectServer => {
                "Prefect's server: API, UI and, unless they run apart, background services"
            }
            Self::PrefectServices => "Prefect's background services, apart from the server",
            Self::PrefectWorker => "A worker, which polls a work pool and runs flows",
            Self::PrefectServe => "A container that serves its flows itself with `flow.serve()`",
        }
    }

    /// The keys of stack.toml's own that the kind reads, besides `kind`, `env` and `without`.
    pub fn own_keys(self) -> &'static [&'static str] {
        match self {
            Self::Postgres | Self::Redis | Self::Rustfs | Self::Minio => &["credential"],
            Self::PrefectServer => &["database", "redis", "auth"],
            Self::PrefectServices => &["server", "database", "redis"],
            Self::PrefectWorker => &["server", "work_pool", "queues", "limit", "with_healthcheck"],
            Self::PrefectServe => &["server"],
        }
    }

    /// The type of the credential that clients of such a service log in with.
    pub fn credential_type(self) -> Option<CredentialType> {
        match self {
            Self::Postgres => Some(CredentialType::Postgres),
            Self::Redis => Some(CredentialType::Redis),
            Self::Rustfs | Self::Minio => Some(CredentialType::S3),
            _ => None,
        }
    }

    /// The port on which it listens in its container.
    pub fn port(self) -> Option<u16> {
        match self {
            Self::Postgres => Some(5432),
            Self::Redis => Some(6379),
            Self::Rustfs | Self::Minio => Some(9000),
            Self::PrefectServer => Some(4200),
            Self::PrefectServices | Self::PrefectWorker | Self::PrefectServe => None,
        }
    }

    /// Whether it fills in a health check.
    fn has_healthcheck(self, keys: &Map<Value>) -> bool {
        match self {
            Self::PrefectServices | Self::PrefectServe => false,
            Self::PrefectWorker => keys.bool("with_healthcheck").is_some_and(|yes| yes.value),
            _ => true,
        }
    }

    /// Fills in what every such service needs.
    pub fn fill(self, filling: &mut Filling<'_>) {
        filling.text("restart", "unless-stopped");
        match self {
            Self::Postgres => postgres::fill(filling),
            Self::Redis => redis::fill(filling),
            Self::Rustfs => rustfs::fill(filling),
            Self::Minio => minio::fill(filling),
            Self::PrefectServer => prefect_server::fill(filling),
            Self::PrefectServices => prefect_services::fill(filling),
            Self::PrefectWorker => prefect_worker::fill(filling),
            Self::PrefectServe => prefect_serve::fill(filling),
        }
    }
}

/// What a service says of itself, defaults and own kinds merged in, before its built-in kind fills in anything.
#[derive(Clone, Debug)]
pub struct Sketch {
    pub name: At<Name>,
    pub built_in: Option<BuiltIn>,
    /// The key that says the kind, else the service's name: what the kind fills in points there.
    pub cause: Span,
    pub keys: Map<Value>,
}

impl Sketch {
    /// Whether another service can wait until this one is healthy. An image's own check is not known.
    pub fn has_healthcheck(&self) -> bool {
        match self.keys.get("healthcheck").map(|check| &check.value) {
            Some(Tree::Map(check)) => !check.bool("disable").is_some_and(|off| off.value),
            Some(_) => true,
            None => {
                let taken_away = self
                    .keys
                    .texts("without")
                    .iter()
                    .any(|path| &*path.value == "healthcheck");
                !taken_away
                    && self
                        .built_in
                        .is_some_and(|kind| kind.has_healthcheck(&self.keys))
            }
        }
    }
}

/// What surrounds a service while its kind fills it in.
#[derive(Debug)]
pub struct Scene<'a> {
    pub credentials: &'a Credentials,
    pub sketches: &'a IndexMap<Name, Sketch>,
    pub groups: &'a Map<Value>,
    pub pools: &'a IndexMap<Name, WorkPool>,
}

impl<'a> Scene<'a> {
    pub fn of_kind(&self, kind: BuiltIn) -> impl Iterator<Item = &'a Sketch> {
        self.sketches
            .values()
            .filter(move |sketch| sketch.built_in == Some(kind))
    }
}

/// Fills in what a service's built-in kind and its own keys bring.
pub fn fill(
    scene: &Scene<'_>,
    sketch: &Sketch,
    secrets: &mut FileSecrets,
    report: &mut Report,
) -> Map<Value> {
    let mut filling = Filling::new(scene, sketch, secrets, report);
    match sketch.built_in {
        Some(kind) => kind.fill(&mut filling),
        None => server_link::fill(&mut filling),
    }
    filling.into_keys()
}
