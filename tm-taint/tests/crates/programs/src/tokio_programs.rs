//! tokio.

use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::process::Command;

use crate::{input, number, sink};

pub async fn stdin() {
    let mut text = String::new();
    tokio::io::stdin().read_to_string(&mut text).await.unwrap();
    sink(text); // FLOW
}

pub async fn lines() {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        sink(line); // FLOW
    }
}

pub async fn accepted(listener: TcpListener) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut buffer = [0; 512];
    let count = stream.read(&mut buffer).await.unwrap();
    sink(&buffer[..count]); // FLOW
}

pub async fn served(listener: TcpListener) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(async move { handle(stream).await });
    }
}

async fn handle(mut stream: TcpStream) {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    sink(text); // FLOW
}

pub async fn accepted_locally(listener: tokio::net::UnixListener) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    sink(text); // FLOW
}

pub async fn datagram(socket: UdpSocket) {
    let mut buffer = [0; 512];
    socket.recv_from(&mut buffer).await.unwrap();
    sink(buffer); // FLOW
}

pub async fn datagram_of_one(socket: UdpSocket) {
    let mut buffer = [0; 512];
    socket.recv(&mut buffer).await.unwrap();
    sink(buffer); // FLOW
}

pub async fn reply_of_a_server() {
    let mut stream = TcpStream::connect("127.0.0.1:80").await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    sink(reply); // FLOW
}

pub async fn content() {
    sink(fs::read("a").await.unwrap()); // FLOW
}

pub async fn content_as_text() {
    sink(fs::read_to_string("a").await.unwrap()); // FLOW
}

pub async fn opened() {
    let mut text = String::new();
    File::open("a").await.unwrap().read_to_string(&mut text).await.unwrap();
    sink(text); // FLOW
}

pub async fn program() {
    Command::new(input()).status().await.unwrap(); // FLOW
}

pub async fn argument() {
    Command::new("sh").arg("-c").arg(input()); // FLOW
}

pub async fn arguments() {
    Command::new("git").args(["clone", &input()]); // FLOW
}

pub async fn folder() {
    Command::new("ls").current_dir(input()); // FLOW
}

pub async fn connect() {
    TcpStream::connect(input()).await.unwrap(); // FLOW
}

pub async fn open() {
    File::open(input()).await.unwrap(); // FLOW
}

pub async fn create() {
    File::create(input()).await.unwrap(); // FLOW
}

pub async fn create_new() {
    File::create_new(input()).await.unwrap(); // FLOW
}

pub async fn options() {
    OpenOptions::new().read(true).open(input()).await.unwrap(); // FLOW
}

pub async fn read() {
    fs::read(input()).await.unwrap(); // FLOW
}

pub async fn read_text() {
    fs::read_to_string(input()).await.unwrap(); // FLOW
}

pub async fn read_folder() {
    fs::read_dir(input()).await.unwrap(); // FLOW
}

pub async fn write() {
    fs::write(input(), "text").await.unwrap(); // FLOW
}

pub async fn write_content() {
    fs::write("a", input()).await.unwrap(); // NO FLOW
}

pub async fn remove_file() {
    fs::remove_file(input()).await.unwrap(); // FLOW
}

pub async fn remove_folder() {
    fs::remove_dir(input()).await.unwrap(); // FLOW
}

pub async fn remove_all() {
    fs::remove_dir_all(input()).await.unwrap(); // FLOW
}

pub async fn create_folder() {
    fs::create_dir(input()).await.unwrap(); // FLOW
}

pub async fn create_folders() {
    fs::create_dir_all(input()).await.unwrap(); // FLOW
}

pub async fn copy() {
    fs::copy(input(), "b").await.unwrap(); // FLOW
}

pub async fn rename() {
    fs::rename("a", input()).await.unwrap(); // FLOW
}
