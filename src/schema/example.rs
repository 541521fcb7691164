//! A value as TOML writes it → the same value as JSON: examples and defaults of keys.

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

/// Reads the value; `None` if it is not TOML.
pub fn read(text: &str) -> Option<Value> {
    let line = format!("value = {text}");
    let table = DeTable::parse(&line).ok()?.into_inner();
    let (_, value) = table.into_iter().next()?;
    convert(value.into_inner())
}

fn convert(value: DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Integer(int) => {
            Value::Number(i64::from_str_radix(int.as_str(), int.radix()).ok()?.into())
        }
        DeValue::Float(float) => Value::Number(Number::from_f64(float.as_str().parse().ok()?)?),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => {
            let items = items.into_iter().map(|item| convert(item.into_inner()));
            Value::Array(items.collect::<Option<_>>()?)
        }
        DeValue::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| {
                Some((key.into_inner().into_owned(), convert(value.into_inner())?))
            });
            Value::Object(entries.collect::<Option<Map<_, _>>>()?)
        }
    })
}
