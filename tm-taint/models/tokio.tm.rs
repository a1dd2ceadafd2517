//! tokio: what it has of the standard library, without waiting.

#![models(krate = "tokio", version = "1")]

mod tokio {
    mod io {
        #[source(UserInput)]
        fn stdin() -> Stdin;
    }

    mod fs {
        #[source(File => return::Ok.0)]
        async fn read(#[sink(Path)] path: _) -> Result<Vec<u8>>;
        #[source(File => return::Ok.0)]
        async fn read_to_string(#[sink(Path)] path: _) -> Result<String>;
        async fn read_dir(#[sink(Path)] path: _) -> _;
        async fn write(#[sink(Path)] path: _, contents: _) -> _;
        async fn remove_file(#[sink(Path)] path: _) -> _;
        async fn remove_dir(#[sink(Path)] path: _) -> _;
        async fn remove_dir_all(#[sink(Path)] path: _) -> _;
        async fn create_dir(#[sink(Path)] path: _) -> _;
        async fn create_dir_all(#[sink(Path)] path: _) -> _;
        async fn copy(#[sink(Path)] from: _, #[sink(Path)] to: _) -> _;
        async fn rename(#[sink(Path)] from: _, #[sink(Path)] to: _) -> _;
    }
}

impl tokio::fs::File {
    #[source(File => return::Ok.0)]
    async fn open(#[sink(Path)] path: _) -> Result<File>;
    async fn create(#[sink(Path)] path: _) -> _;
    async fn create_new(#[sink(Path)] path: _) -> _;
}

impl tokio::fs::OpenOptions {
    async fn open(&self, #[sink(Path)] path: _) -> _;
}

impl tokio::process::Command {
    fn new(#[sink(Command)] program: _) -> _;
    fn arg(&mut self, #[sink(CommandArgument)] argument: _) -> _;
    fn args(&mut self, #[sink(CommandArgument)] arguments: _) -> _;
    fn current_dir(&mut self, #[sink(Path)] folder: _) -> _;
}

impl tokio::net::TcpListener {
    #[source(UserInput => return::Ok.0.0)]
    async fn accept(&self) -> Result<(TcpStream, SocketAddr)>;
}

impl tokio::net::UnixListener {
    #[source(UserInput => return::Ok.0.0)]
    async fn accept(&self) -> Result<(UnixStream, SocketAddr)>;
}

impl tokio::net::TcpStream {
    #[source(Response => return::Ok.0)]
    async fn connect(#[sink(Url)] address: _) -> Result<TcpStream>;
}

impl tokio::net::UdpSocket {
    async fn recv_from(&self, #[source(UserInput)] buffer: &mut [u8]) -> _;
    async fn recv(&self, #[source(UserInput)] buffer: &mut [u8]) -> _;
}
