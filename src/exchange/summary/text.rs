//! The page as Markdown and as plain text.

use unicode_width::UnicodeWidthStr;

use crate::exchange::summary::{SummaryPage, SummaryPart};

/// Markdown with pipe tables.
pub(super) fn markdown(page: &SummaryPage) -> String {
    let mut text = format!("# {}\n", page.title);
    for line in &page.about {
        text += &format!("\n{}\n", marked(line));
    }
    for part in &page.parts {
        text += &format!("\n## {}\n\n", part.heading);
        if part.columns.is_empty() {
            for row in &part.rows {
                text += &format!("- {}\n", marked(&row.join(" ")));
            }
        } else {
            let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
            text += &line(part.columns.iter().map(|head| (*head).to_owned()).collect());
            text += &line(part.columns.iter().map(|_| "---".to_owned()).collect());
            for row in &part.rows {
                text += &line(row.iter().map(|cell| marked(cell)).collect());
            }
        }
        for note in &part.notes {
            text += &format!("\n{}\n", marked(note));
        }
    }
    for line in &page.foot {
        text += &format!("\n{}\n", marked(line));
    }
    text
}

/// Plain text with aligned columns.
pub(super) fn plain(page: &SummaryPage) -> String {
    let mut text = format!("{}\n", page.title);
    for line in &page.about {
        text += &format!("{line}\n");
    }
    for part in &page.parts {
        text += &format!("\n{}\n", part.heading.to_uppercase());
        text += &aligned(part);
        for note in &part.notes {
            text += &format!("  {note}\n");
        }
    }
    text += "\n";
    for line in &page.foot {
        text += &format!("{line}\n");
    }
    text
}

fn aligned(part: &SummaryPart) -> String {
    let heads: Vec<String> = part.columns.iter().map(|head| (*head).to_owned()).collect();
    let heads = if heads.is_empty() { Vec::new() } else { vec![heads] };
    let rows: Vec<&Vec<String>> = heads.iter().chain(&part.rows).collect();
    let count = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::from("  ");
        for (cell, width) in row.iter().zip(&widths) {
            line += &format!("{cell}{}  ", " ".repeat(width - cell.width()));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// Text that stands for itself in Markdown.
fn marked(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '|' | '*' | '_' | '`' | '<' | '[' | '\\' | '#') {
            safe.push('\\');
        }
        safe.push(if c == '\n' { ' ' } else { c });
    }
    safe
}
