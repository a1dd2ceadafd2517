//! bincode 1: a reader may say how much memory a text takes, without any limit. From memory no more is taken than is there.

#![models(krate = "bincode", version = "1")]

mod bincode {
    fn deserialize_from(#[sink(Deserialize)] reader: _) -> _;
}
