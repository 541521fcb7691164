//! `stackgen kinds`: what each kind of service fills in, as TOML.

use super::project::Project;
use super::{Exit, Options, known, location, screen};
use crate::diagnostics::nearest;
use crate::disk::Error;
use crate::model::{self, BuiltIn, Stack};
use crate::render;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The kind to show; all of them by name without it
    #[arg(value_parser = known::kinds(), hide_possible_values = true)]
    name: Option<String>,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    location::here(options)?;
    let stack = own_stack(options)?;
    let Some(name) = &arguments.name else {
        screen::print(&list(stack.as_ref()));
        return Ok(Exit::Good);
    };
    if let Some(kind) = stack
        .as_ref()
        .and_then(|stack| stack.kinds.get(name.as_str()))
    {
        screen::print(&render::toml_table(
            &format!("kinds.{name}"),
            &kind.body.keys,
        ));
        return Ok(Exit::Good);
    }
    if let Some(kind) = BuiltIn::parse(name) {
        screen::print(&describe(kind));
        return Ok(Exit::Good);
    }
    screen::complain(&unknown(name, stack.as_ref()));
    Ok(Exit::Failed)
}

/// That there is no such kind, and which one may be meant.
fn unknown(name: &str, stack: Option<&Stack>) -> String {
    let own = stack.into_iter().flat_map(|stack| stack.kinds.keys());
    let built_in = BuiltIn::ALL.iter().map(|kind| kind.word());
    let help = nearest(name, built_in.chain(own.map(|name| &**name)))
        .map(|near| format!("; a similar one is `{near}`"))
        .unwrap_or_default();
    format!("error: there is no kind `{name}`{help}\n")
}

/// The stack whose kinds are shown too, where there is one. It may be broken, and then lack some: that is told.
///
/// # Errors
/// One that is named and is not there.
fn own_stack(options: &Options) -> Result<Option<Stack>, Error> {
    if location::locate(options).is_err() {
        return Ok(None);
    }
    match Project::load(options) {
        Ok(project) => {
            if project.is_broken() {
                screen::complain(&format!(
                    "warning: {} has errors: kinds of its own may be missing here; run `stackgen check`\n",
                    project.file()
                ));
            }
            Ok(Some(project.stack))
        }
        Err(error) if !options.stack.is_empty() => Err(error),
        Err(error) => {
            screen::complain(&format!(
                "warning: {error}; its own kinds are missing here\n"
            ));
            Ok(None)
        }
    }
}

fn list(stack: Option<&Stack>) -> String {
    let built_in = BuiltIn::ALL
        .iter()
        .map(|kind| (kind.word(), kind.summary()));
    let own = stack
        .into_iter()
        .flat_map(|stack| stack.kinds.keys())
        .map(|name| (&**name, "A kind of this stack"));
    let all: Vec<(&str, &str)> = built_in.chain(own).collect();
    let width = all
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default()
        + 2;
    all.iter()
        .map(|(name, summary)| format!("{name:width$}{summary}\n"))
        .collect()
}

/// A sample service: capital words stand for what the credential or the key says.
fn describe(kind: BuiltIn) -> String {
    let keys = kind
        .own_keys()
        .iter()
        .map(|key| format!("`{key}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let table = render::toml_table(&format!("services.{}", kind.word()), &model::sample(kind));
    format!(
        "# {}.\n# Reads {keys}; fills in, below whatever the service says itself:\n\n{table}",
        kind.summary()
    )
}
