//! Raw identifiers.

use tm::{data, dataflow, element};

/// A struct.
#[allow(non_camel_case_types)]
#[element(Process)]
#[derive(Clone, Copy, Debug)]
pub struct r#type;

/// A function.
#[element(Process)]
pub fn r#match() {}

/// A constant.
#[allow(non_upper_case_globals)]
#[element(Datastore, r#type = Sql)]
pub const r#loop: u8 = 1;

/// A module.
pub mod r#mod {
    /// Data.
    #[tm::data]
    #[derive(Clone, Copy, Debug)]
    pub struct Inside;
}

/// A marker.
#[data(marker = r#Ref)]
pub type Text = String;

dataflow! { r#type -> r#match: "raw names", data = [r#mod::Inside, Ref] }
dataflow! { self::r#loop -> r#match: "raw names by path" }
