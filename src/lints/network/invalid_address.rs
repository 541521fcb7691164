//! A fixed address that a container cannot have.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::address::Subnet;
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::lints::service::clashing_container_name::copies;
use crate::model::Stack;
use crate::source::{At, Name, Span};
use crate::tree::Map;
use crate::workspace::Workspace;
use std::collections::HashMap;
use std::net::IpAddr;

pub static LINT: Lint = Lint::error(
    "invalid-address",
    Explanation {
        what: "A fixed address of a service, or the gateway of a network, lies in no subnet of the network; or a fixed address is taken: by the gateway, by another service, or by the next container of the same one.",
        why: "The engine does not make the network, or does not start the container.",
        fails: "[services.api]\nimage = \"api:1\"\nnetworks = { back = { ipv4_address = \"172.29.0.10\" } }\n\n[networks.back]\nipam = { config = [{ subnet = \"172.28.0.0/16\" }] }\n",
        passes: "[services.api]\nimage = \"api:1\"\nnetworks = { back = { ipv4_address = \"172.28.0.10\" } }\n\n[networks.back]\nipam = { config = [{ subnet = \"172.28.0.0/16\" }] }\n",
    },
    check,
);

/// A fixed address of a service in a network.
struct Fixed<'a> {
    container: Container<'a>,
    network: &'a At<Name>,
    text: At<Name>,
    address: IpAddr,
}

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for (name, network) in stack.networks.tables() {
        report.extend(misplaced(name, &network));
    }
    let mut taken: HashMap<(&Name, IpAddr), Vec<(Container<'_>, Span)>> = HashMap::new();
    for fixed in containers(stack).flat_map(addresses) {
        let Some(network) = stack.networks.get(fixed.network) else {
            continue;
        };
        let empty = Map::default();
        let network = network.as_map().unwrap_or(&empty);
        if let Some(found) = misfit(&fixed, network).or_else(|| several(&fixed)) {
            report.push(found);
            continue;
        }
        let others = taken
            .entry((&fixed.network.value, fixed.address))
            .or_default();
        let other = others.iter().find(|it| it.0.runs_with(fixed.container));
        if let Some((other, theirs)) = other {
            let message = format!(
                "`{}` and `{}` have one address in network `{}`",
                other.name(),
                fixed.container.name(),
                fixed.network.value
            );
            report.push(
                Diagnostic::new(&LINT.code, fixed.text.span(), message)
                    .label("the address is taken")
                    .related(*theirs, "by this one"),
            );
        }
        others.push((fixed.container, fixed.text.span()));
    }
}

fn addresses(container: Container<'_>) -> Vec<Fixed<'_>> {
    let networks = container.keys().map("networks");
    let tables = networks.into_iter().flat_map(Map::tables);
    let fixed = |network, table: At<&Map<Interpolated>>, key| {
        let text = table.value.text(key)?;
        Some(Fixed {
            container,
            network,
            address: text.parse().ok()?,
            text,
        })
    };
    tables
        .flat_map(|(network, table)| {
            let keys = ["ipv4_address", "ipv6_address"].into_iter();
            keys.filter_map(move |key| fixed(network, table, key))
        })
        .collect()
}

/// An address for which the network has no place. A network that is made elsewhere, or whose addresses somebody else gives
/// out, is not known.
fn misfit(fixed: &Fixed<'_>, network: &Map<Interpolated>) -> Option<Diagnostic> {
    let ipam = network.map("ipam");
    let is_foreign = ipam.is_some_and(|ipam| {
        ipam.contains("driver") && ipam.text("driver").is_none_or(|it| &**it != "default")
    });
    if network.contains("external") || is_foreign || !network.broken().is_empty() {
        return None;
    }
    let ranges = ipam.and_then(|ipam| ipam.get("config")?.as_list());
    let ranges: Vec<_> = ranges.unwrap_or_default().iter().collect();
    let ranges: Vec<_> = ranges.iter().filter_map(|range| range.as_map()).collect();
    if let Some(found) = ranges.iter().find_map(|range| reserved(fixed, range)) {
        return Some(found);
    }
    let subnets = subnets(&ranges)?;
    if subnets
        .iter()
        .any(|(subnet, _)| subnet.contains(fixed.address))
    {
        return None;
    }
    let name = &fixed.network.value;
    let message = format!(
        "no subnet of network `{name}` holds the address of `{}`",
        fixed.container.name()
    );
    let found = Diagnostic::new(&LINT.code, fixed.text.span(), message);
    Some(match subnets.first() {
        Some((_, text)) => found
            .label(format!("not in `{}`", text.value))
            .related(text.span(), "the network's addresses"),
        None => found
            .label("the engine takes fixed addresses only in subnets that are written")
            .help(format!(
                "give `[networks.{name}]` a subnet, such as `ipam = {{ config = [{{ subnet = \"172.28.0.0/16\" }}] }}`"
            )),
    })
}

/// The subnets of a network; `None` where a variable or the engine decides one.
fn subnets(ranges: &[&Map<Interpolated>]) -> Option<Vec<(Subnet, At<Name>)>> {
    let written = ranges.iter().filter(|range| range.contains("subnet"));
    let read = |range: &&Map<Interpolated>| {
        let text = range.text("subnet")?;
        let subnet = Subnet::parse(&text).ok()?;
        // Of no address: the engine is asked to choose one of this length.
        (!subnet.address.is_unspecified()).then_some((subnet, text))
    };
    written.map(read).collect()
}

/// A gateway or a range outside of all subnets.
fn misplaced(name: &At<Name>, network: &Map<Interpolated>) -> Option<Diagnostic> {
    let ranges = network.map("ipam")?.get("config")?.as_list()?;
    let ranges: Vec<_> = ranges.iter().filter_map(|range| range.as_map()).collect();
    let subnets = subnets(&ranges)?;
    if network.contains("external") {
        return None;
    }
    let (_, shown) = subnets.first()?;
    let inner = ranges.iter().flat_map(|range| {
        let of = |key| Some((key, range.text(key)?));
        ["gateway", "ip_range"].into_iter().filter_map(of)
    });
    let lies = |text: &str| {
        let address = text.split('/').next().and_then(|it| it.parse().ok());
        address.is_none_or(|address| subnets.iter().any(|(subnet, _)| subnet.contains(address)))
    };
    let (key, text) = inner.into_iter().find(|(_, text)| !lies(text))?;
    let message = format!(
        "`{key}` of network `{}` lies in none of its subnets",
        name.value
    );
    let found = Diagnostic::new(&LINT.code, text.span(), message);
    Some(
        found
            .label(format!("not in `{}`", shown.value))
            .related(shown.span(), "the network's addresses"),
    )
}

/// An address that the network keeps for itself.
fn reserved(fixed: &Fixed<'_>, range: &Map<Interpolated>) -> Option<Diagnostic> {
    let is_it = |text: &At<Name>| text.parse() == Ok(fixed.address);
    let other = range
        .map("aux_addresses")
        .and_then(|map| map.keys().filter_map(|key| map.text(key)).find(is_it));
    let (taken, what) = match range.text("gateway").filter(is_it) {
        Some(gateway) => (gateway, "the gateway"),
        None => (other?, "`aux_addresses`"),
    };
    let message = format!(
        "the address of `{}` is taken by {what} of network `{}`",
        fixed.container.name(),
        fixed.network.value
    );
    let found = Diagnostic::new(&LINT.code, fixed.text.span(), message);
    Some(
        found
            .label("the address is taken")
            .related(taken.span(), "here"),
    )
}

/// One address for several containers.
fn several(fixed: &Fixed<'_>) -> Option<Diagnostic> {
    let (count, at) = copies(fixed.container).filter(|(count, _)| *count > 1)?;
    let message = format!(
        "{count} containers of `{}` cannot all have one address",
        fixed.container.name()
    );
    let found = Diagnostic::new(&LINT.code, fixed.text.span(), message);
    Some(
        found
            .related(at, "it runs several times")
            .help("leave the address out: they are reached by the name of the service"),
    )
}
