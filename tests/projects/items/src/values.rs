//! Constants and statics.

use std::sync::Mutex;
use tm::{dataflow, element};

/// A constant.
#[element(Datastore)]
pub const SETTINGS: &[&str] = &["a", "b"];

/// A static.
#[element(Datastore)]
pub static QUEUE: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// In a lower case that only a macro could want.
#[allow(non_upper_case_globals)]
#[element(Datastore)]
pub static odd: u8 = 3;

dataflow! { SETTINGS -> QUEUE: "constants and statics" }
dataflow! { odd -> self::QUEUE: "by path" }
