//! The file a report was taken from: where it lay, and by what it is known again.

use serde::{Deserialize, Serialize};

/// A file on this computer, as it was when the report was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// The path from the root of the file system on.
    pub path: String,
    pub sha256: FileDigest,
}

/// The SHA-256 of a file, 64 hexadecimal digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileDigest(String);

/// A text that is no SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a SHA-256; it has 64 hexadecimal digits")]
pub struct NoDigest(String);

impl FileDigest {
    /// The digest of these 32 bytes.
    pub fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}")))
    }

    /// Reads it as it is written.
    pub fn parse(text: &str) -> Result<Self, NoDigest> {
        let digits = text.trim().to_lowercase();
        if digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(digits))
        } else {
            Err(NoDigest(text.to_owned()))
        }
    }

    /// The digits, as files and the store have them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FileDigest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Self, NoDigest> {
        Self::parse(&text)
    }
}

impl From<FileDigest> for String {
    fn from(digest: FileDigest) -> Self {
        digest.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_sixty_four_digits_in_lower_case() {
        let digits = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
        assert_eq!(FileDigest::parse(digits).unwrap().as_str(), digits.to_lowercase());
        for wrong in ["", "e3b0", &digits[1..], &digits.replace('E', "x")] {
            assert_eq!(FileDigest::parse(wrong), Err(NoDigest(wrong.to_owned())));
        }
        assert_eq!(FileDigest::of_bytes(&[0xab; 32]).as_str(), "ab".repeat(32));
    }
}
