//! The built site (script, WASM, style, icons), embedded in the binary, each file also compressed beforehand.

use app::ssr::Assets;
use axum::{
    body::Bytes,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use rust_embed::Embed;
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// What the build puts into the site. A debug build reads it from there, a release build holds it.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// Names by which the pages are told the names of the other files.
const MANIFEST: &str = "manifest.json";
/// Everything in here has a hash of its content in its name, so it never changes.
const HASHED: &str = "pkg/";

static FILES: LazyLock<HashMap<String, File>> = LazyLock::new(|| {
    let paths = Site::iter().filter(|path| path != MANIFEST && !is_compressed(path));
    paths.filter_map(|path| Some((path.to_string(), File::load(&path)?))).collect()
});

/// A file in all its forms.
struct File {
    content_type: &'static str,
    cache_control: &'static str,
    etag: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The names of the files that every page needs.
#[must_use]
pub fn asset_names() -> Assets {
    let manifest = Site::get(MANIFEST).and_then(|file| serde_json::from_slice(&file.data).ok());
    manifest.unwrap_or_else(|| {
        tracing::warn!("this build holds no site; pages will be plain. Build with: cargo xtask build");
        let name = |file: &str| format!("/pkg/{file}");
        Assets {
            boot: name("boot.js"),
            js: name("bienvenue.js"),
            wasm: name("bienvenue.wasm"),
            css: name("bienvenue.css"),
        }
    })
}

/// The file of a path, in the smallest form that the browser takes; `None` when there is none.
pub(crate) fn serve(path: &str, headers: &HeaderMap) -> Option<Response> {
    let file = FILES.get(path.strip_prefix('/')?)?;
    Some(file.answer(headers))
}

impl File {
    fn load(path: &str) -> Option<Self> {
        let plain = Site::get(path)?;
        let hash: String = plain.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self {
            content_type: content_type(path),
            cache_control: match path.starts_with(HASHED) {
                true => "public, max-age=31536000, immutable",
                false => "public, max-age=3600",
            },
            etag: HeaderValue::from_str(&format!("\"{hash}\"")).ok()?,
            plain: bytes(plain.data),
            brotli: Site::get(&format!("{path}.br")).map(|file| bytes(file.data)),
            gzip: Site::get(&format!("{path}.gz")).map(|file| bytes(file.data)),
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let common = [
            (CACHE_CONTROL, HeaderValue::from_static(self.cache_control)),
            (ETAG, self.etag.clone()),
            (VARY, HeaderValue::from_static("Accept-Encoding")),
        ];
        if headers.get(IF_NONE_MATCH).is_some_and(|known| self.is_known(known)) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let content_type = [(CONTENT_TYPE, self.content_type)];
        let (encoding, body) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(headers, "br") => (Some("br"), brotli),
            (_, Some(gzip)) if accepts(headers, "gzip") => (Some("gzip"), gzip),
            _ => (None, &self.plain),
        };
        let encoding = encoding.map(|encoding| [(CONTENT_ENCODING, encoding)]);
        (common, content_type, encoding, body.clone()).into_response()
    }

    /// All forms of a file share one tag, marked weak by proxies that compress; both spellings are known.
    fn is_known(&self, tags: &HeaderValue) -> bool {
        let own = self.etag.as_bytes();
        tags.as_bytes()
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .any(|tag| tag == b"*" || tag == own || tag.strip_prefix(b"W/") == Some(own))
    }
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn is_compressed(path: &str) -> bool {
    [".br", ".gz"].iter().any(|ending| path.ends_with(ending))
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let offers = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|header| header.to_str().ok());
    offers.flat_map(|header| header.split(',')).any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        // Needed exactly like this for compiling while it arrives.
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}
