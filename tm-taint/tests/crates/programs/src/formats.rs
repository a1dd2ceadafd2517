//! serde_json, bincode, bytes.

use bytes::{BufMut, BytesMut};
use serde_json::Value;

use crate::{bytes, input, number, sink};

pub fn parsed() {
    let value: Value = serde_json::from_str(&input()).unwrap();
    sink(value["name"].as_str()); // FLOW
}

pub fn parse_error() {
    if let Err(error) = serde_json::from_str::<Value>(&input()) {
        sink(error); // NO FLOW
    }
}

pub fn parsed_bytes() {
    sink(serde_json::from_slice::<Value>(&bytes()).unwrap()); // FLOW
}

pub fn parsed_stream() {
    sink(serde_json::from_reader::<_, Value>(&bytes()[..]).unwrap()); // FLOW
}

pub fn parsed_value() {
    sink(serde_json::from_value::<String>(Value::String(input())).unwrap()); // FLOW
}

pub fn written() {
    sink(serde_json::to_string(&input()).unwrap()); // FLOW
}

pub fn written_nicely() {
    sink(serde_json::to_string_pretty(&input()).unwrap()); // FLOW
}

pub fn written_as_bytes() {
    sink(serde_json::to_vec(&input()).unwrap()); // FLOW
}

pub fn made_a_value() {
    sink(serde_json::to_value(input()).unwrap()); // FLOW
}

pub fn write_error() {
    if let Err(error) = serde_json::to_string(&input()) {
        sink(error); // NO FLOW
    }
}

pub fn made_by_macro() {
    sink(serde_json::json!({ "name": input() })); // FLOW
}

pub fn without_limit() {
    let bytes = bytes();
    bincode::deserialize_from::<_, String>(&bytes[..]).unwrap(); // FLOW
}

pub fn from_memory() {
    let bytes = bytes();
    bincode::deserialize::<String>(&bytes).unwrap(); // NO FLOW
}

pub fn buffer() {
    BytesMut::with_capacity(number()); // FLOW
}

pub fn zeroes() {
    BytesMut::zeroed(number()); // FLOW
}

pub fn reserve(buffer: &mut BytesMut) {
    buffer.reserve(number()); // FLOW
}

pub fn resize(buffer: &mut BytesMut) {
    buffer.resize(number(), 0); // FLOW
}

pub fn error_of_from_slice() {
    if let Err(error) = serde_json::from_slice::<Value>(&bytes()) {
        sink(error); // NO FLOW
    }
}

pub fn error_of_from_reader() {
    if let Err(error) = serde_json::from_reader::<_, Value>(&bytes()[..]) {
        sink(error); // NO FLOW
    }
}

pub fn error_of_from_value() {
    if let Err(error) = serde_json::from_value::<u8>(Value::String(input())) {
        sink(error); // NO FLOW
    }
}

pub fn error_of_to_string_pretty() {
    if let Err(error) = serde_json::to_string_pretty(&input()) {
        sink(error); // NO FLOW
    }
}

pub fn error_of_to_vec() {
    if let Err(error) = serde_json::to_vec(&input()) {
        sink(error); // NO FLOW
    }
}

pub fn error_of_to_value() {
    if let Err(error) = serde_json::to_value(input()) {
        sink(error); // NO FLOW
    }
}
