//! What the command of a service tells of it, where no kind does.

use crate::config::Value;
use crate::formats::grammar::command;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// The work pool that `prefect worker start` polls, in a command that the user wrote.
pub fn polled_pool(keys: &Map<Value>) -> Option<At<Name>> {
    let value = keys.get("command").filter(|value| value.is_written())?;
    let words: Vec<String> = match &value.value {
        Tree::Text(Value::Text(text)) => command::split(&text.as_literal()?).ok()?,
        Tree::List(items) => items
            .iter()
            .map(|item| literal(&item.value))
            .collect::<Option<_>>()?,
        _ => return None,
    };
    pool_of(&words).map(|pool| value.with(pool.into()))
}

fn literal(word: &Tree<Value>) -> Option<String> {
    match word {
        Tree::Text(Value::Text(text)) => Some(text.as_literal()?.into_owned()),
        _ => None,
    }
}

/// The pool in the words of a command; a shell's line inside it is looked into.
pub fn pool_of(words: &[String]) -> Option<String> {
    let words: Vec<&str> = words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .collect();
    let start = words
        .windows(3)
        .position(|three| three == ["prefect", "worker", "start"])?;
    let rest = &words[start + 3..];
    let found = rest
        .iter()
        .enumerate()
        .find_map(|(index, word)| match *word {
            "-p" | "--pool" => rest.get(index + 1).copied(),
            word => word.strip_prefix("--pool="),
        })?;
    let pool = found.trim_matches(['"', '\'']);
    (!pool.is_empty() && !pool.contains('$')).then(|| pool.to_owned())
}
