//! The merged keys of a service → what compose.yml says of it: own keys taken out, references followed.

use super::environment::{EnvGroup, Resolved, resolve};
use super::{Body, OwnKind, Service, normalise, reference};
use crate::config::{Config, Value};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::dialects::toml;
use crate::formats::compose;
use crate::model::convert;
use crate::model::credential::Credentials;
use crate::model::findings::{
    CONFLICTING_ENV_GROUPS, UNKNOWN_ENV_GROUP, UNKNOWN_SERVICE, UNREAD_KEY,
};
use crate::model::kinds::Sketch;
use crate::model::secret::FileSecrets;
use crate::model::volume::{Mount, Volumes};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// Keys of stack.toml's own: they are not Compose's.
const OWN: [&str; 12] = [
    "kind",
    "credential",
    "database",
    "redis",
    "auth",
    "server",
    "work_pool",
    "queues",
    "limit",
    "with_healthcheck",
    "env",
    "without",
];

/// Reads bodies.
pub struct Bodies<'a> {
    pub config: &'a Config,
    pub credentials: &'a Credentials,
    pub groups: &'a IndexMap<Name, EnvGroup>,
    pub volumes: Volumes<'a>,
    pub secrets: &'a mut FileSecrets,
    pub report: &'a mut Report,
}

impl Bodies<'_> {
    pub fn read_kinds(&mut self) -> IndexMap<Name, OwnKind> {
        let kinds: Vec<_> = self
            .config
            .kinds
            .tables()
            .map(|(name, map)| (name.clone(), map.value.clone()))
            .collect();
        kinds
            .into_iter()
            .map(|(name, map)| {
                let body = self.read_body(&name, normalise(map));
                (name.value.clone(), OwnKind { name, body })
            })
            .collect()
    }

    pub fn read_service(&mut self, sketch: &Sketch, keys: Map<Value>) -> Service {
        self.check_own_keys(sketch);
        let server = match keys.get("server").map(|value| &value.value) {
            Some(Tree::Map(table)) => table.text("service"),
            _ => keys.text("server"),
        };
        let own = |key: &str| keys.text(key);
        let kinds = keys
            .texts("kind")
            .into_iter()
            .filter(|kind| self.config.kinds.contains(kind))
            .collect();
        Service {
            name: sketch.name.clone(),
            built_in: sketch.built_in,
            kinds,
            credential: own("credential"),
            server,
            auth: own("auth"),
            limit: keys.int("limit"),
            work_pool: own("work_pool").or_else(|| super::command::polled_pool(&keys)),
            body: self.read_body(&sketch.name, keys),
        }
    }

    fn read_body(&mut self, name: &At<Name>, keys: Map<Value>) -> Body {
        let groups = self.read_env(&keys);
        self.check_references(&keys);
        let mut body = Body {
            groups,
            keys: Map::default(),
            mounts: Vec::new(),
        };
        keys.broken()
            .iter()
            .for_each(|key| body.keys.mark_broken(key.clone()));
        let mut files = Vec::new();
        for (key, value) in keys {
            match &*key.value {
                own if OWN.contains(&own) => {}
                "environment" => {
                    let variables = self.read_variables(&value, &mut files);
                    body.keys.insert(key, value.with(Tree::Map(variables)));
                }
                "volumes" => {
                    let mounts = self.read_mounts(&value);
                    let list = mounts.iter().map(|mount| mount.tree.clone()).collect();
                    body.keys.insert(key, value.with(Tree::List(list)));
                    body.mounts = mounts;
                }
                _ => {
                    if &*key.value == "depends_on" {
                        self.check_dependencies(&value);
                    }
                    let one = Map::from_iter([(key.clone(), value)]);
                    let one = convert::resolve(one, self.credentials, self.report);
                    one.into_iter()
                        .for_each(|(key, value)| body.keys.insert(key, value));
                }
            }
        }
        self.mount_files(&mut body, files);
        place_environment(&mut body, name);
        self.check_groups(&body);
        body
    }

    fn read_env(&mut self, keys: &Map<Value>) -> Vec<At<Name>> {
        let mut groups = Vec::new();
        for group in keys.texts("env") {
            if self.groups.contains_key(&group.value) {
                groups.push(group);
            } else if !self.config.env.is_broken(&group) {
                let message = format!("no group of variables is called `{}`", group.value);
                let names = self.groups.keys().map(|name| &**name);
                self.report.push(
                    Diagnostic::new(&UNKNOWN_ENV_GROUP, group.span(), message)
                        .label("no table of `[env]` has this name")
                        .subject(&group)
                        .nearest_quoted(&group, "a group", names),
                );
            }
        }
        groups
    }

    fn read_variables(
        &mut self,
        value: &At<Tree<Value>>,
        files: &mut Vec<At<Name>>,
    ) -> Map<Interpolated> {
        let mut variables = Map::default();
        for (name, value) in value.as_map().into_iter().flat_map(Map::iter) {
            match resolve(value, self.credentials, self.report) {
                Resolved::Value(value) => variables.insert(name.clone(), value),
                Resolved::Broken => variables.mark_broken(name.value.clone()),
                Resolved::File(path) => {
                    // Official images read the value of NAME from the file that NAME_FILE names.
                    let variable = if name.ends_with("_FILE") {
                        name.to_string()
                    } else {
                        format!("{}_FILE", name.value)
                    };
                    let mounted = format!("/run/secrets/{}", self.secrets.name(&path));
                    let text = value.with(Tree::Text(Interpolated::literal(mounted)));
                    variables.insert(name.with(variable.into()), text);
                    files.push(path);
                }
            }
        }
        variables
    }

    /// Mounts the files that values of the environment come from.
    fn mount_files(&mut self, body: &mut Body, files: Vec<At<Name>>) {
        for path in files {
            let name = self.secrets.name(&path);
            let item = At::new(
                Tree::Text(Interpolated::literal(name)),
                path.origin.filled(),
            );
            match body.keys.get_mut("secrets").map(|value| &mut value.value) {
                Some(Tree::List(items)) if items.contains(&item) => {}
                Some(Tree::List(items)) => items.push(item),
                _ => body.keys.insert(
                    path.with("secrets".into()),
                    item.with(Tree::List(vec![item.clone()])),
                ),
            }
        }
    }

    fn read_mounts(&mut self, value: &At<Tree<Value>>) -> Vec<Mount> {
        let items = value.as_list().unwrap_or_default();
        items
            .iter()
            .filter_map(|item| self.volumes.mount(item, self.report))
            .collect()
    }

    fn check_dependencies(&mut self, value: &At<Tree<Value>>) {
        for name in value.as_map().into_iter().flat_map(Map::keys) {
            if let Some(found) = self.unknown_service("depends_on", name) {
                let names = self.config.services.keys().map(|name| &*name.value);
                self.report.push(match name.split_once(':') {
                    Some((service, condition)) => found.help(format!(
                        "write `depends_on = {{ {} = {{ condition = \"{}\" }} }}`",
                        toml::key(service.trim()),
                        condition.trim()
                    )),
                    None => found.nearest_quoted(name, "a service", names),
                });
            }
        }
    }

    /// The keys that name a service inside a longer text.
    fn check_references(&mut self, keys: &Map<Value>) {
        for (key, name) in reference::services(keys) {
            if let Some(found) = self.unknown_service(key, &name) {
                let names = self.config.services.keys().map(|name| &*name.value);
                let near = crate::diagnostics::nearest(&name, names);
                self.report.push(match near {
                    Some(near) => {
                        found.help(format!("a service with a similar name exists: `{near}`"))
                    }
                    None => found,
                });
            }
        }
    }

    fn unknown_service(&self, key: &str, name: &At<Name>) -> Option<Diagnostic> {
        if self.config.services.contains(name) || self.config.services.is_broken(name) {
            return None;
        }
        let message = format!(
            "`{key}` names service `{}`, which does not exist",
            name.value
        );
        let found = Diagnostic::new(&UNKNOWN_SERVICE, name.span(), message);
        Some(found.label("no service has this name").subject(name))
    }

    /// Two groups that say different things about a name that the service does not set itself.
    fn check_groups(&mut self, body: &Body) {
        let own = body.keys.map("environment");
        let mut seen: IndexMap<&Name, (&At<Name>, &At<Tree<Interpolated>>)> = IndexMap::new();
        for group in &body.groups {
            let variables = &self.groups[&group.value].variables;
            for (name, value) in variables
                .iter()
                .filter(|(name, _)| !own.is_some_and(|own| own.contains(name)))
            {
                let Some((first, other)) = seen.get(&name.value) else {
                    seen.insert(&name.value, (group, value));
                    continue;
                };
                if *other == value {
                    continue;
                }
                let message = format!(
                    "groups `{}` and `{}` say different things about `{}`",
                    first.value, group.value, name.value
                );
                self.report.push(
                    Diagnostic::new(&CONFLICTING_ENV_GROUPS, group.span(), message)
                        .label(format!(
                            "takes both, and does not set `{}` itself",
                            name.value
                        ))
                        .related(other.span(), format!("what `{}` says", first.value))
                        .related(value.span(), format!("what `{}` says", group.value)),
                );
            }
        }
    }

    /// Own keys that the service's kind does not read would say nothing.
    fn check_own_keys(&mut self, sketch: &Sketch) {
        let Some(own) = self.config.services.map(&sketch.name) else {
            return;
        };
        let read: &[&str] = match sketch.built_in {
            Some(kind) => kind.own_keys(),
            None => &["credential", "server"],
        };
        for key in OWN
            .iter()
            .filter(|key| !["kind", "env", "without"].contains(key) && !read.contains(key))
        {
            let Some(at) = own
                .key(key)
                .filter(|_| own.get("kind").is_none() || sketch.built_in.is_some())
            else {
                continue;
            };
            let what = match sketch.built_in {
                Some(kind) => format!("a service of kind `{}` does not read `{key}`", kind.word()),
                None => format!("a service without a built-in kind does not read `{key}`"),
            };
            let found =
                Diagnostic::new(&UNREAD_KEY, at.span(), what).label("this would say nothing");
            self.report.push(if read.is_empty() {
                found
            } else {
                found.help(format!(
                    "it reads {}",
                    read.iter()
                        .map(|key| format!("`{key}`"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ))
            });
        }
    }
}

/// A service that takes groups has an environment, where people put it, even if it sets nothing itself.
fn place_environment(body: &mut Body, name: &At<Name>) {
    if body.groups.is_empty() || body.keys.contains("environment") {
        return;
    }
    let origin = body
        .groups
        .first()
        .map_or(name.origin, |group| group.origin)
        .filled();
    let empty = (
        At::new("environment".into(), origin),
        At::new(Tree::Map(Map::default()), origin),
    );
    let keys = std::mem::take(&mut body.keys);
    body.keys = crate::model::merge::merge_ranked(Map::from_iter([empty]), keys, &compose::SERVICE);
}
