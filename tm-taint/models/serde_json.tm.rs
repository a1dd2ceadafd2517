//! serde_json: what is read is made of the text, what went wrong is not.

#![models(krate = "serde_json", version = "1")]

mod serde_json {
    #[flow(text -> return::Ok.0)]
    fn from_str(text: &str) -> Result<_>;
    #[flow(bytes -> return::Ok.0)]
    fn from_slice(bytes: &[u8]) -> Result<_>;
    #[flow(reader -> return::Ok.0)]
    fn from_reader(reader: _) -> Result<_>;
    #[flow(value -> return::Ok.0)]
    fn from_value(value: Value) -> Result<_>;
    #[flow(*value -> return::Ok.0)]
    fn to_string(value: &_) -> Result<String>;
    #[flow(*value -> return::Ok.0)]
    fn to_string_pretty(value: &_) -> Result<String>;
    #[flow(*value -> return::Ok.0)]
    fn to_vec(value: &_) -> Result<Vec<u8>>;
    #[flow(value -> return::Ok.0)]
    fn to_value(value: _) -> Result<Value>;
}
