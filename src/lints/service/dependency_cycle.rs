//! Services that wait for each other in a circle.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::{Service, Stack};
use crate::source::{At, Name};
use crate::tree::Map;
use crate::workspace::Workspace;
use std::collections::HashSet;

pub static LINT: Lint = Lint::error(
    "dependency-cycle",
    Explanation {
        what: "Services wait for each other in a circle.",
        why: "Compose refuses the file: none of them could start first.",
        fails: "[services.api]\nimage = \"api:1\"\ndepends_on = [\"jobs\"]\n\n[services.jobs]\nimage = \"jobs:1\"\ndepends_on = [\"api\"]\n",
        passes: "[services.api]\nimage = \"api:1\"\ndepends_on = [\"jobs\"]\n\n[services.jobs]\nimage = \"jobs:1\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let mut search = Search {
        stack,
        done: HashSet::new(),
        path: Vec::new(),
        found: Vec::new(),
    };
    stack
        .services
        .values()
        .for_each(|service| search.visit(service));
    for circle in search.found {
        report.push(finding(&circle));
    }
}

/// One step of a circle: who waits, and where it says for whom.
type Step<'a> = (&'a Name, At<Name>);

struct Search<'a> {
    stack: &'a Stack,
    done: HashSet<&'a Name>,
    path: Vec<Step<'a>>,
    found: Vec<Vec<Step<'a>>>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, service: &'a Service) {
        let name = &service.name.value;
        if self.done.contains(name) {
            return;
        }
        for next in waits(service) {
            let Some(target) = self.stack.services.get(&next.value) else {
                continue;
            };
            self.path.push((name, next));
            let target_name = &target.name.value;
            match self
                .path
                .iter()
                .position(|(waiting, _)| *waiting == target_name)
            {
                Some(start) => self.found.push(self.path[start..].to_vec()),
                None => self.visit(target),
            }
            self.path.pop();
        }
        self.done.insert(name);
    }
}

/// For whom a service waits: what it says, and what Compose takes for such.
fn waits(service: &Service) -> Vec<At<Name>> {
    let keys = &service.body.keys;
    let mut found: Vec<At<Name>> = keys
        .map("depends_on")
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect();
    let links = keys.texts("links").into_iter();
    found.extend(links.map(|link| link.with(link.split(':').next().unwrap_or_default().into())));
    for key in ["network_mode", "ipc", "pid"] {
        let of = keys.text(key);
        found.extend(of.and_then(|text| Some(text.with(text.strip_prefix("service:")?.into()))));
    }
    let volumes = keys.texts("volumes_from").into_iter();
    found.extend(
        volumes
            .filter(|it| !it.starts_with("container:"))
            .map(|it| it.with(it.split(':').next().unwrap_or_default().into())),
    );
    found
}

/// The circle in words, at the last step that the user wrote: the others are derived or were there before.
fn finding(circle: &[Step<'_>]) -> Diagnostic {
    let names: Vec<&str> = circle.iter().map(|(name, _)| &***name).collect();
    let words = format!("{} -> {}", names.join(" -> "), names[0]);
    let written = circle.iter().position(|(_, next)| next.is_written());
    let at = &circle[written.unwrap_or(0)].1;
    let found = Diagnostic::new(
        &LINT.code,
        at.span(),
        format!("services wait for each other in a circle: {words}"),
    )
    .label("a step of the circle");
    circle
        .iter()
        .filter(|(_, next)| next.span() != at.span())
        .fold(found, |found, (name, next)| {
            found.related(next.span(), format!("`{name}` waits for `{}`", next.value))
        })
}
