//! Follows the bytes of a connection, just closely enough to know where the head of a request begins and ends.
//!
//! The HTTP library has no time limit for a head that would not count the idle time before it, too. And it reads a
//! request that says the length of its body in two ways by one of them (RFC 9112, section 6.3) and forgets the other
//! before anybody sees it; a proxy before us may have chosen the other one, and then what is a body to the proxy is a
//! request to us.

/// More of a line than the names that matter here, with a number.
const LINE_MAX_BYTES: usize = 64;

/// Where in the stream of requests we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Between,
    Head,
    Body(u64),
    /// In a body whose end only the library finds. Its answer ends the connection, so nothing follows.
    Chunks,
}

/// The bytes of a connection so far.
#[derive(Debug)]
pub(super) struct Framing {
    place: Place,
    /// The line so far, without what follows its first bytes.
    line: [u8; LINE_MAX_BYTES],
    line_bytes: usize,
    previous: u8,
    length: Option<u64>,
    is_chunked: bool,
    is_ambiguous: bool,
    heads: u64,
}

impl Framing {
    pub(super) fn new() -> Self {
        Self {
            place: Place::Between,
            line: [0; LINE_MAX_BYTES],
            line_bytes: 0,
            previous: 0,
            length: None,
            is_chunked: false,
            is_ambiguous: false,
            heads: 0,
        }
    }

    /// Whether a head has begun and not ended.
    pub(super) fn is_in_head(&self) -> bool {
        self.place == Place::Head
    }

    /// How many heads have ended.
    pub(super) fn heads(&self) -> u64 {
        self.heads
    }

    /// Whether there was a head that others may read differently.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.is_ambiguous
    }

    /// Goes on with the bytes that have just arrived.
    pub(super) fn follow(&mut self, mut bytes: &[u8]) {
        while let [first, rest @ ..] = bytes {
            match self.place {
                Place::Chunks => return,
                Place::Body(left) => {
                    let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left - taken as u64;
                    self.place = if left == 0 { Place::Between } else { Place::Body(left) };
                    bytes = &bytes[taken..];
                    continue;
                }
                // Empty lines before a request are none of it (RFC 9112, section 2.2).
                Place::Between if matches!(first, b'\r' | b'\n') => {}
                Place::Between => {
                    self.begin_head();
                    self.follow_head(*first);
                }
                Place::Head => self.follow_head(*first),
            }
            bytes = rest;
        }
    }

    fn begin_head(&mut self) {
        (self.place, self.length, self.is_chunked, self.previous) = (Place::Head, None, false, 0);
        self.line_bytes = 0;
    }

    /// A line ends with CR and LF. Either alone is a line's end to some and a part of the line to others.
    fn follow_head(&mut self, byte: u8) {
        self.is_ambiguous |= (byte == b'\n') != (self.previous == b'\r');
        self.previous = byte;
        match byte {
            b'\r' => {}
            b'\n' => self.end_line(),
            _ => {
                if let Some(place) = self.line.get_mut(self.line_bytes) {
                    *place = byte.to_ascii_lowercase();
                    self.line_bytes += 1;
                }
            }
        }
    }

    fn end_line(&mut self) {
        let line = self.line.get(..self.line_bytes).unwrap_or_default();
        if line.is_empty() {
            return self.end_head();
        }
        if let Some(value) = line.strip_prefix(b"content-length:") {
            let length = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse().ok());
            self.is_ambiguous |= length.is_none() || self.length.is_some() || self.is_chunked;
            self.length = length;
        } else if line.starts_with(b"transfer-encoding:") {
            self.is_ambiguous |= self.length.is_some() || self.is_chunked;
            self.is_chunked = true;
        }
        self.line_bytes = 0;
    }

    fn end_head(&mut self) {
        self.heads += 1;
        self.place = match self.length {
            _ if self.is_chunked => Place::Chunks,
            None | Some(0) => Place::Between,
            Some(length) => Place::Body(length),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows the bytes in one piece, and one by one: the same must come of it.
    fn followed(bytes: &str) -> (Place, u64, bool) {
        let (mut whole, mut single) = (Framing::new(), Framing::new());
        whole.follow(bytes.as_bytes());
        bytes.bytes().for_each(|byte| single.follow(&[byte]));
        let seen = |framing: &Framing| (framing.place, framing.heads(), framing.is_ambiguous());
        assert_eq!(seen(&whole), seen(&single), "{bytes:?}");
        seen(&whole)
    }

    #[test]
    fn heads_and_bodies_are_told_apart() {
        let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let post = "POST / HTTP/1.1\r\ncontent-LENGTH:  5 \r\n\r\n";
        for (bytes, place, heads) in [
            ("", Place::Between, 0),
            ("\r\n\r\n", Place::Between, 0),
            ("G", Place::Head, 0),
            ("GET / HTTP/1.1\r\nHost: x\r\n", Place::Head, 0),
            (get, Place::Between, 1),
            (&[get, get, "\r\nGE"].concat(), Place::Head, 2),
            (post, Place::Body(5), 1),
            (&[post, "a\r\n\r"].concat(), Place::Body(1), 1),
            (&[post, "a\r\n\r\n", get].concat(), Place::Between, 2),
            ("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", Place::Between, 1),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Place::Chunks, 1),
        ] {
            assert_eq!(followed(bytes), (place, heads, false), "{bytes:?}");
        }
    }

    #[test]
    fn what_others_may_read_differently_is_noticed() {
        for head in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Content-Length: 5, 5\r\n",
            "Content-Length: -5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length: 99999999999999999999\r\n",
            &format!("Content-Length:{}5\r\n", " ".repeat(LINE_MAX_BYTES)),
            "Host: x\nContent-Length: 5\r\n",
            "X: y\rContent-Length: 5\r\n",
            "X: y\r\r\n",
        ] {
            assert!(followed(&format!("POST / HTTP/1.1\r\n{head}\r\n")).2, "{head:?}");
        }
        assert!(followed("GET / HTTP/1.1\r\n\n").2);
    }
}
