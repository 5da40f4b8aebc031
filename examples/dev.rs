//! dev tool: rules from a directory
use careword::document::{Document, Format};
use careword::lint::Linter;
use careword::rules::RuleSet;
use std::io::BufRead;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let dir = &args[0];
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    let order = |p: &std::path::PathBuf| {
        let n = p.file_name().unwrap().to_str().unwrap().to_owned();
        (
            match n.as_str() {
                "words.toml" => 0,
                "context.toml" => 1,
                _ => 2,
            },
            n,
        )
    };
    files.sort_by_key(order);
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|p| {
            (
                p.file_name().unwrap().to_str().unwrap().to_owned(),
                std::fs::read_to_string(p).unwrap(),
            )
        })
        .collect();
    let refs: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let set = match RuleSet::from_tables(&refs) {
        Ok(s) => s,
        Err(e) => {
            println!("{e}");
            std::process::exit(2)
        }
    };
    let linter = Linter::new(set);
    match args[1].as_str() {
        "verify" => {
            let only = args.get(2).cloned();
            let fails =
                careword::verify::verify_tables(&linter, |t| only.as_ref().is_none_or(|o| o == t));
            for f in &fails {
                println!("{f}\n");
            }
            println!("{} rules, {} failures", linter.rules().rules.len(), fails.len());
        }
        "check" => {
            for line in std::io::stdin().lock().lines() {
                let line = line.unwrap();
                let doc = Document::new(line.as_str(), Format::Plain);
                let fs = linter.check(&doc);
                println!("{}  {line}", if fs.is_empty() { "·" } else { "!" });
                for f in fs {
                    println!("     {} [{}]", f.rule.id, &line[f.span.range()]);
                    for r in &f.rewrites {
                        println!(
                            "        {:?}: {}{}{}",
                            r.fit,
                            &line[..r.span.start],
                            r.text,
                            &line[r.span.end..]
                        );
                    }
                }
            }
        }
        // gold FILE [term]: lines id term label row sense source offset surface sentence
        "gold" => {
            let text = std::fs::read_to_string(&args[2]).unwrap();
            let term = args.get(3);
            let quiet = args.get(4).is_some();
            let mut per: std::collections::BTreeMap<String, [usize; 4]> = Default::default();
            for l in text.lines().skip(1) {
                let c: Vec<&str> = l.split('\t').collect();
                if c[2] == "contested" || term.is_some_and(|t| t != "all" && t != c[1]) {
                    continue;
                }
                let s = c[8];
                let off: usize = c[6].parse().unwrap();
                let start = s.char_indices().nth(off).map_or(s.len(), |x| x.0);
                let end = start + c[7].len();
                let doc = Document::new(s, Format::Plain);
                let fs = linter.check(&doc);
                let hit = fs.iter().find(|f| f.span.start < end && start < f.span.end);
                let e = per.entry(c[1].to_owned()).or_default();
                let k = match (c[2], hit.is_some()) {
                    ("flag", true) => 0,
                    ("flag", false) => 1,
                    (_, true) => 2,
                    _ => 3,
                };
                e[k] += 1;
                if !quiet && (k == 1 || k == 2) {
                    println!(
                        "{} {} {} {} {} | {}[{}]{}",
                        if k == 1 { "MISS" } else { "FALSE" },
                        c[0],
                        c[1],
                        c[4],
                        hit.map_or("", |h| h.rule.id.as_str()),
                        &s[..start],
                        &s[start..end],
                        &s[end..]
                    );
                }
            }
            let mut t = [0; 4];
            for (k, e) in &per {
                for i in 0..4 {
                    t[i] += e[i];
                }
                println!("{k:28} tp {:3} fn {:3} fp {:3} tn {:3}", e[0], e[1], e[2], e[3]);
            }
            println!(
                "precision {:.3} recall {:.3}",
                t[0] as f64 / (t[0] + t[2]).max(1) as f64,
                t[0] as f64 / (t[0] + t[1]).max(1) as f64
            );
        }
        // noise FILE...: findings per 10,000 words
        "noise" => {
            let mut words = 0;
            let mut n = 0;
            let mut per: std::collections::BTreeMap<String, usize> = Default::default();
            for f in &args[2..] {
                let Ok(bytes) = std::fs::read(f) else { continue };
                let Ok(doc) = Document::from_bytes(&bytes, Format::from_path(f.as_ref())) else {
                    continue;
                };
                words += doc.source.split_whitespace().count();
                for x in linter.check(&doc) {
                    if x.rule.level == careword::rules::Level::Avoid {
                        n += 1;
                        *per.entry(x.rule.id.clone()).or_default() += 1;
                        println!(
                            "{}: {} | {}",
                            f,
                            x.rule.id,
                            doc.source[x.sentence.range()]
                                .split_whitespace()
                                .collect::<Vec<_>>()
                                .join(" ")
                                .chars()
                                .take(220)
                                .collect::<String>()
                        );
                    }
                }
            }
            println!(
                "{words} words, {n} avoid, {:.2} per 10,000; {per:?}",
                n as f64 * 1e4 / words.max(1) as f64
            );
        }
        _ => panic!(),
    }
}
