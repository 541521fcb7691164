//! A published port in Compose's short form: `[[ip:][host:]container[/protocol]`.
//!
//! In: the string of `ports` or `expose`. Out: a [`Port`]. Follows what Compose reads (its
//! specification, "ports", short syntax); refused besides are the texts of which it drops a part without a word:
//! `80/tcp/x`, `80-82-90`.

pub use super::port_range::{PORT_RANGE, PROTOCOL, PortRange, Protocol};

use super::{shifted, whole};
use crate::formats::{Fault, Grammar};
use std::fmt;
use std::net::IpAddr;

/// A port or several, as one entry of `ports` publishes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The host's address; none is all of them.
    pub host_ip: Option<IpAddr>,
    /// Ports of the host; none lets the engine pick one. One container port with a range here means
    /// any free port of it.
    pub published: Option<PortRange>,
    /// Ports of the container.
    pub target: PortRange,
    pub protocol: Protocol,
}

/// A port of the host that is surely taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Binding {
    /// None is every address of the host.
    pub host_ip: Option<IpAddr>,
    pub port: u16,
    pub protocol: Protocol,
}

/// An entry of `ports`.
pub static PORT: Grammar = Grammar {
    noun: "port",
    example: "8080:80",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// An entry of `expose`: container ports only.
pub static EXPOSED_PORT: Grammar = Grammar {
    noun: "container port",
    example: "8080",
    words: &[],
    check: |text| parse_exposed(text).map(drop),
};

/// `host_ip` in the long form.
pub static IP_ADDRESS: Grammar = Grammar {
    noun: "IP address",
    example: "127.0.0.1",
    words: &[],
    check: |text| parse_ip(text).map(drop),
};

/// Reads the short form.
pub fn parse(text: &str) -> Result<Port, Fault> {
    let (before, container) = match text.rfind(':') {
        Some(at) => (Some(&text[..at]), at + 1),
        None => (None, 0),
    };
    if container == text.len() {
        let message = "the container's port is missing";
        let end = Fault::new(container.saturating_sub(1)..text.len(), message);
        return Err(end.help("write `HOST:CONTAINER`, such as `8080:80`"));
    }
    let (target, protocol) = parse_target(text, container)?;
    let Some(before) = before else {
        return Ok(Port {
            host_ip: None,
            published: None,
            target,
            protocol,
        });
    };
    let (host_ip, host) = match before.rfind(':') {
        Some(at) => (parse_host_ip(&before[..at], text)?, at + 1),
        None => (None, 0),
    };
    let published = match &before[host..] {
        "" => None,
        range => Some(PortRange::parse(range).map_err(|fault| published_fault(fault, text, host))?),
    };
    let port = Port {
        host_ip,
        published,
        target,
        protocol,
    };
    port.check_lengths(host..text.len())?;
    Ok(port)
}

/// Reads an entry of `expose`: `8000`, `8000-8010`, with `/protocol` or without.
pub fn parse_exposed(text: &str) -> Result<(PortRange, Protocol), Fault> {
    if let Some(at) = text.find(':') {
        let fault = Fault::new(at..text.len(), "`expose` names ports of the container only");
        return Err(fault.help("to publish a port on the host, use `ports`"));
    }
    parse_target(text, 0)
}

/// The container's part, which begins at `start`.
fn parse_target(text: &str, start: usize) -> Result<(PortRange, Protocol), Fault> {
    let (range, protocol) = match text[start..].split_once('/') {
        None => (&text[start..], Protocol::Tcp),
        // `80/` is tcp.
        Some((range, "")) => (range, Protocol::Tcp),
        Some((range, word)) => {
            let at = start + range.len() + 1;
            (
                range,
                Protocol::parse(word).map_err(|fault| shifted(fault, at))?,
            )
        }
    };
    let target = PortRange::parse(range).map_err(|fault| shifted(fault, start))?;
    if target.first() == 0 {
        let fault = Fault::new(start..start + range.len(), "a container has no port 0");
        return Err(fault.help("write the port on which the program in the container listens"));
    }
    Ok((target, protocol))
}

/// The part before `host:container`, with its brackets. Compose takes an empty one for none.
fn parse_host_ip(text: &str, port: &str) -> Result<Option<IpAddr>, Fault> {
    if text.is_empty() || text == "[]" {
        return Ok(None);
    }
    if let Some(inner) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return parse_ip(inner).map(Some).map_err(|fault| shifted(fault, 1));
    }
    match parse_ip(text)? {
        IpAddr::V6(_) => {
            let rest = &port[text.len()..];
            let fault = whole(text, "an IPv6 address stands in brackets");
            Err(fault.help(format!("write `[{text}]{rest}`")))
        }
        address => Ok(Some(address)),
    }
}

fn parse_ip(text: &str) -> Result<IpAddr, Fault> {
    text.parse().map_err(|_| {
        let fault = whole(text, "this is not an IP address");
        match text {
            "localhost" => fault.help("write `127.0.0.1`: names are not looked up here"),
            _ => fault.help("write an address such as `127.0.0.1` or `[::1]`"),
        }
    })
}

/// `53/udp:53` is a protocol in the wrong place and `127.0.0.1:80` lacks a port: neither is a bad
/// number.
fn published_fault(fault: Fault, text: &str, host: usize) -> Fault {
    let (before, container) = text[host..].split_once(':').unwrap_or_default();
    let range = host..host + before.len();
    if host == 0 && before.parse::<IpAddr>().is_ok() {
        let fault = Fault::new(range, "an address needs a port of the host behind it");
        return fault.help(format!("write `{before}:{container}:{container}`"));
    }
    match before.split_once('/') {
        Some((port, protocol)) => {
            let message = "the protocol belongs behind the container's port";
            let fault = Fault::new(host + port.len()..range.end, message);
            fault.help(format!("write it last: `{port}:{container}/{protocol}`"))
        }
        None => shifted(fault, host),
    }
}

impl Port {
    /// The ports of the host that the entry is sure to take: none where the engine may choose.
    pub fn bindings(&self) -> Vec<Binding> {
        let Some(published) = self.published else {
            return Vec::new();
        };
        if published.len() != self.target.len() {
            return Vec::new();
        }
        published
            .iter()
            .filter(|port| *port != 0)
            .map(|port| Binding {
                host_ip: self.host_ip,
                port,
                protocol: self.protocol,
            })
            .collect()
    }

    /// A port of the host that both entries are sure to take, so that one of the two cannot start.
    pub fn clash(&self, other: &Port) -> Option<Binding> {
        let clashes = |ours: &Binding| {
            let theirs = other.binding(ours.port);
            theirs.is_some_and(|theirs| ours.clashes(&theirs))
        };
        self.bindings().into_iter().find(clashes)
    }

    /// One of its bindings.
    fn binding(&self, port: u16) -> Option<Binding> {
        let published = self.published?;
        let has = published.len() == self.target.len() && published.contains(port) && port != 0;
        has.then_some(Binding {
            host_ip: self.host_ip,
            port,
            protocol: self.protocol,
        })
    }

    /// The host's port for a port of the container, where it is certain.
    pub fn published_for(&self, container: u16) -> Option<u16> {
        let published = self.published?;
        let inside = self.target.contains(container) && published.len() == self.target.len();
        let port = inside.then(|| published.first() + (container - self.target.first()))?;
        (port != 0).then_some(port)
    }

    fn check_lengths(&self, range: std::ops::Range<usize>) -> Result<(), Fault> {
        let Some(published) = self.published else {
            return Ok(());
        };
        let (host, container) = (published.len(), self.target.len());
        if host == container || container == 1 {
            return Ok(());
        }
        let plural = if host == 1 { "" } else { "s" };
        let message = format!(
            "{host} port{plural} of the host cannot be mapped to {container} of the container"
        );
        let fault = Fault::new(range, message);
        let first = published.first();
        Err(match u16::try_from(u32::from(first) + container - 1) {
            Ok(last) => fault.help(format!(
                "give both ranges one length: `{first}-{last}:{}`",
                self.target
            )),
            Err(_) => fault,
        })
    }
}

impl Binding {
    /// Whether the two cannot both be taken. No address is every address; `0.0.0.0` is every IPv4
    /// and `::` every IPv6 address.
    pub fn clashes(&self, other: &Binding) -> bool {
        let same_address = match (self.host_ip, other.host_ip) {
            (Some(ours), Some(theirs)) => {
                ours == theirs
                    || (ours.is_ipv4() == theirs.is_ipv4()
                        && (ours.is_unspecified() || theirs.is_unspecified()))
            }
            _ => true,
        };
        self.port == other.port && self.protocol == other.protocol && same_address
    }
}

impl fmt::Display for Port {
    /// The shortest short form of the same meaning.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host_ip {
            Some(IpAddr::V4(address)) => write!(f, "{address}:")?,
            Some(IpAddr::V6(address)) => write!(f, "[{address}]:")?,
            None => {}
        }
        match self.published {
            Some(published) => write!(f, "{published}:")?,
            None if self.host_ip.is_some() => f.write_str(":")?,
            None => {}
        }
        write!(f, "{}", self.target)?;
        match self.protocol {
            Protocol::Tcp => Ok(()),
            other => write!(f, "/{other}"),
        }
    }
}
