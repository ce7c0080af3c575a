// What every page does beside what it shows. Each part stands alone; drafts.js keeps what is typed.

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
  const first = ledTo ?? document.querySelector("form[data-focus-first] :is(input:not([type=hidden]), select, textarea)")
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
  addEventListener("online", () => document.body.dispatchEvent(new Event("settled"))); // what could not be shown is now
  document.addEventListener("htmx:sendError", ({ detail }) => tell("unreachable", detail));
  document.addEventListener("htmx:timeout", ({ detail }) => tell("unreachable", detail));
  document.addEventListener("htmx:responseError", ({ detail }) => tell({ 400: "unread", 403: "denied" }[detail.xhr.status] || "broken", detail));
})();

// Keys. Every one has a visible way as well: it presses what carries it in data-key, in the row where the focus is or
// else on the page. Single letters can be switched off, for whoever speaks to the computer.
(() => {
  "use strict";
  const help = document.getElementById("help");
  const typing = (element) => element.isContentEditable || element.matches("input:not(.rows__tick *), select, textarea");
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  const closeMenus = (except) => openMenus().forEach((menu) => { if (menu !== except) menu.open = false; });
  const areOff = () => localStorage.getItem("single-keys") === "off";

  const find = () => {
    const search = document.querySelector("[data-search], #main input[type=search]");
    search?.focus();
    search?.select();
  };

  const step = (by) => {
    const rows = [...document.querySelectorAll(".rows__link, .log__number")];
    const beside = document.activeElement.closest("#beside");
    const here = beside ? document.getElementById(beside.dataset.row) : document.activeElement;
    const at = rows.findIndex((row) => row.closest("tr, li, article").contains(here));
    const next = at < 0 ? rows[0] : rows[at + by];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  };

  let began = ""; // "g" waits for the letter of a page
  const press = (key) => {
    const name = CSS.escape(began + key);
    began = key === "g" && !began ? "g" : "";
    if (began) return true;
    const here = document.activeElement.closest("tr, #beside");
    const carrying = (root, but = "") => root?.querySelector(`[data-key="${name}"]${but}`);
    const beside = document.getElementById("beside");
    // Never a row in which the focus is not, nor what nobody sees.
    const found = carrying(here) ?? carrying(beside?.offsetWidth ? beside : null) ?? carrying(document, ":not(tbody *)");
    if (!found?.closest("[inert]")) found?.click();
    return Boolean(found);
  };

  document.querySelectorAll("[data-help]").forEach((button) => {
    button.hidden = !help;
    button.addEventListener("click", () => help.showModal());
  });
  document.querySelectorAll("[data-single-keys]").forEach((box) => {
    box.checked = !areOff();
    box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
  });

  for (const name of ["click", "focusin"]) {
    document.addEventListener(name, (event) => closeMenus(event.target.closest("details.menu")));
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Escape") {
      const menu = target.closest("details.menu[open]");
      closeMenus();
      menu?.querySelector("summary").focus();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      if (key === "k") { event.preventDefault(); find(); }
      if (key === "Enter") target.form?.querySelector("#form-send button, .btn--primary")?.click();
      return;
    }
    if (event.altKey || typing(target) || help?.open || areOff()) return;
    const known = { "/": () => { find(); return true; }, "?": () => { help?.showModal(); return true; },
      j: () => step(1) || press("j"), k: () => step(-1) || press("k"), p: () => { print(); return true; } };
    // A capital that something carries is a key of its own.
    const name = event.shiftKey && document.querySelector(`[data-key="${CSS.escape(key)}"]`) ? key : key.toLowerCase();
    if ((began ? press : known[name] ?? press)(name)) event.preventDefault();
  });
})();

// What the search box finds opens under it from two letters on: arrows go through its links, Escape closes it. Where
// it can't be asked for, Enter finds all the same.
(() => {
  "use strict";
  const box = document.querySelector("[data-search]");
  const panel = document.querySelector("[data-suggestions]"), said = document.querySelector("[data-found]");
  if (!box) return;
  const links = () => [...document.querySelectorAll("#found a")];
  const show = (isShown) => {
    if (panel) panel.hidden = !isShown;
    const count = links().length, found = document.querySelector("#found")?.textContent ?? "";
    said.textContent = !isShown ? ""
      : count === 1 ? "1 link found. Press the down arrow to reach it."
      : count ? `${count} links found. Press the down arrow to reach them.` : found.replace(/\s+/g, " ").trim();
  };

  box.addEventListener("htmx:beforeRequest", (event) => {
    if (box.value.trim().length > 1) return;
    event.preventDefault();
    show(false);
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => {
    box.addEventListener(name, (event) => event.stopPropagation());
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.requestConfig.elt === box && document.activeElement === box) show(true);
  });

  document.addEventListener("keydown", (event) => {
    const all = links(), at = all.indexOf(event.target), isOpen = !panel || !panel.hidden;
    if (!isOpen || (event.target !== box && at < 0) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && panel) { show(false); box.focus(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (at < 0 && step < 0)) return;
    event.preventDefault();
    (all[at + step] ?? (step < 0 ? box : all[at]))?.focus();
  });
  for (const name of ["pointerdown", "focusin"]) {
    document.addEventListener(name, ({ target }) => { if (panel && !box.form.contains(target)) show(false); });
  }
})();

// Buttons in a data-roving group are one stop for Tab; arrows go from one to the next. The current one is the stop.
(() => {
  "use strict";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const buttons = (group) => [...group.querySelectorAll("button")];
  const arrange = () => document.querySelectorAll("[data-roving]").forEach((group) => {
    const all = buttons(group), stop = all.find((one) => one.hasAttribute("aria-current")) ?? all[0];
    all.forEach((one) => { one.tabIndex = one === stop ? 0 : -1; });
  });

  document.addEventListener("keydown", (event) => {
    const group = event.target.closest("[data-roving]");
    if (!group || !STEPS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = buttons(group), to = all.indexOf(event.target) + STEPS[event.key] + all.length;
    event.preventDefault();
    all[to % all.length].focus();
  });
  document.addEventListener("htmx:afterSettle", arrange);
  arrange();
})();

// Buttons with data-copy put that text on the clipboard; without a clipboard they stay hidden.
(() => {
  "use strict";
  if (!navigator.clipboard) return;

  const reveal = (root) => root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });

  const copied = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.dataset.word ?? button.textContent;
    button.dataset.word = word;
    button.textContent = "Copied";
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = String(setTimeout(() => { button.textContent = word; }, 1600));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copied(button);
  });
  document.addEventListener("htmx:afterSettle", () => reveal(document));
  reveal(document);
})();

// The start that is chosen is in sight where the free ones stand in one row.
(() => {
  "use strict";
  const show = () => document.querySelectorAll(".starts__list > [aria-current]").forEach((start) => {
    const row = start.parentElement, off = start.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += off - (row.clientWidth - start.offsetWidth) / 2;
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

// While the provider is asked the button tells the seconds and, once it takes a while, that nobody has to wait. Ears
// are told once.
(() => {
  "use strict";
  const PATIENCE = 3; // seconds until waiting needs a word
  let clock;

  const stop = () => clearInterval(clock);

  const count = (form) => {
    const began = performance.now(), note = form.querySelector("[data-leave]");
    const show = () => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      form.querySelector("[data-seconds]").textContent = `${seconds} s`;
      if (seconds < PATIENCE || form.classList.contains("is-long")) return;
      form.classList.add("is-long");
      form.querySelector("[data-leave-said]").textContent = note.textContent;
    };
    form.classList.remove("is-long");
    form.querySelector("[data-leave-said]").textContent = "";
    stop();
    show();
    clock = setInterval(show, 1000);
  };

  document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
    if (elt.matches("form.is-sent:has([data-leave])")) count(elt);
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => {
    if (!elt.matches("form.is-long, form.is-sent")) return;
    stop();
    elt.classList.remove("is-long");
  });
})();

// What speaks against a booking is told in the summary, a moment after it is typed. A press that comes before waits for
// it, and where something grave came up is not sent: the button says then what the next press does.
(() => {
  "use strict";
  const PATIENCE = 3000; // milliseconds that a press waits for a summary: the server judges the booking anyway
  const typed = new WeakMap(); // by form: how often something was typed
  const told = new WeakMap(); // by form: how much of that the summary knows
  const summaryOf = (form) => form.querySelector("#booking-summary, #new-time");
  const words = () => document.getElementById("send-words")?.textContent.trim();
  let held, isLetThrough = false; // the press that waits, and whether it is on its way again
  let isEntered = false; // by Enter in a field, with no eye on the button

  const isBooking = ({ elt, triggeringEvent }) => elt.matches("form.booking") && Boolean(triggeringEvent?.submitter)
    && !triggeringEvent.submitter.formNoValidate;
  const letGo = () => {
    const press = held;
    clearTimeout(press.timer);
    press.form.classList.remove("is-sent", "htmx-request");
    held = undefined;
    return press;
  };
  // The button itself is pressed again: what is sent is named by it, wherever the focus went meanwhile.
  const send = ({ submitter }) => {
    isLetThrough = true;
    submitter.click();
    isLetThrough = false;
  };
  const hold = (form, submitter) => {
    held = { form, submitter, isEntered, before: words(), timer: setTimeout(() => send(letGo()), PATIENCE) };
    form.classList.add("is-sent", "htmx-request"); // as a form looks that is on its way
    document.body.dispatchEvent(new Event("settled"));
  };
  const sayUnsent = (form, isIt) => {
    const line = form.querySelector("[data-unsent]");
    if (line) line.textContent = isIt ? line.dataset.unsent : "";
  };
  const isOfHeld = (elt) => held && elt === summaryOf(held.form);
  const hasToBeSeen = (form) => summaryOf(form).querySelector("[data-has-to-be-seen]") !== null;
  const showButton = (form) => {
    form.querySelector("#form-send button").focus();
    sayUnsent(form, true);
  };
  const settle = () => {
    const press = letGo(), isNew = press.isEntered || words() !== press.before;
    if (isNew && hasToBeSeen(press.form)) showButton(press.form);
    else send(press);
  };

  document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
    isEntered = key === "Enter" && !ctrlKey && !metaKey && target.matches("input, select");
  });
  document.addEventListener("pointerdown", () => { isEntered = false; });

  document.addEventListener("input", ({ target: { form }, isTrusted }) => {
    if (!form) return;
    typed.set(form, (typed.get(form) ?? 0) + 1);
    sayUnsent(form, false);
    if (held?.form !== form || !isTrusted) return;
    letGo(); // whoever types on wants something else to be sent
    const trouble = document.getElementById("trouble");
    trouble.textContent = trouble.dataset.typedOn;
    trouble.hidden = false;
  });
  document.addEventListener("htmx:confirm", (event) => {
    const { detail } = event, form = detail.elt;
    if (isLetThrough || !isBooking(detail) || !summaryOf(form)) return;
    if (held?.form === form) event.preventDefault();
    else if ((told.get(form) ?? 0) < (typed.get(form) ?? 0)) {
      event.preventDefault();
      hold(form, detail.triggeringEvent.submitter);
    } else if (isEntered && hasToBeSeen(form)) {
      event.preventDefault();
      showButton(form);
    }
  });
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    const form = elt.closest("form");
    if (form && elt === form) sayUnsent(form, false);
    if (form && elt === summaryOf(form)) elt.knows = typed.get(form) ?? 0;
  });
  document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
    const elt = requestConfig?.elt, form = elt?.closest("form");
    if (!form || elt !== summaryOf(form)) return;
    told.set(form, elt.knows);
    if (isOfHeld(elt) && elt.knows >= (typed.get(form) ?? 0)) settle();
  });
  // What the portal can't show it may still send, or say why not.
  document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig: { elt }, shouldSwap } }) => {
    if (isOfHeld(elt) && !shouldSwap) send(letGo());
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail: { requestConfig: { elt } } }) => { if (isOfHeld(elt)) send(letGo()); });
  }
})();

// The summary is asked for without the card token; that one stands in the form is all it is told.
(() => {
  "use strict";
  document.addEventListener("htmx:configRequest", ({ detail: { elt, parameters } }) => {
    const token = elt.id === "booking-summary" && elt.closest("form").elements.card_token;
    if (token && token.value.trim()) parameters.has_card_token = "yes";
  });
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

// What was wrong with an answer is not said of the next one. Its line keeps its place: nothing moves while people type.
(() => {
  "use strict";
  const hide = (element) => { if (element) element.style.visibility = "hidden"; };

  document.addEventListener("input", ({ target }) => {
    if (target.getAttribute("aria-invalid") !== "true") return;
    const id = target.id.replace(/_other$/, ""), list = document.getElementById("form-faults"); // a SID in place of a name
    [target, document.getElementById(id)].forEach((field) => field?.removeAttribute("aria-invalid"));
    hide(document.getElementById(`${id}_error`));
    const faults = [...list?.querySelectorAll("li") ?? []];
    faults.filter((one) => one.querySelector(`a[href="#${CSS.escape(id)}"]`)).forEach(hide);
    if (faults.every((one) => one.style.visibility) && !list?.querySelector("details, .meta")) hide(list);
  });
})();

// A time that is pasted stays as it was written: the server reads more ways of writing one than a browser's control does.
(() => {
  "use strict";
  document.addEventListener("paste", (event) => {
    const { target } = event, text = event.clipboardData.getData("text").trim();
    if (target.type !== "datetime-local" || /^\d{0,4}$/.test(text)) return; // no more than a part of a time
    event.preventDefault();
    target.type = "text";
    target.value = text;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();

// So does a date that is typed with slashes or begins with its month: a browser's control passes over what is no digit.
// What stood there before is typed over: Ctrl-A takes hold of all of it, as in any other field.
(() => {
  "use strict";
  let typed = ""; // digits since it was entered; null once another key has moved about in it
  let isAllHeld = false;

  const isBlank = ({ value, validity }) => !value && !validity.badInput;
  const empty = (field) => {
    field.value = "";
    field.blur();
    field.focus(); // at its first part
  };
  const write = (field, text) => {
    field.type = "text";
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const typedOver = (event) => {
    const { target, key } = event, isGone = /^(Backspace|Delete)$/.test(key);
    isAllHeld = false;
    if (!isGone && !/^[\d\p{L}]$/u.test(key)) return;
    empty(target);
    if (!isGone) return;
    event.preventDefault();
    target.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("focusin", () => { typed = ""; isAllHeld = false; });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event, isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (target.type !== "datetime-local" || /^(Shift|Control|Meta)$/.test(key)) return;
    if (!isPlain && key.toLowerCase() === "a") {
      isAllHeld = true;
      event.preventDefault();
      return;
    }
    if (isAllHeld && isPlain) typedOver(event);
    if (typed === null && isBlank(target)) typed = "";
    if (event.defaultPrevented || target.value || typed === null) return;
    if (isPlain && (typed ? /^[/.,-]$/.test(key) && typed.length < 5 : /^\p{L}$/u.test(key))) {
      event.preventDefault();
      write(target, typed + key);
      return;
    }
    typed = isPlain && /^\d$/.test(key) ? typed + key : null;
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
