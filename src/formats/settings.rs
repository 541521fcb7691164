//! The settings of Prefect: which names its 3.8 reads from the environment, as which type, and in which role.
//!
//! In: the name of a variable. Out: a [`Setting`]. The list is data, `prefect_settings.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The version whose settings are listed.
pub const VERSION: &str = "3.8";

static LIST: &str = include_str!("prefect_settings.tsv");

/// One name that Prefect reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    pub role: Role,
    /// Its type in words of the list: `bool`, `int`, `enum:A|B`, `str|list`, …
    pub kind: &'static str,
    /// The name that this one is an older spelling of.
    pub alias_of: Option<&'static str>,
}

/// Which processes read a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Server,
    Client,
    Both,
}

static SETTINGS: LazyLock<HashMap<&'static str, Setting>> = LazyLock::new(|| {
    LIST.lines()
        .filter_map(read)
        .map(|it| (it.name, it))
        .collect()
});

fn read(line: &'static str) -> Option<Setting> {
    let mut columns = line.split('\t');
    let role = match columns.next()? {
        "server" => Role::Server,
        "client" => Role::Client,
        "both" => Role::Both,
        _ => return None,
    };
    Some(Setting {
        role,
        kind: columns.next()?,
        name: columns.next()?,
        alias_of: columns.next(),
    })
}

/// The setting of a name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.get(name)
}

/// All names, in the order of the list.
pub fn names() -> impl Iterator<Item = &'static str> {
    LIST.lines().filter_map(read).map(|it| it.name)
}

/// Names that no list can hold: the keys of Prefect's logging configuration, what it sets itself, and what packages
/// beside it read.
pub fn is_free(name: &str) -> bool {
    ["PREFECT__", "PREFECT_LOGGING_", "PREFECT_INTEGRATIONS_"]
        .iter()
        .any(|prefix| name.starts_with(prefix) && name.len() > prefix.len())
}

impl Setting {
    /// The name that Prefect's documentation has.
    pub fn canonical(&self) -> &'static str {
        self.alias_of.unwrap_or(self.name)
    }

    /// Why a text is no value of this setting; `None` where it is one, or where that is not known.
    pub fn refuses(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let sound = match self.kind {
            // Whether nothing is taken for unset depends on the version.
            _ if text.is_empty() => true,
            "bool" => is_bool(text),
            "int" => is_int(text),
            "float" => text.parse::<f64>().is_ok(),
            "duration" => text.parse::<f64>().is_ok() || is_span(text),
            kind => match kind.strip_prefix("enum:") {
                Some(words) => words.split('|').any(|word| word.eq_ignore_ascii_case(text)),
                None => true,
            },
        };
        (!sound).then(|| match self.kind {
            "bool" => "true or false".into(),
            "int" => "an integer".into(),
            "float" => "a number".into(),
            "duration" => "a number of seconds, or an ISO 8601 duration".into(),
            kind => {
                let words = kind.trim_start_matches("enum:").split('|');
                let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
                super::join_or(&words)
            }
        })
    }
}

/// The words that Prefect's reader of settings takes.
fn is_bool(text: &str) -> bool {
    let words = [
        "0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes",
    ];
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '_')
}

/// `PT15M`, `00:15:00`, `1 day, 2:00`: whatever is no plain word is left to Prefect.
fn is_span(text: &str) -> bool {
    text.starts_with(['P', '-', '+']) || text.contains(':') || text.contains("day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read_and_every_alias_leads_to_a_setting() {
        let lines = LIST.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(names().count(), lines);
        assert_eq!(SETTINGS.len(), lines);
        for name in names() {
            let setting = find(name).expect("it is in the list");
            let target = find(setting.canonical()).expect("an alias leads to a setting");
            assert_eq!(target.alias_of, None, "{name}");
        }
    }

    #[test]
    fn values_are_held_to_the_type() {
        let refused =
            |name: &str, text: &str| find(name).is_some_and(|it| it.refuses(text).is_some());
        assert!(!refused("PREFECT_SERVER_ANALYTICS_ENABLED", "False"));
        assert!(refused("PREFECT_SERVER_ANALYTICS_ENABLED", "flase"));
        assert!(refused("PREFECT_SERVER_API_PORT", "4200/tcp"));
        assert!(!refused("PREFECT_LOGGING_LEVEL", "debug"));
        assert!(!refused("PREFECT_API_URL", "anything"));
    }
}
