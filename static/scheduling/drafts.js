// What is typed into a form is kept on the server, so that a reload, another tab or another computer has it again.
// A form with a draft has an input "filled_by". The server knows what of it may be kept (docs/security.md).
(() => {
  "use strict";
  const PAUSE = 400;
  const came = new WeakMap(); // by form: its answers as the page came
  const unsaved = new Map(); // by form: the timer until it is saved

  const word = (form) => form?.elements.filled_by;
  const asItCame = (form) => {
    const copy = form.cloneNode(true);
    copy.reset();
    return new FormData(copy);
  };
  const look = () => {
    for (const form of document.forms) if (word(form)?.dataset.keep && !came.has(form)) came.set(form, asItCame(form));
  };
  const typedInto = (form, now) => {
    const before = came.get(form), names = new Set([...before.keys(), ...now.keys()]);
    const differs = (name) => String(before.getAll(name)) !== String(now.getAll(name));
    return new Set([...word(form).dataset.typed.split(" "), ...[...names].filter(differs)]);
  };

  const save = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.delete(form);
    if (!form.isConnected) return;
    const body = new FormData(form);
    form.querySelectorAll("[type=password], [data-secret]").forEach(({ name }) => body.delete(name));
    const again = () => { if (!unsaved.has(form)) unsaved.set(form, 0); };
    fetch(word(form).dataset.keep, { method: "POST", body, keepalive: true }).then(({ ok }) => ok || again(), again);
  };
  const saveSoon = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.set(form, setTimeout(save, PAUSE, form));
  };
  const saveAll = () => [...unsaved.keys()].forEach(save);

  look();
  document.addEventListener("input", ({ target }) => { if (came.has(target.form)) saveSoon(target.form); });
  // Whatever sends the form says what of it was typed: a part that is swapped in begins with it.
  document.addEventListener("formdata", ({ target, formData }) => {
    if (came.has(target)) formData.set("typed", [...typedInto(target, formData)].join(" ").trim());
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const form of document.forms) {
      const isNew = !came.has(form);
      look();
      if (isNew && word(form)?.dataset.typed) saveSoon(form);
    }
  });
  addEventListener("beforeunload", saveAll);
  addEventListener("pagehide", saveAll);
})();
