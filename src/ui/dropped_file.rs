//! The file that is meant where a terminal types the name of one dropped on its window.

/// The path in what was pasted, where that is the name of one file: plain, quoted as for a shell, or as an address.
pub fn dropped_file(pasted: &str) -> Option<String> {
    let text = pasted.trim();
    if text.contains(['\n', '\0']) {
        return None;
    }
    let path = match text.strip_prefix("file://") {
        Some(address) => percent_decoded(address.get(address.find('/')?..)?)?,
        None => match shlex::split(text).as_deref() {
            Some([word]) => word.clone(),
            // A name with blanks that nobody quoted, or with a quote in it.
            _ => text.to_owned(),
        },
    };
    let is_whole = path.starts_with("~/") || (path.starts_with('/') && path[1..].contains('/'));
    is_whole.then_some(path)
}

/// The path that is meant by what is typed where the name of a file belongs: only what cannot be meant as it stands is
/// read otherwise.
pub fn meant_file(typed: &str) -> String {
    let is_quoted = typed.starts_with(['\'', '"']) || typed.starts_with("file://") || typed.contains("\\ ");
    dropped_file(typed).filter(|_| is_quoted).unwrap_or_else(|| typed.to_owned())
}

/// The text with each `%20` as the byte it stands for; none where that is no text.
fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_file_is_known_however_a_terminal_writes_its_name() {
        for (pasted, path) in [
            ("/home/me/labs.csv", "/home/me/labs.csv"),
            ("'/home/me/my labs.csv' ", "/home/me/my labs.csv"),
            ("\"/home/me/my labs.csv\"\n", "/home/me/my labs.csv"),
            ("/home/me/my\\ labs\\ \\(2\\).csv", "/home/me/my labs (2).csv"),
            (r"'/home/me/it'\''s.pdf'", "/home/me/it's.pdf"),
            ("/home/me/my labs.csv", "/home/me/my labs.csv"),
            ("/home/me/it's.pdf", "/home/me/it's.pdf"),
            ("file:///home/me/my%20labs%C3%BC.csv", "/home/me/my labsü.csv"),
            ("file://host/home/me/labs.csv", "/home/me/labs.csv"),
            ("~/labs.csv", "~/labs.csv"),
        ] {
            assert_eq!(dropped_file(pasted).as_deref(), Some(path), "{pasted}");
        }
    }

    #[test]
    fn what_is_pasted_of_a_report_is_no_file() {
        for pasted in [
            "",
            "LH 5.1 IU/L",
            "/uL 5",
            "3/4 of 2026",
            "/home/me/a.csv\n/home/me/b.csv",
            "'LH' 5",
            "file://",
            "file:///home/%zz",
            "Ergebnis: 5 /nl",
        ] {
            assert_eq!(dropped_file(pasted), None, "{pasted}");
        }
    }

    #[test]
    fn a_typed_name_is_taken_as_it_stands_unless_it_is_quoted() {
        for (typed, meant) in [
            ("labs.csv", "labs.csv"),
            ("/home/me/it's \"new\".csv", "/home/me/it's \"new\".csv"),
            ("/home/me/my\\ labs.csv", "/home/me/my labs.csv"),
            ("'/home/me/my labs.csv'", "/home/me/my labs.csv"),
            ("'labs.csv'", "'labs.csv'"),
        ] {
            assert_eq!(meant_file(typed), meant);
        }
    }
}
