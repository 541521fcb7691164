//! What stack.toml means: kinds and defaults merged in, every reference followed, everything derived that follows.
//!
//! In: a [`Config`]. Out: a [`Stack`], each fact in one place, each value with the key that it comes from. Nothing is
//! read from the disk, and nothing is judged that depends on more than the names in the file.

mod block;
mod carried;
mod convert;
mod credential;
mod deployment;
mod docs;
pub mod findings;
mod kinds;
mod makefile;
mod merge;
mod output;
mod pool;
mod project;
mod receipt;
mod secret;
mod secret_field;
mod service;
mod variable;
mod volume;

pub use block::{Block, BlockValue};
pub use credential::{Credential, CredentialType, Credentials, Found};
pub use deployment::{Deployment, Directory, Pull, Refusal, Rule, Schedule, Unmounted, mounted};
pub use docs::SECTIONS;
pub use kinds::{BuiltIn, sample};
pub use makefile::{Makefile, Target, worker_targets};
pub use output::{OutputPaths, keep_apart, place_of};
pub use pool::{Queue, WorkPool};
pub use project::Project;
pub use receipt::Receipt;
pub use secret_field::{SecretField, SecretFields};
pub use service::{Body, EnvGroup, OwnKind, Service, pool_of};
pub use variable::EnvVariable;
pub use volume::{Mount, Volume};

use crate::config::Config;
use crate::diagnostics::Report;
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::image::Image;
use crate::source::{At, Name, Named};
use crate::tree::Map;
use indexmap::IndexMap;

/// A whole stack.
#[derive(Debug)]
pub struct Stack {
    pub project: Project,
    pub credentials: Credentials,
    pub blocks: Vec<Block>,
    /// Python modules whose block types are registered.
    pub block_modules: Vec<At<Name>>,
    pub volumes: IndexMap<Name, Volume>,
    /// Named volumes that kinds bring.
    pub data_volumes: Vec<At<Name>>,
    pub groups: IndexMap<Name, EnvGroup>,
    pub kinds: IndexMap<Name, OwnKind>,
    pub services: IndexMap<Name, Service>,
    pub networks: Map<Interpolated>,
    pub secrets: Map<Interpolated>,
    pub configs: Map<Interpolated>,
    pub models: Map<Interpolated>,
    /// Other top-level keys of compose.yml.
    pub compose: Map<Interpolated>,
    pub work_pools: IndexMap<Name, WorkPool>,
    pub deployments: Named<Deployment>,
    pub directories: Named<Directory>,
    /// The environment variables that something reads, in the order in which they are met.
    pub variables: IndexMap<Name, EnvVariable>,
    pub makefile: Makefile,
    pub outputs: OutputPaths,
    pub docs: Map<Name>,
    /// A folder with the team's own templates, relative to the folder of stack.toml.
    pub templates: Option<At<Name>>,
    pub lints: Map<Name>,
}

/// Gives a config its meaning. Every name that nothing has is reported.
pub fn build(mut config: Config, report: &mut Report) -> Stack {
    let project = project::read(&config.project, report);
    let volumes = volume::read(&config.volumes);
    let work_pools = pool::read(&config.work_pools);
    let mut credentials = Credentials::read(&config.credentials);
    let mut secrets = secret::FileSecrets::read(&config.secrets);
    let inputs = service::Inputs {
        config: &config,
        volumes: &volumes,
        pools: &work_pools,
    };
    let service::Services {
        mut services,
        kinds,
        groups,
        data,
    } = service::read(&inputs, &mut credentials, &mut secrets, report);
    let blocks = block::read(&credentials, report);
    let deployment::Deployments {
        deployments,
        directories,
    } = {
        let portable = project.portable;
        let written = std::mem::take(&mut config.deployments);
        let inputs = deployment::Inputs {
            config: &config,
            pools: &work_pools,
            services: &services,
            portable,
        };
        deployment::read(&inputs, written, report)
    };
    if project.portable {
        deployment::add_stack_roots(&mut services, &deployments, &directories);
    }
    let compose = convert::resolve(config.compose, &credentials, report);
    let mut stack = Stack {
        block_modules: config.blocks.texts("modules"),
        data_volumes: data,
        networks: convert::interpolate(config.networks),
        secrets: convert::interpolate(config.secrets),
        configs: convert::interpolate(config.configs),
        models: convert::interpolate(config.models),
        compose,
        makefile: makefile::read(&config.make),
        outputs: output::read(&config.outputs, report),
        docs: config.docs,
        templates: config.templates.text("dir"),
        lints: config.lints,
        variables: IndexMap::new(),
        project,
        credentials,
        blocks,
        volumes,
        groups,
        kinds,
        services,
        work_pools,
        deployments,
        directories,
    };
    secrets
        .derived()
        .for_each(|(name, secret)| stack.secrets.insert(name, secret));
    stack.variables = variable::collect(&stack, &config.variables);
    makefile::check(&stack, report);
    output::check(&stack, report);
    docs::check(&stack.docs, report);
    carried::check(&stack, report);
    stack
}

impl Stack {
    /// Prefect's API as the host sees it: what the project says, else the published port of the first server that has one.
    pub fn api_url(&self) -> Option<String> {
        if let Some(url) = &self.project.api_url {
            return Some(url.to_string());
        }
        let servers = self
            .services
            .values()
            .filter(|service| service.built_in == Some(BuiltIn::PrefectServer));
        let mut ports = servers.flat_map(|server| server.ports());
        ports.find_map(|port| service::server_address(&port))
    }

    /// The Python of the server, whose schedule engine fires, as its version; `None` where nothing tells it.
    pub fn server_python(&self) -> Option<String> {
        if let Some(version) = &self.project.server_python {
            return Some(version.to_string());
        }
        let runs_server = [BuiltIn::PrefectServices, BuiltIn::PrefectServer];
        let mut services = runs_server.iter().flat_map(|kind| {
            self.services
                .values()
                .filter(|service| service.built_in == Some(*kind))
        });
        services.find_map(|service| {
            let image = Image::read(&service.text("image")?);
            let tag = image.tag()?;
            let version = tag.split("python").nth(1)?;
            let end = version
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(version.len());
            Some(version[..end].trim_end_matches('.').to_owned())
                .filter(|version| version.starts_with("3."))
        })
    }

    /// The literal values that are marked as not to be shown, in all forms in which files hold them.
    pub fn secrets_in_text(&self) -> Vec<Name> {
        secret::texts(self)
    }

    /// What a service's container has in a variable: its own, else that of the last group that gives it.
    pub fn variable<'a>(&'a self, service: &'a Service, name: &str) -> Option<&'a Interpolated> {
        let own = service.body.keys.map("environment");
        let in_groups = || {
            let groups = service.body.groups.iter().rev();
            let mut maps = groups.filter_map(|group| self.groups.get(&group.value));
            maps.find_map(|group| group.variables.get(name))
        };
        own.and_then(|own| own.get(name))
            .or_else(in_groups)?
            .as_text()
    }

    /// The workers of the stack that poll a pool.
    pub fn workers<'a>(&'a self, pool: &'a str) -> impl Iterator<Item = &'a Service> {
        self.services.values().filter(move |service| {
            service
                .work_pool
                .as_ref()
                .is_some_and(|name| &*name.value == pool)
        })
    }
}
