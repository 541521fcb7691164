//! An image that is another one tomorrow.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image::Image;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::hygiene(
    "floating-image",
    Explanation {
        what: "An image has no tag, or the tag `latest`.",
        why: "What runs depends on the day on which it was pulled.",
        fails: "[services.api]\nimage = \"registry.example.com/api\"\n\n[lints]\nhygiene = \"warn\"\n",
        passes: "[services.api]\nimage = \"registry.example.com/api:1.4\"\n\n[lints]\nhygiene = \"warn\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack).filter(|it| !it.keys().contains("build")) {
        let Some(text) = container
            .service
            .text("image")
            .filter(|text| text.is_written())
        else {
            continue;
        };
        let image = Image::read(&text);
        let label = match image.tag() {
            None => "no tag: this is `latest`",
            Some("latest") => "`latest` is whatever was pushed last",
            Some(_) => continue,
        };
        if image.digest.is_none() {
            let message = format!("the image of `{}` is not pinned", container.name());
            report.push(
                Diagnostic::new(&LINT.code, text.span(), message)
                    .label(label)
                    .help("write the tag of a version"),
            );
        }
    }
}
