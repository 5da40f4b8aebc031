//! Tables of notes: checked while they are read, however long they are.
//!
//! Telling records apart is for the library's `records`; what is done with a note is what is done
//! with any other.

use super::sinks::Sinks;
use super::{File, Found, Run, Sum, failed, safely};
use crate::cli::files::{Source, Table};
use crate::cli::{Stop, notice};
use careword::document::{Document, Format};
use careword::output::statistics::Statistics;
use careword::output::wrap::plain;
use careword::output::{Counts, FileError};
use careword::records::{Note, Records, Wanted};
use clap::Args;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// How many notes are checked before what was found in them is written.
const NOTES: usize = 1024;

/// The bytes after which a batch ends, however few notes it has.
const BYTES: usize = 4 * 1024 * 1024;

/// How many records that cannot be read are told of one by one.
const TOLD: u64 = 3;

#[derive(Args)]
#[command(next_help_heading = "Tables of notes (CSV, TSV, JSON Lines)")]
pub(super) struct TableArguments {
    /// A column that holds notes: its name or its number; in JSON Lines a field, or a JSON pointer
    /// as in /note/text. May be given more than once. Without it: the one with the longest text.
    #[arg(long, value_name = "NAME")]
    column: Vec<String>,

    /// The column that names each record, to find it again.
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
}

/// Checks a table.
pub(super) fn check<'r>(
    source: &Source,
    Table { kind, input }: Table,
    run: &Run<'r>,
    sum: &mut Sum<'r>,
    sinks: &mut Sinks,
) -> Result<(), Stop> {
    let (arguments, project) = (run.arguments, run.projects.get(source));
    let totals = &mut sum.totals;
    let path = source.shown();
    let wrong = |message| FileError { path: path.clone(), message };
    let TableArguments { column, id_column } = &arguments.table;
    let wanted = Wanted { columns: column.clone(), id: id_column.clone() };
    let records = match Records::open(input, kind, &wanted) {
        Ok(Some(records)) => records,
        Ok(None) => {
            totals.add(Counts::default(), Statistics::default());
            if source.named() && !arguments.quiet {
                notice(&format!("{}: holds no text to check.", plain(&path)));
            }
            return Ok(());
        }
        Err(problem) => {
            failed(totals, wrong(problem));
            return Ok(());
        }
    };
    if let Some(column) = records.guessed().filter(|_| !arguments.quiet) {
        let (path, column) = (plain(&path), plain(column));
        notice(&format!("{path}: checking “{column}”, the longest text; --column names others."));
    }
    let mut known = run.ledgers.begin(source, project);
    let (send, batches) = sync_channel(2);
    // Notes are read while those before them are checked.
    thread::scope(|scope| -> Result<(), Stop> {
        scope.spawn(move || read(records, &send));
        let mut counts = Counts::default();
        let mut statistics = Statistics::default();
        let mut unread = 0;
        for batch in batches {
            if sinks.are_shut() && !arguments.baseline.needs_all() {
                // What was not read is not gone.
                known = None;
                break;
            }
            let find = |note: Result<Note, String>| match note {
                Err(problem) => Err(wrong(problem)),
                Ok(Note { cell, text }) => safely(&path, || {
                    run.found(Document::new(text, Format::Plain).in_cell(cell), project)
                }),
            };
            let mut found: Vec<Result<Found<'r>, FileError>> =
                batch.into_par_iter().map(find).collect();
            // In the order of the notes, so that of equal findings the same ones are new each time.
            if let Some(known) = &mut known {
                known.file.keep_new(&mut found.iter_mut().flatten().collect::<Vec<_>>());
            }
            let render = |found: Result<Found<'r>, FileError>| {
                safely(&path, || {
                    let mut note = File::default();
                    let checked = run.checked(found?, source, 0);
                    run.show(&checked, project, &sinks.formats, &mut note);
                    Ok(note)
                })
                .flatten()
            };
            let rendered: Vec<Result<File<'r>, FileError>> =
                found.into_par_iter().map(render).collect();
            run.progress.aside(|| {
                for note in rendered {
                    match note {
                        Ok(note) => {
                            counts.add(note.counts);
                            statistics.add(note.statistics);
                            note.documents
                                .into_iter()
                                .try_for_each(|text| sinks.add(&path, text))?;
                        }
                        Err(error) => {
                            unread += 1;
                            if unread <= TOLD {
                                failed(totals, error);
                            }
                        }
                    }
                }
                Ok::<(), Stop>(())
            })?;
        }
        if unread > TOLD {
            let more = unread - TOLD;
            failed(totals, wrong(format!("{more} more records could not be read either")));
        }
        totals.add(counts, statistics);
        Ok(())
    })?;
    known.into_iter().for_each(|known| known.end(&mut sum.met));
    Ok(())
}

/// Sends notes on in batches, until there are none or nobody wants them.
fn read(records: Records, send: &SyncSender<Vec<Result<Note, String>>>) {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for note in records {
        bytes += note.as_ref().map_or(0, |note| note.text.len());
        batch.push(note);
        if batch.len() == NOTES || bytes > BYTES {
            bytes = 0;
            if send.send(std::mem::take(&mut batch)).is_err() {
                return;
            }
        }
    }
    // Whoever has stopped listening wants no more.
    let _ = send.send(batch);
}
