//! Which paths may be written.
//!
//! In: a path relative to the root. Out: what is wrong with it. The rules are those of all systems together: a stack that is
//! generated on one is checked out on another.

use crate::formats::Fault;
use unicode_normalization::UnicodeNormalization;

/// The file in which stackgen remembers what it wrote, in the root; that of another stack than stack.toml has a name in it.
pub const LOCK: &str = ".stackgen.lock";

/// Bytes of one name that every file system takes, less what the name of a temporary file adds.
const LONGEST: usize = 240;

/// Bytes of a path. Linux takes 4,095, and the folder of the root stands before it.
const LONGEST_PATH: usize = 3_000;

/// Whether a path stays in the root and can be written on Linux, macOS and Windows. The range of a fault is in bytes of `path`.
pub fn check(path: &str) -> Result<(), Fault> {
    let whole = 0..path.len();
    if path.is_empty() {
        return Err(Fault::new(whole, "a path is missing"));
    }
    if path.starts_with('/') {
        let help = path.trim_start_matches('/');
        return Err(
            Fault::new(whole, "absolute; must be relative to the project's root")
                .help(format!("write `{help}`")),
        );
    }
    if path.len() > LONGEST_PATH {
        return Err(Fault::new(
            whole,
            format!("longer than {LONGEST_PATH} bytes"),
        ));
    }
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    if name.starts_with(".stackgen") && name.ends_with(".lock") {
        return Err(Fault::new(
            whole,
            "stackgen keeps its own records in this file",
        ));
    }
    let mut start = 0;
    for part in path.split('/') {
        check_part(part).map_err(|mut fault| {
            fault.range = start + fault.range.start..start + fault.range.end;
            fault
        })?;
        start += part.len() + 1;
    }
    Ok(())
}

/// What is one name on macOS or Windows: whatever its case, and however its accents are composed.
pub fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

fn check_part(part: &str) -> Result<(), Fault> {
    let fault = |message: String| Err(Fault::new(0..part.len(), message));
    match part {
        "" => return fault("a name is missing beside a `/`".into()),
        "." => return fault("`.` is no name; leave it out".into()),
        ".." => return fault("leads out of the project's root".into()),
        _ => {}
    }
    if let Some((at, wrong)) = part
        .char_indices()
        .find(|(_, character)| is_refused(*character))
    {
        let name = if wrong.is_control() {
            format!("U+{:04X}", wrong as u32)
        } else {
            format!("`{wrong}`")
        };
        return Err(Fault::new(
            at..at + wrong.len_utf8(),
            format!("Windows allows no {name} in a file name"),
        ));
    }
    if part.ends_with(['.', ' ']) {
        let message = "Windows drops a dot or a space at the end of a file name";
        return Err(Fault::new(part.len() - 1..part.len(), message));
    }
    check_name(part).map_or(Ok(()), fault)
}

/// What is wrong with a name all of whose characters are right.
fn check_name(part: &str) -> Option<String> {
    if is_device(part) {
        return Some(format!("`{part}` is the name of a device on Windows"));
    }
    if part.eq_ignore_ascii_case(".git") {
        return Some("git keeps its own files here".into());
    }
    (part.len() > LONGEST).then(|| format!("longer than {LONGEST} bytes"))
}

fn is_refused(character: char) -> bool {
    character.is_control() || "<>:\"\\|?*".contains(character)
}

/// Windows takes these names for devices, with any extension and in any case.
fn is_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or(part)
        .trim_end()
        .to_ascii_uppercase();
    if matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) {
        return true;
    }
    let number = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    let mut characters = number.unwrap_or_default().chars();
    matches!(
        (characters.next(), characters.next()),
        (Some('1'..='9' | '¹' | '²' | '³'), None)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_pass() {
        for path in [
            "compose.yml",
            ".env.example",
            "a/b c/prefect.yaml",
            "é/ü.yml",
            "console.yml",
            "com10",
            "a..b",
            ".gitignore",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn what_a_system_refuses_is_told_at_its_place() {
        let cases = [
            ("", 0..0),
            ("/etc/passwd", 0..11),
            ("a/../b", 2..4),
            ("..", 0..2),
            ("./a", 0..1),
            ("a//b", 2..2),
            ("a/", 2..2),
            ("a/CON", 2..5),
            ("con.yml", 0..7),
            ("Lpt1.x/a", 0..6),
            ("COM³", 0..5),
            ("a/b.", 3..4),
            ("a /b", 1..2),
            ("C:/x", 1..2),
            ("a\\b", 1..2),
            ("a?", 1..2),
            ("a\nb", 1..2),
            (".GIT/hooks/x", 0..4),
            (".Stackgen.lock", 0..14),
            // The root of another stack may lie there.
            ("in/.stackgen-a.lock", 0..19),
        ];
        for (path, range) in cases {
            assert_eq!(
                check(path).map_err(|fault| fault.range),
                Err(range),
                "{path:?}"
            );
        }
        assert!(check(&"x".repeat(241)).is_err());
    }
}
