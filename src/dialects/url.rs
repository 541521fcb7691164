//! Connection URLs.
//!
//! In: the parts of an address, each of which may hold Compose's variables. Out: the URL, and which variables stand where their
//! value would need an encoding that Compose cannot do. Which scheme a client wants is decided elsewhere.
//!
//! Source: RFC 3986, 2.1 and 3.2, for user and password; measured with SQLAlchemy 2.0 and 2.1, which differ about the database
//! (2.1 decodes it, 2.0 does not), and with redis-py.

use super::compose::{Interpolated, Part};
use super::uncarried;
use crate::formats::Fault;
use crate::source::Name;
use std::fmt::Write;

/// The parts of a URL that all kinds share.
#[derive(Clone, Copy, Debug)]
pub struct Server<'a> {
    pub user: Option<&'a Interpolated>,
    pub password: Option<&'a Interpolated>,
    /// A name or an address; an IPv6 address without brackets.
    pub host: &'a Interpolated,
    pub port: Option<&'a Interpolated>,
}

/// A URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    pub text: Interpolated,
    /// The variables of user, password and database: their values go in as they are.
    pub unencoded: Vec<Name>,
}

/// Which part of an address cannot stand in a URL, and why: the range is one of the part's literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlFault {
    Host(Fault),
    Database(Fault),
}

/// `scheme://user:password@host:port/database` of PostgreSQL.
///
/// # Errors
/// A host with characters that no host has; a database with `?` or `%`, which SQLAlchemy's versions read differently.
pub fn postgres(
    scheme: &str,
    server: Server<'_>,
    database: &Interpolated,
) -> Result<Url, UrlFault> {
    let mut builder = Builder::new(scheme);
    builder.server(server).map_err(UrlFault::Host)?;
    builder.raw("/");
    builder.database(database).map_err(UrlFault::Database)?;
    Ok(builder.url)
}

/// `scheme://user:password@host:port/number` of Redis; the database's number may be left out.
///
/// # Errors
/// As for [`postgres`].
pub fn redis(
    scheme: &str,
    server: Server<'_>,
    database: Option<&Interpolated>,
) -> Result<Url, UrlFault> {
    let mut builder = Builder::new(scheme);
    builder.server(server).map_err(UrlFault::Host)?;
    if let Some(database) = database {
        builder.raw("/");
        builder.database(database).map_err(UrlFault::Database)?;
    }
    Ok(builder.url)
}

/// Percent-encodes every byte but RFC 3986's unreserved ones; a space is `%20`, never `+`.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

struct Builder {
    url: Url,
}

impl Builder {
    fn new(scheme: &str) -> Self {
        Self {
            url: Url {
                text: Interpolated::literal(format!("{scheme}://")),
                unencoded: Vec::new(),
            },
        }
    }

    fn raw(&mut self, text: &str) {
        self.url.text.push(Interpolated::literal(text));
    }

    fn server(&mut self, server: Server<'_>) -> Result<(), Fault> {
        if let Some(user) = server.user {
            self.encoded(user);
        }
        if let Some(password) = server.password {
            self.raw(":");
            self.encoded(password);
        }
        if server.user.is_some() || server.password.is_some() {
            self.raw("@");
        }
        self.host(server.host)?;
        if let Some(port) = server.port {
            self.raw(":");
            self.url.text.push(port.clone());
        }
        Ok(())
    }

    /// Literals encoded, variables as they are.
    fn encoded(&mut self, text: &Interpolated) {
        self.note(text);
        let parts = text.parts().iter().map(|part| match part {
            Part::Literal(text) => Part::Literal(encode(text).into()),
            Part::Secret(text) => Part::Secret(encode(text).into()),
            Part::Variable(variable) => Part::Variable(variable.clone()),
        });
        self.url.text.push(parts.collect());
    }

    fn host(&mut self, host: &Interpolated) -> Result<(), Fault> {
        let is_of_host =
            |character: char| character.is_ascii_alphanumeric() || "-._:".contains(character);
        check(host, "a URL's host", |character| !is_of_host(character))?;
        let is_v6 = host.as_literal().is_some_and(|text| text.contains(':'));
        self.raw(if is_v6 { "[" } else { "" });
        self.url.text.push(host.clone());
        self.raw(if is_v6 { "]" } else { "" });
        Ok(())
    }

    fn database(&mut self, database: &Interpolated) -> Result<(), Fault> {
        check(database, "a URL's database", |character| {
            matches!(character, '?' | '%')
        })
        .map_err(|fault| {
            fault.help(
                "SQLAlchemy's versions read this character differently: use a database without it",
            )
        })?;
        self.note(database);
        self.url.text.push(database.clone());
        Ok(())
    }

    fn note(&mut self, text: &Interpolated) {
        for variable in text.variables() {
            if !self.url.unencoded.contains(variable.name()) {
                self.url.unencoded.push(variable.name().clone());
            }
        }
    }
}

/// Refuses characters in the literal parts; the range counts from the start of the first part, variables as nothing.
fn check(text: &Interpolated, reader: &str, refused: impl Fn(char) -> bool) -> Result<(), Fault> {
    let mut start = 0;
    for part in text.parts() {
        let (Part::Literal(text) | Part::Secret(text)) = part else {
            continue;
        };
        if let Some((at, character)) = text
            .char_indices()
            .find(|(_, character)| refused(*character))
        {
            return Err(uncarried(start + at, character, reader));
        }
        start += text.len();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Interpolated, Server, UrlFault, encode, postgres, redis};

    fn server<'a>(
        user: &'a Interpolated,
        password: &'a Interpolated,
        host: &'a Interpolated,
    ) -> Server<'a> {
        Server {
            user: Some(user),
            password: Some(password),
            host,
            port: None,
        }
    }

    #[test]
    fn encoding() {
        assert_eq!(encode("a b+é%~"), "a%20b%2B%C3%A9%25~");
    }

    #[test]
    fn literals_are_encoded_and_variables_told() {
        let [user, host, database] = ["pre fect", "postgres", "a b/c"].map(Interpolated::literal);
        let password = Interpolated::parse("p@${PW:?set it}").unwrap();
        let port = Interpolated::literal("5432");
        let server = Server {
            port: Some(&port),
            ..server(&user, &password, &host)
        };
        let url = postgres("postgresql+asyncpg", server, &database).unwrap();
        assert_eq!(
            url.text.print(),
            "postgresql+asyncpg://pre%20fect:p%40${PW:?set it}@postgres:5432/a b/c"
        );
        assert_eq!(url.unencoded, ["PW".into()]);
    }

    #[test]
    fn a_secret_stays_one() {
        let [user, host, database] = ["u", "::1", "d"].map(Interpolated::literal);
        let url = postgres(
            "postgresql",
            server(&user, &Interpolated::secret("p@ss"), &host),
            &database,
        )
        .unwrap();
        assert_eq!(url.text.masked(), "postgresql://u:***@[::1]/d");
        assert_eq!(url.text.print(), "postgresql://u:p%40ss@[::1]/d");
        assert_eq!(url.unencoded, []);
    }

    #[test]
    fn redis_urls() {
        let [password, host, number] = ["p", "redis", "0"].map(Interpolated::literal);
        let with_password = Server {
            user: None,
            password: Some(&password),
            host: &host,
            port: None,
        };
        let url = redis("redis", with_password, Some(&number)).unwrap();
        assert_eq!(url.text.print(), "redis://:p@redis/0");
        let url = redis(
            "redis",
            Server {
                password: None,
                ..with_password
            },
            None,
        )
        .unwrap();
        assert_eq!(url.text.print(), "redis://redis");
    }

    #[test]
    fn what_cannot_stand_in_a_url() {
        let [user, host, database] = ["u", "h", "d%41"].map(Interpolated::literal);
        let Err(UrlFault::Database(fault)) =
            postgres("postgresql", server(&user, &user, &host), &database)
        else {
            panic!("a database with a percent sign");
        };
        assert_eq!(
            (fault.range, fault.message.as_str()),
            (1..2, "a URL's database cannot carry U+0025 (`%`)")
        );
        let host = Interpolated::literal("h@x");
        let Err(UrlFault::Host(fault)) = postgres("postgresql", server(&user, &user, &host), &user)
        else {
            panic!("a host with an at sign");
        };
        assert_eq!(fault.range, 1..2);
    }
}
