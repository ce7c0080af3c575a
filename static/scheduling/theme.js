// Switches between light and dark where the page stands, so that nothing typed on it is lost.
(() => {
  "use strict";
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    document.body.classList.remove("theme-light", "theme-dark");
    if (theme) document.body.classList.add(`theme-${theme}`);
    document.querySelectorAll("button[name=theme]").forEach((one) => one.setAttribute("aria-pressed", one.value === theme));
  };

  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (submitter?.name !== "theme") return;
    event.preventDefault();
    show(submitter.value);
    // The cookie comes with the answer; the page that it leads to is here already.
    fetch(target.action, { method: "POST", body: new FormData(target, submitter), redirect: "manual" }).catch(() => {});
  });
})();
