//! What pytm's elements and flows can be asked (`pytm/element.py`, `pytm/dataflow.py`).
//!
//! Only the innermost boundary of a thing counts: `inside` knows nothing of nesting.

use tm_schema::Class;

use super::evaluate::Run;
use super::value::{Outcome, Raised, Value};
use crate::model::Target;

impl Run<'_> {
    pub(super) fn method(&mut self, object: &Value, name: &str, arguments: &[Value]) -> Outcome<bool> {
        // `Element.oneOf(target, Server)` is `target.oneOf(Server)`.
        if let (Value::Class(class), [first @ Value::Thing(target), rest @ ..]) = (object, arguments) {
            let is_flow = name == "hasDataLeaks" && *class == Class::Dataflow;
            if class.is_a(Class::Element) && (name != "hasDataLeaks" || is_flow) && !matches!(target, Target::Data(_)) {
                return self.method(first, name, rest);
            }
            return Err(Raised);
        }
        let Value::Thing(target) = object else { return Err(Raised) };
        if matches!(target, Target::Data(_)) {
            return Err(Raised);
        }
        match (name, arguments) {
            ("oneOf", _) => Ok(arguments.iter().any(|it| self.is_a(object, it))),
            ("crosses", _) => self.crosses(object, arguments),
            ("enters", _) if self.is_flow(object) => {
                let source = self.end(object, "source")?;
                let source = self.attribute(&source, "inBoundary")?;
                if !matches!(source, Value::None) {
                    return Ok(false);
                }
                let sink = self.end(object, "sink")?;
                self.inside(&sink, arguments)
            }
            ("exits", _) if self.is_flow(object) => {
                let source = self.end(object, "source")?;
                if !self.inside(&source, arguments)? {
                    return Ok(false);
                }
                let sink = self.end(object, "sink")?;
                Ok(matches!(self.attribute(&sink, "inBoundary")?, Value::None))
            }
            ("enters" | "exits", _) => Ok(false),
            ("inside", _) => self.inside(object, arguments),
            ("checkTLSVersion", [flows]) => {
                for flow in self.items(flows)? {
                    let version = self.attribute(&flow, "tlsVersion")?;
                    let least = self.attribute(object, "minTLSVersion")?;
                    if self.less(&version, &least, false)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            ("hasDataLeaks", []) if self.is_flow(object) => self.has_data_leaks(object),
            _ => Err(Raised),
        }
    }

    fn is_flow(&self, object: &Value) -> bool {
        matches!(object, Value::Thing(Target::Dataflow(_)))
    }

    fn end(&mut self, flow: &Value, name: &str) -> Outcome<Value> {
        self.attribute(flow, name)
    }

    /// Whether `object` is of the class `what`, or is `what` itself.
    fn is_a(&self, object: &Value, what: &Value) -> bool {
        match (object, what) {
            (Value::Thing(target), Value::Class(class)) => {
                *class != Class::Model && self.model.entity(*target).class.is_a(*class)
            }
            (_, Value::Class(_) | Value::Enumeration(_)) => false,
            _ => object.is(what),
        }
    }

    fn inside(&mut self, object: &Value, boundaries: &[Value]) -> Outcome<bool> {
        if boundaries.is_empty() {
            return Ok(false);
        }
        let boundary = self.attribute(object, "inBoundary")?;
        Ok(boundaries.iter().any(|it| self.is_a(&boundary, it)))
    }

    fn crosses(&mut self, flow: &Value, boundaries: &[Value]) -> Outcome<bool> {
        if !self.is_flow(flow) {
            return Ok(false);
        }
        let (source, sink) = (self.end(flow, "source")?, self.end(flow, "sink")?);
        if source.is(&sink) {
            return Ok(false);
        }
        let (left, entered) = (self.attribute(&source, "inBoundary")?, self.attribute(&sink, "inBoundary")?);
        if left.is(&entered) {
            return Ok(false);
        }
        // Any class will do: with different boundaries pytm calls it crossing, whatever was asked for.
        let crosses = |it: &Value| {
            matches!(it, Value::Class(_) | Value::Enumeration(_)) || self.is_a(&left, it) != self.is_a(&entered, it)
        };
        Ok(boundaries.iter().any(crosses))
    }

    /// Any datum classified above what the flow or one of its ends may handle.
    fn has_data_leaks(&mut self, flow: &Value) -> Outcome<bool> {
        let data = self.attribute(flow, "data")?;
        for datum in self.items(&data)? {
            let classification = self.attribute(&datum, "classification")?;
            for end in ["source", "sink", ""] {
                let bound = if end.is_empty() { flow.clone() } else { self.end(flow, end)? };
                let bound = self.attribute(&bound, "maxClassification")?;
                if self.less(&bound, &classification, false)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
