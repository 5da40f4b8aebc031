//! Input that ends with an error once too much was read without a pause.
//!
//! What is too much is for the caller, who says when a record begins.

use encoding_rs_io::DecodeReaderBytes;
use std::io::{self, ErrorKind, Read};

/// An input of which a record at a time is read. UTF-16 with its byte order mark comes out as UTF-8;
/// everything else as it is, without a byte order mark.
pub(super) struct Bounded {
    input: DecodeReaderBytes<Box<dyn Read + Send>, Vec<u8>>,
    /// How many bytes a record may have.
    most: u64,
    /// How many more bytes may be read before the next record begins.
    left: u64,
}

impl Bounded {
    pub(super) fn new(input: Box<dyn Read + Send>, most: u64) -> Self {
        let input = encoding_rs_io::DecodeReaderBytesBuilder::new()
            .strip_bom(true)
            .utf8_passthru(true)
            .build(input);
        Self { input, most, left: most }
    }

    /// A record begins.
    pub(super) fn begin(&mut self) {
        self.left = self.most;
    }

    /// Whether the present record is too long.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::from(ErrorKind::FileTooLarge));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.input.read(&mut buffer[..most])?;
        self.left -= count as u64;
        Ok(count)
    }
}
