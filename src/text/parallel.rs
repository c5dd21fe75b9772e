//! Works through long lists in as many parts as there are processors. The parts come back in order: nothing depends on how
//! many there were.

use std::{
    num::NonZero,
    thread::{self, ScopedJoinHandle},
};

/// Lists shorter than this are judged at once: starting a thread costs more than it saves.
const WORTH_IT: usize = 4096;

/// Whether a list of this length is worked through in parts.
#[must_use]
pub fn is_long(length: usize) -> bool {
    length >= WORTH_IT
}

/// Into how many parts it is worth to cut something of this length, if none is to be shorter than `least`.
#[must_use]
pub fn n_parts(length: usize, least: usize) -> usize {
    let most = length / least.max(1);
    if most < 2 { 1 } else { thread::available_parallelism().map_or(1, NonZero::get).min(most) }
}

/// Applies `work` to consecutive parts of a list; the results are in the order of the list.
pub fn in_parts<T: Sync, R: Send>(list: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    in_placed_parts(list, |_, part| work(part))
}

/// The same, where `work` is told the place in the list at which its part begins.
pub fn in_placed_parts<T: Sync, R: Send>(list: &[T], work: impl Fn(usize, &[T]) -> R + Sync) -> Vec<R> {
    let n_parts = if !is_long(list.len()) { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
    let length = list.len().div_ceil(n_parts).max(1);
    if n_parts == 1 {
        return vec![work(0, list)];
    }
    thread::scope(|scope| {
        let work = &work;
        let mut parts = list.chunks(length).enumerate().map(|(at, part)| (at * length, part));
        let own = parts.next().unwrap_or_default();
        let others = parts.map(|(at, part)| scope.spawn(move || work(at, part))).collect::<Vec<_>>();
        // The thread that would wait for the others does the first part.
        std::iter::once(work(own.0, own.1)).chain(others.into_iter().map(joined)).collect()
    })
}

/// What a thread gives; a defect in one part is a defect of the whole.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Applies `work` to each of a few large things side by side; the results are in their order. Where `size`, what there is
/// to do for each, is small, one comes after the other.
pub fn side_by_side<T: Send, R: Send>(list: Vec<T>, size: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if !is_long(size) || list.len() < 2 {
        return list.into_iter().map(work).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let mut list = list.into_iter();
        let own = list.next();
        let others = list.map(|it| scope.spawn(move || work(it))).collect::<Vec<_>>();
        own.map(work).into_iter().chain(others.into_iter().map(joined)).collect()
    })
}

/// Does two things side by side, where `size`, what there is to do, is large.
pub fn beside<A: Send, B>(size: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if !is_long(size) {
        return (one(), other());
    }
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (joined(one), other)
    })
}

/// Asks something of each of a list, of long ones in parts side by side; the answers are in the order of the list.
pub fn of_each<T: Sync, R: Send>(list: &[T], ask: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let mut parts = in_parts(list, |list| list.iter().map(&ask).collect::<Vec<_>>()).into_iter();
    let mut all = parts.next().unwrap_or_default();
    parts.for_each(|mut it| all.append(&mut it));
    all
}

/// Puts sorted lists together to one, each item once.
#[must_use]
pub fn merged<T: Ord + Copy>(parts: &[Vec<T>]) -> Vec<T> {
    let mut all = parts.concat();
    // Of sorted parts the stable sort makes one list without sorting them again.
    all.sort();
    all.dedup();
    all
}
