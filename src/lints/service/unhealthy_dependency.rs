//! A service waits until another one is healthy, and nothing ever finds out whether it is.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image::Image;
use crate::lints::Lint;
use crate::lints::container::{Container, containers, official};
use crate::model::Stack;
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unhealthy-dependency",
    Explanation {
        what: "A service waits with `service_healthy` for one that has no health check.",
        why: "`docker compose up` gives up: a container without a check is never healthy.",
        fails: "[services.api]\nimage = \"api:1\"\ndepends_on = { redis = { condition = \"service_healthy\" } }\n\n[services.redis]\nimage = \"redis:7\"\n",
        passes: "[services.api]\nimage = \"api:1\"\ndepends_on = { redis = { condition = \"service_healthy\" } }\n\n[services.redis]\nimage = \"redis:7\"\nhealthcheck = { test = [\"CMD\", \"redis-cli\", \"ping\"] }\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let dependencies = container.keys().map("depends_on");
        for (name, table) in dependencies.into_iter().flat_map(Map::tables) {
            let condition = table.value.text("condition");
            let Some(condition) = condition.filter(|it| &*it.value == "service_healthy") else {
                continue;
            };
            let Some(target) = container
                .of(&name.value)
                .filter(|target| never_healthy(*target))
            else {
                continue;
            };
            let message = format!(
                "`{}` waits for `{}` to be healthy, which has no health check",
                container.name(),
                name.value
            );
            report.push(
                Diagnostic::new(&LINT.code, condition.span(), message)
                    .label("this never comes true")
                    .related(
                        target.service.name.span(),
                        "no `healthcheck` here, nor in its image",
                    )
                    .help("give it a `healthcheck`, or wait with `service_started`"),
            );
        }
    }
}

fn never_healthy(target: Container<'_>) -> bool {
    let keys = target.keys();
    if keys.is_broken("healthcheck") || keys.contains("extends") || keys.contains("provider") {
        return false;
    }
    let Some(check) = keys.map("healthcheck") else {
        return image_has_none(target);
    };
    let is_off = check.bool("disable").is_some_and(|off| off.value);
    let is_none = check
        .texts("test")
        .first()
        .is_some_and(|word| &*word.value == "NONE");
    let is_empty = match check.get("test").map(|test| &test.value) {
        None => true,
        Some(Tree::List(words)) => words.is_empty(),
        Some(Tree::Text(text)) => text.is_empty(),
        Some(_) => false,
    };
    is_off || is_none || is_empty && !check.is_broken("test") && image_has_none(target)
}

/// Docker's official images have no check of their own by their rules, and of a few others it is known.
fn image_has_none(target: Container<'_>) -> bool {
    let keys = target.keys();
    if keys.contains("build") || keys.is_broken("image") {
        return false;
    }
    keys.text("image").is_some_and(|text| {
        let image = Image::read(&text);
        let name = official(&image.repository);
        const KNOWN: [&str; 3] = ["prefecthq/prefect", "rustfs/rustfs", "minio/minio"];
        const OFFICIAL: [&str; 18] = [
            "postgres",
            "redis",
            "mysql",
            "mariadb",
            "mongo",
            "nginx",
            "httpd",
            "rabbitmq",
            "memcached",
            "traefik",
            "valkey",
            "python",
            "node",
            "alpine",
            "debian",
            "ubuntu",
            "busybox",
            "haproxy",
        ];
        KNOWN.contains(&name) || OFFICIAL.contains(&name)
    })
}
