//! What names are bound to while a file is executed.
//!
//! A [`Scope`] maps a name to all that it may be bound to at a point of the execution; branches are
//! run on copies that are joined afterwards. Expressions are not looked into here.

use super::annotation::Annotation;
use super::flow::FlowState;
use ruff_python_ast::name::Name;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// One thing that a name may be bound to.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Not bound, on some way through the file.
    Nothing,
    /// Index into the functions of the module.
    Function(usize),
    /// Index into the classes of the module.
    Class(usize),
    /// What `name` (dotted, or empty for the module itself) is in another module.
    Import {
        level: u32,
        module: Name,
        name: Name,
        range: Range<usize>,
    },
    /// The value of an expression, with what it says as an annotation.
    Value {
        range: Range<usize>,
        state: FlowState,
        annotation: Annotation,
    },
    /// Something that only execution can tell.
    Opaque,
}

/// A class of the file.
#[derive(Clone, Debug)]
pub struct Class {
    pub range: Range<usize>,
    pub scope: Scope,
    /// Bases that this file defines, as indexes.
    pub bases: Vec<usize>,
    /// Whether members can come from nowhere but the body and the bases named above.
    pub closed: bool,
    /// What a parameter of this class takes.
    pub instances: Annotation,
}

/// The names of a module or of a class body.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    names: FxHashMap<Name, Vec<Bound>>,
    /// Whether a star import may have bound names that are not listed.
    open: bool,
}

impl Bound {
    /// The dotted name under which an absolute import knows the thing: `prefect.flow`.
    pub fn qualified(&self) -> Option<String> {
        match self {
            Self::Import {
                level: 0,
                module,
                name,
                ..
            } if name.is_empty() => Some(module.to_string()),
            Self::Import {
                level: 0,
                module,
                name,
                ..
            } => Some(format!("{module}.{name}")),
            _ => None,
        }
    }
}

impl Scope {
    pub fn get(&self, name: &str) -> Option<&[Bound]> {
        self.names.get(name).map(Vec::as_slice)
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    pub fn bind(&mut self, name: &Name, candidates: Vec<Bound>) {
        self.names.insert(name.clone(), candidates);
    }

    pub fn unbind(&mut self, name: &str) {
        self.names.remove(name);
    }

    /// After `from module import *` any name may be bound anew.
    pub fn open(&mut self) {
        self.open = true;
        for candidates in self.names.values_mut() {
            add(candidates, Bound::Opaque);
        }
    }

    /// What may be bound after either of two ways through the file.
    pub fn join(&mut self, other: &Self) {
        for (name, candidates) in &mut self.names {
            match other.names.get(name) {
                Some(theirs) => theirs
                    .iter()
                    .for_each(|bound| add(candidates, bound.clone())),
                None => add(candidates, Bound::Nothing),
            }
        }
        for (name, theirs) in &other.names {
            self.names.entry(name.clone()).or_insert_with(|| {
                let mut candidates = theirs.clone();
                add(&mut candidates, Bound::Nothing);
                candidates
            });
        }
        self.open |= other.open;
    }
}

fn add(candidates: &mut Vec<Bound>, bound: Bound) {
    if !candidates.contains(&bound) {
        candidates.push(bound);
    }
}
