//! `server`: how a service reaches Prefect's server. Any service may have one.

use super::{BuiltIn, Filling, Scene, Sketch};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::model::credential::CredentialType;
use crate::model::findings::UNKNOWN_SERVICE;
use crate::source::{At, Name};
use crate::tree::Tree;

/// What `server` says.
#[derive(Clone, Debug)]
pub struct ServerLink {
    /// The API as a container sees it.
    pub url: Interpolated,
    /// The service that is waited for.
    pub wait: Option<Name>,
    /// The service of kind prefect-server behind it, where that is known.
    pub server: Option<Name>,
}

impl ServerLink {
    /// Reads the key of the service that is filled in; reports a service that does not exist.
    pub fn of(filling: &mut Filling<'_>) -> Option<Self> {
        let (scene, own) = (filling.scene, filling.own());
        let value = own.get("server")?;
        if let Tree::Map(table) = &value.value {
            let url = Interpolated::literal(table.text("url")?.value);
            let wait = table
                .text("service")
                .and_then(|name| known(scene, &name, filling.report));
            let server = wait
                .clone()
                .filter(|name| is_server(scene, name))
                .or_else(|| only_server(scene));
            return Some(Self { url, wait, server });
        }
        let name = known(scene, &own.text("server")?, filling.report)?;
        let url = Interpolated::literal(format!("http://{name}:4200/api"));
        let server = Some(name.clone())
            .filter(|name| is_server(scene, name))
            .or_else(|| only_server(scene));
        Some(Self {
            url,
            wait: Some(name),
            server,
        })
    }
}

/// Gives a service the address of its server, its login, and the wait for it.
pub fn fill(filling: &mut Filling<'_>) {
    let Some(link) = ServerLink::of(filling) else {
        return;
    };
    filling.variable("PREFECT_API_URL", link.url);
    let auth = link
        .server
        .as_ref()
        .and_then(|name| filling.scene.sketches.get(name)?.keys.text("auth"));
    if let Some(auth) = auth
        && let Some(credential) =
            filling
                .scene
                .credentials
                .typed(&auth, CredentialType::BasicAuth, filling.report)
        && let Some(text) = filling.field_text(credential, "auth_string")
    {
        filling.variable("PREFECT_API_AUTH_STRING", text);
    }
    if let Some(wait) = link.wait {
        filling.wait(&wait);
    }
}

fn is_server(scene: &Scene<'_>, name: &str) -> bool {
    scene
        .sketches
        .get(name)
        .is_some_and(|sketch| sketch.built_in == Some(BuiltIn::PrefectServer))
}

/// The server of a stack that has just one: what stands behind a proxy.
fn only_server(scene: &Scene<'_>) -> Option<Name> {
    let mut servers = scene
        .of_kind(BuiltIn::PrefectServer)
        .map(|sketch: &Sketch| sketch.name.value.clone());
    servers.next().filter(|_| servers.next().is_none())
}

fn known(scene: &Scene<'_>, name: &At<Name>, report: &mut Report) -> Option<Name> {
    if scene.sketches.contains_key(&name.value) {
        return Some(name.value.clone());
    }
    let message = format!(
        "`server` names service `{}`, which does not exist",
        name.value
    );
    let names = scene.sketches.keys().map(|name| &**name);
    report.push(
        Diagnostic::new(&UNKNOWN_SERVICE, name.span(), message)
            .label("no service has this name")
            .subject(name)
            .nearest_quoted(name, "a service", names),
    );
    None
}
