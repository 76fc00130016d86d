//! The pieces of text on a page, upright and each once, whatever way the page is turned.

use std::collections::HashMap;

use pdfboss_text::TextSpan;

/// A piece of text where it is drawn: `y` grows upwards.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DrawnText {
    pub(super) text: String,
    pub(super) x: f32,
    pub(super) end_x: f32,
    pub(super) y: f32,
    /// How high its letters are.
    pub(super) size: f32,
}

impl DrawnText {
    fn of(span: &TextSpan) -> Self {
        let (x, end_x, y) = match span.rotate {
            90 => (span.y, span.end_y, -span.x),
            180 => (-span.x, -span.end_x, -span.y),
            270 => (-span.y, -span.end_y, span.x),
            _ => (span.x, span.end_x, span.y),
        };
        let text = span.text.trim_end_matches(['\n', '\r']).to_owned();
        Self { text, x, end_x, y, size: span.size.abs().max(1.0) }
    }

    fn is_sane(&self) -> bool {
        let numbers = [self.x, self.end_x, self.y, self.size];
        numbers.into_iter().all(f32::is_finite) && !self.text.trim().is_empty()
    }
}

/// The text of a page that reads the way most of it does. Words across it, such as a stamp, are no part of its lines.
pub(super) fn upright(spans: &[TextSpan]) -> Vec<DrawnText> {
    let mut letters: HashMap<i32, usize> = HashMap::new();
    for span in spans {
        *letters.entry(span.rotate).or_default() += span.text.chars().count();
    }
    let turned = letters.into_iter().max_by_key(|(turned, count)| (*count, -turned)).map_or(0, |(t, _)| t);
    let upright = spans.iter().filter(|span| span.rotate == turned).map(DrawnText::of);
    once(upright.filter(DrawnText::is_sane).collect())
}

/// Text drawn again, nearer than this part of its height, is the same text made bold or given a shadow.
const SAME_PLACE: f32 = 0.15;

fn once(drawn: Vec<DrawnText>) -> Vec<DrawnText> {
    let mut places: HashMap<String, Vec<(f32, f32)>> = HashMap::new();
    let mut kept = Vec::with_capacity(drawn.len());
    for text in drawn {
        let near = text.size * SAME_PLACE;
        let before = places.entry(text.text.clone()).or_default();
        // Only the last ones are looked at: what is drawn twice is drawn in one go, or page by page.
        let again = before
            .iter()
            .rev()
            .take(MOST_LOOKED_AT)
            .any(|(x, y)| (x - text.x).abs() < near && (y - text.y).abs() < near);
        if !again {
            before.push((text.x, text.y));
            kept.push(text);
        }
    }
    kept
}

/// So many pieces near one another are compared.
pub(super) const MOST_LOOKED_AT: usize = 300;
