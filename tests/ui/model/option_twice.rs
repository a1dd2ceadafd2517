use tm::model;

model! { name = "Guestbook", is_ordered, is_ordered = false }

fn main() {}
