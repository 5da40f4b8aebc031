//! Turns the rule tables into JSON without their example sentences, for the program to start with.
//!
//! Reading the tables as they are takes several times as long as checking a short note: TOML is
//! made for people, and two thirds of a table are the sentences that prove its rules. What the
//! tables mean is settled in `src/rules`, from either form.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let mut paths: Vec<_> = std::fs::read_dir("rules")
        .expect("the folder rules/ can be read")
        .map(|entry| entry.expect("an entry of rules/ can be read").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    let mut tables = toml::Table::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a table is UTF-8 text");
        let mut table: toml::Table = toml::from_str(&text)
            .unwrap_or_else(|error| panic!("{} is not TOML: {error}", path.display()));
        let rules = table.get_mut("rule").and_then(toml::Value::as_array_mut);
        for rule in rules.into_iter().flatten() {
            if let Some(rule) = rule.as_table_mut() {
                rule.remove("examples");
            }
        }
        let name = path.file_name().and_then(|n| n.to_str()).expect("a plain name").to_owned();
        tables.insert(name, toml::Value::Table(table));
    }
    let json = serde_json::to_string(&tables).expect("tables have only text for keys");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("tables.json"), json).expect("OUT_DIR can be written");
}
