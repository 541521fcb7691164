//! Names: of services, volumes, projects, variables, work pools, deployments, blocks, make targets.
//!
//! In: a name. Out: nothing, or the first character that cannot stand in it. Each rule is that of
//! the reader to whom the name goes, where readers differ that of the strictest.

use super::{first_outside, show, whole};
use crate::formats::{Fault, Grammar};

/// A key of `volumes`, `networks`, `secrets`, `configs` or `models`: `[a-zA-Z0-9._-]+`.
pub static RESOURCE_NAME: Grammar = Grammar {
    noun: "name",
    example: "postgres-data",
    words: &[],
    check: check_resource,
};

/// A key of `services`: `[a-zA-Z0-9._-]+`.
pub static SERVICE_NAME: Grammar = Grammar {
    noun: "service name",
    example: "prefect-server",
    words: &[],
    check: check_resource,
};

/// `[a-z0-9][a-z0-9_-]*`. Compose folds any other name silently: `Foo Bar` becomes `foobar`.
pub static PROJECT_NAME: Grammar = Grammar {
    noun: "project name",
    example: "prefect-examples",
    words: &[],
    check: check_project,
};

/// `[a-zA-Z0-9][a-zA-Z0-9_.-]+`: the engine wants two characters.
pub static CONTAINER_NAME: Grammar = Grammar {
    noun: "container name",
    example: "prefect-db",
    words: &[],
    check: check_container,
};

/// `[A-Za-z_][A-Za-z0-9_]*`.
pub static VARIABLE_NAME: Grammar = Grammar {
    noun: "variable name",
    example: "POSTGRES_PASSWORD",
    words: &[],
    check: check_variable,
};

/// A work pool: what the server takes, and its addresses and the command line carry.
pub static POOL_NAME: Grammar = Grammar {
    noun: "work pool name",
    example: "default",
    words: &[],
    check: check_pool,
};

/// A queue of a work pool.
pub static QUEUE_NAME: Grammar = Grammar {
    noun: "work queue name",
    example: "urgent",
    words: &[],
    check: check_pool,
};

/// A deployment: anything but `/ % & < >`.
pub static DEPLOYMENT_NAME: Grammar = Grammar {
    noun: "deployment name",
    example: "nightly-sync",
    words: &[],
    check: check_prefect,
};

/// A Prefect block: `[a-z0-9-]+`.
pub static BLOCK_NAME: Grammar = Grammar {
    noun: "block name",
    example: "dhis2-dev",
    words: &[],
    check: check_block,
};

/// A target of make: `[A-Za-z0-9_.-]+`, with neither `.` nor `-` first.
pub static TARGET_NAME: Grammar = Grammar {
    noun: "target name",
    example: "deploy-all",
    words: &[],
    check: check_target,
};

pub(super) fn check_resource(text: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    only(text, allowed, "letters, digits, `.`, `_` and `-`")
}

fn check_project(text: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    let checked = only(text, allowed, "lower-case letters, digits, `_` and `-`")
        .and_then(|()| not_first(text, "_-", "a lower-case letter or a digit"));
    checked.map_err(|fault| {
        let folded: String = text
            .to_ascii_lowercase()
            .chars()
            .filter(|c| allowed(*c))
            .collect();
        match folded.trim_start_matches(['_', '-']) {
            "" => fault,
            folded => fault.help(format!(
                "write `{folded}`, which is what Compose makes of it"
            )),
        }
    })
}

fn check_container(text: &str) -> Result<(), Fault> {
    check_resource(text)?;
    not_first(text, "_.-", "a letter or a digit")?;
    match text.len() {
        1 => Err(whole(text, "a container's name has two characters or more")),
        _ => Ok(()),
    }
}

fn check_variable(text: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    only(text, allowed, "letters, digits and `_`")?;
    match text.starts_with(|c: char| c.is_ascii_digit()) {
        true => Err(
            Fault::new(0..1, "a variable's name cannot begin with a digit")
                .help(format!("write such as `_{text}`")),
        ),
        false => Ok(()),
    }
}

/// What the server refuses in every name.
fn check_prefect(text: &str) -> Result<(), Fault> {
    not_blank(text)?;
    match first_outside(text, |c| !"/%&<>\0".contains(c)) {
        Some((range, character)) => {
            let fault = Fault::new(
                range,
                format!("Prefect refuses {} in a name", show(character)),
            );
            Err(fault.help("names hold anything but `/`, `%`, `&`, `<` and `>`"))
        }
        None => Ok(()),
    }
}

/// Of a pool's name some more breaks: it is part of an address, and an argument of `prefect worker
/// start`.
fn check_pool(text: &str) -> Result<(), Fault> {
    check_prefect(text)?;
    if let Some((range, character)) = first_outside(text, |c| !"#?".contains(c) && !c.is_control())
    {
        let message = format!("{} breaks the address of the server's API", show(character));
        return Err(Fault::new(range, message).help("keep to letters, digits, `_` and `-`"));
    }
    if text == "." || text == ".." {
        return Err(whole(text, "this breaks the address of the server's API")
            .help("keep to letters, digits, `_` and `-`"));
    }
    match text.starts_with('-') {
        true => Err(
            Fault::new(0..1, "the command line would take this for an option")
                .help(format!("write `{}`", text.trim_start_matches('-'))),
        ),
        false => Ok(()),
    }
}

fn check_block(text: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    only(text, allowed, "lower-case letters, digits and `-`").map_err(|fault| {
        let folded: String = text
            .chars()
            .map(|c| {
                if "_. ".contains(c) {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .filter(|c| allowed(*c))
            .collect();
        match folded.is_empty() {
            true => fault,
            false => fault.help(format!("write `{folded}`")),
        }
    })
}

fn check_target(text: &str) -> Result<(), Fault> {
    check_resource(text)?;
    not_first(text, ".-", "a letter, a digit or `_`")
}

/// Nothing but the allowed characters, and one of them at least.
fn only(text: &str, allowed: impl Fn(char) -> bool, allowed_words: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "the name is empty"));
    }
    match first_outside(text, allowed) {
        Some((range, character)) => {
            let fault = Fault::new(
                range,
                format!("{} cannot stand in this name", show(character)),
            );
            Err(fault.help(format!("write {allowed_words} only")))
        }
        None => Ok(()),
    }
}

fn not_first(text: &str, refused: &str, wanted: &str) -> Result<(), Fault> {
    match text.chars().next().filter(|first| refused.contains(*first)) {
        Some(first) => {
            let fault = Fault::new(0..1, format!("the name cannot begin with {}", show(first)));
            Err(fault.help(format!("begin with {wanted}")))
        }
        None => Ok(()),
    }
}

fn not_blank(text: &str) -> Result<(), Fault> {
    match text.trim().is_empty() {
        true => Err(whole(text, "the name is empty")),
        false => Ok(()),
    }
}
