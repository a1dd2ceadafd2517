use tm::data;

#[data(override(DS06, severity = Hgh))]
pub struct Comment;

fn main() {}
