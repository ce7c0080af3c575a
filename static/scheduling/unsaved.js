// A form of the admin site that was typed into asks before it is left. Nothing else does, and sending it does not.
(() => {
  "use strict";
  const form = document.querySelector("form[data-asks-before-leaving]");
  if (!form) return;
  const answers = () => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
  const came = answers();
  let isSent = false;
  form.addEventListener("submit", () => { isSent = true; });
  addEventListener("pageshow", () => { isSent = false; });
  addEventListener("beforeunload", (event) => {
    if (!isSent && answers() !== came) event.preventDefault();
  });
})();
