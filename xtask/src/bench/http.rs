//! Single requests, to see whether answers are right before their number counts.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
};

use anyhow::{Context, Result, bail};

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// One `GET` of a path on a connection of its own, with more headers, each with the end of its line.
///
/// # Errors
/// When nobody listens, the connection fails, or the answer is not HTTP.
pub(crate) fn get(host: SocketAddr, path: &str, headers: &str) -> Result<Answer> {
    let mut stream = BufReader::new(TcpStream::connect(host)?);
    stream.get_mut().write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n").as_bytes())?;
    read(&mut stream)
}

/// One `GET` that has to be answered with 200; answers the body.
///
/// # Errors
/// When it is not.
pub(crate) fn get_ok(host: SocketAddr, path: &str, headers: &str) -> Result<Vec<u8>> {
    let answer = get(host, path, headers)?;
    if answer.status != 200 {
        bail!("GET {path} was answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    Ok(answer.body)
}

/// Reads head and body (RFC 9112, sections 4 to 7).
fn read(stream: &mut impl BufRead) -> Result<Answer> {
    let status = line(stream)?;
    let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.context("the answer is not HTTP")?;
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let line = line(stream)?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse()?,
            "transfer-encoding" => is_chunked = value.trim() == "chunked",
            _ => {}
        }
    }
    let body = if is_chunked { chunks(stream)? } else { bytes(stream, length)? };
    Ok(Answer { status, body })
}

fn chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = usize::from_str_radix(&line(stream)?, 16)?;
        body.extend(bytes(stream, length)?);
        line(stream)?;
        if length == 0 {
            return Ok(body);
        }
    }
}

fn bytes(stream: &mut impl BufRead, length: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        bail!("the connection was closed before the answer ended");
    }
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_follow_each_other_on_one_connection() {
        let mut stream: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 404 Not Found\r\n\
            transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        let (first, second) = (read(&mut stream).unwrap(), read(&mut stream).unwrap());
        assert_eq!((first.status, &first.body[..]), (200, &b"hi"[..]));
        assert_eq!((second.status, &second.body[..]), (404, &b"abc0123456789"[..]));
        assert!(stream.is_empty());
    }

    #[test]
    fn half_an_answer_is_none() {
        for half in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "SSH-2.0\r\n\r\n"] {
            assert!(read(&mut half.as_bytes()).is_err(), "{half:?}");
        }
    }
}
