//! What a kind fills in, shown on a service that has every key that the kind reads.

use super::BuiltIn;
use crate::config;
use crate::diagnostics::Report;
use crate::dialects::compose::Interpolated;
use crate::source::Sources;
use crate::tree::Map;
use std::sync::Arc;

/// The keys of a sample service, without those that the sample itself says.
pub fn sample(kind: BuiltIn) -> Map<Interpolated> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let text: Arc<str> = Arc::from(include_str!("sample.toml"));
    let whole = sources.add("sample.toml", text.clone());
    let mut config = config::read(&text, whole, &mut report);
    if kind == BuiltIn::PrefectServer {
        // Beside them a server leaves the background services to them.
        config.services.remove(BuiltIn::PrefectServices.word());
    }
    let stack = crate::model::build(config, &mut report);
    let mut keys = stack
        .services
        .get(kind.word())
        .map(|service| service.body.keys.clone())
        .unwrap_or_default();
    keys.remove("build");
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_fills_something_in() {
        for kind in BuiltIn::ALL {
            assert!(sample(kind).contains("restart"), "{}", kind.word());
        }
    }
}
