// What is typed into a form is kept on the server, so that a reload, another tab or another computer has it again.
// A form with a draft has an input "filled_by"; what of the form may be kept, the server knows (docs/security.md).
(() => {
  "use strict";
  const PAUSE = 400;
  const came = new WeakMap(); // by form: its answers as the page came
  const unsaved = new Map(); // by form: the timer until they are sent
  const onTheirWay = new Map(); // by form: the number under which they were sent, and not answered yet

  // A tab has a word of its own, and counts what it sends from page to page: so what comes late is told from what is
  // newer. While a page is shown it alone holds both, so that a tab that begins as a copy of this one has its own.
  // The word has no digits: by chance they would look like a card number.
  const TAB = "draft-tab", PER_FORM = 10, LETTERS = /^[a-z]+$/;
  const newWord = () =>
    String.fromCharCode(...crypto.getRandomValues(new Uint8Array(14)).map((one) => 97 + (one % 26)));
  let tab, number;
  const takeTab = () => {
    const [left, sent] = (sessionStorage.getItem(TAB) ?? "").split(" ");
    sessionStorage.removeItem(TAB);
    tab = (LETTERS.test(left) && left) || tab || newWord();
    number = Math.max(Number(sent ?? 0), number ?? 0);
  };
  takeTab();
  addEventListener("pageshow", ({ persisted }) => { if (persisted) takeTab(); });

  const word = (form) => form.elements.filled_by;
  const hasDraft = (form) => Boolean(word(form)?.dataset.keep);
  const asItCame = (form) => {
    const copy = form.cloneNode(true);
    copy.reset();
    return new FormData(copy);
  };
  const findNew = () => {
    const found = [...document.forms].filter((form) => hasDraft(form) && !came.has(form));
    found.forEach((form) => came.set(form, asItCame(form)));
    if (found.length) number += PER_FORM; // the server may have counted on as it answered
    return found;
  };
  const typedInto = (form, now) => {
    const before = came.get(form), names = new Set([...before.keys(), ...now.keys()]);
    const differs = (name) => String(before.getAll(name)) !== String(now.getAll(name));
    return [...new Set([...word(form).dataset.typed.split(" "), ...[...names].filter(differs)])].join(" ").trim();
  };

  const save = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.delete(form);
    if (!form.isConnected) return;
    const body = new FormData(form), sent = number;
    form.querySelectorAll("[type=password], [data-secret]").forEach(({ name }) => body.delete(name));
    onTheirWay.set(form, sent);
    const arrived = ({ ok }) => {
      if (onTheirWay.get(form) === sent) onTheirWay.delete(form);
      if (!ok && !unsaved.has(form)) unsaved.set(form, 0); // with whatever is typed next, or as the page is left
    };
    fetch(word(form).dataset.keep, { method: "POST", body, keepalive: true }).then(arrived, () => arrived({ ok: false }));
  };
  const saveSoon = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.set(form, setTimeout(save, PAUSE, form));
  };
  // A reload asks for the page again before all of that has arrived: it says what is being sent, and by which tab. The
  // browser may ask before its cookie is set; what the tab remembers tells the next page, which then asks once more. So it
  // does where the form of another tab is shown, and this one has its own.
  const SENT = "draft-sent", ASKED = "draft-asked";
  const pageOf = (form) => word(form).value.split(":").pop();
  const cookie = (name, value, age) => {
    document.cookie = `${name}=${value}; path=${location.pathname}; max-age=${age}; samesite=lax`;
  };
  const sayTab = () => cookie("draft_tab", tab, 10);
  const leave = () => {
    [...unsaved.keys()].forEach(save);
    if ([...document.forms].some(hasDraft)) sayTab();
    onTheirWay.forEach((sent, form) => {
      cookie(`draft-${pageOf(form)}`, sent, 10);
      sessionStorage.setItem(SENT, `${location.pathname} ${pageOf(form)} ${sent}`);
    });
  };
  const askOnceMore = () => {
    const [path, page, sent] = (sessionStorage.getItem(SENT) ?? "").split(" ");
    const shown = document.querySelector("[data-waited]");
    const hasAsked = sessionStorage.getItem(ASKED);
    [SENT, ASKED].forEach((name) => sessionStorage.removeItem(name));
    if (!shown) return false;
    const isMissing = path === location.pathname && !shown.dataset.waited.split(" ").includes(page);
    const isOfAnother = !hasAsked && shown.dataset.otherTabs?.split(" ").includes(tab);
    if (isMissing) cookie(`draft-${page}`, sent, 10);
    if (!isMissing && !isOfAnother) return false;
    sessionStorage.setItem(ASKED, "once");
    sayTab();
    location.reload();
    return true;
  };
  addEventListener("pagehide", () => { sessionStorage.setItem(TAB, `${tab} ${number}`); });
  if (askOnceMore()) return;

  // This page has waited for what the pages before it had sent: the next one need not.
  document.cookie.split("; ").map((one) => one.split("=")[0]).filter((name) => /^draft[-_]/.test(name))
    .forEach((name) => cookie(name, "", 0));

  findNew();
  document.addEventListener("input", ({ target }) => { if (came.has(target.form)) saveSoon(target.form); });
  // Whatever sends the form says what of it was typed: the form that comes back begins with that.
  document.addEventListener("formdata", ({ target, formData }) => {
    if (word(target)) formData.set("draft_tab", tab);
    if (!came.has(target)) return;
    formData.set("typed", typedInto(target, formData));
    formData.set("draft_number", ++number);
  });
  document.addEventListener("htmx:afterSettle", () => {
    findNew().filter((form) => word(form).dataset.typed).forEach(saveSoon);
  });
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
})();

// What is typed while a form is on its way goes on in the form that comes back.
(() => {
  "use strict";
  const sent = new WeakMap(); // by form: its fields and what stood in them
  const changed = new WeakMap(); // by form: the fields that were typed into since
  const content = (field) => ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
  const isTyped = (field) => field.name && !["hidden", "submit", "button", "file"].includes(field.type);
  const kindOf = ({ type }) => type === "datetime-local" ? "text" : type; // a pasted time is text
  const same = (form, field) => [...form.elements].find((one) => one.name === field.name && kindOf(one) === kindOf(field)
    && (field.type !== "radio" || one.value === field.value));
  const put = (field, given) => {
    if (field.matches("select") && ![...field.options].some((one) => one.value === given)) return false;
    field[typeof given === "boolean" ? "checked" : "value"] = given;
    return true;
  };

  document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
    if (elt.matches("form")) sent.set(elt, new Map([...elt.elements].filter(isTyped).map((one) => [one, content(one)])));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig: { elt } } }) => {
    changed.set(elt, [...sent.get(elt) ?? []].filter(([field, before]) => content(field) !== before && !field.validity.badInput)
      .map(([field]) => field));
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { elt, requestConfig } }) => {
    const form = elt.querySelector?.("form.booking");
    const again = (form && changed.get(requestConfig.elt) || []).map((field) => [same(form, field), content(field)])
      .filter(([field, given]) => field && put(field, given));
    if (!again.length) return;
    changed.delete(requestConfig.elt);
    document.addEventListener("htmx:afterSettle", () => {
      again.forEach(([field]) => field.dispatchEvent(new Event("input", { bubbles: true })));
    }, { once: true });
  });
})();
