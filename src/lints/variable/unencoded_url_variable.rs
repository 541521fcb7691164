//! A variable stands in an address as it is.

use super::in_urls;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unencoded-url-variable",
        level: Level::Warn,
        group: Group::Correctness,
        explanation: Explanation {
            what: "An address with a login or a database that comes from the environment.",
            why: "Compose cannot percent-encode it: with a value such as `p@ss` the address leads elsewhere.",
            fails: "[services.api]\nimage = \"api:1\"\nenvironment = { DATABASE_URL = \"postgresql://api:${API_PASSWORD}@db.example.org/api\" }\n",
            passes: "[services.api]\nimage = \"api:1\"\nenvironment = { PGHOST = \"db.example.org\", PGUSER = \"api\", PGPASSWORD = \"${API_PASSWORD}\" }\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for found in in_urls(stack) {
        let name = found.variable.name();
        let message = format!(
            "`{name}` stands in the address `{}` as it is",
            found.holder.value
        );
        let label = format!("right only while it holds no {}", found.part.refused());
        let help = if found.holder.ends_with("DATABASE_CONNECTION_URL") {
            "leave it out and write `database = \"CREDENTIAL\"` on the server, which then gets the parts; or keep to letters, digits and `-._~`"
        } else {
            "give the program the parts, if it can take them; or keep to letters, digits and `-._~`"
        };
        report.push(
            Diagnostic::new(&LINT.code, found.value.span(), message)
                .label(label)
                .help(help),
        );
    }
}
