//! An image that is hardly the one that was meant.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image::{self, Image};
use crate::lints::Lint;
use crate::lints::container::{Container, containers, official};
use crate::model::{BuiltIn, Stack};
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "doubtful-image",
    Explanation {
        what: "An image is nearly called as an official one, is that of another kind than its service, or holds Prefect 2.",
        why: "There is no such image, or what runs in it is not what the kind fills in for.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nimage = \"prefecthq/prefect:2-python3.11\"\nports = [\"4200:4200\"]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nimage = \"prefecthq/prefect:3-python3.13\"\nports = [\"4200:4200\"]\n",
    },
    check,
);

/// The official images of kinds.
const OFFICIAL: [(&str, &[BuiltIn]); 5] = [
    ("minio/minio", &[BuiltIn::Minio]),
    ("postgres", &[BuiltIn::Postgres]),
    (
        PREFECT,
        &[
            BuiltIn::PrefectServer,
            BuiltIn::PrefectServices,
            BuiltIn::PrefectWorker,
            BuiltIn::PrefectServe,
        ],
    ),
    ("redis", &[BuiltIn::Redis]),
    ("rustfs/rustfs", &[BuiltIn::Rustfs]),
];

const PREFECT: &str = "prefecthq/prefect";

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        // With a `build` the name is what the team calls its own image.
        if container.keys().contains("build") {
            continue;
        }
        let Some(text) = container.service.text("image").filter(At::is_written) else {
            continue;
        };
        // What is no name of an image is told as such.
        if image::parse(&text).is_err() {
            continue;
        }
        let image = Image::read(&text);
        let repository = official(&image.repository);
        let found = misspelled(&text, repository)
            .or_else(|| of_another_kind(container, &text, repository))
            .or_else(|| outdated(&text, repository, image.tag()));
        report.extend(found);
    }
}

fn misspelled(text: &At<Name>, repository: &str) -> Option<Diagnostic> {
    let is_slip = |name: &str| strsim::damerau_levenshtein(repository, name) == 1;
    let (near, _) = OFFICIAL.iter().find(|(name, _)| is_slip(name))?;
    let message = format!("there is hardly an image called `{repository}`");
    Some(
        Diagnostic::new(&LINT.code, text.span(), message)
            .label("one letter from the official image")
            .help(format!("an image with a similar name exists: `{near}`")),
    )
}

fn of_another_kind(
    container: Container<'_>,
    text: &At<Name>,
    repository: &str,
) -> Option<Diagnostic> {
    let kind = container.service.built_in?;
    let (_, kinds) = OFFICIAL.iter().find(|(name, _)| *name == repository)?;
    let own = OFFICIAL.iter().find(|(_, kinds)| kinds.contains(&kind));
    if kinds.contains(&kind) {
        return None;
    }
    let message = format!(
        "`{}` is of kind {}, and its image is `{repository}`",
        container.name(),
        kind.word()
    );
    let found = Diagnostic::new(&LINT.code, text.span(), message)
        .label("what the kind fills in is not for this image");
    Some(match own {
        Some((own, _)) => found.help(format!("write an image of `{own}`, or another `kind`")),
        None => found,
    })
}

fn outdated(text: &At<Name>, repository: &str, tag: Option<&str>) -> Option<Diagnostic> {
    let version = tag?.split(['.', '-']).next()?;
    if repository != PREFECT || !matches!(version, "0" | "1" | "2") {
        return None;
    }
    let message = format!("this image holds Prefect {version}, and the stack is one of Prefect 3");
    Some(
        Diagnostic::new(&LINT.code, text.span(), message)
            .label("its commands and its API are others")
            .help("write a tag that begins with `3`, such as `prefecthq/prefect:3-python3.13`"),
    )
}
