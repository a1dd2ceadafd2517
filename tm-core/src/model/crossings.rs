//! Which data crosses which boundary, and on which flow.
//!
//! ```text
//! Visitor ──"Visitor enters comments" [Comment]──▶ post_comment, in Web     Comment enters Web on that flow
//! ```
//!
//! A boundary around both ends is not crossed; one around none of them neither.

use super::{BoundaryId, DataId, DataflowId, Model, Target, Value};

/// A datum that a flow carries over a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crossing {
    /// What is carried.
    pub datum: DataId,
    /// What is crossed.
    pub boundary: BoundaryId,
    /// Which way.
    pub direction: Direction,
    /// What carries it.
    pub dataflow: DataflowId,
}

/// Which way a boundary is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Only the sink stands in it.
    Enters,
    /// Only the source stands in it.
    Leaves,
}

impl Model {
    /// All crossings: flow by flow in the model's order, datum by datum, the boundaries entered before those left.
    pub fn crossings(&self) -> impl Iterator<Item = Crossing> + '_ {
        self.dataflow_ids().flat_map(move |id| {
            let flow = self.dataflow(id);
            let entered = self.entered(flow).into_iter().map(|boundary| (boundary, Direction::Enters));
            let left = self.left(flow).into_iter().map(|boundary| (boundary, Direction::Leaves));
            let crossed: Vec<_> = entered.chain(left).collect();
            flow.data.iter().flat_map(move |datum| {
                let crossing =
                    move |(boundary, direction)| Crossing { datum: *datum, boundary, direction, dataflow: id };
                crossed.clone().into_iter().map(crossing)
            })
        })
    }

    /// How secret a datum is, as an index of the members of [`tm_schema::CLASSIFICATION`]; 0 is unknown.
    pub fn classification(&self, datum: DataId) -> u8 {
        match self.read(Target::Data(datum), super::derive::attribute(tm_schema::Class::Data, "classification")).value()
        {
            Value::Member(it) => *it,
            _ => unreachable!("a classification is a member"),
        }
    }
}
