use tm::model;

model! { name = "Guestbook", expect(DO02, reason = "the proxy limits it") }

fn main() {}
