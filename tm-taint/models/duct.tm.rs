//! duct.

#![models(krate = "duct", version = "1")]

mod duct {
    fn cmd(#[sink(Command)] program: _, #[sink(CommandArgument)] arguments: _) -> Expression;
}

impl duct::Expression {
    fn dir(&self, #[sink(Path)] folder: _) -> Expression;
}
