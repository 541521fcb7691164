//! What can be wrong with the meaning of stack.toml: names that nothing has, facts that contradict each other.

use crate::diagnostics::{Code, Explanation, Group, Level};

/// Found when the file is read, and again when a credential becomes part of an address.
pub use crate::config::findings::UNCARRIED_VALUE;

const fn reference(word: &'static str, explanation: Explanation) -> Code {
    Code {
        word,
        level: Level::Error,
        group: Group::Syntax,
        explanation,
    }
}

macro_rules! explain {
    ($what:literal, $why:literal, $fails:literal, $passes:literal) => {
        Explanation {
            what: $what,
            why: $why,
            fails: $fails,
            passes: $passes,
        }
    };
}

pub static UNKNOWN_KIND: Code = reference(
    "unknown-kind",
    explain!(
        "A service is of a kind that is neither built in nor in `[kinds]`.",
        "Nothing is known of what such a service needs.",
        "[services.cache]\nkind = \"reddis\"\nimage = \"redis:7\"\n",
        "[services.cache]\nkind = \"redis\"\nimage = \"redis:7\"\n"
    ),
);

pub static UNKNOWN_SERVICE: Code = reference(
    "unknown-service",
    explain!(
        "A key names a service that `[services]` does not have.",
        "Compose refuses a dependency on it, and no address leads to it.",
        "[services.api]\nimage = \"api:1\"\ndepends_on = [\"chache\"]\n\n[services.cache]\nimage = \"redis:7\"\n",
        "[services.api]\nimage = \"api:1\"\ndepends_on = [\"cache\"]\n\n[services.cache]\nimage = \"redis:7\"\n"
    ),
);

pub static UNKNOWN_VOLUME: Code = reference(
    "unknown-volume",
    explain!(
        "A mount names a volume that `[volumes]` does not have.",
        "Compose refuses a named volume that is not declared.",
        "[volumes.data]\n\n[services.cache]\nimage = \"redis:7\"\nvolumes = [\"daat:/data\"]\n",
        "[volumes.data]\n\n[services.cache]\nimage = \"redis:7\"\nvolumes = [\"data:/data\"]\n"
    ),
);

pub static VOLUME_WITHOUT_TARGET: Code = reference(
    "volume-without-target",
    explain!(
        "A mount names a volume that has no `target`, and says none itself.",
        "It is not known where the container would find it.",
        "[volumes.data]\n\n[services.cache]\nimage = \"redis:7\"\nvolumes = [\"data\"]\n",
        "[volumes.data]\ntarget = \"/data\"\n\n[services.cache]\nimage = \"redis:7\"\nvolumes = [\"data\"]\n"
    ),
);

pub static UNKNOWN_ENV_GROUP: Code = reference(
    "unknown-env-group",
    explain!(
        "A service takes a group of variables that `[env]` does not have.",
        "The service would lack the variables that it is meant to have.",
        "[env.shared]\nLEVEL = \"info\"\n\n[services.api]\nimage = \"api:1\"\nenv = [\"sharde\"]\n",
        "[env.shared]\nLEVEL = \"info\"\n\n[services.api]\nimage = \"api:1\"\nenv = [\"shared\"]\n"
    ),
);

pub static CONFLICTING_ENV_GROUPS: Code = reference(
    "conflicting-env-groups",
    explain!(
        "Two groups of variables that one service takes say different things about one name.",
        "YAML lets the first win, people expect the last to.",
        "[env.a]\nLEVEL = \"info\"\n\n[env.b]\nLEVEL = \"debug\"\n\n[services.api]\nimage = \"api:1\"\nenv = [\"a\", \"b\"]\n",
        "[env.a]\nLEVEL = \"info\"\n\n[env.b]\nLEVEL = \"info\"\n\n[services.api]\nimage = \"api:1\"\nenv = [\"a\", \"b\"]\n"
    ),
);

pub static UNKNOWN_CREDENTIAL: Code = reference(
    "unknown-credential",
    explain!(
        "A key names a credential that `[credentials]` does not have.",
        "There is nothing to log in with.",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"bd\"\n",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"db\"\n"
    ),
);

pub static WRONG_CREDENTIAL: Code = reference(
    "wrong-credential",
    explain!(
        "A key names a credential of another type than it needs.",
        "The fields that it needs are not there.",
        "[credentials.db]\ntype = \"redis\"\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"db\"\n",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"db\"\n"
    ),
);

pub static UNKNOWN_FIELD: Code = reference(
    "unknown-field",
    explain!(
        "A value is taken from a field that the credential does not have, nor can derive.",
        "There is no such value.",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.api]\nimage = \"api:1\"\nenvironment = { USER = { credential = \"db\", field = \"usr\" } }\n",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.api]\nimage = \"api:1\"\nenvironment = { USER = { credential = \"db\", field = \"user\" } }\n"
    ),
);

pub static UNRESOLVED_HOST: Code = reference(
    "unresolved-host",
    explain!(
        "An address is derived from a credential that no service has, and that has no `host`.",
        "It is not known where the server is.",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.api]\nimage = \"api:1\"\nenvironment = { DB = { credential = \"db\", field = \"url\" } }\n",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\nhost = \"db.example.org\"\n\n[services.api]\nimage = \"api:1\"\nenvironment = { DB = { credential = \"db\", field = \"url\" } }\n"
    ),
);

pub static UNREADABLE_SECRET: Code = reference(
    "unreadable-secret",
    explain!(
        "A value from a file stands where its reader takes no file.",
        "Compose mounts such a secret as a file; it cannot put it into a variable or an address.",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = { file = \"secrets/db\" }\nhost = \"db.example.org\"\n\n[services.api]\nimage = \"api:1\"\nenvironment = { DB = { credential = \"db\", field = \"url\" } }\n",
        "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = { env = \"DB_PASSWORD\" }\nhost = \"db.example.org\"\n\n[services.api]\nimage = \"api:1\"\nenvironment = { PGPASSWORD = { credential = \"db\", field = \"password\" } }\n"
    ),
);

pub static UNKNOWN_WORK_POOL: Code = reference(
    "unknown-work-pool",
    explain!(
        "A deployment or a worker names a work pool that `[work_pools]` does not have.",
        "Prefect refuses to deploy to a pool that does not exist, and nothing creates it.",
        "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"defualt\"\npull = []\n",
        "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\n"
    ),
);

pub static UNKNOWN_FLOW: Code = reference(
    "unknown-flow",
    explain!(
        "A deployment names a table that `[flows]` does not have.",
        "The keys that it would share are not there.",
        "[flows.load]\nentrypoint = \"load.py:load\"\n\n[deployments.load-a]\nflow = \"laod\"\npull = []\n",
        "[flows.load]\nentrypoint = \"load.py:load\"\n\n[deployments.load-a]\nflow = \"load\"\npull = []\n"
    ),
);

pub static UNKNOWN_STEP: Code = reference(
    "unknown-step",
    explain!(
        "A list of steps names one that `[steps]` does not have.",
        "The steps would not run.",
        "[steps]\nclone = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.org/flows.git\" } }]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\npull = [\"colne\"]\n",
        "[steps]\nclone = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.org/flows.git\" } }]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\npull = [\"clone\"]\n"
    ),
);

pub static MALFORMED_STEP: Code = reference(
    "malformed-step",
    explain!(
        "A step that is not a table of one function with its arguments.",
        "Prefect takes the first key of a step for its function and dies on a second one when the flow runs.",
        "[deployments.load]\nentrypoint = \"load.py:load\"\npull = [{ prefect.deployments.steps.git_clone = { repository = \"https://git.example.org/flows.git\" } }]\n",
        "[deployments.load]\nentrypoint = \"load.py:load\"\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.org/flows.git\" } }]\n"
    ),
);

pub static UNKNOWN_DIRECTORY: Code = reference(
    "unknown-directory",
    explain!(
        "A table of `[directories]` names a folder that no deployment is in.",
        "No prefect.yaml is written there: what the table says would be lost.",
        "[directories.\"flows\"]\nname = \"flows\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\ndirectory = \"flow\"\npull = []\n",
        "[directories.\"flow\"]\nname = \"flows\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\ndirectory = \"flow\"\npull = []\n"
    ),
);

pub static AMBIGUOUS_SCHEDULE: Code = reference(
    "ambiguous-schedule",
    explain!(
        "A schedule that has none or several of `cron`, `interval` and `rrule`.",
        "Prefect skips the whole file.",
        "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", interval = 900 }]\n",
        "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 6 * * *\" }]\n"
    ),
);

pub static INVALID_PATH: Code = reference(
    "invalid-path",
    explain!(
        "A path of a file that would be written, or of a folder, that leaves the project or that some system refuses.",
        "stackgen writes below the project's root only, and the same files on every system.",
        "[outputs]\ncompose = \"../compose.yml\"\n\n[services.cache]\nimage = \"redis:7\"\n",
        "[outputs]\ncompose = \"docker/compose.yml\"\n\n[services.cache]\nimage = \"redis:7\"\n"
    ),
);

pub static CLASHING_OUTPUTS: Code = reference(
    "clashing-outputs",
    explain!(
        "Two outputs, targets or names would be one and the same.",
        "The second would overwrite the first.",
        "[outputs]\ncompose = \"stack.yml\"\ndocs = \"stack.yml\"\n\n[services.cache]\nimage = \"redis:7\"\n",
        "[outputs]\ncompose = \"stack.yml\"\ndocs = \"stack.md\"\n\n[services.cache]\nimage = \"redis:7\"\n"
    ),
);

pub static UNKNOWN_LINT: Code = reference(
    "unknown-lint",
    explain!(
        "`[lints]` names a code or a group that does not exist.",
        "The level that it sets is that of nothing.",
        "[lints]\nmissing-entripoint = \"allow\"\n",
        "[lints]\nmissing-entrypoint = \"allow\"\n"
    ),
);

pub static UNKNOWN_TARGET: Code = reference(
    "unknown-target",
    explain!(
        "A target of `[make.targets]` needs one that the Makefile does not have.",
        "make stops: there is no rule to make it.",
        "[make.targets.fresh]\nneeds = [\"deplyo\"]\nrun = [\"echo done\"]\n",
        "[make.targets.fresh]\nneeds = [\"help\"]\nrun = [\"echo done\"]\n"
    ),
);

pub static UNKNOWN_SECTION: Code = reference(
    "unknown-section",
    explain!(
        "`[docs]` leaves out a section that the page does not have.",
        "The section that was meant is still there.",
        "[docs]\nwithout = [\"volume\"]\n",
        "[docs]\nwithout = [\"volumes\"]\n"
    ),
);

pub static UNREAD_KEY: Code = reference(
    "unread-key",
    explain!(
        "A service has a key that its kind does not read.",
        "The key would say nothing, and nobody would notice.",
        "[services.api]\nimage = \"api:1\"\nwork_pool = \"default\"\n\n[work_pools.default]\nworkers = \"elsewhere\"\n",
        "[services.worker]\nkind = \"prefect-worker\"\nenvironment = { PREFECT_API_URL = \"http://prefect.example.org/api\" }\nwork_pool = \"default\"\n\n[work_pools.default]\n"
    ),
);

pub static REQUIRED_VERSION: Code = reference(
    "required-version",
    explain!(
        "`requires` excludes this version of stackgen.",
        "Another version may read the file in another way.",
        "[project]\nrequires = \">=99\"\n",
        "[project]\nrequires = \">=0.1\"\n"
    ),
);

pub static USELESS_WITHOUT: Code = Code {
    word: "useless-without",
    level: Level::Warn,
    group: Group::Correctness,
    explanation: explain!(
        "`without` takes away something that is not there.",
        "Mostly a misspelled key: what was meant is still there.",
        "[services.cache]\nkind = \"redis\"\nwithout = [\"healthchek\"]\n",
        "[services.cache]\nkind = \"redis\"\nwithout = [\"healthcheck\"]\n"
    ),
};

/// All of them.
pub static ALL: &[&Code] = &[
    &UNKNOWN_KIND,
    &UNKNOWN_SERVICE,
    &UNKNOWN_VOLUME,
    &VOLUME_WITHOUT_TARGET,
    &UNKNOWN_ENV_GROUP,
    &CONFLICTING_ENV_GROUPS,
    &UNKNOWN_CREDENTIAL,
    &WRONG_CREDENTIAL,
    &UNKNOWN_FIELD,
    &UNRESOLVED_HOST,
    &UNREADABLE_SECRET,
    &UNKNOWN_WORK_POOL,
    &UNKNOWN_FLOW,
    &UNKNOWN_STEP,
    &MALFORMED_STEP,
    &UNKNOWN_DIRECTORY,
    &AMBIGUOUS_SCHEDULE,
    &INVALID_PATH,
    &CLASHING_OUTPUTS,
    &UNKNOWN_LINT,
    &UNKNOWN_TARGET,
    &UNKNOWN_SECTION,
    &UNREAD_KEY,
    &REQUIRED_VERSION,
    &USELESS_WITHOUT,
];
