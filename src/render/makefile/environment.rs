//! What prefect and python find in their environment when make runs them.

use super::word;
use crate::dialects::compose::{Interpolated, Part};
use crate::dialects::shell;
use crate::model::{BuiltIn, CredentialType, Found, Stack};
use crate::source::{At, Name};

/// The host's PYTHONPATH: the folders that the containers' one names, found back through their mounts.
pub fn python_path(stack: &Stack) -> Option<String> {
    let workers = stack
        .services
        .values()
        .filter(|service| service.work_pool.is_some());
    let servers = stack
        .services
        .values()
        .filter(|service| service.built_in == Some(BuiltIn::PrefectServer));
    let mut folders: Vec<String> = Vec::new();
    for service in workers.chain(servers) {
        let Some(path) = stack
            .variable(service, "PYTHONPATH")
            .and_then(|path| path.assumed())
        else {
            continue;
        };
        for entry in path.split(':').filter(|entry| !entry.is_empty()) {
            let host = service
                .body
                .mounts
                .iter()
                .find_map(|mount| mount.host_path(entry));
            if let Some(host) = host.filter(|host| !folders.contains(host)) {
                folders.push(host);
            }
        }
        if !folders.is_empty() {
            break;
        }
    }
    let in_make = |folder: &String| {
        let escaped = folder.replace('$', "$$").replace('#', "\\#");
        match folder.strip_prefix("./").unwrap_or(folder) {
            "." => "$(CURDIR)".to_owned(),
            _ if folder.starts_with('/') => escaped,
            _ => format!(
                "$(CURDIR)/{}",
                escaped.strip_prefix("./").unwrap_or(&escaped)
            ),
        }
    };
    (!folders.is_empty()).then(|| folders.iter().map(in_make).collect::<Vec<_>>().join(":"))
}

/// The comment and the definition of `with-env`. The definition is one line of shell that ends in `;`.
pub fn with_env(stack: &Stack) -> Option<(String, String)> {
    let mut parts: Vec<String> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    if !stack.variables.is_empty() {
        // Our own environment wins over .env, as it does with Compose, which takes CR at a line's end for part of the end.
        parts.push(
            r#"_was=$$(export -p); [ ! -f .env ] || { _env=$$(LC_ALL=C tr -d '\r' <.env) || exit; set -a; eval "$$_env"; set +a; }; eval "$$_was";"#.into(),
        );
        said.push(
            ".env as a shell reads it, with any line ends, then what the environment already had",
        );
    }
    if let Some(url) = stack.api_url() {
        parts.push(default("PREFECT_API_URL", &url));
        said.push("the defaults");
    }
    if let Some(text) = auth_string(stack) {
        let value = expression(&text).replace('$', "$$");
        parts.push(format!(
            "[ -n \"$${{PREFECT_API_AUTH_STRING:-}}\" ] || PREFECT_API_AUTH_STRING={value}; export PREFECT_API_AUTH_STRING;"
        ));
        if stack.api_url().is_none() {
            said.push("the defaults");
        }
    }
    if parts.is_empty() {
        return None;
    }
    let comment = format!("Before prefect or python runs: {}.", said.join(", then "));
    let body = parts.join(" ");
    // In a plain definition `#` begins a comment.
    let definition = if body.contains('#') {
        format!("define with-env\n{body}\nendef")
    } else {
        format!("with-env = {body}")
    };
    Some((comment, definition))
}

fn default(name: &str, value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ":/._-@%?&=~+".contains(c);
    if value.chars().all(plain) {
        format!("export {name}=\"$${{{name}:-{value}}}\";")
    } else {
        format!(
            "[ -n \"$${{{name}:-}}\" ] || {name}={}; export {name};",
            word(value)
        )
    }
}

/// The login of the first server that asks for one.
pub fn auth_string(stack: &Stack) -> Option<Interpolated> {
    let auth = stack
        .services
        .values()
        .find_map(|service| service.auth.clone())?;
    let credential = stack
        .credentials
        .peek(&auth)
        .filter(|it| it.kind == CredentialType::BasicAuth)?;
    let field: At<Name> = auth.with("auth_string".into());
    // Whatever is wrong with it was reported by the model.
    match stack.credentials.field(
        credential,
        &field,
        &mut crate::diagnostics::Report::default(),
    )? {
        Found::Text(text) => Some(text),
        Found::File(_) => None,
    }
}

/// A string as one word of a POSIX shell; its variables are the shell's, whose `${NAME:-word}` Compose copied.
fn expression(text: &Interpolated) -> String {
    let parts = text.parts().iter().map(|part| match part {
        Part::Literal(text) | Part::Secret(text) => shell::quoted(text),
        Part::Variable(variable) => {
            let rule = variable.rule().map(|(rule, word)| {
                let word = word.assumed().unwrap_or_default().into_owned();
                format!("{}{}", rule.symbol(), in_double_quotes(&word))
            });
            format!("\"${{{}{}}}\"", variable.name(), rule.unwrap_or_default())
        }
    });
    parts.collect()
}

fn in_double_quotes(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            ['\\']
                .into_iter()
                .filter(move |_| "\\\"$`".contains(c))
                .chain([c])
        })
        .collect()
}
