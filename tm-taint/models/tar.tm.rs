//! tar: who made an archive chose the names in it, and `../` may stand there. `unpack_in` and the archive's own `unpack` look at them.

#![models(krate = "tar", version = "0.4")]

impl<R> tar::Entry<'_, R> {
    #[source(ArchiveName => return::Ok.0)]
    fn path(&self) -> Result<Cow<Path>>;
    #[source(ArchiveName)]
    fn path_bytes(&self) -> Cow<[u8]>;
    #[source(ArchiveName => return::Ok.0::Some.0)]
    fn link_name(&self) -> Result<Option<Cow<Path>>>;
    fn unpack(&mut self, #[sink(Path)] to: _) -> _;
    fn unpack_in(&mut self, #[sink(Path)] folder: _) -> _;
}

impl<R> tar::Archive<R> {
    fn unpack(&mut self, #[sink(Path)] folder: _) -> _;
}
