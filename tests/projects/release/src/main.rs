//! A program that is the same in release with its annotations and without.

#![deny(warnings, missing_docs)]

use std::collections::HashMap;
use std::io::{self, BufRead};
use tm::{boundary, data, dataflow, element, model};

model! { name = "SmallGuestbook", description = "VisitorsLeaveComments", is_ordered = true }

#[boundary(name = "TheOutside", assume("AssumptionOfBoundary"))]
#[derive(Debug)]
struct Internet;

/// DocumentedVisitor
#[element(Actor, boundary = Internet, id = "the-visitor-id")]
#[derive(Debug)]
struct Visitor;

#[data(classification = Restricted, format = "FormatOfComments", is_pii)]
#[derive(Clone, Debug)]
struct Comment {
    text: String,
}

/// DocumentedStore
#[element(Datastore, name = "StoreOfComments", in_scope = false, because = "ManagedElsewhere", source = "FileOfStore")]
#[derive(Debug, Default)]
struct Store<K> {
    comments: HashMap<K, Vec<Comment>>,
}

#[element(Process, name = "BlockOfStore", marker = StoreBlock)]
impl Store<String> {
    #[element(Process, id = "insert-id", override(INP05, response = "ResponseOfOverride"))]
    fn insert(&mut self, author: &str, comment: Comment) -> usize {
        let comments = self.comments.entry(author.to_owned()).or_default();
        comments.push(comment);
        comments.len()
    }
}

/// DocumentedHandler
#[element(Server, os = "SystemOfServer", controls(validates_input), expect(DO02, reason = "ReasonOfDecision"))]
#[inline(never)]
fn post_comment(store: &mut Store<String>, line: &str) -> Option<usize> {
    let (author, text) = line.split_once(':')?;
    Some(store.insert(author, Comment { text: text.trim().to_owned() }))
}

#[element(Process, name = "EntryOfProgram", controls(authentication_scheme = "SchemeOfServer"))]
fn main() {
    let mut store = Store::default();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        println!("{:?}", post_comment(&mut store, &line));
    }
    println!(
        "{:?}, {:?}: {}",
        Internet,
        Visitor,
        store.comments.values().flatten().map(|it| it.text.len()).sum::<usize>()
    );
}

dataflow! { Visitor -> post_comment: "FlowOfComments", protocol = "ProtocolOfFlow", data = [Comment, "FreeTextData"]; reply "ReplyToComments" }
dataflow! { post_comment -> Store<String>: "InsertQuery" }
dataflow! { main -> StoreBlock: "StartOfStore" }
