//! A command in one string is not what a shell would make of it.

use crate::diagnostics::{Diagnostic, Explanation, Report, inside};
use crate::formats::grammar::command;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "split-command",
    Explanation {
        what: "A `command` or `entrypoint` in one string holds `&&`, `|`, `>` and the like, or a quote that is not closed.",
        why: "Compose splits the string without a shell: it drops what stands behind such a sign without a word, and refuses an open quote.",
        fails: "[services.job]\nimage = \"busybox:1.37\"\ncommand = \"sh -c 'date\"\n",
        passes: "[services.job]\nimage = \"busybox:1.37\"\ncommand = [\"sh\", \"-c\", \"date && id\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        for key in ["command", "entrypoint"] {
            let Some(written) = container.keys().text(key).filter(|it| it.is_written()) else {
                continue;
            };
            let Err(fault) = command::split(&written) else {
                continue;
            };
            // Inside quotes `\n` is a matter of versions: most know it as people mean it.
            let sign = written.get(fault.range.clone()).unwrap_or_default();
            if sign.starts_with('\\') && sign.len() > 1 {
                continue;
            }
            let span = inside(written.span(), &written, fault.range.clone());
            let message = format!("`{key}` of `{}` is not run by a shell", container.name());
            let is_refused = sign.starts_with(['\'', '"', '(', ')', '\\']);
            let found = Diagnostic::new(&LINT.code, span, message).label(fault.message);
            let found = match fault.help {
                Some(help) => found.help(help),
                None => found,
            };
            report.push(if is_refused { found } else { found.doubtful() });
        }
    }
}
