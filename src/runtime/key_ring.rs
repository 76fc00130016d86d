//! Where the key of a sealed log comes from: a file, a program, or a passphrase that is typed.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::store::LogKey;

/// Where the key was said to be; nowhere where a passphrase is to be typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySource {
    /// A file that holds the key or a passphrase.
    pub file: Option<PathBuf>,
    /// A line for the shell that prints one of them: `pass show androlog`.
    pub command: Option<String>,
}

impl KeySource {
    /// Whether a place was named.
    pub const fn is_named(&self) -> bool {
        self.file.is_some() || self.command.is_some()
    }
}

/// The key of this run, fetched when a sealed log is met and not before.
#[derive(Debug, Default)]
pub struct KeyRing {
    source: KeySource,
    known: RefCell<Option<LogKey>>,
}

impl KeyRing {
    /// A ring without a key yet.
    pub const fn new(source: KeySource) -> Self {
        Self { source, known: RefCell::new(None) }
    }

    /// Where the key was said to be.
    pub const fn source(&self) -> &KeySource {
        &self.source
    }

    /// The key of the log at a path: none where it is not sealed, or nobody can be asked. A log that is not there yet is
    /// to be sealed where the place of a key was named.
    #[cfg(feature = "sealed")]
    pub fn key_for(&self, log: &Path) -> anyhow::Result<LogKey> {
        let is_there = log.metadata().is_ok_and(|file| file.len() > 0);
        let is_wanted = if is_there { crate::store::is_sealed(log) } else { self.source.is_named() };
        if !is_wanted {
            return Ok(LogKey::none());
        }
        if let Some(key) = self.known.borrow().as_ref() {
            return Ok(key.clone());
        }
        let key = match self.source.fetch()? {
            Some(key) => key,
            None => passphrase_for(log)?,
        };
        self.known.replace(Some(key.clone()));
        Ok(key)
    }

    /// There is none in a build that cannot seal a log.
    #[cfg(not(feature = "sealed"))]
    pub const fn key_for(&self, _log: &Path) -> anyhow::Result<LogKey> {
        Ok(LogKey::none())
    }

    /// Forgets the key, which is fetched or asked for again.
    pub fn forget(&self) {
        self.known.replace(None);
    }
}

#[cfg(feature = "sealed")]
use fetching::passphrase_for;
#[cfg(feature = "sealed")]
pub use fetching::{make_key_file, new_passphrase};

#[cfg(feature = "sealed")]
mod fetching {
    use std::fs;
    use std::io::{self, IsTerminal, Write, stderr};
    use std::path::Path;
    use std::process::{Command, Stdio};

    use anyhow::{Context, bail};
    use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
    use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
    use zeroize::Zeroizing;

    use super::KeySource;
    use crate::runtime::file_writing::{Existing, write_file};
    use crate::store::LogKey;

    /// How often a passphrase may be mistyped.
    const TRIES: usize = 3;

    impl KeySource {
        /// The key from the place that was named, none where none was.
        pub fn fetch(&self) -> anyhow::Result<Option<LogKey>> {
            let bytes = match (&self.file, &self.command) {
                (Some(file), _) => read_key_file(file)?,
                (None, Some(command)) => said_by(command)?,
                (None, None) => return Ok(None),
            };
            Ok(Some(LogKey::of_bytes(&bytes)))
        }
    }

    fn read_key_file(file: &Path) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        let bytes = fs::read(file).map(Zeroizing::new);
        let bytes = bytes.with_context(|| format!("cannot read the key file {}", file.display()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let others = file.metadata()?.permissions().mode() & 0o077;
            if others != 0 {
                bail!("others may read the key in {0}; `chmod 600 {0}` makes it yours alone", file.display());
            }
        }
        if bytes.trim_ascii().is_empty() {
            bail!("the key file {} is empty", file.display());
        }
        Ok(bytes)
    }

    /// What a line for the shell prints. What it asks or complains of goes to the terminal.
    fn said_by(command: &str) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        let child = Command::new("sh").args(["-c", command]).stdout(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output);
        let output = output.with_context(|| format!("cannot run the key command `{command}`"))?;
        let said = Zeroizing::new(output.stdout);
        if !output.status.success() {
            bail!("the key command `{command}` failed ({}), so there is no key", output.status);
        }
        if said.trim_ascii().is_empty() {
            bail!("the key command `{command}` printed nothing, so there is no key");
        }
        Ok(said)
    }

    /// Asks for the passphrase of a sealed log until it is right; no key where there is no terminal to ask in.
    pub(super) fn passphrase_for(log: &Path) -> anyhow::Result<LogKey> {
        let Some(terminal) = HiddenTyping::begin() else { return Ok(LogKey::none()) };
        for _ in 0..TRIES {
            let Some(typed) = terminal.ask(&format!("Passphrase of {}: ", log.display()))? else {
                return Ok(LogKey::none());
            };
            let key = LogKey::of_bytes(typed.as_bytes());
            if key.opens(log) {
                return Ok(key);
            }
            terminal.say("It does not open the log.")?;
        }
        bail!("{} is sealed with another passphrase; nothing was changed", log.display())
    }

    /// Asks twice for the passphrase that a log is to be sealed with.
    pub fn new_passphrase() -> anyhow::Result<LogKey> {
        let terminal = HiddenTyping::begin();
        let ask = |question| terminal.as_ref().map_or(Ok(None), |terminal| terminal.ask(question));
        let Some(typed) = ask("A passphrase for the log: ")?.filter(|typed| !typed.is_empty()) else {
            bail!(
                "nothing was sealed; name a key by --key-file or --key-command, or type a passphrase in a terminal"
            );
        };
        if ask("The same again: ")?.is_none_or(|again| *again != *typed) {
            bail!("nothing was sealed; the two are not the same");
        }
        Ok(LogKey::of_bytes(typed.as_bytes()))
    }

    /// Makes a new file with 32 random bytes that its owner alone can read. It is on the disk before anything is sealed.
    pub fn make_key_file(file: &Path) -> anyhow::Result<()> {
        let made = write_file(
            file,
            &*LogKey::random_bytes(),
            Existing::Keep("name it as it is or choose another name"),
        );
        made.map(drop).with_context(|| format!("cannot make the key file {}", file.display()))
    }

    /// A terminal that shows nothing of what is typed, until this is dropped.
    struct HiddenTyping;

    impl HiddenTyping {
        /// None where there is no terminal.
        fn begin() -> Option<Self> {
            (stderr().is_terminal() && enable_raw_mode().is_ok()).then_some(Self)
        }

        /// What is typed after a question; none where who was asked left.
        fn ask(&self, question: &str) -> io::Result<Option<Zeroizing<String>>> {
            write!(stderr(), "{question}").and_then(|()| stderr().flush())?;
            let typed = read_hidden();
            self.say("")?;
            typed
        }

        /// Ends a line as such a terminal wants it.
        #[expect(clippy::unused_self, reason = "a terminal that shows what is typed ends lines otherwise")]
        fn say(&self, words: &str) -> io::Result<()> {
            write!(stderr(), "{words}\r\n")
        }
    }

    impl Drop for HiddenTyping {
        fn drop(&mut self) {
            // Of no use to anyone at this point.
            let _ = disable_raw_mode();
        }
    }

    fn read_hidden() -> io::Result<Option<Zeroizing<String>>> {
        // Room enough that it is not copied as it grows.
        let mut typed = Zeroizing::new(String::with_capacity(512));
        loop {
            let Event::Key(key) = event::read()? else { continue };
            let is_command = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
            match key.code {
                _ if key.kind == KeyEventKind::Release => {}
                KeyCode::Enter => return Ok(Some(typed)),
                // A return may arrive as the key it shares with Ctrl-j.
                KeyCode::Char('j') if is_command => return Ok(Some(typed)),
                KeyCode::Esc | KeyCode::Char('c' | 'd') if key.code == KeyCode::Esc || is_command => {
                    return Ok(None);
                }
                KeyCode::Backspace => drop(typed.pop()),
                KeyCode::Char(c) if !is_command => typed.push(c),
                _ => {}
            }
        }
    }
}

#[cfg(all(test, unix, feature = "sealed"))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_fetched_when_a_sealed_log_is_met_once_and_again_when_it_was_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let (log, fetched) = (folder.path().join("a.db"), folder.path().join("fetched"));
        let command = Some(format!("echo once >> '{}'; echo correct horse", fetched.display()));
        let ring = KeyRing::new(KeySource { file: None, command });
        let fetches = || fs::read_to_string(&fetched).unwrap_or_default().lines().count();
        fs::write(&log, "a file that is not sealed").unwrap();
        assert!(!ring.key_for(&log).unwrap().is_some());
        assert_eq!(fetches(), 0);
        // A log that is begun where a key is named is to be sealed.
        fs::remove_file(&log).unwrap();
        for _ in 0..2 {
            assert!(ring.key_for(&log).unwrap().is_some());
        }
        assert_eq!(fetches(), 1);
        ring.forget();
        assert!(ring.key_for(&log).unwrap().is_some());
        assert_eq!(fetches(), 2);
    }

    #[test]
    fn a_key_file_is_read_where_its_owner_alone_may_read_and_write_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        fs::write(&file, [7; 32]).unwrap();
        let source = KeySource { file: Some(file.clone()), command: None };
        for (mode, is_read) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o620, false),
            (0o610, false),
            (0o604, false),
            (0o602, false),
            (0o601, false),
        ] {
            fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let fetched = source.fetch().map(|key| key.is_some_and(|key| key.is_some()));
            match fetched {
                Ok(is_there) => assert!(is_there && is_read, "{mode:o}"),
                Err(error) => {
                    let said = format!("others may read the key in {0}; `chmod 600 {0}`", file.display());
                    assert!(!is_read && error.to_string().starts_with(&said), "{mode:o}: {error}");
                }
            }
        }
    }
}
