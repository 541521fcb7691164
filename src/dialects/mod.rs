//! How each format writes a string: one module a dialect, one escaper each.
//!
//! In: the string that a reader is to see. Out: the text that makes it see exactly that, or the [`Fault`] that names the
//! character it cannot carry. Two dialects are types of their own, since their strings hold more than characters:
//! [`compose::Interpolated`] and [`prefect::Templated`]. Nothing here knows where in a file a text will stand.

pub mod compose;
pub mod dotenv;
pub mod make;
pub mod markdown;
pub mod mermaid;
pub mod prefect;
pub mod python;
pub mod shell;
pub mod toml;
pub mod url;
pub mod yaml;

#[cfg(test)]
pub mod nasty;

use crate::formats::Fault;
use crate::source::Name;

/// A string as the reader of its table sees it.
pub trait Dialect: Sized + Clone {
    /// Whether the reader takes a string where a number or a boolean belongs (Compose does, for `${X}`).
    const CASTS: bool;

    /// Reads what stack.toml says.
    ///
    /// # Errors
    /// All places that are wrong in this dialect, in the order of the text.
    fn read(text: &Name) -> Result<Self, Vec<Fault>>;

    /// The text that the reader will see, where it is known without starting anything.
    fn assumed(&self) -> Option<Name>;
}

/// A literal string: every character stands for itself.
impl Dialect for Name {
    const CASTS: bool = false;

    fn read(text: &Name) -> Result<Self, Vec<Fault>> {
        Ok(text.clone())
    }

    fn assumed(&self) -> Option<Name> {
        Some(self.clone())
    }
}

/// Refuses the first character that a reader cannot carry; `reader` stands at the start of the message.
pub(crate) fn carry(text: &str, reader: &str, refused: impl Fn(char) -> bool) -> Result<(), Fault> {
    match text
        .char_indices()
        .find(|(_, character)| refused(*character))
    {
        Some((at, character)) => Err(uncarried(at, character, reader)),
        None => Ok(()),
    }
}

/// "make cannot carry U+000A (a line feed) here"; people cannot see most of these characters.
pub(crate) fn uncarried(at: usize, character: char, reader: &str) -> Fault {
    let name = match character {
        '\0' => " (NUL)".to_owned(),
        '\t' => " (a tab)".to_owned(),
        '\n' => " (a line feed)".to_owned(),
        '\r' => " (a carriage return)".to_owned(),
        ' ' => " (a space)".to_owned(),
        '!'..='~' => format!(" (`{character}`)"),
        _ => String::new(),
    };
    let message = format!("{reader} cannot carry U+{:04X}{name}", u32::from(character));
    Fault::new(at..at + character.len_utf8(), message)
}

#[cfg(test)]
mod tests {
    use super::{Dialect, carry};
    use crate::source::Name;

    #[test]
    fn a_literal_is_itself() {
        let name = Name::read(&Name::from("a$b {{ c }}")).unwrap();
        assert_eq!(name.assumed().as_deref(), Some("a$b {{ c }}"));
    }

    #[test]
    fn a_fault_names_reader_and_code_point() {
        let fault = carry("é\0", "Compose", |character| character == '\0').unwrap_err();
        assert_eq!(
            (fault.range, fault.message.as_str()),
            (2..3, "Compose cannot carry U+0000 (NUL)")
        );
    }
}
