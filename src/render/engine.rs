//! The template engine: which templates there are, and how a value gets from a view into a file.
//!
//! In: a view and the name of a template. Out: text. A template has one dialect, and its formatter prints scalars through
//! that dialect's escaper, our own [`Block`]s as they are, and nothing else: an escaper cannot be forgotten.

use super::layout::Node;
use crate::dialects::{dotenv, make, markdown, python, yaml};
use minijinja::value::{Object, Value, ValueKind};
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, syntax::SyntaxConfig,
};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// How the scalars of a template are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Yaml,
    Make,
    Dotenv,
    Python,
    Markdown,
}

/// A built-in template.
struct Template {
    name: &'static str,
    dialect: Dialect,
    text: &'static str,
}

macro_rules! template {
    ($name:literal, $dialect:ident) => {
        Template {
            name: $name,
            dialect: Dialect::$dialect,
            text: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/templates/",
                $name,
                ".j2"
            )),
        }
    };
}

static TEMPLATES: [Template; 8] = [
    template!("compose.yml", Yaml),
    template!("prefect.yaml", Yaml),
    template!("Makefile", Make),
    template!("env.example", Dotenv),
    template!("create_blocks.py", Python),
    template!("sync_schedules.py", Python),
    template!("deploy.py", Python),
    template!("infrastructure.md", Markdown),
];

/// A team's own templates: the path in their folder, without `.j2` → text.
pub type Overrides = BTreeMap<String, String>;

/// The names and texts of the built-in templates.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEMPLATES
        .iter()
        .map(|template| (template.name, template.text))
}

/// Text that is right in its file as it stands, line breaks included.
#[derive(Clone, Debug)]
pub enum Block {
    Text(String),
    Yaml(Node),
}

impl Block {
    pub fn text(text: impl Into<String>) -> Value {
        Value::from_object(Self::Text(text.into()))
    }

    pub fn yaml(node: Node) -> Value {
        Value::from_object(Self::Yaml(node))
    }

    fn print(&self, indent: usize) -> Cow<'_, str> {
        match self {
            Self::Text(text) if indent == 0 => text.into(),
            Self::Text(text) => text.replace('\n', &format!("\n{:indent$}", "")).into(),
            Self::Yaml(node) => node.print(indent).into(),
        }
    }
}

impl Object for Block {
    /// Reached where a template joins a block with text: the mark is refused by the formatter, since neither the indent
    /// nor the dialect would be right.
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARK)
    }
}

/// No value holds it: NUL is refused before anything is rendered.
const MARK: &str = "\0block";

/// A template that could not be rendered.
#[derive(Debug)]
pub struct TemplateError {
    pub template: String,
    /// Bytes of its text, where they are known.
    pub range: Option<std::ops::Range<usize>>,
    pub reason: String,
}

/// The engine with all its templates.
pub struct Engine {
    environment: Environment<'static>,
    /// The team's own templates.
    own: Overrides,
}

/// What a template of a team's own may cost at least: instructions, and 64 bytes of text each.
const FUEL: u64 = 1_000_000;
/// What it may cost besides for each thing that the stack has.
const FUEL_EACH: u64 = 5_000;
/// Blanks before a block; no file of ours is indented so deep.
const DEEPEST: usize = 1000;

impl Engine {
    /// `size` is how many things the stack has: a template of a team's own that has no end is stopped in measure.
    pub fn new(overrides: Overrides, size: usize) -> Self {
        let mut environment = Environment::new();
        if !overrides.is_empty() {
            environment.set_fuel(Some(FUEL + FUEL_EACH * size as u64));
        }
        let own = overrides.clone();
        // The ways round an escaper.
        ["safe", "escape", "e"]
            .iter()
            .for_each(|filter| environment.remove_filter(filter));
        let mut syntax = SyntaxConfig::builder();
        syntax
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true);
        environment.set_syntax(syntax.build().unwrap_or_default());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_recursion_limit(50);
        environment.set_auto_escape_callback(|name| {
            minijinja::AutoEscape::Custom(dialect_word(name).into())
        });
        environment.set_formatter(format);
        environment.add_filter(
            "block",
            |value: Value, indent: usize| -> Result<Value, Error> {
                match value.downcast_object_ref::<Block>() {
                    Some(_) if indent > DEEPEST => Err(Error::new(
                        ErrorKind::InvalidOperation,
                        format!("`block` indents by at most {DEEPEST} blanks"),
                    )),
                    Some(block) => Ok(Block::text(block.print(indent))),
                    None => Err(Error::new(
                        ErrorKind::InvalidOperation,
                        "`block` takes a block of the view",
                    )),
                }
            },
        );
        environment
            .set_loader(move |name| Ok(overrides.get(name).cloned().or_else(|| text_of(name))));
        Self { environment, own }
    }

    /// Renders a view.
    ///
    /// # Errors
    /// What is wrong with the template; with a built-in one that is a bug.
    pub fn render(&self, template: &str, view: impl Serialize) -> Result<String, TemplateError> {
        let render = || {
            self.environment
                .get_template(template)?
                .render(minijinja::value::Serde(view))
        };
        render().map_err(|error: Error| self.fail(template, &error))
    }

    /// The fault is one of the template that was asked for, unless another one of the team's own has it: built-in ones are
    /// sound by themselves, and what takes them in may have given them too little.
    fn fail(&self, asked: &str, error: &Error) -> TemplateError {
        let reason = describe(error);
        let name = error.name().unwrap_or(asked);
        if name != asked && !self.own.contains_key(name) {
            return TemplateError {
                template: asked.to_owned(),
                range: None,
                reason: format!("in `{name}`, which it takes in: {reason}"),
            };
        }
        let text = self.own.get(name).map_or("", String::as_str);
        TemplateError {
            template: name.to_owned(),
            range: error.range().map(|range| whole_characters(text, range)),
            reason,
        }
    }
}

/// minijinja ends the range of a wrong character behind its first byte, and that of a missing one behind the text.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    start..end
}

fn describe(error: &Error) -> String {
    if error.kind() == ErrorKind::OutOfFuel {
        return "it does more than a stack of this size can need: a loop or a text has no end"
            .into();
    }
    let mut reason = error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned);
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        reason = format!("{reason}: {inner}");
        source = inner.source();
    }
    reason
}

fn text_of(name: &str) -> Option<String> {
    TEMPLATES
        .iter()
        .find(|template| template.name == name)
        .map(|template| template.text.to_owned())
}

/// The dialect of a template: a built-in one's own, else by the extension.
fn dialect_word(name: &str) -> &'static str {
    let built_in = TEMPLATES
        .iter()
        .find(|template| template.name == name)
        .map(|template| template.dialect);
    let by_extension = || match name.rsplit('.').next() {
        Some("yml" | "yaml") => Some(Dialect::Yaml),
        Some("mk") => Some(Dialect::Make),
        Some("py") => Some(Dialect::Python),
        Some("md") => Some(Dialect::Markdown),
        _ => None,
    };
    match built_in.or_else(by_extension) {
        Some(Dialect::Yaml) => "yaml",
        Some(Dialect::Make) => "make",
        Some(Dialect::Dotenv) => "dotenv",
        Some(Dialect::Python) => "python",
        Some(Dialect::Markdown) => "markdown",
        None => "unknown",
    }
}

/// Prints one value in the dialect of its template. Blocks are right as they are; lists, tables and joined blocks are not.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(block) = value.downcast_object_ref::<Block>() {
        return out.write_str(&block.print(0)).map_err(Error::from);
    }
    let minijinja::AutoEscape::Custom(dialect) = state.auto_escape() else {
        return Err(refuse("a template cannot switch its dialect off"));
    };
    let text = match value.kind() {
        ValueKind::String => escape(dialect, value.as_str().unwrap_or_default())?,
        ValueKind::Number => value.to_string(),
        ValueKind::Bool if dialect == "python" => {
            (if value.is_true() { "True" } else { "False" }).to_owned()
        }
        ValueKind::Bool => value.to_string(),
        _ => {
            return Err(refuse(
                "only a string, a number, a boolean or a block can be printed",
            ));
        }
    };
    out.write_str(&text).map_err(Error::from)
}

fn escape(dialect: &str, text: &str) -> Result<String, Error> {
    if text.contains(MARK) {
        return Err(refuse("a block cannot be joined with text: print it alone"));
    }
    Ok(match dialect {
        "yaml" => yaml::scalar(text).into_owned(),
        "python" => python::string(text),
        "markdown" => markdown::cell(text),
        "dotenv" => dotenv::value(text).map_err(|fault| refuse(&fault.message))?,
        "make" if make::is_target(text) => text.to_owned(),
        "make" => make::word(text).map_err(|fault| refuse(&fault.message))?,
        _ => {
            return Err(refuse(
                "the dialect of this template is not known: give it an extension",
            ));
        }
    })
}

fn refuse(reason: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason.to_owned())
}
