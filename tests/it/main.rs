//! Integration tests, one crate.

mod rules; // every rule that ships keeps its promises
