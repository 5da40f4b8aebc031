//! Compiles the rule tables, for the program to start with.
//!
//! Reading the tables takes several times as long as checking a short note. The modules that read
//! them are the program's own; a table that does not load stops the build, with the sentence its
//! author would be told.

#![allow(dead_code, unused_imports, unreachable_pub)] // only what compiles tables is used here

#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rules");
    println!("cargo::rerun-if-changed=src/text");
    let compiled = rules::RuleSet::from_tables(rules::built_in_tables())
        .unwrap_or_else(|error| panic!("rules/{error}"))
        .compiled();
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("rules.bin"), compiled).expect("OUT_DIR can be written");
}
