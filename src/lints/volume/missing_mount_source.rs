//! A folder of the project that is mounted is not there.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::Name;
use crate::workspace::{Workspace, is_inside};

pub static LINT: Lint = Lint {
    code: Code {
        word: "missing-mount-source",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A folder of the project that a service mounts is not there.",
            why: "The engine creates it, empty and owned by root, and the service finds nothing in it.",
            fails: "[services.api]\nimage = \"api:1\"\nvolumes = [\"./confg:/etc/api\"]\n",
            passes: "[services.api]\nimage = \"api:1\"\nvolumes = [\"api-data:/data\"]\n\n[volumes.api-data]\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for mount in stack
        .services
        .values()
        .flat_map(|service| &service.body.mounts)
    {
        let Source::Bind(source) = &mount.source else {
            continue;
        };
        let source = path::clean(source);
        if !is_inside(&source)
            || !workspace.is_missing(&source)
            || workspace.nearby.is_ignored(&source)
        {
            continue;
        }
        let volume = mount
            .volume
            .as_ref()
            .and_then(|name| stack.volumes.get(name))
            .and_then(|it| it.source.as_ref());
        let at = volume.map_or(mount.tree.span(), |source| source.span());
        let message = format!("`{source}` is mounted and does not exist");
        let subject = mount.tree.with(Name::from(source.as_str()));
        report.push(
            Diagnostic::new(&LINT.code, at, message)
                .label("no such file or folder")
                .subject(&subject)
                .help(remedy(&source, &mount.target)),
        );
    }
}

/// What to do about it. Where a file is not there, the engine makes a folder of its name.
fn remedy(source: &str, target: &str) -> String {
    let is_file = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.trim_start_matches('.').contains('.')
    };
    match is_file(source) && is_file(target) {
        true => "create the file, or correct the path".to_owned(),
        false => format!("create it (`mkdir -p {source}`), or correct the path"),
    }
}
