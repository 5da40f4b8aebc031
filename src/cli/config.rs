//! `careword config`: what holds for a file, and where each part of it was said.

use super::projects::{ConfigArguments, page, shown};
use super::{Stop, data, one_of, pages};
use anstream::ColorChoice;
use careword::config::{ConfigFile, Environment, InForce, LEVEL, Origin, SCHEMA, Said};
use careword::lint::built_in_rules;
use careword::output::layout::{QUIET, TITLE, styled};
use careword::output::level_name;
use careword::rules::Level;
use clap::Args;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShowArguments {
    /// The file, or the folder, to tell about; the current folder unless another is named.
    #[arg(default_value = ".")]
    path: PathBuf,

    /// How to write it.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "human",
        value_parser = one_of(&[("human", ShowFormat::Human), ("json", ShowFormat::Json)])
    )]
    format: ShowFormat,

    /// A level, as it would be given to `careword check`.
    #[arg(
        long,
        value_name = "LEVEL",
        value_parser = one_of(&[("avoid", Level::Avoid), ("consider", Level::Consider)])
    )]
    level: Option<Level>,

    /// Print the JSON Schema of careword.toml, for editors that check TOML files.
    #[arg(long, conflicts_with_all = ["format", "level", "config", "no_config"])]
    schema: bool,

    #[command(flatten)]
    config: ConfigArguments,
}

const EXAMPLES: &str = "\
Of several values the first counts: a flag wins over the environment (CAREWORD_LEVEL,
CAREWORD_CONFIG), that over [[overrides]], those over the rest of careword.toml, and that over what
is built in.

Examples:
  careword config                    what holds in the current folder
  careword config notes/letter.md    what holds for a file
  careword config --format json .    the same for a program
  careword config --schema >s.json   the JSON Schema of careword.toml";

/// How it is written.
#[derive(Clone, Copy)]
enum ShowFormat {
    Human,
    Json,
}

/// What is told of a path.
struct Told {
    path: String,
    file: Option<PathBuf>,
    /// What named the file, if it is not the nearest one.
    named_by: Option<Origin>,
    excluded: bool,
    all: InForce,
}

pub(super) fn run(arguments: &ShowArguments, color: ColorChoice) -> Result<u8, Stop> {
    let (mut out, text) = if arguments.schema {
        (data(), SCHEMA.to_owned())
    } else {
        let told = tell(arguments)?;
        match arguments.format {
            ShowFormat::Human => (pages(color), human(&told)),
            ShowFormat::Json => (data(), format!("{:#}\n", machine(&told))),
        }
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(0)
}

fn tell(arguments: &ShowArguments) -> Result<Told, Stop> {
    let environment = Environment::read().map_err(Stop::Because)?;
    // What holds in a folder is what holds for a file there of which nothing is known.
    let path =
        if arguments.path.is_dir() { arguments.path.join("_") } else { arguments.path.clone() };
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = arguments.config.file_for(folder, &environment);
    let file = file.map(|file| ConfigFile::read(&file)).transpose();
    let file = file.map_err(|error| Stop::Because(page(error)))?;
    let sections = file.as_ref().map(|file| file.sections_for(&path)).unwrap_or_default();
    if let Some(file) = &file {
        file.linter(&sections, built_in_rules()).map_err(|e| Stop::Because(page(e)))?;
    }
    let flag = arguments.level.map(|value| Said { value, origin: Origin::Flag("--level") });
    let variable = environment.level.map(|value| {
        let origin = Origin::Environment(LEVEL);
        Said { value, origin }
    });
    let level: Vec<_> = flag.into_iter().chain(variable).collect();
    Ok(Told {
        path: arguments.path.display().to_string(),
        excluded: file.as_ref().is_some_and(|file| file.excludes(&path)),
        all: InForce::new(file.as_ref().map(|file| (file, &sections[..])), &level),
        file: file.map(|file| file.path),
        named_by: arguments.config.named_by(&environment),
    })
}

/// Everything that was said: a name, and what was said of it, the strongest first. `all` if
/// everything counts, and not only the first.
struct Row {
    name: String,
    said: Vec<(String, Origin)>,
    all: bool,
}

fn rows(told: &Told) -> Vec<Row> {
    fn row<T>(name: &str, said: &[Said<T>], all: bool, text: impl Fn(&T) -> String) -> Row {
        let said = said.iter().map(|said| (text(&said.value), said.origin.clone())).collect();
        Row { name: name.to_owned(), said, all }
    }
    let InForce { level, terms, packs, rules, accept, tables, baseline, exclude } = &told.all;
    let mut rows = vec![row("level", level, false, |level| level_name(*level).to_owned())];
    rows.extend(
        terms.iter().map(|(key, said)| row(&format!("terms.{key}"), said, false, String::clone)),
    );
    for (table, settings) in [("packs", packs), ("rules", rules)] {
        rows.extend(settings.iter().map(|(name, said)| {
            row(&format!("{table}.{name}"), said, false, |setting| setting.name().to_owned())
        }));
    }
    rows.push(row("accept", accept, true, String::clone));
    let path = |path: &PathBuf| shown(path).display().to_string();
    rows.push(row("tables", tables, true, path));
    rows.push(row("baseline", baseline.as_slice(), false, path));
    rows.push(row("files.exclude", exclude, true, String::clone));
    rows.retain(|row| !row.said.is_empty());
    rows
}

fn human(told: &Told) -> String {
    let rows = rows(told);
    let file = told.file.as_ref().map(|file| shown(file).display().to_string());
    let file = match (file, &told.named_by) {
        (None, _) => "no careword.toml".to_owned(),
        (Some(file), None) => format!("by {file}, the nearest"),
        (Some(file), Some(origin)) => format!("by {file}, named by {origin}"),
    };
    let mut out = format!("{}  {}\n", styled(TITLE, &told.path), styled(QUIET, &file));
    if told.excluded {
        out.push_str("It is passed over, unless it is named on the command line.\n");
    }
    let length = |text: &str| text.chars().count();
    let names = rows.iter().map(|row| length(&row.name)).max().unwrap_or_default();
    let values = rows.iter().flat_map(|row| row.said.iter().map(|(value, _)| length(value)));
    let values = values.max().unwrap_or_default();
    for row in &rows {
        for (i, (value, origin)) in row.said.iter().enumerate() {
            let name = if i == 0 { row.name.as_str() } else { "" };
            let mut origin = origin.clone();
            if let Origin::File { path, .. } = &mut origin {
                *path = shown(path);
            }
            let line = format!("{value:values$}  {origin}");
            let line = match (i, row.all) {
                (0, _) | (_, true) => line,
                _ => styled(QUIET, &format!("{line}, gives way")),
            };
            out.push_str(&format!("{name:names$}  {line}\n"));
        }
    }
    out
}

fn machine(told: &Told) -> Value {
    let mut all = Map::new();
    for row in rows(told) {
        let said = row.said.into_iter().map(|(value, origin)| {
            let mut said = source(&origin);
            said["value"] = value.into();
            said
        });
        all.insert(row.name, said.collect());
    }
    json!({
        "path": told.path,
        "file": told.file,
        "named_by": told.named_by.as_ref().map(source),
        "excluded": told.excluded,
        "in_force": all,
    })
}

fn source(origin: &Origin) -> Value {
    match origin {
        Origin::Flag(name) => json!({ "from": "flag", "name": name }),
        Origin::Environment(name) => json!({ "from": "environment", "name": name }),
        Origin::File { path, line, section: None, .. } => {
            json!({ "from": "file", "path": path, "line": line })
        }
        Origin::File { path, line, section, .. } => {
            json!({ "from": "override", "path": path, "line": line, "section": section })
        }
        Origin::BuiltIn => json!({ "from": "built-in" }),
    }
}
