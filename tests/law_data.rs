//! The legal data themselves: golden rows, gaps and overlaps, boundary days, sources, rule files.

#[path = "law/authorities.rs"]
mod authorities;
#[path = "law/catalogue.rs"]
mod catalogue;
#[path = "law/decisions.rs"]
mod decisions;
#[path = "law/destinations.rs"]
mod destinations;
#[path = "runner/judged.rs"]
#[allow(dead_code, reason = "nothing is shown here")]
mod judged;
#[path = "law/overlay.rs"]
mod overlay;
#[path = "law/regimes.rs"]
mod regimes;
