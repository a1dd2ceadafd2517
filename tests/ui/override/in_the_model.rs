use tm::model;

model! { name = "Guestbook", override(INP05, severity = High) }

fn main() {}
