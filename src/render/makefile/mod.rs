//! The Makefile.
//!
//! In: the whole stack. Out: the view of its template: sections of targets, each with its recipe. Recipes are made in
//! `recipes`; what they need of the environment, in `environment`.

mod environment;
mod recipes;

pub use recipes::compose_command;

use super::engine::Block;
use crate::dialects::{make, shell};
use crate::model::{Stack, Target};
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct MakefileView {
    header: Value,
    has_help: bool,
    before: Option<Value>,
    python_path: Option<Value>,
    with_env: Option<WithEnv>,
    phony: Vec<Value>,
    help: Vec<Value>,
    sections: Vec<Section>,
    after: Option<Value>,
}

/// The variable that prepares the environment of prefect and python.
#[derive(Serialize)]
struct WithEnv {
    comment: Value,
    definition: Value,
}

#[derive(Serialize)]
struct Section {
    title: Value,
    targets: Vec<TargetView>,
}

#[derive(Serialize)]
struct TargetView {
    head: Value,
    recipe: Vec<Value>,
}

/// A target while the file is put together.
pub struct Rule {
    pub name: String,
    pub needs: Vec<String>,
    pub help: Option<String>,
    /// Lines of the recipe, as make takes them.
    pub recipe: Vec<String>,
}

/// Targets that stand together.
pub struct Rules {
    pub title: &'static str,
    pub rules: Vec<Rule>,
}

/// All targets but `help`, the team's own among them; and whether there are any of those. `file` is the stack's.
pub fn rules(stack: &Stack, file: &str) -> (Vec<Rules>, bool) {
    let mut sections = recipes::sections(stack, file);
    let own = add_own(stack, &mut sections);
    (sections, own)
}

pub fn view(stack: &Stack, file: &str, header: Value) -> MakefileView {
    let (sections, own) = rules(stack, file);
    let has_help = !stack.outputs.makefile_is_included();
    let mut phony: Vec<String> = sections
        .iter()
        .map(|section| {
            section
                .rules
                .iter()
                .map(|rule| rule.name.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    if has_help && let Some(first) = phony.first_mut() {
        *first = format!("help {first}");
    }
    let text =
        |text: &crate::source::At<crate::source::Name>| Block::text(text.trim_end().to_owned());
    let help = if has_help {
        help_lines(&sections)
    } else {
        Vec::new()
    };
    let with_env = environment::with_env(stack).filter(|_| uses_env(&sections));
    MakefileView {
        header,
        has_help,
        before: stack.makefile.before.as_ref().map(text),
        python_path: environment::python_path(stack)
            .map(|path| Block::text(format!("export PYTHONPATH := {path}"))),
        with_env: with_env.map(|(comment, definition)| WithEnv {
            comment: Block::text(format!("# {comment}")),
            definition: Block::text(definition),
        }),
        phony: phony
            .iter()
            .map(|names| Block::text(format!(".PHONY: {names}")))
            .collect(),
        help: help.into_iter().map(Block::text).collect(),
        sections: sections.into_iter().map(print_section).collect(),
        after: stack
            .makefile
            .after
            .as_ref()
            .map(text)
            .filter(|_| own || stack.makefile.after.is_some()),
    }
}

fn uses_env(sections: &[Rules]) -> bool {
    sections
        .iter()
        .flat_map(|section| &section.rules)
        .any(|rule| rule.recipe.iter().any(|line| line.contains("$(with-env)")))
}

/// The team's own targets: one that is called as a built-in takes its place, the others come last.
fn add_own(stack: &Stack, sections: &mut Vec<Rules>) -> bool {
    let mut rest = Vec::new();
    for target in &stack.makefile.targets {
        let rule = own_rule(target);
        let built_in = sections
            .iter_mut()
            .flat_map(|section| &mut section.rules)
            .find(|known| known.name == rule.name);
        match built_in {
            Some(known) => *known = rule,
            None => rest.push(rule),
        }
    }
    let any = !rest.is_empty();
    if any {
        sections.push(Rules {
            title: "our own",
            rules: rest,
        });
    }
    any
}

fn own_rule(target: &Target) -> Rule {
    Rule {
        name: target.name.value.to_string(),
        needs: target
            .needs
            .iter()
            .map(|need| need.value.to_string())
            .collect(),
        help: target.help.as_ref().map(|help| help.value.to_string()),
        // Lines that make cannot carry were refused by the model.
        recipe: target
            .run
            .iter()
            .filter_map(|line| make::line(line).ok())
            .collect(),
    }
}

fn help_lines(sections: &[Rules]) -> Vec<String> {
    let told: Vec<(&str, &str)> = sections
        .iter()
        .flat_map(|section| &section.rules)
        .filter_map(|rule| Some((rule.name.as_str(), rule.help.as_deref()?)))
        .collect();
    let width = told
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default()
        .clamp(12, 40)
        + 3;
    told.iter()
        .map(|(name, help)| format!("@{}", say(&format!("{name:width$}{help}"))))
        .collect()
}

/// Text that a recipe prints. `echo` differs between shells about backslashes, and a recipe's words hold no line break.
fn say(text: &str) -> String {
    let command = if text.contains(['\\', '\n']) {
        shell::print_lines(text)
    } else {
        format!("echo {}", shell::quoted(text))
    };
    command.replace('$', "$$")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn print_section(section: Rules) -> Section {
    let targets = section.rules.into_iter().map(|rule| {
        let mut head = format!("{}:", rule.name);
        rule.needs.iter().for_each(|need| head.extend([" ", need]));
        if let Some(help) = &rule.help {
            head.push_str(&format!(" ## {}", one_line(help)));
        }
        TargetView {
            head: Block::text(head),
            recipe: rule.recipe.into_iter().map(Block::text).collect(),
        }
    });
    Section {
        title: Block::text(format!("# --- {} ---", section.title)),
        targets: targets.collect(),
    }
}

/// A word of a recipe. What cannot be one was refused by the model.
pub fn word(text: &str) -> String {
    make::word(text).unwrap_or_default()
}
