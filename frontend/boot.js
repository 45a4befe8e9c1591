// Starts the application. A file of its own rather than an inline script, so that the content security policy can
// stay strict. The build replaces both names by the hashed ones.
import init, { hydrate } from "/pkg/bienvenue.js";

// A browser may keep a page that was left, as it was, and bring it back with the back button: also one that shows what is
// private, to whoever comes after the person has signed out. So it is hidden, and the server decides anew.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.reload();
});

function start() {
  init({ module_or_path: "/pkg/bienvenue.wasm" }).then(hydrate, () => {
    // Every form works without it.
    document.documentElement.dataset.hydrated = "failed";
  });
}

// When the page has been painted: on a slow line, what only makes it nicer would keep what can be read and used waiting.
requestAnimationFrame(() => setTimeout(start));
