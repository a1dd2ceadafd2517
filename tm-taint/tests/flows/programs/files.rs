//! Streams, files, paths, processes, networks: what is read, written and named.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::*;

fn paths() {
    let p = PathBuf::from(source());
    sink(p.to_str().unwrap()); // FLOW
    sink(&p.display().to_string()); // FLOW
    sink(&p.join("x").to_string_lossy()); // FLOW
    sink(Path::new("a").join(&p).to_str().unwrap()); // FLOW
    sink(p.file_name().unwrap().to_str().unwrap()); // FLOW
    sink(p.parent().unwrap().to_str().unwrap()); // FLOW
    sink(p.extension().and_then(|e| e.to_str()).unwrap()); // FLOW
    sink(p.file_stem().unwrap().to_str().unwrap()); // FLOW
    sink(p.with_extension("rs").to_str().unwrap()); // FLOW
    sink(p.strip_prefix("/a").unwrap().to_str().unwrap()); // FLOW
    sink(p.components().next().unwrap().as_os_str().to_str().unwrap()); // FLOW
    sink(p.iter().next().unwrap().to_str().unwrap()); // FLOW
    sink(p.ancestors().last().unwrap().to_str().unwrap()); // FLOW
    sink(fs::canonicalize(&p).unwrap().to_str().unwrap()); // FLOW
    sink(p.canonicalize().unwrap().to_str().unwrap()); // FLOW
    sink_any(p.is_absolute()); // NO FLOW
    sink_any(p.exists()); // NO FLOW
    sink_any(p.starts_with("/a")); // NO FLOW
    let mut q = PathBuf::from("a");
    sink(q.to_str().unwrap()); // NO FLOW
    q.push(&p);
    sink(q.to_str().unwrap()); // FLOW
    let mut r = PathBuf::new();
    r.set_file_name(source());
    sink(r.to_str().unwrap()); // FLOW
    r = PathBuf::from("safe");
    r.push("b");
    sink(r.to_str().unwrap()); // NO FLOW
    let s: PathBuf = ["a", &source()].iter().collect();
    sink(s.to_str().unwrap()); // FLOW
    sink(&format!("{}", p.display())); // FLOW
    sink(p.as_os_str().to_str().unwrap()); // FLOW
    sink(&p.into_os_string().into_string().unwrap()); // FLOW
}

fn reading() -> io::Result<()> {
    let text = source();
    let mut reader = BufReader::new(text.as_bytes());
    let mut line = String::new();
    reader.read_line(&mut line)?;
    sink(&line); // FLOW
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest)?;
    sink(&String::from_utf8_lossy(&rest)); // FLOW
    let mut cursor = Cursor::new(source().into_bytes());
    let mut four = [0; 4];
    cursor.read_exact(&mut four)?;
    sink_any(four[0]); // FLOW
    for line in cursor.lines() {
        sink(&line?); // FLOW
    }
    let chained = "safe".as_bytes().chain(text.as_bytes());
    sink(&io::read_to_string(chained)?); // FLOW
    let mut limited = text.as_bytes().take(3);
    let mut out = String::new();
    limited.read_to_string(&mut out)?;
    sink(&out); // FLOW
    let mut safe = BufReader::new("abc".as_bytes());
    let mut buffer = String::new();
    safe.read_line(&mut buffer)?;
    sink(&buffer); // NO FLOW
    let mut split = BufReader::new(text.as_bytes());
    for part in split.by_ref().split(b',') {
        sink_any(part?[0]); // FLOW
    }
    sink_any(split.fill_buf()?[0]); // FLOW
    let mut until = Vec::new();
    BufReader::new(text.as_bytes()).read_until(b';', &mut until)?;
    sink_any(until[0]); // FLOW
    for byte in text.as_bytes().bytes() {
        sink_any(byte?); // FLOW
    }
    let count = io::Read::read(&mut text.as_bytes(), &mut [0; 3])?;
    sink_any(count); // NO FLOW
    Ok(())
}

fn writing() -> io::Result<()> {
    let mut out = Vec::new();
    writeln!(out, "{}", source())?;
    sink(&String::from_utf8_lossy(&out)); // FLOW
    let mut safe = Vec::new();
    safe.write_all(b"x")?;
    safe.flush()?;
    sink(&String::from_utf8_lossy(&safe)); // NO FLOW
    let mut cursor = Cursor::new(Vec::new());
    cursor.write_all(source().as_bytes())?;
    sink_any(cursor.get_ref()[0]); // FLOW
    sink_any(cursor.into_inner()[0]); // FLOW
    let mut writer = BufWriter::new(Vec::new());
    writer.write_all(source().as_bytes())?;
    sink_any(writer.buffer()[0]); // FLOW
    sink_any(writer.into_inner().unwrap()[0]); // FLOW
    let mut to = Vec::new();
    io::copy(&mut source().as_bytes(), &mut to)?;
    sink_any(to[0]); // FLOW
    let mut inner = Vec::new();
    {
        let mut writer = BufWriter::new(&mut inner);
        writer.write_all(source().as_bytes())?;
    }
    sink_any(inner[0]); // FLOW
    let mut sized = [0_u8; 8];
    (&mut sized[..]).write_all(source().as_bytes())?;
    sink_any(sized[0]); // FLOW
    let mut dynamic: Box<dyn Write> = Box::new(Vec::new());
    dynamic.write_all(source().as_bytes())?;
    Ok(())
}

fn write_record(out: &mut impl Write, name: &str) -> io::Result<()> {
    write!(out, "<{name}>")
}

fn writer_parameter() -> io::Result<()> {
    let mut out: Vec<u8> = Vec::new();
    write_record(&mut out, &source())?;
    sink(std::str::from_utf8(&out).unwrap()); // FLOW
    let mut safe: Vec<u8> = Vec::new();
    write_record(&mut safe, "x")?;
    sink(std::str::from_utf8(&safe).unwrap()); // NO FLOW
    Ok(())
}

fn read_all(mut from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.read_to_string(&mut text)?;
    Ok(text)
}

fn read_dyn(from: &mut dyn BufRead) -> io::Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

fn reader_parameter() -> io::Result<()> {
    sink(&read_all(source().as_bytes())?); // FLOW
    sink(&read_all(Cursor::new("safe"))?); // NO FLOW
    sink(&read_dyn(&mut source().as_bytes())?); // FLOW
    sink(&read_dyn(&mut "safe".as_bytes())?); // NO FLOW
    Ok(())
}

struct Upper<R>(R);

impl<R: Read> Read for Upper<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(buffer)?;
        buffer[..n].make_ascii_uppercase();
        Ok(n)
    }
}

fn own_reader() -> io::Result<()> {
    let mut out = String::new();
    Upper(source().as_bytes()).read_to_string(&mut out)?;
    sink(&out); // FLOW
    let text = source();
    let mut lines = BufReader::new(Upper(text.as_bytes())).lines();
    sink(&lines.next().unwrap()?); // FLOW
    sink(&io::read_to_string(Upper("x".as_bytes()))?); // NO FLOW
    Ok(())
}

fn names_do_not_taint_contents() -> io::Result<()> {
    sink(&fs::read_to_string("fixed")?); // NO FLOW
    let file = File::open("fixed")?;
    let mut text = String::new();
    BufReader::new(file).read_line(&mut text)?;
    sink(&text); // NO FLOW
    Ok(())
}

fn addresses() {
    let ip: IpAddr = source().parse().unwrap();
    sink(&ip.to_string()); // FLOW
    let address = SocketAddr::new(ip, 80);
    sink(&address.to_string()); // FLOW
    sink(&address.ip().to_string()); // FLOW
    sink(&SocketAddr::from(([127, 0, 0, 1], 80)).to_string()); // NO FLOW
    sink(&(source().as_str(), 80).to_socket_addrs().unwrap().next().unwrap().to_string()); // FLOW
}

fn errors() {
    let e = io::Error::new(io::ErrorKind::Other, source());
    sink(&e.to_string()); // FLOW
    sink(&io::Error::other(source()).to_string()); // FLOW
    sink(&io::Error::from(io::ErrorKind::NotFound).to_string()); // NO FLOW
    let e: Box<dyn std::error::Error> = source().into();
    sink(&e.to_string()); // FLOW
    let e: Box<dyn std::error::Error + Send + Sync> = From::from("x");
    sink(&e.to_string()); // NO FLOW
}

fn metadata() -> io::Result<()> {
    let m = fs::metadata(source())?;
    sink_any(m.is_dir()); // NO FLOW
    for entry in fs::read_dir("fixed")? {
        sink_any(entry?.path().exists()); // NO FLOW
    }
    let joined = env::join_paths([source(), String::new()]).unwrap();
    sink(joined.to_str().unwrap()); // FLOW
    sink(env::split_paths(&source()).next().unwrap().to_str().unwrap()); // FLOW
    Ok(())
}
