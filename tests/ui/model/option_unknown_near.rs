use tm::model;

model! { name = "Guestbook", is_orderd = true }

fn main() {}
