//! Numbers, characters and times: what is computed of them.

use std::num::{NonZeroU64, Saturating, Wrapping};
use std::time::Duration;

use crate::*;

fn operators() {
    let n = source_number();
    sink_number(n - 1); // FLOW
    sink_number(1 - n % 7); // FLOW
    sink_number(n << 3 | 1); // FLOW
    sink_number(!n ^ 5); // FLOW
    sink_any(-(n as i64)); // FLOW
    sink_number(3 * 4 + 5); // NO FLOW
}

fn compound_assignment() {
    let mut a = 1;
    a += source_number();
    sink_number(a); // FLOW
    let mut b = source_number();
    b = 3;
    b *= 2;
    sink_number(b); // NO FLOW
    let mut c = 1;
    c <<= 2;
    c |= source_number();
    sink_number(c); // FLOW
}

fn checked() {
    let n = source_number();
    sink_number(n.checked_add(1).unwrap()); // FLOW
    sink_number(1_u64.checked_sub(n).unwrap_or(0)); // FLOW
    sink_number(5_u64.checked_mul(6).unwrap()); // NO FLOW
    let (result, overflowed) = n.overflowing_add(3);
    sink_number(result); // FLOW
    sink_number(n.wrapping_mul(31)); // FLOW
    sink_number(7_u64.saturating_sub(n)); // FLOW
}

fn methods() {
    let n = source_number();
    sink_number(n.pow(2)); // FLOW
    sink_number(n.min(10)); // FLOW
    sink_number(10.max(n)); // FLOW
    sink_number(n.clamp(1, 10)); // FLOW
    sink_number(n.rotate_left(3)); // FLOW
    sink_number(n.swap_bytes()); // FLOW
    sink_number(n.abs_diff(4)); // FLOW
    sink_number(n.rem_euclid(4)); // FLOW
    sink_number(n.next_power_of_two()); // FLOW
    sink_number(u64::MAX.min(3)); // NO FLOW
    sink_number(u64::from_str_radix(&source(), 16).unwrap()); // FLOW
    sink_number(u64::from_str_radix("ff", 16).unwrap()); // NO FLOW
}

fn bytes_of_numbers() {
    let bytes = source_number().to_be_bytes();
    sink_any(bytes); // FLOW
    sink_number(u64::from_le_bytes(bytes)); // FLOW
    sink_number(u64::from_be_bytes([0; 8])); // NO FLOW
    let text = source();
    let eight: [u8; 8] = text.as_bytes()[..8].try_into().unwrap();
    sink_number(u64::from_ne_bytes(eight)); // FLOW
}

fn casts() {
    let n = source_number();
    sink_any(n as u8 as char); // FLOW
    sink_any(n as f64); // FLOW
    sink_number((n as f64).sqrt() as u64); // FLOW
    sink_any('a' as u32); // NO FLOW
    sink_any(i32::try_from(n).unwrap()); // FLOW
    sink_any(u128::from(n)); // FLOW
    let m: i128 = n.into();
    sink_any(m); // FLOW
}

fn floats() {
    let f: f64 = source().parse().unwrap();
    sink_any(f.floor()); // FLOW
    sink_any(f.powi(2)); // FLOW
    sink_any(f.mul_add(2.0, 1.0)); // FLOW
    sink_any(1.0_f64.max(f)); // FLOW
    sink_any(f.to_bits()); // FLOW
    sink_any(f64::from_bits(3)); // NO FLOW
    sink_any(f.is_nan()); // NO FLOW
    sink_any(2.5_f64.sqrt()); // NO FLOW
    let (sin, cos) = f.sin_cos();
    sink_any(cos); // FLOW
}

fn characters() {
    let c = source().chars().next().unwrap();
    sink_any(c.to_ascii_uppercase()); // FLOW
    sink(&c.to_uppercase().to_string()); // FLOW
    sink(&c.to_lowercase().collect::<String>()); // FLOW
    sink_any(c.to_digit(10).unwrap()); // FLOW
    sink_any(char::from_digit(source_number() as u32, 10).unwrap()); // FLOW
    sink_any(char::from_u32(c as u32).unwrap()); // FLOW
    sink_any(char::from(source().as_bytes()[0])); // FLOW
    sink_any(c.is_alphabetic()); // NO FLOW
    sink_any(c.len_utf8()); // NO FLOW
    sink_any('x'.to_ascii_uppercase()); // NO FLOW
    let mut buffer = [0; 4];
    sink(c.encode_utf8(&mut buffer)); // FLOW
    sink_any(buffer[0]); // FLOW
    let mut other = [0; 4];
    sink('y'.encode_utf8(&mut other)); // NO FLOW
}

fn wrapping() {
    let w = Wrapping(source_number());
    sink_number(w.0); // FLOW
    sink_number((w + Wrapping(1)).0); // FLOW
    let mut v = Wrapping(1_u64);
    sink_number((v * Wrapping(2)).0); // NO FLOW
    v += w;
    sink_number(v.0); // FLOW
    let s = Saturating(source_number()) + Saturating(1);
    sink_number(s.0); // FLOW
}

fn non_zero() {
    let n = NonZeroU64::new(source_number()).unwrap();
    sink_number(n.get()); // FLOW
    sink_number(NonZeroU64::new(3).unwrap().get()); // NO FLOW
    sink_number(NonZeroU64::MIN.get()); // NO FLOW
}

fn durations() {
    let d = Duration::from_secs(source_number());
    sink_number(d.as_secs()); // FLOW
    sink_number((d * 2).as_secs()); // FLOW
    sink_number(Duration::from_millis(3).as_secs()); // NO FLOW
    sink_number((Duration::from_secs(1) + d).as_secs()); // FLOW
}

fn sums() {
    let v = vec![source_number(), 1];
    sink_number(v.iter().sum()); // FLOW
    sink_number(v.iter().copied().product()); // FLOW
    sink_number(v.iter().fold(0, |a, b| a + b)); // FLOW
    sink_number(*v.iter().max().unwrap()); // FLOW
    sink_number([1, 2].iter().sum()); // NO FLOW
    sink_number(v.iter().count() as u64); // NO FLOW
    let total: Option<u64> = vec![Some(source_number()), None].into_iter().sum();
    sink_number(total.unwrap()); // FLOW
    let total: Result<u64, String> = vec![Ok(1), Err(String::new())].into_iter().sum();
    sink_number(total.unwrap()); // NO FLOW
}

fn ranges() {
    let n = source_number();
    for i in 0..n {
        sink_number(i); // NO FLOW
    }
    for i in n..10 {
        sink_number(i); // FLOW
    }
    for i in (1..=5).rev() {
        sink_number(i); // NO FLOW
    }
    let r = n..20;
    sink_number(r.start); // FLOW
    sink_number(r.end); // NO FLOW
    let r = 1..=n;
    sink_number(*r.end()); // FLOW
    sink_number(*r.start()); // NO FLOW
    sink_any(r.contains(&3)); // NO FLOW
    let (start, end) = r.into_inner();
    sink_number(start); // NO FLOW
    sink_number(end); // FLOW
}

fn ordering() {
    let (a, b) = (source_number(), 2);
    let smaller = std::cmp::min(a, b);
    sink_number(smaller); // FLOW
    sink_number(std::cmp::max(1, 2)); // NO FLOW
    sink_number(match a.cmp(&b) { std::cmp::Ordering::Less => 1, _ => 2 }); // NO FLOW
    let reversed = std::cmp::Reverse(a);
    sink_number(reversed.0); // FLOW
    sink_number(std::cmp::max_by_key(a, b, |n| n % 3)); // FLOW
}

fn number_to_text() {
    let n = source_number();
    sink(&n.to_string()); // FLOW
    sink(&format!("{n:>08x}")); // FLOW
    sink(&format!("{:?}", (1, n))); // FLOW
    sink(&7.to_string()); // NO FLOW
    sink(&format!("{:1$}", 3, 4)); // NO FLOW
}

fn sizes() {
    let n: usize = source().parse().unwrap();
    sink_any(n + 1); // FLOW
    sink_any(n.pow(2)); // FLOW
    sink_any(n.checked_mul(8).unwrap()); // FLOW
    sink_any(n.saturating_sub(1)); // FLOW
    sink_any(3_usize.wrapping_add(n)); // FLOW
    sink_any(n.next_multiple_of(8)); // FLOW
    sink_any(usize::from_le_bytes(n.to_le_bytes())); // FLOW
    sink_any(std::num::NonZeroUsize::new(n).unwrap().get()); // FLOW
    sink_any((n as f64).floor() as usize); // FLOW
    sink_any(usize::try_from(source_number()).unwrap()); // FLOW
    sink_any(usize::from_str_radix(&source(), 16).unwrap()); // FLOW
    sink_any(source().len().pow(2)); // NO FLOW
    sink_any(n.is_power_of_two()); // NO FLOW
    sink_any(source().as_bytes().len()); // NO FLOW
    sink_any(vec![n].len()); // NO FLOW
    sink_any(n.checked_add(1).is_some()); // NO FLOW
    let mut total = 0_usize;
    for word in source().split(' ') {
        total += word.len();
    }
    sink_any(total); // NO FLOW
}
