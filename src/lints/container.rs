//! A service as the container that it becomes: what it reads, where it is reached, what it listens on.
//!
//! In: a service of the stack. Out: facts that several lints put side by side. Nothing is judged here.

use crate::dialects::compose::{Interpolated, Part};
use crate::formats::grammar::port::PortRange;
use crate::formats::grammar::{command, image, port};
use crate::model::{BuiltIn, Service, Stack};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use std::collections::HashSet;

/// Stands for a variable in a text of which the rest is known.
pub const VARIABLE: char = '\u{e000}';

/// A service and the stack around it.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    pub stack: &'a Stack,
    pub service: &'a Service,
}

/// A variable of its environment.
#[derive(Clone, Copy, Debug)]
pub struct Variable<'a> {
    pub name: &'a At<Name>,
    pub value: &'a At<Tree<Interpolated>>,
    /// Whether it comes from a group of `[env]`.
    pub is_shared: bool,
}

/// How it takes part in networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Networks(Vec<Name>),
    /// Something that is not known here: the host's network, another container's.
    Elsewhere,
}

pub fn containers(stack: &Stack) -> impl Iterator<Item = Container<'_>> {
    stack
        .services
        .values()
        .map(|service| Container { stack, service })
}

impl<'a> Container<'a> {
    pub fn of(self, name: &str) -> Option<Self> {
        let service = self.stack.services.get(name)?;
        Some(Self { service, ..self })
    }

    pub fn name(self) -> &'a Name {
        &self.service.name.value
    }

    pub fn keys(self) -> &'a Map<Interpolated> {
        &self.service.body.keys
    }

    /// Whether something outside stack.toml, or something that is reported, says more of it.
    pub fn has_more(self) -> bool {
        let keys = self.keys();
        keys.contains("extends")
            || keys.contains("env_file")
            || ["environment", "env_file", "env"]
                .iter()
                .any(|key| keys.is_broken(key))
    }

    /// What its environment holds in the end.
    pub fn variables(self) -> Vec<Variable<'a>> {
        let own = self.keys().map("environment");
        let mut found: Vec<Variable<'a>> = Vec::new();
        let mut seen = HashSet::new();
        let groups = self.service.body.groups.iter();
        let shared = groups.filter_map(|group| self.stack.groups.get(&group.value));
        let maps = own.into_iter().map(|map| (map, false));
        for (map, is_shared) in maps.chain(shared.map(|group| (&group.variables, true))) {
            for (name, value) in map.iter() {
                if seen.insert(&name.value) {
                    found.push(Variable {
                        name,
                        value,
                        is_shared,
                    });
                }
            }
        }
        found
    }

    pub fn variable(self, name: &str) -> Option<Variable<'a>> {
        let of = |map: &'a Map<Interpolated>, is_shared| {
            let (name, value) = (map.key(name)?, map.get(name)?);
            Some(Variable {
                name,
                value,
                is_shared,
            })
        };
        let own = self.keys().map("environment");
        own.and_then(|map| of(map, false)).or_else(|| {
            let groups = self.service.body.groups.iter();
            let mut groups = groups.filter_map(|group| self.stack.groups.get(&group.value));
            groups.find_map(|group| of(&group.variables, true))
        })
    }

    /// The first of several names that is set.
    pub fn first_variable(self, names: &[&str]) -> Option<Variable<'a>> {
        names.iter().find_map(|name| self.variable(name))
    }

    /// What it is: its kind, or what its image and its command tell.
    pub fn role(self) -> Option<BuiltIn> {
        self.service.built_in.or_else(|| {
            let image = image::Image::read(&self.service.text("image")?);
            match official(&image.repository) {
                "postgres" => Some(BuiltIn::Postgres),
                "redis" => Some(BuiltIn::Redis),
                "rustfs/rustfs" => Some(BuiltIn::Rustfs),
                "minio/minio" => Some(BuiltIn::Minio),
                _ => self.prefect_role(),
            }
        })
    }

    fn prefect_role(self) -> Option<BuiltIn> {
        let words = self.command()?;
        let mut words = words
            .iter()
            .map(String::as_str)
            .skip_while(|word| *word != "prefect");
        match (words.nth(1)?, words.next()?, words.next()) {
            ("server", "start", _) => Some(BuiltIn::PrefectServer),
            ("server", "services", Some("start")) => Some(BuiltIn::PrefectServices),
            ("worker", "start", _) => Some(BuiltIn::PrefectWorker),
            _ => None,
        }
    }

    /// Whether its image is one of Prefect's own, and not built upon.
    pub fn is_stock_prefect(self) -> bool {
        !self.keys().contains("build")
            && self.service.text("image").is_some_and(|text| {
                official(&image::Image::read(&text).repository) == "prefecthq/prefect"
            })
    }

    /// The words of its command, where all are known; a word that a variable decides holds [`VARIABLE`].
    pub fn command(self) -> Option<Vec<String>> {
        let value = &self.keys().get("command")?.value;
        match value {
            Tree::Text(text) => command::split(&marked(text)).ok(),
            Tree::List(items) => items
                .iter()
                .map(|item| item.as_text().map(marked))
                .collect(),
            _ => None,
        }
    }

    /// The words of its health check.
    pub fn check(self) -> Option<&'a At<Tree<Interpolated>>> {
        self.keys().map("healthcheck")?.get("test")
    }

    /// Whether its own command, or a hook, may bring files that stack.toml does not tell of.
    pub fn may_bring_files(self) -> bool {
        let keys = self.keys();
        let hooks = ["entrypoint", "pre_start", "post_start", "develop"];
        let plain = || {
            self.command()
                .is_some_and(|words| words.first().is_some_and(|word| word == "prefect"))
        };
        hooks.iter().any(|key| keys.contains(key)) || self.has_written_command() && !plain()
    }

    pub fn place(self) -> Place {
        let keys = self.keys();
        if keys.contains("network_mode") || keys.contains("extends") || keys.is_broken("networks") {
            return Place::Elsewhere;
        }
        match keys.get("networks").map(|value| &value.value) {
            Some(Tree::List(_)) => Place::Networks(
                keys.texts("networks")
                    .into_iter()
                    .map(|it| it.value)
                    .collect(),
            ),
            Some(Tree::Map(map)) => {
                Place::Networks(map.keys().map(|key| key.value.clone()).collect())
            }
            _ => Place::Networks(vec!["default".into()]),
        }
    }

    /// Whether names may be known to it that stack.toml does not tell.
    pub fn sees_more(self) -> bool {
        let keys = self.keys();
        let opens = ["dns", "dns_search", "external_links", "extends"];
        opens.iter().any(|key| keys.contains(key))
            || self.stack.compose.contains("include")
            || match self.place() {
                Place::Elsewhere => true,
                Place::Networks(names) => names.iter().any(|name| {
                    let network = self.stack.networks.map(name);
                    network.is_some_and(|it| it.contains("external") || it.contains("name"))
                }),
            }
    }

    /// The names under which others reach it.
    pub fn names(self) -> Vec<String> {
        let keys = self.keys();
        let mut names = vec![self.name().to_string()];
        let texts = ["container_name", "hostname"]
            .into_iter()
            .filter_map(|key| keys.text(key));
        names.extend(texts.map(|text| text.value.to_string()));
        if let Some(networks) = keys.map("networks") {
            let aliases = networks
                .tables()
                .flat_map(|(_, table)| table.value.texts("aliases"));
            names.extend(aliases.map(|alias| alias.value.to_string()));
        }
        names
    }

    /// Names that it knows besides those of services: aliases of its links, extra hosts, its own name.
    pub fn knows(self, host: &str) -> bool {
        let keys = self.keys();
        let links = keys.texts("links");
        let linked = links
            .iter()
            .any(|link| link.rsplit(':').next() == Some(host));
        let hosts = match keys.get("extra_hosts").map(|value| &value.value) {
            Some(Tree::Map(map)) => map.contains(host),
            Some(Tree::List(_)) => keys
                .texts("extra_hosts")
                .iter()
                .any(|entry| entry.starts_with(host)),
            _ => false,
        };
        linked || hosts
    }

    /// The service that a name leads to.
    pub fn resolve(self, host: &str) -> Option<Self> {
        let mut all = containers(self.stack);
        all.find(|it| {
            it.names()
                .iter()
                .any(|name| name.eq_ignore_ascii_case(host))
        })
        .or_else(|| {
            let numbered = host.rsplit_once(['-', '_'])?;
            numbered.1.parse::<u32>().ok()?;
            containers(self.stack).find(|it| numbered.0.ends_with(&**it.name()))
        })
    }

    /// The ports that its program is sure to listen on; none where that is not known.
    pub fn listens(self) -> Option<Vec<u16>> {
        if self.keys().contains("extends") {
            return None;
        }
        match self.role()? {
            BuiltIn::Postgres => {
                let moved = self.variable("PGPORT").is_some() || self.has_written_command();
                (!moved).then(|| vec![5432])
            }
            BuiltIn::Redis => match self.command() {
                Some(words)
                    if words
                        .iter()
                        .any(|word| word == "--port" || word.ends_with(".conf")) =>
                {
                    None
                }
                Some(words)
                    if words
                        .iter()
                        .any(|word| word.contains("redis.conf") || word.contains("--tls")) =>
                {
                    None
                }
                _ => Some(vec![6379]),
            },
            BuiltIn::Rustfs => {
                let moved = ["RUSTFS_ADDRESS", "RUSTFS_CONSOLE_ADDRESS"];
                (self.first_variable(&moved).is_none() && !self.has_written_command())
                    .then(|| vec![9000, 9001])
            }
            BuiltIn::Minio => (!self.has_written_command()).then(|| vec![9000, 9001]),
            BuiltIn::PrefectServer => self.server_port().map(|port| vec![port]),
            _ => None,
        }
    }

    fn server_port(self) -> Option<u16> {
        if self.has_more() {
            return None;
        }
        if let Some(words) = self.command() {
            if let Some(port) = option(&words, &["--port"]) {
                return port.parse().ok();
            }
            self.prefect_role()?;
        }
        match self.first_variable(&["PREFECT_SERVER_API_PORT"]) {
            Some(port) => port.literal()?.parse().ok(),
            None => Some(4200),
        }
    }

    /// Whether the user wrote the command.
    pub fn has_written_command(self) -> bool {
        let keys = self.keys();
        ["command", "entrypoint"]
            .iter()
            .any(|key| keys.get(key).is_some_and(At::is_written) || keys.is_broken(key))
    }

    /// The container's ports that stack.toml names: published and exposed ones.
    pub fn named_ports(self) -> Vec<PortRange> {
        let published = self
            .service
            .ports()
            .into_iter()
            .map(|port| port.value.target);
        let exposed = self
            .keys()
            .get("expose")
            .and_then(|value| value.as_list())
            .unwrap_or_default();
        let exposed = exposed.iter().filter_map(|item| match &item.value {
            Tree::Int(int) => u16::try_from(*int).ok().map(PortRange::single),
            Tree::Text(text) => Some(port::parse_exposed(&text.assumed()?).ok()?.0),
            _ => None,
        });
        published.chain(exposed).collect()
    }

    /// Whether two containers have a network in common, as far as that is known.
    pub fn shares_network(self, other: Self) -> bool {
        match (self.place(), other.place()) {
            (Place::Networks(own), Place::Networks(theirs)) => {
                own.iter().any(|name| theirs.contains(name))
            }
            _ => true,
        }
    }

    /// Whether there is a set of profiles in which both run.
    pub fn runs_with(self, other: Self) -> bool {
        let (own, theirs) = (
            self.keys().texts("profiles"),
            other.keys().texts("profiles"),
        );
        own.is_empty() || theirs.is_empty() || own.iter().any(|profile| theirs.contains(profile))
    }
}

impl<'a> Variable<'a> {
    /// Its text, with [`VARIABLE`] for each variable in it; `None` if it is passed on from the host.
    pub fn text(&self) -> Option<String> {
        self.value.as_text().map(marked)
    }

    /// Its text where no variable decides any of it.
    pub fn literal(&self) -> Option<String> {
        Some(self.value.as_text()?.as_literal()?.into_owned())
    }

    pub fn is_written(&self) -> bool {
        self.value.is_written()
    }
}

/// A text with [`VARIABLE`] for each variable in it.
pub fn marked(text: &Interpolated) -> String {
    let part = |part: &Part| match part {
        Part::Literal(text) | Part::Secret(text) => text.to_string(),
        Part::Variable(_) => VARIABLE.to_string(),
    };
    text.parts().iter().map(part).collect()
}

/// A repository without the parts that the engine adds by itself.
pub fn official(repository: &str) -> &str {
    let rest = ["docker.io/", "index.docker.io/"]
        .iter()
        .find_map(|host| repository.strip_prefix(host));
    let rest = rest.unwrap_or(repository);
    rest.strip_prefix("library/").unwrap_or(rest)
}

/// The value of an option of a command, written `--port 1` or `--port=1`; the last one counts.
pub fn option<'w>(words: &'w [String], names: &[&str]) -> Option<&'w str> {
    let pairs = words.iter().enumerate().filter_map(|(index, word)| {
        if names.contains(&word.as_str()) {
            return words.get(index + 1).map(String::as_str);
        }
        let (name, value) = word.split_once('=')?;
        names.contains(&name).then_some(value)
    });
    pairs.fold(None, |_, value| Some(value))
}
