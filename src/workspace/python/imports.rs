//! The imports of a file.
//!
//! In: import statements and where they stand. Out: [`Import`], one for each module that a
//! statement names. Whether the module exists is not asked here.

use super::{conditions, range};
use ruff_python_ast::name::Name;
use ruff_python_ast::{ExceptHandler, Stmt, StmtImport, StmtImportFrom, StmtTry, StmtWith};
use std::borrow::Cow;
use std::ops::Range;

/// One module that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The dots before the module: 0 for an absolute import.
    pub level: u32,
    /// The module as written, dotted; empty for `from . import x`.
    pub module: Name,
    /// The module's name in the text; for `from . import x` the whole statement.
    pub range: Range<usize>,
    /// What is taken out of it, `*` included; empty for `import module`.
    pub names: Vec<ImportedName>,
    pub place: Place,
}

/// One name of `from module import name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedName {
    pub name: Name,
    pub range: Range<usize>,
}

/// Under what an import stands. All false: it is executed whenever the file is, and its failure is
/// the file's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In a `try` that catches ImportError, or in `with suppress(…)`.
    pub optional: bool,
    /// Under `if TYPE_CHECKING` or another condition that is false at run time.
    pub type_checking: bool,
    /// Under `if __name__ == "__main__"`, which Prefect does not enter.
    pub main: bool,
    /// In a function: executed when it is called.
    pub function: bool,
    /// Under any other condition, in a loop, an `except` or a `match`.
    pub conditional: bool,
}

impl Place {
    /// Whether the import is executed on every load of the file and may not fail.
    pub fn is_certain(self) -> bool {
        self == Self::default()
    }

    /// Whether it is executed on every load, or whenever a function is called, and may not fail.
    pub fn is_expected(self) -> bool {
        let outside = Self {
            function: false,
            ..self
        };
        outside.is_certain()
    }
}

impl Import {
    /// The dotted module from the top, for a file that is itself module `own`; `None` where the dots lead out of it.
    pub fn absolute(&self, own: Option<&str>, is_package: bool) -> Option<Cow<'_, str>> {
        if self.level == 0 {
            return Some(Cow::Borrowed(&self.module));
        }
        let up = self.level as usize - usize::from(is_package);
        let mut parts: Vec<&str> = own?.split('.').collect();
        if up >= parts.len() {
            return None;
        }
        parts.truncate(parts.len() - up);
        parts.extend(Some(self.module.as_str()).filter(|module| !module.is_empty()));
        Some(parts.join(".").into())
    }

    /// The first part of the module's name: the package.
    pub fn package(&self) -> &str {
        self.module.split('.').next().unwrap_or("")
    }
}

/// `import a.b, c`.
pub fn from_import(statement: &StmtImport, place: Place, imports: &mut Vec<Import>) {
    for alias in &statement.names {
        let module = alias.name.id.clone();
        imports.push(Import {
            level: 0,
            module,
            range: range(&alias.name),
            names: Vec::new(),
            place,
        });
    }
}

/// `from a.b import c, d`.
pub fn from_import_from(statement: &StmtImportFrom, place: Place, imports: &mut Vec<Import>) {
    let names = statement
        .names
        .iter()
        .map(|alias| ImportedName {
            name: alias.name.id.clone(),
            range: range(&alias.name),
        })
        .collect();
    let module = statement.module.as_ref();
    imports.push(Import {
        level: statement.level,
        module: module.map_or_else(Name::empty, |module| module.id.clone()),
        range: module.map_or_else(|| range(statement), range),
        names,
        place,
    });
}

/// Collects the imports of statements that are not executed on load: those of functions and of dead
/// branches.
pub fn collect(body: &[Stmt], place: Place, imports: &mut Vec<Import>) {
    let conditional = Place {
        conditional: true,
        ..place
    };
    for statement in body {
        match statement {
            Stmt::Import(statement) => from_import(statement, place, imports),
            Stmt::ImportFrom(statement) => from_import_from(statement, place, imports),
            Stmt::FunctionDef(function) => {
                collect(
                    &function.body,
                    Place {
                        function: true,
                        ..place
                    },
                    imports,
                );
            }
            Stmt::ClassDef(class) => collect(&class.body, place, imports),
            Stmt::If(statement) => {
                let truth = conditions::truth(&statement.test);
                collect(
                    &statement.body,
                    conditions::branch(place, &statement.test, truth),
                    imports,
                );
                for clause in &statement.elif_else_clauses {
                    collect(&clause.body, conditional, imports);
                }
            }
            Stmt::For(statement) => {
                collect(&statement.body, conditional, imports);
                collect(&statement.orelse, conditional, imports);
            }
            Stmt::While(statement) => {
                collect(&statement.body, conditional, imports);
                collect(&statement.orelse, conditional, imports);
            }
            Stmt::With(statement) => {
                collect(&statement.body, inside_with(statement, place), imports)
            }
            Stmt::Try(statement) => collect_try(statement, place, imports),
            Stmt::Match(statement) => {
                for case in &statement.cases {
                    collect(&case.body, conditional, imports);
                }
            }
            _ => {}
        }
    }
}

fn collect_try(statement: &StmtTry, place: Place, imports: &mut Vec<Import>) {
    let conditional = Place {
        conditional: true,
        ..place
    };
    collect(&statement.body, inside_try(statement, place), imports);
    for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
        collect(&handler.body, conditional, imports);
    }
    collect(&statement.orelse, conditional, imports);
    collect(&statement.finalbody, place, imports);
}

/// The place of what stands in the body of a `try`.
pub fn inside_try(statement: &StmtTry, place: Place) -> Place {
    Place {
        optional: place.optional || conditions::catches_import_error(statement),
        ..place
    }
}

/// The place of what stands in a `with`.
pub fn inside_with(statement: &StmtWith, place: Place) -> Place {
    Place {
        optional: place.optional || conditions::may_suppress(statement),
        ..place
    }
}
