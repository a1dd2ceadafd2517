//! Inline modules.

use tm::{dataflow, element};

/// A module with a marker.
#[element(Process, marker = Billing)]
pub mod billing {
    use tm::element;

    /// An element inside.
    #[element(Datastore)]
    #[derive(Clone, Copy, Debug)]
    pub struct Ledger;
}

#[element(Process)]
pub mod shipping {
    //! A module whose doc comment is inside.
}

dataflow! { Billing -> billing::Ledger: "a module by marker" }
dataflow! { Billing -> "shipping": "a module by name" }
