//! One page for each command: its group, what it does in full, how it ends, and examples. A command without a page, or a page
//! without a command, fails a test; each example is run by one.

/// What people want when they look for a command; the order is that of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Write,
    Check,
    LookUp,
    SetUp,
}

impl Group {
    pub const ALL: [Self; 4] = [Self::Write, Self::Check, Self::LookUp, Self::SetUp];

    pub fn title(self) -> &'static str {
        match self {
            Self::Write => "Write",
            Self::Check => "Check",
            Self::LookUp => "Look up",
            Self::SetUp => "Set up",
        }
    }
}

/// What help says of a command besides its options.
#[derive(Debug)]
pub struct Page {
    pub command: &'static str,
    pub group: Group,
    /// Paragraphs behind the one line that says what it is for.
    pub details: &'static str,
    /// What each exit status means.
    pub ends: &'static [(u8, &'static str)],
    /// What is typed, and what it does.
    pub examples: &'static [(&'static str, &'static str)],
}

/// How a command ends that only shows something.
const SHOWN: &[(u8, &str)] = &[
    (0, "it is shown"),
    (1, "stack.toml has errors"),
    (2, "it could not run"),
];

/// How a command ends that reads no stack.toml.
const PRINTED: &[(u8, &str)] = &[(0, "it is printed"), (2, "it could not run")];

/// All commands, in the order in which help lists them within their groups.
pub const PAGES: &[Page] = &[
    Page {
        command: "gen",
        group: Group::Write,
        details: "\
Checks stack.toml first, and writes nothing while there is an error. Then it \
writes what is missing or stale, and removes what it once wrote and stack.toml \
no longer asks for. A file that somebody else wrote or edited is never \
overwritten: all files stay as they are, and it says which one is in the way.

With several --stack all are checked first; then all are written, or none.

With --watch it waits for changes of all that it reads (stack.toml, templates, \
flow files, .env) and of what it wrote, and runs again after each. Findings are \
shown and do not end it; Ctrl-C does.

With --quiet it says nothing but errors. With --verbose it also tells which \
files it read and how long each stage took.",
        ends: &[
            (0, "all files are as stack.toml asks"),
            (
                1,
                "stack.toml has errors, or a file is in the way: nothing was written",
            ),
            (2, "it could not run"),
        ],
        examples: &[
            ("stackgen gen", "write what is missing or stale"),
            (
                "stackgen gen --dry-run --diff",
                "only show what would change",
            ),
            ("stackgen gen --force Makefile", "take over a Makefile"),
            ("stackgen gen --watch", "again after each change"),
            ("stackgen gen --stack prod.toml", "from another file"),
        ],
    },
    Page {
        command: "check",
        group: Group::Check,
        details: "\
Finds, without starting anything, what Compose and Prefect would only tell at \
run time, or never: in stack.toml, in the flows behind its deployments, and \
between the files. It also compares each generated file with what stack.toml \
asks for, and writes nothing unless --fix says so.

With several --stack it checks each, with paths from the current folder; one \
that cannot be read does not stop the others, and the worst status is the one \
of the run. --format gitlab and --format sarif print one document for all; \
--format github adds annotations, with paths from the root of the repository. \
With --report the document goes into a file, and people are told as ever. \
Where GITHUB_STEP_SUMMARY names a file, what was found is appended to it.

With --quiet it shows what makes it fail, and names the files that are not as \
they should be without their differences. With --verbose it also tells which \
files it read and how long each stage took.",
        ends: &[
            (0, "nothing is wrong; there may be warnings"),
            (
                1,
                "there are errors or denied findings, or a file is not as it should be",
            ),
            (2, "it could not run"),
        ],
        examples: &[
            ("stackgen check", "every mistake and every stale file"),
            ("stackgen check --fix", "mend what has an exact edit"),
            ("stackgen check --deny-warnings", "as strict as can be"),
            (
                "stackgen check --deny floating-image",
                "one kind of finding fails",
            ),
            ("stackgen check --format json", "for programs"),
            (
                "stackgen check --format sarif --report stackgen.sarif",
                "for code scanning, and a log for people",
            ),
        ],
    },
    Page {
        command: "schedules",
        group: Group::LookUp,
        details: "\
Shows the next fire times of each schedule, as Prefect's own engine computes \
them, changes of the clock included. Which of its two engines the server has \
follows from the tag of its image.

--quiet changes nothing here. With --verbose it also tells which files it read \
and how long each stage took.",
        ends: SHOWN,
        examples: &[
            ("stackgen schedules", "the next five of each"),
            (
                "stackgen schedules hello --count 20",
                "more, of one deployment",
            ),
            (
                "stackgen schedules --from 2030-03-30T00:00:00Z",
                "around a change of clock",
            ),
            ("stackgen schedules --format json", "for programs"),
        ],
    },
    Page {
        command: "secrets",
        group: Group::LookUp,
        details: "\
Shows which service and which script receives which secret, and by which way: \
an environment variable, a file, a URL that holds it. No value is shown.

--quiet changes nothing here. With --verbose it also tells which files it read \
and how long each stage took.",
        ends: SHOWN,
        examples: &[("stackgen secrets", "who receives which secret")],
    },
    Page {
        command: "explain",
        group: Group::LookUp,
        details: "\
Says what a finding means, why it matters, how to change its level, and shows a \
stack that fails and one that passes. Without a code it lists them all.

--quiet and --verbose change nothing here: no file is read.",
        ends: PRINTED,
        examples: &[
            ("stackgen explain unknown-work-pool", "one finding"),
            ("stackgen explain", "all of them, a line each"),
        ],
    },
    Page {
        command: "kinds",
        group: Group::LookUp,
        details: "\
Shows what a kind of service fills in, as TOML. Without a name it lists the \
kinds: those that are built in, and those of the stack.toml here, if there is \
one.

--quiet changes nothing here. With --verbose it also tells which files it read \
and how long each stage took.",
        ends: PRINTED,
        examples: &[
            ("stackgen kinds", "all of them, a line each"),
            ("stackgen kinds prefect-worker", "what one fills in"),
        ],
    },
    Page {
        command: "init",
        group: Group::SetUp,
        details: "\
Asks nothing, and writes a stack to begin with: a small stack.toml that runs \
(PostgreSQL, a server, a worker), a first flow, and a pyproject.toml and \
a .gitignore where there are none. It overwrites nothing, and writes nothing at \
all where there is a stack already: a stack.toml, a compose.yml or a \
prefect.yaml.

With --quiet it says nothing but errors. --verbose changes nothing here.",
        ends: &[
            (0, "it is written"),
            (1, "there is a stack already; nothing was written"),
            (2, "it could not run"),
        ],
        examples: &[
            ("stackgen init", "begin in this folder"),
            (
                "stackgen init -C flows",
                "in another one, made if there is none",
            ),
            (
                "stackgen init --with redis,s3",
                "with Redis and an object store",
            ),
            (
                "stackgen init --runner \"\"",
                "without uv: prefect of a virtual environment",
            ),
        ],
    },
    Page {
        command: "schema",
        group: Group::SetUp,
        details: "\
Prints the JSON Schema of stack.toml. Editors with Tombi or Taplo (Even Better \
TOML in VS Code) complete, explain and check stack.toml with it while it is \
written, if its first line says where it is:

  #:schema ./stack.schema.json

`stackgen init` writes both. After an upgrade write the file again: an old one \
knows fewer keys, and nothing else depends on it.

--quiet and --verbose change nothing here: no file is read.",
        ends: PRINTED,
        examples: &[(
            "stackgen schema > stack.schema.json",
            "into the file beside stack.toml",
        )],
    },
    Page {
        command: "completions",
        group: Group::SetUp,
        details: "\
Prints the script that lets a shell complete commands, options and values. \
Where it belongs:

  bash        ~/.local/share/bash-completion/completions/stackgen
  zsh         _stackgen in a folder of $fpath
  fish        ~/.config/fish/completions/stackgen.fish
  powershell  the file that $PROFILE names

--quiet and --verbose change nothing here: no file is read.",
        ends: PRINTED,
        examples: &[
            (
                "source <(stackgen completions bash)",
                "in this bash, until it ends",
            ),
            ("stackgen completions fish > stackgen.fish", "into a file"),
        ],
    },
    Page {
        command: "man",
        group: Group::SetUp,
        details: "\
Writes the manual pages, stackgen.1 and one for each command, into a folder; \
`man` finds them in a folder man1 of a folder that `manpath` lists, such as \
~/.local/share/man/man1. Without a folder it prints stackgen.1. The wheel brings \
them along.

With --quiet it says nothing but errors. --verbose changes nothing here.",
        ends: &[(0, "they are written, or printed"), (2, "it could not run")],
        examples: &[
            ("stackgen man > stackgen.1", "the page of stackgen itself"),
            ("stackgen man man1", "all pages into a folder"),
        ],
    },
];

/// Variables of the environment, and what they do. Of those for colours the first one that is set decides.
pub const VARIABLES: &[(&str, &str)] = &[
    ("NO_COLOR", "no colours, if not empty"),
    (
        "CLICOLOR_FORCE",
        "colours without a terminal too, if neither empty nor 0",
    ),
    (
        "FORCE_COLOR",
        "colours without a terminal too, if not empty",
    ),
    ("CLICOLOR", "no colours, if 0"),
    ("TERM", "no progress bar, if dumb"),
    (
        "GITHUB_ACTIONS",
        "if true, `check` annotates as --format github does",
    ),
    (
        "GITHUB_STEP_SUMMARY",
        "the file to which `check` appends a summary",
    ),
    (
        "GITHUB_WORKSPACE",
        "where the paths of reports begin, if git cannot tell",
    ),
    ("CI_PROJECT_DIR", "the same, for GitLab"),
];
