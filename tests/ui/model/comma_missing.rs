use tm::model;

model! { name = "Guestbook" is_ordered }

fn main() {}
