//! Access-path trees: what is known of a value and of the parts of it.
//!
//! ```text
//! {Source UserInput}                         all of the value is tainted
//!   ├ .0  {}  cut                            but field 0, which was overwritten since
//!   └ .1  {Source Secret}                    field 1 is UserInput (from above) and Secret
//! ```
//!
//! What a node has, all below it have too, up to a child that is *cut*: that one was written after. Links of the value
//! itself (exact ones) stay where they are; vague ones go down. Trees are shared; [`Tree::join`] gives back the left one itself
//! where the right one has nothing new, so that a fixpoint is a comparison of addresses.

use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

use super::feature::COLLAPSE;
use super::link::Link;
use super::path::{Path, Step};
use super::taint::{Features, Origin, Taint};

/// A tree; the empty one is bottom.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tree(Option<Arc<Node>>);

/// A node with its taints and links, both sorted, and its children, sorted by step.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) taints: Vec<Taint>,
    pub(super) links: Vec<Link>,
    pub(super) children: Vec<Child>,
    depth: u8,
    /// Whether a link in it leads to a place.
    pub(super) has_places: bool,
    /// How many nodes there are, this one included.
    size: u32,
    flat: Flat,
}

/// What a tree is as one node, once somebody has asked. It says nothing of its own, so that nodes are compared without it.
#[derive(Default)]
struct Flat(OnceLock<Tree>);

impl Clone for Flat {
    fn clone(&self) -> Flat {
        Flat::default()
    }
}

impl PartialEq for Flat {
    fn eq(&self, _: &Flat) -> bool {
        true
    }
}

impl Eq for Flat {}

/// A part of a value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Child {
    pub(super) step: Step,
    pub(super) is_cut: bool,
    pub(super) tree: Tree,
}

/// What the nodes above a node have, on one side of a join.
struct Above<'a> {
    node: &'a Node,
    step: Step,
    parent: Option<&'a Above<'a>>,
    inherited: OnceCell<Node>,
}

impl<'a> Above<'a> {
    fn new(node: &'a Node, step: Step, parent: Option<&'a Above<'a>>) -> Above<'a> {
        Above { node, step, parent, inherited: OnceCell::new() }
    }

    /// Taints and links that come down.
    fn inherited(&self) -> &Node {
        self.inherited.get_or_init(|| {
            let parent = self.parent.filter(|parent| !parent.is_bare()).map(Above::inherited);
            match parent {
                None => self.node.below(self.step),
                Some(parent) => self.node.with(parent).below(self.step),
            }
        })
    }

    fn is_bare(&self) -> bool {
        self.node.is_bare() && self.parent.is_none_or(Above::is_bare)
    }
}

impl Tree {
    /// Nothing known: no taint, no link.
    pub const BOTTOM: Tree = Tree(None);

    /// A value with one taint.
    pub fn taint(taint: Taint) -> Tree {
        Tree::of(vec![taint], Vec::new())
    }

    /// A value with one link.
    pub fn link(link: Link) -> Tree {
        Tree::of(Vec::new(), vec![link])
    }

    /// A value with taints and links, which need not be sorted.
    pub fn of(taints: Vec<Taint>, links: Vec<Link>) -> Tree {
        let mut node = Node::default();
        for taint in &taints {
            merge_taints(&mut node.taints, std::slice::from_ref(taint));
        }
        for link in &links {
            merge_links(&mut node.links, std::slice::from_ref(link));
        }
        node.into_tree()
    }

    /// Whether nothing is known.
    pub fn is_bottom(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn node(&self) -> Option<&Node> {
        self.0.as_deref()
    }

    /// The address, for remembering what was done with a tree.
    pub(super) fn address(&self) -> usize {
        self.0.as_ref().map_or(0, |node| Arc::as_ptr(node) as usize)
    }

    /// Whether two trees are one.
    pub fn is_same(&self, other: &Tree) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            _ => false,
        }
    }

    /// Whether two trees say the same, their traces included.
    pub(super) fn is_identical(&self, other: &Tree) -> bool {
        match (self.node(), other.node()) {
            (None, None) => true,
            (Some(own), Some(others)) => {
                self.is_same(other)
                    || own.size == others.size
                        && own.links == others.links
                        && own.taints.len() == others.taints.len()
                        && own.taints.iter().zip(&others.taints).all(|(own, other)| own.is_identical(other))
                        && own.children.len() == others.children.len()
                        && own.children.iter().zip(&others.children).all(|(own, other)| {
                            own.step == other.step && own.is_cut == other.is_cut && own.tree.is_identical(&other.tree)
                        })
            }
            _ => false,
        }
    }

    /// The taints of the value itself.
    pub fn taints(&self) -> &[Taint] {
        self.node().map_or(&[], |node| &node.taints)
    }

    /// The links of the value itself.
    pub fn links(&self) -> &[Link] {
        self.node().map_or(&[], |node| &node.links)
    }

    /// How many steps the longest way in it has.
    pub(super) fn depth(&self) -> u8 {
        self.node().map_or(0, |node| node.depth)
    }

    /// Whether something in it leads to a place.
    pub(super) fn has_places(&self) -> bool {
        self.node().is_some_and(|node| node.has_places)
    }

    /// How many nodes there are.
    pub fn size(&self) -> u32 {
        self.node().map_or(0, |node| node.size)
    }

    pub(super) fn own_child(&self, step: Step) -> Option<&Child> {
        let node = self.node()?;
        node.children.binary_search_by_key(&step, |child| child.step).ok().map(|at| &node.children[at])
    }

    /// What is known of a part. Any element of an array may be each one, and each may be what any is.
    pub fn child(&self, step: Step) -> Tree {
        let any = if step.is_index() { self.own_child(Step::ELEMENT) } else { None };
        match any {
            Some(any) if any.is_cut && self.own_child(step).is_none() => any.tree.clone(),
            Some(any) => self.child_alone(step).join(&any.tree),
            None if step == Step::ELEMENT => {
                self.indices().iter().fold(self.child_alone(step), |all, child| all.join(&child.tree))
            }
            None => self.child_alone(step),
        }
    }

    /// What is known of elements of an array, each alone.
    fn indices(&self) -> &[Child] {
        let children = self.node().map_or(&[][..], |node| &node.children);
        let others = children.iter().rposition(|child| !child.step.is_index()).map_or(0, |last| last + 1);
        &children[others..]
    }

    /// Whether something is known of an element of an array alone.
    pub(super) fn has_indices(&self) -> bool {
        !self.indices().is_empty()
    }

    /// The array of which no element is told apart from others.
    pub(super) fn with_mixed_elements(&self) -> Tree {
        if self.has_indices() {
            self.written(&[Step::ELEMENT], &self.child(Step::ELEMENT), false)
        } else {
            self.clone()
        }
    }

    /// The same of an array that is a part of a value.
    pub(super) fn with_mixed_elements_of(&self, step: Step) -> Tree {
        match self.own_child(step) {
            Some(child) if child.tree.has_indices() => {
                self.with_child(step, child.tree.with_mixed_elements(), child.is_cut)
            }
            _ => self.clone(),
        }
    }

    fn child_alone(&self, step: Step) -> Tree {
        let Some(node) = self.node() else { return Tree::BOTTOM };
        match self.own_child(step) {
            Some(child) if child.is_cut || node.is_bare() => child.tree.clone(),
            Some(child) => child.tree.adopting(&node.below(step)),
            None if node.is_bare() => Tree::BOTTOM,
            None => node.below(step).into_tree(),
        }
    }

    /// What is known of a part that lies further down.
    pub fn at(&self, path: &Path) -> Tree {
        path.steps().iter().fold(self.clone(), |tree, step| tree.child(*step))
    }

    /// The tree with what comes from above it; what was cut from above stays cut.
    fn adopting(&self, above: &Node) -> Tree {
        if above.is_bare() {
            return self.clone();
        }
        let mut node = self.node().cloned().unwrap_or_default();
        let is_changed = merge_taints(&mut node.taints, &above.taints) | merge_links(&mut node.links, &above.links);
        if is_changed { node.into_tree() } else { self.clone() }
    }

    /// The tree with a part replaced. What is written over any element of an array is written over each.
    pub fn with_child(&self, step: Step, tree: Tree, is_cut: bool) -> Tree {
        let mut node = self.node().cloned().unwrap_or_default();
        node.children.retain(|child| !(is_cut && step == Step::ELEMENT && child.step.is_index()));
        let is_cut = is_cut && !node.is_bare();
        match node.children.binary_search_by_key(&step, |child| child.step) {
            Ok(at) => node.children[at] = Child { step, is_cut: is_cut || node.children[at].is_cut, tree },
            Err(at) => node.children.insert(at, Child { step, is_cut, tree }),
        }
        node.into_tree()
    }

    /// The tree with parts replaced.
    pub(super) fn with_children(&self, parts: Vec<Child>) -> Tree {
        if parts.is_empty() {
            return self.clone();
        }
        let mut node = self.node().cloned().unwrap_or_default();
        let is_over_all = parts.iter().any(|part| part.is_cut && part.step == Step::ELEMENT);
        node.children.retain(|child| !(is_over_all && child.step.is_index()));
        for part in parts {
            let is_cut = part.is_cut && !node.is_bare();
            match node.children.binary_search_by_key(&part.step, |child| child.step) {
                Ok(at) => node.children[at] = Child { is_cut: is_cut || node.children[at].is_cut, ..part },
                Err(at) => node.children.insert(at, Child { is_cut, ..part }),
            }
        }
        node.into_tree()
    }

    /// A tree whose only part is this one.
    pub fn under(self, step: Step) -> Tree {
        if self.is_bottom() { self } else { Tree::BOTTOM.with_child(step, self, false) }
    }

    /// A tree in which this one stands at the end of a way.
    pub fn under_path(self, path: &Path) -> Tree {
        path.steps().iter().rev().fold(self, |tree, step| tree.under(*step))
    }

    /// The tree after `value` is written at the end of a way: instead of what was there, or besides it.
    pub fn written(&self, path: &[Step], value: &Tree, is_strong: bool) -> Tree {
        let Some((step, rest)) = path.split_first() else {
            return if is_strong { value.clone() } else { self.join(value) };
        };
        if !is_strong && rest.is_empty() && value.is_bottom() {
            return self.clone();
        }
        let empty = Tree::BOTTOM;
        let (own, was_cut) = self.own_child(*step).map_or((&empty, false), |child| (&child.tree, child.is_cut));
        if is_strong && rest.is_empty() {
            return self.with_child(*step, value.clone(), true);
        }
        // A strong write deeper down needs the part's own copy of what comes from above only at the cut itself.
        let base = if is_strong && !was_cut { self.child(*step) } else { own.clone() };
        let is_cut = was_cut || is_strong;
        let new = base.written(rest, value, is_strong);
        if new.is_same(own) && was_cut == is_cut {
            return self.clone();
        }
        self.with_child(*step, new, is_cut)
    }

    /// What is known when it may be either value.
    pub fn join(&self, other: &Tree) -> Tree {
        join(self, other, None, None)
    }

    /// The tree cut off below a depth: what lies deeper is one with its end.
    pub fn limited(&self, depth: u8) -> Tree {
        let Some(node) = self.node().filter(|node| node.depth > depth) else { return self.clone() };
        if depth == 0 {
            return self.flattened();
        }
        let mut limited = Node { taints: node.taints.clone(), links: node.links.clone(), ..Node::default() };
        for child in &node.children {
            limited.children.push(Child { tree: child.tree.limited(depth - 1), ..child.clone() });
        }
        limited.into_tree()
    }

    /// The tree cut off as far up as it needs to have no more nodes than these.
    pub fn narrowed(&self, nodes: u32) -> Tree {
        let mut tree = self.clone();
        while tree.size() > nodes && tree.depth() > 1 {
            tree = tree.limited(tree.depth() - 1);
        }
        tree
    }

    /// The tree without what its parts have from above anyway.
    pub(super) fn pruned(&self) -> Tree {
        if self.size() < 3 { self.clone() } else { pruned(self, None) }
    }

    /// A node that a function makes of another one's taints and links, with new children.
    pub(super) fn rebuilt(taints: Vec<Taint>, links: Vec<Link>, children: Vec<Child>) -> Tree {
        Node { taints, links, children, ..Node::default() }.into_tree()
    }

    /// One node with what all nodes have. What is made of a part of an input is made of anything there.
    pub fn flattened(&self) -> Tree {
        let Some(node) = self.node() else { return Tree::BOTTOM };
        if node.children.is_empty() {
            return self.clone();
        }
        let flatten = || {
            let mut flat = Node { taints: node.taints.clone(), links: node.links.clone(), ..Node::default() };
            for child in &node.children {
                child.tree.flatten_into(&mut flat);
            }
            flat.into_tree()
        };
        node.flat.0.get_or_init(flatten).clone()
    }

    fn flatten_into(&self, flat: &mut Node) {
        let Some(node) = self.node() else { return };
        for taint in &node.taints {
            merge_taints(&mut flat.taints, &[taint.whole()]);
        }
        for link in &node.links {
            merge_links(&mut flat.links, &[link.vague()]);
        }
        node.children.iter().for_each(|child| child.tree.flatten_into(flat));
    }

    /// The tree with each taint replaced by what the function makes of it, or taken out.
    pub fn map_taints(&self, change: &mut impl FnMut(&Taint) -> Option<Taint>) -> Tree {
        let Some(node) = self.node() else { return Tree::BOTTOM };
        let mut new = Node { links: node.links.clone(), ..Node::default() };
        for taint in node.taints.iter().filter_map(&mut *change) {
            merge_taints(&mut new.taints, &[taint]);
        }
        for child in &node.children {
            new.children.push(Child { tree: child.tree.map_taints(change), ..child.clone() });
        }
        new.into_tree()
    }

    /// The tree with features on each taint.
    pub(super) fn marked(&self, features: Features) -> Tree {
        if features == Features::default() {
            return self.clone();
        }
        self.map_taints(&mut |taint| Some(taint.clone().with_features(features, features)))
    }

    /// A collapsed value without the places that it leads to; code stays.
    pub(super) fn without_places(&self) -> Tree {
        let links = self.links().iter().filter(|link| link.cell().is_none());
        Tree::of(self.taints().to_vec(), links.copied().collect())
    }

    /// Calls a function with each node and the way to it.
    pub(super) fn visit(&self, path: &mut Vec<Step>, see: &mut impl FnMut(&[Step], &Node)) {
        let Some(node) = self.node() else { return };
        see(path, node);
        for child in &node.children {
            path.push(child.step);
            child.tree.visit(path, see);
            path.pop();
        }
    }
}

impl Node {
    fn is_bare(&self) -> bool {
        self.taints.is_empty() && self.links.is_empty()
    }

    /// The taints and links of this node and another one.
    fn with(&self, other: &Node) -> Node {
        let mut both = Node { taints: self.taints.clone(), links: self.links.clone(), ..Node::default() };
        merge_taints(&mut both.taints, &other.taints);
        merge_links(&mut both.links, &other.links);
        both
    }

    /// Whether a part of this node's value has a taint from it.
    fn gives(&self, taint: &Taint) -> bool {
        match self.taints.binary_search_by(|own| own.key().cmp(&taint.key())) {
            Ok(at) => self.taints[at].has_way_of(taint),
            Err(_) => self.taints.iter().any(|own| own.covers(taint)),
        }
    }

    /// The same of a link.
    fn leads(&self, link: &Link) -> bool {
        self.links.iter().any(|own| own.target == link.target || own.covers(link))
    }

    /// What a part has from this node.
    fn below(&self, step: Step) -> Node {
        let mut below = Node::default();
        if self.taints.iter().any(Taint::has_parts) {
            for taint in &self.taints {
                merge_taints(&mut below.taints, &[taint.below(step)]);
            }
        } else {
            below.taints.clone_from(&self.taints);
        }
        below.links.extend(self.links.iter().filter(|link| !link.is_exact));
        below
    }

    pub(super) fn into_tree(mut self) -> Tree {
        self.children.retain(|child| child.is_cut || !child.tree.is_bottom());
        if self.is_bare() && self.children.iter().all(|child| child.tree.is_bottom()) {
            // Cuts below nothing say nothing, unless something above is cut from: then the caller keeps the cut of this node.
            if self.children.is_empty() {
                return Tree::BOTTOM;
            }
        }
        self.depth = self.children.iter().map(|child| child.tree.depth() + 1).max().unwrap_or(0);
        self.has_places = self.links.iter().any(|link| link.cell().is_some())
            || self.children.iter().any(|child| child.tree.has_places());
        self.size = self.children.iter().fold(1_u32, |sum, child| sum.saturating_add(child.tree.size()));
        Tree(Some(Arc::new(self)))
    }
}

/// Whether a tree's own node has all that another node has.
fn has_all(tree: &Tree, other: &Node) -> bool {
    let empty = Node::default();
    let own = tree.node().unwrap_or(&empty);
    other.taints.iter().all(|taint| own.gives(taint)) && other.links.iter().all(|link| own.leads(link))
}

fn pruned(tree: &Tree, above: Option<&Above>) -> Tree {
    let Some(node) = tree.node() else { return Tree::BOTTOM };
    let above = above.filter(|above| !above.is_bare());
    let mut own = Node { taints: node.taints.clone(), links: node.links.clone(), ..Node::default() };
    if let Some(inherited) = above.map(Above::inherited) {
        own.taints.retain(|taint| !inherited.gives(taint));
        own.links.retain(|link| !inherited.leads(link));
    }
    let mut is_changed = own.taints.len() != node.taints.len() || own.links.len() != node.links.len();
    own.children.reserve(node.children.len());
    for child in &node.children {
        let over = Above::new(node, child.step, above);
        // Where a part has by now all that it was cut from, it is no longer cut.
        let is_cut = child.is_cut && !has_all(&child.tree, over.inherited());
        let tree = pruned(&child.tree, (!is_cut).then_some(&over));
        is_changed |= is_cut != child.is_cut || !tree.is_same(&child.tree);
        own.children.push(Child { step: child.step, is_cut, tree });
    }
    if is_changed { own.into_tree() } else { tree.clone() }
}

fn join(left: &Tree, right: &Tree, above_left: Option<&Above>, above_right: Option<&Above>) -> Tree {
    if left.is_same(right) || right.is_bottom() && above_right.is_none_or(Above::is_bare) {
        return left.clone();
    }
    if left.is_bottom() && above_left.is_none_or(Above::is_bare) {
        return right.clone();
    }
    let empty = Node::default();
    let (a, b) = (left.node().unwrap_or(&empty), right.node().unwrap_or(&empty));
    // Most joins tell nothing new, and then nothing is made.
    let mut made: Option<Node> = None;
    if has_news(&a.taints, &b.taints) || has_link_news(&a.links, &b.links) {
        let (mut taints, mut links) = (a.taints.clone(), a.links.clone());
        let is_changed = match above_left.filter(|above| !above.is_bare()).map(Above::inherited) {
            None => merge_taints(&mut taints, &b.taints) | merge_links(&mut links, &b.links),
            // What comes from above is no news.
            Some(above) => {
                let more = b.taints.iter().filter(|taint| !above.gives(taint));
                let more_links = b.links.iter().filter(|link| !above.leads(link));
                merge_taints(&mut taints, more) | merge_links(&mut links, more_links)
            }
        };
        // What was taken together, because there was too much, is taken together again.
        made =
            (is_changed && (taints != a.taints || links != a.links)).then(|| Node { taints, links, ..Node::default() });
    }
    let (mut i, mut j) = (0, 0);
    while i < a.children.len() || j < b.children.len() {
        let step = match (a.children.get(i), b.children.get(j)) {
            (Some(x), Some(y)) => x.step.min(y.step),
            (Some(x), None) => x.step,
            (None, Some(y)) => y.step,
            (None, None) => break,
        };
        let before = i;
        let mine = a.children.get(i).filter(|child| child.step == step);
        let theirs = b.children.get(j).filter(|child| child.step == step);
        i += usize::from(mine.is_some());
        j += usize::from(theirs.is_some());
        let over_left = Above::new(a, step, above_left);
        let over_right = Above::new(b, step, above_right);
        let tree = |child: Option<&Child>| child.map_or(Tree::BOTTOM, |child| child.tree.clone());
        let is_cut = |child: Option<&Child>| child.is_some_and(|child| child.is_cut);
        let joined = match (is_cut(mine), is_cut(theirs)) {
            (false, false) => {
                let bottom = Tree::BOTTOM;
                let own = mine.map_or(&bottom, |child| &child.tree);
                let other = theirs.map_or(&bottom, |child| &child.tree);
                join(own, other, Some(&over_left), Some(&over_right))
            }
            (true, true) => tree(mine).join(&tree(theirs)),
            // What is cut on one side has, on the other, what comes from above.
            (true, false) => tree(mine).join(&tree(theirs).adopting(over_right.inherited())),
            (false, true) => tree(mine).adopting(over_left.inherited()).join(&tree(theirs)),
        };
        let is_cut = is_cut(mine) || is_cut(theirs);
        let is_left = mine.is_some_and(|child| child.is_cut == is_cut && child.tree.is_same(&joined))
            || mine.is_none() && joined.is_bottom() && !is_cut;
        if !is_left && made.is_none() {
            made = Some(Node { taints: a.taints.clone(), links: a.links.clone(), ..Node::default() });
        }
        if let Some(node) = &mut made {
            if node.children.is_empty() {
                node.children.reserve(a.children.len().max(b.children.len()));
                node.children.extend_from_slice(&a.children[..before]);
            }
            node.children.push(Child { step, is_cut, tree: joined });
        }
    }
    match made {
        None if left.0.is_some() => left.clone(),
        made => made.unwrap_or_default().into_tree(),
    }
}

/// Whether sorted taints say anything that others, sorted too, do not say.
fn has_news(own: &[Taint], others: &[Taint]) -> bool {
    let mut rest = own;
    others.iter().any(|taint| {
        let at = rest.iter().position(|own| own.key() >= taint.key()).unwrap_or(rest.len());
        rest = &rest[at..];
        match rest.first().filter(|own| own.key() == taint.key()) {
            Some(own) => !own.has_way_of(taint),
            None => !own.iter().any(|own| own.covers(taint)),
        }
    })
}

/// The same of links.
fn has_link_news(own: &[Link], others: &[Link]) -> bool {
    let mut rest = own;
    others.iter().any(|link| {
        let at = rest.iter().position(|own| own.target >= link.target).unwrap_or(rest.len());
        rest = &rest[at..];
        match rest.first().filter(|own| own.target == link.target) {
            Some(own) => own.is_exact && !link.is_exact,
            None => link.is_exact || !own.iter().any(|own| own.covers(link)),
        }
    })
}

/// How many taints a node may have before inputs of one root are taken together.
const MAXIMUM_TAINTS: usize = 10;

/// Takes sorted taints into sorted taints. Answers whether that changed anything but traces.
///
/// What is made of anything in a part says nothing new beside what is made of anything in the whole. Of too many inputs of one root,
/// what they have in common stays.
fn merge_taints<'a>(into: &mut Vec<Taint>, from: impl IntoIterator<Item = &'a Taint>) -> bool {
    let mut is_changed = false;
    for taint in from {
        match into.binary_search_by(|own| own.key().cmp(&taint.key())) {
            Ok(at) => is_changed |= into[at].absorb(taint),
            Err(_) if into.iter().any(|own| own.covers(taint)) => {}
            Err(at) => {
                into.insert(at, taint.clone());
                if taint.is_whole_input() {
                    into.retain(|own| !taint.covers(own) || own.key() == taint.key());
                }
                is_changed = true;
                if into.len() > MAXIMUM_TAINTS {
                    take_together(into);
                }
            }
        }
    }
    is_changed
}

/// Replaces half of the inputs of the root that has most of them by what the ways of two have in common, the longest first.
fn take_together(taints: &mut Vec<Taint>) {
    let group = |taint: &Taint| match taint.origin {
        Origin::Input { root, .. } => Some((root, taint.excluded.clone())),
        Origin::Source(_) => None,
    };
    let mut counts = std::collections::BTreeMap::new();
    for key in taints.iter().filter_map(group) {
        *counts.entry(key).or_insert(0_usize) += 1;
    }
    let Some((largest, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    if count < 2 {
        return;
    }
    let (mut members, mut others): (Vec<Taint>, Vec<Taint>) =
        taints.drain(..).partition(|taint| group(taint).as_ref() == Some(&largest));
    // In their order, those with most in common stand side by side.
    while members.len() > count / 2 {
        let shared = |at: &usize| members[*at].shared_steps(&members[at + 1]);
        let Some(at) = (0..members.len() - 1).rev().max_by_key(shared) else { break };
        let second = members.remove(at + 1);
        members[at] = members[at].common(&second).with_features(COLLAPSE, Features::default());
    }
    merge_taints(&mut others, &members);
    *taints = others;
}

/// How many links a node may have before vague ones into one cell are taken together.
const MAXIMUM_LINKS: usize = 5;

/// Takes sorted links into sorted links; of an exact and a vague one to the same place the vague one stays.
///
/// Of too many, vague ones into one cell become one, and then those into the cells that were made last are forgotten: what is in them
/// has been taken in where a value was collapsed.
fn merge_links<'a>(into: &mut Vec<Link>, from: impl IntoIterator<Item = &'a Link>) -> bool {
    let mut is_changed = false;
    for link in from {
        match into.binary_search_by(|own| own.target.cmp(&link.target)) {
            Ok(at) if into[at].is_exact && !link.is_exact => {
                into[at].is_exact = false;
                is_changed = true;
            }
            Ok(_) => {}
            Err(_) if !link.is_exact && into.iter().any(|own| own.covers(link)) => {}
            Err(_) if into.len() >= 2 * MAXIMUM_LINKS => {}
            Err(at) => {
                into.insert(at, *link);
                is_changed = true;
                if into.len() > MAXIMUM_LINKS {
                    take_links_together(into);
                }
            }
        }
    }
    is_changed
}

/// Replaces vague links into one cell by one to what their ways have in common.
fn take_links_together(links: &mut Vec<Link>) {
    let is_alike = |last: &Link, link: &Link| {
        !last.is_exact && !link.is_exact && last.cell().is_some() && last.cell() == link.cell()
    };
    if !links.windows(2).any(|pair| is_alike(&pair[0], &pair[1])) {
        return;
    }
    let mut together: Vec<Link> = Vec::with_capacity(links.len());
    for link in links.drain(..) {
        match together.last_mut() {
            Some(last) if is_alike(last, &link) => *last = last.common(&link),
            _ => together.push(link),
        }
    }
    *links = together;
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut map = f.debug_map();
        self.visit(&mut Vec::new(), &mut |path, node| {
            let taints: Vec<_> = node.taints.iter().map(|taint| (taint.origin, &taint.excluded)).collect();
            map.entry(&path.to_vec(), &(taints, &node.links));
        });
        map.finish()
    }
}
