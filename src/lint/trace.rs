//! Why a rule spoke, and why it was silent: what a reviewer of the rules asks of a sentence.
//!
//! Nothing here decides anything. The check notes what it heard; this puts it into words, which
//! needs the tables' own phrases, so that only a rule set read from tables can be traced.

use super::context::Surroundings;
use super::{Finding, Linter};
use crate::document::Document;
use crate::rules::phrase::{Match, Sentence};
use crate::rules::{Place, Rule};
use crate::text::Span;

/// A rule whose words stand in a document, and what became of it there.
#[derive(Debug)]
pub struct Trace<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The words: byte offsets into the document's `source`.
    pub span: Span,
    /// The sentence they stand in: byte offsets into `source`; contains `span`.
    pub sentence: Span,
    /// Whether it is a finding.
    pub spoke: bool,
    /// Why, each the rest of a sentence that begins "It spoke:" or "It was silent:".
    pub reasons: Vec<String>,
}

/// Why a phrase that stands in a sentence is no finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// A guard of the rule, or of one of its frames, by its number.
    Guard {
        frame: Option<usize>,
        number: usize,
    },
    /// No cue that the rule, or the frame, asks for.
    NoCue {
        frame: Option<usize>,
    },
    Denied,
    Subject,
    Section,
    Name,
    OwnWords,
    Elsewhere,
}

/// A phrase that stood in a sentence.
pub(super) struct Heard {
    rule: usize,
    span: Span,
    sentence: Span,
    silence: Option<Silence>,
    reason: String,
}

impl Heard {
    pub(super) fn new(
        place: Place,
        sentence: &Sentence,
        found: &Match,
        silence: Option<Silence>,
        surroundings: &Surroundings<'_>,
    ) -> Self {
        let prose = &surroundings.document.prose;
        let rule = &surroundings.rules.rules[place.rule];
        let reason = match silence {
            Some(silence) => silence.in_words(rule),
            None => {
                let frame = &rule.frames[place.frame];
                let mut cues = rule.guards.cues(sentence, found);
                cues.extend(frame.guards.cues(sentence, found));
                let phrase = &frame.phrases[place.phrase].source;
                [format!("“{phrase}”")].into_iter().chain(cues).collect::<Vec<_>>().join(", ")
            }
        };
        Self {
            rule: place.rule,
            span: prose.to_source(sentence.span_of(found.from, found.to)),
            sentence: prose.to_source(sentence.span),
            silence,
            reason,
        }
    }
}

impl Silence {
    fn is_for_want_of_cue(self) -> bool {
        matches!(self, Self::NoCue { .. })
    }

    fn in_words(self, rule: &Rule) -> String {
        let guards = |frame: Option<usize>| match frame {
            Some(frame) => &rule.frames[frame].guards,
            None => &rule.guards,
        };
        match self {
            Self::Guard { frame, number } => format!("it stands {}", guards(frame).forbids(number)),
            Self::NoCue { frame: None } => "none of the cues that the rule needs is there".into(),
            Self::NoCue { frame: Some(frame) } => {
                format!("no cue for “{}” is there", rule.frames[frame].find[0])
            }
            Self::Denied => "it is denied".into(),
            Self::Subject => {
                "the sentence does not say that the person does it; it may be somebody else".into()
            }
            Self::Section => "the section is about something else".into(),
            Self::Name => "it is part of a name, a diagnosis or a title".into(),
            Self::Elsewhere => "the text is long, and it is not about care".into(),
            Self::OwnWords => "the words are quoted, or are mentioned as words".into(),
        }
    }
}

impl Linter {
    /// Every rule whose words stand in the document, sorted by place: those that spoke, and those
    /// that were silent, with the reason. For linters made of tables; a compiled rule set has lost
    /// the wording of its guards, and reasons then lack it.
    pub fn trace(&self, document: &Document) -> Vec<Trace<'_>> {
        let mut heard = Vec::new();
        let findings = self.read(document, None, Some(&mut heard), None);
        let mut traces: Vec<Trace<'_>> = Vec::new();
        for heard in &heard {
            let rule = &self.rules.rules[heard.rule];
            let spoke =
                findings.iter().any(|f| f.rule.id == rule.id && f.span.overlaps(heard.span));
            // Frames and rules that found no cue are no news where another one spoke.
            let answered = findings.iter().any(|f| f.span.overlaps(heard.span));
            let reason = match (spoke, heard.silence) {
                (true, Some(_)) => continue,
                (false, Some(silence)) if answered && silence.is_for_want_of_cue() => continue,
                (false, None) => covered_by(&findings, heard.span),
                _ => heard.reason.clone(),
            };
            let same = |t: &&mut Trace<'_>| t.rule.id == rule.id && t.span.overlaps(heard.span);
            match traces.iter_mut().find(same) {
                Some(trace) if spoke || trace.reasons.contains(&reason) => {}
                Some(trace) => trace.reasons.push(reason),
                None => {
                    let (span, sentence) = (heard.span, heard.sentence);
                    traces.push(Trace { rule, span, sentence, spoke, reasons: vec![reason] });
                }
            }
        }
        traces.sort_by_key(|trace| trace.span.start);
        traces
    }
}

fn covered_by(findings: &[Finding<'_>], span: Span) -> String {
    findings.iter().find(|f| f.span.overlaps(span)).map_or_else(String::new, |finding| {
        format!("the rule “{}” speaks here, of more words or more firmly", finding.rule.id)
    })
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Format};
    use crate::lint::Linter;
    use crate::rules::RuleSet;

    #[test]
    fn why_each_rule_spoke_or_was_silent() {
        let table = [
            ("He refused to come.", "refused", true, "“{refuse} to”"),
            ("He got clean from heroin.", "clean", true, "“"),
            ("Our right to refuse to go.", "refused", false, "it stands after “"),
            ("The wound is clean.", "clean", false, "it stands in a sentence with “"),
            ("The insurer refused to see him.", "refused", false, "it may be somebody else"),
            ("He is not paranoid.", "paranoid", false, "it is denied"),
            ("He has delusional disorder.", "delusional", false, "it is part of a name"),
            (
                "She says he “was paranoid for all these years”.",
                "paranoid",
                false,
                "the words are quoted",
            ),
            ("> He refused to go.", "refused", false, "the words are quoted"),
            ("He told staff “I’m no addict.”", "addict", false, "the words are quoted"),
            ("Staff described him as “an addict”.", "addict", true, "“"),
            ("Words to avoid: refused to go.", "refused", false, "mentioned as words"),
            ("He is non-compliant with medication.", "non-compliant", false, "the rule “"),
        ];
        let linter = Linter::new(RuleSet::built_in());
        for (text, id, spoke, reason) in table {
            let document = Document::new(text, Format::Markdown);
            let traces = linter.trace(&document);
            let trace = traces.iter().find(|t| t.rule.id == id);
            let trace = trace.unwrap_or_else(|| panic!("{id} heard nothing in {text}"));
            let reasons = trace.reasons.join("; ");
            assert!(trace.spoke == spoke && reasons.contains(reason), "{text}: {reasons}");
            assert_eq!(linter.check(&document).iter().any(|f| f.rule.id == id), spoke, "{text}");
        }
    }
}
