//! What the source says about itself: a comment tells what its name does not, and a type's name finds one place.

use std::collections::BTreeMap;

use crate::layers::sources;

/// Comments below this many words only repeat the name beside them. The help of a command is text for its user, not a comment.
const LABEL_WORDS: usize = 4;

#[test]
fn no_comment_is_a_label_that_repeats_a_name() {
    let labels: Vec<String> = shipped_code()
        .iter()
        .filter(|(path, _)| !path.starts_with("src/cli/"))
        .flat_map(|(path, code)| comments(code).into_iter().map(move |comment| (path, comment)))
        .filter(|(_, comment)| comment.words < LABEL_WORDS)
        .map(|(path, comment)| format!("{path}:{}: {}", comment.line, comment.text))
        .collect();
    assert!(labels.is_empty(), "say more than the name does, or nothing:\n{}", labels.join("\n"));
}

#[test]
fn every_public_type_and_function_but_new_has_a_sentence() {
    let mut bare = Vec::new();
    for (path, code) in shipped_code() {
        let lines: Vec<&str> = code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(item) = public_item(line).filter(|item| *item != "fn new") else { continue };
            let above = lines[..at].iter().rev().take_while(|line| belongs_to_the_next(line));
            if !above
                .into_iter()
                .any(|line| line.trim_start().starts_with("///") || line.trim() == "$(#[$doc])*")
            {
                bare.push(format!("{path}:{}: {item}", at + 1));
            }
        }
    }
    assert!(bare.is_empty(), "public items without a doc comment:\n{}", bare.join("\n"));
}

#[test]
fn no_two_types_share_a_name() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, code) in shipped_code() {
        for name in code.lines().filter_map(type_name) {
            places.entry(name.to_owned()).or_default().push(path.clone());
        }
    }
    let shared: Vec<_> = places.iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(shared.is_empty(), "one name, several types: {shared:#?}");
}

#[test]
fn the_test_itself_sees_labels_bare_items_and_types() {
    let code = "/// The day.\npub day: Day,\n/// The day of the draw.\npub fn day() {}\n//! Opens a file.\n";
    let words: Vec<_> = comments(code).iter().map(|comment| comment.words).collect();
    assert_eq!(words, [2, 5]);
    assert_eq!(public_item("    pub const fn day(&self) {"), Some("fn day"));
    assert_eq!(public_item("    pub day: Day,"), None);
    assert_eq!(public_item("pub(super) fn day() {"), None);
    assert_eq!(type_name("pub(super) struct ResultRow<'a> {"), Some("ResultRow"));
    assert_eq!(type_name("    type Error = Refusal;"), None);
}

/// A run of comment lines: where it begins, its words and its text.
struct Comment {
    line: usize,
    words: usize,
    text: String,
}

fn comments(code: &str) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    let mut open = false;
    for (at, line) in code.lines().enumerate() {
        let text = line.trim();
        let is_comment = text.starts_with("//") && !text.starts_with("//!");
        if is_comment {
            let text = text.trim_start_matches('/').trim();
            if !open {
                found.push(Comment { line: at + 1, words: 0, text: text.to_owned() });
            }
            if let Some(last) = found.last_mut() {
                last.words += text.split_whitespace().count();
            }
        }
        open = is_comment;
    }
    found
}

/// Whether a line above an item is its comment or an attribute of it.
fn belongs_to_the_next(line: &str) -> bool {
    let line = line.trim();
    !(line.is_empty() || line.ends_with(['{', '}', ';']))
}

/// `fn day` for a line that declares a public function or type.
fn public_item(line: &str) -> Option<&str> {
    let mut rest = line.trim_start().strip_prefix("pub ")?;
    while let Some(shorter) = ["const ", "unsafe ", "async "].iter().find_map(|word| rest.strip_prefix(word))
    {
        if !shorter.starts_with("fn ") {
            break;
        }
        rest = shorter;
    }
    ["fn ", "struct ", "enum ", "trait ", "type "].iter().find(|word| rest.starts_with(*word))?;
    rest.split(['(', '<', '{', ';', ' '])
        .nth(1)
        .map(|name| &rest[..rest.find(name).unwrap_or(0) + name.len()])
}

/// The name of the type that a line declares; what a trait leaves to its implementors is none.
fn type_name(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    let visible = if let Some(rest) = bare.strip_prefix("pub(") {
        rest.split_once(") ")?.1
    } else {
        bare.strip_prefix("pub ").unwrap_or(bare)
    };
    let (word, rest) = visible.split_once(' ')?;
    let declares =
        matches!(word, "struct" | "enum" | "trait") || (word == "type" && bare.len() == line.len());
    let name = rest.split(|letter: char| !letter.is_alphanumeric()).next()?;
    (declares && name.starts_with(char::is_uppercase)).then_some(name)
}

/// Every source file up to its tests.
fn shipped_code() -> BTreeMap<String, String> {
    let until_tests =
        |text: String| text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    sources().into_iter().map(|(path, text)| (path, until_tests(text))).collect()
}
