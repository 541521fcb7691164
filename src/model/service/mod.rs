//! Services and kinds of the team's own: everything below them merged in, every reference followed.
//!
//! In: `[services]`, `[kinds]`, `[defaults.service]`. Out: a [`Service`] each, whose body is what compose.yml says of it.

mod body;
mod command;
mod environment;
mod layers;
mod reference;

pub use command::pool_of;
pub use environment::{EnvGroup, read_groups};
pub use layers::{Sketches, normalise};

use super::credential::Credentials;
use super::kinds::{self, BuiltIn, Scene};
use super::pool::WorkPool;
use super::secret::FileSecrets;
use super::volume::{Mount, Volume, Volumes};
use crate::config::Config;
use crate::diagnostics::Report;
use crate::dialects::Dialect;
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::port::{self, Port};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use body::Bodies;
use indexmap::IndexMap;

/// What compose.yml says of a service or of a kind.
#[derive(Clone, Debug)]
pub struct Body {
    /// The groups of `[env]` that are merged into its environment.
    pub groups: Vec<At<Name>>,
    /// Compose's keys, in their order; `environment` holds only what the groups do not give.
    pub keys: Map<Interpolated>,
    pub mounts: Vec<Mount>,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: At<Name>,
    pub built_in: Option<BuiltIn>,
    /// Kinds of the team's own, in the order in which they are merged.
    pub kinds: Vec<At<Name>>,
    pub credential: Option<At<Name>>,
    /// The server that it talks to, where that is a service of the stack.
    pub server: Option<At<Name>>,
    pub auth: Option<At<Name>>,
    /// The work pool that it polls: its own key, else what its command says.
    pub work_pool: Option<At<Name>>,
    /// The largest number of flow runs that it has at a time, where its own key says it.
    pub limit: Option<At<i64>>,
    pub body: Body,
}

/// A kind of the team's own, as its anchor holds it.
#[derive(Clone, Debug)]
pub struct OwnKind {
    pub name: At<Name>,
    pub body: Body,
}

impl Service {
    /// A key of Compose that says one literal thing.
    pub fn text(&self, key: &str) -> Option<At<Name>> {
        self.body.keys.text(key)
    }

    /// Its published and exposed ports, as far as they are known without variables.
    pub fn ports(&self) -> Vec<At<Port>> {
        ports(&self.body.keys)
    }
}

/// The ports that a service's keys say, as far as they are known without variables.
pub fn ports<D: Dialect>(keys: &Map<D>) -> Vec<At<Port>> {
    let Some(Tree::List(items)) = keys.get("ports").map(|value| &value.value) else {
        return Vec::new();
    };
    items.iter().filter_map(read_port).collect()
}

/// The API of a server as the host sees it, if this is the port that publishes it.
pub fn server_address(port: &Port) -> Option<String> {
    let published = port.published_for(SERVER_PORT)?;
    let host = match port.host_ip {
        Some(ip) if ip.is_unspecified() || ip.is_loopback() => "localhost".into(),
        None => "localhost".into(),
        Some(ip) if ip.is_ipv6() => format!("[{ip}]"),
        Some(ip) => ip.to_string(),
    };
    Some(format!("http://{host}:{published}/api"))
}

/// Where Prefect's server listens, unless it is told otherwise.
pub const SERVER_PORT: u16 = 4200;

fn read_port<D: Dialect>(item: &At<Tree<D>>) -> Option<At<Port>> {
    let text = match &item.value {
        Tree::Text(text) => text.assumed()?.to_string(),
        Tree::Int(int) => int.to_string(),
        Tree::Map(map) => {
            let part = |key: &str| {
                map.text(key)
                    .map(|text| text.value.to_string())
                    .or_else(|| map.int(key).map(|int| int.value.to_string()))
            };
            let published = part("published")
                .map(|port| format!("{port}:"))
                .unwrap_or_default();
            let ip = part("host_ip").map(|ip| {
                if ip.contains(':') {
                    format!("[{ip}]:")
                } else {
                    format!("{ip}:")
                }
            });
            let ip = ip.filter(|_| !published.is_empty()).unwrap_or_default();
            let protocol = part("protocol")
                .map(|word| format!("/{word}"))
                .unwrap_or_default();
            format!("{ip}{published}{}{protocol}", part("target")?)
        }
        _ => return None,
    };
    port::parse(&text).ok().map(|port| item.with(port))
}

/// What the services of a stack are made of.
#[derive(Debug)]
pub struct Services {
    pub services: IndexMap<Name, Service>,
    pub kinds: IndexMap<Name, OwnKind>,
    pub groups: IndexMap<Name, EnvGroup>,
    /// Named volumes that kinds bring and that are mounted.
    pub data: Vec<At<Name>>,
}

/// What is read before the services.
pub struct Inputs<'a> {
    pub config: &'a Config,
    pub volumes: &'a IndexMap<Name, Volume>,
    pub pools: &'a IndexMap<Name, WorkPool>,
}

/// Reads all services. `credentials` learns which service provides what; `secrets`, which files are mounted.
pub fn read(
    inputs: &Inputs<'_>,
    credentials: &mut Credentials,
    secrets: &mut FileSecrets,
    report: &mut Report,
) -> Services {
    let config = inputs.config;
    let sketches = Sketches::read(config, report);
    for sketch in sketches.entries.values() {
        if let Some(credential) = sketch.keys.text("credential") {
            credentials.provide(&credential.value, &sketch.name);
        }
    }
    let groups = read_groups(&config.env, credentials, report);
    let scene = Scene {
        credentials,
        sketches: &sketches.entries,
        groups: &config.env,
        pools: inputs.pools,
    };
    let filled: IndexMap<Name, Map<crate::config::Value>> = sketches
        .entries
        .iter()
        .map(|(name, sketch)| {
            let fill = kinds::fill(&scene, sketch, secrets, report);
            (name.clone(), sketches.merge(config, sketch, fill, report))
        })
        .collect();
    let data: Vec<Name> = filled
        .keys()
        .map(|name| format!("{name}-data").into())
        .collect();
    let mut bodies = Bodies {
        config,
        credentials,
        groups: &groups,
        volumes: Volumes {
            declared: inputs.volumes,
            data: &data,
            broken: &config.volumes,
        },
        secrets,
        report,
    };
    let kinds = bodies.read_kinds();
    let services: IndexMap<Name, Service> = filled
        .into_iter()
        .map(|(name, keys)| {
            let service = bodies.read_service(&sketches.entries[&name], keys);
            (name, service)
        })
        .collect();
    let data = data_volumes(&services, inputs.volumes, &data);
    Services {
        services,
        kinds,
        groups,
        data,
    }
}

/// The named volumes that no table declares: those of the kinds, where they are mounted.
fn data_volumes(
    services: &IndexMap<Name, Service>,
    declared: &IndexMap<Name, Volume>,
    data: &[Name],
) -> Vec<At<Name>> {
    use crate::formats::grammar::mount::Source;
    let mut found: Vec<At<Name>> = Vec::new();
    for mount in services.values().flat_map(|service| &service.body.mounts) {
        let Source::Named(name) = &mount.source else {
            continue;
        };
        let name = Name::from(name.as_str());
        let new = data.contains(&name) && !declared.contains_key(&name);
        if new && !found.iter().any(|known| known.value == name) {
            found.push(At::new(name, mount.tree.origin.filled()));
        }
    }
    found
}
