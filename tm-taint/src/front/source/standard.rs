//! What `use std::ops::*` brings: the traits and types of modules of the standard library that are used as a whole.
//!
//! The sources of other crates are not read, so that what a `*` of theirs names is not known. Of the standard library, people take
//! these modules; a trait that is missing here makes its impl blocks ones of no trait.

/// The path of what `name` is in a module.
pub(super) fn item(module: &str, name: &str) -> Option<String> {
    let module = match module.strip_prefix("std::")? {
        "io::prelude" => "io",
        other => other,
    };
    let (_, names) = MODULES.iter().find(|(path, _)| *path == module)?;
    names.split_whitespace().any(|it| it == name).then(|| format!("std::{module}::{name}"))
}

const MODULES: [(&str, &str); 24] = [
    ("any", "Any TypeId"),
    ("borrow", "Borrow BorrowMut Cow ToOwned"),
    ("cell", "Cell LazyCell OnceCell Ref RefCell RefMut UnsafeCell"),
    ("cmp", "Eq Ord Ordering PartialEq PartialOrd Reverse"),
    ("collections", "BTreeMap BTreeSet BinaryHeap HashMap HashSet LinkedList TryReserveError VecDeque"),
    ("convert", "AsMut AsRef From Infallible Into TryFrom TryInto"),
    ("error", "Error"),
    ("ffi", "CStr CString OsStr OsString"),
    (
        "fmt",
        "Alignment Arguments Binary Debug DebugList DebugMap DebugSet DebugStruct DebugTuple Display Error Formatter LowerExp \
         LowerHex Octal Pointer Result UpperExp UpperHex Write",
    ),
    ("future", "Future IntoFuture Pending PollFn Ready"),
    ("hash", "BuildHasher DefaultHasher Hash Hasher RandomState"),
    (
        "io",
        "BufRead BufReader BufWriter Chain Cursor Empty Error ErrorKind IoSlice IoSliceMut LineWriter Lines Read Result Seek SeekFrom \
         Sink Stderr Stdin Stdout Take Write",
    ),
    (
        "iter",
        "Chain Cloned Copied Cycle DoubleEndedIterator Enumerate ExactSizeIterator Extend Filter FilterMap FlatMap Flatten FromIterator \
         Fuse FusedIterator Inspect IntoIterator Iterator Map MapWhile Once Peekable Product Repeat Rev Scan Skip SkipWhile StepBy Sum \
         Take TakeWhile Zip",
    ),
    ("marker", "Copy PhantomData PhantomPinned Send Sized Sync Unpin"),
    ("mem", "Discriminant ManuallyDrop MaybeUninit"),
    (
        "net",
        "IpAddr Ipv4Addr Ipv6Addr SocketAddr SocketAddrV4 SocketAddrV6 TcpListener TcpStream ToSocketAddrs UdpSocket",
    ),
    (
        "ops",
        "Add AddAssign BitAnd BitAndAssign BitOr BitOrAssign BitXor BitXorAssign Bound ControlFlow Deref DerefMut Div DivAssign Drop Fn \
         FnMut FnOnce Index IndexMut Mul MulAssign Neg Not Range RangeBounds RangeFrom RangeFull RangeInclusive RangeTo \
         RangeToInclusive Rem RemAssign Shl ShlAssign Shr ShrAssign Sub SubAssign",
    ),
    ("path", "Component Components Path PathBuf"),
    ("pin", "Pin"),
    ("rc", "Rc Weak"),
    ("str", "Bytes CharIndices Chars FromStr Lines Split Utf8Error"),
    (
        "sync",
        "Arc Barrier Condvar LazyLock LockResult Mutex MutexGuard Once OnceLock PoisonError RwLock RwLockReadGuard RwLockWriteGuard Weak",
    ),
    ("sync::mpsc", "Receiver RecvError SendError Sender SyncSender TryRecvError"),
    ("task", "Context Poll Wake Waker"),
];
