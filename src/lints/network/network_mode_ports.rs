//! Published ports of a container that has no network of its own.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "network-mode-ports",
    Explanation {
        what: "A service publishes ports, and its `network_mode` is the network of the host, of another container, or none.",
        why: "The engine refuses such ports, or in the host's network drops them with a warning.",
        fails: "[services.api]\nimage = \"api:1\"\nports = [\"8000:8000\"]\nnetwork_mode = \"service:proxy\"\n\n[services.proxy]\nimage = \"proxy:1\"\n",
        passes: "[services.api]\nimage = \"api:1\"\nnetwork_mode = \"service:proxy\"\n\n[services.proxy]\nimage = \"proxy:1\"\nports = [\"8000:8000\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let keys = container.keys();
        let (Some(mode), Some(ports)) = (keys.text("network_mode"), keys.key("ports")) else {
            continue;
        };
        let is_empty = keys
            .get("ports")
            .and_then(|it| it.as_list())
            .is_some_and(<[_]>::is_empty);
        let word = &*mode.value;
        let foreign = word.starts_with("service:") || word.starts_with("container:");
        if is_empty || !foreign && !["host", "none"].contains(&word) {
            continue;
        }
        let message = format!(
            "`{}` publishes ports, and its `network_mode` is `{word}`",
            container.name()
        );
        let found = Diagnostic::new(&LINT.code, ports.span(), message)
            .label(if foreign {
                "the engine refuses this"
            } else {
                "these are dropped"
            })
            .related(mode.span(), "it has no network of its own");
        report.push(if foreign { found } else { found.doubtful() });
    }
}
