//! The binary form.

use proptest::prelude::*;
use tm_taint::ir::Tables;
use tm_taint::ir::binary::{BinaryError, read, write};
use tm_taint::ir::text::{Detail, print};

use crate::generate::Choices;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_written_is_read_as_equal(numbers in prop::collection::vec(any::<u32>(), 0..400)) {
        let mut tables = Tables::default();
        let krate = Choices::new(&numbers, &mut tables).krate();
        let bytes = write(&krate, &tables);
        prop_assert_eq!(&read(&bytes, &mut tables).unwrap(), &krate);
        // Another program, whose tables have other numbers.
        let mut others = Tables::default();
        others.symbols.intern("first");
        let read = read(&bytes, &mut others).unwrap();
        prop_assert_eq!(print(&read, &others, Detail::Whole), print(&krate, &tables, Detail::Whole));
        prop_assert_eq!(write(&read, &others), bytes);
    }

    /// A crate comes out that can be printed and written, or an error.
    #[test]
    fn no_bytes_panic(numbers in prop::collection::vec(any::<u32>(), 0..200), changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6), cut in any::<usize>()) {
        let mut tables = Tables::default();
        let krate = Choices::new(&numbers, &mut tables).krate();
        let mut bytes = write(&krate, &tables);
        let length = bytes.len();
        for (at, byte) in changes {
            bytes[at % length] = byte;
        }
        if cut % 3 == 0 {
            bytes.truncate(cut % length);
        }
        if let Ok(krate) = read(&bytes, &mut tables) {
            print(&krate, &tables, Detail::Whole);
            write(&krate, &tables);
        }
    }

    #[test]
    fn noise_is_no_crate(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&noise, &mut Tables::default());
        let mut bytes = b"TMIR\x01".to_vec();
        bytes.extend(noise);
        let _ = read(&bytes, &mut Tables::default());
    }
}

#[test]
fn errors_say_what() {
    let mut tables = Tables::default();
    let krate = Choices::new(&[], &mut tables).krate();
    let bytes = write(&krate, &tables);
    let error = |bytes: &[u8]| read(bytes, &mut Tables::default()).unwrap_err().to_string();
    assert_eq!(error(b"ELF"), "the file holds no intermediate representation");
    assert_eq!(read(b"TMIR\x63", &mut tables), Err(BinaryError::Version { found: 99 }));
    assert_eq!(error(&bytes[..bytes.len() - 1]), "the file is damaged at byte 18: it ends too early");
    assert_eq!(error(&[&bytes, b"x".as_slice()].concat()), "the file is damaged at byte 19: it goes on behind its end");
    // A list that says to be long takes no memory.
    assert_eq!(
        error(b"TMIR\x01\xff\xff\xff\xff\x0f"),
        "the file is damaged at byte 10: a list is longer than the file"
    );
}

/// Each type is made of the one before, twice: printed, the last one would fill the disk.
#[test]
fn types_that_grow_without_end_are_refused() {
    let mut bytes = b"TMIR\x01\x00\x40\x0f".to_vec();
    for before in 0..0x3f {
        bytes.extend([8, 2, before, before]);
    }
    let error = read(&bytes, &mut Tables::default()).unwrap_err();
    assert!(matches!(error, BinaryError::Damaged { what: "a type is too deeply nested", .. }), "{error}");
}
