//! What went wrong, in one sentence: an error and what caused it.

use std::io;

use crate::store::system_words;

/// The error and its causes, the outermost first, without the numbers that the operating system has for them.
pub fn error_words(error: &anyhow::Error) -> String {
    let causes = error.chain().map(|cause| match cause.downcast_ref::<io::Error>() {
        Some(system) => system_words(system),
        None => cause.to_string(),
    });
    causes.collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn what_the_system_refuses_is_told_without_its_number() {
        let refused = std::fs::read("/no-such-folder/table.csv").unwrap_err();
        let number = format!("(os error {})", refused.raw_os_error().unwrap());
        assert!(refused.to_string().ends_with(&number), "{refused}");
        let error = Err::<(), _>(refused).context("cannot read table.csv").unwrap_err();
        let words = error_words(&error);
        assert!(words.starts_with("cannot read table.csv: ") && !words.contains("os error"), "{words}");
    }

    #[test]
    fn a_full_disk_is_told_without_the_name_of_a_temporary_file() {
        let inner = io::Error::new(io::ErrorKind::StorageFull, "No space left at path \"/.unfinished-1\"");
        let error = anyhow::Error::new(inner).context("cannot write log.json");
        assert_eq!(
            error_words(&error),
            "cannot write log.json: the disk is full; free some space and try again"
        );
    }

    #[test]
    fn a_folder_where_a_file_is_wanted_is_told_with_what_would_be_right() {
        let refused = std::fs::read_to_string(std::env::temp_dir()).unwrap_err();
        let error = Err::<(), _>(refused).context("cannot read labs").unwrap_err();
        assert_eq!(error_words(&error), "cannot read labs: it is a folder; name a file");
    }
}
