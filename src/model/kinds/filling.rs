//! Collects what a kind fills in. Each value points at the key that caused it.

use super::{Scene, Sketch};
use crate::config::Value;
use crate::diagnostics::Report;
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::command;
use crate::model::credential::{Credential, CredentialType, Found};
use crate::model::secret::FileSecrets;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// What is being filled in for one service.
pub struct Filling<'a> {
    pub scene: &'a Scene<'a>,
    pub sketch: &'a Sketch,
    pub report: &'a mut Report,
    secrets: &'a mut FileSecrets,
    keys: Map<Value>,
}

/// The lengths behind a health check, in Compose's words.
pub struct Lengths {
    pub interval: &'static str,
    pub timeout: &'static str,
    pub retries: i64,
    pub start_period: Option<&'static str>,
}

impl<'a> Filling<'a> {
    pub fn new(
        scene: &'a Scene<'a>,
        sketch: &'a Sketch,
        secrets: &'a mut FileSecrets,
        report: &'a mut Report,
    ) -> Self {
        Self {
            scene,
            sketch,
            report,
            secrets,
            keys: Map::default(),
        }
    }

    pub fn into_keys(self) -> Map<Value> {
        self.keys
    }

    /// The service's own keys.
    pub fn own(&self) -> &'a Map<Value> {
        &self.sketch.keys
    }

    pub fn text(&mut self, key: &str, text: &str) {
        self.set(key, Tree::Text(plain(text)));
    }

    /// The image, unless the service is built.
    pub fn image(&mut self, image: &str) {
        if !self.own().contains("build") && !self.own().is_broken("image") {
            self.text("image", image);
        }
    }

    /// A command: as people write it where every word is plain, else a list. A marked word stays a word of its own.
    pub fn command(&mut self, words: Vec<Interpolated>) {
        let plain_word = |word: &Interpolated| {
            let word = word.as_literal().filter(|_| !word.has_secret())?;
            Some(word.into_owned())
        };
        let literal: Option<Vec<String>> = words.iter().map(plain_word).collect();
        let line = literal.as_ref().and_then(|words| {
            command::plain_words(&words.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let tree = match line {
            Some(line) => Tree::Text(plain(&line)),
            None => self.list(words),
        };
        self.set("command", tree);
    }

    /// A health check with its lengths.
    pub fn healthcheck(&mut self, test: Vec<Interpolated>, lengths: Lengths) {
        let test = self.list(test);
        let mut check = Map::default();
        check.insert(self.name("test"), self.at(test));
        for (key, text) in [
            ("interval", Some(lengths.interval)),
            ("timeout", Some(lengths.timeout)),
        ] {
            text.into_iter()
                .for_each(|text| check.insert(self.name(key), self.at(Tree::Text(plain(text)))));
        }
        check.insert(self.name("retries"), self.at(Tree::Int(lengths.retries)));
        if let Some(period) = lengths.start_period {
            check.insert(
                self.name("start_period"),
                self.at(Tree::Text(plain(period))),
            );
        }
        self.set("healthcheck", Tree::Map(check));
    }

    /// A variable of the service's environment.
    pub fn variable(&mut self, name: &str, value: Interpolated) {
        self.put("environment", name, Tree::Text(Value::Text(value)));
    }

    /// A variable, or where its value lies in a file `NAME_FILE`, which the official images of databases read.
    pub fn variable_or_file(&mut self, name: &str, value: Found) {
        match value {
            Found::Text(text) => self.variable(name, text),
            Found::File(path) => {
                let secret = self.mount_secret(&path);
                self.variable(&format!("{name}_FILE"), Interpolated::literal(secret));
            }
        }
    }

    /// Mounts a file as a secret; gives its path in the container.
    pub fn mount_secret(&mut self, path: &At<Name>) -> String {
        let name = self.secrets.name(path);
        let item = self.at(Tree::Text(plain(&name)));
        match self.keys.get_mut("secrets").map(|value| &mut value.value) {
            Some(Tree::List(items)) if items.contains(&item) => {}
            Some(Tree::List(items)) => items.push(item),
            _ => self.set("secrets", Tree::List(vec![item])),
        }
        format!("/run/secrets/{name}")
    }

    /// A named volume for the service's data.
    pub fn data(&mut self, target: &str) {
        let mount = plain(&format!("{}-data:{target}", self.sketch.name.value));
        let list = Tree::List(vec![self.at(Tree::Text(mount))]);
        self.set("volumes", list);
    }

    /// Waits for another service: until it is healthy, where that can be known.
    pub fn wait(&mut self, service: &Name) {
        if *service == self.sketch.name.value {
            return;
        }
        let healthy = self
            .scene
            .sketches
            .get(service)
            .is_some_and(Sketch::has_healthcheck);
        let condition = if healthy {
            "service_healthy"
        } else {
            "service_started"
        };
        let entry = (
            self.name("condition"),
            self.at(Tree::Text(plain(condition))),
        );
        self.put("depends_on", service, Tree::Map(Map::from_iter([entry])));
    }

    /// Waits for the service that provides what a credential logs in to, if it is in the stack.
    pub fn wait_for_provider(&mut self, credential: &Credential) {
        if let Some(service) = self.scene.credentials.provider(&credential.name).cloned() {
            self.wait(&service.value);
        }
    }

    /// The credential that a key names, of a type.
    pub fn credential(&mut self, key: &str, kind: CredentialType) -> Option<&'a Credential> {
        let name = self.own().text(key)?;
        let credentials = self.scene.credentials;
        credentials.typed(&name, kind, self.report)
    }

    /// Sets variables of the official image from the service's own credential: each variable with the field that it holds.
    pub fn logins(&mut self, kind: CredentialType, variables: &[(&str, &str)]) {
        let Some(credential) = self.credential("credential", kind) else {
            return;
        };
        for (variable, field) in variables {
            if let Some(value) = self.field(credential, field) {
                self.variable_or_file(variable, value);
            }
        }
    }

    /// A field of a credential; `None` if it has none, or if that is reported.
    pub fn field(&mut self, credential: &Credential, field: &str) -> Option<Found> {
        let field = At::filled(Name::from(field), self.sketch.cause);
        self.scene
            .credentials
            .field(credential, &field, self.report)
    }

    /// A field as text: an address or a variable is made of it.
    pub fn field_text(&mut self, credential: &Credential, field: &str) -> Option<Interpolated> {
        match self.field(credential, field)? {
            Found::Text(text) => Some(text),
            Found::File(path) => {
                let message = format!(
                    "`{field}` of credential `{}` comes from a file",
                    credential.name.value
                );
                let found = crate::diagnostics::Diagnostic::new(
                    &crate::model::findings::UNREADABLE_SECRET,
                    self.sketch.cause,
                    message,
                );
                self.report.push(
                    found
                        .label("this service reads no file for it")
                        .related(path.span(), "the file is named here")
                        .help("give it with `{ env = \"NAME\" }`"),
                );
                None
            }
        }
    }

    /// Whether the service gets a variable of one of these names from the user.
    pub fn is_given(&self, names: &[&str]) -> bool {
        let own = self.own().map("environment");
        let in_groups = self
            .own()
            .texts("env")
            .into_iter()
            .filter_map(|group| self.scene.groups.map(&group));
        own.into_iter()
            .chain(in_groups)
            .any(|variables| names.iter().any(|name| variables.contains(name)))
    }

    fn set(&mut self, key: &str, tree: Tree<Value>) {
        let (key, value) = (self.name(key), self.at(tree));
        self.keys.insert(key, value);
    }

    /// Puts an entry into a table of the service.
    fn put(&mut self, key: &str, entry: &str, tree: Tree<Value>) {
        let (name, value) = (self.name(entry), self.at(tree));
        match self.keys.get_mut(key).map(|value| &mut value.value) {
            Some(Tree::Map(map)) => map.insert(name, value),
            _ => self.set(key, Tree::Map(Map::from_iter([(name, value)]))),
        }
    }

    fn list(&self, words: Vec<Interpolated>) -> Tree<Value> {
        Tree::List(
            words
                .into_iter()
                .map(|word| self.at(Tree::Text(Value::Text(word))))
                .collect(),
        )
    }

    fn name(&self, name: &str) -> At<Name> {
        At::filled(name.into(), self.sketch.cause)
    }

    fn at(&self, tree: Tree<Value>) -> At<Tree<Value>> {
        At::filled(tree, self.sketch.cause)
    }
}

fn plain(text: &str) -> Value {
    Value::Text(Interpolated::literal(text))
}

/// Words of a command or of a check.
pub fn words<const N: usize>(words: [&str; N]) -> Vec<Interpolated> {
    words.into_iter().map(Interpolated::literal).collect()
}
