//! The intermediate representation as text, for people and for tests.
//!
//! ```text
//! crate demo;
//!
//! struct demo::Db { Db { id: u32 } }
//! trait demo::Store { fn put; fn twice; default twice = demo::Store::twice; }
//! impl#0 demo::Store for demo::Db { fn put = <demo::Db as demo::Store>::put; }
//! marker demo::main "source=Url";
//! export demo::put = demo::store::put;
//!
//! @"src/main.rs":1:1-4:2
//! fn demo::main(_1 url: std::string::String) -> std::string::String {
//!     let _2 text: std::string::String; @2:9-2:13
//!     let _3: &std::string::String;
//!   bb0:
//!     _3 = &_1;
//!     _2 = demo::load(move _3) -> bb1; @2:16-2:26
//!   bb1:
//!     _0 = move _2;
//!     return;
//! }
//! ```
//!
//! - What [`print()`] writes, [`parse()`] reads as an equal crate. Texts that are not plain words stand in quotes: `impl "a b" { … }`.
//! - Spans stand behind what they belong to; the file is left out where it is the one of the body's own span. All of them may be
//!   missing.
//! - By hand, less is enough: a local that is not declared, or a field without type (`_1.0` for `(_1.0: u8)`), has the
//!   type `?`, which is [`Type::Other`](super::Type::Other). `//` begins a comment.
//! - A one-word type is a parameter, `T`, if it is not the name of a primitive type: paths are absolute.
//!
//! | kind | forms |
//! |---|---|
//! | body | `fn`, `closure`, `coroutine`, `constructor`, `const` or `static`, then `PATH<GENERICS>(_1 name: T, …) -> T { in impl#0; captures x, &y; … }` |
//! | type | `a::B<T, {3}>` `<T as a::Trait>::Item` `&T` `&mut T` `*const T` `*mut T` `[T]` `[T; 3]` `(T, U)` `fn(T) -> U` `fn a::f::<T>` `{closure a::f::{closure#0}}` `{coroutine PATH}` `dyn a::A + a::B` `impl a::A` `!` `param "…"` `other "…"` |
//! | place | `_1` `(*_1)` `(_1.0: T)` `(_1 as Some)` `_1[_2]` `_1[2]` `_1[-1]` `_1[1..3]` `_1[1..-1]` |
//! | operand | `copy _1` `move _1` `const "text"` `const b"bytes"` `const 3_u8` `const fn a::f` `const static a::S` `const item a::C` `const other "…"` |
//! | function | `a::f` `a::f::<T>` `<a::B<T>>::new` `<T as a::Trait<U>>::f::<V>` `<[T]>::len` (whose path is `slice::len`, see [`Tables::owner`](super::Tables::owner)) and its type behind it: `a::f [fn(T) -> U]`; `<T as a::Trait> a::other` where the path does not begin with that of the type or trait |
//! | rvalue | an operand, `&_1` `&mut _1` `&raw const _1` `&raw mut _1` `arithmetic(a, b)` `checked` `bits` `comparison` `offset` `not(a)` `negate` `metadata` `a as T (Unsize)` `(a, b)` `[a, b]` `[a; 3]` `struct T as Variant {0: a}` `closure PATH (a, b)` `coroutine PATH (a)` `discriminant(_1)` `length(_1)` `thread_local PATH` `format("a ", 0, "")` |
//! | end of a block | `goto bb1` `switch(a) -> [0: bb1, else: bb2]` `return` `unreachable` `_1 = a::f(a, b) -> bb1` `_1 = (copy _2)(a) -> !` `drop(_1) -> bb1` `_1 = yield(a) -> bb1` `unknown "…" (_1) -> [bb1]` |

mod parse;
mod print;
mod words;

pub use parse::{TextError, parse};
pub use print::{Detail, print, print_body, print_type};
