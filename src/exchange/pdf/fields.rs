//! What is written on a page beside what is drawn on it: the fields of a form that were filled in, and notes.

use std::collections::HashMap;

use pdfboss_core::annotation::Annotation;
use pdfboss_core::form::DefaultAppearance;
use pdfboss_core::{Document, ObjRef, Page, Rect};

use super::drawn::DrawnText;

/// The values of a form by the place that shows each.
pub(super) struct FormValues(HashMap<ObjRef, FilledField>);

struct FilledField {
    text: String,
    /// How high its letters are, where the form says so.
    size: Option<f32>,
}

impl FormValues {
    pub(super) fn of(document: &Document) -> Self {
        let mut values = HashMap::new();
        for field in document.form_fields() {
            let text = field.text().unwrap_or_else(|| field.selected().join(", "));
            if text.trim().is_empty() || field.flags.password() {
                continue;
            }
            let size =
                field.default_appearance.as_deref().and_then(|da| DefaultAppearance::parse(da).font_size);
            for widget in &field.widgets {
                let size = size.filter(|size| *size > 0.0);
                values.insert(widget.object, FilledField { text: text.clone(), size });
            }
        }
        Self(values)
    }

    /// Adds to the text of a page what its fields and notes show and is not drawn there already.
    pub(super) fn add_to(&self, drawn: &mut Vec<DrawnText>, document: &Document, page: &Page) {
        if page.dict().get("Annots").is_none() {
            return;
        }
        let mut shown = Vec::new();
        for note in document.annotations(page) {
            if note.flags.hidden() || note.flags.no_view() {
                continue;
            }
            let Some(place) = note.rect else { continue };
            if let Some((text, size)) = self.text_of(&note) {
                let is_drawn = drawn.iter().any(|d| is_inside(d, &place) && text.contains(d.text.trim()));
                if !is_drawn {
                    write(text, size, &place, &mut shown);
                }
            }
        }
        drawn.append(&mut shown);
    }

    fn text_of<'n>(&'n self, note: &'n Annotation) -> Option<(&'n str, Option<f32>)> {
        match note.subtype.as_str() {
            "Widget" => {
                let value = self.0.get(&note.object?)?;
                Some((&value.text, value.size))
            }
            // Other notes are a sign to be opened.
            "FreeText" => Some((note.contents.as_deref()?, None)),
            _ => None,
        }
    }
}

fn is_inside(drawn: &DrawnText, place: &Rect) -> bool {
    (place.x0 - 1.0..=place.x1).contains(&drawn.x) && (place.y0 - 1.0..=place.y1).contains(&drawn.y)
}

/// How high letters are where nothing says so.
const USUAL_SIZE: f32 = 10.0;

/// How far one line is below the other, in heights of letters.
const LINE_STEP: f32 = 1.2;

/// How much of the height of a letter is above the base line, halved: a line in the middle of its place stands so far below
/// the middle.
const HALF_ABOVE: f32 = 0.35;

/// How wide a letter is beside its height.
const LETTER_WIDTH: f32 = 0.5;

/// The lines of a field as they stand in its place: one in the middle, more from the top.
fn write(text: &str, size: Option<f32>, place: &Rect, shown: &mut Vec<DrawnText>) {
    let lines: Vec<&str> = text.split(['\r', '\n']).filter(|line| !line.trim().is_empty()).collect();
    let height = (place.y1 - place.y0).abs();
    let most = height / lines.len().max(1) as f32;
    let size = size.unwrap_or(USUAL_SIZE).min(most).max(1.0);
    let middle = f32::midpoint(place.y0, place.y1) - size * HALF_ABOVE;
    let first = middle + size * LINE_STEP * (lines.len().saturating_sub(1)) as f32 / 2.0;
    for (at, line) in lines.iter().enumerate() {
        let width = line.chars().count() as f32 * size * LETTER_WIDTH;
        shown.push(DrawnText {
            text: (*line).to_owned(),
            x: place.x0,
            end_x: (place.x0 + width).min(place.x1.max(place.x0 + 1.0)),
            y: first - size * LINE_STEP * at as f32,
            size,
        });
    }
}
