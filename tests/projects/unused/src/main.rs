//! What rustc says of unused items is the same with annotations, in every profile.

use tm::{dataflow, element};

mod other {
    #[tm::element(Process)]
    pub(crate) struct Imported;

    #[tm::element(Process)]
    pub(crate) fn imported() {}
}

use other::Imported;
use other::imported;

#[element(Process)]
struct Named;

#[element(Process)]
struct NeverNamed;

#[element(Process)]
fn never_called() {}

#[element(Process)]
const NEVER_READ: u8 = 1;

#[element(Process, marker = TraitElement)]
trait NeverImplemented {}

struct Owner;

impl Owner {
    #[element(Process)]
    fn never_called_either(&self) {}
}

fn main() {
    let _ = Owner;
}

dataflow! { Named -> Imported: "a type named by a flow is used" }
dataflow! { imported -> TraitElement: "a function named by a flow is not" }
