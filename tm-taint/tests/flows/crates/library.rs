//! A crate whose bodies are not read: what there is of libraries that nobody wrote a model for.
#![allow(unused, dead_code, unconditional_recursion)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::ops::{Deref, Index, RangeFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Bytes that are cheap to share.
#[derive(Clone, Debug, Default)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    pub fn from_static(_: &'static [u8]) -> Bytes {
        unimplemented!()
    }
    pub fn copy_from_slice(_: &[u8]) -> Bytes {
        unimplemented!()
    }
    pub fn slice(&self, _: RangeFrom<usize>) -> Bytes {
        unimplemented!()
    }
    pub fn split_to(&mut self, _: usize) -> Bytes {
        unimplemented!()
    }
    pub fn len(&self) -> usize {
        unimplemented!()
    }
    pub fn is_empty(&self) -> bool {
        unimplemented!()
    }
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        unimplemented!()
    }
}

impl From<String> for Bytes {
    fn from(_: String) -> Bytes {
        unimplemented!()
    }
}

impl From<&'static str> for Bytes {
    fn from(_: &'static str) -> Bytes {
        unimplemented!()
    }
}

#[derive(Default)]
pub struct BytesMut(Vec<u8>);

impl BytesMut {
    pub fn new() -> BytesMut {
        unimplemented!()
    }
    pub fn freeze(self) -> Bytes {
        unimplemented!()
    }
    pub fn extend_from_slice(&mut self, _: &[u8]) {
        unimplemented!()
    }
}

pub trait BufMut {
    fn put_u8(&mut self, n: u8);
    fn put_slice(&mut self, src: &[u8]);
    fn put<T: Buf>(&mut self, src: T)
    where
        Self: Sized;
}

pub trait Buf {
    fn get_u8(&mut self) -> u8;
    fn remaining(&self) -> usize;
}

impl BufMut for BytesMut {
    fn put_u8(&mut self, _: u8) {
        unimplemented!()
    }
    fn put_slice(&mut self, _: &[u8]) {
        unimplemented!()
    }
    fn put<T: Buf>(&mut self, _: T) {
        unimplemented!()
    }
}

impl Buf for Bytes {
    fn get_u8(&mut self) -> u8 {
        unimplemented!()
    }
    fn remaining(&self) -> usize {
        unimplemented!()
    }
}

pub struct Regex(String);
pub struct Match<'h>(&'h str);
pub struct Captures<'h>(&'h str);
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

impl std::error::Error for Error {}

impl Regex {
    pub fn new(_: &str) -> Result<Regex, Error> {
        unimplemented!()
    }
    pub fn is_match(&self, _: &str) -> bool {
        unimplemented!()
    }
    pub fn find<'h>(&self, _: &'h str) -> Option<Match<'h>> {
        unimplemented!()
    }
    pub fn find_iter<'h>(&self, _: &'h str) -> Matches<'h> {
        unimplemented!()
    }
    pub fn captures<'h>(&self, _: &'h str) -> Option<Captures<'h>> {
        unimplemented!()
    }
    pub fn replace_all<'h, R: Replacer>(&self, _: &'h str, _: R) -> Cow<'h, str> {
        unimplemented!()
    }
    pub fn split<'h>(&self, _: &'h str) -> Matches<'h> {
        unimplemented!()
    }
}

pub trait Replacer {}
impl Replacer for &str {}
impl<F: FnMut(&Captures<'_>) -> String> Replacer for F {}

pub struct Matches<'h>(&'h str);

impl<'h> Iterator for Matches<'h> {
    type Item = Match<'h>;
    fn next(&mut self) -> Option<Match<'h>> {
        unimplemented!()
    }
}

impl<'h> Match<'h> {
    pub fn as_str(&self) -> &'h str {
        unimplemented!()
    }
    pub fn start(&self) -> usize {
        unimplemented!()
    }
}

impl<'h> Captures<'h> {
    pub fn get(&self, _: usize) -> Option<Match<'h>> {
        unimplemented!()
    }
    pub fn name(&self, _: &str) -> Option<Match<'h>> {
        unimplemented!()
    }
}

impl<'h> Index<usize> for Captures<'h> {
    type Output = str;
    fn index(&self, _: usize) -> &str {
        unimplemented!()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Number(u64),
    String(String),
    Array(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

impl Value {
    pub fn get(&self, _: &str) -> Option<&Value> {
        unimplemented!()
    }
    pub fn as_str(&self) -> Option<&str> {
        unimplemented!()
    }
    pub fn as_u64(&self) -> Option<u64> {
        unimplemented!()
    }
    pub fn as_array(&self) -> Option<&Vec<Value>> {
        unimplemented!()
    }
    pub fn as_object_mut(&mut self) -> Option<&mut BTreeMap<String, Value>> {
        unimplemented!()
    }
    pub fn take(&mut self) -> Value {
        unimplemented!()
    }
    pub fn pointer(&self, _: &str) -> Option<&Value> {
        unimplemented!()
    }
    pub fn is_null(&self) -> bool {
        unimplemented!()
    }
}

impl Index<&str> for Value {
    type Output = Value;
    fn index(&self, _: &str) -> &Value {
        unimplemented!()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

impl From<String> for Value {
    fn from(_: String) -> Value {
        unimplemented!()
    }
}

pub trait Serialize {}
pub trait Deserialize: Sized {}
impl Deserialize for Value {}
impl Serialize for Value {}
impl Serialize for String {}
impl<T: Serialize> Serialize for Vec<T> {}
impl<T: Deserialize> Deserialize for Vec<T> {}
impl Deserialize for String {}

pub fn from_str<T: Deserialize>(_: &str) -> Result<T, Error> {
    unimplemented!()
}

pub fn to_string<T: Serialize + ?Sized>(_: &T) -> Result<String, Error> {
    unimplemented!()
}

pub fn to_writer<W: std::io::Write, T: Serialize + ?Sized>(_: W, _: &T) -> Result<(), Error> {
    unimplemented!()
}

/// An error of any kind, with what was being done.
pub struct Report(Box<dyn std::error::Error>);

impl<E: std::error::Error + 'static> From<E> for Report {
    fn from(_: E) -> Report {
        unimplemented!()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

impl Report {
    pub fn msg<M: fmt::Display>(_: M) -> Report {
        unimplemented!()
    }
}

pub trait Contextual<T> {
    fn context<C: fmt::Display>(self, context: C) -> Result<T, Report>;
    fn with_context<C: fmt::Display, F: FnOnce() -> C>(self, f: F) -> Result<T, Report>;
}

impl<T, E: std::error::Error> Contextual<T> for Result<T, E> {
    fn context<C: fmt::Display>(self, _: C) -> Result<T, Report> {
        unimplemented!()
    }
    fn with_context<C: fmt::Display, F: FnOnce() -> C>(self, _: F) -> Result<T, Report> {
        unimplemented!()
    }
}

impl<T> Contextual<T> for Option<T> {
    fn context<C: fmt::Display>(self, _: C) -> Result<T, Report> {
        unimplemented!()
    }
    fn with_context<C: fmt::Display, F: FnOnce() -> C>(self, _: F) -> Result<T, Report> {
        unimplemented!()
    }
}

pub trait Itertools: Iterator {
    fn join(&mut self, separator: &str) -> String
    where
        Self::Item: fmt::Display,
    {
        unimplemented!()
    }
    fn collect_vec(self) -> Vec<Self::Item>
    where
        Self: Sized,
    {
        unimplemented!()
    }
    fn sorted(self) -> std::vec::IntoIter<Self::Item>
    where
        Self: Sized,
    {
        unimplemented!()
    }
    fn unique(self) -> Unique<Self>
    where
        Self: Sized,
    {
        unimplemented!()
    }
    fn map_ok<F, T, U, E>(self, f: F) -> MapOk<Self, F>
    where
        Self: Iterator<Item = Result<T, E>> + Sized,
        F: FnMut(T) -> U,
    {
        unimplemented!()
    }
    fn counts(self) -> BTreeMap<Self::Item, usize>
    where
        Self: Sized,
    {
        unimplemented!()
    }
}

impl<I: Iterator> Itertools for I {}

pub struct Unique<I>(I);
pub struct MapOk<I, F>(I, F);

impl<I: Iterator> Iterator for Unique<I> {
    type Item = I::Item;
    fn next(&mut self) -> Option<I::Item> {
        unimplemented!()
    }
}

impl<I: Iterator<Item = Result<T, E>>, T, U, E, F: FnMut(T) -> U> Iterator for MapOk<I, F> {
    type Item = Result<U, E>;
    fn next(&mut self) -> Option<Result<U, E>> {
        unimplemented!()
    }
}

pub struct Iter<T>(Vec<T>);

pub fn iter<T>(_: Vec<T>) -> Iter<T> {
    unimplemented!()
}

pub trait StreamExt {
    type Item;
    fn next(&mut self) -> Next<'_, Self>
    where
        Self: Sized;
    fn map<T, F: FnMut(Self::Item) -> T>(self, f: F) -> Iter<T>
    where
        Self: Sized;
    fn collect<C>(self) -> Collect<C>
    where
        Self: Sized;
}

impl<T> StreamExt for Iter<T> {
    type Item = T;
    fn next(&mut self) -> Next<'_, Self> {
        unimplemented!()
    }
    fn map<U, F: FnMut(T) -> U>(self, _: F) -> Iter<U> {
        unimplemented!()
    }
    fn collect<C>(self) -> Collect<C> {
        unimplemented!()
    }
}

pub struct Next<'a, S>(&'a mut S);
pub struct Collect<C>(C);

impl<T> Future for Next<'_, Iter<T>> {
    type Output = Option<T>;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        unimplemented!()
    }
}

impl<C> Future for Collect<C> {
    type Output = C;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<C> {
        unimplemented!()
    }
}

pub async fn all<F: Future>(_: Vec<F>) -> Vec<F::Output> {
    unimplemented!()
}

/// A request in the making.
pub struct Builder(String);

pub struct Request<T> {
    headers: HeaderMap,
    body: T,
}

#[derive(Default)]
pub struct HeaderMap(Vec<(String, HeaderValue)>);
#[derive(Clone)]
pub struct HeaderValue(String);

impl<T> Request<T> {
    pub fn headers(&self) -> &HeaderMap {
        unimplemented!()
    }
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        unimplemented!()
    }
    pub fn into_body(self) -> T {
        unimplemented!()
    }
    pub fn body(&self) -> &T {
        unimplemented!()
    }
}

impl Builder {
    pub fn new() -> Builder {
        unimplemented!()
    }
    pub fn header(self, _: &str, _: &str) -> Builder {
        unimplemented!()
    }
    pub fn body<T>(self, _: T) -> Result<Request<T>, Error> {
        unimplemented!()
    }
}

impl HeaderMap {
    pub fn get(&self, _: &str) -> Option<&HeaderValue> {
        unimplemented!()
    }
    pub fn insert(&mut self, _: &'static str, _: HeaderValue) -> Option<HeaderValue> {
        unimplemented!()
    }
}

impl HeaderValue {
    pub fn from_str(_: &str) -> Result<HeaderValue, Error> {
        unimplemented!()
    }
    pub fn to_str(&self) -> Result<&str, Error> {
        unimplemented!()
    }
}

/// Calls what it is given with anything it finds.
pub fn walk(_: &str, _: impl FnMut(&str)) {
    unimplemented!()
}

pub struct Slab<T>(Vec<T>);

impl<T> Slab<T> {
    pub fn new() -> Slab<T> {
        unimplemented!()
    }
    pub fn insert(&mut self, _: T) -> usize {
        unimplemented!()
    }
    pub fn get_mut(&mut self, _: usize) -> Option<&mut T> {
        unimplemented!()
    }
}

impl<T> Index<usize> for Slab<T> {
    type Output = T;
    fn index(&self, _: usize) -> &T {
        unimplemented!()
    }
}
