//! Python's packages as folders.
//!
//! In: the folders that Python searches, and what lies in them. Out: where a module is. More lenient than Python, which
//! stops at the first folder that has a package's name: a module that is in any of them is there.

use crate::disk::Kind;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// What lies in a folder, links looked behind.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    pub items: BTreeMap<String, Kind>,
}

/// What is known of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It is there; with its file where that is a text.
    Found(Option<String>),
    /// No folder has a package of this name: it is installed, or nowhere.
    Elsewhere,
    /// The package that holds it is there, and it is not.
    Missing(Gap),
    Unknown,
}

/// A module that a package lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The package, dotted.
    pub package: String,
    pub folder: String,
    /// The name that is not in it.
    pub name: String,
    /// Whether the package is all in this folder: it has an `__init__.py`.
    pub is_regular: bool,
}

enum Candidate {
    Package {
        folder: String,
        is_regular: bool,
    },
    File(String),
    /// A compiled module.
    Opaque,
}

type List<'a> = dyn FnMut(&str) -> Option<Arc<Folder>> + 'a;

/// Looks for a module by its dotted name.
pub fn resolve(search: &[String], module: &str, list: &mut List<'_>) -> Resolution {
    let parts: Vec<&str> = module.split('.').collect();
    let mut best = Resolution::Elsewhere;
    for root in search {
        match walk(root, &parts, list) {
            Resolution::Elsewhere => {}
            Resolution::Missing(gap) => match &best {
                Resolution::Elsewhere => best = Resolution::Missing(gap),
                // Two packages of one name, or a package in pieces.
                _ => best = Resolution::Unknown,
            },
            Resolution::Unknown => best = Resolution::Unknown,
            found => return found,
        }
    }
    best
}

fn walk(root: &str, parts: &[&str], list: &mut List<'_>) -> Resolution {
    let mut folder = root.to_owned();
    let mut regular = false;
    for (index, name) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let Some(listing) = list(&folder) else {
            return Resolution::Unknown;
        };
        match candidate(&folder, &listing, name, list) {
            None if index == 0 => return Resolution::Elsewhere,
            None => {
                return Resolution::Missing(Gap {
                    package: parts[..index].join("."),
                    folder,
                    name: (*name).to_owned(),
                    is_regular: regular,
                });
            }
            Some(Candidate::Opaque) => return Resolution::Found(None),
            Some(Candidate::File(path)) if is_last => return Resolution::Found(Some(path)),
            // A file that acts as a package: it alone knows how.
            Some(Candidate::File(_)) => return Resolution::Unknown,
            Some(Candidate::Package {
                folder: inner,
                is_regular,
            }) if is_last => {
                let init = is_regular.then(|| inside(&inner, "__init__.py"));
                return Resolution::Found(init);
            }
            Some(Candidate::Package {
                folder: inner,
                is_regular,
            }) => {
                (folder, regular) = (inner, is_regular);
            }
        }
    }
    Resolution::Unknown
}

/// What an import of `name` finds in a folder, in Python's order.
fn candidate(path: &str, folder: &Folder, name: &str, list: &mut List<'_>) -> Option<Candidate> {
    if !folder.has_prefix(name) {
        return None;
    }
    let mut piece = None;
    match folder.items.get(name) {
        Some(Kind::Folder) => {
            let inner = inside(path, name);
            let Some(listing) = list(&inner) else {
                return Some(Candidate::Opaque);
            };
            let is_regular = listing.items.contains_key("__init__.py");
            if !is_regular
                && listing
                    .items
                    .keys()
                    .any(|item| item.starts_with("__init__."))
            {
                return Some(Candidate::Opaque);
            }
            let package = Candidate::Package {
                folder: inner,
                is_regular,
            };
            if is_regular {
                return Some(package);
            }
            piece = Some(package);
        }
        // A link that leads nowhere here.
        Some(Kind::Link) => return Some(Candidate::Opaque),
        _ => {}
    }
    if folder.has_compiled(name) {
        return Some(Candidate::Opaque);
    }
    let file = format!("{name}.py");
    match folder.items.get(&file) {
        Some(Kind::File) => Some(Candidate::File(inside(path, &file))),
        Some(_) => Some(Candidate::Opaque),
        None => piece,
    }
}

/// A path in a folder.
pub fn inside(folder: &str, name: &str) -> String {
    if folder == "." {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

impl Folder {
    /// `name.so`, `name.cpython-313-x86_64-linux-gnu.so`, `name.pyc`, …
    fn has_compiled(&self, name: &str) -> bool {
        self.beginning_with(name).any(|item| {
            let rest = item[name.len()..].strip_prefix('.');
            rest.is_some_and(|rest| rest.ends_with("so") || rest.ends_with("pyd") || rest == "pyc")
        })
    }

    /// Whether a module of this name can be in it at all.
    fn has_prefix(&self, name: &str) -> bool {
        self.beginning_with(name).next().is_some()
    }

    fn beginning_with<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let from = (Bound::Included(name), Bound::Unbounded);
        let items = self.items.range::<str, _>(from);
        items
            .map(|(item, _)| item.as_str())
            .take_while(move |item| item.starts_with(name))
    }

    pub fn has_python(&self) -> bool {
        self.items.keys().any(|item| item.ends_with(".py"))
    }

    /// The names of the modules in it; of its folders those that are packages.
    pub fn modules<'a>(
        &'a self,
        is_package: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = &'a str> {
        self.items
            .iter()
            .filter_map(move |(item, kind)| match kind {
                Kind::Folder => Some(item.as_str()).filter(|item| is_package(item)),
                _ => item.strip_suffix(".py").filter(|stem| *stem != "__init__"),
            })
    }

    /// The files that are Python's.
    pub fn python_files(&self) -> impl Iterator<Item = &str> {
        let names = self.items.iter();
        names.filter_map(|(item, kind)| {
            (*kind == Kind::File && item.ends_with(".py")).then_some(item.as_str())
        })
    }

    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let names = self.items.iter();
        names.filter_map(|(item, kind)| (*kind == Kind::Folder).then_some(item.as_str()))
    }
}
