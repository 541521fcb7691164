//! The execution of a file, in the mind.
//!
//! In: the syntax tree of a text. Out: a [`Module`]. Statements are taken in order, as Python
//! would; a branch is run on a copy of the names and joined with the others; bodies of functions
//! are searched for imports only.

use super::flow::{self, Function, GivenName, Method};
use super::imports::{self, Place};
use super::scope::{Bound, Class, Scope};
use super::types::Names;
use super::values::{self, Made};
use super::{Module, mentions, model, patterns, range, signature};
use ruff_python_ast::name::Name;
use ruff_python_ast::{self as ast, Expr, PythonVersion, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};

/// Reads a text that is flat enough.
pub fn read(text: &str) -> Module {
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY314);
    let Some(parsed) = parse_unchecked(text, options).try_into_module() else {
        return Module {
            unread: true,
            ..Module::default()
        };
    };
    let mentions = mentions::read(text, parsed.tokens());
    let mut reader = Reader::default();
    for name in &mentions.escaped {
        reader
            .module
            .scope
            .bind(&Name::new(name), vec![Bound::Nothing, Bound::Opaque]);
    }
    reader.module.changes_path = mentions.changes_path;
    reader.module.mentions = mentions;
    let errors = parsed.errors().iter();
    reader.module.syntax_errors = errors
        .map(|error| (range(error), error.error.to_string()))
        .collect();
    reader.run(&parsed.syntax().body);
    // There may be ten thousand of them.
    reader.module.functions.shrink_to_fit();
    reader.module.imports.shrink_to_fit();
    reader.module
}

/// The file, as far as it has been executed.
#[derive(Default)]
pub struct Reader {
    pub module: Module,
    /// The names of the class bodies that are being run, the innermost last.
    classes: Vec<Scope>,
    /// What these classes are called.
    path: Vec<String>,
    pub place: Place,
    /// `from __future__ import annotations`.
    lazy: bool,
}

impl Reader {
    pub fn scope(&mut self) -> &mut Scope {
        self.classes.last_mut().unwrap_or(&mut self.module.scope)
    }

    fn names(&self) -> Names<'_> {
        Names {
            class: self.classes.last(),
            module: &self.module.scope,
            classes: &self.module.classes,
        }
    }

    pub fn bind(&mut self, name: &Name, mut candidates: Vec<Bound>) {
        if self.classes.is_empty() && self.module.mentions.escaped.contains(&**name) {
            candidates.push(Bound::Opaque);
        }
        self.scope().bind(name, candidates);
    }

    pub fn bind_opaque(&mut self, target: &Expr) {
        let mut names = Vec::new();
        patterns::of_target(target, &mut names);
        for name in names {
            self.bind(name, vec![Bound::Opaque]);
        }
    }

    /// Runs statements; false if they end by raising.
    pub fn run(&mut self, body: &[Stmt]) -> bool {
        let mut completes = true;
        for statement in body {
            completes &= self.statement(statement);
        }
        completes
    }

    fn statement(&mut self, statement: &Stmt) -> bool {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Assign(assign) => {
                let bound = self.evaluate(&assign.value);
                assign
                    .targets
                    .iter()
                    .for_each(|target| self.assign(target, &bound));
            }
            Stmt::AnnAssign(assign) => self.annotated(assign),
            Stmt::AugAssign(assign) => self.bind_opaque(&assign.target),
            Stmt::TypeAlias(alias) => self.bind_opaque(&alias.name),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.delete(target)),
            Stmt::If(statement) => return self.run_if(statement),
            Stmt::Try(statement) => return self.run_try(statement),
            Stmt::For(statement) => {
                self.maybe(|reader| {
                    reader.bind_opaque(&statement.target);
                    reader.run(&statement.body);
                });
                self.maybe(|reader| {
                    reader.run(&statement.orelse);
                });
            }
            Stmt::While(statement) => {
                self.maybe(|reader| {
                    reader.run(&statement.body);
                });
                self.maybe(|reader| {
                    reader.run(&statement.orelse);
                });
            }
            Stmt::With(statement) => self.run_with(statement),
            Stmt::Match(statement) => self.run_match(statement),
            Stmt::Raise(_) => return false,
            _ => {}
        }
        true
    }

    fn function(&mut self, def: &ast::StmtFunctionDef) {
        let method = if self.path.is_empty() {
            Method::Free
        } else {
            Method::Instance
        };
        let names = self.names();
        let made = flow::decorate(&def.decorator_list, method, &names);
        let options = flow::options(&def.decorator_list, &names);
        let signature = made.intact.then(|| signature::read(def, names, self.lazy));
        let mut function = Function {
            name: self.dotted(&def.name.id),
            range: range(&def.name),
            state: made.state,
            flow_name: None,
            signature,
            is_async: def.is_async,
            method: made.method,
            docstring: docstring(&def.body),
            alias: false,
        };
        function.flow_name = match made.name {
            GivenName::Default => made.intact.then(|| function.default_flow_name()),
            GivenName::Written(name) => Some(name),
            GivenName::Unknown => None,
        };
        self.module.options.extend(options);
        let index = self.add(function);
        self.bind(&def.name.id, vec![Bound::Function(index)]);
        let place = Place {
            function: true,
            ..self.place
        };
        imports::collect(&def.body, place, &mut self.module.imports);
    }

    /// The name of a function with those of its classes.
    fn dotted(&self, name: &Name) -> Name {
        match self.path.is_empty() {
            true => name.clone(),
            false => format!("{}.{name}", self.path.join(".")).into(),
        }
    }

    fn add(&mut self, function: Function) -> usize {
        self.module.functions.push(function);
        self.module.functions.len() - 1
    }

    fn class(&mut self, def: &ast::StmtClassDef) {
        let arguments = def.arguments.as_deref();
        let mut closed = arguments.is_none_or(|arguments| arguments.keywords.is_empty());
        let mut bases = Vec::new();
        for base in arguments.map_or(&[][..], |arguments| &arguments.args) {
            match base {
                Expr::Name(name) => match self.names().get(&name.id) {
                    Some([Bound::Class(index)]) => bases.push(*index),
                    _ => closed &= &*name.id == "object" && self.names().is_builtin("object"),
                },
                _ => closed = false,
            }
        }
        closed &= bases.iter().all(|base| self.leaves_subclasses_alone(*base));
        let plain = def
            .decorator_list
            .iter()
            .all(|decorator| self.is_dataclass(&decorator.expression));
        self.classes.push(Scope::default());
        self.path.push(def.name.to_string());
        self.run(&def.body);
        self.path.pop();
        let scope = self.classes.pop().unwrap_or_default();
        closed &= !scope.is_open();
        let instances = model::read(def, self.names(), self.lazy);
        self.module.classes.push(Class {
            range: range(&def.name),
            scope,
            bases,
            closed,
            instances,
        });
        let index = self.module.classes.len() - 1;
        let bound = match plain {
            true => Bound::Class(index),
            false => Bound::Opaque,
        };
        self.bind(&def.name.id, vec![bound]);
    }

    /// Whether a base of this file can neither add members to its subclasses nor wrap them.
    fn leaves_subclasses_alone(&self, base: usize) -> bool {
        let class = self.module.classes.get(base);
        class.is_some_and(|class| class.closed && class.scope.get("__init_subclass__").is_none())
    }

    /// The one decorator of classes that leaves their methods alone.
    fn is_dataclass(&self, decorator: &Expr) -> bool {
        let function = if let Expr::Call(call) = decorator {
            &*call.func
        } else {
            decorator
        };
        let names = self.names().qualified(function).unwrap_or_default();
        names.iter().any(|name| name == "dataclasses.dataclass")
    }

    fn import(&mut self, statement: &ast::StmtImport) {
        imports::from_import(statement, self.place, &mut self.module.imports);
        for alias in &statement.names {
            let whole = &*alias.name.id;
            let first = whole.split('.').next().unwrap_or(whole);
            let module = if alias.asname.is_some() { whole } else { first };
            let bound = vec![Bound::Import {
                level: 0,
                module: Name::new(module),
                name: Name::empty(),
                range: range(alias),
            }];
            match &alias.asname {
                Some(name) => self.bind(&name.id, bound),
                None => self.bind(&Name::new(first), bound),
            }
        }
    }

    fn import_from(&mut self, statement: &ast::StmtImportFrom) {
        imports::from_import_from(statement, self.place, &mut self.module.imports);
        let module = statement.module.as_ref();
        let module = module.map_or_else(Name::empty, |module| module.id.clone());
        for alias in &statement.names {
            let bound = |name: &str| {
                let (level, module, name) = (statement.level, module.clone(), Name::new(name));
                vec![Bound::Import {
                    level,
                    module,
                    name,
                    range: range(alias),
                }]
            };
            if &*alias.name.id == "*" {
                self.scope().open();
                for name in ["flow", "Flow", "task"]
                    .iter()
                    .filter(|_| module == "prefect")
                {
                    self.bind(&Name::new(name), bound(name));
                }
                continue;
            }
            self.lazy |= module == "__future__" && &*alias.name.id == "annotations";
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            self.bind(&name.id, bound(&alias.name));
        }
    }

    fn evaluate(&mut self, value: &Expr) -> Vec<Bound> {
        match values::evaluate(value, self.names(), &self.module.functions) {
            Made::Bound(bound) => bound,
            Made::Flow(function) => vec![Bound::Function(self.add(function))],
        }
    }

    fn assign(&mut self, target: &Expr, bound: &[Bound]) {
        match target {
            Expr::Name(name) => self.bind(&name.id, bound.to_vec()),
            Expr::Attribute(attribute) => self.assign_attribute(attribute, bound),
            _ => self.bind_opaque(target),
        }
    }

    /// `Class.member = …` gives it a member; `a_flow.name = …` makes what is known of the flow
    /// uncertain.
    fn assign_attribute(&mut self, target: &ast::ExprAttribute, bound: &[Bound]) {
        let Expr::Name(owner) = &*target.value else {
            return;
        };
        let owners = self.names().get(&owner.id).unwrap_or_default().to_vec();
        for owner in owners {
            match owner {
                Bound::Class(index) => {
                    if let Some(class) = self.module.classes.get_mut(index) {
                        class.scope.bind(&target.attr.id, bound.to_vec());
                    }
                }
                Bound::Function(index) => {
                    if let Some(function) = self.module.functions.get_mut(index) {
                        function.flow_name = None;
                        function.signature = None;
                    }
                }
                _ => {}
            }
        }
    }

    /// Prefect's second way to load a file leaves annotated assignments out: what they name is no
    /// type to build on.
    fn annotated(&mut self, assign: &ast::StmtAnnAssign) {
        let Some(value) = &assign.value else { return };
        let mut bound = self.evaluate(value);
        for bound in &mut bound {
            if let Bound::Value { annotation, .. } = bound {
                *annotation = super::Annotation::Unknown;
            }
        }
        self.assign(&assign.target, &bound);
    }

    fn delete(&mut self, target: &Expr) {
        match target {
            Expr::Attribute(attribute) => self.assign_attribute(attribute, &[Bound::Opaque]),
            _ => {
                let mut names = Vec::new();
                patterns::of_target(target, &mut names);
                names.into_iter().for_each(|name| self.scope().unbind(name));
            }
        }
    }
}

/// The text that Prefect takes for the description of a flow without one.
fn docstring(body: &[Stmt]) -> Option<std::ops::Range<usize>> {
    match body.first() {
        Some(Stmt::Expr(first)) if first.value.is_string_literal_expr() => {
            Some(range(&*first.value))
        }
        _ => None,
    }
}
