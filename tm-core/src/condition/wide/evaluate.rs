//! Evaluates an expression as Python would, up to the first exception.
//!
//! ```text
//! target.inputs[0].protocol == 'HTTP'     False for an element without inputs: `[0]` raises IndexError
//! any(target.usesVPN for d in target.data)     False with data: `target` is unknown where `for` has run
//! ```
//!
//! Each step counts, so that no expression runs for long.

use std::cmp::Ordering;
use std::collections::HashSet;

use tm_schema::{AttributeId, Class, ENUMERATIONS};

use super::syntax::{Binary, Comparison, Comprehension, Kind, Node};
use super::value::{MAX_LENGTH, Number, Outcome, Raised, Value};
use crate::condition::Dialect;
use crate::condition::truth::{Key, known};
use crate::model::{self, Model, Target};

/// How many values an evaluation may look at, and how many more for each member of a list of the model.
const MAX_STEPS: usize = 100_000;
const STEPS_PER_MEMBER: usize = 64;

/// The enumerations whose `value`s are numbers: their members have an order.
fn member_value(of: &'static tm_schema::Enumeration, index: u8) -> Value {
    let member = &of.members[usize::from(index)];
    if of.ordered { Value::Int(i128::from(index)) } else { Value::text(member.pytm.last().unwrap_or(&member.name)) }
}

/// What pytm calls the member; our name where pytm has none, which no condition of pytm's asks for.
fn spelling(member: &tm_schema::Member) -> &'static str {
    member.pytm.first().unwrap_or(&member.name)
}

/// The value of a global name, as `_build_eval_globals` in `pytm/threat.py` has them.
pub(super) fn global(name: &str) -> Option<Value> {
    if super::syntax::FUNCTIONS.contains(&name) {
        return Some(Value::Opaque);
    }
    if name == "TM" {
        return Some(Value::Class(Class::Model));
    }
    if let Some(of) = ENUMERATIONS.into_iter().find(|it| it.pytm == name) {
        return Some(Value::Enumeration(of));
    }
    Dialect::Pytm.class(name).map(Value::Class)
}

/// What names mean.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    bound: Option<(&'s str, &'s Value)>,
    outer: Option<&'s Scope<'s>>,
}

impl<'s> Scope<'s> {
    pub(super) fn top() -> Scope<'s> {
        Scope { bound: None, outer: None }
    }

    fn bind(&'s self, name: &'s str, value: &'s Value) -> Scope<'s> {
        Scope { bound: Some((name, value)), outer: Some(self) }
    }

    fn find(&self, name: &str) -> Option<&'s Value> {
        let mut scope = Some(self);
        while let Some(Scope { bound, outer }) = scope {
            if let Some((bound, value)) = bound
                && *bound == name
            {
                return Some(*value);
            }
            scope = *outer;
        }
        None
    }
}

/// An evaluation under way.
pub(super) struct Run<'m> {
    pub(super) model: &'m Model,
    target: Target,
    /// How many steps are left.
    steps: usize,
    /// The lists whose members were counted into the steps.
    granted: HashSet<Key>,
    /// Every reading that was looked at.
    pub(super) consulted: Vec<Key>,
}

/// Whether to go on with the next item.
type GoOn = bool;

impl<'m> Run<'m> {
    pub(super) fn new(model: &'m Model, target: Target) -> Run<'m> {
        Run { model, target, steps: MAX_STEPS, granted: HashSet::new(), consulted: Vec::new() }
    }

    pub(super) fn step(&mut self) -> Outcome<()> {
        self.steps(1)
    }

    fn steps(&mut self, count: usize) -> Outcome<()> {
        self.steps = self.steps.checked_sub(count).ok_or(Raised)?;
        Ok(())
    }

    pub(super) fn value(&mut self, node: &Node, scope: &Scope<'_>) -> Outcome<Value> {
        self.step()?;
        Ok(match &node.kind {
            Kind::None => Value::None,
            Kind::Bool(it) => Value::Bool(*it),
            Kind::Int(it) => Value::Int(*it),
            Kind::Float(it) => Value::Float(*it),
            Kind::Text(it) => Value::text(it),
            Kind::Name(name) => self.name(name, scope)?,
            Kind::Attribute(object, name) => {
                let object = self.value(object, scope)?;
                self.attribute(&object, &name.text)?
            }
            Kind::Item(object, item) => {
                let (object, item) = (self.value(object, scope)?, self.value(item, scope)?);
                self.item(&object, &item)?
            }
            Kind::Slice(object, bounds) => {
                let object = self.value(object, scope)?;
                let mut values = [None, None, None];
                for (bound, value) in bounds.iter().zip(&mut values) {
                    if let Some(bound) = bound {
                        *value = match self.value(bound, scope)? {
                            Value::None => None,
                            bound => Some(bound.integer()?),
                        };
                    }
                }
                self.slice(&object, values)?
            }
            Kind::Call(function, arguments) => {
                // A variable of a comprehension hides the function; nothing it may be can be called.
                if scope.find(&function.text).is_some() {
                    return Err(Raised);
                }
                self.call(&function.text, arguments, scope)?
            }
            Kind::Method(object, method, arguments) => {
                let object = self.value(object, scope)?;
                let arguments = self.values(arguments, scope)?;
                Value::Bool(self.method(&object, &method.text, &arguments)?)
            }
            Kind::List(items) => Value::list(self.values(items, scope)?)?,
            Kind::Tuple(items) => Value::Tuple(self.values(items, scope)?.into()),
            Kind::Set(items) => {
                let items = self.values(items, scope)?;
                self.set(items)?
            }
            Kind::Dict(entries) => self.dict(entries, scope)?,
            Kind::Not(part) => Value::Bool(!self.value(part, scope)?.truth()),
            Kind::Negative(part) => match self.value(part, scope)?.number().ok_or(Raised)? {
                Number::Int(it) => Value::Int(it.checked_neg().ok_or(Raised)?),
                Number::Float(it) => Value::Float(-it),
            },
            Kind::Positive(part) => self.value(part, scope)?.number().ok_or(Raised)?.value(),
            Kind::Binary(operator, left, right) => {
                let (left, right) = (self.value(left, scope)?, self.value(right, scope)?);
                self.binary(&left, *operator, &right)?
            }
            Kind::And(parts) => self.first(parts, scope, false)?,
            Kind::Or(parts) => self.first(parts, scope, true)?,
            Kind::Compare(first, rest) => Value::Bool(self.chain(first, rest, scope)?),
            Kind::Conditional(parts) => {
                let [test, body, other] = &**parts;
                let chosen = if self.value(test, scope)?.truth() { body } else { other };
                self.value(chosen, scope)?
            }
            Kind::Generator(it) => {
                // Nobody runs it, but its first list is looked at.
                let list = self.value(&it.clauses[0].list, scope)?;
                self.items(&list)?;
                Value::Opaque
            }
            Kind::ListOf(it) => {
                let mut items = Vec::new();
                self.comprehension(it, 0, scope, &mut |_, item| {
                    items.push(item);
                    if items.len() > MAX_LENGTH { Err(Raised) } else { Ok(true) }
                })?;
                Value::list(items)?
            }
        })
    }

    fn values(&mut self, nodes: &[Node], scope: &Scope<'_>) -> Outcome<Vec<Value>> {
        nodes.iter().map(|node| self.value(node, scope)).collect()
    }

    fn name(&mut self, name: &str, scope: &Scope<'_>) -> Outcome<Value> {
        if let Some(value) = scope.find(name) {
            return Ok(value.clone());
        }
        // Inside a comprehension Python looks for `target` among the globals, where it is not.
        if name == "target" && scope.outer.is_none() {
            return Ok(Value::Thing(self.target));
        }
        global(name).ok_or(Raised)
    }

    /// The first part whose truth is `decisive`, or the last.
    fn first(&mut self, parts: &[Node], scope: &Scope<'_>, decisive: bool) -> Outcome<Value> {
        let mut value = Value::None;
        for part in parts {
            value = self.value(part, scope)?;
            if value.truth() == decisive {
                break;
            }
        }
        Ok(value)
    }

    fn chain(&mut self, first: &Node, rest: &[(Comparison, Node)], scope: &Scope<'_>) -> Outcome<bool> {
        let mut left = self.value(first, scope)?;
        for (operator, node) in rest {
            // A generator behind `in` runs only until the item is found.
            if let (Comparison::In | Comparison::NotIn, Kind::Generator(_)) = (operator, &node.kind) {
                let mut found = false;
                self.each(node, scope, &mut |run, item| {
                    found = left.is(&item) || run.equal(&left, &item)?;
                    Ok(!found)
                })?;
                if found != (*operator == Comparison::In) {
                    return Ok(false);
                }
                left = Value::Opaque;
                continue;
            }
            let right = self.value(node, scope)?;
            if !self.compare(&left, *operator, &right)? {
                return Ok(false);
            }
            left = right;
        }
        Ok(true)
    }

    fn compare(&mut self, left: &Value, operator: Comparison, right: &Value) -> Outcome<bool> {
        Ok(match operator {
            Comparison::Equal => self.equal(left, right)?,
            Comparison::NotEqual => !self.equal(left, right)?,
            Comparison::Is => left.is(right),
            Comparison::IsNot => !left.is(right),
            Comparison::In => self.contains(right, left)?,
            Comparison::NotIn => !self.contains(right, left)?,
            Comparison::Less => self.less(left, right, false)?,
            Comparison::LessOrEqual => self.less(left, right, true)?,
            Comparison::Greater => self.less(right, left, false)?,
            Comparison::GreaterOrEqual => self.less(right, left, true)?,
        })
    }

    /// Runs `visit` on each item that `node` gives, as they come.
    pub(super) fn each(
        &mut self,
        node: &Node,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&mut Self, Value) -> Outcome<GoOn>,
    ) -> Outcome<()> {
        if let Kind::Generator(it) = &node.kind {
            return self.comprehension(it, 0, scope, visit).map(|_| ());
        }
        let value = self.value(node, scope)?;
        for item in self.items(&value)? {
            self.step()?;
            if !visit(self, item)? {
                break;
            }
        }
        Ok(())
    }

    /// Runs the clauses from `index` on; its first list belongs to the scope outside.
    fn comprehension(
        &mut self,
        it: &Comprehension,
        index: usize,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&mut Self, Value) -> Outcome<GoOn>,
    ) -> Outcome<GoOn> {
        let Some(clause) = it.clauses.get(index) else {
            let value = self.value(&it.body, scope)?;
            return visit(self, value);
        };
        let mut goes_on = true;
        self.each(&clause.list, scope, &mut |run, item| {
            let inner = scope.bind(&clause.variable.text, &item);
            for filter in &clause.filters {
                if !run.value(filter, &inner)?.truth() {
                    return Ok(true);
                }
            }
            goes_on = run.comprehension(it, index + 1, &inner, visit)?;
            Ok(goes_on)
        })?;
        Ok(goes_on)
    }

    fn call(&mut self, function: &str, arguments: &[Node], scope: &Scope<'_>) -> Outcome<Value> {
        Ok(match (function, arguments) {
            ("any" | "all", [list]) => {
                let decisive = function == "any";
                let mut found = false;
                self.each(list, scope, &mut |_, item| {
                    found |= item.truth() == decisive;
                    Ok(!found)
                })?;
                Value::Bool(found == decisive)
            }
            ("len", [list]) => {
                let length = match self.value(list, scope)? {
                    Value::Text(it) => it.chars().count(),
                    Value::List(it) | Value::Tuple(it) | Value::Set(it) => it.len(),
                    Value::DataSet(it) => it.len(),
                    Value::Dict(it) => it.len(),
                    Value::Enumeration(it) => it.members.len(),
                    _ => return Err(Raised),
                };
                Value::Int(i128::try_from(length).map_err(|_| Raised)?)
            }
            ("sum", [list]) => self.sum(list, Value::Int(0), scope)?,
            ("sum", [list, start]) => {
                // Arguments are evaluated in their order, but a generator only runs inside.
                if matches!(list.kind, Kind::Generator(_)) {
                    let start = self.value(start, scope)?;
                    return self.sum(list, start, scope);
                }
                let (list, start) = (self.value(list, scope)?, self.value(start, scope)?);
                let items = self.items(&list)?;
                let mut sum = Total::new(start)?;
                for item in items {
                    sum.add(self, &item)?;
                }
                sum.value
            }
            ("min" | "max", [list]) => {
                let mut best = None;
                self.each(list, scope, &mut |run, item| {
                    run.better(function, &mut best, item)?;
                    Ok(true)
                })?;
                best.ok_or(Raised)?
            }
            ("min" | "max", [_, ..]) => {
                let values = self.values(arguments, scope)?;
                let mut best = None;
                for value in values {
                    self.better(function, &mut best, value)?;
                }
                best.ok_or(Raised)?
            }
            _ => return Err(Raised),
        })
    }

    fn better(&mut self, function: &str, best: &mut Option<Value>, item: Value) -> Outcome<()> {
        let is_better = match best {
            None => true,
            Some(best) if function == "min" => self.less(&item, best, false)?,
            Some(best) => self.less(best, &item, false)?,
        };
        if is_better {
            *best = Some(item);
        }
        Ok(())
    }

    fn sum(&mut self, list: &Node, start: Value, scope: &Scope<'_>) -> Outcome<Value> {
        let mut sum = Total::new(start)?;
        self.each(list, scope, &mut |run, item| sum.add(run, &item).map(|()| true))?;
        Ok(sum.value)
    }

    /// The items of whatever can be looped over.
    pub(super) fn items(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        let items: Vec<_> = match value {
            Value::Text(text) => text.chars().map(|it| Value::text(it.encode_utf8(&mut [0; 4]))).collect(),
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => items.to_vec(),
            Value::DataSet(data) => data.iter().copied().map(Value::Thing).collect(),
            Value::Dict(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            Value::Enumeration(of) => (0..of.members.len() as u8).map(|index| Value::Member(of, index)).collect(),
            // pytm's objects are loops over their fields and values.
            Value::Thing(target) => self.fields(*target, false),
            Value::Controls(target) => self.fields(*target, true),
            _ => return Err(Raised),
        };
        self.steps(items.len())?;
        Ok(items)
    }

    fn fields(&self, target: Target, are_controls: bool) -> Vec<Value> {
        let ids = tm_schema::attributes_of(self.model.entity(target).class);
        let names = ids.filter(|id| id.get().is_control == are_controls).map(|id| Dialect::Pytm.attribute_name(id));
        let named = names.filter(|name| !name.is_empty());
        named.map(|name| Value::Tuple([Value::text(name), Value::Opaque].into())).collect()
    }

    pub(super) fn set(&mut self, items: Vec<Value>) -> Outcome<Value> {
        let mut set: Vec<Value> = Vec::new();
        for item in items {
            if !item.is_hashable() {
                return Err(Raised);
            }
            if !self.has(&set, &item)? {
                set.push(item);
            }
        }
        Ok(Value::Set(set.into()))
    }

    fn dict(&mut self, nodes: &[(Node, Node)], scope: &Scope<'_>) -> Outcome<Value> {
        let mut entries: Vec<(Value, Value)> = Vec::new();
        for (key, value) in nodes {
            let (key, value) = (self.value(key, scope)?, self.value(value, scope)?);
            if !key.is_hashable() {
                return Err(Raised);
            }
            let mut place = None;
            for (index, (known, _)) in entries.iter().enumerate() {
                if self.equal(known, &key)? {
                    place = Some(index);
                }
            }
            match place {
                Some(index) => entries[index].1 = value,
                None => entries.push((key, value)),
            }
        }
        Ok(Value::Dict(entries.into()))
    }

    fn item(&mut self, object: &Value, item: &Value) -> Outcome<Value> {
        let at = |length: usize| -> Outcome<usize> {
            let index = item.integer()?;
            let length = length as i128;
            let index = if index < 0 { index + length } else { index };
            usize::try_from(index).ok().filter(|index| (*index as i128) < length).ok_or(Raised)
        };
        Ok(match object {
            Value::List(items) | Value::Tuple(items) => items[at(items.len())?].clone(),
            Value::Text(text) => {
                let index = at(text.chars().count())?;
                Value::text(text.chars().nth(index).ok_or(Raised)?.encode_utf8(&mut [0; 4]))
            }
            Value::Dict(entries) => {
                if !item.is_hashable() {
                    return Err(Raised);
                }
                for (key, value) in entries.iter() {
                    if self.equal(key, item)? {
                        return Ok(value.clone());
                    }
                }
                return Err(Raised);
            }
            Value::Enumeration(of) => match item {
                Value::Text(name) => Value::Member(of, Dialect::Pytm.member(of, name).ok_or(Raised)?),
                _ => return Err(Raised),
            },
            _ => return Err(Raised),
        })
    }

    fn slice(&mut self, object: &Value, [start, stop, step]: [Option<i128>; 3]) -> Outcome<Value> {
        let items = match object {
            Value::List(_) | Value::Tuple(_) | Value::Text(_) => self.items(object)?,
            _ => return Err(Raised),
        };
        let step = step.unwrap_or(1);
        if step == 0 {
            return Err(Raised);
        }
        // As in Python: bounds count from the end if negative, and are cut to what is there.
        let length = items.len() as i128;
        let (least, greatest) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let bound = |bound: Option<i128>, default: i128| {
            bound.map_or(default, |it| if it < 0 { it.saturating_add(length) } else { it }.clamp(least, greatest))
        };
        let (first, last) = if step > 0 { (least, greatest) } else { (greatest, least) };
        let (mut index, stop) = (bound(start, first), bound(stop, last));
        let mut chosen = Vec::new();
        while if step > 0 { index < stop } else { index > stop } {
            self.step()?;
            chosen.push(usize::try_from(index).ok().and_then(|it| items.get(it)).ok_or(Raised)?.clone());
            index = index.saturating_add(step);
        }
        Ok(match object {
            Value::List(_) => Value::List(chosen.into()),
            Value::Tuple(_) => Value::Tuple(chosen.into()),
            _ => {
                let characters = chosen.iter().map(|it| if let Value::Text(it) = it { it } else { "" });
                Value::Text(characters.collect::<String>().into())
            }
        })
    }

    /// An attribute of a thing, or of what is no thing of the model.
    pub(super) fn attribute(&mut self, object: &Value, name: &str) -> Outcome<Value> {
        match object {
            Value::Thing(target) if name == "controls" && !matches!(target, Target::Data(_)) => {
                Ok(Value::Controls(*target))
            }
            Value::Thing(target) => {
                let class = self.model.entity(*target).class;
                if name == "inBoundary" && class == Class::Dataflow {
                    return Ok(Value::None);
                }
                self.read(*target, Dialect::Pytm.attribute(class, name, false).ok_or(Raised)?)
            }
            Value::Controls(target) => {
                let class = self.model.entity(*target).class;
                self.read(*target, Dialect::Pytm.attribute(class, name, true).ok_or(Raised)?)
            }
            Value::Enumeration(of) => Dialect::Pytm.member(of, name).map(|it| Value::Member(of, it)).ok_or(Raised),
            Value::Member(of, index) => match name {
                "name" => Ok(Value::text(spelling(&of.members[usize::from(*index)]))),
                "value" => Ok(member_value(of, *index)),
                _ => Err(Raised),
            },
            _ => Err(Raised),
        }
    }

    pub(super) fn read(&mut self, target: Target, attribute: AttributeId) -> Outcome<Value> {
        let entity = self.model.entity(target);
        let is_control = attribute.get().is_control;
        match (attribute.get().name, target) {
            ("source", Target::Dataflow(id)) => {
                return Ok(Value::Thing(Target::Element(self.model.dataflow(id).source)));
            }
            ("sink", Target::Dataflow(id)) => return Ok(Value::Thing(Target::Element(self.model.dataflow(id).sink))),
            _ => self.consulted.push((target, attribute)),
        }
        let value = match (attribute.get().name, known(self.model, (target, attribute))) {
            ("name", None) if !is_control => return Ok(Value::text(&entity.name)),
            ("description", None) if !is_control => return Ok(Value::text(&entity.description)),
            (_, Some(known)) => known.value.clone(),
            (_, None) => model::Value::default_of(attribute, entity.class),
        };
        Ok(match value {
            model::Value::Bool(it) => Value::Bool(it),
            model::Value::Int(it) => Value::Int(i128::from(it)),
            model::Value::Text(it) => Value::Text(it.into()),
            model::Value::Member(it) => match attribute.get().value {
                tm_schema::ValueType::Member(of) => Value::Member(of, it),
                _ => return Err(Raised),
            },
            model::Value::One(it) => it.map_or(Value::None, Value::Thing),
            model::Value::Many(list) => {
                // Once for each list: a loop in a loop reads the same one again and again.
                if self.granted.insert((target, attribute)) {
                    self.steps += STEPS_PER_MEMBER * list.len();
                }
                match attribute.get().value {
                    tm_schema::ValueType::Many(tm_schema::Kind::Data) => self.data_set(&list),
                    _ => Value::List(list.into_iter().map(Value::Thing).collect()),
                }
            }
            model::Value::Texts(list) => Value::List(list.iter().map(|it| Value::text(it)).collect()),
            // Nothing of pytm's has such a list.
            model::Value::Members(_) => Value::List(Default::default()),
            model::Value::Ints(list) if list.is_empty() && attribute.get().name == "levels" => {
                Value::Set([Value::Int(0)].into())
            }
            model::Value::Ints(list) => Value::Set(list.into_iter().map(|it| Value::Int(i128::from(it))).collect()),
        })
    }

    /// A set of data, in which equal ones are one.
    fn data_set(&mut self, list: &[Target]) -> Value {
        let mut set: Vec<Target> = Vec::new();
        for datum in list {
            if !set.iter().any(|it| self.same_data(*it, *datum)) {
                set.push(*datum);
            }
        }
        Value::DataSet(set.into())
    }

    /// pytm takes data for equal that agree in name, description, format and classification.
    pub(super) fn same_data(&self, a: Target, b: Target) -> bool {
        let [one, other] = [a, b].map(|it| self.model.entity(it));
        let value = |target: Target, name: &str| {
            tm_schema::lookup(Class::Data, name).map(|id| self.model.read(target, id).value().clone())
        };
        a == b
            || one.name == other.name
                && one.description == other.description
                && ["format", "classification"].iter().all(|name| value(a, name) == value(b, name))
    }

    fn binary(&mut self, left: &Value, operator: Binary, right: &Value) -> Outcome<Value> {
        let result = self.calculate(left, operator, right)?;
        let length = match &result {
            Value::Text(it) => it.len(),
            Value::List(it) | Value::Tuple(it) | Value::Set(it) => it.len(),
            Value::Dict(it) => it.len(),
            _ => 0,
        };
        self.steps(length)?;
        Ok(result)
    }

    fn calculate(&mut self, left: &Value, operator: Binary, right: &Value) -> Outcome<Value> {
        if let (Value::Bool(a), Value::Bool(b)) = (left, right) {
            match operator {
                Binary::And => return Ok(Value::Bool(a & b)),
                Binary::Or => return Ok(Value::Bool(a | b)),
                Binary::Xor => return Ok(Value::Bool(a ^ b)),
                _ => {}
            }
        }
        if let (Some(a), Some(b)) = (left.number(), right.number()) {
            return a.calculate(operator, b).map(Number::value);
        }
        match (operator, left, right) {
            (Binary::Add, Value::Text(a), Value::Text(b)) => text(&[a, b]),
            (Binary::Add, Value::List(a), Value::List(b)) => Value::list([&**a, b].concat()),
            (Binary::Add, Value::Tuple(a), Value::Tuple(b)) => {
                bounded([&**a, b].concat()).map(|it| Value::Tuple(it.into()))
            }
            (Binary::Multiply, sequence, count) | (Binary::Multiply, count, sequence)
                if matches!(sequence, Value::Text(_) | Value::List(_) | Value::Tuple(_)) =>
            {
                repeated(sequence, count.integer()?)
            }
            (Binary::And | Binary::Or | Binary::Xor | Binary::Subtract, a, b) if is_set(a) && is_set(b) => {
                self.combine(a, operator, b)
            }
            (Binary::Or, Value::Dict(a), Value::Dict(b)) => {
                let mut entries = a.to_vec();
                for (key, value) in b.iter() {
                    let mut place = None;
                    for (index, (known, _)) in entries.iter().enumerate() {
                        if self.equal(known, key)? {
                            place = Some(index);
                        }
                    }
                    match place {
                        Some(index) => entries[index].1 = value.clone(),
                        None => entries.push((key.clone(), value.clone())),
                    }
                }
                bounded(entries).map(|it| Value::Dict(it.into()))
            }
            _ => Err(Raised),
        }
    }

    /// A set of the members of two.
    fn combine(&mut self, left: &Value, operator: Binary, right: &Value) -> Outcome<Value> {
        let (a, b) = (self.items(left)?, self.items(right)?);
        let mut chosen = Vec::new();
        for item in &a {
            let is_in = self.has(&b, item)?;
            if operator == Binary::Or || is_in == (operator == Binary::And) {
                chosen.push(item.clone());
            }
        }
        if matches!(operator, Binary::Or | Binary::Xor) {
            for item in b {
                if !self.has(&a, &item)? {
                    chosen.push(item);
                }
            }
        }
        // What is computed from a set of data is a plain set.
        bounded(chosen).map(|it| Value::Set(it.into()))
    }

    pub(super) fn has(&mut self, items: &[Value], item: &Value) -> Outcome<bool> {
        for it in items {
            if it.is(item) || self.equal(it, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn contains(&mut self, list: &Value, item: &Value) -> Outcome<bool> {
        match (list, item) {
            (Value::Text(text), Value::Text(part)) => {
                self.steps(text.len() / 16)?;
                Ok(text.contains(&**part))
            }
            (Value::DataSet(data), Value::Text(name)) => {
                Ok(data.iter().any(|it| self.model.entity(*it).name == **name))
            }
            (Value::List(items) | Value::Tuple(items), _) => self.has(items, item),
            (Value::Set(_) | Value::DataSet(_) | Value::Dict(_), _) => {
                // Python turns a set that it looks for into one that can be looked for.
                let is_plain_set = matches!(item, Value::Set(_)) && !matches!(list, Value::Dict(_));
                if !item.is_hashable() && !is_plain_set {
                    return Err(Raised);
                }
                let items = self.items(list)?;
                self.has(&items, item)
            }
            (Value::Thing(_) | Value::Controls(_), _) => {
                let items = self.items(list)?;
                self.has(&items, item)
            }
            (Value::Enumeration(of), Value::Member(member_of, _)) => Ok(of == member_of),
            _ => Err(Raised),
        }
    }

    pub(super) fn equal(&mut self, a: &Value, b: &Value) -> Outcome<bool> {
        self.step()?;
        if let (Some(a), Some(b)) = (a.number(), b.number()) {
            return Ok(a.compare(b) == Some(Ordering::Equal));
        }
        Ok(match (a, b) {
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (a, b) in a.iter().zip(b.iter()) {
                    if !(a.is(b) || self.equal(a, b)?) {
                        return Ok(false);
                    }
                }
                true
            }
            (a, b) if is_set(a) && is_set(b) => {
                let (a, b) = (self.items(a)?, self.items(b)?);
                a.len() == b.len() && self.is_subset(&a, &b)?
            }
            (Value::DataSet(data), Value::Text(name)) | (Value::Text(name), Value::DataSet(data)) => {
                data.iter().any(|it| self.model.entity(*it).name == **name)
            }
            (Value::Dict(a), Value::Dict(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (key, value) in a.iter() {
                    let mut is_same = false;
                    for (other, theirs) in b.iter() {
                        if self.equal(key, other)? {
                            is_same = self.equal(value, theirs)?;
                        }
                    }
                    if !is_same {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Thing(a @ Target::Data(_)), Value::Thing(b @ Target::Data(_))) => self.same_data(*a, *b),
            (Value::Controls(a), Value::Controls(b)) if a != b => {
                for id in tm_schema::attributes_of(Class::Element).filter(|id| id.get().is_control) {
                    let (mine, theirs) = (self.read(*a, id)?, self.read(*b, id)?);
                    if !self.equal(&mine, &theirs)? {
                        return Ok(false);
                    }
                }
                true
            }
            (a, b) => a.is(b),
        })
    }

    pub(super) fn is_subset(&mut self, a: &[Value], b: &[Value]) -> Outcome<bool> {
        for item in a {
            if !self.has(b, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn less(&mut self, a: &Value, b: &Value, or_equal: bool) -> Outcome<bool> {
        self.step()?;
        let decide = |order: Option<Ordering>| order.is_some_and(|it| it.is_lt() || or_equal && it.is_eq());
        if let (Some(a), Some(b)) = (a.number(), b.number()) {
            return Ok(decide(a.compare(b)));
        }
        match (a, b) {
            (Value::Text(a), Value::Text(b)) => Ok(decide(Some(a.cmp(b)))),
            (Value::Member(a, x), Value::Member(b, y)) if a == b && a.ordered => Ok(decide(Some(x.cmp(y)))),
            (Value::List(a), Value::List(b)) | (Value::Tuple(a), Value::Tuple(b)) => {
                for (a, b) in a.iter().zip(b.iter()) {
                    if !(a.is(b) || self.equal(a, b)?) {
                        return self.less(a, b, or_equal);
                    }
                }
                Ok(decide(Some(a.len().cmp(&b.len()))))
            }
            (a, b) if is_set(a) && is_set(b) => {
                let (a, b) = (self.items(a)?, self.items(b)?);
                let is_smaller = if or_equal { a.len() <= b.len() } else { a.len() < b.len() };
                Ok(is_smaller && self.is_subset(&a, &b)?)
            }
            _ => Err(Raised),
        }
    }
}

/// A sum under way.
struct Total {
    value: Value,
}

impl Total {
    fn new(start: Value) -> Outcome<Total> {
        if matches!(start, Value::Text(_)) { Err(Raised) } else { Ok(Total { value: start }) }
    }

    fn add(&mut self, run: &mut Run<'_>, item: &Value) -> Outcome<()> {
        run.step()?;
        self.value = run.binary(&self.value, Binary::Add, item)?;
        Ok(())
    }
}

fn is_set(value: &Value) -> bool {
    matches!(value, Value::Set(_) | Value::DataSet(_))
}

fn bounded<T>(items: Vec<T>) -> Outcome<Vec<T>> {
    if items.len() > MAX_LENGTH { Err(Raised) } else { Ok(items) }
}

fn text(parts: &[&str]) -> Outcome<Value> {
    let length: usize = parts.iter().map(|it| it.len()).sum();
    if length > MAX_LENGTH { Err(Raised) } else { Ok(Value::Text(parts.concat().into())) }
}

fn repeated(sequence: &Value, count: i128) -> Outcome<Value> {
    let count = usize::try_from(count.max(0)).map_err(|_| Raised)?;
    let length = match sequence {
        Value::Text(it) => it.len(),
        Value::List(it) | Value::Tuple(it) => it.len(),
        _ => return Err(Raised),
    };
    if length.saturating_mul(count) > MAX_LENGTH {
        return Err(Raised);
    }
    // Nothing, however often.
    let count = if length == 0 { 0 } else { count };
    Ok(match sequence {
        Value::Text(it) => Value::Text(it.repeat(count).into()),
        Value::List(it) => Value::List(cycled(it, count).collect()),
        Value::Tuple(it) => Value::Tuple(cycled(it, count).collect()),
        _ => return Err(Raised),
    })
}

fn cycled(items: &[Value], count: usize) -> impl Iterator<Item = Value> {
    std::iter::repeat_n(items, count).flatten().cloned()
}
