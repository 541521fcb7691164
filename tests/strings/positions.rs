//! A stack.toml with a nasty string in every position, each on a line of its own.
//!
//! In: a seed, and the numbers of the strings to put out. Out: the text, and where each string stands and is to be seen.

use crate::nasty;
use std::collections::BTreeSet;
use std::fmt::Write;

/// How many of each table a stack has.
const EACH: usize = 12;

/// What reads a string back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// compose.yml by the Compose binary, dollars undoubled.
    Compose,
    /// compose.yml by PyYAML, dollars undoubled.
    ComposeYaml,
    /// prefect.yaml by Prefect's model.
    Prefect,
    /// prefect.yaml by PyYAML.
    PrefectYaml,
    /// What the block classes were called with.
    Blocks,
    /// What `make work-pools` called prefect with.
    Pools,
}

/// A way into what a reader saw: keys, or numbers of items.
pub type Way = Vec<String>;

/// Where a string is seen.
#[derive(Clone, Debug)]
pub enum Seen {
    Value(Reader, Way),
    /// As the key of a map, whose value is this.
    Key(Reader, Way, &'static str),
    /// A part of the URL that Compose shows there.
    Url(Way, &'static str),
    /// What is left of a value without these words around it.
    Within(Way, &'static str, &'static str),
    /// The source of a mount: a folder, written with or without `./`.
    Mount(Way),
    /// The value of a variable in `.env.example`.
    Dotenv(String),
    /// The variable that make sets for prefect, behind these words.
    Called(&'static str, &'static str),
    /// The line of `make NAME` that has this number among all strings of the position.
    Run,
    /// What `make help` says behind a target.
    Help(String),
}

/// A string in its position.
#[derive(Clone, Debug)]
pub struct Slot {
    pub position: &'static str,
    pub text: String,
    /// Its line in stack.toml, from 1.
    pub line: usize,
    pub seen: Seen,
}

pub struct Builder<'a> {
    out: String,
    line: usize,
    strings: Box<dyn Iterator<Item = String>>,
    refused: &'a BTreeSet<usize>,
    slots: Vec<Slot>,
}

/// A string as TOML writes it, on one line.
pub fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            other => out.push(other),
        }
    }
    out + "\""
}

fn way<const N: usize>(steps: [&str; N]) -> Way {
    steps.map(str::to_owned).to_vec()
}

impl<'a> Builder<'a> {
    /// The stack of a seed.
    pub fn stack(seed: u64, refused: &'a BTreeSet<usize>) -> (String, Vec<Slot>) {
        let mut builder = Self {
            out: String::new(),
            line: 0,
            // The empty string, which each seed begins with, goes to another position each time.
            strings: Box::new(nasty::strings(seed).cycle_start(seed)),
            refused,
            slots: Vec::new(),
        };
        builder.raw("[project]\nname = \"strings\"");
        builder.put_literal(
            "[project]: api_url",
            "api_url = ",
            "",
            Seen::Called("PREFECT_API_URL", ""),
        );
        builder.raw("\n[lints]\ncorrectness = \"allow\"\nhygiene = \"allow\"");
        builder.raw(
            "\n[work_pools.default]\n\n[defaults.deployment]\nwork_pool = \"default\"\npull = []",
        );
        builder.raw("\n[credentials.holder]\ntype = \"basic-auth\"\nuser = \"u\"");
        builder.put_literal(
            "make: login",
            "password = ",
            "",
            Seen::Called("PREFECT_API_AUTH_STRING", "u:"),
        );
        builder.raw("\n[services.holder]\nkind = \"prefect-server\"\nauth = \"holder\"");
        builder.whole();
        for index in 0..EACH {
            builder.service(index);
            builder.resources(index);
            builder.credentials(index);
            builder.kinds(index);
            builder.block(index);
            builder.deployment(index);
            builder.pool(index);
            builder.variable(index);
        }
        builder.make();
        (builder.out, builder.slots)
    }

    fn raw(&mut self, text: &str) {
        self.line += text.matches('\n').count() + 1;
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A line `before STRING after`; in Compose's tables a dollar is written twice.
    fn put(&mut self, position: &'static str, before: &str, after: &str, seen: Seen) {
        let doubled = matches!(seen, Seen::Value(Reader::Compose | Reader::ComposeYaml, _));
        self.write(position, [before, "", after], seen, doubled);
    }

    /// The same where a dollar is a dollar.
    fn put_literal(&mut self, position: &'static str, before: &str, after: &str, seen: Seen) {
        self.write(position, [before, "", after], seen, false);
    }

    /// `around` is what stands before the string, within its quotes before it, and behind it.
    fn write(&mut self, position: &'static str, around: [&str; 3], seen: Seen, doubled: bool) {
        let mut text = self.strings.next().expect("the row is endless");
        if self.refused.contains(&self.slots.len()) {
            // Unlike all others, where names must be unlike.
            text = format!("put-out-{}", self.slots.len());
        }
        let written = if doubled {
            text.replace('$', "$$")
        } else {
            text.clone()
        };
        self.slots.push(Slot {
            position,
            text,
            line: self.line + 1,
            seen,
        });
        let [before, inner, after] = around;
        self.raw(&format!(
            "{before}{}{after}",
            toml(&format!("{inner}{written}"))
        ));
    }

    /// What stands once in a file.
    fn whole(&mut self) {
        let yaml = |steps: Way| Seen::Value(Reader::ComposeYaml, steps);
        self.raw("\n[compose]");
        self.put(
            "[compose]: x- value",
            "x-value = ",
            "",
            Seen::Value(Reader::Compose, way(["x-value"])),
        );
        self.put(
            "[compose]: x- list item",
            "x-list = [",
            "]",
            yaml(way(["x-list", "0"])),
        );
        self.put(
            "[compose]: x- nested value",
            "x-map.deep.value = ",
            "",
            yaml(way(["x-map", "deep", "value"])),
        );
        self.put(
            "[compose]: x- nested key",
            "x-keys.",
            " = \"k\"",
            Seen::Key(Reader::ComposeYaml, way(["x-keys"]), "k"),
        );
        self.raw("\n[prefect]");
        let root = |steps: Way| Seen::Value(Reader::PrefectYaml, steps);
        self.put("[prefect]: name", "name = ", "", root(way(["name"])));
        self.put(
            "[prefect]: prefect-version",
            "prefect-version = ",
            "",
            root(way(["prefect-version"])),
        );
        self.put(
            "[prefect]: x- value",
            "x-value = ",
            "",
            root(way(["x-value"])),
        );
        self.put(
            "[prefect]: definitions",
            "definitions.value = ",
            "",
            root(way(["definitions", "value"])),
        );
        self.put(
            "[prefect]: definitions key",
            "definitions.keys.",
            " = \"k\"",
            Seen::Key(Reader::PrefectYaml, way(["definitions", "keys"]), "k"),
        );
        self.put(
            "build step: argument",
            "build = [{ \"prefect.deployments.steps.run_shell_script\" = { script = ",
            " } }]",
            root(way([
                "build",
                "0",
                "prefect.deployments.steps.run_shell_script",
                "script",
            ])),
        );
    }

    fn service(&mut self, index: usize) {
        let name = format!("s{index}");
        let at = |steps: &[&str]| {
            let mut whole = way(["services", &name]);
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            whole
        };
        let seen = |steps: &[&str]| Seen::Value(Reader::Compose, at(steps));
        self.raw(&format!("\n[env.g{index}]"));
        self.put(
            "env group: value",
            "GROUPED = ",
            "",
            seen(&["environment", "GROUPED"]),
        );
        self.put_literal(
            "env group: secret value",
            "HIDDEN = { value = ",
            ", secret = true }",
            seen(&["environment", "HIDDEN"]),
        );
        self.raw(&format!(
            "\n[services.{name}]\nimage = \"app:1\"\nenv = [\"g{index}\"]"
        ));
        self.put(
            "service: environment",
            "environment.VALUE = ",
            "",
            seen(&["environment", "VALUE"]),
        );
        self.put_literal(
            "service: environment, { value }",
            "environment.LITERAL = { value = ",
            " }",
            seen(&["environment", "LITERAL"]),
        );
        self.put_literal(
            "service: environment, default",
            &format!("environment.DEFAULT = {{ env = \"D{index}\", default = "),
            " }",
            seen(&["environment", "DEFAULT"]),
        );
        self.put(
            "service: label",
            "labels.value = ",
            "",
            seen(&["labels", "value"]),
        );
        self.put(
            "service: annotation",
            "annotations.value = ",
            "",
            seen(&["annotations", "value"]),
        );
        self.put(
            "service: command word",
            "command = [\"run\", ",
            "]",
            seen(&["command", "1"]),
        );
        self.put(
            "service: entrypoint word",
            "entrypoint = [",
            ", \"x\"]",
            seen(&["entrypoint", "0"]),
        );
        self.put(
            "service: health check word",
            "healthcheck.test = [\"CMD\", \"ask\", ",
            "]",
            seen(&["healthcheck", "test", "2"]),
        );
        self.put("service: user", "user = ", "", seen(&["user"]));
        self.put(
            "service: working_dir",
            "working_dir = ",
            "",
            seen(&["working_dir"]),
        );
        self.put("service: hostname", "hostname = ", "", seen(&["hostname"]));
        self.put(
            "service: domainname",
            "domainname = ",
            "",
            seen(&["domainname"]),
        );
        self.put(
            "service: group",
            "group_add = [",
            "]",
            seen(&["group_add", "0"]),
        );
        self.put(
            "service: security_opt",
            "security_opt = [",
            "]",
            seen(&["security_opt", "0"]),
        );
        self.put(
            "service: logging option",
            "logging = { driver = \"local\", options = { value = ",
            " } }",
            seen(&["logging", "options", "value"]),
        );
        self.put(
            "service: sysctl",
            "sysctls.value = ",
            "",
            seen(&["sysctls", "value"]),
        );
        self.put(
            "service: x- value",
            "x-value = ",
            "",
            Seen::Value(Reader::ComposeYaml, at(&["x-value"])),
        );
        self.put(
            "service: x- list in list",
            "x-list = [[",
            "]]",
            Seen::Value(Reader::ComposeYaml, at(&["x-list", "0", "0"])),
        );
        self.put(
            "service: x- key",
            "x-keys.",
            " = \"k\"",
            Seen::Key(Reader::ComposeYaml, at(&["x-keys"]), "k"),
        );
        self.raw(&format!("\n[services.b{index}]"));
        let built = |steps: &[&str]| {
            let mut whole = vec!["services".to_owned(), format!("b{index}")];
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            whole
        };
        let seen = |steps: &[&str]| Seen::Value(Reader::Compose, built(steps));
        self.raw("build.context = \".\"");
        self.put(
            "build: argument",
            "build.args.VALUE = ",
            "",
            seen(&["build", "args", "VALUE"]),
        );
        self.put(
            "build: label",
            "build.labels.value = ",
            "",
            seen(&["build", "labels", "value"]),
        );
        self.put(
            "build: dockerfile_inline",
            "build.dockerfile_inline = ",
            "",
            seen(&["build", "dockerfile_inline"]),
        );
        self.put(
            "build: target",
            "build.target = ",
            "",
            seen(&["build", "target"]),
        );
        self.put(
            "service: label key",
            "labels.",
            " = \"k\"",
            Seen::Key(Reader::Compose, built(&["labels"]), "k"),
        );
        self.put(
            "service: health check line",
            "healthcheck.test = ",
            "",
            Seen::Value(Reader::Compose, built(&["healthcheck", "test", "1"])),
        );
        self.write(
            "service: environment item",
            ["environment = [", "VALUE=", "]"],
            seen(&["environment", "VALUE"]),
            true,
        );
        self.raw(&format!(
            "\n[services.x{index}]\nimage = \"app:1\"\nlabels.x-first = \"1\""
        ));
        let labels = vec!["services".into(), format!("x{index}"), "labels".into()];
        self.put(
            "service: label key beside x-",
            "labels.",
            " = \"k\"",
            Seen::Key(Reader::Compose, labels.clone(), "k"),
        );
        let second = [labels, vec!["second".into()]].concat();
        self.put(
            "service: label beside x-",
            "labels.second = ",
            "",
            Seen::Value(Reader::Compose, second),
        );
    }

    fn resources(&mut self, index: usize) {
        let seen = |table: &str, steps: &[&str]| {
            let mut whole = vec![table.to_owned(), format!("r{index}")];
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            Seen::Value(Reader::Compose, whole)
        };
        let yaml = |table: &str, steps: &[&str]| match seen(table, steps) {
            Seen::Value(_, way) => Seen::Value(Reader::ComposeYaml, way),
            other => other,
        };
        self.raw(&format!("\n[services.u{index}]\nimage = \"app:1\"\nnetworks = [\"r{index}\"]\nconfigs = [\"r{index}\"]\nsecrets = [\"r{index}\"]"));
        self.raw(&format!("volumes = [\"r{index}:/data\", \"m{index}\"]"));
        self.raw(&format!("\n[networks.r{index}]"));
        self.put(
            "network: driver option",
            "driver_opts.value = ",
            "",
            seen("networks", &["driver_opts", "value"]),
        );
        self.put(
            "network: label",
            "labels.value = ",
            "",
            seen("networks", &["labels", "value"]),
        );
        self.put("network: name", "name = ", "", yaml("networks", &["name"]));
        self.raw(&format!("\n[volumes.r{index}]"));
        self.put(
            "volume: driver option",
            "driver_opts.value = ",
            "",
            seen("volumes", &["driver_opts", "value"]),
        );
        self.put(
            "volume: label",
            "labels.value = ",
            "",
            seen("volumes", &["labels", "value"]),
        );
        self.raw(&format!("\n[configs.r{index}]"));
        self.put(
            "config: content",
            "content = ",
            "",
            seen("configs", &["content"]),
        );
        self.raw(&format!("\n[secrets.r{index}]"));
        self.put("secret: file", "file = ", "", yaml("secrets", &["file"]));
        self.raw(&format!("\n[volumes.m{index}]\ntarget = \"/m{index}\""));
        let mount = ["services", &format!("u{index}"), "volumes", "1", "source"].map(str::to_owned);
        self.write(
            "volume: source",
            ["source = ", "", ""],
            Seen::Mount(mount.to_vec()),
            true,
        );
    }

    fn credentials(&mut self, index: usize) {
        let service = format!("c{index}");
        let variable = |name: &str| way(["services", &service, "environment", name]);
        let seen = |name: &str| Seen::Value(Reader::Compose, variable(name));
        self.raw(&format!(
            "\n[credentials.p{index}]\ntype = \"postgres\"\nhost = \"db.example.org\""
        ));
        self.put_literal(
            "postgres: user",
            "user = ",
            "",
            Seen::Url(variable("URL"), "username"),
        );
        self.put_literal(
            "postgres: password",
            "password = ",
            "",
            Seen::Url(variable("URL"), "password"),
        );
        self.put_literal(
            "postgres: database",
            "database = ",
            "",
            Seen::Url(variable("URL"), "database"),
        );
        self.raw(&format!(
            "\n[credentials.q{index}]\ntype = \"postgres\"\nhost = \"db.example.org\"\nuser = \"u\""
        ));
        self.put_literal(
            "postgres: password alone",
            "password = ",
            "",
            seen("PASSWORD"),
        );
        self.raw(&format!(
            "\n[credentials.r{index}]\ntype = \"redis\"\nhost = \"db.example.org\""
        ));
        self.put_literal(
            "redis: username",
            "username = ",
            "",
            Seen::Url(variable("REDIS"), "username"),
        );
        self.put_literal(
            "redis: password",
            "password = ",
            "",
            Seen::Url(variable("REDIS"), "password"),
        );
        self.raw(&format!("\n[credentials.o{index}]\ntype = \"s3\""));
        for (position, key) in [
            ("s3: access_key", "access_key"),
            ("s3: secret_key", "secret_key"),
            ("s3: region", "region"),
            ("s3: bucket", "bucket"),
            ("s3: endpoint", "endpoint"),
        ] {
            self.put_literal(
                position,
                &format!("{key} = "),
                "",
                seen(&key.to_uppercase()),
            );
        }
        self.raw(&format!(
            "\n[credentials.a{index}]\ntype = \"basic-auth\"\nuser = \"u\""
        ));
        self.put_literal(
            "basic-auth: password",
            "password = ",
            "",
            Seen::Within(variable("AUTH"), "u:", ""),
        );
        self.raw(&format!("\n[credentials.g{index}]\ntype = \"generic\""));
        self.put_literal("generic: field", "token = ", "", seen("TOKEN"));
        self.put_literal(
            "generic: secret field",
            "hidden = { value = ",
            ", secret = true }",
            seen("HIDDEN"),
        );
        self.raw(&format!("\n[services.{service}]\nimage = \"app:1\""));
        for (name, credential, field) in [
            ("URL", "p", "asyncpg_url"),
            ("PASSWORD", "q", "password"),
            ("REDIS", "r", "url"),
            ("ACCESS_KEY", "o", "access_key"),
            ("SECRET_KEY", "o", "secret_key"),
            ("REGION", "o", "region"),
            ("BUCKET", "o", "bucket"),
            ("ENDPOINT", "o", "endpoint"),
            ("AUTH", "a", "auth_string"),
            ("TOKEN", "g", "token"),
            ("HIDDEN", "g", "hidden"),
        ] {
            self.raw(&format!("environment.{name} = {{ credential = \"{credential}{index}\", field = \"{field}\" }}"));
        }
    }

    /// What built-in kinds make of credentials.
    fn kinds(&mut self, index: usize) {
        let at = |service: &str, steps: &[&str]| {
            let mut whole = vec!["services".to_owned(), format!("{service}{index}")];
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            Seen::Value(Reader::Compose, whole)
        };
        self.raw(&format!("\n[credentials.kp{index}]\ntype = \"postgres\""));
        self.put_literal(
            "kind postgres: user",
            "user = ",
            "",
            at("kp", &["healthcheck", "test", "5"]),
        );
        self.put_literal(
            "kind postgres: password",
            "password = ",
            "",
            at("kp", &["environment", "POSTGRES_PASSWORD"]),
        );
        self.put_literal(
            "kind postgres: database",
            "database = ",
            "",
            at("kp", &["environment", "POSTGRES_DB"]),
        );
        self.raw(&format!(
            "\n[services.kp{index}]\nkind = \"postgres\"\ncredential = \"kp{index}\""
        ));
        self.raw(&format!("\n[credentials.kr{index}]\ntype = \"redis\""));
        self.put_literal(
            "kind redis: password",
            "password = ",
            "",
            at("kr", &["command", "2"]),
        );
        self.raw(&format!(
            "\n[services.kr{index}]\nkind = \"redis\"\ncredential = \"kr{index}\""
        ));
        self.raw(&format!(
            "\n[credentials.ka{index}]\ntype = \"basic-auth\"\npassword = \"p\""
        ));
        let auth = vec![
            "services".into(),
            format!("ka{index}"),
            "environment".into(),
            "PREFECT_SERVER_API_AUTH_STRING".into(),
        ];
        self.put_literal(
            "kind prefect-server: auth user",
            "user = ",
            "",
            Seen::Within(auth, "", ":p"),
        );
        self.raw(&format!(
            "\n[services.ka{index}]\nkind = \"prefect-server\"\nauth = \"ka{index}\""
        ));
    }

    fn block(&mut self, index: usize) {
        let seen = |steps: &[&str]| {
            let mut whole = vec![index.to_string(), "values".to_owned()];
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            whole
        };
        let value = |steps: &[&str]| Seen::Value(Reader::Blocks, seen(steps));
        self.raw(&format!(
            "\n[credentials.block-{index}]\ntype = \"block\"\nclass = \"recorded.blocks.Recorded\""
        ));
        self.put("block: value", "values.value = ", "", value(&["value"]));
        self.put(
            "block: list item",
            "values.list = [[",
            "]]",
            value(&["list", "0", "0"]),
        );
        self.put(
            "block: nested value",
            "values.map.deep = ",
            "",
            value(&["map", "deep"]),
        );
        self.put(
            "block: nested key",
            "values.keys.",
            " = \"k\"",
            Seen::Key(Reader::Blocks, seen(&["keys"]), "k"),
        );
        self.put(
            "block: secret value",
            "values.hidden = { value = ",
            ", secret = true }",
            value(&["hidden"]),
        );
        self.put(
            "block: default",
            &format!("values.default = {{ env = \"B{index}\", default = "),
            " }",
            value(&["default"]),
        );
    }

    fn deployment(&mut self, index: usize) {
        let seen = |steps: &[&str]| {
            let mut whole = vec!["deployments".to_owned(), index.to_string()];
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            whole
        };
        let value = |steps: &[&str]| Seen::Value(Reader::Prefect, seen(steps));
        self.raw(&format!(
            "\n[deployments.d{index}]\nentrypoint = \"flow.py:f\""
        ));
        self.put("deployment: name", "name = ", "", value(&["name"]));
        self.put("deployment: version", "version = ", "", value(&["version"]));
        self.put(
            "deployment: description",
            "description = ",
            "",
            value(&["description"]),
        );
        self.put(
            "deployment: tag",
            "tags = [\"first\", ",
            "]",
            value(&["tags", "1"]),
        );
        self.put(
            "deployment: parameter",
            "parameters.value = ",
            "",
            value(&["parameters", "value"]),
        );
        self.put(
            "deployment: parameter, list in list",
            "parameters.list = [[1, ",
            "]]",
            value(&["parameters", "list", "0", "1"]),
        );
        self.put(
            "deployment: parameter, nested",
            "parameters.map.deep.value = ",
            "",
            value(&["parameters", "map", "deep", "value"]),
        );
        self.put(
            "deployment: parameter, nested key",
            "parameters.nested.",
            " = \"k\"",
            Seen::Key(Reader::Prefect, seen(&["parameters", "nested"]), "k"),
        );
        self.put(
            "deployment: job variable",
            "work_pool.job_variables.value = ",
            "",
            value(&["work_pool", "job_variables", "value"]),
        );
        self.put(
            "deployment: job variable, nested",
            "work_pool.job_variables.env.VALUE = ",
            "",
            value(&["work_pool", "job_variables", "env", "VALUE"]),
        );
        self.put(
            "deployment: job variable, key",
            "work_pool.job_variables.keys.",
            " = \"k\"",
            Seen::Key(
                Reader::Prefect,
                seen(&["work_pool", "job_variables", "keys"]),
                "k",
            ),
        );
        self.put(
            "pull step: argument",
            "pull = [{ \"prefect.deployments.steps.git_clone\" = { branch = \"main\", repository = ",
            " } }]",
            value(&["pull", "0", "prefect.deployments.steps.git_clone", "repository"]),
        );
        self.put(
            "trigger: name",
            "triggers = [{ name = ",
            ", expect = [\"e\"] }]",
            Seen::Value(Reader::PrefectYaml, seen(&["triggers", "0", "name"])),
        );
        let schedule = |steps: &[&str]| {
            let mut whole = seen(&["schedules", "0"]);
            whole.extend(steps.iter().map(|step| (*step).to_owned()));
            whole
        };
        self.raw(&format!(
            "\n[[deployments.d{index}.schedules]]\ninterval = 900"
        ));
        self.put(
            "schedule: slug",
            "slug = ",
            "",
            Seen::Value(Reader::Prefect, schedule(&["slug"])),
        );
        self.put(
            "schedule: parameter",
            "parameters.value = ",
            "",
            Seen::Value(Reader::Prefect, schedule(&["parameters", "value"])),
        );
        self.put(
            "schedule: parameter, key",
            "parameters.keys.",
            " = \"k\"",
            Seen::Key(Reader::Prefect, schedule(&["parameters", "keys"]), "k"),
        );
    }

    fn pool(&mut self, index: usize) {
        let seen = |step: &str| Seen::Value(Reader::Pools, way([&format!("pool{index}"), step]));
        self.raw(&format!("\n[work_pools.pool{index}]"));
        self.put(
            "work pool: description",
            "description = ",
            "",
            seen("description"),
        );
        self.put("work pool: type", "type = ", "", seen("type"));
        self.put(
            "work pool: base_job_template",
            "base_job_template = ",
            "",
            seen("template"),
        );
        self.put("work pool: queue", "queues.", " = {}", seen("queue"));
        self.put(
            "work pool: job variable",
            "job_variables.pooled = ",
            "",
            Seen::Value(
                Reader::Prefect,
                vec![
                    "deployments".into(),
                    (EACH + index).to_string(),
                    "work_pool".into(),
                    "job_variables".into(),
                    "pooled".into(),
                ],
            ),
        );
    }

    fn variable(&mut self, index: usize) {
        self.raw(&format!("\n[variables.V{index}]\ndescription = \"x\""));
        self.put(
            "variable: default",
            "default = ",
            "",
            Seen::Dotenv(format!("V{index}")),
        );
    }

    fn make(&mut self) {
        for index in 0..EACH {
            self.raw(&format!("\n[deployments.pooled{index}]\nentrypoint = \"flow.py:f\"\nwork_pool = \"pool{index}\""));
        }
        for index in 0..EACH {
            self.raw(&format!("\n[make.targets.t{index}]\nrun = []"));
            self.put(
                "make target: help",
                "help = ",
                "",
                Seen::Help(format!("t{index}")),
            );
        }
        for index in 0..EACH {
            self.raw(&format!("\n[make.targets.run{index}]"));
            self.put("make target: run", "run = [", "]", Seen::Run);
        }
        self.raw("\n[make.targets.all]");
        let all: Vec<String> = (0..EACH).map(|index| format!("\"run{index}\"")).collect();
        self.raw(&format!("needs = [{}]", all.join(", ")));
    }
}

/// The row, begun at another place for each seed.
trait CycleStart: Iterator<Item = String> + Sized {
    fn cycle_start(self, seed: u64) -> impl Iterator<Item = String>;
}

impl<I: Iterator<Item = String>> CycleStart for I {
    fn cycle_start(mut self, seed: u64) -> impl Iterator<Item = String> {
        let empty = self.next().unwrap_or_default();
        let after = (seed.wrapping_mul(37) % 900) as usize;
        let first: Vec<String> = self.by_ref().take(after).collect();
        first.into_iter().chain([empty]).chain(self)
    }
}
