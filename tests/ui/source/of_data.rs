use tm::data;

#[data(source = "schema.sql")]
pub struct Comment;

fn main() {}
