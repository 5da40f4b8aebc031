//! The few points of English grammar that a rewrite needs: pronouns, articles, capitals.
//!
//! Knows nothing of rules; which word goes where is for `rewrite`.

/// Whom a sentence is about, as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    He,
    She,
    They,
    /// In a letter to the person.
    You,
}

/// A pronoun for the person, in the case the slot names.
pub(super) fn pronoun(slot: &str, person: Option<Person>) -> &'static str {
    let row = match slot {
        "they" => ["he", "she", "they", "you"],
        "them" => ["him", "her", "them", "you"],
        "themself" => ["himself", "herself", "themself", "yourself"],
        _ => ["his", "her", "their", "your"],
    };
    match person {
        Some(Person::He) => row[0],
        Some(Person::She) => row[1],
        Some(Person::They) | None => row[2],
        Some(Person::You) => row[3],
    }
}

/// Single spaces, none before a stop, and the article each word asks for.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let lone_mark = word.len() == 1 && word.starts_with([',', '.', ';', ':', ')']);
        if !out.is_empty() && !lone_mark {
            out.push(' ');
        }
        let vowel = words.peek().is_some_and(|next| begins_with_vowel_sound(next));
        match word {
            "a" if vowel => out.push_str("an"),
            "an" if !vowel => out.push('a'),
            _ => out.push_str(word),
        }
    }
    out
}

/// Whether a word asks for "an". The words are our own, or follow an article that was right
/// before, so that spelling does for sound, these few apart.
pub(super) fn begins_with_vowel_sound(text: &str) -> bool {
    let word: String =
        text.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let silent = ["hour", "honest", "honour", "heir"].iter().any(|w| word.starts_with(w));
    let spoken = ["uni", "use", "usu", "uri", "uro", "ute", "uti", "one", "once", "eu"]
        .iter()
        .any(|w| word.starts_with(w))
        && !word.starts_with("unin")
        && !word.starts_with("unim");
    silent || !spoken && word.starts_with(['a', 'e', 'i', 'o', 'u'])
}

/// A text in capitals, its blanks apart: what they say is said to the writer.
pub(super) fn shout(text: &str) -> String {
    let mut blank = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        blank = (blank || c == '[') && c != ']';
        if blank { out.push(c) } else { out.extend(c.to_uppercase()) }
    }
    out
}

/// A text with its first letter changed.
pub(super) fn with_first<I: Iterator<Item = char>>(
    text: &str,
    change: impl Fn(char) -> I,
) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| change(first).chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_not_shouted() {
        assert_eq!(shout("chose not to [say what]"), "CHOSE NOT TO [say what]");
    }

    #[test]
    fn articles() {
        let table = [
            ("an high hope", "a high hope"),
            ("a individual", "an individual"),
            ("a unique plan", "a unique plan"),
            ("an hour", "an hour"),
            ("an urine sample", "a urine sample"),
            ("a unimportant thing", "an unimportant thing"),
            ("his  own , ideas", "his own, ideas"),
        ];
        for (text, tidied) in table {
            assert_eq!(tidy(text), tidied);
        }
    }
}
