//! The sequence diagrams of the examples, kept to be looked at; that they are true is held where they are laid out.

use crate::support::{TODAY, golden, of_example, without_font};

#[test]
fn the_examples_in_sequence() {
    for example in ["guestbook", "support-agent"] {
        let svg = of_example(example, &["seq", "--colormap", "--today", TODAY]);
        golden(&format!("{example}/seq.svg"), &without_font(&svg));
    }
}
