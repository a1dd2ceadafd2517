//! Where data comes in: the standard library.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::{env, fs, io};

use crate::sink;

pub fn arguments() {
    sink(env::args().nth(1)); // FLOW
}

pub fn arguments_in_a_loop() {
    for argument in env::args().skip(1) {
        sink(argument); // FLOW
    }
}

pub fn os_arguments() {
    sink(env::args_os().nth(1)); // FLOW
}

pub fn variable() {
    if let Ok(value) = env::var("HOME") {
        sink(value); // FLOW
    }
}

pub fn no_variable() {
    if let Err(error) = env::var("HOME") {
        sink(error); // NO FLOW
    }
}

pub fn os_variable() {
    sink(env::var_os("HOME").unwrap()); // FLOW
}

pub fn variables() {
    for (name, value) in env::vars() {
        sink(value); // FLOW
    }
}

pub fn os_variables() {
    for (name, value) in env::vars_os() {
        sink(value); // FLOW
    }
}

pub fn line() {
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
    sink(line.trim()); // FLOW
}

pub fn locked_line() {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).unwrap();
    sink(line); // FLOW
}

pub fn count_of_a_line() {
    let mut line = String::new();
    let count = io::stdin().read_line(&mut line).unwrap();
    sink(count); // NO FLOW
}

pub fn lines() {
    for line in io::stdin().lines() {
        sink(line.unwrap()); // FLOW
    }
}

pub fn locked_lines() {
    for line in io::stdin().lock().lines() {
        sink(line.unwrap()); // FLOW
    }
}

pub fn all_of_stdin() {
    sink(io::read_to_string(io::stdin()).unwrap()); // FLOW
}

pub fn stdin_to_a_text() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    sink(text); // FLOW
}

pub fn stdin_to_bytes() {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).unwrap();
    sink(bytes); // FLOW
}

pub fn stdin_to_an_array() {
    let mut bytes = [0; 16];
    io::stdin().read_exact(&mut bytes).unwrap();
    sink(bytes); // FLOW
}

pub fn buffered_stdin() {
    let mut line = Vec::new();
    BufReader::new(io::stdin()).read_until(b'\n', &mut line).unwrap();
    sink(line); // FLOW
}

pub fn split_stdin() {
    for part in io::stdin().lock().split(b',') {
        sink(part.unwrap()); // FLOW
    }
}

pub fn accepted() {
    let listener = TcpListener::bind("127.0.0.1:80").unwrap();
    let (mut stream, address) = listener.accept().unwrap();
    let mut request = String::new();
    stream.read_to_string(&mut request).unwrap();
    sink(request); // FLOW
    sink(address); // NO FLOW
}

pub fn bound() {
    let listener = TcpListener::bind("127.0.0.1:80").unwrap();
    sink(listener.local_addr().unwrap()); // NO FLOW
}

pub fn incoming() {
    let listener = TcpListener::bind("127.0.0.1:80").unwrap();
    for stream in listener.incoming() {
        handle(stream.unwrap());
    }
}

fn handle(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    sink(line); // FLOW
}

pub fn into_incoming(listener: std::os::unix::net::UnixListener) {
    for stream in listener.incoming() {
        let mut text = String::new();
        stream.unwrap().read_to_string(&mut text).unwrap();
        sink(text); // FLOW
    }
}

pub fn accepted_locally(listener: std::os::unix::net::UnixListener) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    sink(text); // FLOW
}

pub fn datagram(socket: &UdpSocket) {
    let mut buffer = [0; 512];
    socket.recv_from(&mut buffer).unwrap();
    sink(buffer); // FLOW
}

pub fn datagram_of_one(socket: &UdpSocket) {
    let mut buffer = [0; 512];
    socket.recv(&mut buffer).unwrap();
    sink(buffer); // FLOW
}

pub fn peeked_datagram(socket: &UdpSocket) {
    let mut buffer = [0; 512];
    socket.peek_from(&mut buffer).unwrap();
    sink(buffer); // FLOW
}

pub fn peeked_datagram_of_one(socket: &UdpSocket) {
    let mut buffer = [0; 512];
    socket.peek(&mut buffer).unwrap();
    sink(buffer); // FLOW
}

pub fn reply_of_a_server() {
    let mut stream = TcpStream::connect("127.0.0.1:80").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    sink(reply); // FLOW
}

pub fn reply_in_time(address: &std::net::SocketAddr) {
    let mut stream = TcpStream::connect_timeout(address, std::time::Duration::from_secs(1)).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    sink(reply); // FLOW
}

pub fn content() {
    sink(fs::read("a").unwrap()); // FLOW
}

pub fn content_as_text() {
    sink(fs::read_to_string("a").unwrap()); // FLOW
}

pub fn opened() {
    let mut text = String::new();
    fs::File::open("a").unwrap().read_to_string(&mut text).unwrap();
    sink(text); // FLOW
}

pub fn written() {
    let file = fs::File::create("a").unwrap();
    sink(file); // NO FLOW
}
