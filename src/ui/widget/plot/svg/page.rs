//! The text of an SVG while it grows downward.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Pixels of a character of the labels, at most.
pub const CHAR: f64 = 7.3;
/// Pixels of a line of text.
pub const LINE: f64 = 18.0;
/// Pixels free around the picture.
pub const MARGIN: f64 = 12.0;

/// Pixels of a character of the words beside marks, at most.
pub const SMALL_CHAR: f64 = 6.7;
/// Pixels of a line of such words.
pub const SMALL_LINE: f64 = 13.0;

/// How each class looks. Only inside of a picture: several may stand in one web page, which has looks of its own.
const RULES: [(&str, &str); 27] = [
    ("text", "font:12px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#222"),
    (".h", "font-size:15px;font-weight:bold"),
    (".t", "font-weight:bold"),
    (".u", "fill:#666"),
    (".v", "font-size:11px;fill:#222;paint-order:stroke;stroke:#fff;stroke-width:3px"),
    (".a", "stroke:#999;fill:none"),
    (".g", "stroke:#000;stroke-opacity:.1;fill:none"),
    (".l", "stroke:#1f6f8b;stroke-width:1.5;fill:none"),
    // Without soft edges, which would leave a seam where two stretches meet.
    (".reference", "fill:#dfe9df;shape-rendering:crispEdges"),
    (".centile", "fill:#eef0f3;shape-rendering:crispEdges"),
    // A shade so light may be lost on paper.
    (".rim", "stroke:#8aa58a;fill:none"),
    (".between", "stroke:#9aa3ad;stroke-dasharray:1 3;fill:none"),
    (".target", "fill:none;stroke:#1f6f8b;stroke-dasharray:6 3"),
    (".limit", "stroke:#b5651d;stroke-dasharray:5 3;fill:none"),
    (".baseline", "stroke:#222;stroke-dasharray:8 3 2 3;fill:none"),
    (".k", "fill:#8a4b12"),
    (".trend", "stroke:#222;stroke-width:1.5;stroke-dasharray:2 3;fill:none"),
    (".mean", "stroke:#222;stroke-width:2;fill:none"),
    (".today", "stroke:#999;stroke-dasharray:2 3;fill:none"),
    (".m", "fill:#1f6f8b;stroke:#1f6f8b"),
    (".low", "fill:#b5302d;stroke:#b5302d"),
    (".high", "fill:#b5302d;stroke:#b5302d"),
    (".open", "fill:#fff"),
    (".lane", "fill:#cfe3ea;stroke:#fff"),
    (".felt", "fill:#666"),
    (".event", "stroke:#222;stroke-width:1.5;fill:none"),
    ("svg", "overflow:hidden"),
];

/// A picture so far, and how far down it reaches.
pub struct SvgPage {
    body: String,
    /// Classes of what is drawn.
    drawn: BTreeSet<String>,
    wide: f64,
    /// Pixels from the top that are taken.
    pub y: f64,
}

impl SvgPage {
    /// An empty page of a given width.
    pub fn new(wide: f64) -> Self {
        Self { body: String::new(), drawn: BTreeSet::new(), wide, y: MARGIN }
    }

    /// The whole picture. Its title and description are for those who cannot see it; it is a document rather than
    /// an image, since readers of the screen pass over all that is inside of an image, such as what marks say.
    /// Titles inside name their parents without ids, which might clash where several pictures stand in one page.
    pub fn close(self, title: &str, description: &str) -> String {
        let (w, h) = (self.wide, (self.y + MARGIN).ceil());
        let (title, description) = (escape(title), escape(description));
        let rules = RULES.map(|(part, look)| format!(".androlog {part}{{{look}}}")).join("\n");
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" class="androlog" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="graphics-document">
<title>{title}</title>
<desc>{description}</desc>
<style>
{rules}
</style>
<rect width="{w}" height="{h}" fill="#fff"/>
{}</svg>
"##,
            self.body
        )
    }

    /// Whether a path or rectangle of a class is drawn.
    pub fn has(&self, class: &str) -> bool {
        self.drawn.contains(class)
    }

    /// What is drawn from here on is cut to a rectangle, from its upper left corner.
    pub fn begin_clip(&mut self, (x, y): (f64, f64), (wide, high): (f64, f64)) {
        self.put(format_args!(
            r#"<svg x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}" viewBox="{x:.1} {y:.1} {wide:.1} {high:.1}">"#
        ));
    }

    /// Nothing is cut any more.
    pub fn end_clip(&mut self) {
        self.put(format_args!("</svg>"));
    }

    /// A line of text below what is there.
    pub fn line(&mut self, class: &str, x: f64, words: &str) {
        self.y += LINE;
        self.text(class, "start", (x, self.y - 5.0), words);
    }

    /// Text with its baseline at a place.
    pub fn text(&mut self, class: &str, anchor: &str, (x, y): (f64, f64), words: &str) {
        let words = escape(words);
        self.put(format_args!(
            r#"<text class="{class}" text-anchor="{anchor}" x="{x:.1}" y="{y:.1}">{words}</text>"#
        ));
    }

    /// Adds a path of a class to the page.
    pub fn path(&mut self, class: &str, way: &str) {
        self.drawn.insert(class.to_owned());
        self.put(format_args!(r#"<path class="{class}" d="{way}"/>"#));
    }

    /// A rectangle from its upper left corner.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (wide, high): (f64, f64)) {
        self.drawn.insert(class.to_owned());
        self.put(format_args!(
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}"/>"#
        ));
    }

    /// A shape around a place, which says something when pointed at.
    pub fn shape(&mut self, class: &str, (x, y): (f64, f64), shape: &str, says: &str) {
        let title = title(says);
        self.put(format_args!(
            r#"<path class="{class}" transform="translate({x:.1} {y:.1})" d="{shape}">{title}</path>"#
        ));
    }

    /// A character with its baseline at a place, which says something when pointed at.
    pub fn sign(&mut self, (x, y): (f64, f64), sign: char, says: &str) {
        let title = title(says);
        self.put(format_args!(
            r#"<text class="t" text-anchor="middle" x="{x:.1}" y="{y:.1}">{title}{sign}</text>"#
        ));
    }

    fn put(&mut self, piece: std::fmt::Arguments<'_>) {
        writeln!(self.body, "{piece}").expect("a string takes what is written to it");
    }
}

fn title(says: &str) -> String {
    if says.is_empty() { String::new() } else { format!("<title>{}</title>", escape(says)) }
}

/// Text that is safe between tags and in attributes; control characters and what else XML does not allow are left
/// off.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_holds_only_what_xml_allows() {
        for (text, expected) in [
            ("<b> & \"c\"", "&lt;b&gt; &amp; &quot;c&quot;"),
            ("a\u{0}\u{8}\u{b}\u{1f}\u{7f}\u{9f}b", "ab"),
            ("a\u{fffe}\u{ffff}b", "ab"),
            ("雄\u{fffd}\u{e000}😀", "雄\u{fffd}\u{e000}😀"),
        ] {
            assert_eq!(escape(text), expected, "{text:?}");
        }
    }
}
