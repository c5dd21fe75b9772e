//! Works through long lists in as many parts as there are processors. The parts come back in order: nothing depends on how
//! many there were.

use std::{num::NonZero, thread};

/// Lists shorter than this are judged at once: starting a thread costs more than it saves.
const WORTH_IT: usize = 4096;

/// Applies `work` to consecutive parts of a list; the results are in the order of the list.
pub fn in_parts<T: Sync, R: Send>(list: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let n_parts = if list.len() < WORTH_IT { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
    let length = list.len().div_ceil(n_parts).max(1);
    if n_parts == 1 {
        return vec![work(list)];
    }
    thread::scope(|scope| {
        let work = &work;
        let threads = list.chunks(length).map(|part| scope.spawn(move || work(part))).collect::<Vec<_>>();
        let joined = threads.into_iter().map(|it| match it.join() {
            Ok(part) => part,
            // A defect in one part is a defect of the whole.
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}

/// Applies `work` to each of a few large things side by side; the results are in their order. Where `size`, what there is
/// to do for each, is small, one comes after the other.
pub fn side_by_side<T: Send, R: Send>(list: Vec<T>, size: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if size < WORTH_IT || list.len() < 2 {
        return list.into_iter().map(work).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let threads = list.into_iter().map(|it| scope.spawn(move || work(it))).collect::<Vec<_>>();
        threads.into_iter().map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
