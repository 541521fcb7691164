//! A login in an address holds characters that end it too early.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::url::encode;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unencoded-url",
    Explanation {
        what: "A user or password in an address holds a character that has a meaning there, such as `@`, `/` or `#`.",
        why: "The address is read otherwise than meant: what follows is taken for the host.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nenvironment = { PREFECT_SERVER_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:p@ss@db.example.com/prefect\" }\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nenvironment = { PREFECT_SERVER_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:p%40ss@db.example.com/prefect\" }\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        for variable in container.variables() {
            let Some(text) = variable.literal().filter(|_| variable.is_written()) else {
                continue;
            };
            let Some((login, bad)) = bad_login(&text) else {
                continue;
            };
            let message = format!(
                "the login in `{}` holds `{bad}`, which ends it there",
                variable.name.value
            );
            let at = text.find(login).unwrap_or_default();
            let password = login
                .split_once(':')
                .map_or(login, |(_, password)| password);
            let start = at + login.len() - password.len();
            let span = crate::diagnostics::inside(
                variable.value.span(),
                &text,
                start..start + password.len(),
            );
            let found = Diagnostic::new(&LINT.code, span, message)
                .label(format!("`{bad}` has a meaning of its own in an address"));
            // The character alone: what it stands in is a password.
            let encoded = encode(&bad.to_string());
            report.push(found.help(format!(
                "percent-encode it (`{encoded}` for `{bad}`), or let a credential make the address"
            )));
        }
    }
}

/// The login of a database's address that is the whole value, and the character that breaks it.
fn bad_login(text: &str) -> Option<(&str, char)> {
    let (scheme, rest) = text.split_once("://")?;
    let base = scheme.split('+').next()?;
    if !["postgres", "postgresql", "redis", "rediss"].contains(&base)
        || rest.contains(char::is_whitespace)
    {
        return None;
    }
    let before_query = rest.split('?').next()?;
    let login = &before_query[..before_query.rfind('@')?];
    let (_, password) = login.split_once(':')?;
    let bad = password.chars().find(|c| "@/#[]".contains(*c))?;
    Some((login, bad))
}
