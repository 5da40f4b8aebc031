//! Ctrl-C: the program ends at once, and leaves nothing half done.

use careword::replace;

/// The exit code of a program that was interrupted: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// From now on, Ctrl-C does `first` and then ends the program. A file that is being written takes its
/// name before that, or leaves nothing behind.
pub(super) fn end_cleanly(first: impl Fn() + Send + 'static) {
    // Where it cannot be caught, the system ends the program as ever.
    let _ = ctrlc::set_handler(move || {
        first();
        replace::abandon(|| std::process::exit(INTERRUPTED));
    });
}
