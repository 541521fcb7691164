//! Hiding secrets in what is printed of a text.

use crate::source::Name;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// A shorter secret is hidden only where it stands as a word of its own: `prefect` must not hide half of `prefecthq/prefect`.
const LONG: usize = 8;

/// The texts to hide.
#[derive(Debug)]
pub(super) struct Mask<'a> {
    /// Lines of secrets, the longest first.
    secrets: Vec<&'a str>,
    /// The same of what was a secret: it is hidden only where it goes away.
    former: Vec<&'a str>,
}

impl<'a> Mask<'a> {
    /// A secret of several lines is hidden line by line, since a format may indent each.
    pub(super) fn new(secrets: &'a [Name], former: &'a [Name]) -> Self {
        Self {
            secrets: lines(secrets),
            former: lines(former),
        }
    }

    /// The line without its secrets; `None` if it has none.
    pub(super) fn hide(&self, line: &str) -> Option<String> {
        replace_all(line, &self.secrets)
    }

    /// A removed line without what was a secret; `None` if it has none.
    pub(super) fn hide_former(&self, line: &str) -> Option<String> {
        replace_all(line, &self.former)
    }

    /// A removed line that has a secret of former times in it: it is hidden if it says the same as a line that has a secret
    /// now. Both are as [`Self::hide`] has them.
    pub(super) fn hide_like(&self, old: &str, new: &str) -> Option<String> {
        let (first, last) = (new.find(MASK)?, new.rfind(MASK)?);
        let (before, after) = (&new[..first], &new[last + MASK.len()..]);
        if !before.trim().is_empty()
            && let Some(rest) = old.strip_prefix(before)
            && rest.ends_with(after)
        {
            return Some(format!("{before}{MASK}{after}"));
        }
        let key = key(new)?;
        let same_key = self::key(old).is_some_and(|old| old.trim() == key.trim());
        same_key.then(|| format!("{}{MASK}{}", self::key(old).unwrap_or_default(), end(old)))
    }
}

fn lines(secrets: &[Name]) -> Vec<&str> {
    let mut lines: Vec<&str> = secrets
        .iter()
        .flat_map(|secret| secret.lines())
        .map(str::trim)
        .collect();
    lines.retain(|line| !line.is_empty());
    lines.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    lines.dedup();
    lines
}

fn replace_all(line: &str, secrets: &[&str]) -> Option<String> {
    let mut hidden: Option<String> = None;
    for secret in secrets {
        let text = hidden.as_deref().unwrap_or(line);
        if let Some(changed) = replace(text, secret) {
            hidden = Some(changed);
        }
    }
    hidden
}

/// Words in the name of what mostly holds a secret.
const SECRET_WORDS: [&str; 9] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "auth",
    "api_key",
    "access_key",
    "private_key",
];

/// A removed line as far as it may hold a secret that stack.toml no longer tells of: it was marked, and is gone or comes from
/// elsewhere now. A value with a telling name is hidden, and so is the password of a URL; `None` if there is none.
pub(super) fn hide_former(line: &str) -> Option<String> {
    let named = key(line).filter(|key| {
        let key = key.to_ascii_lowercase();
        SECRET_WORDS.iter().any(|word| key.contains(word)) && is_literal(&line[key.len()..])
    });
    if let Some(key) = named {
        return Some(format!("{key}{MASK}{}", end(line)));
    }
    if let Some(at) = line.find("requirepass") {
        return Some(format!("{}requirepass {MASK}{}", &line[..at], end(line)));
    }
    let start = line.find("://")? + 3;
    let length = line[start..].find('@')?;
    let (user, password) = line[start..start + length].split_once(':')?;
    let after = &line[start + length..];
    let is_userinfo = !password.contains(['/', ' ']) && is_literal(password);
    is_userinfo.then(|| format!("{}{user}:{MASK}{after}", &line[..start]))
}

/// Whether a value is not empty, and none that is filled in from elsewhere.
fn is_literal(value: &str) -> bool {
    let value = value.trim().trim_start_matches(['"', '\'']);
    let from_elsewhere = value.starts_with('$') && !value.starts_with("$$");
    !(value.is_empty() || from_elsewhere || value.starts_with("{{") || value.starts_with(MASK))
}

/// The text with each occurrence of a secret hidden; `None` if there is none.
fn replace(text: &str, secret: &str) -> Option<String> {
    let mut out = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(secret) {
        if secret.len() >= LONG || is_word(text, at..at + secret.len()) {
            out.push_str(&text[from..at]);
            out.push_str(MASK);
            from = at + secret.len();
        }
    }
    (from > 0).then(|| out + &text[from..])
}

/// Whether no letter or digit continues a part of a text.
fn is_word(text: &str, part: std::ops::Range<usize>) -> bool {
    let continues = |beside: Option<char>, edge: Option<char>| {
        beside.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric)
    };
    let secret = &text[part.clone()];
    !continues(
        text[..part.start].chars().next_back(),
        secret.chars().next(),
    ) && !continues(text[part.end..].chars().next(), secret.chars().next_back())
}

/// What comes before the value of a line, with the sign between them.
fn key(line: &str) -> Option<&str> {
    line.find(['=', ':']).map(|at| {
        let rest = &line[at + 1..];
        &line[..at + 1 + (rest.len() - rest.trim_start_matches([' ', '=']).len())]
    })
}

fn end(line: &str) -> &str {
    if line.ends_with('\n') { "\n" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(secrets: &[&str]) -> Vec<Name> {
        secrets.iter().map(|secret| Name::from(*secret)).collect()
    }

    #[test]
    fn the_longest_secret_goes_first() {
        let secrets = names(&["hunter22", "hunter22hunter22", "", "line one\n  line two\n"]);
        let mask = Mask::new(&secrets, &[]);
        assert_eq!(
            mask.hide("a: hunter22hunter22 xhunter22x").as_deref(),
            Some("a: *** x***x")
        );
        assert_eq!(mask.hide("      line two").as_deref(), Some("      ***"));
        assert_eq!(mask.hide("a: b"), None);
    }

    #[test]
    fn a_short_secret_is_hidden_as_a_word() {
        let secrets = names(&["prefect", "a!"]);
        let mask = Mask::new(&secrets, &[]);
        let line = "image: prefecthq/prefecting:3 # postgresql://prefect:prefect@db/x";
        assert_eq!(
            mask.hide(line).as_deref(),
            Some("image: prefecthq/prefecting:3 # postgresql://***:***@db/x")
        );
        assert_eq!(mask.hide("x: 'a!b'").as_deref(), Some("x: '***b'"));
    }

    #[test]
    fn a_former_secret_is_hidden_by_its_name() {
        let hidden = [
            (
                "  POSTGRES_PASSWORD: hunter1\n",
                "  POSTGRES_PASSWORD: ***\n",
            ),
            ("  - API_TOKEN=hunter1", "  - API_TOKEN=***"),
            ("    password=\"hunter1\",\n", "    password=***\n"),
            (
                "  URL: redis://:hunter1@cache:6379/0\n",
                "  URL: redis://:***@cache:6379/0\n",
            ),
            (
                "  command: redis-server --requirepass hunter1\n",
                "  command: redis-server --requirepass ***\n",
            ),
        ];
        for (line, shown) in hidden {
            assert_eq!(hide_former(line).as_deref(), Some(shown), "{line}");
        }
        for line in [
            "  PASSWORD: ${PASSWORD:?}\n",
            "  PASSWORD:\n",
            "  USER: somebody\n",
            "  URL: http://host:80/a@b\n",
            "  URL: postgresql://u:${PASSWORD}@db/x\n",
        ] {
            assert_eq!(hide_former(line), None, "{line}");
        }
    }

    #[test]
    fn a_former_secret_is_hidden_beside_its_successor() {
        let mask = Mask::new(&[], &[]);
        let new = "  PASSWORD: ***\n";
        assert_eq!(
            mask.hide_like("  PASSWORD: hunter1\n", new).as_deref(),
            Some("  PASSWORD: ***\n")
        );
        assert_eq!(
            mask.hide_like("    PASSWORD: \"x\"\n", new).as_deref(),
            Some("    PASSWORD: ***\n")
        );
        assert_eq!(mask.hide_like("  USER: somebody\n", new), None);
        let url = "  URL: postgresql://u:***@db/x\n";
        assert_eq!(
            mask.hide_like("  URL: postgresql://u:old@db/x\n", url)
                .as_deref(),
            Some(url)
        );
    }
}
