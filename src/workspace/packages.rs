//! Python's packages as folders.
//!
//! In: the folders that Python searches, and what lies in them. Out: where a module is. More lenient than Python, which
//! stops at the first folder that has a package's name: a module that is in any of them is there.

use crate::disk::Kind;
use std::borrow::Cow;
use std::sync::Arc;

/// What lies in a folder, links looked behind.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Sorted by name. There are thousands of folders with two files.
    items: Vec<(Box<str>, Kind)>,
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
    let mut best = Resolution::Elsewhere;
    for root in search {
        match walk(root, module, list) {
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

fn walk(root: &str, module: &str, list: &mut List<'_>) -> Resolution {
    let mut folder = Cow::Borrowed(root);
    let mut regular = false;
    // Where the name of the next part begins.
    let mut at = 0;
    for name in module.split('.') {
        let is_last = at + name.len() == module.len();
        let Some(listing) = list(&folder) else {
            return Resolution::Unknown;
        };
        match candidate(&folder, &listing, name, list) {
            None if at == 0 => return Resolution::Elsewhere,
            None => {
                return Resolution::Missing(Gap {
                    package: module[..at - 1].to_owned(),
                    folder: folder.into_owned(),
                    name: name.to_owned(),
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
                (folder, regular) = (inner.into(), is_regular);
            }
        }
        at += name.len() + 1;
    }
    Resolution::Unknown
}

/// What an import of `name` finds in a folder, in Python's order.
fn candidate(path: &str, folder: &Folder, name: &str, list: &mut List<'_>) -> Option<Candidate> {
    if !folder.has_prefix(name) {
        return None;
    }
    let mut piece = None;
    match folder.kind(name) {
        Some(Kind::Folder) => {
            let inner = inside(path, name);
            let Some(listing) = list(&inner) else {
                return Some(Candidate::Opaque);
            };
            let is_regular = listing.contains("__init__.py");
            if !is_regular && listing.has_prefix("__init__.") {
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
    match folder.kind(&file) {
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
    /// Of what lies in it, sorted by name.
    pub fn new(items: impl IntoIterator<Item = (String, Kind)>) -> Self {
        let items = items.into_iter();
        Self {
            items: items.map(|(name, kind)| (name.into(), kind)).collect(),
        }
    }

    pub fn kind(&self, name: &str) -> Option<Kind> {
        let found = self.items.binary_search_by(|(item, _)| (**item).cmp(name));
        found.ok().map(|at| self.items[at].1)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.kind(name).is_some()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|(item, _)| &**item)
    }

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
        let from = self.items.partition_point(|(item, _)| **item < *name);
        let items = self.items[from..].iter().map(|(item, _)| &**item);
        items.take_while(move |item| item.starts_with(name))
    }

    pub fn has_python(&self) -> bool {
        self.names().any(|item| item.ends_with(".py"))
    }

    /// The names of the modules in it; of its folders those that are packages.
    pub fn modules<'a>(
        &'a self,
        is_package: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = &'a str> {
        self.items
            .iter()
            .filter_map(move |(item, kind)| match kind {
                Kind::Folder => Some(&**item).filter(|item| is_package(item)),
                _ => item.strip_suffix(".py").filter(|stem| *stem != "__init__"),
            })
    }

    /// The files that are Python's.
    pub fn python_files(&self) -> impl Iterator<Item = &str> {
        let files = self.items.iter();
        let files = files.filter(|(item, kind)| *kind == Kind::File && item.ends_with(".py"));
        files.map(|(item, _)| &**item)
    }

    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let folders = self.items.iter().filter(|(_, kind)| *kind == Kind::Folder);
        folders.map(|(item, _)| &**item)
    }
}
