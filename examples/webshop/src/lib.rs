//! The threat model of a web shop on Kubernetes.
//!
//! ```text
//! Internet ⟨ Customer, Staff, Payment provider, Mail service ⟩
//! Cloud    ⟨ Ingress
//!            Cluster ⟨ Front ⟨ Storefront, Back office ⟩
//!                      Core  ⟨ Orders API ─▶ Payment jobs ─▶ Payment worker, Cache ⟩
//!                      Control plane ⟩
//!            Shop database, Product pictures, Vault, Log store ⟩
//! Delivery ⟨ Pipeline, Image registry ⟩
//! ```
//!
//! Each module is a service or a zone, and says which flows start there. Most items stand for programs that live in
//! repositories of their own; the few functions are those on which a decision of the model rests.
//!
//! Where a finding was answered by the design, the control is stated and the text beside it says what was built. Where it
//! was not, `expect` says who decided it, why and until when; the platform team, whose services have no code here, decides in
//! `tm.toml`. What is left open is of medium or low severity.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

pub mod back_office;
pub mod data;
pub mod delivery;
pub mod ingress;
pub mod orders;
pub mod partners;
pub mod payment;
pub mod people;
pub mod storefront;
pub mod stores;
pub mod zones;
