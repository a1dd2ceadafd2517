//! zip: who made an archive chose the names in it, and `../` may stand there.

#![models(krate = "zip", version = ">=2, <10")]

mod zip {
    mod read {
        impl ZipFile<'_> {
            #[source(ArchiveName)]
            fn name(&self) -> &str;
            #[sanitize(sinks(Path), return)]
            fn enclosed_name(&self) -> Option<PathBuf>;
            #[sanitize(sinks(Path), return)]
            fn mangled_name(&self) -> PathBuf;
        }
    }
}
