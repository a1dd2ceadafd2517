//! The threat model of a customer-support assistant.
//!
//! ```text
//! Internet ⟨ Customer, model provider, vendors ⟩   Office ⟨ Clerk ⟩
//! Platform ⟨ Edge      ⟨ gateway, console ⟩
//!            Assistant ⟨ agent, classifier, refunds, ingestion   Sandbox ⟨ workbench ⟩ ⟩
//!            Stores    ⟨ knowledge, memory, audit log ⟩   order service ⟩
//! ```
//!
//! Customers chat with an agent. It asks a hosted language model what to do, looks up orders, reads what customers
//! attach, and proposes refunds. The two rules that no sentence of a customer may change are code: [`refunds::decide`]
//! says who may agree to a refund, [`workbench::Workbench::file`] which files a command of the model may open.

#![deny(warnings, missing_docs)]

pub mod agent;
pub mod data;
pub mod edge;
pub mod knowledge;
pub mod model;
pub mod refunds;
pub mod stores;
pub mod vendors;
pub mod workbench;
pub mod zones;
