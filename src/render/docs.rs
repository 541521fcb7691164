//! `docs/infrastructure.md`: wip
use crate::model::Stack;
use minijinja::Value;
use serde::Serialize;
#[derive(Serialize)]
pub struct DocsView {
    header: Value,
}
pub fn view(_stack: &Stack, header: Value) -> DocsView {
    DocsView { header }
}
