use tm::model;

model! { name = "Guestbook", controls(is_encrypted) }

fn main() {}
