use tm::model;

model! { name = "" }

fn main() {}
