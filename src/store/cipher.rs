//! The key of a sealed log in the forms the engine takes it in, and what its pages say.
//!
//! The form of a page is described at <https://www.zetetic.net/sqlcipher/design/>: content, 16 bytes with which it was
//! begun, a signature of 64 bytes over both and the number of the page.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Mutex;

use aes::Aes256;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockDecryptMut, KeyIvInit};
use hmac::{Hmac, Mac};
use rusqlite::Connection;
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::store::salt::{MARK, SALT, SealSalt};

/// The 256 bits that pages are encrypted with.
type RawKey = Zeroizing<[u8; 32]>;

/// How often a passphrase is hashed: what `SQLCipher` 4 does, so that its own shell opens the file too.
const ROUNDS: u32 = 256_000;
/// The key that pages are signed with comes from the other one, by two rounds with a changed salt.
const SIGNING_ROUNDS: u32 = 2;
const SIGNING_SALT: u8 = 0x3A;

/// What a log is sealed with; overwritten in memory when it is dropped.
pub(super) struct SealSecret {
    known: KnownSecret,
    /// What the passphrase came to with each salt that was met.
    stretched: Mutex<Vec<(SealSalt, RawKey)>>,
}

enum KnownSecret {
    Raw(RawKey),
    Passphrase(Zeroizing<Vec<u8>>),
}

/// A salt for a new file: the mark, and random bytes.
pub(super) fn new_salt() -> SealSalt {
    let mut salt = [0; SALT];
    salt[..MARK.len()].copy_from_slice(&MARK);
    getrandom::fill(&mut salt[MARK.len()..]).expect("a system has random numbers");
    salt
}

impl SealSecret {
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        let known = raw_key(bytes).map_or_else(
            || {
                let end = bytes.iter().rposition(|byte| !b"\r\n".contains(byte)).map_or(0, |last| last + 1);
                KnownSecret::Passphrase(Zeroizing::new(bytes[..end].to_vec()))
            },
            KnownSecret::Raw,
        );
        Self { known, stretched: Mutex::default() }
    }

    /// Hands the key to a connection.
    pub(super) fn unlock(&self, db: &Connection, salt: SealSalt) -> rusqlite::Result<()> {
        // What it would say of a wrong key or a damaged page on the terminal is said by whoever asked.
        db.execute_batch("PRAGMA cipher_log_level = NONE")?;
        db.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"{}\"", *self.spelt(salt))))
    }

    /// `x'…'`, the key and the salt in hexadecimal digits.
    pub(super) fn spelt(&self, salt: SealSalt) -> Zeroizing<String> {
        let mut spelt = Zeroizing::new(String::with_capacity(3 + 2 * (32 + SALT)));
        spelt.push_str("x'");
        for byte in self.raw(salt).iter().chain(&salt) {
            write!(spelt, "{byte:02x}").expect("a string takes what is written to it");
        }
        spelt.push('\'');
        spelt
    }

    pub(super) fn page_reader(&self, salt: SealSalt) -> PageReader {
        let key = self.raw(salt);
        let mut signing = RawKey::default();
        pbkdf2::pbkdf2_hmac::<Sha512>(
            &*key,
            &salt.map(|byte| byte ^ SIGNING_SALT),
            SIGNING_ROUNDS,
            &mut *signing,
        );
        PageReader(Some(PageKeys { key, signing }))
    }

    fn raw(&self, salt: SealSalt) -> RawKey {
        let passphrase = match &self.known {
            KnownSecret::Raw(key) => return key.clone(),
            KnownSecret::Passphrase(passphrase) => passphrase,
        };
        let mut stretched = self.stretched.lock().expect("nothing panics while this is held");
        if let Some((_, key)) = stretched.iter().find(|(of, _)| *of == salt) {
            return key.clone();
        }
        let mut key = RawKey::default();
        pbkdf2::pbkdf2_hmac::<Sha512>(passphrase, &salt, ROUNDS, &mut *key);
        stretched.push((salt, key.clone()));
        key
    }
}

/// The key that 32 bytes are, or 64 hexadecimal digits.
fn raw_key(bytes: &[u8]) -> Option<RawKey> {
    if let Ok(key) = bytes.try_into() {
        return Some(Zeroizing::new(key));
    }
    let digits = bytes.trim_ascii();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut key = RawKey::default();
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

/// Reads pages as they stand in a write-ahead log.
#[derive(Default)]
pub(super) struct PageReader(Option<PageKeys>);

struct PageKeys {
    key: RawKey,
    signing: RawKey,
}

const IV: usize = 16;
const SIGNATURE: usize = 64;

impl PageReader {
    /// The content of a page; none where it was not sealed with this key.
    pub(super) fn content<'p>(&self, number: u32, page: &'p [u8]) -> Option<Cow<'p, [u8]>> {
        let Some(keys) = &self.0 else { return Some(Cow::Borrowed(page)) };
        // The first page begins with the salt in the place of the engine's own mark.
        let from = if number == 1 { SALT } else { 0 };
        let sealed = page.get(from..)?;
        let (signed, signature) = sealed.split_at_checked(sealed.len().checked_sub(SIGNATURE)?)?;
        let mut sum = Hmac::<Sha512>::new_from_slice(&*keys.signing).ok()?;
        sum.update(signed);
        sum.update(&number.to_le_bytes());
        sum.verify_slice(signature).ok()?;
        let (content, iv) = signed.split_at_checked(signed.len().checked_sub(IV)?)?;
        let mut opened = page.to_vec();
        let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&*keys.key, iv).ok()?;
        cipher.decrypt_padded_mut::<NoPadding>(&mut opened[from..from + content.len()]).ok()?;
        Some(Cow::Owned(opened))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_bytes_or_their_digits_and_anything_else_is_a_passphrase() {
        let raw = |bytes: &[u8]| raw_key(bytes).map(|key| key.to_vec());
        assert_eq!(raw(&[7; 32]), Some(vec![7; 32]));
        assert_eq!(raw(format!("{}\n", "07".repeat(32)).as_bytes()), Some(vec![7; 32]));
        for passphrase in [&b"correct horse"[..], &[7; 31], &[b'x'; 64]] {
            assert_eq!(raw(passphrase), None);
        }
    }

    #[test]
    fn the_engine_makes_the_same_of_a_passphrase_and_a_salt() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let secret = SealSecret::of_bytes(b"correct horse\n");
        let db = Connection::open(&path).unwrap();
        secret.unlock(&db, new_salt()).unwrap();
        db.execute_batch("CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('marker')").unwrap();
        drop(db);
        let other = Connection::open(&path).unwrap();
        other.execute_batch("PRAGMA key = 'correct horse'").unwrap();
        let text: String = other.query_row("SELECT text FROM note", [], |row| row.get(0)).unwrap();
        assert_eq!(text, "marker");
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(&MARK));
        assert!(!bytes.windows(6).any(|window| window == b"marker"));
    }

    #[test]
    fn a_page_is_read_by_its_key_under_its_number_and_where_no_bit_of_it_is_another() {
        const PAGE: usize = 4096;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (secret, salt) = (SealSecret::of_bytes(&[7; 32]), new_salt());
        let db = Connection::open(&path).unwrap();
        secret.unlock(&db, salt).unwrap();
        db.execute_batch("CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('marker')").unwrap();
        drop(db);
        let bytes = std::fs::read(&path).unwrap();
        let reader = secret.page_reader(salt);
        let pages = (1_u32..).zip(bytes.chunks_exact(PAGE));
        let said = pages.clone().map(|(number, page)| reader.content(number, page).unwrap().into_owned());
        assert!(said.clone().nth(1).unwrap().windows(6).any(|window| window == b"marker"));
        assert_eq!(said.count(), 2);
        let others = [SealSecret::of_bytes(&[8; 32]).page_reader(salt), secret.page_reader(new_salt())];
        for (number, page) in pages {
            // What stands in the place of the mark of the engine is the salt, which is not encrypted.
            for place in (if number == 1 { SALT } else { 0 })..PAGE {
                let mut flipped = page.to_vec();
                flipped[place] ^= 1 << (place % 8);
                assert!(reader.content(number, &flipped).is_none(), "page {number}, byte {place}");
            }
            assert!(reader.content(number + 1, page).is_none(), "page {number} is read as the next one");
            assert!(
                reader.content(number, &page[..PAGE - 1]).is_none() && reader.content(number, &[]).is_none()
            );
            assert!(others.iter().all(|other| other.content(number, page).is_none()), "page {number}");
        }
    }
}
