use tm::model;

model! { "Guestbook" }

fn main() {}
