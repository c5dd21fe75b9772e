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
