// What is typed into a form with data-draft stays in this tab, for this person and address, until it is sent. A form
// with data-draft-fresh gets it back. What may not be stored (docs/security.md) is left out.
(() => {
  "use strict";
  const { person } = document.currentScript.dataset;
  const LASTS = 24 * 3600 * 1000;
  const THE_PAGES_OWN = /^(csrfmiddlewaretoken|attempt_id|filled_by|stood|step)$/;
  const SECRET = /^(card_token|voucher_code)(_other)?$/;
  const CARD = /(?<!\d)(?=((?:\d{4}[\W_]{0,3}){3}\d{1,4}(?!\d))?)(?=(\d(?:[\s-]*\d){12,18}(?!\d))?)/g;
  const began = new Map(); // by a form's key: its answers before anybody typed

  const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith("draft "));
  const read = (key) => JSON.parse(sessionStorage.getItem(key));
  const write = (key, draft) => sessionStorage.setItem(key, JSON.stringify(draft));
  const forget = (key) => { sessionStorage.removeItem(key); began.delete(key); };
  const forms = () => document.querySelectorAll("form[data-draft]");
  const keyOf = (form) => `draft ${person} ${new URL(form.action).pathname} ${form.dataset.draft}`;

  const passesLuhn = (digits) => [...digits].reverse().reduce((sum, digit, at) => sum + Number(at % 2 ? "0246813579"[digit] : digit), 0) % 10 === 0;
  const isCard = (run = "") => /^[2-6]/.test(run) && passesLuhn(run.replace(/\D/g, ""));
  // Digits of other scripts are not looked into: where they may be a card number, they count as one.
  const FOREIGN = /(?:(?!\d)\p{Nd}[^\p{L}]*){12}/u;
  const holdsCard = (text) => FOREIGN.test(text) || [...text.matchAll(CARD)].some(([, grouped, whole]) => isCard(grouped) || isCard(whole));

  const answersOf = (form) => {
    const given = {}, leftOut = [];
    for (const [name, text] of new FormData(form)) {
      const isSecret = SECRET.test(name) || form.elements[name].type === "password" || holdsCard(text);
      if (isSecret && text) leftOut.push(name);
      if (!isSecret && !THE_PAGES_OWN.test(name)) (given[name] ??= []).push(text);
    }
    return { given, leftOut };
  };

  const save = (form) => {
    const before = began.get(keyOf(form)), { given, leftOut } = answersOf(form);
    const differs = (name) => String(given[name] ?? "") !== String(before[name] ?? "") && !leftOut.includes(name);
    const typed = Object.keys({ ...before, ...given }).filter(differs).map((name) => [name, given[name] ?? []]);
    write(keyOf(form), { at: Date.now(), before, typed: Object.fromEntries(typed), leftOut });
  };

  const fill = (box, values) => {
    if (["radio", "checkbox"].includes(box.type)) box.checked = values.includes(box.value);
    else box.value = values[0] ?? "";
    if (values[0]) box.closest("details")?.setAttribute("open", "");
  };

  // The booking form has other fields for each type: they are asked for as by a click on it, with all that was typed.
  const restore = (form, { typed, leftOut }) => {
    for (const [name, values] of Object.entries(typed)) {
      form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`).forEach((box) => fill(box, values));
    }
    const type = (which) => form.querySelector(`[name=change_type]${which}`);
    const button = type(`[value="${typed.session_type}"]`) ?? type("[aria-current]");
    const take = ({ detail }) => { Object.assign(detail.parameters, typed); };
    form.addEventListener("htmx:configRequest", take);
    if (button) {
      button.click();
      form.inert = true; // what is typed until the answer is there would go with the old form
      form.addEventListener("htmx:afterRequest", () => { form.inert = false; }, { once: true });
    } else form.dispatchEvent(new Event("input", { bubbles: true }));
    form.removeEventListener("htmx:configRequest", take);
    document.querySelector("[data-draft-back]").hidden = false;
    if (leftOut.length) document.querySelector("[data-draft-left-out]").hidden = false;
  };

  const tidy = () => {
    const oldest = Math.max(Date.now() - LASTS, localStorage.getItem("signed-out"));
    const isOver = (key) => read(key).at < oldest || (person && !key.startsWith(`draft ${person} `));
    drafts().filter(isOver).forEach(forget);
  };

  document.addEventListener("DOMContentLoaded", () => {
    tidy();
    // A plain form that was taken leads on by a redirect; one that was not is answered in its place.
    const wasTaken = person && performance.getEntriesByType("navigation")[0]?.redirectCount;
    for (const key of drafts()) {
      const { sent, ...draft } = read(key);
      if (sent && wasTaken) forget(key);
      else write(key, draft);
    }
    for (const form of forms()) {
      const draft = read(keyOf(form)), isFresh = "draftFresh" in form.dataset;
      began.set(keyOf(form), isFresh ? answersOf(form).given : draft?.before ?? {});
      if (isFresh && draft && Object.keys(draft.typed).length) restore(form, draft);
    }
  });
  addEventListener("storage", tidy); // somebody signed out in another tab

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form[data-draft]");
    if (form && began.has(keyOf(form))) save(form);
  });
  document.addEventListener("htmx:afterSettle", () => {
    forms().forEach((form) => { if (began.has(keyOf(form)) && read(keyOf(form))) save(form); });
  });
  document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
    const wasTaken = xhr.status === 200 && !xhr.responseText.includes("data-draft");
    if (wasTaken && elt.matches("form[data-draft]")) forget(keyOf(elt));
  });
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    const isSignOut = target.matches("[action$='/logout/']"), draft = target.matches("[data-draft]") && read(keyOf(target));
    if (isSignOut) localStorage.setItem("signed-out", Date.now());
    if (isSignOut) drafts().forEach(forget);
    if (draft && !defaultPrevented) write(keyOf(target), { ...draft, sent: true });
  });
  document.querySelector("[data-draft-forget]")?.addEventListener("click", () => {
    forms().forEach((form) => forget(keyOf(form)));
    location.replace(location.pathname + location.search);
  });
})();
