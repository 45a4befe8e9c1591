//! How a line of the log is written: as `tracing-subscriber` does it, with the request where that has its span.

use super::request::Request;
use crate::config::LogFormat;
use serde::{Serializer, ser::SerializeMap};
use std::{fmt, io};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_serde::{AsSerde, SerdeMapVisitor};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    registry::LookupSpan,
};

/// Lines of this format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line(pub(super) LogFormat);

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let of_log = event.normalized_metadata();
        let metadata = of_log.as_ref().unwrap_or_else(|| event.metadata());
        match self.0 {
            LogFormat::Text => {
                head(metadata, &mut line)?;
                context.format_fields(line.by_ref(), event)?;
            }
            LogFormat::Json => object(event, metadata, Bytes(&mut line)).map_err(|_| fmt::Error)?,
        }
        writeln!(line)
    }
}

/// What stands before an event's own words.
fn head(metadata: &Metadata<'_>, line: &mut Writer<'_>) -> fmt::Result {
    let [dim, colour, plain] = match line.has_ansi_escapes() {
        true => ["\x1b[2m", colour(*metadata.level()), "\x1b[0m"],
        false => [""; 3],
    };
    line.write_str(dim)?;
    SystemTime.format_time(line)?;
    write!(line, "{plain} {colour}{:>5}{plain} ", metadata.level().as_str())?;
    if let Some(request) = Request::current() {
        write!(line, "{request}: ")?;
    }
    write!(line, "{dim}{}:{plain} ", metadata.target())
}

/// Of the same colours as everywhere else.
fn colour(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\x1b[31m",
        Level::WARN => "\x1b[33m",
        Level::INFO => "\x1b[32m",
        Level::DEBUG => "\x1b[34m",
        Level::TRACE => "\x1b[35m",
    }
}

fn object(event: &Event<'_>, metadata: &Metadata<'_>, to: impl io::Write) -> serde_json::Result<()> {
    let mut time = String::new();
    SystemTime.format_time(&mut Writer::new(&mut time)).map_err(serde::ser::Error::custom)?;
    let mut serializer = serde_json::Serializer::new(to);
    let mut object = serializer.serialize_map(None)?;
    object.serialize_entry("timestamp", &time)?;
    object.serialize_entry("level", &metadata.level().as_serde())?;
    let mut fields = SerdeMapVisitor::new(object);
    event.record(&mut fields);
    let mut object = fields.take_serializer()?;
    object.serialize_entry("target", metadata.target())?;
    if let Some(request) = Request::current() {
        object.serialize_entry("span", &request)?;
    }
    object.end()
}

/// Takes bytes for who takes text.
struct Bytes<'w, 'l>(&'w mut Writer<'l>);

impl io::Write for Bytes<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write_str(text).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
