//! A flow imports a module of the project that is not there.
//!
//! What is installed on a worker is not known, so only what the project's own folders contradict is told: a module that a
//! package of theirs lacks, a name that a module of theirs lacks, and a package that is nearly called as one of theirs. Of
//! Prefect itself the names are known well enough to tell a misspelled one, and those that are gone.

mod package;

use super::Places;
use super::prefect_names::{self, Wrong};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::lints::Lint;
use crate::model::{Deployment, Stack};
use crate::source::Span;
use crate::workspace::python::{Import, ImportedName, Lookup};
use crate::workspace::{Gap, PythonFile, Resolution, Workspace, beside, installed};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unknown-import",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A flow imports a module of the project, or a name of Prefect, that is not there.",
            why: "`prefect deploy` falls back to the text of the file and says nothing; each run fails.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\nfrom company_sources.sap import fetch\n\n\n@flow\ndef load():\n    fetch()\n\n--- company_sources/__init__.py ---\n\n--- company_sources/erp.py ---\ndef fetch():\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\nfrom company_sources.erp import fetch\n\n\n@flow\ndef load():\n    fetch()\n\n--- company_sources/__init__.py ---\n\n--- company_sources/erp.py ---\ndef fetch():\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    let declared = OnceCell::new();
    let mut checked: HashSet<(Span, &[String])> = HashSet::new();
    for deployment in stack.deployments.values() {
        let Some(file) = workspace.flow_file(deployment) else {
            continue;
        };
        let search = workspace.search_path(deployment);
        let module = &file.module;
        let is_clear =
            module.syntax_errors.is_empty() && !module.changes_path && !has_own_path(deployment);
        if !is_clear || !checked.insert((file.span, search)) {
            continue;
        }
        let scene = Scene {
            stack,
            deployment,
            workspace,
            search,
            file,
            declared: &declared,
        };
        for found in scene.judge_all() {
            places.add(found);
        }
    }
    places.report(report);
}

/// Files that the imports of one flow are followed through.
const MOST_FILES: usize = 200;

/// Whether its job variables change where Python looks for modules.
fn has_own_path(deployment: &Deployment) -> bool {
    let pool = deployment.keys.map("work_pool");
    let variables = pool.and_then(|pool| pool.map("job_variables"));
    variables.is_some_and(|variables| {
        let path = variables
            .map("env")
            .is_some_and(|env| env.contains("PYTHONPATH"));
        path || ["command", "image", "working_dir"]
            .iter()
            .any(|key| variables.contains(key))
    })
}

#[derive(Clone, Copy)]
struct Scene<'a> {
    stack: &'a Stack,
    deployment: &'a Deployment,
    workspace: &'a Workspace,
    search: &'a [String],
    file: &'a PythonFile,
    /// The common packages that the project is sure to have, once somebody asks.
    declared: &'a OnceCell<Vec<&'static str>>,
}

impl<'a> Scene<'a> {
    /// The imports of the flow's file, and those of the project's modules that they lead to.
    fn judge_all(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut files = vec![(self.file, None::<String>)];
        let mut at = 0;
        while let Some((file, own)) = files.get(at).cloned() {
            at += 1;
            let module = &file.module;
            if !module.syntax_errors.is_empty() || module.changes_path {
                continue;
            }
            let scene = Scene { file, ..*self };
            let is_package = file.shown.ends_with("__init__.py");
            for import in &module.imports {
                // What a module does when a function of it is called may never happen.
                let is_judged = match own {
                    None => import.place.is_expected(),
                    Some(_) => import.place.is_certain(),
                };
                if !is_judged {
                    continue;
                }
                if own.is_none() && import.level > 0 {
                    found.extend(scene.judge_relative(import));
                    continue;
                }
                let import = match import.absolute(own.as_deref(), is_package) {
                    Some(Cow::Borrowed(_)) => Cow::Borrowed(import),
                    Some(Cow::Owned(module)) => Cow::Owned(Import {
                        level: 0,
                        module: module.into(),
                        ..import.clone()
                    }),
                    None => continue,
                };
                found.extend(scene.judge(&import));
                for (file, name) in self.behind(&import) {
                    if files.len() < MOST_FILES && files.iter().all(|it| it.0.span != file.span) {
                        files.push((file, Some(name)));
                    }
                }
            }
        }
        found
    }

    /// The files of the project that an import executes, each with its module's name.
    fn behind(&self, import: &Import) -> Vec<(&'a PythonFile, String)> {
        let workspace = self.workspace;
        // What is not there has no modules.
        let Resolution::Found(own) = workspace.resolve(self.search, &import.module) else {
            return Vec::new();
        };
        let own = own.map(|path| (path, import.module.to_string()));
        let names = import.names.iter().filter_map(|name| {
            let module = format!("{}.{}", import.module, name.name);
            match workspace.resolve(self.search, &module) {
                Resolution::Found(Some(path)) => Some((path, module)),
                _ => None,
            }
        });
        let found = own.into_iter().chain(names);
        found
            .filter_map(|(path, module)| Some((workspace.file(&path)?, module)))
            .collect()
    }

    /// `from .module import name` in the file of a flow, which Prefect loads as a package of its folder.
    fn judge_relative(&self, import: &Import) -> Option<Diagnostic> {
        if import.level > 1 || import.module.is_empty() {
            return None;
        }
        let search = beside(self.search);
        if self.workspace.resolve(search, &import.module) != Resolution::Elsewhere {
            return None;
        }
        let message = format!(
            "`{}` imports `.{}`, which does not exist",
            self.file.shown, import.module
        );
        let found = Diagnostic::new(&LINT.code, self.file.at(&import.range), message)
            .label("no such module beside the file");
        let names = self.workspace.names(search).map(|(name, _)| name);
        Some(match nearest(import.package(), names) {
            Some(near) => found.help(format!("a module with a similar name exists: `{near}`")),
            None => found.help("a dot means the folder of this file"),
        })
    }

    fn judge(&self, import: &Import) -> Vec<Diagnostic> {
        let package = import.package();
        if package == "prefect" {
            return self.judge_prefect(import);
        }
        if installed::is_common(package) {
            return Vec::new();
        }
        match self.workspace.resolve(self.search, &import.module) {
            Resolution::Found(path) => {
                let file = path.and_then(|path| self.workspace.file(&path));
                let names = import.names.iter();
                names
                    .filter_map(|name| self.judge_name(import, name, file))
                    .collect()
            }
            Resolution::Missing(gap) => {
                let span = self.file.at(&import.range);
                self.judge_gap(&gap, span).into_iter().collect()
            }
            Resolution::Elsewhere => self.judge_package(import).into_iter().collect(),
            Resolution::Unknown => Vec::new(),
        }
    }

    /// Prefect's own modules and names, unless a folder of the project is in their way.
    fn judge_prefect(&self, import: &Import) -> Vec<Diagnostic> {
        if self.workspace.resolve(self.search, "prefect") != Resolution::Elsewhere {
            return Vec::new();
        }
        let module = &import.module;
        if let Some(wrong) = prefect_names::judge_module(module) {
            return vec![self.tell_prefect(module, self.file.at(&import.range), wrong)];
        }
        let names = import.names.iter();
        names
            .filter_map(|name| {
                let wrong = prefect_names::judge_name(module, &name.name)?;
                let path = format!("{module}.{}", name.name);
                Some(self.tell_prefect(&path, self.file.at(&name.range), wrong))
            })
            .collect()
    }

    fn tell_prefect(&self, path: &str, span: Span, wrong: Wrong) -> Diagnostic {
        let shown = &self.file.shown;
        let message = match wrong {
            Wrong::Misspelled(_) => {
                format!("`{shown}` imports `{path}`, which Prefect does not have")
            }
            Wrong::Gone(_) => format!("`{shown}` imports `{path}`, which Prefect 3 does not have"),
        };
        let found = Diagnostic::new(&LINT.code, span, message);
        match wrong {
            Wrong::Misspelled(near) => found
                .label("no such name in Prefect")
                .help(format!("a name that is similar exists: `{near}`")),
            Wrong::Gone(now) => found
                .label("gone since Prefect 3")
                .help(format!("its work is done by {now}")),
        }
    }

    /// A module that a package lacks.
    fn judge_gap(&self, gap: &Gap, span: Span) -> Option<Diagnostic> {
        let folder = self.workspace.folder(&gap.folder)?;
        let names: Vec<&str> = folder.modules(|_| true).collect();
        let near = nearest(&gap.name, names.iter().copied());
        // Without `__init__.py` a part of the package may be installed; a misspelled name is in none.
        let is_sure = match gap.is_regular {
            true => !self.workspace.is_open(&gap.folder),
            false => near.is_some() && folder.has_python(),
        };
        if !is_sure {
            return None;
        }
        let (package, name) = (&gap.package, &gap.name);
        let message = format!(
            "`{}` imports `{package}.{name}`, which does not exist",
            self.file.shown
        );
        let shown = self.workspace.shown(&gap.folder);
        let found = Diagnostic::new(&LINT.code, span, message)
            .label(format!("`{shown}` has no module `{name}`"));
        Some(match near {
            Some(near) => found.help(format!(
                "a module with a similar name exists: `{package}.{near}`"
            )),
            None => found.help(format!(
                "create it, or remove the import; the package has {}",
                super::listed(&names)
            )),
        })
    }

    /// `from module import name`.
    fn judge_name(
        &self,
        import: &Import,
        name: &ImportedName,
        file: Option<&PythonFile>,
    ) -> Option<Diagnostic> {
        if name.name == "*" || name.name.starts_with("__") {
            return None;
        }
        let span = self.file.at(&name.range);
        let submodule = format!("{}.{}", import.module, name.name);
        let submodule = self.workspace.resolve(self.search, &submodule);
        let Some(file) = file else {
            // A package without `__init__.py` has modules alone.
            return match submodule {
                Resolution::Missing(gap) if !gap.is_regular => self.judge_gap(&gap, span),
                _ => None,
            };
        };
        let is_package = match &submodule {
            Resolution::Missing(gap) if !self.workspace.is_open(&gap.folder) => true,
            Resolution::Unknown if !file.shown.ends_with("__init__.py") => false,
            _ => return None,
        };
        let is_there = file.module.lookup(&name.name) != Lookup::Missing;
        if is_there || file.span == self.file.span || !self.is_alone(&import.module) {
            return None;
        }
        let module = &import.module;
        let message = format!(
            "`{}` imports `{}` from `{module}`, which does not have it",
            self.file.shown, name.name
        );
        let label = match is_package {
            true => format!(
                "neither a module of the package nor a name of `{}`",
                file.shown
            ),
            false => format!("`{}` has no such name", file.shown),
        };
        let found = Diagnostic::new(&LINT.code, span, message).label(label);
        let folder = match &submodule {
            Resolution::Missing(gap) => self.workspace.folder(&gap.folder),
            _ => None,
        };
        let modules = folder
            .into_iter()
            .flat_map(|folder| folder.modules(|_| true));
        let functions = file
            .module
            .functions()
            .map(|function| function.name.as_str());
        Some(match nearest(&name.name, functions.chain(modules)) {
            Some(near) => found.help(format!("a name that is similar exists: `{near}`")),
            None => found,
        })
    }

    /// Whether one folder alone has the module: of several it is not known which one Python takes.
    fn is_alone(&self, module: &str) -> bool {
        let roots = self.search.iter();
        let found = roots.map(|root| self.workspace.resolve(std::slice::from_ref(root), module));
        found
            .filter(|found| *found != Resolution::Elsewhere)
            .count()
            == 1
    }
}
