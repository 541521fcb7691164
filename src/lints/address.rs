//! Addresses in a text, by their parts.
//!
//! In: the text of a variable or of a health check. Out: an [`Address`] for each `scheme://…` of a scheme whose server can be
//! a service of the stack. Nothing is judged here.

use super::container::VARIABLE;
use std::ops::Range;

/// An address, each part a range of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub scheme: Range<usize>,
    pub user: Option<Range<usize>>,
    pub password: Option<Range<usize>>,
    /// Without the brackets of an IPv6 address.
    pub host: Range<usize>,
    pub port: Option<Range<usize>>,
    /// From its `/` on.
    pub path: Range<usize>,
}

/// What a scheme speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Http,
    Postgres,
    Redis,
    Other,
}

/// All addresses of known schemes.
pub fn find(text: &str) -> Vec<Address> {
    let starts = text.match_indices("://").map(|(at, _)| at);
    starts.filter_map(|at| read(text, at)).collect()
}

impl Address {
    pub fn protocol(&self, text: &str) -> Protocol {
        protocol(&text[self.scheme.clone()]).unwrap_or(Protocol::Other)
    }

    pub fn host<'t>(&self, text: &'t str) -> &'t str {
        &text[self.host.clone()]
    }

    /// The port, or that of the scheme; `None` where it is not known.
    pub fn port(&self, text: &str) -> Option<u16> {
        match &self.port {
            Some(range) => text[range.clone()].parse().ok(),
            None => match text[self.scheme.clone()].to_ascii_lowercase().as_str() {
                "http" | "ws" => Some(80),
                "https" | "wss" => Some(443),
                _ => match self.protocol(text) {
                    Protocol::Postgres => Some(5432),
                    Protocol::Redis => Some(6379),
                    _ => None,
                },
            },
        }
    }

    /// The name behind the `/`, without query.
    pub fn database<'t>(&self, text: &'t str) -> &'t str {
        let path = text[self.path.clone()].trim_start_matches('/');
        path.split(['?', '#']).next().unwrap_or(path)
    }

    /// Whether a variable decides where it leads.
    pub fn is_open(&self, text: &str) -> bool {
        self.host(text).contains(VARIABLE)
    }
}

/// Whether a host is the container itself.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || ["::1", "::", "0.0.0.0"].contains(&host)
        || host.starts_with("127.")
}

fn protocol(scheme: &str) -> Option<Protocol> {
    let scheme = scheme.to_ascii_lowercase();
    let base = scheme.split('+').next().unwrap_or_default();
    Some(match base {
        "http" | "https" | "ws" | "wss" => Protocol::Http,
        "postgres" | "postgresql" => Protocol::Postgres,
        "redis" | "rediss" => Protocol::Redis,
        "mysql" | "mariadb" | "mongodb" | "amqp" | "amqps" => Protocol::Other,
        _ => return None,
    })
}

fn read(text: &str, colon: usize) -> Option<Address> {
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let start = text[..colon].rfind(|c| !is_scheme(c)).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    protocol(&text[start..colon])?;
    let authority = colon + 3;
    let ends = |c: char| c.is_whitespace() || "\"'`<>\\^{|},;()".contains(c);
    let all = text[authority..]
        .find(ends)
        .map_or(text.len(), |at| authority + at);
    let path = text[authority..all]
        .find(['/', '?', '#'])
        .map_or(all, |at| authority + at);
    let at = text[authority..path].rfind('@').map(|at| authority + at);
    let (user, password) = match at {
        None => (None, None),
        Some(at) => match text[authority..at].find(':').map(|colon| authority + colon) {
            None => (Some(authority..at), None),
            Some(colon) => (Some(authority..colon), Some(colon + 1..at)),
        },
    };
    let host = at.map_or(authority, |at| at + 1);
    let (host, rest) = match text[host..path]
        .strip_prefix('[')
        .and_then(|rest| rest.find(']'))
    {
        Some(length) => (host + 1..host + 1 + length, host + length + 2),
        None => {
            let end = text[host..path].find(':').map_or(path, |at| host + at);
            (host..end, end)
        }
    };
    if host.is_empty() {
        return None;
    }
    let port =
        (text[rest..path].len() > 1 && text[rest..].starts_with(':')).then(|| rest + 1..path);
    Some(Address {
        scheme: start..colon,
        user,
        password,
        host,
        port,
        path: path..all,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_address_are_found() {
        let text = "x=postgresql+asyncpg://me:p%40s@db:5432/app?ssl=1 http://[::1]:80/";
        let [first, second] = &find(text)[..] else {
            panic!("two addresses")
        };
        assert_eq!(first.host(text), "db");
        assert_eq!(first.port(text), Some(5432));
        assert_eq!(first.database(text), "app");
        assert_eq!(first.password.clone().map(|it| &text[it]), Some("p%40s"));
        assert_eq!(second.host(text), "::1");
        assert_eq!(find("s3://bucket/x"), []);
    }
}
