// What every page does beside what it shows. Each part stands alone; keys.js and forms.js have the rest.

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

  // Pressing a button that books or changes; a summary and a list ask by themselves, meanwhile and afterwards.
  const isSent = ({ requestConfig: { triggeringEvent } }) => Boolean(triggeringEvent?.submitter) && !triggeringEvent.submitter.formNoValidate;
  let ofWhatWasSent = false; // what came of that stays until it is sent again

  // A list, and what stands beside it, renew themselves while somebody reads on: nothing scrolls for what goes wrong.
  const isQuiet = ({ requestConfig: { elt } }) => elt.matches("#list-state, #beside, #beside *");

  // Nothing was typed into what is only looked at: it may be old, and is asked for again.
  const tell = (kind, { requestConfig }) => {
    const trouble = document.getElementById("trouble");
    if (!trouble || leaving || (ofWhatWasSent && !isSent({ requestConfig }))) return;
    ofWhatWasSent = isSent({ requestConfig });
    const isShown = requestConfig.elt.matches("#booking-summary, #new-time"); // asked for by POST, and nothing but shown
    trouble.textContent = trouble.dataset[requestConfig.verb === "get" ? "old" : isShown ? "unshown" : kind];
    trouble.hidden = false;
    if (!isQuiet({ requestConfig })) trouble.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("input", ({ target }) => { // what is typed into belongs to one of several choices
    if (target.dataset.chooses) document.getElementById(target.dataset.chooses).checked = true;
  });

  const ledTo = document.getElementById(location.hash.slice(1))?.closest(".rows a"); // by the way back from a session
  const asked = document.querySelector("form[data-focus-first] :is(input:not([type=hidden]), select, textarea)");
  // Of choices the one that is made: on another one, Space would make that.
  const made = asked?.type === "radio" && asked.form.querySelector(`[name="${asked.name}"]:checked`);
  const first = ledTo ?? (made || asked)
    ?? document.querySelector("[data-asked] .found__link")
    ?? document.querySelector("[data-roving] [aria-current], .rows--found .rows__link, main .found__link");
  // Where nothing asks for the next key, Tab begins with the page.
  const main = document.activeElement === document.body && !location.hash && !document.querySelector("main [autofocus]")
    && document.getElementById("main");
  (first ?? (main || undefined))?.focus({ preventScroll: true });
  // The view that is shown is in sight, however many there are.
  const tab = document.querySelector(".views__tabs [aria-current]");
  const tabs = tab?.closest(".views__tabs");
  if (tabs) tabs.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - tabs.getBoundingClientRect().right);
  focusFaults(document);
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    focusFaults(detail.elt);
    if (detail.requestConfig?.elt.id === "list-state") document.getElementById("trouble").hidden = true;
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.elt.classList.toggle("is-sent", isSent(detail));
    // Which button is waited for, where it is none that sends: another type.
    const pressed = detail.requestConfig.triggeringEvent?.submitter;
    if (pressed?.formNoValidate) pressed.ariaBusy = "true";
    leaving = false;
    const trouble = document.getElementById("trouble");
    if (!trouble || isQuiet(detail) || (ofWhatWasSent && !isSent(detail))) return;
    trouble.hidden = true;
    ofWhatWasSent = false;
  });
  // A press that was dropped on the page itself, before anything was sent: told by the name of its words.
  document.addEventListener("pressdropped", ({ detail }) => {
    const trouble = document.getElementById("trouble");
    ofWhatWasSent = true;
    trouble.textContent = trouble.dataset[detail];
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
  });
  addEventListener("online", () => document.body.dispatchEvent(new Event("settled"))); // what could not be shown is now
  document.addEventListener("htmx:sendError", ({ detail }) => tell("unreachable", detail));
  document.addEventListener("htmx:timeout", ({ detail }) => tell("unreachable", detail));
  document.addEventListener("htmx:responseError", ({ detail }) => tell({ 400: "unread", 403: "denied" }[detail.xhr.status] || "broken", detail));
})();

// What asks by itself whether it is still true waits while somebody types: what is typed would be lost with the page, or
// moved about. It is asked for again once they turn to something else, but for what they press meanwhile.
(() => {
  "use strict";
  const isTyping = () => {
    const active = document.activeElement, field = active?.closest("form")?.querySelector("[data-search]") ?? active;
    return field?.matches("input, select, textarea") && field.value !== field.defaultValue;
  };
  let held;
  const askAgain = () => {
    const waiting = held;
    held = undefined;
    if (waiting) htmx.trigger(waiting, "renew");
  };

  document.addEventListener("htmx:confirm", (event) => {
    const { elt } = event.detail;
    if (!elt.matches("#list-state, #session-age, #outcome-panel") || !isTyping()) return;
    event.preventDefault();
    if (elt.id === "session-age") held = elt;
  });
  document.addEventListener("focusout", () => setTimeout(askAgain, 1000));
})();

// Buttons with data-copy put that text on the clipboard; without a clipboard they stay hidden.
(() => {
  "use strict";
  if (!navigator.clipboard) return;

  const reveal = (root) => root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });

  const said = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
  document.body.append(said);

  const copy = async (button) => {
    const isCopied = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    const word = button.dataset.word ?? button.textContent;
    button.dataset.word = word;
    button.style.minWidth = `${button.offsetWidth}px`; // what stands beside it stays where it is
    said.textContent = button.textContent = isCopied ? "Copied" : "Not copied: select the text";
    clearTimeout(Number(button.dataset.timer));
    const back = () => { button.textContent = word; said.textContent = ""; };
    button.dataset.timer = String(setTimeout(back, isCopied ? 1600 : 6000));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("htmx:afterSettle", () => reveal(document));
  reveal(document);
})();

// The start that is chosen is in sight where the free ones stand in a row or two.
(() => {
  "use strict";
  const show = () => document.querySelectorAll(".starts__list > [aria-current]").forEach((start) => {
    const row = start.parentElement, off = start.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += off - (row.clientWidth - start.offsetWidth) / 2;
    row.scrollTop = start.offsetTop - (row.clientHeight - start.offsetHeight) / 2;
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
})();

// A board that is wider than the window opens at the current half hour, where that is out of sight.
(() => {
  "use strict";
  const now = document.querySelector(".board [data-now]"), scroller = now?.closest(".board-scroll");
  if (!scroller) return;
  const place = scroller.querySelector(".board__place").offsetWidth;
  const right = now.getBoundingClientRect().right - scroller.getBoundingClientRect().left;
  if (right > scroller.clientWidth) scroller.scrollLeft = right - place - 3 * now.offsetWidth;
})();

// Switches between light and dark where the page stands, so that nothing typed on it is lost.
(() => {
  "use strict";
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
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

// Whoever chooses another place, or other colors, comes back to what the address says by then.
(() => {
  "use strict";
  document.addEventListener("htmx:replacedInHistory", ({ detail: { path } }) => {
    document.querySelectorAll("input[name=next]").forEach((one) => { one.value = path; });
  });
})();

// Says a time by the browser's own clock too, where that shows another one than the page does.
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const name = new Intl.DateTimeFormat("en-US", { timeZoneName: "longGeneric" }).formatToParts()
    .find(({ type }) => type === "timeZoneName").value.replace(/ Time$/, "");
  const city = (zone || "").split("/").pop().replaceAll("_", " ");
  const whose = `Your computer’s time${city && `, ${name} (${city})`}`;
  const format = new Intl.DateTimeFormat("en-US", {
    weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", hour12: true,
  });

  const spoken = (at) => format.format(at).replaceAll("\u202f", " ");

  const wall = (at) => new Date(at - at.getTimezoneOffset() * 60_000).toISOString();

  // data-time is ISO 8601 as clocks show it there: 2027-01-14T09:30:00-06:00
  const say = (line) => {
    const at = new Date(line.dataset.time);
    if (Number.isNaN(at.valueOf())) return;
    line.hidden = wall(at).slice(0, 16) === line.dataset.time.slice(0, 16);
    line.textContent = line.hidden ? "" : `${whose}: ${spoken(at)}`;
  };

  const sayAll = () => document.querySelectorAll("[data-time]").forEach(say);
  document.addEventListener("htmx:afterSwap", sayAll);
  sayAll();
})();

// The box at the head of a list of the admin site ticks all of its rows, and how many are ticked is said.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll(".action-select")];

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("#action-toggle, .action-select")) return;
    if (target.id === "action-toggle") boxes().forEach((box) => { box.checked = target.checked; });
    const ticked = boxes().filter((box) => box.checked).length;
    document.getElementById("action-toggle").checked = ticked === boxes().length;
    const said = document.querySelector(".action-counter");
    if (said) said.textContent = `${ticked} of ${boxes().length} selected`;
  });
})();

// Of a date or time that is only half filled in a browser sends nothing, and then shows it as blank: it is told here
// instead, and what was typed stays.
(() => {
  "use strict";
  const WHAT = { date: "month, day and year", time: "hour, minutes and AM or PM" };
  WHAT["datetime-local"] = `${WHAT.date}, ${WHAT.time}`;
  const words = ({ type }) => WHAT[type] ? `Not complete, or there is no such ${type === "time" ? "time" : "date"}. Fill in ${WHAT[type]}.`
    : "Enter a number in digits.";
  const errorOf = (field) => document.getElementById(`${field.id}_error`);
  const tell = (field) => {
    const line = errorOf(field) ?? Object.assign(document.createElement("p"), { id: `${field.id}_error`, className: "field__error" });
    line.textContent = words(field);
    line.style.visibility = "";
    field.after(line);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
  };

  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (submitter?.name === "take_start") return; // puts another time in its place
    const half = [...target.elements].filter((one) => one.validity?.badInput);
    if (!half.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    half.forEach(tell);
    half[0].focus();
  }, true);
})();
