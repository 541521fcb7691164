//! The value of an environment variable, of a credential's field, or of a block's argument: a string, or where it is found.

use super::findings::{INVALID_VALUE, UNKNOWN_KEY, WRONG_TYPE};
use crate::diagnostics::{Diagnostic, Report, nearest};
use crate::dialects::Dialect;
use crate::dialects::compose::{Interpolated, Variable, check_literal};
use crate::formats::stack::{ELSEWHERE, FROM_CREDENTIAL, FROM_ENV, FROM_FILE, GIVEN};
use crate::formats::{Fault, Table};
use crate::source::{At, Name, Span};
use crate::tree::{Map, Tree};

/// A string of Compose's tables, or what stands in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string in which `${…}` is interpolated. `{ env = … }` and `{ value = …, secret = true }` are read as such strings.
    Text(Interpolated),
    /// `{ file = "…" }`: a Compose secret.
    File(At<Name>),
    /// `{ credential = "…", field = "…" }`.
    Credential {
        credential: At<Name>,
        field: At<Name>,
    },
    /// `{ credential = "…" }`: the whole of it, which only a block can hold of another.
    Whole(At<Name>),
}

/// The same where strings are literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal(pub Value);

/// A string that may be given by a table instead.
pub trait Leaf: Dialect {
    /// Reads such a table; `None` if it was broken and is reported.
    fn elsewhere(value: Value) -> Option<Self>;
}

impl Dialect for Value {
    const CASTS: bool = true;

    fn read(text: &Name) -> Result<Self, Vec<Fault>> {
        Interpolated::read(text).map(Self::Text)
    }

    fn assumed(&self) -> Option<Name> {
        if let Self::Text(text) = self {
            Dialect::assumed(text)
        } else {
            None
        }
    }
}

impl Dialect for Literal {
    const CASTS: bool = false;

    fn read(text: &Name) -> Result<Self, Vec<Fault>> {
        check_literal(text).map_err(|fault| vec![fault])?;
        Ok(Self(Value::Text(Interpolated::literal(text.clone()))))
    }

    fn assumed(&self) -> Option<Name> {
        self.0.assumed()
    }
}

impl Leaf for Value {
    fn elsewhere(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl Leaf for Literal {
    fn elsewhere(value: Value) -> Option<Self> {
        Some(Self(value))
    }
}

impl Leaf for Name {
    fn elsewhere(_: Value) -> Option<Self> {
        None
    }
}

impl Leaf for crate::dialects::prefect::Templated {
    fn elsewhere(_: Value) -> Option<Self> {
        None
    }
}

/// Whether a table says where a value is found, rather than being one.
pub fn is_elsewhere(map: &Map<Name>) -> bool {
    // Beside `env` a misspelled key is told, not taken for a key of some other table.
    let is_meant = |key: &str| map.contains("env") && nearest(key, ["default", "error"]).is_some();
    let is_known = |key: &str| ELSEWHERE.iter().any(|table| table.key(key).is_some());
    let mut first = ELSEWHERE.iter().filter_map(|table| table.iter().next());
    first.any(|key| map.contains(key.name))
        && map
            .keys()
            .all(|key| is_known(&key.value) || is_meant(&key.value))
}

/// Reads a table that says where a value is found.
pub fn read_elsewhere(map: &Map<Name>, span: Span, report: &mut Report) -> Option<Value> {
    let mut reader = Reader {
        map,
        span,
        report,
        sound: true,
    };
    let value = reader.read();
    value.filter(|_| reader.sound)
}

struct Reader<'a> {
    map: &'a Map<Name>,
    span: Span,
    report: &'a mut Report,
    sound: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<Value> {
        if let Some(name) = self.text("env") {
            return self.environment(name);
        }
        if let Some(path) = self.text("file") {
            self.only(&FROM_FILE);
            return Some(Value::File(path));
        }
        if let Some(credential) = self.text("credential") {
            self.only(&FROM_CREDENTIAL);
            if !self.map.contains("field") {
                return Some(Value::Whole(credential));
            }
            let field = self.text("field")?;
            return Some(Value::Credential { credential, field });
        }
        if let Some(text) = self.scalar("value") {
            self.only(&GIVEN);
            let secret = self.flag("secret")?;
            return Some(Value::Text(if secret {
                Interpolated::secret(text)
            } else {
                Interpolated::literal(text)
            }));
        }
        self.refuse_shape();
        None
    }

    fn environment(&mut self, name: At<Name>) -> Option<Value> {
        self.only(&FROM_ENV);
        if let Err(fault) = (crate::formats::grammar::name::VARIABLE_NAME.check)(&name) {
            self.push(Diagnostic::fault(
                &INVALID_VALUE,
                &name,
                "variable name",
                fault,
            ));
            return None;
        }
        let (default, error) = (self.scalar_at("default"), self.text("error"));
        if let (Some(_), Some(error)) = (&default, &error) {
            let text = "a variable has a default or an error message, not both";
            self.push(Diagnostic::new(&INVALID_VALUE, error.span(), text));
        }
        let (word, made) = match (default, error) {
            (Some(default), _) => (
                Some(default.clone()),
                Variable::with_default(name.value, &default),
            ),
            (None, Some(error)) => (
                Some(error.clone()),
                Variable::with_error(name.value, &error),
            ),
            (None, None) => {
                let message = format!("set {} in .env", name.value);
                (None, Variable::with_error(name.value, &message))
            }
        };
        match (made, word) {
            (Ok(variable), _) => Some(Value::Text(variable.into())),
            (Err(fault), Some(word)) => {
                self.push(Diagnostic::fault(
                    &INVALID_VALUE,
                    &word,
                    "word of a Compose variable",
                    fault,
                ));
                None
            }
            (Err(fault), None) => {
                self.push(Diagnostic::new(&INVALID_VALUE, self.span, fault.message));
                None
            }
        }
    }

    fn text(&mut self, key: &str) -> Option<At<Name>> {
        let value = self.map.get(key)?;
        if let Tree::Text(text) = &value.value {
            return Some(value.with(text.clone()));
        }
        let message = format!("expected a string, found {}", value.kind());
        self.push(Diagnostic::new(&WRONG_TYPE, value.span(), message));
        None
    }

    /// True or false; false without the key. What is neither must not be taken for false: it would be shown.
    fn flag(&mut self, key: &str) -> Option<bool> {
        let Some(value) = self.map.get(key) else {
            return Some(false);
        };
        if let Tree::Bool(yes) = value.value {
            return Some(yes);
        }
        let message = format!("expected true or false, found {}", value.kind());
        self.push(Diagnostic::new(&WRONG_TYPE, value.span(), message));
        None
    }

    /// A string, or a number or boolean as text.
    fn scalar_at(&mut self, key: &str) -> Option<At<Name>> {
        let value = self.map.get(key)?;
        let text: Name = match &value.value {
            Tree::Text(text) | Tree::Date(text) => text.clone(),
            Tree::Bool(value) => value.to_string().into(),
            Tree::Int(value) => value.to_string().into(),
            Tree::Float(value) => value.to_string().into(),
            Tree::Null | Tree::List(_) | Tree::Map(_) => return self.text(key),
        };
        Some(value.with(text))
    }

    fn scalar(&mut self, key: &str) -> Option<Name> {
        self.scalar_at(key).map(|text| text.value)
    }

    fn only(&mut self, table: &Table) {
        let names = || table.iter().map(|key| key.name);
        let first = names().next().unwrap_or_default();
        for key in self.map.keys().filter(|key| table.key(key).is_none()) {
            let message = format!("`{}` does not go with `{first}`", key.value);
            self.sound = false;
            self.report
                .push(Diagnostic::new(&UNKNOWN_KEY, key.span(), message).nearest(
                    key,
                    key.span(),
                    "a key",
                    names(),
                ));
        }
    }

    fn refuse_shape(&mut self) {
        let message = "this table does not say where the value is found";
        let help = "write `{ env = \"NAME\" }`, `{ file = \"PATH\" }`, `{ credential = \"NAME\", field = \"FIELD\" }` \
                    or `{ value = \"…\", secret = true }`";
        self.push(Diagnostic::new(&WRONG_TYPE, self.span, message).help(help));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.sound = false;
        self.report.push(diagnostic);
    }
}
