//! `[make]`, `[outputs]`, `[docs]`, `[templates]`.

use crate::formats::{Key, Shape, Table, grammar};
use Shape::{Bool, Either, List, Names, Table as Of, Text};

/// `[make]`.
pub static MAKE: Table = Table {
    noun: "[make]",
    extensions: false,
    keys: &[&[
        Key::new(
            "targets",
            Names(Some(&grammar::name::TARGET_NAME), &Of(&TARGET)),
            "Targets of the team's own; one that is named as a built-in replaces it.",
        )
        .example(r#"{ test = { help = "Run the tests", run = ["uv run pytest"] } }"#),
        Key::new(
            "before",
            Text,
            "Text that stands before the targets, verbatim.",
        )
        .example(r#""VERSION := 1.0\n""#),
        Key::new(
            "after",
            Text,
            "Text that stands after the targets, verbatim.",
        )
        .example(r#""-include local.mk\n""#),
    ]],
};

/// `[make.targets.NAME]`.
pub static TARGET: Table = Table {
    noun: "a target",
    extensions: false,
    keys: &[&[
        Key::new("help", Text, "What `make help` says of it.").example(r#""Run the tests""#),
        Key::new(
            "needs",
            Either(&[List(&Text), Text]),
            "Targets that are made first.",
        )
        .example(r#"["work-pools"]"#),
        Key::new(
            "run",
            Either(&[List(&Text), Text]),
            "Its commands: lines, each its own shell, as make has it.",
        )
        .example(r#"["uv run pytest"]"#),
    ]],
};

/// `[outputs]`.
pub static OUTPUTS: Table = Table {
    noun: "[outputs]",
    extensions: false,
    keys: &[&[
        Key::new("compose", PATH, "The compose file.").default(r#""compose.yml""#).example(r#""docker-compose.yml""#),
        Key::new("makefile", PATH, "The Makefile; one of another name has no `help` and no default goal, and is to be included.").default(r#""Makefile""#)
            .example(r#""stack.mk""#),
        Key::new("env_example", PATH, "The list of environment variables.").example(r#"".env.sample""#).default(r#"".env.example""#),
        Key::new("blocks", PATH, "The script that creates the blocks.").example(r#""deploy/create_blocks.py""#).default(r#""scripts/create_blocks.py""#),
        Key::new("schedules", PATH, "The script that syncs the schedules.").example(r#""deploy/sync_schedules.py""#).default(r#""scripts/sync_schedules.py""#),
        Key::new("docs", PATH, "The docs page.").example(r#""docs/stack.md""#).default(r#""docs/infrastructure.md""#),
    ]],
};

const PATH: Shape = Either(&[Text, Bool]);

/// `[docs]`.
pub static DOCS: Table = Table {
    noun: "[docs]",
    extensions: false,
    keys: &[&[
        Key::new("title", Text, "The page's title.").example(r#""Our stack""#).default(r#""Infrastructure""#),
        Key::new("intro", Text, "Text under the title, as Markdown.").example(r#""What runs on `data-1`, and who to ask.""#),
        Key::new("without", List(&Text), "Sections that are left out: quick-start, services, graph, volumes, environment, makefile, workflow, configuration, schedules.")
            .example(r#"["environment"]"#),
        Key::new(
            "sections",
            Names(None, &Text),
            "Sections of the team's own, as Markdown, by their title.",
        )
        .example(r#"{ "Who to ask" = "The data team." }"#),
    ]],
};

/// `[templates]`.
pub static TEMPLATES: Table = Table {
    noun: "[templates]",
    extensions: false,
    keys: &[&[Key::new(
        "dir",
        Text,
        "A folder whose templates take the place of the built-in ones of the same name.",
    )
    .example(r#""templates""#)]],
};
