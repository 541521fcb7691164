//! What a Python file says about its flows, without running it.
//!
//! In: the text of the file. Out: a [`Module`]: what each name at the top of the file and in its
//! classes is bound to when the file has been executed, the signatures of its functions, and its
//! imports. All positions are byte ranges of that text. Nothing is judged here and no other file is
//! read. What only execution can tell is `Unknown`, never a guess: a name that may be a flow is
//! never called anything else.

#[cfg(test)]
mod tests;

mod annotation;
mod branches;
mod conditions;
mod depth;
mod flow;
mod imports;
mod mentions;
mod model;
mod patterns;
mod scope;
mod signature;
mod types;
mod values;
mod walk;

pub use annotation::{Annotation, Answer, Literal, Moment, Value};
pub use flow::{FlowState, Function, GivenOption, Method};
pub use imports::{Import, ImportedName, Place};
pub use model::{Field, Model};
pub use signature::{DefaultValue, Parameter, ParameterKind, Signature};

use mentions::Mentions;
use scope::{Bound, Class, Scope};
use std::ops::Range;

/// The index of one file. Owned: the text and its syntax tree are not kept.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Where the text is not Python, and why. What was read beside the errors is kept.
    pub syntax_errors: Vec<(Range<usize>, String)>,
    /// All imports, those in functions too, in the order of the text.
    pub imports: Vec<Import>,
    /// The keywords that the decorators of flows and tasks are given.
    pub options: Vec<GivenOption>,
    /// Whether the file changes `sys.path`: then what it can import is known to it alone.
    pub changes_path: bool,
    /// Whether the file was too deeply nested or too long to be read: then all is unknown.
    pub unread: bool,
    functions: Vec<Function>,
    classes: Vec<Class>,
    scope: Scope,
    mentions: Mentions,
}

/// What an entrypoint's name leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup<'a> {
    /// A function of this file, be it a flow or not; also one that was made a flow by `name =
    /// flow(function)`.
    Found(&'a Function),
    /// A class: it is no flow.
    Class { range: Range<usize> },
    /// A value of another sort. `NotFlow` for what cannot be a flow, such as a number.
    Assigned {
        range: Range<usize>,
        state: FlowState,
    },
    /// It comes from another module.
    Imported(Imported<'a>),
    /// The file never binds it.
    Missing,
    /// Only execution can tell: bound in several ways, through `globals()`, a star import, a base
    /// class elsewhere, …
    Unknown,
}

/// The other module's name for what an import binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported<'a> {
    /// The dots before the module: 0 for an absolute import.
    pub level: u32,
    /// The module as written; empty for `from . import x`.
    pub module: &'a str,
    /// The name in that module, with all further attributes; empty if it is the module itself.
    pub name: String,
    /// The part of the import that binds it.
    pub range: Range<usize>,
}

/// Reads a file's text. Every text gives a module; nothing panics and no stack overflows.
pub fn read(text: &str) -> Module {
    if !depth::is_readable(text) {
        return Module {
            unread: true,
            ..Module::default()
        };
    }
    walk::read(text)
}

impl Module {
    /// What `name` or `Class.method` is bound to after the file has been executed as Prefect
    /// executes it: not as `__main__`.
    pub fn lookup(&self, path: &str) -> Lookup<'_> {
        if self.unread {
            return Lookup::Unknown;
        }
        let mut parts = path.split('.');
        let found = self.follow(&self.scope, parts.next().unwrap_or(path), parts);
        self.doubt(found)
    }

    /// The dotted names of all functions that can be an entrypoint, in the order of the text,
    /// without aliases.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|function| !function.alias)
    }

    fn follow<'a>(
        &'a self,
        scope: &'a Scope,
        name: &str,
        rest: std::str::Split<'_, char>,
    ) -> Lookup<'a> {
        let Some(candidates) = scope.get(name) else {
            return if scope.is_open() {
                Lookup::Unknown
            } else {
                Lookup::Missing
            };
        };
        let mut bound = candidates
            .iter()
            .filter(|candidate| !matches!(candidate, Bound::Nothing));
        match (bound.next(), bound.next()) {
            (None, _) => Lookup::Missing,
            (Some(only), None) => self.descend(only, rest),
            _ => Lookup::Unknown,
        }
    }

    fn descend<'a>(&'a self, bound: &'a Bound, mut rest: std::str::Split<'_, char>) -> Lookup<'a> {
        if let Bound::Import {
            level,
            module,
            name,
            range,
        } = bound
        {
            let mut name = name.to_string();
            for part in rest {
                name += if name.is_empty() { "" } else { "." };
                name += part;
            }
            return Lookup::Imported(Imported {
                level: *level,
                module,
                name,
                range: range.clone(),
            });
        }
        match (bound, rest.next()) {
            (Bound::Function(index), None) => self
                .functions
                .get(*index)
                .map_or(Lookup::Unknown, Lookup::Found),
            (Bound::Class(index), None) => {
                self.classes
                    .get(*index)
                    .map_or(Lookup::Unknown, |class| Lookup::Class {
                        range: class.range.clone(),
                    })
            }
            (Bound::Class(index), Some(member)) => self.member(*index, member, rest),
            (Bound::Value { range, state, .. }, None) => Lookup::Assigned {
                range: range.clone(),
                state: *state,
            },
            _ => Lookup::Unknown,
        }
    }

    /// A member of a class or of the bases that this file defines before it.
    fn member<'a>(
        &'a self,
        index: usize,
        name: &str,
        rest: std::str::Split<'_, char>,
    ) -> Lookup<'a> {
        let Some(class) = self.classes.get(index) else {
            return Lookup::Unknown;
        };
        let certain = class.closed && !self.mentions.setattr;
        if class.scope.get(name).is_some() {
            return match self.follow(&class.scope, name, rest) {
                // A base or a metaclass elsewhere may wrap what it finds.
                Lookup::Found(function) if !certain && function.state == FlowState::NotFlow => {
                    Lookup::Unknown
                }
                found => found,
            };
        }
        for base in &class.bases {
            // A base is defined before its class, so the indexes fall and this ends.
            match (*base < index).then(|| self.member(*base, name, rest.clone())) {
                Some(Lookup::Missing) => {}
                Some(found) => return found,
                None => return Lookup::Unknown,
            }
        }
        if certain {
            Lookup::Missing
        } else {
            Lookup::Unknown
        }
    }

    /// Withdraws what cannot be said of a file that changes its own names at run time or does not
    /// parse.
    fn doubt<'a>(&self, found: Lookup<'a>) -> Lookup<'a> {
        let doubtful = self.mentions.dynamic || !self.syntax_errors.is_empty();
        let withdrawn = match &found {
            Lookup::Missing => doubtful || self.scope.get("__getattr__").is_some(),
            Lookup::Found(function) => doubtful && function.state == FlowState::NotFlow,
            Lookup::Class { .. } | Lookup::Assigned { .. } => doubtful,
            Lookup::Imported(_) | Lookup::Unknown => false,
        };
        if withdrawn { Lookup::Unknown } else { found }
    }
}

fn range(node: &impl ruff_text_size::Ranged) -> Range<usize> {
    let range = node.range();
    range.start().to_usize()..range.end().to_usize()
}
