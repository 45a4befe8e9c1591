//! Compression ahead of time: with all the patience that no server has while a browser waits.

use std::{io::Write, thread};

use anyhow::{Context, Result, anyhow};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::{Site, manifest};

const COMPRESSIBLE: [&str; 8] = [".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"];

/// A file's name and content.
type Named = (String, Vec<u8>);

/// Puts a `.br` and a `.gz` beside every file that becomes smaller by it.
pub(super) fn precompress(site: &mut Site) -> Result<()> {
    let compressed = thread::scope(|scope| {
        let files = site.files.iter().filter(|(path, _)| is_compressible(path));
        let workers: Vec<_> = files.map(|(path, content)| scope.spawn(move || variants(path, content))).collect();
        let results = workers.into_iter().map(|worker| worker.join().map_err(|_| anyhow!("a compressor panicked"))?);
        results.collect::<Result<Vec<_>>>()
    })?;
    compressed.into_iter().flatten().try_for_each(|(path, content)| site.add(path, content))
}

fn is_compressible(path: &str) -> bool {
    // The manifest is for the server's eyes.
    path != manifest::NAME && COMPRESSIBLE.iter().any(|extension| path.ends_with(extension))
}

fn variants(path: &str, content: &[u8]) -> Result<Vec<Named>> {
    let mut variants = vec![
        (format!("{path}.br"), brotli(content).with_context(|| format!("cannot compress {path}"))?),
        (format!("{path}.gz"), gzip(content).with_context(|| format!("cannot compress {path}"))?),
    ];
    variants.retain(|(_, compressed)| compressed.len() < content.len());
    Ok(variants)
}

fn brotli(mut content: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_becomes_smaller_is_kept() {
        let mut site = Site::default();
        site.add("long.txt", "long ".repeat(100)).unwrap();
        site.add("short.txt", "s").unwrap();
        site.add("photo.png", "long ".repeat(100)).unwrap();
        precompress(&mut site).unwrap();
        let names: Vec<_> = site.files.keys().map(String::as_str).collect();
        assert_eq!(names, ["long.txt", "long.txt.br", "long.txt.gz", "photo.png", "short.txt"]);
    }
}
