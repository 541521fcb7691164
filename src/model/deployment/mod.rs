//! Deployments and the prefect.yaml files that hold them.
//!
//! In: `[deployments]`, `[flows]`, `[directories]`, `[steps]`, `[defaults.deployment]`, `[prefect]`. Out: a [`Deployment`]
//! each, whose keys are what prefect.yaml says of it, and a [`Directory`] for each prefect.yaml.

mod directory;
mod layers;
mod pull;
mod schedule;
mod step;

pub use directory::Directory;
pub use pull::{Pull, Unmounted, add_stack_roots, mounted};
pub use schedule::{Refusal, Rule, Schedule};

use super::findings::{AMBIGUOUS_SCHEDULE, INVALID_PATH, UNKNOWN_FLOW, UNKNOWN_WORK_POOL};
use super::pool::WorkPool;
use super::service::Service;
use crate::config::Config;
use crate::config::findings::INVALID_VALUE;
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::prefect::Templated;
use crate::formats::grammar::entrypoint::{self, Entrypoint};
use crate::formats::grammar::name::DEPLOYMENT_NAME;
use crate::formats::grammar::path;
use crate::source::{At, Name, Named};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use step::Steps;

/// A deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The key of its table.
    pub key: At<Name>,
    pub name: At<Templated>,
    /// The table of `[flows]` that it takes.
    pub flow: Option<At<Name>>,
    /// The folder of its prefect.yaml, relative to the root.
    pub directory: At<Name>,
    pub entrypoint: Option<At<Templated>>,
    /// The same by its parts; see [`Deployment::parsed_entrypoint`].
    parsed: Option<Entrypoint>,
    pub schedules: Vec<Schedule>,
    pub work_pool: Option<At<Templated>>,
    pub deploy_script: bool,
    /// What it says of `pull` itself.
    pub pull: Option<At<Pull>>,
    /// Prefect's keys but `pull`, in their order.
    pub keys: Map<Templated>,
}

impl Deployment {
    /// Its entrypoint by its parts, where no placeholder decides it.
    pub fn parsed_entrypoint(&self) -> Option<&Entrypoint> {
        self.parsed.as_ref()
    }

    /// The file of its flow, relative to its folder; that of a module by its name.
    pub fn file(&self) -> Option<String> {
        let entrypoint = self.parsed_entrypoint()?;
        let module = || {
            entrypoint
                .module()
                .map(|module| format!("{}.py", module.replace('.', "/")))
        };
        entrypoint.file().map(str::to_owned).or_else(module)
    }

    /// The pool's name, where no placeholder decides it.
    pub fn pool_name(&self) -> Option<At<Name>> {
        let name = self.work_pool.as_ref()?;
        if name.has_placeholders() {
            None
        } else {
            Some(name.with(name.text().clone()))
        }
    }
}

/// What the prefect.yaml files are made of.
#[derive(Debug)]
pub struct Deployments {
    pub deployments: Named<Deployment>,
    pub directories: Named<Directory>,
}

/// What is read before the deployments.
pub struct Inputs<'a> {
    pub config: &'a Config,
    pub pools: &'a IndexMap<Name, WorkPool>,
    pub services: &'a IndexMap<Name, Service>,
    pub portable: bool,
}

/// `written` is the table `[deployments]`.
pub fn read(inputs: &Inputs<'_>, written: Map<Templated>, report: &mut Report) -> Deployments {
    let steps = Steps {
        lists: &inputs.config.steps,
    };
    let mut reader = Reader {
        inputs,
        steps,
        defaults: layers::normalise(inputs.config.deployment_defaults.clone()),
        report,
    };
    let mut deployments = Named::with_capacity_and_hasher(written.len(), FxBuildHasher);
    for (key, value) in written {
        if let Tree::Map(own) = value.value {
            deployments.insert(key.value.clone(), reader.read(&key, own));
        }
    }
    let directories = directory::read(inputs, &reader.steps, &deployments, reader.report);
    Deployments {
        deployments,
        directories,
    }
}

struct Reader<'a> {
    inputs: &'a Inputs<'a>,
    steps: Steps<'a>,
    /// `[defaults.deployment]`.
    defaults: Map<Templated>,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn read(&mut self, key: &At<Name>, own: Map<Templated>) -> Deployment {
        let config = self.inputs.config;
        let flow = own.text("flow").filter(|flow| self.check_flow(flow));
        let name = own
            .get("name")
            .and_then(|name| Some(name.with(name.as_text()?.clone())));
        let name =
            name.unwrap_or_else(|| At::new(Templated::new(key.value.clone()), key.origin.filled()));
        self.check_name(&name);
        if let (Some(old), Some(new)) = (own.key("schedule"), own.key("schedules")) {
            let message = "a deployment has both `schedule` and `schedules`";
            self.report.push(
                Diagnostic::new(&AMBIGUOUS_SCHEDULE, old.span(), message)
                    .related(new.span(), "the other")
                    .help("put it into the list of `schedules`"),
            );
        }
        let lacks_flow = flow.is_none() && own.contains("flow");
        let below = flow.as_ref().and_then(|flow| config.flows.map(flow));
        let mut keys = layers::merge(self.defaults.clone(), below, own, &name, self.report);
        if lacks_flow {
            // What the flow would have given is not known.
            keys.mark_broken("entrypoint".into());
        }
        let directory = self.directory(&keys, key);
        let zone = keys.text("timezone");
        let pull = keys
            .get("pull")
            .cloned()
            .and_then(|pull| self.steps.pull(&pull, self.report));
        let deploy_script = keys.bool("deploy_script").is_some_and(|yes| yes.value);
        let mut schedules = schedule::read(&mut keys, zone.as_ref(), key, self.report);
        schedules.shrink_to_fit();
        for key in ["build", "push"] {
            self.steps.replace(&mut keys, key, self.report);
        }
        layers::OWN.iter().for_each(|key| drop(keys.remove(key)));
        let entrypoint = keys
            .get("entrypoint")
            .and_then(|text| Some(text.with(text.as_text()?.clone())));
        let parsed = entrypoint
            .as_ref()
            .filter(|text| !text.has_placeholders())
            .and_then(|text| entrypoint::parse(text.text()).ok());
        let work_pool = self.work_pool(key, &mut keys);
        // There may be ten thousand of them.
        keys.shrink_to_fit();
        Deployment {
            key: key.clone(),
            name,
            flow,
            directory,
            entrypoint,
            parsed,
            schedules,
            work_pool,
            deploy_script,
            pull,
            keys,
        }
    }

    fn check_name(&mut self, name: &At<Templated>) {
        let text = name.with(name.text().clone());
        if !name.has_placeholders()
            && let Err(fault) = (DEPLOYMENT_NAME.check)(&text)
        {
            self.report.push(Diagnostic::fault(
                &INVALID_VALUE,
                &text,
                DEPLOYMENT_NAME.noun,
                fault,
            ));
        }
    }

    fn check_flow(&mut self, flow: &At<Name>) -> bool {
        let flows = &self.inputs.config.flows;
        if flows.contains(flow) || flows.is_broken(flow) {
            return flows.contains(flow);
        }
        let message = format!("no flow is called `{}`", flow.value);
        let names = flows.keys().map(|name| &*name.value);
        self.report.push(
            Diagnostic::new(&UNKNOWN_FLOW, flow.span(), message)
                .label("no table of `[flows]` has this name")
                .subject(flow)
                .nearest_quoted(flow, "a flow", names),
        );
        false
    }

    fn directory(&mut self, keys: &Map<Templated>, key: &At<Name>) -> At<Name> {
        let root = At::new(Name::from("."), key.origin.filled());
        let Some(written) = keys.text("directory") else {
            return root;
        };
        match path::parse_project(&written) {
            Ok(path) => written.with(path.into()),
            Err(fault) => {
                self.report.push(Diagnostic::fault(
                    &INVALID_PATH,
                    &written,
                    "folder of the project",
                    fault,
                ));
                root
            }
        }
    }

    /// The pool's name; the pool's job variables are merged under the deployment's.
    fn work_pool(&mut self, key: &At<Name>, keys: &mut Map<Templated>) -> Option<At<Templated>> {
        let Some(Tree::Map(pool)) = keys.get_mut("work_pool").map(|pool| &mut pool.value) else {
            return None;
        };
        let name = pool
            .get("name")
            .and_then(|name| Some(name.with(name.as_text()?.clone())))?;
        if name.has_placeholders() {
            return Some(name);
        }
        match self.inputs.pools.get(name.text()) {
            Some(known) => layers::add_job_variables(pool, known),
            None if self.inputs.config.work_pools.is_broken(name.text()) => {}
            None => {
                let text = name.with(name.text().clone());
                let what = match name.is_written() {
                    true => format!("deployment `{}` runs on", key.value),
                    false => "deployments run on".into(),
                };
                let message = format!("{what} work pool `{}`, which is not declared", text.value);
                let names = self.inputs.pools.keys().map(|name| &**name);
                self.report.push(
                    Diagnostic::new(&UNKNOWN_WORK_POOL, text.span(), message)
                        .label("no work pool has this name")
                        .subject(&text)
                        .nearest_quoted(&text, "a work pool", names),
                );
            }
        }
        Some(name)
    }
}
