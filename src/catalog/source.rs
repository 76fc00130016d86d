//! Where a number comes from, and how surely it was read there.

use std::collections::HashMap;
use std::mem;

use super::built_in::built_in;
use super::mark::SourceMark;
use super::mistake::CatalogProblems;
use super::part::BuiltInPart;
use super::raw::RawSource;
use super::user_file::RawFiles;
use crate::domain::id::SourceKey;

/// A paper, a guideline, a laboratory's page.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// As it is written, for example `SHAH21`.
    pub key: SourceKey,
    /// What it is called on screen.
    pub title: String,
    /// Authors, journal, identifiers, as far as they were read.
    pub citation: Option<String>,
    /// Where it was read.
    pub place: Option<String>,
    /// The DOI, the page of `PubMed` or the publisher's own page, as a link; none where it has no public address.
    pub address: Option<String>,
    /// How it was read.
    pub mark: SourceMark,
    /// What was read there, in our words.
    pub says: Option<String>,
}

impl BuiltInPart for HashMap<SourceKey, Source> {
    const BUILT_IN: &'static [u8] = built_in!("sources");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let raw = mem::take(&mut files.source);
        let sources = raw.into_iter().filter_map(|raw| Source::read(raw, problems));
        sources.map(|source| (source.key.clone(), source)).collect()
    }
}

impl Source {
    /// Its own page, where a terminal may be told it: no sign in its name can end the sequence of a link.
    pub fn page(&self) -> Option<&str> {
        let is_plain =
            |page: &&str| page.starts_with("https://") && page.chars().all(|c| c.is_ascii_graphic());
        self.address.as_deref().filter(is_plain)
    }

    fn read(raw: RawSource, problems: &mut CatalogProblems) -> Option<Self> {
        let mut at =
            super::mistake::MistakePlace::new(raw.user_file.as_deref(), "sources.toml", &raw.key, problems);
        Some(Self {
            key: SourceKey::new(&raw.key),
            title: at.need("title", raw.title)?,
            citation: raw.citation,
            place: raw.r#where,
            address: raw.address,
            mark: at.need("mark", raw.mark)?,
            says: raw.says,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_one_that_no_sign_can_lead_astray() {
        for (address, page) in [
            ("https://a.org/1", Some("https://a.org/1")),
            ("https://a.org/\u{1b}\\", None),
            ("file:///etc/passwd", None),
            ("https://a b.org", None),
        ] {
            let source = Source {
                key: SourceKey::new("A"),
                title: String::new(),
                citation: None,
                place: None,
                address: Some(address.to_owned()),
                mark: SourceMark::V,
                says: None,
            };
            assert_eq!(source.page(), page, "{address:?}");
        }
    }
}
