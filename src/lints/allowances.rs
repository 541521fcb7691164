//! `# stackgen: allow(CODE)`: a comment that allows a finding on its own line, or on the line below.
//!
//! In: all files that were read, and the findings. Out: the findings that are left, and one for each comment that allows
//! nothing.

use super::levels::codes;
use super::why_fixed;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::model::findings::UNKNOWN_LINT;
use crate::source::{SourceFile, Sources, Span};
use std::ops::Range;

pub static USELESS_ALLOW: Code = Code {
    word: "useless-allow",
    level: Level::Warn,
    group: Group::Correctness,
    explanation: Explanation {
        what: "A comment `# stackgen: allow(CODE)` that allows nothing.",
        why: "What it allowed is mended, or it stands on the wrong line: it would hide the next finding there.",
        fails: "[services.cache]\nimage = \"redis:7\" # stackgen: allow(missing-mount-source)\n",
        passes: "[services.cache]\nimage = \"redis:7\"\nvolumes = [\"./data:/data\"] # stackgen: allow(missing-mount-source)\n",
    },
};

const MARK: &str = "stackgen: allow(";

/// One code in one comment.
struct Allowance {
    word: String,
    span: Span,
    path: String,
    line: usize,
    used: bool,
}

/// Drops what comments allow. `silent` are codes that this run does not look for: comments about them are not judged.
pub fn apply(sources: &Sources, silent: &[&Code], report: &mut Report) {
    let mut allowances: Vec<Allowance> = sources
        .files()
        .flat_map(|file| read(file, sources))
        .collect();
    if allowances.is_empty() {
        return;
    }
    // By line, and by file.
    allowances.sort_by(|a, b| (a.line, &a.path).cmp(&(b.line, &b.path)));
    report.retain(|found| {
        if found.code.group == Group::Syntax {
            return true;
        }
        let (path, line) = sources.line(found.primary.span);
        let first = allowances.partition_point(|allowance| allowance.line + 1 < line);
        let mut kept = true;
        let near = allowances[first..].iter_mut();
        for allowance in near.take_while(|allowance| allowance.line <= line) {
            if allowance.path == path && allowance.word == found.code.word {
                allowance.used = true;
                kept = false;
            }
        }
        kept
    });
    let unused = allowances.iter().filter(|allowance| !allowance.used);
    unused
        .filter_map(|allowance| judge(allowance, silent))
        .for_each(|found| report.push(found));
}

/// What is to be said of a comment that allowed nothing.
fn judge(allowance: &Allowance, silent: &[&Code]) -> Option<Diagnostic> {
    let Allowance { word, span, .. } = allowance;
    if silent.iter().any(|code| code.word == word) {
        return None;
    }
    Some(match codes().find(|code| code.word == word) {
        Some(code) if code.group == Group::Syntax => {
            let message = format!("`{word}` cannot be allowed");
            Diagnostic::new(&USELESS_ALLOW, *span, message).label(why_fixed(code))
        }
        Some(_) => Diagnostic::new(
            &USELESS_ALLOW,
            *span,
            format!("there is no `{word}` here to be allowed"),
        )
        .label("neither on this line nor on the next"),
        None => {
            let message = format!("no finding is called `{word}`");
            let names = codes().map(|code| code.word);
            Diagnostic::new(&UNKNOWN_LINT, *span, message).nearest(word, *span, "a finding", names)
        }
    })
}

/// The allowances in one file's comments.
fn read(file: &SourceFile, sources: &Sources) -> Vec<Allowance> {
    let mut found = Vec::new();
    for comment in comments(file) {
        let text = &file.text[comment.clone()];
        let Some(at) = text.find(MARK) else { continue };
        let start = at + MARK.len();
        let end = text[start..]
            .find(')')
            .map_or(text.len(), |end| start + end);
        let mut from = start;
        for word in text[start..end].split(',') {
            let trimmed = word.trim();
            let offset = from + (word.len() - word.trim_start().len());
            from += word.len() + 1;
            let span = file.span(comment.start + offset..comment.start + offset + trimmed.len());
            let (path, line) = sources.line(span);
            found.push(Allowance {
                word: trimmed.to_owned(),
                span,
                path: path.to_owned(),
                line,
                used: false,
            });
        }
    }
    found
}

/// The comments of a file that may hold an allowance. In TOML they are those of the lexer, so that a string is none.
fn comments(file: &SourceFile) -> Vec<Range<usize>> {
    if !file.text.contains(MARK) {
        return Vec::new();
    }
    if file.path.ends_with(".py") {
        let lines = file.text.match_indices(MARK).filter_map(|(at, _)| {
            let start = file.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let hash = file.text[start..at].rfind('#')?;
            let end = file.text[at..]
                .find('\n')
                .map_or(file.text.len(), |end| at + end);
            Some(start + hash..end)
        });
        return lines.collect();
    }
    let source = toml_parser::Source::new(&file.text);
    let tokens = source.lex().into_vec().into_iter();
    tokens
        .filter(|token| token.kind() == toml_parser::lexer::TokenKind::Comment)
        .map(|token| token.span().start()..token.span().end())
        .collect()
}
