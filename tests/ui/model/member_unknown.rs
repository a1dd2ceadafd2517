use tm::model;

model! { name = "Guestbook", on_duplicates = Hidden }

fn main() {}
