//! A misspelled variable of an official image.

use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "unknown-image-variable",
    Explanation {
        what: "A variable is called almost like one that the image of its service reads.",
        why: "The image ignores it without a word.",
        fails: "[services.postgres]\nimage = \"postgres:17\"\nenvironment = { POSTGRES_PASSWORD = \"app\", POSTGRES_USR = \"app\" }\n",
        passes: "[services.postgres]\nimage = \"postgres:17\"\nenvironment = { POSTGRES_PASSWORD = \"app\", POSTGRES_USER = \"app\" }\n",
    },
    check,
);

const POSTGRES: [&str; 9] = [
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_DB",
    "POSTGRES_USER_FILE",
    "POSTGRES_PASSWORD_FILE",
    "POSTGRES_DB_FILE",
    "POSTGRES_INITDB_ARGS",
    "POSTGRES_INITDB_WALDIR",
    "POSTGRES_HOST_AUTH_METHOD",
];
const RUSTFS: [&str; 6] = [
    "RUSTFS_ACCESS_KEY",
    "RUSTFS_SECRET_KEY",
    "RUSTFS_VOLUMES",
    "RUSTFS_ADDRESS",
    "RUSTFS_CONSOLE_ENABLE",
    "RUSTFS_CONSOLE_ADDRESS",
];
const MINIO: [&str; 4] = [
    "MINIO_ROOT_USER",
    "MINIO_ROOT_PASSWORD",
    "MINIO_ROOT_USER_FILE",
    "MINIO_ROOT_PASSWORD_FILE",
];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let names: &[&str] = match container.role() {
            Some(BuiltIn::Postgres) => &POSTGRES,
            Some(BuiltIn::Rustfs) => &RUSTFS,
            Some(BuiltIn::Minio) => &MINIO,
            _ => continue,
        };
        for variable in container
            .variables()
            .iter()
            .filter(|it| it.name.is_written() && !it.is_shared)
        {
            let name = &variable.name.value;
            // Lists of what an image reads are never whole: only what is one or two letters off is told.
            let near = nearest(name, names.iter().copied());
            let Some(near) = near.filter(|near| {
                !names.contains(&&**name) && strsim::damerau_levenshtein(name, near) <= 2
            }) else {
                continue;
            };
            let message = format!("the image of `{}` reads no `{name}`", container.name());
            report.push(
                Diagnostic::new(&LINT.code, variable.name.span(), message)
                    .label("this is ignored without a word")
                    .edit(
                        format!("a variable with a similar name exists: `{near}`"),
                        variable.name.span(),
                        near,
                    ),
            );
        }
    }
}
