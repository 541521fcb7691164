//! What only Prefect Cloud has.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::{BuiltIn, Deployment, Stack};
use crate::source::Span;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "cloud-only",
    Explanation {
        what: "A deployment has `sla` or a metric trigger, and the stack has a Prefect server of its own.",
        why: "Only Prefect Cloud has them: `prefect deploy` writes the deployment and then stops, also at an empty list.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nsla = []\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let mut services = stack.services.values();
    if !services.any(|service| service.built_in == Some(BuiltIn::PrefectServer)) {
        return;
    }
    for deployment in stack.deployments.values() {
        let Some((what, at)) = sla(deployment).or_else(|| metric(deployment)) else {
            continue;
        };
        let message = format!(
            "deployment `{}` has {what}, which only Prefect Cloud knows",
            deployment.key.value
        );
        report.push(
            Diagnostic::new(&LINT.code, at, message)
                .label("the server of this stack refuses it")
                .help("take it out"),
        );
    }
}

fn sla(deployment: &Deployment) -> Option<(&'static str, Span)> {
    let key = deployment.keys.key("sla")?;
    let is_there = deployment.keys.get("sla")?.as_list().is_some();
    is_there.then(|| ("`sla`", key.span()))
}

fn metric(deployment: &Deployment) -> Option<(&'static str, Span)> {
    let triggers = deployment.keys.get("triggers")?.as_list()?;
    let mut tables = triggers.iter().filter_map(|trigger| trigger.as_map());
    let kind =
        tables.find_map(|table| table.text("type").filter(|kind| *kind.value == *"metric"))?;
    Some(("a metric trigger", kind.span()))
}
