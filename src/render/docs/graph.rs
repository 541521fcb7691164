//! The graph of the services, in mermaid.

use super::links::Link;
use super::words::Titles;
use crate::dialects::mermaid;
use crate::model::{Service, Stack};

/// The lines of the graph.
pub fn draw(stack: &Stack, titles: &Titles<'_>, links: &[Link<'_>]) -> String {
    let mut lines = vec!["graph LR".to_owned()];
    let node = |name: &str| stack.services.get_index_of(name).map(|index| index + 1);
    for (index, service) in stack.services.values().enumerate() {
        let label = mermaid::label(&label(titles, service));
        let is_database = service
            .built_in
            .and_then(|kind| kind.credential_type())
            .is_some_and(|kind| kind != crate::model::CredentialType::S3);
        let shape = if is_database {
            format!("[(\"{label}\")]")
        } else {
            format!("[\"{label}\"]")
        };
        lines.push(format!("    n{}{shape}", index + 1));
    }
    for link in links {
        if let (Some(from), Some(to)) = (node(link.from), node(link.to)) {
            let verb = mermaid::label(link.verb);
            lines.push(format!("    n{from} -->|\"{verb}\"| n{to}"));
        }
    }
    lines.join("\n")
}

/// Its title, and the port that people know it by.
fn label(titles: &Titles<'_>, service: &Service) -> String {
    let title = titles.plain(service);
    let own = service.built_in.and_then(|kind| kind.port());
    let ports = service.ports();
    let published = ports
        .iter()
        .find_map(|port| port.published_for(own.unwrap_or_else(|| port.target.first())));
    match published.or(own) {
        Some(port) => format!("{title} :{port}"),
        None => title,
    }
}
