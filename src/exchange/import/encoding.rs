//! Bytes to text, in the encodings files of laboratories and spreadsheets have.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file: UTF-8, UTF-16 with or without its mark, else the code page of western Windows. Line breaks of
/// any kind become `\n`.
pub(in crate::exchange) fn decode_text(bytes: &[u8]) -> String {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned(),
        None => match utf_16_without_mark(bytes) {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
            },
        },
    };
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Text of western letters has a zero in every second byte.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let most = head.len() / 2 * 4 / 5;
    match (zeros(0), zeros(1)) {
        (0, high) if high >= most => Some(UTF_16LE),
        (high, 0) if high >= most => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_the_encoding_it_has() {
        let expected = "Östradiol;µg\nx";
        let utf_16 = |order: fn(u16) -> [u8; 2]| expected.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for (name, bytes) in [
            ("utf-8", expected.as_bytes().to_vec()),
            ("utf-8 with its mark", with(b"\xef\xbb\xbf", expected.as_bytes().to_vec())),
            ("utf-16 le", with(b"\xff\xfe", utf_16(u16::to_le_bytes))),
            ("utf-16 be", with(b"\xfe\xff", utf_16(u16::to_be_bytes))),
            ("utf-16 le without its mark", utf_16(u16::to_le_bytes)),
            ("windows", b"\xd6stradiol;\xb5g\r\nx".to_vec()),
        ] {
            assert_eq!(decode_text(&bytes), expected, "{name}");
        }
    }
}
