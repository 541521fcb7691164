//! Reading Compose's interpolation.
//!
//! In: text. Out: its parts, or every fault in it. A faulty `${…}` is skipped to its brace, so that what follows is read too.

use super::{Interpolated, Part, Rule, Variable};
use crate::dialects::uncarried;
use crate::formats::Fault;
use std::ops::Range;

/// How deep defaults may be nested; deeper ones are a mistake, and the stack of the program is finite.
const DEEPEST: usize = 32;

pub fn parse(text: &str) -> Result<Interpolated, Vec<Fault>> {
    let mut parser = Parser {
        text,
        at: 0,
        faults: Vec::new(),
    };
    let whole = parser.run(0);
    let mut faults = parser.faults;
    if faults.is_empty() {
        return Ok(whole);
    }
    faults.sort_by_key(|fault| fault.range.start);
    Err(faults)
}

/// Where the variable's name at the start of a text ends; 0 if there is none.
pub fn name_end(text: &str) -> usize {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return 0;
    }
    text.find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .unwrap_or(text.len())
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    faults: Vec<Fault>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn fault(&mut self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(range, message).help(help));
    }

    /// Reads to the end; within a variable, to the brace that closes it.
    fn run(&mut self, depth: usize) -> Interpolated {
        let mut whole = Interpolated::default();
        let mut open = 0;
        let stops: &[char] = if depth == 0 {
            &['$', '\0']
        } else {
            &['$', '\0', '{', '}', '\n']
        };
        loop {
            let rest = self.rest();
            let Some(length) = rest.find(stops) else {
                whole.push(Interpolated::literal(rest));
                self.at = self.text.len();
                return whole;
            };
            whole.push(Interpolated::literal(&rest[..length]));
            self.at += length;
            match rest.as_bytes()[length] {
                b'$' => whole.push(self.dollar(depth)),
                b'}' if open == 0 => return whole,
                b'}' => {
                    open -= 1;
                    self.at += 1;
                }
                other => {
                    self.uncarried(other);
                    open += usize::from(other == b'{');
                    self.at += 1;
                }
            }
        }
    }

    /// NUL anywhere; within a variable an opening brace or a line feed.
    fn uncarried(&mut self, byte: u8) {
        if byte == 0 {
            self.faults.push(uncarried(self.at, '\0', "a container"));
            return;
        }
        let fault = uncarried(
            self.at,
            char::from(byte),
            "the default or message of a Compose variable",
        );
        self.faults.push(
            fault.help("leave the character out, or set the variable in .env and give no default"),
        );
    }

    /// What begins with the `$` at this place.
    fn dollar(&mut self, depth: usize) -> Interpolated {
        let start = self.at;
        let rest = &self.rest()[1..];
        if rest.starts_with('$') {
            self.at += 2;
            return Interpolated::literal("$");
        }
        if rest.starts_with('{') {
            return self.braced(depth);
        }
        let name = &rest[..name_end(rest)];
        self.at += 1 + name.len();
        if name.is_empty() {
            let message = "a `$` that begins no variable";
            self.fault(
                start..start + 1,
                message,
                "write `$$` for a dollar, `${NAME}` for a variable",
            );
        } else {
            let message = "Compose would put a variable's value here";
            self.fault(
                start..self.at,
                message,
                format!("write `$${name}` for a dollar, `${{{name}}}` for a variable"),
            );
        }
        Interpolated::default()
    }

    /// `${NAME}` or `${NAME` rule word `}`.
    fn braced(&mut self, depth: usize) -> Interpolated {
        let start = self.at;
        self.at += 2;
        if depth == DEEPEST {
            self.skip();
            let message = format!("defaults nested more than {DEEPEST} deep");
            self.faults.push(Fault::new(start..self.at, message));
            return Interpolated::default();
        }
        let name = &self.rest()[..name_end(self.rest())];
        self.at += name.len();
        let rest = self.rest();
        let rule = Rule::ALL
            .into_iter()
            .find(|rule| rest.starts_with(rule.symbol()));
        if name.is_empty() || (rule.is_none() && !rest.starts_with('}')) {
            self.skip();
            let message = "not a variable of Compose: a name and `}`, or a name, one of `:-` `-` `:?` `?` `:+` `+`, a word and `}`";
            self.fault(
                start..self.at,
                message,
                "write `$${` for a dollar and a brace, `${NAME}` for a variable",
            );
            return Interpolated::default();
        }
        let word = rule.map(|rule| {
            self.at += rule.symbol().len();
            (rule, self.run(depth + 1))
        });
        if !self.rest().starts_with('}') {
            let help = "write `$${` for a dollar and a brace, `${NAME}` for a variable";
            self.fault(start..start + 2, "no `}` closes this variable", help);
            return Interpolated::default();
        }
        self.at += 1;
        // The name and the word were held to the same grammar while they were read.
        Part::Variable(Variable {
            name: name.into(),
            rule: word,
        })
        .into()
    }

    /// Behind the brace that closes the one before this place, else to the end.
    fn skip(&mut self) {
        let mut open = 1;
        for (offset, byte) in self.rest().bytes().enumerate() {
            match byte {
                b'{' => open += 1,
                b'}' => open -= 1,
                _ => {}
            }
            if open == 0 {
                self.at += offset + 1;
                return;
            }
        }
        self.at = self.text.len();
    }
}
