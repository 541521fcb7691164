//! What a text mentions that makes its names depend on execution.
//!
//! In: the tokens of a file. Out: flags, and the names that functions or `:=` may bind at the top
//! of the file. By token rather than by tree, so that a mention anywhere counts, in a function that
//! is called on import too.

use ruff_python_ast::token::{Token, TokenKind};
use std::collections::HashSet;

/// See the module's head.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// `globals()`, `exec`, `sys.modules`, …: any name may be bound to anything.
    pub dynamic: bool,
    /// `setattr`: any class may have more members than its body says.
    pub setattr: bool,
    /// `sys.path` or `addsitedir`.
    pub changes_path: bool,
    /// Names after `global`, and before `:=`.
    pub escaped: HashSet<String>,
}

/// Collects the mentions of a file.
pub fn read(text: &str, tokens: &[Token]) -> Mentions {
    let mut mentions = Mentions::default();
    let mut in_global = false;
    let mut imports_by_name = false;
    let mut before = [("", TokenKind::Newline); 2];
    for token in tokens {
        let kind = token.kind();
        let word = match kind {
            TokenKind::Name => text.get(super::range(token)).unwrap_or(""),
            _ => "",
        };
        match word {
            // `frame.eval("a + b")` is another matter.
            "exec" | "eval" if before[1].1 == TokenKind::Dot && before[0].0 != "builtins" => {}
            // `@enum.global_enum` binds the members of an enumeration.
            "globals" | "exec" | "eval" | "vars" | "locals" | "__dict__" | "__builtins__"
            | "global_enum" => {
                mentions.dynamic = true;
            }
            "modules" if before[1].1 == TokenKind::Dot || before[1].1 == TokenKind::Import => {
                mentions.dynamic = true;
            }
            "setattr" | "__setattr__" => mentions.setattr = true,
            "import_module" | "__import__" => imports_by_name = true,
            "addsitedir" => mentions.changes_path = true,
            "path" if before[0].0 == "sys" => mentions.changes_path = true,
            _ => {}
        }
        match kind {
            TokenKind::Global => in_global = true,
            TokenKind::Newline | TokenKind::Semi => in_global = false,
            TokenKind::Name if in_global => {
                mentions.escaped.insert(word.to_owned());
            }
            TokenKind::ColonEqual if before[1].1 == TokenKind::Name => {
                mentions.escaped.insert(before[1].0.to_owned());
            }
            _ => {}
        }
        if !kind.is_trivia() {
            before = [before[1], (word, kind)];
        }
    }
    // `setattr(import_module(__name__), …)` binds a name of this very file.
    mentions.dynamic |= mentions.setattr && imports_by_name;
    mentions
}
