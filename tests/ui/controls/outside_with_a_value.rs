use tm::element;

#[element(Datastore, is_encrypted_at_rest = false)]
pub struct Store;

fn main() {}
