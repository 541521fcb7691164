//! Where Prefect finds code: the entrypoint of a deployment, the function of a step, the class of a
//! block.
//!
//! In: `flow.py:sync`, `package.module:sync`, `package.module.sync`. Out: an [`Entrypoint`].
//! Placeholders have been dealt with before; a `$VAR`, which Prefect expands in an entrypoint, is
//! let through. Whether the file and the function exist is not looked at.

use super::{first_outside, shifted, show, whole};
use crate::formats::{Fault, Grammar};
use std::fmt;

/// A flow's function and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entrypoint {
    place: Place,
    function: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    File(String),
    /// A module, and whether a `:` stands behind it.
    Module(String, bool),
}

/// The entrypoint of a deployment.
pub static ENTRYPOINT: Grammar = Grammar {
    noun: "entrypoint",
    example: "flow.py:my_flow",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// The key of a step: the import path of its function.
pub static STEP_NAME: Grammar = Grammar {
    noun: "step",
    example: "prefect.deployments.steps.git_clone",
    words: &[],
    check: check_step,
};

/// A module that can be imported.
pub static MODULE_NAME: Grammar = Grammar {
    noun: "Python module",
    example: "prefect_dhis2",
    words: &[],
    check: |text| check_dotted(text, "a module's name"),
};

/// A class with its module.
pub static CLASS_PATH: Grammar = Grammar {
    noun: "import path of a class",
    example: "prefect_dhis2.credentials.Dhis2Credentials",
    words: &[],
    check: check_class,
};

const CORE_STEPS: &[&str] = &[
    "git_clone",
    "set_working_directory",
    "run_shell_script",
    "pip_install_requirements",
    "pull_from_remote_storage",
    "pull_with_block",
];

/// Reads an entrypoint.
pub fn parse(text: &str) -> Result<Entrypoint, Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "the entrypoint is empty").help("write `FILE.py:FUNCTION`"));
    }
    if let Some((range, character)) = first_outside(text, |c| !c.is_whitespace() && !c.is_control())
    {
        let message = format!("{} cannot stand in an entrypoint", show(character));
        return Err(Fault::new(range, message));
    }
    if let Some(at) = text.find('\\') {
        let fault = Fault::new(at..at + 1, "paths are written with `/`");
        return Err(fault.help(format!("write `{}`", text.replace('\\', "/"))));
    }
    let Some(colon) = text.rfind(':') else {
        return parse_dotted(text);
    };
    let (place, function) = (&text[..colon], &text[colon + 1..]);
    if place.is_empty() {
        let fault = Fault::new(0..1, "the file before this `:` is missing");
        return Err(fault.help(format!("write `FILE.py:{function}`")));
    }
    if function.is_empty() {
        let fault = Fault::new(colon..colon + 1, "the function behind this `:` is missing");
        return Err(fault.help(format!("write `{place}:FUNCTION`")));
    }
    check_function(function).map_err(|fault| shifted(fault, colon + 1))?;
    let place = if place.ends_with(".py") || place.contains('$') {
        Place::File(place.into())
    } else {
        check_module(place, function)?;
        Place::Module(place.into(), true)
    };
    Ok(Entrypoint {
        place,
        function: function.into(),
    })
}

/// `package.module.function`.
fn parse_dotted(text: &str) -> Result<Entrypoint, Fault> {
    if let Some((file, function)) = text.split_once(".py.") {
        let fault = Fault::new(
            0..text.len(),
            "a `:` stands between the file and the function",
        );
        return Err(fault.help(format!("write `{file}.py:{function}`")));
    }
    if text.ends_with(".py") || text.contains('/') {
        let file = if text.ends_with(".py") {
            text.to_owned()
        } else {
            format!("{text}.py")
        };
        let fault = whole(text, "the function is missing");
        return Err(fault.help(format!(
            "write the function behind the file: `{file}:FUNCTION`"
        )));
    }
    if text.contains('$') {
        return Ok(Entrypoint {
            place: Place::File(text.into()),
            function: String::new(),
        });
    }
    let Some((module, function)) = text.rsplit_once('.') else {
        let fault = whole(text, "this says neither a file nor a module");
        return Err(fault.help(format!("write `FILE.py:{text}`")));
    };
    check_module(module, function)?;
    check_function(function).map_err(|fault| shifted(fault, module.len() + 1))?;
    Ok(Entrypoint {
        place: Place::Module(module.into(), false),
        function: function.into(),
    })
}

/// A function, or a method behind its class.
fn check_function(text: &str) -> Result<(), Fault> {
    if text.contains('$') {
        return Ok(());
    }
    check_dotted(text, "a function's name")?;
    match text.matches('.').count() {
        0 | 1 => Ok(()),
        _ => Err(
            whole(text, "this is neither a function nor a method of a class")
                .help("write `FUNCTION` or `Class.method`"),
        ),
    }
}

fn check_module(module: &str, function: &str) -> Result<(), Fault> {
    if module.contains('/') {
        let fault = whole(module, "this is neither a Python file nor a module");
        return Err(fault.help(format!(
            "write the file with its ending: `{module}.py:{function}`"
        )));
    }
    // A folder such as `my-flows` can be imported by its name in a string, though not by a
    // statement.
    check_dotted(&module.replace('-', "_"), "a module's name")
}

fn check_step(text: &str) -> Result<(), Fault> {
    if CORE_STEPS.contains(&text) {
        let fault = whole(text, "a step is named by the import path of its function");
        return Err(fault.help(format!("write `prefect.deployments.steps.{text}`")));
    }
    check_dotted(text, "the import path of a step")?;
    match text.contains('.') {
        true => Ok(()),
        false => Err(
            whole(text, "a step is named by the import path of its function")
                .help("write such as `prefect.deployments.steps.git_clone`"),
        ),
    }
}

fn check_class(text: &str) -> Result<(), Fault> {
    check_dotted(text, "the import path of a class")?;
    match text.contains('.') {
        true => Ok(()),
        false => Err(whole(text, "the class's module is missing")
            .help(format!("write `PACKAGE.MODULE.{text}`"))),
    }
}

/// Python identifiers with dots between them.
fn check_dotted(text: &str, what: &str) -> Result<(), Fault> {
    let mut at = 0_usize;
    for word in text.split('.') {
        if word.is_empty() {
            let dot = at.saturating_sub(1)..at.max(1).min(text.len());
            return Err(Fault::new(dot, format!("a part of {what} is empty")));
        }
        let wrong = first_outside(word, |c| c == '_' || c.is_alphanumeric()).or_else(|| {
            word.chars()
                .next()
                .filter(char::is_ascii_digit)
                .map(|digit| (0..1, digit))
        });
        if let Some((range, character)) = wrong {
            let message = format!(
                "{} cannot stand {} {what}",
                show(character),
                position(character)
            );
            let fault = Fault::new(at + range.start..at + range.end, message);
            return Err(match character {
                '(' => fault.help("write the name alone"),
                '-' => fault.help(format!(
                    "Python's names have `_`: `{}`",
                    text.replace('-', "_")
                )),
                _ => fault,
            });
        }
        at += word.len() + 1;
    }
    Ok(())
}

fn position(character: char) -> &'static str {
    if character.is_ascii_digit() {
        "at the start of a part of"
    } else {
        "in"
    }
}

impl Entrypoint {
    /// The file, with `/`, where it names one.
    pub fn file(&self) -> Option<&str> {
        if let Place::File(file) = &self.place {
            Some(file)
        } else {
            None
        }
    }

    /// The module, with dots, where it names one.
    pub fn module(&self) -> Option<&str> {
        if let Place::Module(module, _) = &self.place {
            Some(module)
        } else {
            None
        }
    }

    /// The function, or `Class.method`.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The class of a method.
    pub fn class(&self) -> Option<&str> {
        self.function.split_once('.').map(|(class, _)| class)
    }

    /// Whether a part comes from the environment of `prefect deploy`, so that it cannot be known.
    pub fn has_variable(&self) -> bool {
        self.function.contains('$') || self.file().is_some_and(|file| file.contains('$'))
    }
}

impl fmt::Display for Entrypoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            // Only a variable stands for both.
            Place::File(file) if self.function.is_empty() => f.write_str(file),
            Place::File(file) => write!(f, "{file}:{}", self.function),
            Place::Module(module, true) => write!(f, "{module}:{}", self.function),
            Place::Module(module, false) => write!(f, "{module}.{}", self.function),
        }
    }
}
