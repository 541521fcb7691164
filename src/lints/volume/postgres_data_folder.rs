//! PostgreSQL's data is mounted where its version does not keep it.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image::Image;
use crate::lints::Lint;
use crate::lints::container::{containers, official};
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "postgres-data-folder",
    Explanation {
        what: "A volume for PostgreSQL is mounted at the data folder of another version of the image.",
        why: "From version 18 on the image exits with a mount at /var/lib/postgresql/data; before, one at /var/lib/postgresql \
              keeps nothing.",
        fails: "[volumes.pg]\n\n[services.postgres]\nimage = \"postgres:18\"\nvolumes = [\"pg:/var/lib/postgresql/data\"]\nenvironment = { POSTGRES_PASSWORD = \"app\" }\n",
        passes: "[volumes.pg]\n\n[services.postgres]\nimage = \"postgres:18\"\nvolumes = [\"pg:/var/lib/postgresql\"]\nenvironment = { POSTGRES_PASSWORD = \"app\" }\n",
    },
    check,
);

const OLD: &str = "/var/lib/postgresql/data";
const NEW: &str = "/var/lib/postgresql";

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack).filter(|it| !it.keys().contains("build")) {
        let Some(text) = container.service.text("image") else {
            continue;
        };
        let image = Image::read(&text);
        let digits = |tag: &str| {
            tag.split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse::<u32>()
                .ok()
        };
        let Some(major) = image
            .tag()
            .and_then(digits)
            .filter(|_| official(&image.repository) == "postgres")
        else {
            continue;
        };
        // A data folder that is set by hand may lie anywhere.
        if container.variable("PGDATA").is_some() || container.has_more() {
            continue;
        }
        let mounts = &container.service.body.mounts;
        let at = |target: &str| mounts.iter().find(|mount| mount.target == target);
        let (wrong, right) = if major >= 18 {
            (at(OLD), NEW)
        } else {
            (at(NEW).filter(|_| at(OLD).is_none()), OLD)
        };
        let Some(mount) = wrong else { continue };
        let message = format!(
            "PostgreSQL {major} does not keep its data at `{}`",
            mount.target
        );
        report.push(
            Diagnostic::new(&LINT.code, mount.tree.span(), message)
                .help(format!("mount it at `{right}`")),
        );
    }
}
