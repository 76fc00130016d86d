//! The page as one HTML file: no script, nothing loaded from elsewhere, black on white, one sheet of A4.

use crate::exchange::summary::{SummaryPage, SummaryPart};

/// A4 with margins of a centimetre; tables keep together, small type for a dense page.
const STYLE: &str = "@page{size:A4;margin:9mm}*{box-sizing:border-box}\
html{font:7pt/1.2 Helvetica,Arial,sans-serif;color:#000;background:#fff}body{margin:0 auto;max-width:192mm}\
h1{font-size:12pt;margin:0 0 .5mm}h2{font-size:7.8pt;margin:1.3mm 0 .3mm;border-bottom:.4pt solid #000}p{margin:.4mm 0}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.1mm 1.4mm .1mm 0}\
th{font-weight:400;font-style:italic}tbody th{font-style:normal;font-weight:700}ul{margin:.3mm 0;padding-left:3.4mm}\
section{break-inside:avoid}.two{columns:2;column-gap:5mm}.small{font-size:6.2pt;line-height:1.15}\
figure{margin:1mm 0 0;break-inside:avoid}figure svg{width:100%;height:auto;max-height:74mm;display:block}";

/// The whole page as one file of HTML.
pub(super) fn page(page: &SummaryPage) -> String {
    let (tables, lists): (Vec<&SummaryPart>, Vec<&SummaryPart>) =
        page.parts.iter().partition(|part| !part.columns.is_empty());
    let title = escaped(&page.title);
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style>\
         </head>\n<body>\n<h1>{title}</h1>\n"
    );
    for line in &page.about {
        text += &format!("<p>{}</p>\n", escaped(line));
    }
    for part in tables {
        text += &section(part);
    }
    text += "<div class=\"two\">\n";
    if !page.chart.is_empty() {
        text += &format!("<figure>{}</figure>\n", page.chart);
    }
    for part in lists {
        text += &section(part);
    }
    text += "</div>\n";
    for line in &page.foot {
        text += &format!("<p class=\"small\">{}</p>\n", escaped(line));
    }
    text + "</body></html>\n"
}

fn section(part: &SummaryPart) -> String {
    let mut text = format!("<section><h2>{}</h2>\n", escaped(&part.heading));
    text += &if part.columns.is_empty() { list(part) } else { table(part) };
    for note in &part.notes {
        text += &format!("<p class=\"small\">{}</p>\n", escaped(note));
    }
    text + "</section>\n"
}

fn list(part: &SummaryPart) -> String {
    let items = part.rows.iter().map(|row| format!("<li>{}</li>", escaped(&row.join(" "))));
    format!("<ul>{}</ul>\n", items.collect::<String>())
}

/// The first cell of a row is its head, as a screen reader says it.
fn table(part: &SummaryPart) -> String {
    let heads = part.columns.iter().map(|head| match *head {
        "" => "<td></td>".to_owned(),
        head => format!("<th scope=\"col\">{}</th>", escaped(head)),
    });
    let mut text = format!("<table><thead><tr>{}</tr></thead><tbody>\n", heads.collect::<String>());
    for row in &part.rows {
        let cells = row.iter().enumerate().map(|(place, cell)| match place {
            0 => format!("<th scope=\"row\">{}</th>", escaped(cell)),
            _ => format!("<td>{}</td>", unbroken(&escaped(cell))),
        });
        text += &format!("<tr>{}</tr>\n", cells.collect::<String>());
    }
    text + "</tbody></table>\n"
}

/// A short cell on one line; a long one may be broken between its words.
fn unbroken(cell: &str) -> String {
    const SHORT: usize = 30;
    if cell.chars().count() <= SHORT { cell.replace(' ', "&nbsp;") } else { cell.to_owned() }
}

/// Text that stands for itself in HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_become_markup() {
        assert_eq!(escaped("<b>\"5\" & <5</b>"), "&lt;b&gt;&quot;5&quot; &amp; &lt;5&lt;/b&gt;");
    }
}
