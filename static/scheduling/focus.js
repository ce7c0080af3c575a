// Puts the focus where a person expects it, and says so when an answer never came.
(() => {
  "use strict";

  const focusFaults = (root) => {
    const faults = root.matches?.(".error-summary") ? root : root.querySelector(".error-summary, [data-focus]");
    faults?.focus();
  };

  // Going to another page breaks off what is still on its way: that is no trouble to tell of.
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });

  const tell = (kind) => {
    const trouble = document.getElementById("trouble");
    if (!trouble || leaving) return;
    trouble.textContent = trouble.dataset[kind];
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  };

  focusFaults(document);
  document.addEventListener("htmx:afterSettle", (event) => focusFaults(event.detail.elt));
  document.addEventListener("htmx:beforeRequest", () => {
    leaving = false;
    const trouble = document.getElementById("trouble");
    if (trouble) trouble.hidden = true;
  });
  document.addEventListener("htmx:sendError", () => tell("unreachable"));
  document.addEventListener("htmx:timeout", () => tell("unreachable"));
  document.addEventListener("htmx:responseError", (event) => tell({ 400: "unread", 403: "denied" }[event.detail.xhr.status] || "broken"));
})();
