//! Where data must not get to: the standard library.

use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::ffi::{CStr, CString, OsString};
use std::fs::{self, File, OpenOptions};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use crate::{bytes, input, number};

pub fn program() {
    Command::new(input()); // FLOW
}

pub fn fixed_program() {
    Command::new("ls").current_dir("/"); // NO FLOW
}

pub fn argument() {
    Command::new("sh").arg("-c").arg(input()); // FLOW
}

pub fn arguments() {
    Command::new("git").args(["clone", &input()]); // FLOW
}

pub fn folder() {
    Command::new("ls").current_dir(input()); // FLOW
}

pub fn open() {
    File::open(input()); // FLOW
}

pub fn open_joined() {
    File::open(Path::new("/srv").join(input())); // FLOW
}

pub fn open_fixed() {
    let _ = input();
    File::open("/etc/hosts"); // NO FLOW
}

pub fn open_by_last_part() {
    File::open(Path::new("/srv").join(Path::new(&input()).file_name().unwrap())); // NO FLOW
}

pub fn open_by_extension() {
    File::open(Path::new("text").with_extension(Path::new(&input()).extension().unwrap())); // NO FLOW
}

pub fn open_by_stem() {
    File::open(Path::new("/srv").join(Path::new(&input()).file_stem().unwrap())); // FLOW
}

pub fn run_last_part() {
    Command::new(Path::new(&input()).file_name().unwrap()); // FLOW
}

pub fn create() {
    File::create(input()); // FLOW
}

pub fn create_new() {
    File::create_new(input()); // FLOW
}

pub fn read() {
    fs::read(input()); // FLOW
}

pub fn read_text() {
    fs::read_to_string(input()); // FLOW
}

pub fn read_folder() {
    fs::read_dir(input()); // FLOW
}

pub fn read_link() {
    fs::read_link(input()); // FLOW
}

pub fn write() {
    fs::write(input(), "text"); // FLOW
}

pub fn write_content() {
    fs::write("a", input()); // NO FLOW
}

pub fn remove_file() {
    fs::remove_file(input()); // FLOW
}

pub fn remove_folder() {
    fs::remove_dir(input()); // FLOW
}

pub fn remove_all() {
    fs::remove_dir_all(input()); // FLOW
}

pub fn create_folder() {
    fs::create_dir(input()); // FLOW
}

pub fn create_folders() {
    fs::create_dir_all(input()); // FLOW
}

pub fn copy() {
    fs::copy(input(), "b"); // FLOW
}

pub fn copy_to() {
    fs::copy("a", input()); // FLOW
}

pub fn rename() {
    fs::rename(input(), "b"); // FLOW
}

pub fn hard_link() {
    fs::hard_link("a", input()); // FLOW
}

pub fn symlink() {
    std::os::unix::fs::symlink(input(), "b"); // FLOW
}

pub fn permissions(of: fs::Permissions) {
    fs::set_permissions(input(), of); // FLOW
}

pub fn options() {
    OpenOptions::new().read(true).open(input()); // FLOW
}

pub fn no_options() {
    OpenOptions::new().read(true).open("a"); // NO FLOW
}

pub fn change_folder() {
    std::env::set_current_dir(input()); // FLOW
}

pub fn connect() {
    TcpStream::connect(input()); // FLOW
}

pub fn connect_in_time() {
    let address: std::net::SocketAddr = input().parse().unwrap();
    TcpStream::connect_timeout(&address, std::time::Duration::from_secs(1)); // FLOW
}

pub fn connect_to_host() {
    TcpStream::connect((input().as_str(), 80)); // FLOW
}

pub fn with_capacity() {
    Vec::<u8>::with_capacity(number()); // FLOW
}

pub fn parsed_capacity() {
    let count: usize = input().parse().unwrap();
    Vec::<u8>::with_capacity(count); // FLOW
}

pub fn length_of_input() {
    Vec::<u8>::with_capacity(input().len()); // NO FLOW
}

pub fn reserve(list: &mut Vec<u8>) {
    list.reserve(number()); // FLOW
}

pub fn reserve_exact(list: &mut Vec<u8>) {
    list.reserve_exact(number()); // FLOW
}

pub fn resize(list: &mut Vec<u8>) {
    list.resize(number(), 0); // FLOW
}

pub fn resize_with(list: &mut Vec<u8>) {
    list.resize_with(number(), Default::default); // FLOW
}

pub fn resize_by_content(list: &mut Vec<usize>) {
    list.resize(8, number()); // NO FLOW
}

pub fn repeated_element() {
    let list = vec![0_u8; number()]; // FLOW
}

pub fn element_repeated() {
    let list = vec![number(); 8]; // NO FLOW
}

pub fn text_with_capacity() {
    String::with_capacity(number()); // FLOW
}

pub fn text_reserve(text: &mut String) {
    text.reserve(number()); // FLOW
}

pub fn text_reserve_exact(text: &mut String) {
    text.reserve_exact(number()); // FLOW
}

pub fn repeated_text() {
    "x".repeat(number()); // FLOW
}

pub fn repeated_slice() {
    [1, 2].repeat(number()); // FLOW
}

pub fn repeated_input() {
    input().repeat(2); // NO FLOW
}

pub fn queue() {
    VecDeque::<u8>::with_capacity(number()); // FLOW
}

pub fn queue_reserve(queue: &mut VecDeque<u8>) {
    queue.reserve(number()); // FLOW
}

pub fn heap() {
    BinaryHeap::<u8>::with_capacity(number()); // FLOW
}

pub fn map() {
    HashMap::<u8, u8>::with_capacity(number()); // FLOW
}

pub fn map_reserve(map: &mut HashMap<u8, u8>) {
    map.reserve(number()); // FLOW
}

pub fn set() {
    HashSet::<u8>::with_capacity(number()); // FLOW
}

pub fn os_text() {
    OsString::with_capacity(number()); // FLOW
}

pub fn buffered(file: File) {
    std::io::BufReader::with_capacity(number(), file); // FLOW
}

pub fn buffered_writer(file: File) {
    std::io::BufWriter::with_capacity(number(), file); // FLOW
}

pub fn unchecked_text() {
    unsafe { String::from_utf8_unchecked(bytes()) }; // FLOW
}

pub fn unchecked_str() {
    let bytes = bytes();
    unsafe { str::from_utf8_unchecked(&bytes) }; // FLOW
}

pub fn unchecked_str_by_module() {
    let bytes = bytes();
    unsafe { std::str::from_utf8_unchecked(&bytes) }; // FLOW
}

pub fn checked_text() {
    String::from_utf8(bytes()); // NO FLOW
}

pub fn unchecked_cstr() {
    let bytes = bytes();
    unsafe { CStr::from_bytes_with_nul_unchecked(&bytes) }; // FLOW
}

pub fn unchecked_cstring() {
    unsafe { CString::from_vec_unchecked(bytes()) }; // FLOW
}

pub fn unchecked_os_text() {
    unsafe { OsString::from_encoded_bytes_unchecked(bytes()) }; // FLOW
}

pub fn printed() {
    println!("{}", input()); // FLOW
}

pub fn printed_to_stderr() {
    eprintln!("{}", input()); // FLOW
}

pub fn debugged() {
    dbg!(input()); // FLOW
}

pub fn nothing_printed() {
    let _ = input();
    println!("done"); // NO FLOW
}
