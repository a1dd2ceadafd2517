//! Where data comes in through the standard library, and where it must not get to. How it goes through is said in `std.toml`.
//!
//! Kinds of sources: `UserInput` is what somebody sends. What the user of a program says to it has kinds of its own, because it is
//! rarely an attack: `CommandLine`, `Environment`, and `File` for what files hold. `Response` is what another server answers.

#![models(krate = "std")]

mod std {
    mod env {
        #[source(CommandLine => return[..])]
        fn args() -> Args;
        #[source(CommandLine => return[..])]
        fn args_os() -> ArgsOs;
        #[source(Environment => return::Ok.0)]
        fn var(key: _) -> Result<String, VarError>;
        #[source(Environment => return::Some.0)]
        fn var_os(key: _) -> Option<OsString>;
        #[source(Environment => return[..])]
        fn vars() -> Vars;
        #[source(Environment => return[..])]
        fn vars_os() -> VarsOs;
        fn set_current_dir(#[sink(Path)] path: _) -> _;
    }

    mod io {
        // What is read from it is made of it.
        #[source(UserInput)]
        fn stdin() -> Stdin;
        fn _print(#[sink(Console)] text: _);
        fn _eprint(#[sink(Console)] text: _);
    }

    mod fs {
        #[source(File => return::Ok.0)]
        fn read(#[sink(Path)] path: _) -> Result<Vec<u8>>;
        #[source(File => return::Ok.0)]
        fn read_to_string(#[sink(Path)] path: _) -> Result<String>;
        fn read_dir(#[sink(Path)] path: _) -> _;
        fn read_link(#[sink(Path)] path: _) -> _;
        fn write(#[sink(Path)] path: _, contents: _) -> _;
        fn remove_file(#[sink(Path)] path: _) -> _;
        fn remove_dir(#[sink(Path)] path: _) -> _;
        fn remove_dir_all(#[sink(Path)] path: _) -> _;
        fn create_dir(#[sink(Path)] path: _) -> _;
        fn create_dir_all(#[sink(Path)] path: _) -> _;
        fn copy(#[sink(Path)] from: _, #[sink(Path)] to: _) -> _;
        fn rename(#[sink(Path)] from: _, #[sink(Path)] to: _) -> _;
        fn hard_link(#[sink(Path)] original: _, #[sink(Path)] link: _) -> _;
        fn set_permissions(#[sink(Path)] path: _, permissions: _) -> _;
    }

    mod os {
        mod unix {
            mod fs {
                fn symlink(#[sink(Path)] original: _, #[sink(Path)] link: _) -> _;
            }
        }
    }

    mod vec {
        // `vec![element; count]`
        fn from_elem(element: _, #[sink(Allocation)] count: usize) -> _;
    }

    // What is shared between threads was not sent to one of them.
    mod sync {
        #[taint(opaque)]
        struct Arc<T>;
    }

    mod str {
        fn from_utf8_unchecked(#[sink(Deserialize)] bytes: _) -> _;
    }
}

impl std::fs::File {
    #[source(File => return::Ok.0)]
    fn open(#[sink(Path)] path: _) -> Result<File>;
    fn create(#[sink(Path)] path: _) -> _;
    fn create_new(#[sink(Path)] path: _) -> _;
}

impl std::fs::OpenOptions {
    fn open(&self, #[sink(Path)] path: _) -> _;
}

// Neither has a separator in it, or is `..`. The stem of a name may be.
impl std::path::Path {
    #[sanitize(sinks(Path), return)]
    fn file_name(&self) -> Option<&OsStr>;
    #[sanitize(sinks(Path), return)]
    fn extension(&self) -> Option<&OsStr>;
}

// --- programs that are started

impl std::process::Command {
    fn new(#[sink(Command)] program: _) -> _;
    fn arg(&mut self, #[sink(CommandArgument)] argument: _) -> _;
    fn args(&mut self, #[sink(CommandArgument)] arguments: _) -> _;
    fn current_dir(&mut self, #[sink(Path)] folder: _) -> _;
}

// --- the network

impl std::net::TcpListener {
    #[source(UserInput => return::Ok.0.0)]
    fn accept(&self) -> Result<(TcpStream, SocketAddr)>;
    #[source(UserInput => return[..]::Ok.0)]
    fn incoming(&self) -> Incoming<'_>;
}

impl std::os::unix::net::UnixListener {
    #[source(UserInput => return::Ok.0.0)]
    fn accept(&self) -> Result<(UnixStream, SocketAddr)>;
    #[source(UserInput => return[..]::Ok.0)]
    fn incoming(&self) -> Incoming<'_>;
}

impl std::net::TcpStream {
    #[source(Response => return::Ok.0)]
    fn connect(#[sink(Url)] address: _) -> Result<TcpStream>;
    #[source(Response => return::Ok.0)]
    fn connect_timeout(#[sink(Url)] address: _, timeout: _) -> Result<TcpStream>;
}

impl std::net::UdpSocket {
    fn recv_from(&self, #[source(UserInput)] buffer: &mut [u8]) -> _;
    fn peek_from(&self, #[source(UserInput)] buffer: &mut [u8]) -> _;
    fn recv(&self, #[source(UserInput)] buffer: &mut [u8]) -> _;
    fn peek(&self, #[source(UserInput)] buffer: &mut [u8]) -> _;
}

// --- memory for as much as is said

impl<T> std::vec::Vec<T> {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
    fn reserve(&mut self, #[sink(Allocation)] additional: usize);
    fn reserve_exact(&mut self, #[sink(Allocation)] additional: usize);
    fn resize(&mut self, #[sink(Allocation)] length: usize, value: T);
    fn resize_with(&mut self, #[sink(Allocation)] length: usize, make: _);
}

impl std::string::String {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
    fn reserve(&mut self, #[sink(Allocation)] additional: usize);
    fn reserve_exact(&mut self, #[sink(Allocation)] additional: usize);
    fn from_utf8_unchecked(#[sink(Deserialize)] bytes: _) -> _;
}

impl str {
    fn from_utf8_unchecked(#[sink(Deserialize)] bytes: _) -> _;
    fn repeat(&self, #[sink(Allocation)] count: usize) -> _;
}

impl<T> [T] {
    fn repeat(&self, #[sink(Allocation)] count: usize) -> _;
}

impl<T> std::collections::VecDeque<T> {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
    fn reserve(&mut self, #[sink(Allocation)] additional: usize);
}

impl<T> std::collections::BinaryHeap<T> {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
}

impl<K, V> std::collections::HashMap<K, V> {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
    fn reserve(&mut self, #[sink(Allocation)] additional: usize);
}

impl<T> std::collections::HashSet<T> {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
}

impl std::ffi::OsString {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> _;
    fn from_encoded_bytes_unchecked(#[sink(Deserialize)] bytes: _) -> _;
}

impl<R> std::io::BufReader<R> {
    fn with_capacity(#[sink(Allocation)] capacity: usize, inner: R) -> _;
}

impl<W> std::io::BufWriter<W> {
    fn with_capacity(#[sink(Allocation)] capacity: usize, inner: W) -> _;
}

// --- bytes that are taken for what they claim to be: undefined behaviour where they are not

impl std::ffi::CStr {
    fn from_bytes_with_nul_unchecked(#[sink(Deserialize)] bytes: _) -> _;
}

impl std::ffi::CString {
    fn from_vec_unchecked(#[sink(Deserialize)] bytes: _) -> _;
}
