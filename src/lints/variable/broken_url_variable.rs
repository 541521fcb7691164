//! The value of a variable breaks the address in which it stands.

use super::in_urls;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "broken-url-variable",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A variable in an address has a default, or a value in .env, that ends the login or the database there.",
            why: "Compose cannot percent-encode it, and the address leads elsewhere.",
            fails: "[services.api]\nimage = \"api:1\"\nenvironment = { DATABASE_URL = \"postgresql://api:${API_PASSWORD:-p@ss}@db.example.org/api\" }\n\n[lints]\nunencoded-url-variable = \"allow\"\n",
            passes: "[services.api]\nimage = \"api:1\"\nenvironment = { DATABASE_URL = \"postgresql://api:${API_PASSWORD:-pass}@db.example.org/api\" }\n\n[lints]\nunencoded-url-variable = \"allow\"\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for found in in_urls(stack) {
        let (name, holder) = (found.variable.name(), &found.holder.value);
        let help = format!("choose a value without {}", found.part.refused());
        let default = found.variable.default().and_then(|word| word.assumed());
        if default.is_some_and(|text| text.contains(|c| found.part.refuses(c))) {
            let message = format!("the default of `{name}` breaks the address `{holder}`");
            report.push(
                Diagnostic::new(&LINT.code, found.value.span(), message)
                    .label("it stands here as it is")
                    .help(&*help),
            );
        }
        let dotenv = workspace.dotenv.as_ref();
        let set = dotenv.and_then(|dotenv| dotenv.has(name, |c| found.part.refuses(c)));
        if let Some(place) = set {
            let message = format!("the value of `{name}` breaks the address `{holder}`");
            report.push(
                Diagnostic::new(&LINT.code, place, message)
                    .label("its value, which is not shown")
                    .related(found.value.span(), "where it stands as it is")
                    .help(help),
            );
        }
    }
}
