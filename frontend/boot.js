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

// Who goes on before the transition to a page is over skips it. The router looks at no promise of its, so that would be
// an error of nobody's in the console.
const startViewTransition = document.startViewTransition?.bind(document);
if (startViewTransition) {
  document.startViewTransition = (update) => {
    const transition = startViewTransition(update);
    transition.ready.catch(() => {});
    return transition;
  };
}

function start() {
  init({ module_or_path: "/pkg/bienvenue.wasm" }).then(hydrate, () => {
    // Every form works without it.
    document.documentElement.dataset.hydrated = "failed";
  });
}

// When the page has been painted: what only makes it nicer would keep what can be read and used waiting.
requestAnimationFrame(() => setTimeout(start));
