//! A project's name from that of its folder.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The name of a folder as one that Compose takes: `[a-z0-9][a-z0-9_-]*`. A letter stands without its accents; each run of
/// other characters is a `-`.
pub fn name_of(folder: &str) -> String {
    let mut name = String::new();
    let plain = folder.nfkd().filter(|it| !is_combining_mark(*it));
    for character in plain.map(|it| it.to_ascii_lowercase()) {
        if character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_' {
            name.push(character);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    match name.trim_matches(['-', '_']) {
        "" => "stack".into(),
        name => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::name_of;
    use crate::dialects::nasty;
    use crate::starter::NAME;

    #[test]
    fn a_folder_gives_a_name() {
        for (folder, name) in [
            ("demo", "demo"),
            ("My Flows", "my-flows"),
            ("2026.flows", "2026-flows"),
            ("_private_", "private"),
            ("a -- b", "a-b"),
            ("Überblick", "uberblick"),
            ("mes données", "mes-donnees"),
            ("データ", "stack"),
            ("..", "stack"),
            ("", "stack"),
        ] {
            assert_eq!(name_of(folder), name, "{folder}");
        }
    }

    #[test]
    fn every_folder_gives_a_name_that_compose_takes() {
        for folder in nasty::strings(6).take(20_000) {
            assert!((NAME.check)(&name_of(&folder)).is_ok(), "{folder:?}");
        }
    }
}
