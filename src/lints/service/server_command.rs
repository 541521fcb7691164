//! A server's command of the user's own that keeps the others from reaching it.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::{Place, containers, option};
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "server-command",
    Explanation {
        what: "The command of Prefect's server lacks `--host 0.0.0.0`, or switches off background services that run nowhere else.",
        why: "The server listens in its own container only, or schedules nothing.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\ncommand = \"prefect server start\"\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\ncommand = \"prefect server start --host 0.0.0.0\"\n",
    },
    check,
);

const LOOPBACK: [&str; 2] = ["127.0.0.1", "localhost"];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack).filter(|it| it.role() == Some(BuiltIn::PrefectServer)) {
        let written = container.keys().get("command").filter(|it| it.is_written());
        let (Some(command), Some(words)) = (written, container.command()) else {
            continue;
        };
        let words: Vec<String> = words
            .iter()
            .flat_map(|word| word.split_whitespace())
            .map(str::to_owned)
            .collect();
        if !words
            .windows(3)
            .any(|three| three == ["prefect", "server", "start"])
            || container.has_more()
            || container.place() == Place::Elsewhere
        {
            continue;
        }
        let host = option(&words, &["--host"]).map(str::to_owned).or_else(|| {
            let set = container.first_variable(&["PREFECT_SERVER_API_HOST"])?;
            Some(set.literal().unwrap_or_default())
        });
        if host.as_deref().is_none_or(|host| LOOPBACK.contains(&host)) {
            let message = format!("`{}` listens in its own container only", container.name());
            let found = Diagnostic::new(&LINT.code, command.span(), message)
                .label("neither a port nor a worker leads to it");
            report.push(found.help("write `--host 0.0.0.0`"));
        } else if words.iter().any(|word| word == "--no-services")
            && !containers(stack).any(|it| it.role() == Some(BuiltIn::PrefectServices))
        {
            let message = format!(
                "`{}` runs without background services, and no other service runs them",
                container.name()
            );
            let found =
                Diagnostic::new(&LINT.code, command.span(), message).label("nothing is scheduled");
            report.push(
                found
                    .help("add a service of kind `prefect-services`")
                    .doubtful(),
            );
        }
    }
}
