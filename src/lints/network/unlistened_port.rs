//! A port of the host leads to a port on which nobody listens.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image::Image;
use crate::formats::grammar::port::Port;
use crate::lints::Lint;
use crate::lints::container::{Container, containers, official};
use crate::model::Stack;
use crate::source::At;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unlistened-port",
    Explanation {
        what: "A service publishes a port on which its program does not listen.",
        why: "The host's port takes connections and drops them.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4020\"]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4020:4200\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let keys = container.keys();
        if keys.contains("network_mode") || keys.contains("build") {
            continue;
        }
        if let Some(listens) = container.listens() {
            judge(container, &listens, report);
        }
    }
}

fn judge(container: Container<'_>, listens: &[u16], report: &mut Report) {
    let ports = container.service.ports();
    let leads = |port: &At<Port>| listens.iter().any(|it| port.target.contains(*it));
    let some_lead = ports.iter().any(leads);
    let words: Vec<String> = listens.iter().map(u16::to_string).collect();
    let words = crate::formats::join_or(&words);
    for port in ports.iter().filter(|port| !leads(port)) {
        // Beside the right one, a further port is a slip only where it is nearly that.
        let is_slip = listens
            .iter()
            .any(|it| is_near(&port.target.to_string(), *it));
        if port.target.contains(SSH) || some_lead && !is_slip {
            continue;
        }
        let message = format!(
            "port {} of `{}` is published, and it listens on {words}",
            port.target,
            container.name()
        );
        let found = Diagnostic::new(&LINT.code, port.span(), message)
            .label("nobody listens on the container's port")
            .help("behind the last `:` stands the port in the container");
        // Beside the right one, a team's own image may have others.
        let is_sure = !some_lead && is_known_image(container);
        report.push(if is_sure { found } else { found.doubtful() });
    }
}

/// Whoever publishes it has a server of his own for it.
const SSH: u16 = 22;

/// Whether one port is another with a digit wrong, missing, too many or swapped.
fn is_near(port: &str, right: u16) -> bool {
    strsim::damerau_levenshtein(port, &right.to_string()) <= 1
}

/// An image of the team's own may hold other programs too.
fn is_known_image(container: Container<'_>) -> bool {
    container.service.text("image").is_none_or(|text| {
        let image = Image::read(&text);
        let known = [
            "postgres",
            "redis",
            "rustfs/rustfs",
            "minio/minio",
            "prefecthq/prefect",
        ];
        known.contains(&official(&image.repository))
    })
}
