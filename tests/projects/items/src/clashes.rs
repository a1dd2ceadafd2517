//! Names that a function shares with other things.

/// `mod login { fn login }` and `use login::login`.
pub mod common_layout {
    /// The module of the function.
    pub mod login {
        use tm::element;

        /// The function.
        #[element(Process, marker = Login)]
        pub fn login() {}
    }

    pub use login::{Login, login};

    tm::dataflow! { Login -> login::Login: "by marker" }
}

/// `mod login` beside `fn login`.
pub mod beside {
    use tm::element;

    /// The module.
    pub mod login {
        /// Something in it.
        pub const LIMIT: u8 = 3;
    }

    /// The function.
    #[element(Process, id = "login-beside")]
    pub fn login() -> u8 {
        login::LIMIT
    }

    tm::dataflow! { "login-beside" -> "login-beside": "by id" }
}

/// `struct login` beside `fn login`.
pub mod same_name {
    use tm::element;

    /// The type.
    #[allow(non_camel_case_types)]
    #[derive(Clone, Copy, Debug)]
    pub struct login {
        /// A field.
        pub field: u8,
    }

    /// The function.
    #[element(Process, name = "same name")]
    pub fn login() -> login {
        login { field: 1 }
    }
}

/// A marker named like its function.
pub mod same_marker {
    use tm::element;

    /// The function.
    #[element(Process, marker = Work)]
    #[allow(non_snake_case)]
    pub fn Work() {}

    tm::dataflow! { Work -> Work: "the marker" }
}

/// Functions that globs bring.
pub mod globs {
    mod first {
        /// First.
        #[tm::element(Process)]
        pub fn one() {}
    }
    /// With a marker: without one, the hidden type would be a second `second` in the glob below.
    mod second {
        /// Second.
        #[tm::element(Process, marker = Second)]
        pub fn second() {}
    }
    pub use first::*;
    pub use second::*;

    tm::dataflow! { one -> Second: "through globs" }
}

/// Named like what the expansion uses.
pub mod shadows {
    /// A module named like the standard library.
    pub mod core {}
    /// A module named like the crate.
    pub mod tm {}
    /// A module named like a dependency.
    pub mod inventory {}
    /// A trait named like ours.
    pub trait Element {}
    /// A macro named like one that the expansion uses.
    #[allow(unused_macros)]
    macro_rules! concat {
        () => {};
    }
    /// Types named like those of the prelude.
    #[derive(Clone, Copy, Debug)]
    pub struct Option;
    /// A type named like a primitive.
    #[allow(non_camel_case_types)]
    #[derive(Clone, Copy, Debug)]
    pub struct str;

    /// The function.
    #[::tm::element(Process)]
    pub fn shadowed() {}

    ::tm::dataflow! { shadowed -> shadowed: "among shadows" }
}
