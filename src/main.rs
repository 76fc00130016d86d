//! The `androlog` program: arguments in, an exit code out.
//!
//! 0 done; 1 failed, or something was rejected; 2 wrong usage; 10 `due --exit-code` found something.

use std::io;
use std::process::ExitCode;

use androlog::cli::{self, CommandEnd, complete};
use androlog::runtime::error_words::error_words;

fn main() -> ExitCode {
    // What is stored here is nobody else's business: files are made for their owner only.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    write_no_core();
    match complete::answer() {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => {}
        Err(error) => error.exit(),
    }
    let args = match cli::CommandLine::read(std::env::args_os()) {
        Ok(args) => args,
        // What is quoted of the arguments is cleaned like everything that is said.
        Err(error) if error.use_stderr() => {
            cli::print::say(error.to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    match cli::run(args) {
        Ok(CommandEnd::Well) => ExitCode::SUCCESS,
        Ok(CommandEnd::Rejected) => ExitCode::from(1),
        Ok(CommandEnd::Due) => ExitCode::from(10),
        Ok(CommandEnd::Misused) => ExitCode::from(2),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Where stderr is gone too, as with a closed window, there is nobody left to tell.
            cli::print::say(&format!("androlog: {}", error_words(&error)));
            ExitCode::from(1)
        }
    }
}

/// A crash leaves no image of the memory on the disk, where every value would stand in it.
fn write_no_core() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Whoever read our output has seen enough, as `head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn a_crash_leaves_no_image_of_the_memory() {
        use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
        super::write_no_core();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
