//! Variables of the environment, and the addresses in them.

pub mod auth_drift;
pub mod credential_drift;
pub mod database_driver;
pub mod ignored_setting;
pub mod invalid_setting;
pub mod localhost_address;
pub mod misplaced_key;
pub mod missing_api_url;
pub mod missing_password;
pub mod shadowed_setting;
pub mod unencoded_url;
pub mod unknown_host;
pub mod unknown_image_variable;
pub mod unknown_setting;
pub mod unmounted_python_path;
pub mod unusable_address;
pub mod wrong_api_url;
pub mod wrong_port;
pub mod wrong_server;

use super::address::{self, Address};
use super::container::{Container, VARIABLE, Variable, containers};
use crate::diagnostics::inside;
use crate::model::Stack;
use crate::source::Span;
use std::ops::Range;

/// Names under which Prefect's server reads the address of its database.
pub const DATABASE_URLS: [&str; 2] = [
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "PREFECT_API_DATABASE_CONNECTION_URL",
];

/// An address in a variable of a service.
pub struct Sighting<'a> {
    pub container: Container<'a>,
    pub variable: Variable<'a>,
    /// The variable's text; what variables decide is marked.
    pub text: String,
    pub address: Address,
}

impl Sighting<'_> {
    pub fn host(&self) -> &str {
        self.address.host(&self.text)
    }

    /// The place of a part of the text.
    pub fn span(&self, part: Range<usize>) -> Span {
        let span = self.variable.value.span();
        match self.text.contains(VARIABLE) {
            true => span,
            false => inside(span, &self.text, part),
        }
    }

    /// Whether Prefect itself opens it: then it has to lead somewhere.
    pub fn is_opened(&self) -> bool {
        let name = &*self.variable.name.value;
        name == "PREFECT_API_URL"
            || DATABASE_URLS.contains(&name)
            || name == "PREFECT_SERVER_DOCKET_URL"
    }

    /// Whether a browser may be meant to open it, for which names and ports are those of the host.
    pub fn is_for_browsers(&self) -> bool {
        is_for_browsers(&self.variable.name.value)
    }
}

/// Words in names of variables that hold addresses for people, not for containers.
pub fn is_for_browsers(name: &str) -> bool {
    const WORDS: [&str; 22] = [
        "UI",
        "PUBLIC",
        "BROWSER",
        "EXTERNAL",
        "CORS",
        "ORIGIN",
        "ORIGINS",
        "REDIRECT",
        "CALLBACK",
        "FRONTEND",
        "ALLOWED",
        "ADVERTISED",
        "REACT",
        "VITE",
        "WEB",
        "SITE",
        "ROOT",
        "BASE",
        "WEBHOOK",
        "DASHBOARD",
        "CSRF",
        "SERVER",
    ];
    !name.starts_with("PREFECT_SERVER_DATABASE")
        && !name.starts_with("PREFECT_SERVER_DOCKET")
        && name
            .split('_')
            .any(|word| WORDS.contains(&word.to_ascii_uppercase().as_str()))
}

/// All addresses that the user wrote into variables that services get, once for each service.
pub fn sightings(stack: &Stack) -> Vec<Sighting<'_>> {
    let mut found = Vec::new();
    for container in containers(stack) {
        for variable in container
            .variables()
            .into_iter()
            .filter(Variable::is_written)
        {
            let Some(text) = variable.text().filter(|text| text.contains("://")) else {
                continue;
            };
            found.extend(address::find(&text).into_iter().map(|address| Sighting {
                container,
                variable,
                text: text.clone(),
                address,
            }));
        }
    }
    found
}
