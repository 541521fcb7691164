//! An image that the engine cannot read.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "invalid-image",
    Explanation {
        what: "The name of an image breaks the rules of image names.",
        why: "Compose takes it, and the engine refuses it at `up`.",
        fails: "[services.postgres]\nimage = \"Postgres:17\"\n\n[services.postgres.environment]\nPOSTGRES_PASSWORD = \"app\"\n",
        passes: "[services.postgres]\nimage = \"postgres:17\"\n\n[services.postgres.environment]\nPOSTGRES_PASSWORD = \"app\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let Some(value) = container.keys().get("image") else {
            continue;
        };
        let Some(text) = value.as_text().and_then(|text| text.as_literal()) else {
            continue;
        };
        if let Err(fault) = image::parse(&text) {
            report.push(Diagnostic::fault(
                &LINT.code,
                &value.with(text),
                "image",
                fault,
            ));
        }
    }
}
