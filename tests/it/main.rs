//! The program and the library as others use them.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod adoption; // a team with notes of its own, from the first day on
mod changed_since; // the lines that a branch changes, where there is Git
mod changes; // tracked changes, accepted or rejected
mod cli; // the commands, and what they end with
mod cli_fix; // rewrites applied, asked about, and stopped half-way
mod cli_machine; // what programs read
mod cli_rules; // explain and rules
mod config; // careword.toml, as the commands obey it
mod config_errors; // what a broken careword.toml is told
mod documents; // made by other programs, whole and damaged
mod editor; // speaks the Language Server Protocol
mod formats; // what files are taken for
mod gold; // accuracy on labelled sentences
mod hostile; // made to take long, or to fill the memory
mod laws; // what holds for every text
mod laws_fix; // what holds for every rewrite
mod lsp; // the language server, as editors find it
mod notes; // invented notes and what is reported of them
mod outputs; // every format: as it was, as its schema has it, and what it keeps to itself
mod outputs_files; // several outputs of one run
mod outputs_xml; // JUnit's and Checkstyle's
mod program; // runs the program in a folder of its own
mod records; // tables of notes
mod report; // the page for a browser
mod rewrites; // every frame with three sentences, to be read
mod rules; // every rule that ships keeps its promises
mod tables; // what a broken rule table is told
mod terms; // what a house calls people, in rewrites
mod tidy; // the habits of the house
mod tracked; // tracked changes in Word and OpenDocument files
