//! `docs/infrastructure.md`: the page that tells people how the stack is made and used.
//!
//! In: the stack, where it comes from, and the files that were rendered before. Out: the view of its template. A section that
//! the stack has nothing for is left out, and so is what `[docs]` names. No secret stands on the page.

mod about;
mod commands;
mod configuration;
mod environment;
mod graph;
mod links;
mod schedules;
mod services;
mod settings;
mod volumes;
mod when;
mod words;
mod workflow;

pub use configuration::example;

use super::engine::Block;
use super::{FlowNames, Origin, Outputs};
use crate::dialects::markdown::{fence, line, span};
use crate::model::{BuiltIn, Directory, Stack};
use crate::tree::Map;
use commands::{Commands, MakefileView};
use configuration::ConfigurationView;
use environment::EnvironmentView;
use minijinja::Value;
use serde::Serialize;
use services::ServicesView;
use volumes::VolumesView;
use words::Titles;
use workflow::{QuickStart, WorkflowView};

/// Markdown as it stands.
type Md = Value;

#[derive(Serialize)]
pub struct DocsView {
    header: Value,
    title: Md,
    intro: Md,
    quick_start: Option<QuickStart>,
    services: Option<ServicesView>,
    volumes: Option<VolumesView>,
    environment: Option<EnvironmentView>,
    makefile: Option<MakefileView>,
    workflow: Option<WorkflowView>,
    configuration: Option<ConfigurationView>,
    /// What to do instead of what lasts only until the next deploy.
    source: Md,
    sections: Vec<OwnSection>,
}

/// A section of the team's own.
#[derive(Serialize)]
struct OwnSection {
    title: Md,
    text: Md,
}

/// What the page is made of besides the stack.
pub struct Inputs<'a> {
    pub header: Value,
    pub origin: &'a Origin,
    pub flow_names: &'a FlowNames<'a>,
    /// The files that were rendered before.
    pub outputs: &'a Outputs,
    /// The prefect.yaml that is shown, and its text.
    pub example: Option<(Directory, String)>,
}

pub fn view(stack: &Stack, inputs: Inputs<'_>) -> DocsView {
    let Inputs {
        header,
        origin,
        flow_names,
        outputs,
        example,
    } = inputs;
    let without = stack.docs.texts("without");
    let has = |name: &str| !without.iter().any(|word| &*word.value == name);
    let titles = Titles::new(stack);
    let commands = Commands::new(stack, &origin.file, flow_names);
    let section = |name: &str| has(name).then_some(());
    DocsView {
        header,
        title: md(title(stack)),
        intro: intro(stack),
        quick_start: section("quick-start").and_then(|()| workflow::quick_start(&commands)),
        services: section("services").and_then(|()| services::view(stack, &titles, has("graph"))),
        volumes: section("volumes")
            .and_then(|()| volumes::view(stack, &titles, commands.compose.as_deref())),
        environment: section("environment").and_then(|()| environment::view(stack, &titles)),
        makefile: section("makefile").and_then(|()| commands::view(&commands)),
        workflow: section("workflow").and_then(|()| workflow::view(&commands)),
        configuration: section("configuration").and_then(|()| {
            configuration::view(&commands, outputs, example.as_ref(), has("schedules"))
        }),
        source: paragraph(&source(origin, &commands)),
        sections: own_sections(stack),
    }
}

fn title(stack: &Stack) -> String {
    let title = stack.docs.text("title").map(|title| line(&title));
    let title = title.filter(|title| !title.is_empty());
    title.unwrap_or_else(|| "Infrastructure".to_owned())
}

fn intro(stack: &Stack) -> Md {
    let own = stack.docs.text("intro");
    if let Some(own) = own.filter(|own| !own.trim().is_empty()) {
        return md(verbatim(&own));
    }
    let has = |kind: BuiltIn| {
        let mut services = stack.services.values();
        services.any(|service| service.built_in == Some(kind))
    };
    let what = if has(BuiltIn::PrefectServer) {
        "The project includes a Docker Compose stack for running a complete Prefect environment locally."
    } else if stack.services.is_empty() {
        "The project includes the deployments of its Prefect flows."
    } else {
        "The project includes a Docker Compose stack that runs with Prefect."
    };
    let topics = if stack.services.is_empty() {
        "configuration, and development workflow"
    } else {
        "services, configuration, and development workflow"
    };
    paragraph(&format!("{what} This page documents the {topics}."))
}

fn source(origin: &Origin, commands: &Commands<'_>) -> String {
    let Origin { file, command } = origin;
    let sync = commands.run("schedules").into_iter().next();
    let (deployed, rest) = match sync {
        Some(_) => (span(file), ": nothing is deployed again"),
        None => ("`prefect.yaml`".to_owned(), ""),
    };
    let last = sync.or_else(|| commands.run("deploy").into_iter().next());
    let steps: Vec<String> = std::iter::once(command.clone())
        .chain(last)
        .map(|step| span(&step))
        .collect();
    format!(
        "The next deploy writes the schedules of {deployed} again. To change one for good, edit {} and run {}{rest}.",
        span(file),
        words::list(&steps)
    )
}

fn own_sections(stack: &Stack) -> Vec<OwnSection> {
    let own = stack.docs.map("sections").into_iter().flat_map(Map::iter);
    own.filter_map(|(title, text)| {
        Some(OwnSection {
            title: md(line(&title.value)),
            text: md(verbatim(text.as_text()?)),
        })
    })
    .collect()
}

/// Markdown of the team's own.
fn verbatim(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn md(text: impl Into<String>) -> Md {
    Block::text(text)
}

/// A row of a table, from Markdown that a cell can hold.
fn row<const N: usize>(cells: [&str; N]) -> Md {
    md(format!("| {} |", cells.join(" | ")))
}

/// Commands for people to type.
fn bash(lines: &[String]) -> Md {
    md(fence("bash", &lines.join("\n")))
}

/// The widest line of prose.
const WIDTH: usize = 79;

/// Prose in lines; a code span stays on its line.
fn paragraph(text: &str) -> Md {
    let mut out = String::new();
    let mut column = 0;
    for word in unbroken(text) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    md(out)
}

/// The words of a text, cut at blanks outside of code spans.
fn unbroken(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut run, mut open) = (0, 0, 0);
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        if character == '`' {
            run += 1;
            continue;
        }
        if run > 0 {
            open = match open {
                0 => run,
                fence if fence == run => 0,
                fence => fence,
            };
            run = 0;
        }
        if character == ' ' && (open == 0 || at == text.len()) {
            words.extend(Some(&text[start..at]).filter(|word| !word.is_empty()));
            start = at + 1;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn code_spans_are_not_broken() {
        let text = "Runs `a b c`, then `` x ` y `` and  so on.";
        assert_eq!(
            unbroken(text),
            [
                "Runs",
                "`a b c`,",
                "then",
                "`` x ` y ``",
                "and",
                "so",
                "on."
            ]
        );
        assert_eq!(unbroken("an ` alone"), ["an", "` alone"]);
    }
}
