//! XML read piece by piece: a small tree where one is needed, with bounds on depth and size.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with its attributes and what is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct XmlNode {
    /// The name without its namespace.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<XmlNode>,
    /// The text directly in it.
    pub text: String,
    /// Whether the file ends before it does: more may have stood in it.
    pub is_cut: bool,
}

/// What is said of a file that ends too soon.
pub(super) const CUT_OFF: &str = "this XML is cut off before its end; what stands whole in it was read, the rest is missing: ask for the file again";

/// Elements in elements end somewhere.
const DEEPEST: usize = 64;

/// A document in memory is not larger.
const MOST_NODES: usize = 400_000;

impl XmlNode {
    /// The document as a tree; a sentence where it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_reader(text.as_bytes());
        reader.config_mut().check_end_names = false;
        let mut open = vec![Self::default()];
        let mut buffer = Vec::new();
        let mut count = 0;
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).map_err(|error| broken(&error))?;
            match event {
                Event::Start(start) => {
                    open.push(Self::open(&start));
                    if open.len() > DEEPEST {
                        return Err("this XML has elements inside one another without end".to_owned());
                    }
                }
                Event::Empty(start) => close(&mut open, Self::open(&start)),
                Event::End(_) => {
                    // The root that holds the document is never closed.
                    if open.len() < 2 {
                        return Err("this XML closes more elements than it opens".to_owned());
                    }
                    if let Some(node) = open.pop() {
                        close(&mut open, node);
                    }
                }
                Event::Text(text) => {
                    if let Some(node) = open.last_mut() {
                        node.text += &text;
                    }
                }
                Event::GeneralRef(entity) => {
                    if let Some(node) = open.last_mut() {
                        node.text += &entity_text(&entity);
                    }
                }
                Event::CData(data) => {
                    if let Some(node) = open.last_mut() {
                        node.text += &data;
                    }
                }
                Event::Eof => break,
                _ => {}
            }
            count += 1;
            if count > MOST_NODES {
                return Err("this XML is too large".to_owned());
            }
        }
        // What was not closed still stands for what was read of it.
        let is_cut = open.len() > 1;
        for node in &mut open {
            node.is_cut = is_cut;
        }
        while open.len() > 1 {
            if let Some(node) = open.pop() {
                close(&mut open, node);
            }
        }
        open.pop().ok_or_else(|| "this XML is empty".to_owned())
    }

    fn open(start: &BytesStart<'_>) -> Self {
        Self { name: local_name(start.name().as_ref()), attributes: attributes(start), ..Self::default() }
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The first child with this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children with this name.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// All text in it, in order, with one blank between pieces.
    pub fn whole_text(&self) -> String {
        let mut words: Vec<String> = self.text.split_whitespace().map(str::to_owned).collect();
        for child in &self.children {
            words.push(child.whole_text());
        }
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }
}

fn close(open: &mut [XmlNode], node: XmlNode) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

pub(super) fn broken(error: &quick_xml::Error) -> String {
    format!("this XML is damaged: {error}")
}

/// The name behind its namespace.
fn local_name(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// The attributes by local name. Only the entities of XML itself are resolved.
pub(super) fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut all = start.attributes();
    let found = all.with_checks(false).flatten();
    found.map(|one| (local_name(one.key.as_ref()), resolved(&one.value))).collect()
}

fn resolved(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// A character reference or one of the five entities of XML; of any other nothing.
fn entity_text(name: &str) -> String {
    let text = resolved(&format!("&{name};"));
    if text.starts_with('&') && text.len() > 1 { String::new() } else { text }
}
