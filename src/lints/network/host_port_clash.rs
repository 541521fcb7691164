//! One port of the host for two services.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::port::{Port, Protocol};
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::lints::service::clashing_container_name::copies;
use crate::model::Stack;
use crate::source::At;
use crate::workspace::Workspace;
use std::collections::{BTreeSet, HashMap};

pub static LINT: Lint = Lint::error(
    "host-port-clash",
    Explanation {
        what: "Two services publish one port of the host, with the same address and protocol.",
        why: "The second container cannot start: the port is taken.",
        fails: "[services.api]\nimage = \"api:1\"\nports = [\"8000:8000\"]\n\n[services.jobs]\nimage = \"jobs:1\"\nports = [\"8000:80\"]\n",
        passes: "[services.api]\nimage = \"api:1\"\nports = [\"8000:8000\"]\n\n[services.jobs]\nimage = \"jobs:1\"\nports = [\"8001:80\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let all = containers(stack).filter(|it| it.keys().text("network_mode").is_none());
    let published: Vec<(Container<'_>, At<Port>)> = all
        .flat_map(|it| it.service.ports().into_iter().map(move |port| (it, port)))
        .collect();
    let mut taken = Taken::default();
    for (index, (container, port)) in published.iter().enumerate() {
        if let Some((count, at)) = copies(*container).filter(|(count, _)| *count > 1)
            && let Some(taken) = port.bindings().first()
        {
            let message = format!(
                "{count} containers of `{}` cannot all publish port {}",
                container.name(),
                taken.port
            );
            report.push(
                Diagnostic::new(&LINT.code, port.span(), message)
                    .related(at, "it runs several times")
                    .help("publish a range, or the container's port alone"),
            );
            continue;
        }
        let clash = taken.take(port, index).find_map(|earlier| {
            let (other, theirs) = published.get(earlier)?;
            let taken = port.clash(theirs)?;
            other
                .runs_with(*container)
                .then_some((other, theirs, taken))
        });
        let Some((other, theirs, taken)) = clash else {
            continue;
        };
        let message = match other.name() == container.name() {
            true => format!(
                "`{}` publishes port {} of the host twice",
                container.name(),
                taken.port
            ),
            false => format!(
                "`{}` and `{}` both publish port {} of the host",
                other.name(),
                container.name(),
                taken.port
            ),
        };
        report.push(
            Diagnostic::new(&LINT.code, port.span(), message)
                .label("the port is taken")
                .related(theirs.span(), "by this one"),
        );
    }
}

/// Which ports of the host are taken, and by which of the published ones.
#[derive(Default)]
struct Taken {
    ports: HashMap<(u16, Protocol), Vec<usize>>,
    count: usize,
}

/// Ports that are noted: a few entries may publish all that a host has.
const MOST: usize = 1 << 20;

impl Taken {
    /// Notes what an entry takes. The entries before it that take one of its ports, in their order.
    fn take(&mut self, port: &Port, index: usize) -> impl Iterator<Item = usize> {
        let mut before = BTreeSet::new();
        for binding in port.bindings() {
            if self.count == MOST {
                break;
            }
            self.count += 1;
            let known = self
                .ports
                .entry((binding.port, binding.protocol))
                .or_default();
            // Many that share one port are the same fault again.
            before.extend(known.iter().take(SHARED).copied());
            known.push(index);
        }
        before.into_iter()
    }
}

/// Entries of one port that are held against each other.
const SHARED: usize = 100;
