//! Services that wait for each other in a circle.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::circle::circles;
use crate::model::{Service, Stack};
use crate::source::{At, Name};
use crate::tree::Map;
use crate::workspace::Workspace;

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
    let names = stack.services.values().map(|service| &service.name.value);
    let steps = |name: &Name| -> Vec<(At<Name>, &Name)> {
        let waits = stack.services.get(name).map(waits).unwrap_or_default();
        let known = |next: At<Name>| {
            let target = stack.services.get(&next.value)?;
            Some((next, &target.name.value))
        };
        waits.into_iter().filter_map(known).collect()
    };
    for circle in circles(names, steps) {
        report.push(finding(&circle));
    }
}

/// One step of a circle: who waits, and where it says for whom.
type Step<'a> = (&'a Name, At<Name>);

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
