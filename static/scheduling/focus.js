// Puts the focus where a person expects it, and says so when an answer never came.
(() => {
  "use strict";
  document.documentElement.classList.add("has-script"); // what a script does is told only where one runs

  const focusFaults = (root) => {
    const faults = root.matches?.(".error-summary") ? root : root.querySelector(".error-summary, [data-focus]");
    faults?.focus();
  };

  // Going to another page breaks off what is still on its way: that is no trouble to tell of.
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });

  // Nothing was typed into what is only looked at: it may be old, and is asked for again.
  const tell = (kind, { requestConfig }) => {
    const trouble = document.getElementById("trouble");
    if (!trouble || leaving) return;
    trouble.textContent = trouble.dataset[requestConfig.verb === "get" ? "old" : kind];
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  };

  focusFaults(document);
  document.addEventListener("htmx:afterSettle", (event) => focusFaults(event.detail.elt));
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig } }) => {
    const button = requestConfig.triggeringEvent?.submitter;
    elt.classList.toggle("is-sent", Boolean(button) && !button.formNoValidate);
    leaving = false;
    const trouble = document.getElementById("trouble");
    if (trouble) trouble.hidden = true;
  });
  document.addEventListener("htmx:sendError", ({ detail }) => tell("unreachable", detail));
  document.addEventListener("htmx:timeout", ({ detail }) => tell("unreachable", detail));
  document.addEventListener("htmx:responseError", ({ detail }) => tell({ 400: "unread", 403: "denied" }[detail.xhr.status] || "broken", detail));
})();
