use tm::model;

model! { name = "Guestbook", colour = "red" }

fn main() {}
