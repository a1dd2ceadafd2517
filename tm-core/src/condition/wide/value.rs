//! The values that a condition of pytm computes with, as far as they need no model.

use std::cmp::Ordering;
use std::rc::Rc;

use tm_schema::{Class, Enumeration};

use super::syntax::Binary;
use crate::model::Target;

/// A value of Python, bounded: whole numbers up to 2**127, texts and lists up to [`MAX_LENGTH`].
#[derive(Clone, Debug)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Rc<str>),
    List(Rc<[Value]>),
    Tuple(Rc<[Value]>),
    Set(Rc<[Value]>),
    /// The data of an element or a flow: a set that also knows its members' names.
    DataSet(Rc<[Target]>),
    Dict(Rc<[(Value, Value)]>),
    Thing(Target),
    /// The controls of a thing.
    Controls(Target),
    Class(Class),
    Enumeration(&'static Enumeration),
    Member(&'static Enumeration, u8),
    /// `any`, `len`, … that nobody calls, or a generator that nobody runs: only its truth can be asked for.
    Opaque,
}

/// Python would raise an exception here, or the bounds of the evaluation are reached; pytm's answer is "no".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raised;

pub(super) type Outcome<T> = Result<T, Raised>;

/// The longest text, list or set that is built.
pub(super) const MAX_LENGTH: usize = 65_536;

impl Value {
    pub(super) fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    pub(super) fn list(items: Vec<Value>) -> Outcome<Value> {
        if items.len() > MAX_LENGTH { Err(Raised) } else { Ok(Value::List(items.into())) }
    }

    pub(super) fn truth(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(it) => *it,
            Value::Int(it) => *it != 0,
            Value::Float(it) => *it != 0.0,
            Value::Text(it) => !it.is_empty(),
            Value::List(it) | Value::Tuple(it) | Value::Set(it) => !it.is_empty(),
            Value::DataSet(it) => !it.is_empty(),
            Value::Dict(it) => !it.is_empty(),
            _ => true,
        }
    }

    /// The value as a number; a truth value counts as 0 or 1.
    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Value::Bool(it) => Some(Number::Int(i128::from(*it))),
            Value::Int(it) => Some(Number::Int(*it)),
            Value::Float(it) => Some(Number::Float(*it)),
            _ => None,
        }
    }

    /// The value as an index or a count.
    pub(super) fn integer(&self) -> Outcome<i128> {
        match self.number() {
            Some(Number::Int(it)) => Ok(it),
            _ => Err(Raised),
        }
    }

    /// Whether it may be a member of a set or a key.
    pub(super) fn is_hashable(&self) -> bool {
        match self {
            Value::List(_) | Value::Set(_) | Value::DataSet(_) | Value::Dict(_) | Value::Controls(_) => false,
            Value::Tuple(items) => items.iter().all(Value::is_hashable),
            _ => true,
        }
    }

    /// Python's `is`. Equal numbers, and equal texts, are taken for one: which of them are is an accident of its memory.
    pub(super) fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Tuple(a), Value::Tuple(b)) => a.is_empty() && b.is_empty(),
            (Value::Thing(a), Value::Thing(b)) | (Value::Controls(a), Value::Controls(b)) => a == b,
            (Value::Class(a), Value::Class(b)) => a == b,
            (Value::Enumeration(a), Value::Enumeration(b)) => a == b,
            (Value::Member(a, x), Value::Member(b, y)) => a == b && x == y,
            _ => false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    pub(super) fn float(self) -> f64 {
        match self {
            Number::Int(it) => it as f64,
            Number::Float(it) => it,
        }
    }

    pub(super) fn value(self) -> Value {
        match self {
            Number::Int(it) => Value::Int(it),
            Number::Float(it) => Value::Float(it),
        }
    }

    /// The order of two numbers; a whole one is compared with a fractional one without loss. None with not-a-number.
    pub(super) fn compare(self, other: Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
            (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
            (Number::Int(a), Number::Float(b)) => exact(a, b),
            (Number::Float(a), Number::Int(b)) => exact(b, a).map(Ordering::reverse),
        }
    }

    pub(super) fn calculate(self, operator: Binary, other: Number) -> Outcome<Number> {
        if let (Number::Int(a), Number::Int(b)) = (self, other)
            && let Some(result) = whole(a, operator, b)
        {
            return result.map(Number::Int);
        }
        let (a, b) = (self.float(), other.float());
        let result = match operator {
            Binary::Add => a + b,
            Binary::Subtract => a - b,
            Binary::Multiply => a * b,
            Binary::Divide | Binary::FloorDivide | Binary::Remainder if b == 0.0 => return Err(Raised),
            Binary::Divide => a / b,
            Binary::FloorDivide => ((a - remainder(a, b)) / b).round(),
            Binary::Remainder => remainder(a, b),
            Binary::Power if a == 0.0 && b < 0.0 => return Err(Raised),
            // Python answers with a complex number.
            Binary::Power if a < 0.0 && b.fract() != 0.0 && b.is_finite() => return Err(Raised),
            Binary::Power => {
                let power = a.powf(b);
                if power.is_infinite() && a.is_finite() && b.is_finite() {
                    return Err(Raised);
                }
                power
            }
            Binary::And | Binary::Or | Binary::Xor => return Err(Raised),
        };
        Ok(Number::Float(result))
    }
}

/// The result for two whole numbers, if it is one.
fn whole(a: i128, operator: Binary, b: i128) -> Option<Outcome<i128>> {
    let result = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Divide => return None,
        Binary::FloorDivide => {
            let quotient = a.checked_div(b);
            quotient.map(|it| if a % b != 0 && (a < 0) != (b < 0) { it - 1 } else { it })
        }
        Binary::Remainder => a.checked_rem(b).map(|it| if it != 0 && (it < 0) != (b < 0) { it + b } else { it }),
        Binary::Power if b < 0 => return None,
        Binary::Power => match a {
            0 | 1 => Some(if b == 0 { 1 } else { a }),
            -1 => Some(if b % 2 == 0 { 1 } else { -1 }),
            _ => u32::try_from(b).ok().and_then(|exponent| a.checked_pow(exponent)),
        },
        Binary::And => Some(a & b),
        Binary::Or => Some(a | b),
        Binary::Xor => Some(a ^ b),
    };
    Some(result.ok_or(Raised))
}

/// The remainder with the sign of the divisor.
fn remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
}

fn exact(a: i128, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    // 2**127, which no whole number here exceeds.
    const BOUND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if b >= BOUND {
        return Some(Ordering::Less);
    }
    if b < -BOUND {
        return Some(Ordering::Greater);
    }
    Some(a.cmp(&(b.trunc() as i128)).then(0.0.partial_cmp(&b.fract()).unwrap_or(Ordering::Equal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_down_as_in_python() {
        let check = |a: i128, b: i128, quotient: i128, rest: i128| {
            assert_eq!(whole(a, Binary::FloorDivide, b), Some(Ok(quotient)));
            assert_eq!(whole(a, Binary::Remainder, b), Some(Ok(rest)));
        };
        check(7, 2, 3, 1);
        check(-7, 2, -4, 1);
        check(7, -2, -4, -1);
        check(-7, -2, 3, -1);
        assert_eq!(whole(1, Binary::FloorDivide, 0), Some(Err(Raised)));
        assert_eq!(whole(i128::MIN, Binary::FloorDivide, -1), Some(Err(Raised)));
    }

    #[test]
    fn whole_numbers_have_bounds() {
        assert_eq!(whole(9, Binary::Power, 387_420_489), Some(Err(Raised)));
        assert_eq!(whole(-1, Binary::Power, i128::MAX), Some(Ok(-1)));
        assert_eq!(whole(i128::MAX, Binary::Add, 1), Some(Err(Raised)));
    }

    #[test]
    fn whole_and_fractional_numbers_compare_without_loss() {
        let large = (1_i128 << 53) + 1;
        assert_eq!(Number::Int(large).compare(Number::Float(2f64.powi(53))), Some(Ordering::Greater));
        assert_eq!(Number::Int(1).compare(Number::Float(1.5)), Some(Ordering::Less));
        assert_eq!(Number::Int(-1).compare(Number::Float(-1.5)), Some(Ordering::Greater));
        assert_eq!(Number::Int(0).compare(Number::Float(f64::NAN)), None);
    }
}
