//! clap: what the user of a program says to it.

#![models(krate = "clap", version = "4")]

mod clap {
    trait Parser {
        #[source(CommandLine)]
        fn parse() -> Self;
        #[source(CommandLine => return::Ok.0)]
        fn try_parse() -> Result<Self>;
    }
}

impl clap::Command {
    #[source(CommandLine)]
    fn get_matches(self) -> ArgMatches;
    #[source(CommandLine => return::Ok.0)]
    fn try_get_matches(self) -> Result<ArgMatches>;
}
