//! A database whose data is not found again.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::hygiene(
    "unnamed-data",
    Explanation {
        what: "PostgreSQL has no named volume or folder for its data.",
        why: "`docker compose down` loses every deployment, run and block.",
        fails: "[services.postgres]\nimage = \"postgres:17\"\nenvironment = { POSTGRES_PASSWORD = { env = \"PASSWORD\" } }\n\n[lints]\nhygiene = \"warn\"\n",
        passes: "[volumes.pg]\n\n[services.postgres]\nimage = \"postgres:17\"\nvolumes = [\"pg:/var/lib/postgresql/data\"]\nenvironment = { POSTGRES_PASSWORD = { env = \"PASSWORD\" } }\n\n[lints]\nhygiene = \"warn\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack).filter(|it| it.role() == Some(BuiltIn::Postgres)) {
        let mounts = &container.service.body.mounts;
        let keeps = mounts.iter().any(|mount| {
            mount.target.is_empty()
                || mount.source != Source::Anonymous
                    && path::below(&mount.target, "/var/lib/postgresql").is_some()
        });
        let moved = container.variable("PGDATA").is_some() || container.has_more();
        if !keeps && !moved {
            let name = &container.service.name;
            let message = format!("the data of `{}` is lost with its container", name.value);
            report.push(
                Diagnostic::new(&LINT.code, name.span(), message).label("no named volume for it"),
            );
        }
    }
}
