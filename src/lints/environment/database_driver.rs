//! The address of the server's database names a driver that Prefect does not have.

use super::DATABASE_URLS;
use crate::diagnostics::{Diagnostic, Explanation, Report, inside};
use crate::lints::Lint;
use crate::lints::container::{VARIABLE, Variable, containers};
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "database-driver",
    Explanation {
        what: "The address of the server's database does not begin with `postgresql+asyncpg` or `sqlite+aiosqlite`.",
        why: "Prefect opens its database with an asynchronous driver, and does not start with another one.",
        fails: "[env.prefect]\nPREFECT_SERVER_DATABASE_CONNECTION_URL = \"postgresql://prefect:prefect@db.example.com/prefect\"\n\n[services.prefect-server]\nkind = \"prefect-server\"\nenv = [\"prefect\"]\n",
        passes: "[env.prefect]\nPREFECT_SERVER_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@db.example.com/prefect\"\n\n[services.prefect-server]\nkind = \"prefect-server\"\nenv = [\"prefect\"]\n",
    },
    check,
);

const DRIVERS: [(&str, &str); 3] = [
    ("postgresql", "postgresql+asyncpg"),
    ("postgres", "postgresql+asyncpg"),
    ("sqlite", "sqlite+aiosqlite"),
];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        for variable in container.variables() {
            if DATABASE_URLS.contains(&&*variable.name.value) && variable.is_written() {
                report.extend(judge(&variable));
            }
        }
    }
}

fn judge(variable: &Variable<'_>) -> Option<Diagnostic> {
    let text = variable.text()?;
    let (scheme, _) = text
        .split_once(':')
        .filter(|(scheme, _)| !scheme.contains(VARIABLE))?;
    if DRIVERS.iter().any(|(_, full)| scheme == *full) {
        return None;
    }
    let base = scheme.split('+').next().unwrap_or(scheme);
    let right = DRIVERS
        .iter()
        .find(|(short, _)| *short == base)
        .map_or("postgresql+asyncpg", |it| it.1);
    let whole = variable.value.span();
    let span = match text.contains(VARIABLE) {
        true => whole,
        false => inside(whole, &text, 0..scheme.len()),
    };
    let message = format!("Prefect cannot open a database with `{scheme}`");
    let found = Diagnostic::new(&LINT.code, span, message).label("the driver is missing");
    Some(match span == whole {
        true => found.help(format!(
            "write `{right}`; of a credential, that is the field `asyncpg_url`"
        )),
        false => found.edit(format!("write `{right}`"), span, right),
    })
}
