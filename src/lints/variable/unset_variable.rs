//! The `.env` lacks a variable without which something stops.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unset-variable",
        level: Level::Warn,
        group: Group::Correctness,
        explanation: Explanation {
            what: "There is an .env, and it does not set a variable that something stops without.",
            why: "`docker compose up` or a script ends with an error, unless the shell sets it.",
            fails: "[services.api]\nimage = \"api:1\"\nenvironment = { TOKEN = { env = \"API_TOKEN\" } }\n--- .env ---\n# API_TOKEN=\n",
            passes: "[services.api]\nimage = \"api:1\"\nenvironment = { TOKEN = { env = \"API_TOKEN\" } }\n--- .env ---\nAPI_TOKEN=secret\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let Some(dotenv) = &workspace.dotenv else {
        return;
    };
    for variable in stack.variables.values() {
        if !variable.required || dotenv.fills(&variable.name) {
            continue;
        }
        let message = format!(
            "`{}` has no value in .env, and something stops without it",
            variable.name
        );
        let label = match variable.readers.first() {
            Some(reader) => format!("read by {reader}"),
            None => "required here".to_owned(),
        };
        report.push(
            Diagnostic::new(&LINT.code, variable.at, message)
                .label(label)
                .help(format!("write `{}=…` into .env", variable.name)),
        );
    }
}
