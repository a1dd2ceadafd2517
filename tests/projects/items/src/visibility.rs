//! Visibility in every form.

use tm::{dataflow, element};

/// Nested, so that `pub(in …)` means something.
pub mod outer {
    pub(crate) mod inner {
        use tm::element;

        #[element(Process)]
        pub(crate) fn of_crate() {}

        #[element(Process)]
        pub(super) fn of_super() {}

        #[element(Process)]
        pub(in crate::visibility) fn in_path() {}

        #[element(Process)]
        pub(self) fn of_self() {
            tm::dataflow! { of_self -> private: "private items in their own module" }
        }

        #[element(Process)]
        fn private() {}

        #[element(Process, marker = InPathElement)]
        pub(in crate::visibility) trait InPath {
            fn call(&self) {
                of_self();
                private();
            }
        }

        impl InPath for u8 {}
    }

    tm::dataflow! { inner::of_super -> inner::of_crate: "from the parent" }

    /// Uses them.
    pub fn uses() {
        inner::of_crate();
        inner::of_super();
        inner::in_path();
        inner::InPath::call(&1);
    }
}

#[element(Process)]
fn private() {}

/// Uses it.
pub fn uses() {
    private();
    outer::uses();
}

dataflow! { outer::inner::in_path -> outer::inner::InPathElement: "from the grandparent" }
dataflow! { private -> outer::inner::of_crate: "private to crate" }
