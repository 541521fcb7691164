//! Branches of the execution: statements that run in part, once of several ways, or not at all.
//!
//! In: a compound statement and the names before it. Out: the names after it, joined over all ways.
//! Whether a way is taken is asked of [`conditions`].

use super::conditions::{self, Truth};
use super::imports::{self, Place};
use super::patterns;
use super::scope::{Bound, Scope};
use super::walk::Reader;
use ruff_python_ast::{self as ast, ExceptHandler};

impl Reader {
    /// Runs what may run or not, or stop on the way.
    pub fn maybe(&mut self, run: impl FnOnce(&mut Self)) {
        let place = self.place;
        self.place.conditional = true;
        let before = self.scope().clone();
        run(self);
        self.scope().join(&before);
        self.place = place;
    }

    pub fn run_if(&mut self, statement: &ast::StmtIf) -> bool {
        let place = self.place;
        let first = (Some(&*statement.test), &*statement.body);
        let others = statement
            .elif_else_clauses
            .iter()
            .map(|clause| (clause.test.as_ref(), &*clause.body));
        let mut ends: Option<Scope> = None;
        let mut open = true;
        for (test, body) in std::iter::once(first).chain(others) {
            let truth = test.map_or(Truth::True, conditions::truth);
            match test {
                _ if !open => imports::collect(
                    body,
                    Place {
                        conditional: true,
                        ..place
                    },
                    &mut self.module.imports,
                ),
                Some(test) if truth == Truth::False => {
                    let place = conditions::branch(place, test, truth);
                    imports::collect(body, place, &mut self.module.imports);
                }
                _ => {
                    // The first branch that is always taken stands under no condition.
                    self.place.conditional |= truth == Truth::Unknown || ends.is_some();
                    let before = self.scope().clone();
                    let completes = self.run(body);
                    let after = std::mem::replace(self.scope(), before);
                    if completes {
                        join(&mut ends, after);
                    }
                    self.place = place;
                    open = truth != Truth::True;
                }
            }
        }
        if open {
            let rest = std::mem::take(self.scope());
            join(&mut ends, rest);
        }
        self.finish(ends)
    }

    /// Goes on with the joined ends of all branches; false if there are none.
    fn finish(&mut self, ends: Option<Scope>) -> bool {
        match ends {
            Some(scope) => {
                *self.scope() = scope;
                true
            }
            None => false,
        }
    }

    pub fn run_try(&mut self, statement: &ast::StmtTry) -> bool {
        let place = self.place;
        let mut failed = self.scope().clone();
        self.place = imports::inside_try(statement, place);
        let mut completes = self.run(&statement.body);
        failed.join(self.scope());
        self.place = Place {
            conditional: true,
            ..place
        };
        completes &= self.run(&statement.orelse);
        let mut ends = completes.then(|| self.scope().clone());
        for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            *self.scope() = failed.clone();
            if let Some(name) = &handler.name {
                self.bind(&name.id, vec![Bound::Nothing, Bound::Opaque]);
            }
            if self.run(&handler.body) {
                let after = std::mem::take(self.scope());
                join(&mut ends, after);
            }
        }
        self.place = place;
        *self.scope() = failed;
        let completes = self.finish(ends);
        self.run(&statement.finalbody) && completes
    }

    pub fn run_with(&mut self, statement: &ast::StmtWith) {
        for variable in statement
            .items
            .iter()
            .filter_map(|item| item.optional_vars.as_deref())
        {
            self.bind_opaque(variable);
        }
        let place = self.place;
        let before = self.scope().clone();
        self.place = imports::inside_with(statement, place);
        self.run(&statement.body);
        if conditions::may_suppress(statement) {
            self.scope().join(&before);
        }
        self.place = place;
    }

    pub fn run_match(&mut self, statement: &ast::StmtMatch) {
        for case in &statement.cases {
            self.maybe(|reader| {
                let mut names = Vec::new();
                patterns::of_pattern(&case.pattern, &mut names);
                for name in names {
                    reader.bind(name, vec![Bound::Opaque]);
                }
                reader.run(&case.body);
            });
        }
    }
}

fn join(ends: &mut Option<Scope>, scope: Scope) {
    match ends {
        Some(ends) => ends.join(&scope),
        None => *ends = Some(scope),
    }
}
