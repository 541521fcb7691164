//! Every key of stack.toml's own tables is read and changes something: a file, or what is found wrong. A key that is
//! declared and never read would be lost in silence.

use crate::outcome::Outcome;
use stackgen::formats::{Table, stack};
use std::collections::BTreeSet;

/// Keys of a table, each with a value, in a stack in which `KEY` marks where `key = value` goes. A line that ends in `#`
/// is left out where it gives the same key.
struct Case {
    table: &'static Table,
    stack: &'static str,
    keys: &'static [(&'static str, &'static str)],
}

const fn case(
    table: &'static Table,
    keys: &'static [(&'static str, &'static str)],
    stack: &'static str,
) -> Case {
    Case { table, stack, keys }
}

/// Declared for parts of stackgen that are still to come. What has an effect must not be listed here.
const TO_COME: &[(&str, &str)] = &[("[project]", "server_python"), ("[docs]", "without")];

/// Read from the disk or by commands alone: their own tests hold them.
const ELSEWHERE: &[(&str, &str)] = &[("[project]", "root"), ("[templates]", "dir")];

const SERVER: &str =
    "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n";

#[rustfmt::skip]
static CASES: &[Case] = &[
    case(&stack::PROJECT, &[("name", r#""x""#), ("requires", r#"">=99""#), ("runner", r#""poetry run""#), ("api_url", r#""http://host/api""#), ("portable", "true"), ("server_python", r#""3.12""#)], PROJECT),
    case(&stack::POSTGRES, &[("user", r#""other""#), ("password", r#"{ env = "P" }"#), ("database", r#""d""#), ("host", r#""db.example.org""#), ("port", "5433"), ("description", r#""What it is for""#), ("type", r#""redis""#)],
        "[credentials.c]\nKEY\ntype = \"postgres\" #\nuser = \"u\" #\npassword = \"p\" #\n[services.db]\nkind = \"postgres\"\ncredential = \"c\"\n[services.api]\nimage = \"a\"\nenvironment = { URL = { credential = \"c\", field = \"url\" } }\n"),
    case(&stack::REDIS, &[("password", r#""p""#), ("username", r#""u""#), ("database", "3"), ("host", r#""redis.example.org""#), ("port", "6380"), ("description", r#""What it is for""#), ("type", r#""s3""#)],
        "[credentials.c]\nKEY\ntype = \"redis\" #\n[services.cache]\nkind = \"redis\"\ncredential = \"c\"\n[services.api]\nimage = \"a\"\nenvironment = { URL = { credential = \"c\", field = \"url\" } }\n"),
    case(&stack::S3, &[("access_key", r#""other""#), ("secret_key", r#""other""#), ("description", r#""What it is for""#), ("type", r#""redis""#)],
        "[credentials.c]\nKEY\ntype = \"s3\" #\naccess_key = \"a\" #\nsecret_key = \"s\" #\n[services.store]\nkind = \"rustfs\"\ncredential = \"c\"\n"),
    case(&stack::S3, &[("region", r#""eu""#), ("bucket", r#""b""#), ("endpoint", r#""https://s3.example.org""#)],
        "[credentials.c]\nKEY\ntype = \"s3\" #\naccess_key = \"a\" #\nsecret_key = \"s\" #\n[services.api]\nimage = \"a\"\nenvironment = { R = { credential = \"c\", field = \"region\" }, B = { credential = \"c\", field = \"bucket\" }, E = { credential = \"c\", field = \"endpoint\" } }\n"),
    case(&stack::BASIC_AUTH, &[("user", r#""other""#), ("password", r#""other""#), ("description", r#""What it is for""#), ("type", r#""redis""#)],
        "[credentials.c]\nKEY\ntype = \"basic-auth\" #\nuser = \"u\" #\npassword = \"p\" #\n[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\nauth = \"c\"\n"),
    case(&stack::BLOCK, &[("class", r#""team.blocks.Other""#), ("values", "{ a = 1 }"), ("name", r#""other""#), ("description", r#""What it is for""#), ("type", r#""redis""#)],
        "[credentials.c]\nKEY\ntype = \"block\" #\nclass = \"team.blocks.One\" #\n"),
    case(&stack::CREDENTIAL, &[("type", r#""nothing""#), ("description", r#""What it is for""#)], "[credentials.c]\nKEY\ntype = \"block\" #\nclass = \"team.blocks.One\"\n"),
    case(&stack::BLOCKS, &[("modules", r#"["team.blocks"]"#)], "[blocks]\nKEY\n"),
    case(&stack::VARIABLE, &[("description", r#""What it is for""#), ("default", r#""d""#), ("required", "true"), ("secret", "true")], "[variables.V]\nKEY\n"),
    case(&stack::WORK_POOL, &[("type", r#""docker""#), ("description", r#""What it is for""#), ("concurrency_limit", "3"), ("queues", "{ high = {} }"), ("base_job_template", r#""pool.json""#), ("job_variables", r#"{ image = "i" }"#), ("workers", r#""elsewhere""#)],
        "[work_pools.p]\nKEY\n[deployments.d]\nentrypoint = \"{{ $E }}\"\nwork_pool = \"p\"\npull = []\n"),
    case(&stack::QUEUE, &[("priority", "2"), ("concurrency_limit", "3")], "[work_pools.p.queues.high]\nKEY\n"),
    case(&stack::VOLUME, &[("source", r#""./data""#), ("target", r#""/elsewhere""#), ("description", r#""What it is for""#)],
        "[volumes.v]\nKEY\ntarget = \"/data\" #\n[services.a]\nimage = \"a\"\nvolumes = [\"v\"]\n"),
    case(&stack::SERVICE, &[("kind", r#""redis""#)], "[services.a]\nKEY\nimage = \"a\"\n"),
    case(&stack::SERVICE, &[("credential", r#""c""#), ("without", r#"["restart"]"#)], "[credentials.c]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\n[services.db]\nkind = \"postgres\"\nKEY\n"),
    case(&stack::SERVICE, &[("database", r#""c""#), ("redis", r#""cache""#), ("auth", r#""admin""#)], SERVERS),
    case(&stack::SERVICE, &[("server", r#""prefect-server""#), ("queues", r#"["q"]"#), ("limit", "3"), ("with_healthcheck", "true"), ("work_pool", r#""other""#), ("env", r#"["e"]"#)],
        "[env.e]\nA = 1\n[work_pools.p]\n[work_pools.other]\n[services.prefect-server]\nkind = \"prefect-server\"\n[services.w]\nkind = \"prefect-worker\"\nKEY\nwork_pool = \"p\" #\n"),
    case(&stack::KIND, &[("env", r#"["e"]"#)], "[env.e]\nA = 1\n[kinds.k]\nKEY\n[services.a]\nkind = \"k\"\nimage = \"a\"\n"),
    case(&stack::KIND, &[("database", r#""c""#), ("redis", r#""cache""#), ("auth", r#""admin""#), ("without", r#"["restart"]"#)], KIND_SERVERS),
    case(&stack::KIND, &[("credential", r#""c""#)], "[credentials.c]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\n[kinds.k]\nKEY\n[services.db]\nkind = [\"postgres\", \"k\"]\n"),
    case(&stack::KIND, &[("server", r#""prefect-server""#), ("queues", r#"["q"]"#), ("limit", "3"), ("with_healthcheck", "true"), ("work_pool", r#""q""#)],
        "[work_pools.p]\n[work_pools.q]\n[services.prefect-server]\nkind = \"prefect-server\"\n[kinds.k]\nKEY\nwork_pool = \"p\" #\n[services.w]\nkind = [\"prefect-worker\", \"k\"]\n[services.v]\nkind = \"prefect-worker\"\nwork_pool = \"p\"\n"),
    case(&stack::SERVICE_DEFAULTS, &[("env", r#"["e"]"#), ("without", r#"["restart"]"#)], "[env.e]\nA = 1\n[defaults.service]\nKEY\n[services.a]\nkind = \"redis\"\n"),
    case(&stack::SERVICE_DEFAULTS, &[("database", r#""c""#), ("redis", r#""cache""#), ("auth", r#""admin""#)], DEFAULT_SERVERS),
    case(&stack::SERVICE_DEFAULTS, &[("credential", r#""c""#)], "[credentials.c]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\n[defaults.service]\nKEY\n[services.db]\nkind = \"postgres\"\n"),
    case(&stack::SERVICE_DEFAULTS, &[("server", r#"{ url = "http://host/api" }"#), ("queues", r#"["q"]"#), ("limit", "3"), ("with_healthcheck", "true"), ("work_pool", r#""q""#)],
        "[work_pools.p]\n[work_pools.q]\n[defaults.service]\nKEY\nwork_pool = \"p\" #\n[services.w]\nkind = \"prefect-worker\"\n"),
    case(&stack::SERVER, &[("url", r#""http://other/api""#), ("service", r#""proxy""#)],
        "[work_pools.p]\n[services.proxy]\nimage = \"a\"\n[services.w]\nkind = \"prefect-worker\"\nwork_pool = \"p\"\n[services.w.server]\nKEY\nurl = \"http://host/api\" #\n"),
    case(&stack::DEPLOYMENT, &[("flow", r#""f""#), ("directory", r#""folder""#), ("work_pool", r#""q""#), ("pull", "false"), ("build", r#"["s"]"#), ("push", r#"["s"]"#), ("timezone", r#""Europe/Oslo""#), ("deploy_script", "true"), ("without", r#"["tags"]"#)],
        "[work_pools.p]\nworkers = \"elsewhere\"\n[work_pools.q]\nworkers = \"elsewhere\"\n[steps]\ns = [{ \"a.b\" = {} }]\n[flows.f]\ndescription = \"x\"\n[defaults.deployment]\ntags = [\"a\"]\n[deployments.d]\nKEY\nentrypoint = \"{{ $E }}\"\nwork_pool = \"p\" #\npull = [] #\nschedules = [{ cron = \"0 6 * * *\" }]\n"),
    case(&stack::FLOW, &[("directory", r#""folder""#), ("work_pool", r#""q""#), ("pull", "false"), ("build", r#"["s"]"#), ("push", r#"["s"]"#), ("timezone", r#""Europe/Oslo""#), ("deploy_script", "true"), ("without", r#"["tags"]"#)],
        "[work_pools.p]\nworkers = \"elsewhere\"\n[work_pools.q]\nworkers = \"elsewhere\"\n[steps]\ns = [{ \"a.b\" = {} }]\n[defaults.deployment]\ntags = [\"a\"]\n[flows.f]\nKEY\nentrypoint = \"{{ $E }}\"\nwork_pool = \"p\" #\npull = [] #\nschedules = [{ cron = \"0 6 * * *\" }]\n[deployments.d]\nflow = \"f\"\n"),
    case(&stack::DEPLOYMENT_DEFAULTS, &[("directory", r#""folder""#), ("work_pool", r#""q""#), ("pull", "false"), ("build", r#"["s"]"#), ("push", r#"["s"]"#), ("timezone", r#""Europe/Oslo""#), ("deploy_script", "true"), ("without", r#"["tags"]"#)],
        "[work_pools.p]\nworkers = \"elsewhere\"\n[work_pools.q]\nworkers = \"elsewhere\"\n[steps]\ns = [{ \"a.b\" = {} }]\n[defaults.deployment]\nKEY\nwork_pool = \"p\" #\npull = [] #\n[deployments.d]\nentrypoint = \"{{ $E }}\"\nschedules = [{ cron = \"0 6 * * *\" }]\n"),
    case(&stack::DIRECTORY, &[("name", r#""n""#), ("prefect-version", r#""3""#), ("build", r#"["s"]"#), ("push", r#"["s"]"#), ("pull", r#"["s"]"#), ("definitions", "{ a = 1 }")],
        "[steps]\ns = [{ \"a.b\" = {} }]\n[directories.\".\"]\nKEY\n[deployments.d]\nentrypoint = \"{{ $E }}\"\n"),
    case(&stack::PREFECT, &[("name", r#""n""#), ("prefect-version", r#""3""#), ("build", r#"["s"]"#), ("push", r#"["s"]"#), ("pull", r#"["s"]"#), ("definitions", "{ a = 1 }")],
        "[steps]\ns = [{ \"a.b\" = {} }]\n[prefect]\nKEY\n[deployments.d]\nentrypoint = \"{{ $E }}\"\n"),
    case(&stack::COMPOSE, &[("version", r#""3""#), ("include", r#"["other.yml"]"#), ("jobs", r#"{ j = { image = "a", triggers = {} } }"#)], "[compose]\nKEY\n[services.a]\nimage = \"a\"\n"),
    case(&stack::DEFAULTS, &[("service", "{ init = true }"), ("deployment", r#"{ description = "x" }"#)], "[defaults]\nKEY\n[services.a]\nimage = \"a\"\n[deployments.d]\nentrypoint = \"{{ $E }}\"\npull = []\n"),
    case(&stack::MAKE, &[("targets", r#"{ t = { run = ["true"] } }"#), ("before", r##""# before""##), ("after", r##""# after""##)], "[make]\nKEY\n"),
    case(&stack::TARGET, &[("help", r#""What it does""#), ("needs", r#"["server"]"#), ("run", r#"["true"]"#)], "[make.targets.t]\nKEY\n"),
    case(&stack::OUTPUTS, &[("compose", r#""other.yml""#), ("makefile", r#""other.mk""#), ("env_example", "false"), ("blocks", r#""other.py""#), ("docs", r#""other.md""#), ("schedules", r#""sync.py""#)], OUTPUTS),
    case(&stack::DOCS, &[("title", r#""T""#), ("intro", r#""I""#), ("without", r#"["services"]"#), ("sections", r#"{ A = "B" }"#)], "[docs]\nKEY\n"),
    case(&stack::ROOT, &[("networks", "{ n = {} }"), ("secrets", r#"{ s = { file = "s" } }"#), ("configs", r#"{ c = { file = "c" } }"#), ("models", r#"{ m = { model = "m" } }"#), ("lints", r#"{ missing-entrypoint = "allow" }"#)], "KEY\n[services.a]\nimage = \"a\"\n[deployments.d]\nentrypoint = \"flow.py:load\"\npull = []\n"),
];

const PROJECT: &str = "[project]\nKEY\n[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\
    [services.w]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\nwork_pool = \"p\"\nvolumes = [\"./flows:/srv/flows\"]\n\
    [work_pools.p]\n[deployments.d]\ndirectory = \"flows\"\nentrypoint = \"{{ $E }}\"\nwork_pool = \"p\"\n";
const SERVERS: &str = "[credentials.c]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\nhost = \"h\"\n[credentials.admin]\ntype = \"basic-auth\"\n\
    user = \"u\"\npassword = \"p\"\n[services.cache]\nkind = \"redis\"\n[services.s]\nkind = \"prefect-server\"\nKEY\n";
const KIND_SERVERS: &str = "[credentials.c]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\nhost = \"h\"\n[credentials.admin]\ntype = \"basic-auth\"\n\
    user = \"u\"\npassword = \"p\"\n[services.cache]\nkind = \"redis\"\n[kinds.k]\nKEY\n[services.s]\nkind = [\"prefect-server\", \"k\"]\n";
const DEFAULT_SERVERS: &str = "[credentials.c]\ntype = \"postgres\"\nuser = \"u\"\npassword = \"p\"\nhost = \"h\"\n[credentials.admin]\ntype = \"basic-auth\"\n\
    user = \"u\"\npassword = \"p\"\n[services.cache]\nkind = \"redis\"\n[defaults.service]\nKEY\n[services.s]\nkind = \"prefect-server\"\n";
const OUTPUTS: &str = "[outputs]\nKEY\n[credentials.c]\ntype = \"block\"\nclass = \"team.blocks.One\"\nvalues = { a = { env = \"A\" } }\n[services.a]\nimage = \"a\"\n[deployments.d]\nentrypoint = \"{{ $E }}\"\n";

impl Case {
    fn with(&self, line: &str) -> String {
        let name = line.split(' ').next().unwrap_or_default();
        let text = self.stack.replace("KEY\n", &format!("{line}\n"));
        let same = format!("{name} = ");
        let kept = text
            .lines()
            .filter(|other| name.is_empty() || !(other.starts_with(&same) && other.ends_with('#')));
        kept.map(|line| format!("{line}\n")).collect()
    }
}

#[test]
fn every_key_of_ours_has_an_effect() {
    let mut wrong = Vec::new();
    for case in CASES {
        let without = Outcome::of(&case.with(""));
        for (key, value) in case.keys {
            let text = case.with(&format!("{key} = {value}"));
            let has_effect = Outcome::of(&text) != without;
            let to_come =
                TO_COME.contains(&(case.table.noun, key)) || is_description(case.table, key);
            if has_effect == to_come {
                wrong.push(format!("{}: `{key}`", case.table.noun));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Descriptions of credentials are for the docs page.
fn is_description(table: &Table, key: &str) -> bool {
    key == "description" && table.noun.contains("credential")
}

/// Every key of every table of ours stands in a case. Keys of Compose and Prefect have their tests in `verbatim`, and tables
/// at the top are those of the other cases.
#[test]
fn every_key_of_ours_is_tried() {
    let tried: BTreeSet<(&str, &str)> = CASES
        .iter()
        .flat_map(|case| case.keys.iter().map(|(key, _)| (case.table.noun, *key)))
        .chain(ELSEWHERE.iter().copied())
        .collect();
    let compose: Vec<&str> = stackgen::formats::compose::SERVICE
        .iter()
        .chain(stackgen::formats::compose::VOLUME.iter())
        .chain(stackgen::formats::prefect::DEPLOYMENT.iter())
        .map(|key| key.name)
        .collect();
    for table in CASES
        .iter()
        .map(|case| case.table)
        .chain([&stack::TEMPLATES])
    {
        let takes_in = [
            &stack::SERVICE,
            &stack::KIND,
            &stack::SERVICE_DEFAULTS,
            &stack::VOLUME,
        ]
        .into_iter()
        .chain([
            &stack::DEPLOYMENT,
            &stack::FLOW,
            &stack::DEPLOYMENT_DEFAULTS,
        ])
        .any(|known| std::ptr::eq(known, table));
        for key in table.iter() {
            let is_table = std::ptr::eq(table, &stack::ROOT);
            let theirs = takes_in && compose.contains(&key.name);
            assert!(
                theirs || is_table || tried.contains(&(table.noun, key.name)),
                "{}: `{}` is not tried",
                table.noun,
                key.name
            );
        }
    }
    assert!(Outcome::of(SERVER).findings.is_empty());
}
