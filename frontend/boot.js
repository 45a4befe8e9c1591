// Starts the application. A file of its own rather than an inline script, so that the content security policy can
// stay strict. The build replaces both names by the hashed ones.
import init, { hydrate } from "/pkg/bienvenue.js";

init({ module_or_path: "/pkg/bienvenue.wasm" }).then(hydrate, () => {
  // Every form works without it.
  document.documentElement.dataset.hydrated = "failed";
});
