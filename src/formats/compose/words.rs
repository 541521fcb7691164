//! The grammars of short strings that only Compose has.

use crate::formats::{Fault, Grammar};

/// When an image is pulled.
pub static PULL_POLICY: Grammar = Grammar {
    noun: "pull policy",
    example: "missing",
    check: check_pull_policy,
};

/// The name of an environment variable as a container sees it. Wider than a shell's: the settings
/// of some programs hold dots and hyphens. Compose takes blanks too, but nobody can use such a name.
pub static ENVIRONMENT_NAME: Grammar = Grammar {
    noun: "environment variable name",
    example: "PREFECT_API_URL",
    check: check_environment_name,
};

const POLICIES: [&str; 8] = [
    "always",
    "never",
    "missing",
    "if_not_present",
    "build",
    "refresh",
    "daily",
    "weekly",
];

/// One of the words, or `every_` and one or more of `<number><unit>` with the units w, d, h, m, s.
fn check_pull_policy(text: &str) -> Result<(), Fault> {
    if POLICIES.contains(&text) || text.strip_prefix("every_").is_some_and(is_period) {
        return Ok(());
    }
    let help = format!(
        "write {} or `every_` and a period, such as `every_12h`",
        POLICIES.join(", ")
    );
    Err(Fault::new(0..text.len(), "not a pull policy").help(help))
}

/// Not empty, without `=`, blanks and control characters.
fn check_environment_name(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "the name is empty"));
    }
    let wrong = |c: char| c == '=' || c.is_whitespace() || c.is_control();
    match text.char_indices().find(|(_, character)| wrong(*character)) {
        Some((at, character)) => {
            let message = "`=`, blanks and control characters cannot stand in a variable's name";
            Err(Fault::new(at..at + character.len_utf8(), message))
        }
        None => Ok(()),
    }
}

fn is_period(mut text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    while !text.is_empty() {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let Some(rest) = unit.strip_prefix(['w', 'd', 'h', 'm', 's']) else {
            return false;
        };
        if unit.len() == text.len() {
            return false;
        }
        text = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_that_a_shell_does_not() {
        for good in ["PREFECT_API_URL", "discovery.type", "node-name", "Æ"] {
            assert!(check_environment_name(good).is_ok(), "{good}");
        }
        for bad in ["", "A B", "A=B", "A\n"] {
            assert!(check_environment_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn takes_the_words_and_periods_of_the_schema() {
        for good in ["always", "if_not_present", "every_12h", "every_1w2d"] {
            assert!(check_pull_policy(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Always",
            "every_",
            "every_h",
            "every_12",
            "every_1y",
            "every_1h ",
        ] {
            assert!(check_pull_policy(bad).is_err(), "{bad}");
        }
    }
}
