//! zip, tar.

use std::fs::{self, File};
use std::path::Path;

use tar::Archive;
use zip::ZipArchive;

use crate::{input, sink};

pub fn zipped(archive: &mut ZipArchive<File>) {
    let file = archive.by_index(0).unwrap();
    sink(file.name().unwrap()); // FLOW
}

pub fn zipped_by_its_name() {
    let mut archive = ZipArchive::new(std::io::Cursor::new(input())).unwrap();
    let file = archive.by_index(0).unwrap();
    fs::create_dir(Path::new("a").join(file.name().unwrap().as_ref())).unwrap(); // FLOW
    fs::create_dir(Path::new("a").join(file.enclosed_name().unwrap())).unwrap(); // NO FLOW
    fs::create_dir(Path::new("a").join(file.mangled_name().unwrap())).unwrap(); // NO FLOW
}

pub fn packed(archive: &mut Archive<File>) {
    for entry in archive.entries().unwrap() {
        let entry = entry.unwrap();
        sink(entry.path().unwrap()); // FLOW
        sink(entry.path_bytes()); // FLOW
        sink(entry.link_name().unwrap().unwrap()); // FLOW
    }
}

pub fn unpacked(archive: &mut Archive<File>) {
    for entry in archive.entries().unwrap() {
        entry.unwrap().unpack(input()).unwrap(); // FLOW
    }
    for entry in archive.entries().unwrap() {
        entry.unwrap().unpack_in(input()).unwrap(); // FLOW
    }
    archive.unpack(input()).unwrap(); // FLOW
}
