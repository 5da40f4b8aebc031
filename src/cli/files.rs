//! Which files there are to check, and what is in them.
//!
//! Folders are walked as ripgrep walks them. What a file's bytes mean is for the document readers.

use super::{Stop, notice, one_of, pdf};
use careword::config::OWN;
use careword::document::{Document, Format, Unreadable};
use careword::output::FileError;
use careword::records::Kind;
use clap::Args;
use ignore::WalkBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// Why `fix` leaves a file alone whose format only readers know.
pub(super) const ONLY_READ: &str = "is read by `careword check` but not changed by `fix`";

/// How much of a file that calls itself a table is looked at to tell whether it is one.
const HEAD: u64 = 8 * 1024;

/// What arguments about the files themselves are under in `--help`.
pub(super) const READ: &str = "What is read";

/// How the files are to be read.
#[derive(Args)]
pub(super) struct FormatArguments {
    /// What the files are written in, whatever they look like. Without it, their content tells,
    /// and where that says nothing, their names.
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = READ,
        value_parser = one_of(&[
            ("plain", Input::Document(Format::Plain)),
            ("markdown", Input::Document(Format::Markdown)),
            ("html", Input::Document(Format::Html)),
            ("git-commit", Input::Document(Format::GitCommit)),
            ("latex", Input::Document(Format::Latex)),
            ("org", Input::Document(Format::Org)),
            ("docx", Input::Document(Format::Word)),
            ("odt", Input::Document(Format::OpenDocument)),
            ("rtf", Input::Document(Format::Rtf)),
            ("pdf", Input::Document(Format::Pdf)),
            ("fhir", Input::Document(Format::Fhir)),
            ("hl7", Input::Document(Format::Hl7)),
            ("csv", Input::Table(Kind::Csv)),
            ("tsv", Input::Table(Kind::Tsv)),
            ("jsonl", Input::Table(Kind::JsonLines)),
        ])
    )]
    format_in: Option<Input>,
}

/// What a file may be.
#[derive(Debug, Clone, Copy)]
enum Input {
    Document(Format),
    /// A table of notes, which is read record by record.
    Table(Kind),
}

impl FormatArguments {
    /// The kind of table that a source is said to be, by an argument or by its name.
    pub(super) fn table(&self, source: &Source) -> Option<Kind> {
        match self.format_in {
            Some(Input::Table(kind)) => Some(kind),
            Some(Input::Document(_)) => None,
            None => Kind::from_path(source.path()?),
        }
    }
}

/// A table that is open.
pub(super) struct Table {
    pub(super) kind: Kind,
    pub(super) input: Box<dyn Read + Send>,
}

/// Something to check.
pub(super) enum Source {
    /// Standard input, and the name it goes by, if it was given one.
    Stdin(Option<PathBuf>),
    /// A file; `named` when it stands in the arguments itself and was not met in a folder.
    File { path: PathBuf, named: bool },
}

/// Why a source holds nothing to check.
pub(super) enum Unread {
    /// It is an image, a program, or something else without words.
    NotText,
    /// It could not be read, and why, as the rest of a sentence that begins with the path.
    Failed(String),
}

impl Source {
    /// The path to show.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Stdin(None) => "<stdin>".to_owned(),
            Self::Stdin(Some(path)) | Self::File { path, .. } => path.display().to_string(),
        }
    }

    /// The path it lies at, or goes by; standard input need not have one.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin(name) => name.as_deref(),
            Self::File { path, .. } => Some(path),
        }
    }

    /// From now on it counts as met in a folder, though it stands in the arguments.
    pub(super) const fn count_as_met(&mut self) {
        if let Self::File { named, .. } = self {
            *named = false;
        }
    }

    /// Whether somebody asked for this very source.
    pub(super) fn named(&self) -> bool {
        match self {
            Self::Stdin(_) => true,
            Self::File { named, .. } => *named,
        }
    }
}

/// The files that paths lead to: standard input first, then by path, each once.
pub(super) fn find(
    paths: &[PathBuf],
    stdin_name: Option<&Path>,
) -> Result<(Vec<Source>, Vec<FileError>), Stop> {
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    let mut files = BTreeMap::new();
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    match (paths.iter().any(is_stdin), stdin_name) {
        (true, name) => sources.push(Source::Stdin(name.map(Path::to_owned))),
        (false, Some(name)) if paths.is_empty() => {
            sources.push(Source::Stdin(Some(name.to_owned())));
        }
        (false, Some(_)) => {
            let sentence = "--stdin-filename names standard input: add `-` to the paths.";
            return Err(Stop::Because(sentence.to_owned()));
        }
        (false, None) if paths.is_empty() => walk(Path::new("."), &mut files, &mut errors),
        (false, None) => {}
    }
    for path in paths.iter().filter(|path| !is_stdin(path)) {
        if path.is_dir() {
            walk(path, &mut files, &mut errors);
        } else {
            files.insert(short(path), true);
        }
    }
    sources.extend(files.into_iter().map(|(path, named)| Source::File { path, named }));
    Ok((sources, errors))
}

/// Reads a source: one document, or as many as it has parts.
pub(super) fn read(source: &Source, format: &FormatArguments) -> Result<Vec<Document>, Unread> {
    let (bytes, format) = bytes(source, format)?;
    if format == Format::Pdf && Format::detect(&bytes, None) == Format::Pdf {
        return Ok(vec![Document::new(pdf::text(&bytes, source.named())?, format)]);
    }
    Document::all(&bytes, format).map_err(unread)
}

/// Why a source holds nothing, as a command says it.
pub(super) fn unread(error: Unreadable) -> Unread {
    match error {
        Unreadable::NotText => Unread::NotText,
        Unreadable::Broken(problem) => Unread::Failed(problem),
    }
}

/// A source's bytes, and what they are.
pub(super) fn bytes(
    source: &Source,
    format: &FormatArguments,
) -> Result<(Vec<u8>, Format), Unread> {
    let (bytes, path) = match source {
        Source::Stdin(name) => (read_stdin(), name.as_deref()),
        Source::File { path, .. } => (std::fs::read(path), Some(path.as_path())),
    };
    let bytes = bytes.map_err(|error| Unread::Failed(unreadable(&error)))?;
    let format = match format.format_in {
        Some(Input::Document(format)) => format,
        _ => Format::detect(&bytes, path),
    };
    Ok((bytes, format))
}

/// Opens a table, where a source is one: its name may say so of what is none.
///
/// # Errors
/// Why it cannot be opened, as the rest of a sentence that begins with the path.
pub(super) fn table(source: &Source, format: &FormatArguments) -> Option<Result<Table, String>> {
    let kind = format.table(source)?;
    let Source::File { path, .. } = source else {
        return Some(Ok(Table { kind, input: Box::new(io::stdin()) }));
    };
    let mut head = Vec::new();
    let open = File::open(path).and_then(|mut file| {
        file.by_ref().take(HEAD).read_to_end(&mut head)?;
        Ok(file)
    });
    let file = match open {
        Ok(file) => file,
        Err(error) => return Some(Err(unreadable(&error))),
    };
    let is_utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let is_other = head.contains(&0) && !is_utf16 || Format::detect(&head, None) != Format::Plain;
    if format.format_in.is_none() && is_other {
        return None;
    }
    Some(Ok(Table { kind, input: Box::new(Cursor::new(head).chain(file)) }))
}

/// Why a file could not be read, in words for somebody who is no programmer.
pub(super) fn unreadable(error: &io::Error) -> String {
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "you have no permission to read it".to_owned(),
        ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    };
    format!("could not be read: {reason}")
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        let end = if cfg!(windows) { "Ctrl-Z and Enter" } else { "Ctrl-D" };
        notice(&format!("Type or paste a note, then press {end} on a new line."));
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, bool>, errors: &mut Vec<FileError>) {
    for entry in WalkBuilder::new(folder).build() {
        match entry {
            Ok(entry) if OWN.iter().any(|own| entry.file_name() == *own) => {}
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => {
                files.entry(short(entry.path())).or_insert(false);
            }
            Ok(_) => {}
            Err(error) => errors.push(walk_error(folder, error)),
        }
    }
}

fn walk_error(folder: &Path, error: ignore::Error) -> FileError {
    let mut path = folder.to_owned();
    let mut inner = &error;
    while let ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } = inner {
        if let ignore::Error::WithPath { path: at, .. } = inner {
            path = at.clone();
        }
        inner = err;
    }
    let message = match inner.io_error() {
        Some(error) => unreadable(error),
        None => format!("could not be read: {inner}"),
    };
    FileError { path: short(&path).display().to_string(), message }
}

/// A path without the `./` before it.
fn short(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}
