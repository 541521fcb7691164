//! The text of stack.toml: what each table is for stands beside it, as in the examples.

use super::{Part, Wishes};
use crate::dialects::toml;
use crate::schema;

/// Where the comment at the end of a line begins.
const COLUMN: usize = 50;

pub fn text(wishes: &Wishes) -> String {
    let has = |part: Part| wishes.parts.contains(&part);
    let (redis, s3) = (has(Part::Redis), has(Part::S3));
    let mut text = schema::directive(schema::FILE_NAME);
    text.push_str(HEAD);
    text.push_str(&project(wishes));
    text.push_str(&outputs(wishes));
    text.push_str(CREDENTIALS);
    text.push_str(if s3 { STORE_CREDENTIALS } else { "" });
    text.push_str(FOLDERS);
    text.push_str(if s3 { STORE_ENVIRONMENT } else { "" });
    text.push_str(DATABASE);
    text.push_str(if redis { REDIS } else { "" });
    text.push_str(if s3 { STORE } else { "" });
    text.push_str(&server(redis));
    text.push_str(if redis { SERVICES } else { "" });
    text.push_str(&worker(s3));
    text.push_str(&deployment(&wishes.flow));
    text.push_str(TAIL);
    text
}

/// A line with what it is for.
fn told(line: &str, why: &str) -> String {
    format!("{line:COLUMN$} # {why}\n")
}

fn project(wishes: &Wishes) -> String {
    let name = format!("name = {}", toml::string(&wishes.name));
    let runner = match &wishes.runner {
        Some(runner) => format!("runner = {}", toml::string(runner)),
        None => "# runner = \"\"".to_owned(),
    };
    format!(
        "[project]\n{}{}{}\n",
        told(&name, "Compose's project name"),
        told(
            "portable = true",
            "one prefect.yaml for containers and for `make worker` on this machine"
        ),
        told(
            &runner,
            "what the Makefile puts before prefect and python: \"uv run\" unless it is said here"
        ),
    )
}

fn outputs(wishes: &Wishes) -> String {
    if wishes.moved.is_empty() {
        return String::new();
    }
    let lines: String = wishes
        .moved
        .iter()
        .map(|output| {
            let line = format!("{} = {}", output.key, toml::string(output.instead));
            told(&line, &format!("{} is somebody else's", output.usual[0]))
        })
        .collect();
    format!("[outputs]\n{lines}\n")
}

fn server(redis: bool) -> String {
    let messages = if redis { "redis = \"redis\"\n" } else { "" };
    let ports = told(
        "ports = [\"127.0.0.1:4200:4200\"]",
        "the UI and the API; \"127.0.0.1:4201:4200\" if 4200 is taken",
    );
    format!(
        "[services.prefect-server]\nkind = \"prefect-server\"\nimage = \"prefecthq/prefect:3-python3.13\"\n\
         database = \"postgres\"\n{messages}{ports}\n"
    )
}

fn worker(s3: bool) -> String {
    let environment = if s3 { "env = [\"s3\"]\n" } else { "" };
    format!(
        "[services.prefect-worker]\nkind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"\n\
         server = \"prefect-server\"\nwork_pool = \"default\"\n{environment}volumes = [\"flows\"]\n\n\
         [work_pools.default]\n{}\n",
        told("type = \"process\"", "each run is a process of the worker")
    )
}

fn deployment(flow: &str) -> String {
    let entrypoint = format!("entrypoint = {}", toml::string(&format!("{flow}.py:hello")));
    format!(
        "[deployments.hello]\n{}{}work_pool = \"default\"\nparameters = {{ name = \"world\" }}\n{}\n",
        told("directory = \"flows\"", "the folder of its prefect.yaml"),
        told(&entrypoint, "relative to that folder"),
        "# Each day at 06:00; `stackgen schedules` shows when. Until then: make run DEPLOYMENT=hello/hello\n\
         schedules = [{ cron = \"0 6 * * *\", timezone = \"UTC\", slug = \"daily\" }]\n",
    )
}

const HEAD: &str = "\
# A Prefect stack: a server that keeps its data in PostgreSQL, and a worker that runs the flows in ./flows.
# `stackgen gen` writes every other file from this one, `stackgen check` finds mistakes before anything starts.

";

const CREDENTIALS: &str = "\
# A login is written once. The password is that of the environment or of .env, else the default; set it before the first
# start, since the database keeps the one that it began with. .env.example lists all such variables.
[credentials.postgres]
type = \"postgres\"
user = \"prefect\"
password = { env = \"POSTGRES_PASSWORD\", default = \"prefect\" }
database = \"prefect\"

";

const STORE_CREDENTIALS: &str = "\
[credentials.store]
type = \"s3\"
access_key = { env = \"STORE_ACCESS_KEY\", default = \"prefect\" }
secret_key = { env = \"STORE_SECRET_KEY\", default = \"prefect123\" }

# The same login as a block: `make deploy` saves it on the server. It needs prefect-aws: on this machine
# (`uv add prefect-aws`) and in the worker (environment = { EXTRA_PIP_PACKAGES = \"prefect-aws\" }).
# [credentials.store-block]
# type = \"block\"
# class = \"prefect_aws.credentials.AwsCredentials\"
# [credentials.store-block.values]
# aws_access_key_id = { credential = \"store\", field = \"access_key\" }
# aws_secret_access_key = { credential = \"store\", field = \"secret_key\" }
# aws_client_parameters = { endpoint_url = \"http://store:9000\" }

";

const FOLDERS: &str = "\
# Folders that containers see; services take them by name.
[volumes]
flows = { source = \"./flows\", target = \"/opt/prefect/flows\", description = \"The flows\" }

";

const STORE_ENVIRONMENT: &str = "\
# Variables that services take together. boto3 and what builds on it read these names.
[env.s3]
AWS_ENDPOINT_URL = { credential = \"store\", field = \"endpoint\" }
AWS_ACCESS_KEY_ID = { credential = \"store\", field = \"access_key\" }
AWS_SECRET_ACCESS_KEY = { credential = \"store\", field = \"secret_key\" }

";

const DATABASE: &str = "\
# A kind fills in what every such service needs: `stackgen kinds postgres` shows it. Any key of Compose works here too.
[services.postgres]
kind = \"postgres\"
image = \"postgres:17-alpine\"
credential = \"postgres\"

";

const REDIS: &str = "\
# Carries the messages between the processes of the server.
[services.redis]
kind = \"redis\"
image = \"redis:7-alpine\"

";

const STORE: &str = "\
[services.store]
kind = \"rustfs\"
credential = \"store\"
ports = [\"127.0.0.1:9000:9000\", \"127.0.0.1:9001:9001\"] # the API, and the console

";

const SERVICES: &str = "\
# The scheduler and the other background services, apart from the API.
[services.prefect-services]
kind = \"prefect-services\"
image = \"prefecthq/prefect:3-python3.13\"
server = \"prefect-server\"

";

const TAIL: &str = "\
# A target of our own in place of a built-in one: the built-in `start` shows the logs until Ctrl-C.
[make.targets.start]
help = \"Start all services, and wait until they are healthy\"
run = [\"docker compose up --build --detach --wait\"]

# What works and is bad practice is told too.
[lints]
hygiene = \"warn\"
";
