//! How fast the scan is, as a ratio against baselines in the same run.
//!
//! `cargo bench` prints, for ten megabytes each of two kinds of text: a bare Aho–Corasick scan for
//! the same anchor words, the check, and reading and checking together; the processor time of the
//! whole program beside `grep -iwof` with the same words; and the time one short note takes.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // a bench prints, and stops at the first fault

use aho_corasick::{AhoCorasick, MatchKind};
use careword::document::{Document, Format};
use careword::lint::Linter;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How much text each corpus is made up to.
const SIZE: usize = 10_000_000;
/// How often each thing is timed; the median counts.
const ROUNDS: usize = 7;

fn main() {
    let linter = Linter::built_in();
    let anchors = linter.anchors();
    let bare = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(&anchors)
        .unwrap();
    println!("{} anchor words, {} bytes a corpus, median of {ROUNDS}", anchors.len(), SIZE);
    for (name, text) in [("prose about other things", prose()), ("clinical sentences", clinical())]
    {
        let document = Document::new(text.as_str(), Format::Plain);
        let scan = median(|| bare.find_iter(&text).count());
        let check = median(|| linter.check(&document).len());
        let whole = median(|| linter.check(&Document::new(text.as_str(), Format::Plain)).len());
        let hits = bare.find_iter(&text).count();
        println!("\n{name}: {hits} anchors, {} findings", linter.check(&document).len());
        report("bare aho-corasick scan", scan, scan);
        report("check", check, scan);
        report("read and check", whole, scan);
        beside_grep(name, &text, &anchors);
    }
    start_up();
}

fn report(what: &str, time: Duration, baseline: Duration) {
    let speed = SIZE as f64 / time.as_secs_f64() / 1e6;
    let ratio = baseline.as_secs_f64() / time.as_secs_f64();
    println!("  {what:24} {speed:7.0} MB/s   {ratio:.2} of the bare scan");
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

/// The processor time of whole programs, where there is a grep to compare with.
fn beside_grep(name: &str, text: &str, anchors: &[&str]) {
    let note = scratch("corpus.txt", text);
    // A bracket by itself is no pattern.
    let words: Vec<_> = anchors.iter().filter(|a| a.starts_with(char::is_alphanumeric)).collect();
    let words = words.into_iter().copied().collect::<Vec<_>>().join("\n") + "\n";
    let words = scratch("words.txt", &words);
    let grep = format!("grep -iwof {} {}", words.display(), note.display());
    let check =
        format!("{} check --format ndjson {}", env!("CARGO_BIN_EXE_careword"), note.display());
    match (processor_time(&grep), processor_time(&check)) {
        (Some(grep), Some(check)) => {
            println!("  careword check {check:.2} s of processor time, grep -iwof {grep:.2} s");
        }
        _ => println!("  {name}: no grep here to compare with"),
    }
}

/// User and system seconds of a shell command, the least of three runs.
fn processor_time(command: &str) -> Option<f64> {
    // Into a file: grep stops at its first match when it sees that nobody reads.
    let script = format!("TIMEFORMAT='%U %S'; time {command} > {}", scratch("out", "").display());
    let run = || {
        let output = Command::new("bash").args(["-c", &script]).output().ok()?;
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        printed.lines().last()?.split(' ').map(|n| n.parse::<f64>().ok()).sum::<Option<f64>>()
    };
    (0..3).map(|_| run()).collect::<Option<Vec<_>>>()?.into_iter().min_by(f64::total_cmp)
}

fn start_up() {
    let note = scratch("note.txt", &clinical()[..1_000]);
    let mut times: Vec<_> = (0..30)
        .map(|_| {
            let start = Instant::now();
            Command::new(env!("CARGO_BIN_EXE_careword")).arg("check").arg(&note).output().unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("\none note of 1 KB, from start to end: {:.1} ms", times[15].as_secs_f64() * 1e3);
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Licences, manuals and the prose of this repository: words about anything but people's care.
fn prose() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        text.push_str(&std::fs::read_to_string(root.join(name)).unwrap());
    }
    comments(&root.join("src"), &mut text);
    fill(&text)
}

/// The documentation comments of the sources below a folder.
fn comments(folder: &Path, text: &mut String) {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            comments(&path, text);
            continue;
        }
        for line in std::fs::read_to_string(path).unwrap().lines() {
            if let Some(words) = line.trim().strip_prefix("//") {
                text.push_str(words.trim_start_matches(['/', '!', ' ']));
                text.push('\n');
            }
        }
    }
}

/// The labelled sentences, in which nearly every one has an anchor: the worst case.
fn clinical() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/real-sentences.tsv");
    let table = std::fs::read_to_string(path).unwrap();
    let sentences = table.lines().skip(1).filter_map(|line| line.rsplit('\t').next());
    fill(&sentences.collect::<Vec<_>>().join("\n\n"))
}

fn fill(text: &str) -> String {
    let mut whole = text.repeat(SIZE / text.len() + 1);
    whole.truncate(whole.floor_char_boundary(SIZE));
    whole
}
