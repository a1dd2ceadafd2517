//! Who is at work when: from being called to having answered.
//!
//! ```text
//! Visitor ──ask──▶ Web ──look up──▶ Store       Store is at work from "look up" to "rows",
//!         ◀─page──     ◀───rows────             Web from "ask" to "page"
//! ```
//!
//! What has a reply ends with it; with several, with the last. What has none ends after the last message of the call:
//! calls lie inside one another, so it is over when somebody speaks who was at work before, or who was not called at
//! all. A message back to the caller, though nobody calls it a reply, begins no work there, and what somebody does on
//! his own call is over at once unless it is answered.

/// A message between two columns.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) source: usize,
    pub(super) sink: usize,
    pub(super) is_reply: bool,
    /// The message that it answers, by its place in the order.
    pub(super) answers: Option<usize>,
}

/// Work in one column. Begin and end are places of messages in their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) column: usize,
    pub(super) begin: usize,
    pub(super) end: usize,
    /// Whether a reply ends it.
    pub(super) is_answered: bool,
    /// How many other calls it stands before in its column, [`SLOTS`] at the most.
    pub(super) slot: usize,
    caller: usize,
}

/// The calls at both ends of a message, by their place in the list of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Ends {
    pub(super) source: Option<usize>,
    pub(super) sink: Option<usize>,
}

/// The deepest slot. Who is called again and again without ever answering would else fill the picture.
pub(super) const SLOTS: usize = 4;

/// The calls in the order in which they begin, and the ends of each message.
pub(super) fn calls(messages: &[Message], columns: usize) -> (Vec<Call>, Vec<Ends>) {
    let mut last_answer = vec![None; messages.len()];
    for (row, message) in messages.iter().enumerate() {
        if let Some(request) = message.answers.filter(|request| *request < row) {
            last_answer[request] = Some(row);
        }
    }
    let mut work =
        Work { calls: Vec::new(), is_over: Vec::new(), open: vec![Vec::new(); columns], unanswered: Vec::new() };
    let mut begun = vec![None; messages.len()];
    let mut ends = Vec::with_capacity(messages.len());
    for (row, message) in messages.iter().enumerate() {
        let ends_of_message = if message.is_reply {
            let request = message.answers.filter(|request| *request < row);
            let answered = request.and_then(|request| begun[request]);
            let source = answered.or_else(|| work.current(message.source));
            work.lasts(source, row);
            if let (Some(call), Some(request)) = (answered, request)
                && last_answer[request] == Some(row)
            {
                work.is_over[call] = true;
            }
            let sink = work.current(message.sink);
            work.lasts(sink, row);
            Ends { source, sink }
        } else {
            let source = work.current(message.source);
            work.lasts(source, row);
            work.end_what_came_after(source);
            let is_answered = last_answer[row].is_some();
            let is_back = |call: usize| work.calls[call].caller == message.sink;
            let sink = if !is_answered && message.source != message.sink && source.is_some_and(is_back) {
                let sink = work.current(message.sink);
                work.lasts(sink, row);
                sink
            } else {
                begun[row] = Some(work.begin(message, row, is_answered));
                begun[row]
            };
            Ends { source, sink }
        };
        ends.push(ends_of_message);
    }
    let mut calls = work.calls;
    assign_slots(&mut calls, columns);
    (calls, ends)
}

/// What is going on.
struct Work {
    calls: Vec<Call>,
    is_over: Vec<bool>,
    /// The calls of each column that may still go on, the last one on top.
    open: Vec<Vec<usize>>,
    /// The calls without a reply that go on.
    unanswered: Vec<usize>,
}

impl Work {
    /// What the column is doing.
    fn current(&mut self, column: usize) -> Option<usize> {
        let open = &mut self.open[column];
        while open.pop_if(|call| self.is_over[*call]).is_some() {}
        open.last().copied()
    }

    fn lasts(&mut self, call: Option<usize>, row: usize) {
        if let Some(call) = call {
            self.calls[call].end = row;
        }
    }

    fn end_what_came_after(&mut self, call: Option<usize>) {
        while let Some(ended) = self.unanswered.pop_if(|it| call.is_none_or(|call| *it > call)) {
            self.is_over[ended] = true;
        }
    }

    fn begin(&mut self, message: &Message, row: usize, is_answered: bool) -> usize {
        let (call, column) = (self.calls.len(), message.sink);
        self.calls.push(Call { column, begin: row, end: row, is_answered, slot: 0, caller: message.source });
        let is_over = !is_answered && message.source == column;
        self.is_over.push(is_over);
        if !is_over {
            self.open[column].push(call);
            self.unanswered.extend((!is_answered).then_some(call));
        }
        call
    }
}

/// Puts calls that begin while another goes on in their column before it.
fn assign_slots(calls: &mut [Call], columns: usize) {
    let mut going_on: Vec<Vec<(usize, usize)>> = vec![Vec::new(); columns];
    for call in calls {
        let before = &mut going_on[call.column];
        while before.pop_if(|(end, _)| *end < call.begin).is_some() {}
        let depth = before.last().map_or(0, |(_, depth)| depth + 1);
        before.push((call.end, depth));
        call.slot = depth.min(SLOTS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calls as `column: begin-end`, with one `>` a slot.
    fn check(messages: &[(usize, usize, Option<usize>)], expected: &[&str]) {
        let message = |(source, sink, answers): &(usize, usize, Option<usize>)| Message {
            source: *source,
            sink: *sink,
            is_reply: answers.is_some(),
            answers: *answers,
        };
        let messages: Vec<_> = messages.iter().map(message).collect();
        let (calls, ends) = calls(&messages, 4);
        let shown = |it: &Call| format!("{}{}: {}-{}", ">".repeat(it.slot), it.column, it.begin, it.end);
        assert_eq!(calls.iter().map(shown).collect::<Vec<_>>(), expected);
        assert_eq!(ends.len(), messages.len());
    }

    #[test]
    fn replies_end_calls() {
        check(&[(0, 1, None), (1, 0, Some(0))], &["1: 0-1"]);
        check(&[(0, 1, None), (1, 2, None), (2, 1, Some(1)), (1, 0, Some(0))], &["1: 0-3", "2: 1-2"]);
        check(&[(0, 1, None), (1, 0, Some(0)), (1, 2, None), (1, 0, Some(0))], &["1: 0-3", "2: 2-2"]);
    }

    #[test]
    fn what_has_no_reply_ends_with_its_last_message() {
        check(&[(0, 1, None), (1, 2, None), (1, 3, None)], &["1: 0-2", "2: 1-1", "3: 2-2"]);
        check(&[(0, 1, None), (3, 2, None), (1, 2, None)], &["1: 0-0", "2: 1-1", "2: 2-2"]);
        check(&[(0, 1, None), (1, 2, None), (2, 1, Some(1)), (1, 3, None)], &["1: 0-3", "2: 1-2", "3: 3-3"]);
    }

    #[test]
    fn a_message_back_is_an_answer() {
        check(&[(0, 1, None), (1, 0, None), (0, 1, None), (1, 0, None)], &["1: 0-1", "1: 2-3"]);
        check(&[(0, 1, None), (1, 2, None), (2, 1, None), (1, 0, None)], &["1: 0-3", "2: 1-2"]);
        check(&[(0, 1, None), (1, 0, None), (1, 0, Some(0))], &["1: 0-2"]);
    }

    #[test]
    fn calls_of_who_is_at_work_stand_before() {
        let itself = [(0, 1, None), (1, 1, None), (1, 1, None), (1, 0, Some(0))];
        check(&itself, &["1: 0-3", ">1: 1-1", ">1: 2-2"]);
        let again = [(0, 1, None), (1, 2, None), (2, 1, None), (1, 2, Some(2)), (2, 1, Some(1)), (1, 0, Some(0))];
        check(&again, &["1: 0-5", "2: 1-4", ">1: 2-3"]);
        let crossing = [(0, 1, None), (0, 1, None), (1, 0, Some(0)), (2, 1, None), (1, 2, Some(3)), (1, 0, Some(1))];
        check(&crossing, &["1: 0-2", ">1: 1-5", ">>1: 3-4"]);
    }

    #[test]
    fn replies_to_nobody_knows_what_begin_nothing() {
        let message = Message { source: 1, sink: 0, is_reply: true, answers: None };
        assert_eq!(calls(&[message], 2), (Vec::new(), vec![Ends::default()]));
        let early = Message { source: 1, sink: 0, is_reply: true, answers: Some(1) };
        let late = Message { source: 0, sink: 1, is_reply: false, answers: None };
        let (found, _) = calls(&[early, late], 2);
        assert!(matches!(&found[..], [Call { begin: 1, end: 1, is_answered: false, .. }]), "{found:?}");
        check(&[(1, 1, None), (0, 1, Some(0)), (0, 1, None), (1, 0, Some(1)), (1, 0, Some(2))], &["1: 0-1", "1: 2-4"]);
    }
}
