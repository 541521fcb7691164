//! Volumes and mounts.
//!
//! In: `[volumes]`, and the `volumes` of a service. Out: each mount with its container path, and as Compose writes it.

use super::convert::interpolate;
use super::findings::{UNKNOWN_VOLUME, VOLUME_WITHOUT_TARGET};
use crate::config::Value;
use crate::config::findings::MISSING_KEY;
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::entry::{self, Entry, Reference};
use crate::formats::grammar::mount::{self, Access, Source};
use crate::formats::grammar::path;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// A volume of `[volumes]`.
#[derive(Clone, Debug)]
pub struct Volume {
    pub name: At<Name>,
    /// The folder on the host; none is a named volume.
    pub source: Option<At<Interpolated>>,
    pub target: Option<At<Interpolated>>,
    pub description: Option<At<Name>>,
    /// What Compose is told of a named volume.
    pub declaration: Map<Interpolated>,
}

/// A mount of a service.
#[derive(Clone, Debug)]
pub struct Mount {
    pub source: Source,
    /// An absolute path in the container, cleaned. Empty where a variable decides it.
    pub target: String,
    pub read_only: bool,
    /// The volume of `[volumes]` that it is.
    pub volume: Option<Name>,
    /// As compose.yml has it.
    pub tree: At<Tree<Interpolated>>,
}

impl Mount {
    /// Where a path of the project is found in the container. Both are relative to the root, or absolute.
    pub fn container_path(&self, host: &str) -> Option<String> {
        let Source::Bind(source) = &self.source else {
            return None;
        };
        let rest = path::below(host, &path::clean(source))?;
        Some(if rest.is_empty() {
            self.target.clone()
        } else {
            path::join(&self.target, rest)
        })
    }

    /// Where a path of the container lies on the host.
    pub fn host_path(&self, container: &str) -> Option<String> {
        let Source::Bind(source) = &self.source else {
            return None;
        };
        let rest = path::below(container, &self.target)?;
        let source = path::clean(source);
        Some(if rest.is_empty() {
            source
        } else {
            path::join(&source, rest)
        })
    }
}

pub fn read(config: &Map<Value>) -> IndexMap<Name, Volume> {
    let mut volumes = IndexMap::new();
    for (name, value) in config.iter() {
        let empty = Map::default();
        let table = value.as_map().unwrap_or(&empty);
        let mut declaration = table.clone();
        ["source", "target", "description"]
            .iter()
            .for_each(|key| drop(declaration.remove(key)));
        let text = |key: &str| {
            let value = table.get(key)?;
            match &value.value {
                Tree::Text(Value::Text(text)) => Some(value.with(text.clone())),
                _ => None,
            }
        };
        let volume = Volume {
            name: name.clone(),
            source: text("source").map(|source| source.map(dotted)),
            target: text("target"),
            description: table.text("description"),
            declaration: interpolate(declaration),
        };
        volumes.insert(name.value.clone(), volume);
    }
    volumes
}

/// A folder of the project begins with `./`, or Compose takes it for a named volume.
fn dotted(source: Interpolated) -> Interpolated {
    match source.as_literal() {
        Some(text) if !Source::is_path(&text) => Interpolated::literal(format!("./{text}")),
        _ => source,
    }
}

/// The volumes that a mount may name.
pub struct Volumes<'a> {
    pub declared: &'a IndexMap<Name, Volume>,
    /// Named volumes that kinds bring.
    pub data: &'a [Name],
    /// Whether `[volumes]` itself was reported: unknown names may stand there.
    pub broken: &'a Map<Value>,
}

impl Volumes<'_> {
    /// Reads one entry of a service's `volumes`.
    pub fn mount(&self, entry: &At<Tree<Value>>, report: &mut Report) -> Option<Mount> {
        let Tree::Text(Value::Text(text)) = &entry.value else {
            return self.long(entry, report);
        };
        let verbatim = entry.with(Tree::Text(text.clone()));
        let Some(assumed) = text.assumed() else {
            // Only Compose knows what it is: carried as it stands.
            return Some(Mount {
                source: Source::Anonymous,
                target: String::new(),
                read_only: false,
                volume: None,
                tree: verbatim,
            });
        };
        match entry::parse(&assumed).ok()? {
            Entry::Mount(mount) => Some(Mount {
                read_only: mount.read_only(),
                source: mount.source,
                target: mount.target,
                volume: None,
                tree: verbatim,
            }),
            Entry::Reference(reference) => self.reference(&reference, verbatim, report),
        }
    }

    fn reference(
        &self,
        reference: &Reference,
        verbatim: At<Tree<Interpolated>>,
        report: &mut Report,
    ) -> Option<Mount> {
        let read_only = mount::read_only(&reference.options).unwrap_or(false);
        let Some(volume) = self.declared.get(&*reference.name) else {
            let known = self.data.iter().any(|name| **name == *reference.name);
            return match (&reference.target, known) {
                (Some(target), true) => Some(Mount {
                    source: Source::Named(reference.name.clone()),
                    target: target.clone(),
                    read_only,
                    volume: None,
                    tree: verbatim,
                }),
                _ => self.refuse(&reference.name, &verbatim, report),
            };
        };
        let own = volume.target.as_ref().map(|target| target.value.clone());
        let target = reference
            .target
            .as_deref()
            .map(Interpolated::literal)
            .or(own);
        if target.is_none() && self.broken.is_broken(&reference.name) {
            return self.refuse(&reference.name, &verbatim, report);
        }
        let Some(target) = target else {
            let message = format!("volume `{}` has no `target`", reference.name);
            report.push(
                Diagnostic::new(&VOLUME_WITHOUT_TARGET, verbatim.span(), message)
                    .label("where does the container find it?")
                    .related(volume.name.span(), "declared here")
                    .help(format!(
                        "write `\"{}:/PATH/IN/THE/CONTAINER\"`, or give the volume a `target`",
                        reference.name
                    )),
            );
            return None;
        };
        Some(short_form(volume, target, &reference.options, &verbatim))
    }

    /// A mount of which nothing is known: what hangs on it stays silent.
    fn refuse(
        &self,
        name: &str,
        at: &At<Tree<Interpolated>>,
        report: &mut Report,
    ) -> Option<Mount> {
        let unknown = Mount {
            source: Source::Anonymous,
            target: String::new(),
            read_only: false,
            volume: None,
            tree: at.clone(),
        };
        if self.broken.is_broken(name) {
            return Some(unknown);
        }
        let names = self.declared.keys().chain(self.data).map(|name| &**name);
        let near = crate::diagnostics::nearest(name, names);
        let found = Diagnostic::new(
            &UNKNOWN_VOLUME,
            at.span(),
            format!("no volume is called `{name}`"),
        )
        .label("no table of `[volumes]` has this name")
        .subject(&at.with(name.into()));
        report.push(match near {
            Some(near) => found.help(format!("a volume with a similar name exists: `{near}`")),
            None => found.help(format!(
                "declare it (`[volumes.{name}]`), or write `./{name}` for a folder"
            )),
        });
        Some(unknown)
    }

    /// Compose's long form, carried as it stands.
    fn long(&self, entry: &At<Tree<Value>>, report: &mut Report) -> Option<Mount> {
        let map = entry.as_map()?;
        let text = |key: &str| {
            map.text(key)
                .map(|text| text.value.to_string())
                .unwrap_or_default()
        };
        let kind = text("type");
        let source = match &*kind {
            "bind" if !map.contains("source") && !map.is_broken("source") => {
                let message = "a bind mount has a `source`, the folder on the host";
                let found = Diagnostic::new(&MISSING_KEY, entry.span(), message);
                report.push(found.help("write `source = \"./FOLDER\"`"));
                return None;
            }
            "bind" => Source::Bind(text("source")),
            "volume" if map.contains("source") => {
                let name = text("source");
                let known = self.declared.contains_key(&*name)
                    || self.data.iter().any(|data| **data == *name);
                if !known && !name.is_empty() {
                    let at = map.get("source").map_or(entry.span(), At::span);
                    return self.refuse(&name, &At::written(Tree::Null, at), report);
                }
                Source::Named(name)
            }
            _ => Source::Anonymous,
        };
        let tree = entry.with(Tree::Map(interpolate(map.clone())));
        let target = path::clean(&text("target"));
        Some(Mount {
            source,
            target,
            read_only: map.bool("read_only").is_some_and(|yes| yes.value),
            volume: None,
            tree,
        })
    }
}

/// A volume of `[volumes]` as Compose writes it: short where that says the same, else long.
fn short_form(
    volume: &Volume,
    target: Interpolated,
    options: &[Access],
    at: &At<Tree<Interpolated>>,
) -> Mount {
    let name = volume.name.value.clone();
    let source_text = volume.source.as_ref().map_or_else(
        || Interpolated::literal(name.clone()),
        |it| it.value.clone(),
    );
    let source = match (&volume.source, source_text.assumed()) {
        (Some(_), Some(text)) => Source::Bind(text.into()),
        (Some(_), None) => Source::Anonymous,
        (None, _) => Source::Named(name.to_string()),
    };
    let target_path = target
        .assumed()
        .map(|text| path::clean(&text))
        .unwrap_or_default();
    let read_only = mount::read_only(options).unwrap_or(false);
    let words: Vec<&str> = options.iter().map(|option| option.as_str()).collect();
    let parts = mount::Mount {
        source: source.clone(),
        target: target_path.clone(),
        options: options.to_vec(),
    };
    let variable = source_text.has_variables() || target.has_variables();
    let tree = if variable || parts.has_short_form() {
        let mut text = Interpolated::concat([source_text, Interpolated::literal(":"), target]);
        if !words.is_empty() {
            text.push(Interpolated::literal(format!(":{}", words.join(","))));
        }
        Tree::Text(text)
    } else {
        long_form(&source, source_text, target, read_only, at)
    };
    Mount {
        source,
        target: target_path,
        read_only,
        volume: Some(name),
        tree: at.with(tree),
    }
}

fn long_form(
    source: &Source,
    source_text: Interpolated,
    target: Interpolated,
    read_only: bool,
    at: &At<Tree<Interpolated>>,
) -> Tree<Interpolated> {
    let kind = if matches!(source, Source::Bind(_)) {
        "bind"
    } else {
        "volume"
    };
    let mut map = Map::default();
    let mut put =
        |key: &str, value: Tree<Interpolated>| map.insert(at.with(Name::from(key)), at.with(value));
    put("type", Tree::Text(Interpolated::literal(kind)));
    put("source", Tree::Text(source_text));
    put("target", Tree::Text(target));
    if read_only {
        put("read_only", Tree::Bool(true));
    }
    if kind == "bind" {
        // The short form creates a missing folder; the long one did not before Compose 5.1.
        let create = (
            at.with(Name::from("create_host_path")),
            at.with(Tree::Bool(true)),
        );
        put("bind", Tree::Map(Map::from_iter([create])));
    }
    Tree::Map(map)
}
