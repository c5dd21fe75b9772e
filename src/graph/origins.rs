//! From how many nodes data came to a node, and the nearest of them: each node keeps a few, so that the effort grows with
//! the number of edges. Never lists all of very many.

use petgraph::graph::NodeIndex;

use super::{
    classes::{Classes, grow, is_any, meets, take_out},
    edges::{Graph, Node},
    hops::Hop,
};

/// Where data began that one node received, the nearest first.
#[derive(Debug, Default)]
struct Received {
    roots: Vec<NodeIndex>,
    /// For each of them, the classes that came from it.
    bits: Vec<u64>,
    /// For each of them, its last place among the steps that come next.
    steps: Vec<usize>,
    /// Whether there are more than are kept.
    is_cut: bool,
}

/// Where data began, for every node.
#[derive(Debug)]
pub struct Origins {
    words: usize,
    received: Vec<Received>,
}

/// Where some data began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    /// The nearest first.
    pub nodes: Vec<Node>,
    /// Whether there are more of them.
    pub is_cut: bool,
}

/// How data travel.
pub struct Travel<B, S, F, P, D> {
    /// Whether all that a node sends begins there.
    pub begins: B,
    /// Sorts the beginnings: of as near ones the first are kept.
    pub sort: S,
    /// Whether a node hands on what it received.
    pub hands_on: F,
    /// Whether an edge lets them through.
    pub passes: P,
    /// Adds to what is sent the classes that are made from held ones.
    pub derived: D,
    /// How many beginnings a node keeps; a class that came is never left without one.
    pub most: usize,
}

/// Follows what begins anywhere along the edges, step by step.
pub fn origins<B, S, F, P, D>(graph: &Graph, travel: &Travel<B, S, F, P, D>) -> Origins
where
    B: Fn(NodeIndex) -> bool,
    S: Fn(&mut [NodeIndex]),
    F: Fn(NodeIndex) -> bool,
    P: Fn(&Hop) -> bool,
    D: Fn(&[u64], &[u64], &mut [u64]),
{
    let words = graph.classes.words();
    let mut received = Vec::new();
    received.resize_with(graph.net.node_count(), Received::default);
    // For each node, all classes that came to it from any beginning.
    let mut came = vec![0; graph.net.node_count() * words];
    let (mut sent, mut fresh) = (graph.classes.empty(), graph.classes.empty());
    // Each step: a node and where the data began; what of it is new there stands beside it.
    let mut begin = graph.net.node_indices().filter(|it| (travel.begins)(*it)).collect::<Vec<_>>();
    (travel.sort)(&mut begin);
    let mut frontier = begin.into_iter().map(|it| (it, it)).collect::<Vec<_>>();
    let mut news: Vec<u64> = Vec::new();
    let mut is_first = true;
    while !frontier.is_empty() {
        let (mut next, mut next_news) = (Vec::new(), Vec::new());
        for (at, (node, root)) in frontier.iter().copied().enumerate() {
            if !is_first && !(travel.hands_on)(node) {
                continue;
            }
            let held = news.get(at * words..(at + 1) * words).unwrap_or_default();
            for hop in graph.hops.from(node).iter().filter(|it| graph.sends(it.to) && (travel.passes)(it)) {
                let carried = graph.classes.bits(hop.classes);
                if is_first {
                    sent.copy_from_slice(carried);
                } else {
                    meets(carried, held, &mut sent);
                    (travel.derived)(carried, held, &mut sent);
                }
                if !is_any(&sent) {
                    continue;
                }
                let to = hop.to.index();
                let came = came.get_mut(to * words..(to + 1) * words).unwrap_or_default();
                let slot = received.get_mut(to);
                let Some(step) = slot.and_then(|it| it.take(root, &sent, came, &mut fresh, travel.most)) else {
                    continue;
                };
                // What comes from one beginning in several flows goes on as one.
                if next.get(*step) == Some(&(hop.to, root)) {
                    let own = next_news.get_mut(*step * words..(*step + 1) * words);
                    grow(own.unwrap_or_default(), &fresh);
                } else {
                    *step = next.len();
                    next.push((hop.to, root));
                    next_news.extend_from_slice(&fresh);
                }
            }
        }
        (frontier, news, is_first) = (next, next_news, false);
    }
    Origins { words, received }
}

impl Received {
    /// Adds what came from a root to it and to all that came; `fresh` becomes what of it is new and travels on. Gives the
    /// place of the root among the next steps where anything is.
    fn take(
        &mut self,
        root: NodeIndex,
        sent: &[u64],
        came: &mut [u64],
        fresh: &mut [u64],
        most: usize,
    ) -> Option<&mut usize> {
        let words = sent.len();
        fresh.copy_from_slice(sent);
        let known = self.roots.iter().position(|it| *it == root);
        if let Some(at) = known {
            let own = self.bits.get_mut(at * words..(at + 1) * words).unwrap_or_default();
            take_out(fresh, own);
            grow(own, sent);
        } else if self.roots.len() >= most {
            take_out(fresh, came);
            self.is_cut |= fresh != sent;
        }
        if !is_any(fresh) {
            return None;
        }
        grow(came, fresh);
        let at = known.unwrap_or_else(|| {
            self.roots.push(root);
            self.bits.extend_from_slice(fresh);
            self.steps.push(usize::MAX);
            self.roots.len() - 1
        });
        self.steps.get_mut(at)
    }
}

impl Origins {
    /// Whether a node received data from more beginnings than are kept.
    #[must_use]
    pub fn is_cut(&self, node: NodeIndex) -> bool {
        self.received.get(node.index()).is_some_and(|it| it.is_cut)
    }

    /// Where the data of some classes began that a node received.
    #[must_use]
    pub fn of(&self, graph: &Graph, node: NodeIndex, classes: &[u64]) -> Roots {
        let Some(received) = self.received.get(node.index()) else {
            return Roots { nodes: Vec::new(), is_cut: false };
        };
        let fits = |bits: &[u64]| {
            Classes::has_unspecified(bits)
                || Classes::has_unspecified(classes)
                || bits.iter().zip(classes).any(|(own, wanted)| own & wanted != 0)
        };
        let all = received.roots.iter().zip(received.bits.chunks(self.words));
        let fitting = all.filter(|(_, bits)| fits(bits)).map(|(root, _)| root);
        Roots { nodes: fitting.filter_map(|it| graph.net.node_weight(*it).copied()).collect(), is_cut: received.is_cut }
    }
}
