//! What can be wrong with stack.toml before anything is known of its meaning. None of these can be switched off.

use crate::diagnostics::{Code, Explanation, Group, Level};

const fn syntax(word: &'static str, explanation: Explanation) -> Code {
    Code {
        word,
        level: Level::Error,
        group: Group::Syntax,
        explanation,
    }
}

pub static SYNTAX: Code = syntax(
    "toml-syntax",
    Explanation {
        what: "The file is not TOML.",
        why: "Nothing behind the error can be read with certainty.",
        fails: "[services.redis]\nimage = \"redis:7\nports = []\n",
        passes: "[services.redis]\nimage = \"redis:7\"\nports = []\n",
    },
);

pub static UNKNOWN_KEY: Code = syntax(
    "unknown-key",
    Explanation {
        what: "A key that neither stackgen nor the format that it is rendered to knows.",
        why: "Compose refuses such a key; Prefect ignores it without a word, and the stack does not do what is written.",
        fails: "[services.redis]\nimgae = \"redis:7\"\n",
        passes: "[services.redis]\nimage = \"redis:7\"\n",
    },
);

pub static WRONG_TYPE: Code = syntax(
    "wrong-type",
    Explanation {
        what: "A value of another type than the key takes.",
        why: "Its reader would refuse it, or read it as something else.",
        fails: "[services.redis]\nimage = \"redis:7\"\nports = 6379\n",
        passes: "[services.redis]\nimage = \"redis:7\"\nports = [\"6379:6379\"]\n",
    },
);

pub static INVALID_VALUE: Code = syntax(
    "invalid-value",
    Explanation {
        what: "A string that does not follow the grammar of its key, or a word that is none of those that the key takes.",
        why: "Its reader would refuse it, ignore it, or read it as something else.",
        fails: "[services.redis]\nimage = \"redis:7\"\nrestart = \"unless-stoped\"\n",
        passes: "[services.redis]\nimage = \"redis:7\"\nrestart = \"unless-stopped\"\n",
    },
);

pub static MISSING_KEY: Code = syntax(
    "missing-key",
    Explanation {
        what: "A table lacks a key that it must have.",
        why: "Without it the table says nothing that could be rendered.",
        fails: "[credentials.postgres]\ntype = \"postgres\"\nuser = \"prefect\"\n",
        passes: "[credentials.postgres]\ntype = \"postgres\"\nuser = \"prefect\"\npassword = \"prefect\"\n",
    },
);

pub static INVALID_INTERPOLATION: Code = syntax(
    "invalid-interpolation",
    Explanation {
        what: "A `$` in one of Compose's tables that is neither `$$` nor a well-formed `${…}`.",
        why: "Compose would take what follows for a variable and eat it: `s3cr$et` becomes `s3cr`.",
        fails: "[services.redis]\nimage = \"redis:7\"\nlabels = { price = \"5$each\" }\n",
        passes: "[services.redis]\nimage = \"redis:7\"\nlabels = { price = \"5$$each\" }\n",
    },
);

pub static UNCARRIED_VALUE: Code = syntax(
    "uncarried-value",
    Explanation {
        what: "A value that its reader cannot carry.",
        why: "It would be refused, or arrive as something else.",
        fails: "[services.api]\nimage = \"api:1\"\nenvironment = { A = \"a\\u0000b\" }\n",
        passes: "[services.api]\nimage = \"api:1\"\nenvironment = { A = \"ab\" }\n",
    },
);

/// All of them.
pub static ALL: &[&Code] = &[
    &SYNTAX,
    &UNKNOWN_KEY,
    &WRONG_TYPE,
    &INVALID_VALUE,
    &MISSING_KEY,
    &INVALID_INTERPOLATION,
    &UNCARRIED_VALUE,
];
