use tm::model;

model! { description = "Visitors leave comments." }

fn main() {}
