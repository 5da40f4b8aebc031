//! `careword fix --interactive`: one finding at a time, and the writer decides.
//!
//! Questions and answers are lines, so that they work in any terminal, at any width, without
//! colour, and with a screen reader. What is chosen is saved at once: a window closed too early
//! loses nothing. No answer is kept anywhere but in the note.

use super::files::{self, Source, Unread};
use super::fix::{FixArguments, Sum, fail, is_package};
use super::projects::Projects;
use super::{Stop, notice, pages, width};
use anstream::{AutoStream, ColorChoice};
use careword::document::Document;
use careword::fix;
use careword::lint::Finding;
use careword::output::layout::{chosen, counted, new_words};
use careword::output::wrap::{collapse, plain};
use careword::output::{FileError, human};
use careword::replace::replace;
use careword::text::edit::{Edit, keep_line_ends};
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use std::io::{self, IsTerminal, StdoutLock, Write};
use std::ops::ControlFlow;

const HELP: &str = "
  1, 2 …  take that sentence; you are asked for what stands in [ ]
  w       write your own words for what is underlined
  Enter   leave it as it is
  r       leave everything that this rule finds in this file
  u       undo: go back one step
  q       stop; what you have chosen so far is kept
  ?       show this again
";

/// A conversation with the writer.
pub(super) struct Session<'a> {
    projects: &'a Projects,
    arguments: &'a FixArguments,
    out: AutoStream<StdoutLock<'static>>,
    editor: DefaultEditor,
    helped: bool,
}

/// What the writer wants done with a finding.
enum Answer {
    Take(usize),
    Write,
    Leave,
    LeaveRule,
    Undo,
    Quit,
}

/// A file on its way.
#[derive(Clone)]
struct Step {
    /// Its bytes, as they lie on the disk.
    bytes: Vec<u8>,
    /// What begins before this byte of the text has been decided.
    cursor: usize,
    /// Rules whose findings are left alone.
    left: Vec<String>,
    /// How many rewrites have been taken.
    applied: usize,
}

impl<'a> Session<'a> {
    pub(super) fn open(
        projects: &'a Projects,
        arguments: &'a FixArguments,
        color: ColorChoice,
        sources: &[Source],
    ) -> Result<Self, Stop> {
        if sources.iter().any(|source| matches!(source, Source::Stdin(_))) {
            let sentence = "--interactive asks on the terminal, so the note cannot come from \
                            standard input: name a file.";
            return Err(Stop::Because(sentence.to_owned()));
        }
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            let sentence = "--interactive needs a terminal to ask in. Without one, \
                            `careword fix --diff` shows what can be reworded by itself.";
            return Err(Stop::Because(sentence.to_owned()));
        }
        let editor = DefaultEditor::new().map_err(terminal_failed)?;
        Ok(Self { projects, arguments, out: pages(color), editor, helped: false })
    }

    /// The last lines.
    pub(super) fn close(&mut self, sum: &Sum) -> Result<(), Stop> {
        let line = match sum.applied {
            0 => "Nothing was changed.".to_owned(),
            applied => format!(
                "{} reworded, in {}.",
                counted(applied, "place"),
                counted(sum.changed, "file")
            ),
        };
        self.say(&format!("\n{line}\n"))
    }

    fn say(&mut self, text: &str) -> Result<(), Stop> {
        self.out.write_all(text.as_bytes())?;
        Ok(self.out.flush()?)
    }

    /// A line from the writer; `None` when they want to stop.
    fn ask(&mut self, prompt: &str, already: &str) -> Result<Option<String>, Stop> {
        self.out.flush()?;
        match self.editor.readline_with_initial(prompt, (already, "")) {
            Ok(line) => Ok(Some(line.trim().to_owned())),
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
            Err(error) => Err(terminal_failed(error)),
        }
    }

    /// Shows a finding: `step` is its number, and there are `open` left, itself included.
    fn show(
        &mut self,
        path: &str,
        document: &Document,
        finding: &Finding<'_>,
        step: usize,
        open: usize,
    ) -> Result<(), Stop> {
        let of = step + open - 1;
        let text = human::question(path, document, finding, width());
        self.say(&format!("\n{step} of {of}  {text}"))
    }

    /// Shows the sentence as it is now.
    fn confirm(
        &mut self,
        document: &Document,
        finding: &Finding<'_>,
        edit: &Edit,
    ) -> Result<(), Stop> {
        let mut text = String::new();
        let sentence =
            human::in_sentence(document, finding.sentence, edit.span, &new_words(&edit.text));
        chosen(&mut text, &sentence, width());
        self.say(&text)
    }

    fn answer(&mut self, rewrites: usize) -> Result<Answer, Stop> {
        if !self.helped {
            self.helped = true;
            self.say(HELP)?;
        }
        let numbers = match rewrites {
            0 => String::new(),
            1 => "1, ".to_owned(),
            2 => "1 or 2, ".to_owned(),
            n => format!("1 to {n}, "),
        };
        let prompt = format!("Your choice ({numbers}w, Enter, r, u, q, ?): ");
        self.say("\n")?;
        loop {
            let Some(line) = self.ask(&prompt, "")? else { return Ok(Answer::Quit) };
            let number =
                line.trim_end_matches('.').parse().ok().filter(|n| (1..=rewrites).contains(n));
            match (line.to_lowercase().as_str(), number) {
                (_, Some(number)) => return Ok(Answer::Take(number - 1)),
                ("", _) => return Ok(Answer::Leave),
                ("w", _) => return Ok(Answer::Write),
                ("r", _) => return Ok(Answer::LeaveRule),
                ("u", _) => return Ok(Answer::Undo),
                ("q", _) => return Ok(Answer::Quit),
                ("?" | "h" | "help", _) => self.say(HELP)?,
                _ => self.say("That is none of the answers.\n")?,
            }
        }
    }

    /// The words of a rewrite, its blanks filled in; `None` when the writer wants to stop.
    fn filled(&mut self, text: &str) -> Result<Option<String>, Stop> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, (label, after))) =
            rest.split_once('[').and_then(|(b, r)| Some((b, r.split_once(']')?)))
        {
            let Some(words) = self.ask(&format!("  {label}: "), "")? else { return Ok(None) };
            filled.push_str(before);
            if words.is_empty() {
                self.say("  Left blank; careword finds it again.\n")?;
                filled.push_str(&format!("[{label}]"));
            } else {
                filled.push_str(&words);
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(Some(filled))
    }

    /// What to write for a finding; `None` where the writer thought better of it.
    fn wording(
        &mut self,
        document: &Document,
        finding: &Finding<'_>,
        answer: &Answer,
    ) -> Result<Option<Edit>, Stop> {
        if let Answer::Take(number) = answer {
            let rewrite = &finding.rewrites[*number];
            let Some(words) = self.filled(&rewrite.text)? else { return Ok(None) };
            return Ok(Some(fix::worded(document, rewrite.span, &words)));
        }
        let old = &document.source[finding.span.range()];
        let shown = collapse(&[(old, None)]).text;
        let already = if old.starts_with('[') { "" } else { &shown };
        let Some(words) = self.ask("  Instead: ", already)? else { return Ok(None) };
        let changed = !words.is_empty() && words != shown;
        Ok(changed.then(|| Edit { span: finding.span, text: keep_line_ends(old, &words) }))
    }

    /// At the end of a file in which something was changed: whether to go back.
    fn undo_at_end(&mut self, path: &str) -> Result<bool, Stop> {
        self.say(&format!("\nThat was the last place in {}.\n", plain(path)))?;
        let line = self.ask("Your choice (Enter to go on, u to undo): ", "")?;
        Ok(line.is_some_and(|line| line.eq_ignore_ascii_case("u")))
    }
}

/// Goes through one file. Breaks when the writer wants no more.
pub(super) fn file(
    session: &mut Session<'_>,
    source: &Source,
    sum: &mut Sum,
) -> Result<ControlFlow<()>, Stop> {
    let Source::File { path, named } = source else { return Ok(ControlFlow::Continue(())) };
    let shown = source.shown();
    if files::table(source, &session.arguments.format_in).is_some() {
        fail(sum, &FileError { path: shown, message: files::ONLY_READ.to_owned() });
        return Ok(ControlFlow::Continue(()));
    }
    let (bytes, format) = match files::bytes(source, &session.arguments.format_in) {
        Ok((bytes, format)) if format.is_text() => (bytes, format),
        Ok((_, format)) if is_package(format) => {
            let message = "cannot be reworded here; run `careword fix` without --interactive: it \
                           writes tracked changes, to accept or reject in Word or LibreOffice";
            match named {
                true => fail(sum, &FileError { path: shown, message: message.to_owned() }),
                false => notice(&format!("{}: {message}.", plain(&shown))),
            }
            return Ok(ControlFlow::Continue(()));
        }
        Ok(_) => {
            fail(sum, &FileError { path: shown, message: files::ONLY_READ.to_owned() });
            return Ok(ControlFlow::Continue(()));
        }
        Err(Unread::NotText) => return Ok(ControlFlow::Continue(())),
        Err(Unread::Failed(message)) => {
            fail(sum, &FileError { path: shown, message });
            return Ok(ControlFlow::Continue(()));
        }
    };
    let mut steps = vec![Step { bytes, cursor: 0, left: Vec::new(), applied: 0 }];
    let mut end = ControlFlow::Continue(());
    while let Some(step) = steps.last() {
        let Ok(document) = Document::from_bytes(&step.bytes, format) else {
            if *named {
                notice(&format!("{}: skipped, it is not text.", plain(&shown)));
            }
            return Ok(end);
        };
        let mut open = session.projects.get(source).linter.check(&document);
        open.retain(|f| session.arguments.wants(f) && !step.left.contains(&f.rule.id));
        open.retain(|f| f.span.start >= step.cursor);
        let answer = match open.first() {
            None if step.applied > 0 && session.undo_at_end(&shown)? => Answer::Undo,
            None => break,
            Some(finding) => {
                session.show(&shown, &document, finding, steps.len(), open.len())?;
                session.answer(finding.rewrites.len())?
            }
        };
        let (before, mut next) = (step.bytes.clone(), step.clone());
        match (answer, open.first()) {
            (Answer::Quit, _) => {
                end = ControlFlow::Break(());
                break;
            }
            (Answer::Undo, _) if steps.len() == 1 => {
                session.say("There is nothing to undo in this file.\n")?;
                continue;
            }
            (Answer::Undo, _) => {
                next = steps.swap_remove(steps.len() - 2);
                steps.pop();
            }
            (_, None) => break,
            (Answer::Leave, Some(finding)) => next.cursor = finding.span.end,
            (Answer::LeaveRule, Some(finding)) => next.left.push(finding.rule.id.clone()),
            (answer @ (Answer::Take(_) | Answer::Write), Some(finding)) => {
                let Some(edit) = session.wording(&document, finding, &answer)? else { continue };
                let (bytes, spelt) =
                    fix::splice(&step.bytes, &document, std::slice::from_ref(&edit));
                if spelt == 0 {
                    session.say("This file's encoding cannot spell that.\n")?;
                    continue;
                }
                session.confirm(&document, finding, &edit)?;
                next.bytes = bytes;
                next.applied += 1;
                // The writer's own words are read as the note was.
                let read = if matches!(answer, Answer::Take(_)) { edit.text.len() } else { 0 };
                next.cursor = edit.span.start + read;
            }
        }
        if before != next.bytes
            && let Err(message) = replace(path, &before, &next.bytes)
        {
            fail(sum, &FileError { path: shown, message });
            return Ok(end);
        }
        steps.push(next);
    }
    let applied = steps.last().map_or(0, |step| step.applied);
    sum.files += 1;
    sum.applied += applied;
    sum.changed += usize::from(applied > 0);
    Ok(end)
}

fn terminal_failed(error: ReadlineError) -> Stop {
    Stop::Because(format!("The terminal cannot be read: {error}."))
}
