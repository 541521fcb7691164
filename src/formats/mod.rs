//! What may stand where: the key tables and value grammars of Compose, Prefect and stack.toml.
//!
//! A key table is data: it checks, suggests, orders, and describes the schema. A value grammar reads one string.
//! Nothing here knows what a value means for a stack.

pub mod compose;
pub mod grammar;
pub mod prefect;
pub mod settings;
pub mod stack;

use std::ops::Range;

/// The keys that may stand in a table, in the order in which people write them.
pub struct Table {
    /// What messages call the table: "a service", "the healthcheck".
    pub noun: &'static str,
    /// Groups of keys, so that one format's keys can be taken into another's table.
    pub keys: &'static [&'static [Key]],
    /// Whether keys that begin with `x-` are free.
    pub extensions: bool,
}

impl std::fmt::Debug for Table {
    /// Its noun alone: some tables hold themselves.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Table").field(&self.noun).finish()
    }
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub shape: Shape,
    /// One sentence for people: meaning, unit.
    pub doc: &'static str,
    /// A value as TOML writes it, for messages and for the schema.
    pub example: &'static str,
    /// What holds without the key, as TOML writes it; empty where no value says that.
    pub default: &'static str,
    pub required: bool,
    /// How the strings below it are read, where it opens a table of one format.
    pub strings: Strings,
}

/// How strings are read: by the rule of the format that they go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strings {
    Literal,
    /// Compose's: `${VAR}` is a variable, and may stand where a number or a boolean belongs.
    Interpolated,
    /// Prefect's: `{{ name }}` is a placeholder.
    Templated,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Whatever TOML can say.
    Any,
    Text,
    Int,
    Number,
    Bool,
    Null,
    /// One word of an enumeration.
    Word(&'static [&'static str]),
    /// A string that follows a grammar.
    Format(&'static Grammar),
    List(&'static Shape),
    /// A table whose keys are names, checked by a grammar where there is one.
    Names(Option<&'static Grammar>, &'static Shape),
    Table(&'static Table),
    /// A date or time of TOML, which arrives as text.
    Date,
    /// A step of Prefect: one function, by its dotted name, with its arguments.
    Step,
    /// Any of several; the first one that fits the kind of the value is the one that errors speak of.
    Either(&'static [Shape]),
    /// The value of an environment variable: a scalar, or a table that says where it comes from.
    Value,
}

/// The grammar of a string.
pub struct Grammar {
    /// What messages call it, without an article: "port".
    pub noun: &'static str,
    /// A string that follows it.
    pub example: &'static str,
    /// The words that it mostly is, for editors; it may say more.
    pub words: &'static [&'static str],
    pub check: fn(&str) -> Result<(), Fault>,
}

impl std::fmt::Debug for Grammar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Grammar").field(&self.noun).finish()
    }
}

/// What is wrong with a string, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the string.
    pub range: Range<usize>,
    /// What is wrong, as the text under the caret.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    pub fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            help: None,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Key {
    pub const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            shape,
            doc,
            example: "",
            default: "",
            required: false,
            strings: Strings::Literal,
        }
    }

    /// With a value that messages can show.
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// With the value that holds without the key.
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// With another rule than the literal one for the strings below it.
    pub const fn strings(mut self, strings: Strings) -> Self {
        self.strings = strings;
        self
    }

    /// What it means, and its default, in one sentence.
    pub fn sentence(&self) -> String {
        let doc = self.doc.trim_end_matches('.');
        match self.default {
            "" => format!("{doc}."),
            default => format!("{doc}; default `{}`.", default.trim_matches('"')),
        }
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// Groups of keys behind each other, in one list; `N` is the number of both together.
pub const fn join<const N: usize>(
    first: &[&'static [Key]],
    second: &[&'static [Key]],
) -> [&'static [Key]; N] {
    assert!(first.len() + second.len() == N);
    let mut all: [&'static [Key]; N] = [&[]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() {
            first[at]
        } else {
            second[at - first.len()]
        };
        at += 1;
    }
    all
}

impl Table {
    /// All keys, in the order in which people write them.
    pub fn iter(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().flat_map(|group| group.iter())
    }

    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.iter().find(|key| key.name == name)
    }

    /// The place of a key in the order in which people write them.
    pub fn rank(&self, name: &str) -> usize {
        self.iter()
            .position(|key| key.name == name)
            .unwrap_or(usize::MAX)
    }
}

impl Shape {
    /// What is expected, with its article: "a list of ports".
    pub fn describe(&self) -> String {
        match self {
            Self::Any => "a value".into(),
            Self::Text => "a string".into(),
            Self::Int => "an integer".into(),
            Self::Number => "a number".into(),
            Self::Bool => "true or false".into(),
            Self::Null => "null".into(),
            Self::Word(words) => Self::describe_words(words),
            Self::Format(grammar) => with_article(grammar.noun),
            Self::List(item) => format!("a list of {}", item.plural()),
            Self::Names(_, value) => format!("a table of {}", value.plural()),
            Self::Table(_) => "a table".into(),
            Self::Either(shapes) => {
                let mut parts: Vec<String> = Vec::new();
                for part in shapes
                    .iter()
                    .filter(|shape| !matches!(shape, Self::Null | Self::Date))
                    .map(Self::describe)
                {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                join_or(&parts)
            }
            Self::Date => "a date".into(),
            Self::Step => "a step".into(),
            Self::Value => "a string, a number or a boolean".into(),
        }
    }

    /// What is expected of a word.
    pub fn describe_words(words: &[&str]) -> String {
        join_or(
            &words
                .iter()
                .map(|word| format!("\"{word}\""))
                .collect::<Vec<_>>(),
        )
    }

    fn plural(&self) -> String {
        match self {
            Self::Text => "strings".into(),
            Self::Int => "integers".into(),
            Self::Number => "numbers".into(),
            Self::Bool => "booleans".into(),
            Self::Format(grammar) => plural(grammar.noun),
            Self::Table(_) | Self::Names(..) => "tables".into(),
            Self::List(_) => "lists".into(),
            Self::Date => "dates".into(),
            Self::Step => "steps".into(),
            // One that has a name of its own speaks for all forms: "ports" are ports as numbers and as tables too.
            Self::Either([named @ Self::Format(_), ..]) => named.plural(),
            Self::Either(shapes) => {
                let mut parts: Vec<String> = Vec::new();
                let told = shapes
                    .iter()
                    .filter(|shape| !matches!(shape, Self::Null | Self::Date));
                for part in told.map(Self::plural) {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                join_or(&parts)
            }
            Self::Any | Self::Null | Self::Word(_) | Self::Value => "values".into(),
        }
    }
}

/// "mounts in memory", "ports".
fn plural(noun: &str) -> String {
    match noun.split_once(" in ").or_else(|| noun.split_once(" of ")) {
        Some((head, _)) => format!("{head}s{}", &noun[head.len()..]),
        None => format!("{noun}s"),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}

/// `a`, `a or b`, `a, b or c`.
pub fn join_or(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} or {last}", firsts.join(", ")),
    }
}
