use tm::model;

model! {  }

fn main() {}
