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
    let (mut tables, mut rules) = (toml::Table::new(), toml::Table::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a table is UTF-8 text");
        let mut table: toml::Table = toml::from_str(&text)
            .unwrap_or_else(|error| panic!("{} is not TOML: {error}", path.display()));
        let name = path.file_name().and_then(|n| n.to_str()).expect("a plain name").to_owned();
        let mut list = table.remove("rule").unwrap_or_else(|| toml::Value::Array(Vec::new()));
        for rule in list.as_array_mut().into_iter().flatten() {
            if let Some(rule) = rule.as_table_mut() {
                rule.remove("examples");
            }
        }
        rules.insert(name.clone(), list);
        tables.insert(name, toml::Value::Table(table));
    }
    // Apart, so that they can be read side by side.
    write("tables.json", &tables);
    write("rules.json", &rules);
}

fn write(name: &str, tables: &toml::Table) {
    let json = serde_json::to_string(tables).expect("tables have only text for keys");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join(name), json).expect("OUT_DIR can be written");
}
