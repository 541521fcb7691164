//! Values as Python source, laid out as ruff and Black do: on one line where it fits, else one item a line.
//!
//! In: an [`Expression`], whose atoms are Python already. Out: lines. What is quoted how was decided by the dialect.

use crate::dialects::python;
use crate::tree::Tree;

/// The widest line, as ruff and Black have it.
const WIDTH: usize = 88;

/// A value of a Python module.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// What stands on one line in any case.
    Atom(String),
    List(Vec<Expression>),
    Dict(Vec<(String, Expression)>),
    /// A call of what is named, with its arguments.
    Call(String, Vec<Argument>),
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    Plain(Expression),
    Keyword(String, Expression),
    /// Arguments whose names are no names of Python.
    Others(Expression),
}

impl Expression {
    pub fn text(text: &str) -> Self {
        Self::Atom(python::string(text))
    }

    pub fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// A dict whose keys are the strings of these names.
    pub fn record<'a>(entries: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Dict(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    /// A value of stack.toml; `text` makes an expression of each of its strings.
    pub fn tree<S>(tree: &Tree<S>, text: &impl Fn(&S) -> Self) -> Self {
        match tree {
            Tree::Null => Self::Atom(python::NONE.into()),
            Tree::Bool(value) => Self::Atom(python::boolean(*value).into()),
            Tree::Int(value) => Self::Atom(python::integer(*value)),
            Tree::Float(value) => Self::Atom(python::float(*value)),
            Tree::Date(date) => Self::text(date),
            Tree::Text(string) => text(string),
            Tree::List(items) => Self::List(
                items
                    .iter()
                    .map(|item| Self::tree(&item.value, text))
                    .collect(),
            ),
            Tree::Map(map) => Self::Dict(
                map.iter()
                    .map(|(key, value)| (key.value.to_string(), Self::tree(&value.value, text)))
                    .collect(),
            ),
        }
    }

    /// Its text where the line is indented by `indent`, and `before` and `behind` columns are taken by what else stands on
    /// its line.
    pub fn print(&self, indent: usize, before: usize, behind: usize) -> String {
        let line = self.line();
        if indent + before + width(&line) + behind <= WIDTH || self.is_whole() {
            return line;
        }
        let inner = indent + 4;
        let margin = " ".repeat(inner);
        let (open, close) = self.brackets();
        let mut out = format!("{open}\n");
        for (label, item) in self.items() {
            let text = item.print(inner, width(&label), 1);
            out.push_str(&format!("{margin}{label}{text},\n"));
        }
        out.push_str(&format!("{:indent$}{close}", ""));
        out
    }

    /// As [`Expression::print`], but always with one item a line, as a long table is read best.
    pub fn print_open(&self, indent: usize) -> String {
        match self.is_whole() {
            true => self.line(),
            false => self.print(indent, WIDTH, 0),
        }
    }

    fn line(&self) -> String {
        if let Self::Atom(text) = self {
            return text.clone();
        }
        let (open, close) = self.brackets();
        let items: Vec<String> = self
            .items()
            .map(|(label, item)| format!("{label}{}", item.line()))
            .collect();
        format!("{open}{}{close}", items.join(", "))
    }

    /// Whether there is nothing in it to put on a line of its own.
    fn is_whole(&self) -> bool {
        self.items().next().is_none()
    }

    fn brackets(&self) -> (String, &'static str) {
        match self {
            Self::Atom(text) => (text.clone(), ""),
            Self::List(_) => ("[".into(), "]"),
            Self::Dict(_) => ("{".into(), "}"),
            Self::Call(name, _) => (format!("{name}("), ")"),
        }
    }

    /// What stands between the brackets, each with what stands before it.
    fn items(&self) -> Box<dyn Iterator<Item = (String, &Self)> + '_> {
        match self {
            Self::Atom(_) => Box::new(std::iter::empty()),
            Self::List(items) => Box::new(items.iter().map(|item| (String::new(), item))),
            Self::Dict(entries) => Box::new(
                entries
                    .iter()
                    .map(|(key, value)| (format!("{}: ", python::string(key)), value)),
            ),
            Self::Call(_, arguments) => Box::new(arguments.iter().map(|argument| match argument {
                Argument::Plain(value) => (String::new(), value),
                Argument::Keyword(name, value) => (format!("{name}="), value),
                Argument::Others(value) => ("**".into(), value),
            })),
        }
    }
}

/// The columns of a text, at most: what is not ASCII may take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a string can be the name of an argument.
pub fn is_name(text: &str) -> bool {
    const KEYWORDS: &str = " False None True and as assert async await break class continue def del elif else except \
        finally for from global if import in is lambda nonlocal not or pass raise return try while with yield ";
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(is_word)
        && !KEYWORDS.contains(&format!(" {text} "))
}
