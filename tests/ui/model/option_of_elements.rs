use tm::model;

model! { name = "Guestbook", os = "Linux" }

fn main() {}
