//! The stack's own targets and what they run.

use super::{Rule, Rules, word};
use crate::dialects::shell;
use crate::model::{Directory, Queue, Stack, WorkPool, worker_targets};
use crate::render::schedules;

const CALL: &str = "@$(with-env) ";

pub fn sections(stack: &Stack, file: &str) -> Vec<Rules> {
    let maker = Maker {
        stack,
        file,
        call: super::environment::with_env(stack).map_or("@", |_| CALL),
        runner: runner(stack),
    };
    let sections = [
        Rules {
            title: "the stack",
            rules: maker.stack(),
        },
        Rules {
            title: match stack.directories.is_empty() {
                true => "work pools and blocks",
                false => {
                    "deployments: one target for each prefect.yaml, so that `make -j deploy` runs them side by side"
                }
            },
            rules: maker.deployments(),
        },
        Rules {
            title: "without Docker",
            rules: maker.standalone(),
        },
    ];
    sections
        .into_iter()
        .filter(|section| !section.rules.is_empty())
        .collect()
}

/// What stands before prefect and python, with a blank behind it.
fn runner(stack: &Stack) -> String {
    let runner = stack.project.runner.trim().replace('$', "$$");
    if runner.is_empty() {
        runner
    } else {
        format!("{runner} ")
    }
}

/// `docker compose`, and where its file is not one that it finds itself, that file: as a recipe has it. Paths in it stay
/// relative to the root.
pub fn compose_command(stack: &Stack) -> Option<String> {
    let path = stack
        .outputs
        .compose
        .as_ref()
        .filter(|_| super::super::compose::is_needed(stack))?;
    let found = [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
    ];
    Some(match &*path.value {
        name if found.contains(&name) => "docker compose".into(),
        name if name.contains('/') => {
            format!("docker compose --project-directory . -f {}", word(name))
        }
        name => format!("docker compose -f {}", word(name)),
    })
}

struct Maker<'a> {
    stack: &'a Stack,
    /// The stack's file, as people call it.
    file: &'a str,
    /// What each recipe that runs prefect or python begins with.
    call: &'static str,
    runner: String,
}

impl Maker<'_> {
    fn stack(&self) -> Vec<Rule> {
        let Some(compose) = compose_command(self.stack) else {
            return Vec::new();
        };
        let rule = |name: &str, help: &str, line: String| Rule {
            name: name.into(),
            needs: Vec::new(),
            help: Some(help.into()),
            recipe: vec![line],
        };
        vec![
            rule(
                "start",
                "Start all services",
                format!("{compose} up --build"),
            ),
            rule(
                "stop",
                "Stop all services, keep their data",
                format!("{compose} down"),
            ),
            rule(
                "restart",
                "DELETE ALL DATA, rebuild and start",
                format!("{compose} down -v && {compose} build --no-cache && {compose} up"),
            ),
            rule(
                "rebuild",
                "Rebuild and start, keep the data",
                format!("{compose} build --no-cache && {compose} up"),
            ),
            rule("logs", "Follow the logs", format!("{compose} logs -f")),
        ]
    }

    fn deployments(&self) -> Vec<Rule> {
        let stack = self.stack;
        let pools = (!stack.work_pools.is_empty()).then(|| self.work_pools());
        let register = (!stack.block_modules.is_empty()).then(|| self.register_blocks());
        let create = self.create_blocks(register.is_some());
        let first: Vec<String> = [&pools, &register, &create]
            .into_iter()
            .flatten()
            .map(|rule| rule.name.clone())
            .collect();
        let mut rules = Vec::new();
        if !stack.directories.is_empty() {
            let help = match create {
                Some(_) => "Register blocks, create them, deploy all flows",
                None => "Deploy all flows",
            };
            rules.push(Rule {
                name: "deploy".into(),
                needs: stack
                    .directories
                    .values()
                    .map(|directory| format!("deploy-{}", directory.target))
                    .collect(),
                help: Some(help.into()),
                // `prefect deploy` never takes a schedule away.
                recipe: self.sync_schedules("").into_iter().collect(),
            });
            rules.extend(
                stack
                    .directories
                    .values()
                    .map(|directory| self.deploy(directory, first.clone())),
            );
            rules.push(self.run());
        }
        rules.extend(self.schedules());
        rules.extend([pools, register, create].into_iter().flatten());
        rules
    }

    /// Starts a run and shows its log. The variable reaches the shell as make's caller gave it, blanks and quotes too.
    fn run(&self) -> Rule {
        let name = "\"$${DEPLOYMENT:?write which one: make run DEPLOYMENT=FLOW/NAME}\"";
        let call = format!("{}{}prefect", self.call, self.runner);
        Rule {
            name: "run".into(),
            needs: Vec::new(),
            help: Some("Run a deployment now and follow it: make run DEPLOYMENT=FLOW/NAME".into()),
            recipe: vec![format!("{call} deployment run {name} --watch")],
        }
    }

    fn schedules(&self) -> Vec<Rule> {
        let rule = |name: &str, help: &str, options: &str| {
            Some(Rule {
                name: name.into(),
                needs: Vec::new(),
                help: Some(help.into()),
                recipe: vec![self.sync_schedules(options)?],
            })
        };
        let rules = [
            rule(
                "schedules",
                &format!(
                    "Make the schedules on the server what {} says, without a redeploy",
                    self.file
                ),
                "",
            ),
            rule(
                "prune",
                &format!(
                    "List deployments on the server that {} lacks (YES=1 deletes them)",
                    self.file
                ),
                " --prune $(if $(YES),--yes)",
            ),
        ];
        rules.into_iter().flatten().collect()
    }

    /// The call of the script that syncs the schedules, where there is one.
    fn sync_schedules(&self, options: &str) -> Option<String> {
        let script = word(schedules::script(self.stack)?);
        Some(format!(
            "{}{}python {script}{options}",
            self.call, self.runner
        ))
    }

    fn deploy(&self, directory: &Directory, needs: Vec<String>) -> Rule {
        let folder = match &*directory.path.value {
            "." => String::new(),
            folder => format!("cd {} && ", word(folder)),
        };
        // A path that is set on this machine would be written into the deployment.
        let unset = if self.stack.project.portable {
            "unset STACK_ROOT; "
        } else {
            ""
        };
        let line = format!(
            "{}{unset}{folder}{}prefect --no-prompt deploy --all",
            self.call, self.runner
        );
        Rule {
            name: format!("deploy-{}", directory.target),
            needs,
            help: None,
            recipe: vec![line],
        }
    }

    fn work_pools(&self) -> Rule {
        Rule {
            name: "work-pools".into(),
            needs: Vec::new(),
            help: Some("Create the work pools that do not exist yet".into()),
            recipe: self
                .stack
                .work_pools
                .values()
                .flat_map(|pool| self.work_pool(pool))
                .collect(),
        }
    }

    /// A worker that is just starting may create its pool between our look and our creation: then the last look decides.
    /// What stack.toml says of a pool is set each time, since a worker creates its pool without it; what it does not say
    /// stays as somebody may have set it.
    fn work_pool(&self, pool: &WorkPool) -> Vec<String> {
        let prefect = format!("{}prefect work-pool", self.runner);
        let name = word(&pool.name);
        let create = format!(
            "{prefect} create {name}{}",
            option("type", word(&pool.kind))
        );
        let look = format!("{prefect} inspect {name} >/dev/null");
        let mut lines = vec![format!("{}{look} 2>&1 || {create} || {look}", self.call)];
        let settings = [
            pool.base_job_template
                .as_ref()
                .map(|file| option("base-job-template", word(file))),
            pool.description
                .as_ref()
                .map(|text| option("description", described(text))),
            pool.concurrency_limit
                .as_ref()
                .map(|limit| option("concurrency-limit", limit.value.to_string())),
        ];
        if settings.iter().any(Option::is_some) {
            let settings: String = settings.into_iter().flatten().collect();
            let before = pool.description.as_ref().map(|text| describe(text));
            let before = before.unwrap_or_default();
            lines.push(format!(
                "{}{before}{prefect} update {name}{settings}",
                self.call
            ));
        }
        lines.extend(
            pool.queues
                .iter()
                .map(|queue| self.work_queue(&name, queue)),
        );
        lines
    }

    fn work_queue(&self, pool: &str, queue: &Queue) -> String {
        let prefect = format!("{}prefect work-queue", self.runner);
        let name = word(&queue.name);
        let look = format!("{prefect} inspect {name} --pool {pool} >/dev/null");
        let mut create = format!("{prefect} create {name} --pool {pool}");
        if let Some(limit) = &queue.concurrency_limit {
            create.push_str(&format!(" --limit {}", limit.value));
        }
        if let Some(priority) = &queue.priority {
            create.push_str(&format!(" --priority {}", priority.value));
        }
        format!("{}{look} 2>&1 || {create} || {look}", self.call)
    }

    fn register_blocks(&self) -> Rule {
        let modules = self.stack.block_modules.iter();
        let line = |module: &str| {
            format!(
                "{}{}prefect block register -m {}",
                self.call,
                self.runner,
                word(module)
            )
        };
        Rule {
            name: "register-blocks".into(),
            needs: Vec::new(),
            help: Some("Register custom block types with the server".into()),
            recipe: modules.map(|module| line(module)).collect(),
        }
    }

    fn create_blocks(&self, registers: bool) -> Option<Rule> {
        let script = self
            .stack
            .outputs
            .blocks
            .as_ref()
            .filter(|_| !self.stack.blocks.is_empty())?;
        Some(Rule {
            name: "create-blocks".into(),
            needs: if registers {
                vec!["register-blocks".into()]
            } else {
                Vec::new()
            },
            help: Some("Create or update the credentials blocks".into()),
            recipe: vec![format!(
                "{}{}python {}",
                self.call,
                self.runner,
                word(script)
            )],
        })
    }

    /// The port at which the recipes look for the server, where that is not Prefect's own. As a variable, so that the
    /// browser is told of it too.
    fn server_port(&self) -> String {
        let url = self.stack.api_url().unwrap_or_default();
        let here = ["http://localhost:", "http://127.0.0.1:"];
        let rest = here.iter().find_map(|start| url.strip_prefix(start));
        let port = rest.and_then(|rest| rest.split('/').next()?.parse::<u16>().ok());
        match port {
            Some(port) if port != 4200 => {
                format!("PREFECT_SERVER_API_PORT=\"$${{PREFECT_SERVER_API_PORT:-{port}}}\" ")
            }
            _ => String::new(),
        }
    }

    fn standalone(&self) -> Vec<Rule> {
        let server = Rule {
            name: "server".into(),
            needs: Vec::new(),
            help: Some("Start a standalone server (no Docker)".into()),
            recipe: vec![format!(
                "{}{}prefect server start",
                self.server_port(),
                self.runner
            )],
        };
        let root = if self.stack.project.portable {
            "export STACK_ROOT=\"$(CURDIR)\"; "
        } else {
            ""
        };
        let workers = worker_targets(self.stack)
            .into_iter()
            .map(|(name, pool)| Rule {
                help: Some(match name.as_str() {
                    "worker" => "Start a worker on this machine".into(),
                    _ => format!("Start a worker of pool {} on this machine", pool.name.value),
                }),
                name,
                needs: Vec::new(),
                recipe: vec![format!(
                    "{}{root}{}prefect worker start -p {}",
                    self.call,
                    self.runner,
                    word(&pool.name)
                )],
            });
        std::iter::once(server).chain(workers).collect()
    }
}

/// An option of prefect and its value, which stands apart where prefect would not take it for another option.
fn option(name: &str, value: String) -> String {
    let joint = if value.starts_with('-') || value.starts_with("'-") || value.starts_with('"') {
        '='
    } else {
        ' '
    };
    format!(" --{name}{joint}{value}")
}

/// A text as a word; one of several lines is in the variable that [`describe`] sets.
fn described(text: &str) -> String {
    if text.contains('\n') {
        "\"$$text\"".to_owned()
    } else {
        word(text)
    }
}

/// Sets the variable `text` to a text of several lines: the dot keeps the line feeds at its end, which a shell would drop.
fn describe(text: &str) -> String {
    if !text.contains('\n') {
        return String::new();
    }
    let lines = shell::print_lines(text).replace('$', "$$");
    format!("text=$$({lines}; echo .); text=$${{text%??}}; ")
}
