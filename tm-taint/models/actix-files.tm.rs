//! actix-files.

#![models(krate = "actix-files", version = "0.6")]

impl actix_files::NamedFile {
    #[source(File => return::Ok.0)]
    fn open(#[sink(Path)] path: _) -> Result<Self>;
    #[source(File => return::Ok.0)]
    async fn open_async(#[sink(Path)] path: _) -> Result<Self>;
}
