//! What `use std::ops::*` brings: the traits and types of modules of the standard library that are used as a whole.
//!
//! The sources of other crates are not read, so that what a `*` of theirs names is not known. Of the standard library, people take
//! these modules; a trait that is missing here makes its impl blocks ones of no trait.

/// The path of what `name` is in a module.
pub(super) fn item(module: &str, name: &str) -> Option<String> {
    let module = match module {
        "std::io::prelude" => "std::io",
        other => other,
    };
    let (_, names) = MODULES.iter().find(|(path, _)| *path == module)?;
    names.split_whitespace().any(|it| it == name).then(|| format!("{module}::{name}"))
}

const MODULES: [(&str, &str); 24] = [
    ("std::any", "Any TypeId"),
    ("std::borrow", "Borrow BorrowMut Cow ToOwned"),
    ("std::cell", "Cell LazyCell OnceCell Ref RefCell RefMut UnsafeCell"),
    ("std::cmp", "Eq Ord Ordering PartialEq PartialOrd Reverse"),
    ("std::collections", "BTreeMap BTreeSet BinaryHeap HashMap HashSet LinkedList TryReserveError VecDeque"),
    ("std::convert", "AsMut AsRef From Infallible Into TryFrom TryInto"),
    ("std::error", "Error"),
    ("std::ffi", "CStr CString OsStr OsString"),
    (
        "std::fmt",
        "Alignment Arguments Binary Debug DebugList DebugMap DebugSet DebugStruct DebugTuple Display Error Formatter LowerExp \
         LowerHex Octal Pointer Result UpperExp UpperHex Write",
    ),
    ("std::future", "Future IntoFuture Pending PollFn Ready"),
    ("std::hash", "BuildHasher DefaultHasher Hash Hasher RandomState"),
    (
        "std::io",
        "BufRead BufReader BufWriter Chain Cursor Empty Error ErrorKind IoSlice IoSliceMut LineWriter Lines Read Result Seek SeekFrom \
         Sink Stderr Stdin Stdout Take Write",
    ),
    (
        "std::iter",
        "Chain Cloned Copied Cycle DoubleEndedIterator Enumerate ExactSizeIterator Extend Filter FilterMap FlatMap Flatten FromIterator \
         Fuse FusedIterator Inspect IntoIterator Iterator Map MapWhile Once Peekable Product Repeat Rev Scan Skip SkipWhile StepBy Sum \
         Take TakeWhile Zip",
    ),
    ("std::marker", "Copy PhantomData PhantomPinned Send Sized Sync Unpin"),
    ("std::mem", "Discriminant ManuallyDrop MaybeUninit"),
    (
        "std::net",
        "IpAddr Ipv4Addr Ipv6Addr SocketAddr SocketAddrV4 SocketAddrV6 TcpListener TcpStream ToSocketAddrs UdpSocket",
    ),
    (
        "std::ops",
        "Add AddAssign BitAnd BitAndAssign BitOr BitOrAssign BitXor BitXorAssign Bound ControlFlow Deref DerefMut Div DivAssign Drop Fn \
         FnMut FnOnce Index IndexMut Mul MulAssign Neg Not Range RangeBounds RangeFrom RangeFull RangeInclusive RangeTo \
         RangeToInclusive Rem RemAssign Shl ShlAssign Shr ShrAssign Sub SubAssign",
    ),
    ("std::path", "Component Components Path PathBuf"),
    ("std::pin", "Pin"),
    ("std::rc", "Rc Weak"),
    ("std::str", "Bytes CharIndices Chars FromStr Lines Split Utf8Error"),
    (
        "std::sync",
        "Arc Barrier Condvar LazyLock LockResult Mutex MutexGuard Once OnceLock PoisonError RwLock RwLockReadGuard RwLockWriteGuard Weak",
    ),
    ("std::sync::mpsc", "Receiver RecvError SendError Sender SyncSender TryRecvError"),
    ("std::task", "Context Poll Wake Waker"),
];
