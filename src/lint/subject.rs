//! Who does what a verb says: the person who uses services, or somebody else.
//!
//! No parser: the nearest noun or pronoun on the left that can be a subject, found by stepping
//! back over auxiliaries and adverbs, out of prepositional phrases, and along coordinations. Where
//! that says nothing, neither do we.

use crate::rules::context::Subject as Words;
use crate::rules::phrase::Sentence;
use crate::rules::words::{UNKNOWN, WordSet};
use crate::text::fold::Shape;

/// Whose deed it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// The person who uses services.
    Person,
    /// A relative, a member of staff, a service, a company, the writer, or a thing.
    Other,
    /// It does not say.
    Unknown,
}

/// How far back a subject may stand, in words.
const REACH: usize = 40;
/// How many words may stand between "a" and its noun ("a pleasant 70-year-old retired teacher").
const PREDICATE: usize = 8;
/// How many words a relative clause without commas may have.
const CLAUSE: usize = 12;
/// Participles that do not end in "ed" and stand before "to": "was found to".
const IRREGULAR: [&str; 9] =
    ["found", "thought", "known", "felt", "said", "seen", "told", "understood", "heard"];
/// How many words a noun may have before it ("the very busy home").
const BEFORE_NOUN: usize = 4;

/// The subject of the verb that begins at the word `verb`. In a letter to the person, "you" are the
/// person.
pub(super) fn of(sentence: &Sentence, verb: usize, words: &Words, is_to_person: bool) -> Subject {
    let at = Reader { sentence, words, is_to_person };
    let mut end = verb;
    loop {
        if end == 0 {
            return Subject::Person;
        }
        let i = end - 1;
        if at.is(&words.skip, i) {
            end = i;
        } else if sentence.text(i) == "to" && i > 0 && at.is(&words.catenative, i - 1) {
            end = i - 1;
        } else if at.is(&words.catenative, i) || sentence.text(i) == "a" && at.is_to_be(i) {
            end = i;
        } else if sentence.text(i) == "to" && i > 0 && at.is_passive(i - 1) {
            // "Was noted to be …", "was found to pose …"
            end = i - 1;
        } else if sentence.text(i) == "to" && matches!(sentence.text(end), "be" | "have") && i > 0 {
            // "Found the husband to be …"
            return at.noun_ending(i);
        } else if let Some(earlier) = at.coordinated_relative(i) {
            end = earlier + 1;
        } else if at.is(&words.relative, i) && i > 0 {
            // "a man who refused": the noun stands before, perhaps behind a comma.
            let noun_end = if sentence.shape(i - 1) == Shape::Mark { i - 1 } else { i };
            if let Some(is) = noun_end.checked_sub(1).and_then(|head| at.predicate(head)) {
                end = is;
                continue;
            }
            let end = noun_end;
            return match end.checked_sub(1).map(|head| at.noun(head)) {
                Some(Subject::Unknown) | None => at.noun_ending(end),
                Some(subject) => subject,
            };
        } else if at.is(&words.preposition, i) {
            // "A history of refusing food": nobody is named here.
            return Subject::Unknown;
        } else if let Some(noun) = at.before_relative_clause(i) {
            return at.noun_ending(noun);
        } else if at.is(&words.joins, i) || sentence.shape(i) == Shape::Mark {
            return at.coordinated(i);
        } else {
            return at.noun_ending(end);
        }
    }
}

struct Reader<'a> {
    sentence: &'a Sentence,
    words: &'a Words,
    is_to_person: bool,
}

impl Reader<'_> {
    fn is(&self, set: &WordSet, i: usize) -> bool {
        self.sentence.shape(i) != Shape::Mark
            && set.get(self.sentence.ids[i], self.sentence.text(i)).is_some()
    }

    /// "Was sometimes noted": whether the word at `i` is a participle behind a form of "be".
    fn is_passive(&self, i: usize) -> bool {
        let text = self.sentence.text(i);
        let is_participle = text.ends_with("ed") || IRREGULAR.contains(&text);
        let before = (0..i).rev().take_while(|&j| self.is(&self.words.skip, j));
        let is_be = |j: usize| {
            matches!(self.sentence.text(j), "is" | "are" | "was" | "were" | "been" | "being" | "be")
        };
        is_participle && before.into_iter().any(is_be)
    }

    /// "He is a retired nurse who …": where the "is" of the noun `head` stands.
    fn predicate(&self, head: usize) -> Option<usize> {
        let first = head.saturating_sub(PREDICATE);
        let article = |&i: &usize| matches!(self.sentence.text(i), "a" | "an");
        let article = (first..head).rev().find(article)?;
        let is = article.checked_sub(1)?;
        (is > 0 && matches!(self.sentence.text(is), "is" | "was")).then_some(is)
    }

    /// "… to be a": whether "to be" stands before the word at `i`.
    fn is_to_be(&self, i: usize) -> bool {
        i > 1 && self.sentence.text(i - 1) == "be" && self.sentence.text(i - 2) == "to"
    }

    /// "His sister, who is worn out and who …": the relative word before this one.
    fn coordinated_relative(&self, i: usize) -> Option<usize> {
        let joined = i > 1 && self.is(&self.words.relative, i) && self.is(&self.words.joins, i - 1);
        let same = |&j: &usize| self.sentence.ids[j] == self.sentence.ids[i];
        (i.saturating_sub(REACH)..i.saturating_sub(1)).rev().filter(|_| joined).find(same)
    }

    /// "Ms Hart, to whom nobody had spoken, …": the end of the noun that the clause closed by the
    /// comma at `comma` speaks of.
    fn before_relative_clause(&self, comma: usize) -> Option<usize> {
        let is_comma = |i: usize| self.sentence.text(i) == ",";
        if !is_comma(comma) {
            return None;
        }
        let opens = |i: &usize| {
            let relative = |j: usize| j < comma && self.is(&self.words.relative, j);
            // "Her carer, a cousin in his seventies, …", "His mother, Ms Joan Hart, …"
            let named = i + 1 < comma && (i + 1..comma).all(|j| self.sentence.may_be_name(j));
            let apposed = named || matches!(self.sentence.text(i + 1), "a" | "an");
            is_comma(*i)
                && (relative(i + 1)
                    || apposed
                    || self.is(&self.words.preposition, i + 1) && relative(i + 2))
        };
        let first = comma.saturating_sub(REACH);
        // The outermost: clauses nest, and have commas of their own.
        (first..comma).find(opens).filter(|&i| i > 0)
    }

    /// What the noun phrase is whose last word stands before `end`.
    fn noun_ending(&self, end: usize) -> Subject {
        let Some(mut head) = end.checked_sub(1) else { return Subject::Person };
        // "the resident (who …)", "staff, three of them, …"
        while self.sentence.shape(head) == Shape::Mark {
            match head.checked_sub(1) {
                Some(next) => head = next,
                None => return Subject::Person,
            }
        }
        if self.is(&self.words.pronoun, head) {
            return self.pronoun(head);
        }
        // "A member of staff" is one noun.
        if self.ends_phrase(&self.words.other, head) {
            return Subject::Other;
        }
        // "staff on the ward": what follows a preposition is no subject.
        if let Some(preposition) = self.preposition_before(head)
            && preposition > 0
        {
            return self.noun_ending(preposition);
        }
        match self.noun(head) {
            Subject::Unknown => match self.noun_with_clause(head) {
                Some(noun) if noun < head => self.noun_ending(noun),
                _ if self.is_thing(head) => Subject::Other,
                _ => Subject::Unknown,
            },
            subject => subject,
        }
    }

    /// "The nurses who attempted resuscitation have …": the end of the noun before the "who" of the
    /// clause that ends with the word `head`.
    fn noun_with_clause(&self, head: usize) -> Option<usize> {
        let first = head.saturating_sub(CLAUSE);
        let near = (first..head).rev().take_while(|&i| self.sentence.shape(i) != Shape::Mark);
        near.into_iter().find(|&i| self.sentence.text(i) == "who").filter(|&i| i > 0)
    }

    /// What a noun is by itself.
    fn noun(&self, head: usize) -> Subject {
        match self.noun_of_class(head) {
            Subject::Unknown if self.is_initial(head) => Subject::Person,
            // "Her" at the start of a sentence is no name.
            Subject::Unknown if head > 0 || self.sentence.ids[head] == UNKNOWN => self.name(head),
            subject => subject,
        }
    }

    /// "The cupboard door refused to shut": what begins a clause with an article, has no capital,
    /// and is not among the words for people, is taken for a thing.
    fn is_thing(&self, head: usize) -> bool {
        let is_article = |i: &usize| matches!(self.sentence.text(*i), "the" | "a" | "an");
        let first = head.saturating_sub(BEFORE_NOUN);
        let begins = |article: usize| {
            article.checked_sub(1).is_none_or(|i| {
                self.sentence.shape(i) == Shape::Mark
                    || self.is(&self.words.joins, i)
                    || self.is(&self.words.clause, i)
            })
        };
        self.sentence.shape(head) == Shape::Lower
            && (first..head).rev().find(is_article).is_some_and(begins)
    }

    /// What a noun is that the tables know.
    fn noun_of_class(&self, head: usize) -> Subject {
        if self.ends_member(&self.words.other, head) {
            Subject::Other
        } else if self.ends_member(&self.words.person, head) {
            Subject::Person
        } else {
            Subject::Unknown
        }
    }

    /// Whether a member of a set, be it of several words, ends with the word `head`.
    fn ends_member(&self, set: &WordSet, head: usize) -> bool {
        self.is(set, head) || self.ends_phrase(set, head)
    }

    /// Whether a member of several words ends with the word `head`.
    fn ends_phrase(&self, set: &WordSet, head: usize) -> bool {
        let ids = &self.sentence.ids[..=head];
        set.phrases.iter().any(|(p, _)| ids.ends_with(p))
    }

    /// A capitalised word: a person, unless a title says otherwise.
    fn name(&self, head: usize) -> Subject {
        // "Returning home would …": a capital that only begins the sentence names nobody.
        let begins = head == 0 && self.sentence.text(0).ends_with("ing");
        if !self.sentence.may_be_name(head) || begins {
            return Subject::Unknown;
        }
        let first = (head.saturating_sub(3)..=head)
            .rev()
            .take_while(|&i| matches!(self.sentence.shape(i), Shape::Capital | Shape::Upper))
            .last()
            .unwrap_or(head);
        let titled = |set| (first.saturating_sub(1)..=head).any(|i| self.is(set, i));
        if titled(&self.words.title_other) {
            return Subject::Other;
        }
        if titled(&self.words.title_person) {
            return Subject::Person;
        }
        // "Home Office", "the Trust": a name behind an article is no person's.
        let article = first > 0 && matches!(self.sentence.text(first - 1), "the" | "a" | "an");
        if article { Subject::Unknown } else { Subject::Person }
    }

    /// "K went out": whether the word is one capital letter that begins a clause, as notes call
    /// people.
    fn is_initial(&self, head: usize) -> bool {
        let text = self.sentence.text(head);
        let begins = head.checked_sub(1).is_none_or(|i| {
            self.sentence.shape(i) == Shape::Mark
                || self.is(&self.words.joins, i)
                || self.is(&self.words.clause, i)
        });
        let is_letter = text.len() == 1 && text != "a" && text.as_bytes()[0].is_ascii_lowercase();
        begins && is_letter && matches!(self.sentence.shape(head), Shape::Capital | Shape::Upper)
    }

    /// The preposition that governs the noun `head`, if one does.
    fn preposition_before(&self, head: usize) -> Option<usize> {
        // "By the age of 18 Sam …": a name is no part of what a number ends.
        if head > 0
            && self.sentence.may_be_name(head)
            && self.sentence.shape(head - 1) == Shape::Number
        {
            return None;
        }
        for i in (head.saturating_sub(BEFORE_NOUN)..head).rev() {
            if self.is(&self.words.preposition, i) {
                return Some(i);
            }
            // "in pairs because the tenant", "to support what the resident": a new clause.
            let inside = self.sentence.shape(i) != Shape::Mark
                && !self.is(&self.words.clause, i)
                && !self.is(&self.words.relative, i)
                && !self.is(&self.words.pronoun, i)
                && !self.is(&self.words.skip, i)
                && !self.is(&self.words.joins, i);
            if !inside {
                return None;
            }
        }
        None
    }

    /// "Mum rang at two, she believes": whether the pronoun goes on about a relative just named.
    fn goes_on_about_relative(&self, first: usize, at: usize) -> bool {
        let kin = if self.sentence.text(at) == "she" { &self.words.she } else { &self.words.he };
        let is_named = |&i: &usize| {
            self.sentence.shape(i) != Shape::Mark
                && (self.is(&self.words.pronoun, i) || self.noun_of_class(i) != Subject::Unknown)
        };
        let is_same = |i: usize| self.sentence.text(i) == self.sentence.text(at);
        at > first
            && matches!(self.sentence.text(at - 1), "," | ";" | "and")
            && !(first..at).any(is_same)
            && (first..at).rev().find(is_named).is_some_and(|i| self.is(kin, i))
    }

    /// "He": the person, unless the only one spoken of so far is a witness telling of herself.
    fn pronoun(&self, at: usize) -> Subject {
        let first = at.saturating_sub(REACH);
        let testifies = self.words.testimony.iter();
        let text = self.sentence.text(at);
        if matches!(text, "he" | "she") {
            let told = testifies
                .filter_map(|p| p.within(self.sentence, first, at))
                .any(|_| self.nearest_actor(first, at) == Subject::Other);
            let other = told || self.goes_on_about_relative(first, at);
            return if other { Subject::Other } else { Subject::Person };
        }
        match text {
            "they" => self.nearest_actor(first, at),
            "you" if self.is_to_person => Subject::Person,
            _ => Subject::Other,
        }
    }

    /// The last noun or pronoun before `end` that can be told.
    fn nearest_actor(&self, first: usize, end: usize) -> Subject {
        (first..end)
            .rev()
            .filter(|&i| self.sentence.shape(i) != Shape::Mark)
            .map(|i| match self.is(&self.words.pronoun, i) {
                // "She asked twice and they said no": one who is "she" is not "they" as well.
                true if matches!(self.sentence.text(i), "he" | "she") => Subject::Other,
                true => Subject::Unknown,
                false => self.noun_of_class(i),
            })
            .find(|&s| s != Subject::Unknown)
            .unwrap_or(Subject::Unknown)
    }

    /// "He came but refused", "her mum was angry and refused": the last thing in the clause that
    /// a verb follows.
    fn coordinated(&self, join: usize) -> Subject {
        let mut first = None;
        for i in (join.saturating_sub(REACH)..join).rev() {
            // "Read it as normal and believed …": nobody named since, so further back.
            if first.is_some() && self.is(&self.words.clause, i) {
                break;
            }
            if self.sentence.shape(i) == Shape::Mark && self.sentence.text(i) != "," {
                break;
            }
            if self.is(&self.words.pronoun, i) {
                return self.pronoun(i);
            }
            let subject = self.noun(i);
            if subject == Subject::Unknown {
                continue;
            }
            let governed = self.preposition_before(i).is_some();
            let followed = i + 1 < join
                && self.sentence.shape(i + 1) != Shape::Mark
                && !self.is(&self.words.joins, i + 1)
                && !self.is(&self.words.preposition, i + 1);
            if followed && !governed {
                return subject;
            }
            first = Some(if governed { first.unwrap_or(Subject::Unknown) } else { subject });
        }
        // A note without subjects tells of the person.
        first.unwrap_or(Subject::Person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;
    use crate::text::Span;

    #[test]
    fn whose_deed_it_is() {
        use Subject::{Other, Person, Unknown};
        let table = [
            ("She *refused to eat.", Person),
            ("Refused] bloods.", Person),
            ("Pt *refused bloods.", Person),
            ("Mr Hill *refused to leave.", Person),
            ("Sam has repeatedly *refused it.", Person),
            ("The deceased *refused help.", Person),
            ("He attended but *refused to stay.", Person),
            ("A man who *refused to leave was seen.", Person),
            ("She continued to *refuse food.", Person),
            ("He swore at staff and *refused to leave.", Person),
            ("In April 2016 Chris *refused to go.", Person),
            ("Mum told us he *refused to come.", Person),
            ("The nurse reported that she *refused lunch.", Person),
            ("His sister *refused to speak to us.", Other),
            ("Dr Hill *refused to see him.", Other),
            ("I *refuse to guess.", Other),
            ("Staff on the ward *refused to help.", Other),
            ("A relative of the patient *refused to come.", Other),
            ("Mr Hill's mother *refused to come.", Other),
            ("The Home Office *refused it.", Other),
            ("The trust has again *refused to pay.", Other),
            ("She was out and her mum was angry and *refused to look.", Other),
            ("The surgeon told me that he *believes otherwise.", Other),
            ("The other resident (a neighbour who *failed to attend) left.", Other),
            ("It *failed to start.", Other),
            ("Her parents, who live nearby, *believed it.", Other),
            ("She asked for it twice and they *refused.", Other),
            ("The radiologist read it as normal and *believed it.", Other),
            ("A member of staff *refused to help.", Other),
            ("The visits are in pairs because the tenant *refused once.", Person),
            ("There is nothing to support what the resident *believes.", Person),
            ("Mrs Alder, whose daughter had come to see her, *refused to leave.", Person),
            ("If a member *refused to leave, call us.", Person),
            ("His sister, who is kind but worn out, and who *refuses to see him.", Other),
            ("The nurses who attempted resuscitation have since *refused to speak.", Other),
            ("The resident who attempted the stairs has since *refused to try.", Person),
            ("Her carer, a cousin in his seventies, *refused to come.", Other),
            ("The judge found the husband to be a *refuser.", Other),
            ("They found the patient to be *refusing.", Person),
            ("The deceased was sometimes noted to be *refusing.", Person),
            ("She is a pleasant retired teacher who *refuses it.", Person),
            ("His brother is a keen walker who *refuses it.", Other),
            ("Mr Coe, a retired teacher, *refused to come.", Person),
            ("They *failed to call.", Unknown),
            ("Mum rang at two, she *believes it.", Other),
            ("Her dad came and he *refused to talk.", Other),
            ("Her dad came and she *refused to talk.", Person),
            ("Mum rang because she *refused to talk.", Person),
            ("She rang her mum, she *refused to talk.", Person),
            ("A history of *refusing food.", Unknown),
            ("The difficulty of managing a patient who was *refusing care.", Person),
            ("The cupboard door *failed to start.", Other),
            ("K *failed to collect it.", Person),
            ("Rang today, but K *refused to talk.", Person),
            ("The judge was found to *refuse it.", Other),
            ("He was asked to come and *refused.", Person),
            ("The doctor, whom the nurse had rung because he was ill, *refused to come.", Other),
            ("Miss Ames, to whom the police had been called twice, *refused help.", Person),
            ("Ms Farrow, who had moved twice, and whose nurse was on leave, *believed it.", Person),
        ];
        let rules = RuleSet::built_in();
        for (marked, subject) in table {
            let text = marked.replace(['*', ']'], "");
            let verb = marked.find('*').map_or(0, |at| {
                let before = &marked[..at];
                crate::text::fold::Folded::new(before, Span::new(0, at)).words.len()
            });
            let mut sentence = Sentence::default();
            sentence.read(&text, Span::new(0, text.len()), &rules.vocabulary);
            assert_eq!(of(&sentence, verb, &rules.context.subject, false), subject, "{marked}");
        }
        let mut sentence = Sentence::default();
        let text = "You refused to come.";
        sentence.read(text, Span::new(0, text.len()), &rules.vocabulary);
        for (is_to_person, subject) in [(true, Person), (false, Other)] {
            assert_eq!(of(&sentence, 1, &rules.context.subject, is_to_person), subject);
        }
    }
}
