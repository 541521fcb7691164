//! Who receives which secret, and by which way.
//!
//! In: a stack. Out: one [`Receipt`] for each way on which a secret reaches a service, a script or make. Secrets are named,
//! never shown. A secret is what lets in: a password, a key, a field of a generic credential, a block's argument that is
//! marked or comes from outside, a variable that is marked or called as secrets are, a literal that is marked, a file that
//! Compose mounts.

use super::secret_field::{SecretField, SecretFields};
use super::{BlockValue, Service, Stack};
use crate::dialects::compose::Interpolated;
use crate::source::Name;
use crate::tree::{Map, Tree};

/// One way of one secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// `service api`, `scripts/create_blocks.py`.
    pub recipient: String,
    /// `credential postgres, password`.
    pub secret: String,
    /// `variable POSTGRES_PASSWORD`.
    pub way: String,
}

impl Stack {
    /// All ways of all secrets, in the order of the stack.
    pub fn receipts(&self) -> Vec<Receipt> {
        let mut reader = Reader {
            secrets: self.secret_fields(),
            variables: self
                .variables
                .values()
                .filter(|it| it.looks_secret())
                .map(|it| it.name.clone())
                .collect(),
            found: Vec::new(),
        };
        for service in self.services.values() {
            reader.service(self, service);
        }
        reader.blocks(self);
        reader.make(self);
        reader.found
    }
}

struct Reader {
    secrets: SecretFields,
    /// Variables of the environment that are secret themselves.
    variables: Vec<Name>,
    found: Vec<Receipt>,
}

impl Reader {
    fn add(&mut self, recipient: &str, secret: String, way: String) {
        let receipt = Receipt {
            recipient: recipient.to_owned(),
            secret,
            way,
        };
        if !self.found.contains(&receipt) {
            self.found.push(receipt);
        }
    }

    fn service(&mut self, stack: &Stack, service: &Service) {
        let recipient = format!("service {}", service.name.value);
        let keys = &service.body.keys;
        if let Some(own) = keys.map("environment") {
            self.variables(&recipient, own, "");
        }
        for group in &service.body.groups {
            let way = format!(", by group {}", group.value);
            self.variables(&recipient, &stack.groups[&group.value].variables, &way);
        }
        for (key, value) in keys.iter().filter(|(key, _)| &*key.value != "environment") {
            self.tree(&recipient, &value.value, &format!("key {}", key.value));
        }
        let items = keys.get("secrets").and_then(|value| value.as_list());
        for item in items.unwrap_or_default() {
            let table = item.as_map();
            let name = match table {
                Some(table) => table.text("source"),
                None => item
                    .as_text()
                    .and_then(|it| Some(item.with(Name::from(it.assumed()?)))),
            };
            let Some(name) = name else { continue };
            let target = table
                .and_then(|table| table.text("target"))
                .unwrap_or_else(|| name.clone());
            let path = match target.starts_with('/') {
                true => target.to_string(),
                false => format!("/run/secrets/{}", target.value),
            };
            self.add(
                &recipient,
                format!("secret {}", name.value),
                format!("file {path}"),
            );
        }
    }

    fn variables(&mut self, recipient: &str, variables: &Map<Interpolated>, behind: &str) {
        for (name, value) in variables.iter() {
            if let Tree::Text(text) = &value.value {
                self.text(recipient, text, &format!("variable {}{behind}", name.value));
            }
        }
    }

    fn tree(&mut self, recipient: &str, tree: &Tree<Interpolated>, way: &str) {
        match tree {
            Tree::Text(text) => self.text(recipient, text, way),
            Tree::List(items) => items
                .iter()
                .for_each(|item| self.tree(recipient, &item.value, way)),
            Tree::Map(map) => map
                .iter()
                .for_each(|(_, value)| self.tree(recipient, &value.value, way)),
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Date(_) => {}
        }
    }

    fn text(&mut self, recipient: &str, text: &Interpolated, way: &str) {
        if let [secret, ..] = self.secrets.within(text)[..] {
            let (name, way) = (name(secret), format!("{way}{}", from(text)));
            self.add(recipient, name, way);
        } else if let Some(name) = text
            .variables()
            .iter()
            .map(|it| it.name())
            .find(|it| self.variables.contains(it))
        {
            let secret = format!("variable {name}");
            self.add(recipient, secret, format!("{way}{}", from(text)));
        } else if text.has_secret() {
            self.add(
                recipient,
                "a literal that is marked secret".into(),
                way.to_owned(),
            );
        }
    }

    fn blocks(&mut self, stack: &Stack) {
        let Some(script) = &stack.outputs.blocks else {
            return;
        };
        for block in &stack.blocks {
            for (key, value) in &block.values {
                let way = match value {
                    BlockValue::File(path) => format!("file {}", path.value),
                    BlockValue::Tree(Tree::Text(text)) if text.has_variables() => {
                        from(text).trim_start_matches(", ").to_owned()
                    }
                    BlockValue::Tree(Tree::Text(text)) if text.has_secret() => {
                        "written into it".into()
                    }
                    // A block that it holds is told as a block of its own.
                    BlockValue::Tree(_) | BlockValue::Block(_) => continue,
                };
                self.add(
                    script,
                    format!("block {}, {}", block.name.value, key.value),
                    way,
                );
            }
        }
    }

    /// The login that the Makefile hands to prefect and to the scripts.
    fn make(&mut self, stack: &Stack) {
        let auth = stack
            .services
            .values()
            .find_map(|service| service.auth.clone());
        let (Some(makefile), Some(auth)) = (&stack.outputs.makefile, auth) else {
            return;
        };
        let is_login =
            |it: &&SecretField| it.credential == auth.value && &*it.field == "auth_string";
        let found = self.secrets.iter().find(is_login);
        let found = found.map(|secret| (name(secret), from(secret.text())));
        if let Some((name, from)) = found {
            let way = format!("variable PREFECT_API_AUTH_STRING{from}");
            self.add(makefile, name, way);
        }
    }
}

/// What a field is called.
fn name(secret: &SecretField) -> String {
    format!("credential {}, {}", secret.credential, secret.field)
}

/// `, from NAME` for the variables that a text is made of.
fn from(text: &Interpolated) -> String {
    let mut names: Vec<&str> = text.variables().iter().map(|it| &**it.name()).collect();
    names.dedup();
    match names[..] {
        [] => String::new(),
        _ => format!(", from {}", names.join(", ")),
    }
}
