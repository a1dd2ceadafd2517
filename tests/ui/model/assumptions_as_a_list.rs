use tm::model;

model! { name = "Guestbook", assumptions = ["the platform is patched"] }

fn main() {}
