//! Variables of the environment, and the `.env` that sets them.

pub mod broken_url_variable;
pub mod unencoded_url_variable;
pub mod unread_variable;
pub mod unset_variable;

use crate::dialects::compose::{Interpolated, Part, Variable};
use crate::model::Stack;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// A variable that stands in an address, where its value would need an encoding that Compose cannot do.
struct InUrl<'a> {
    /// The variable of a container that holds the address.
    holder: &'a At<Name>,
    value: &'a At<Tree<Interpolated>>,
    variable: &'a Variable,
    part: UrlPart,
}

/// Where in the address it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UrlPart {
    Login,
    Database,
}

impl UrlPart {
    /// The characters that its value must not have.
    fn refuses(self, character: char) -> bool {
        match self {
            Self::Login => ":/?#[]@%".contains(character) || character.is_whitespace(),
            Self::Database => "?#%".contains(character) || character.is_whitespace(),
        }
    }

    /// These characters in words.
    fn refused(self) -> &'static str {
        match self {
            Self::Login => "`:` `/` `?` `#` `[` `]` `@` `%` or a blank",
            Self::Database => "`?` `#` `%` or a blank",
        }
    }
}

/// All variables in addresses of all containers.
fn in_urls(stack: &Stack) -> Vec<InUrl<'_>> {
    let own = stack
        .services
        .values()
        .filter_map(|service| service.body.keys.map("environment"));
    let groups = stack.groups.values().map(|group| &group.variables);
    own.chain(groups).flat_map(of_map).collect()
}

fn of_map(variables: &Map<Interpolated>) -> Vec<InUrl<'_>> {
    let texts = variables
        .iter()
        .filter_map(|(name, value)| Some((name, value, value.as_text()?)));
    texts
        .flat_map(|(holder, value, text)| {
            let found = parts_in_url(text).into_iter();
            found.map(move |(variable, part)| InUrl {
                holder,
                value,
                variable,
                part,
            })
        })
        .collect()
}

/// The variables of a text that is an address: those before its `@`, and the database of one that has a login.
fn parts_in_url(text: &Interpolated) -> Vec<(&Variable, UrlPart)> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Variable> = Vec::new();
    let mut place = Place::Scheme;
    for part in text.parts() {
        match part {
            Part::Variable(variable) => match place {
                Place::Authority => waiting.push(variable),
                Place::Database => found.push((variable, UrlPart::Database)),
                Place::Scheme | Place::Host | Place::Behind => {}
            },
            Part::Literal(literal) | Part::Secret(literal) => {
                let mut rest: &str = literal;
                if place == Place::Scheme {
                    let Some((_, behind)) = rest.split_once("://") else {
                        continue;
                    };
                    (place, rest) = (Place::Authority, behind);
                }
                for character in rest.chars() {
                    place = match (place, character) {
                        (Place::Authority, '@') => {
                            found.extend(waiting.drain(..).map(|it| (it, UrlPart::Login)));
                            Place::Host
                        }
                        (Place::Authority, '/' | '?' | '#') => Place::Behind,
                        (Place::Host, '/') => Place::Database,
                        (Place::Host | Place::Database, '?' | '#') => Place::Behind,
                        (place, _) => place,
                    };
                }
            }
        }
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Scheme,
    Authority,
    /// Behind a login.
    Host,
    Database,
    Behind,
}

#[cfg(test)]
mod tests {
    use super::{Interpolated, UrlPart::*, parts_in_url};

    #[test]
    fn variables_in_addresses() {
        for (text, expected) in [
            ("postgresql://u:${P}@db/x", vec![("P", Login)]),
            (
                "postgresql://${U}:x${P}@${H}:${N}/${D}?a=${Q}",
                vec![("U", Login), ("P", Login), ("D", Database)],
            ),
            ("redis://:${P:-x}@h", vec![("P", Login)]),
            ("http://${H}:4200/${A}/@x", vec![]),
            ("${URL}", vec![]),
            ("a ${P}@b", vec![]),
        ] {
            let text = Interpolated::parse(text).unwrap();
            let found = parts_in_url(&text);
            let found: Vec<_> = found
                .iter()
                .map(|(it, part)| (&**it.name(), *part))
                .collect();
            assert_eq!(found, expected);
        }
    }
}
