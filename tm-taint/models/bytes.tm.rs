//! bytes.

#![models(krate = "bytes", version = "1")]

impl bytes::BytesMut {
    fn with_capacity(#[sink(Allocation)] capacity: usize) -> Self;
    fn zeroed(#[sink(Allocation)] length: usize) -> Self;
    fn reserve(&mut self, #[sink(Allocation)] additional: usize);
    fn resize(&mut self, #[sink(Allocation)] length: usize, value: u8);
}
