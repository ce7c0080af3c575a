// What is done by keys alone, on every page. Each part stands alone.

// Keys. Every one has a visible way as well: it presses what carries it in data-key, in the row where the focus is or
// else on the page. Single letters can be switched off, for whoever speaks to the computer.
(() => {
  "use strict";
  // No modal one: that makes all else inert, which takes longer than to paint the page. A browser that knows no
  // popovers has the page of help.
  const help = "popover" in document.body ? document.getElementById("help") : null;
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

  // Of a list in which nobody has gone to a row yet, the first one takes the keys of rows.
  const firstRow = () => (document.activeElement.matches("body, #main") ? document.querySelector(".list .rows__link") : null);

  // Of what stands outside of all forms, as the box of faults, and of the page itself: the one form that the page is for.
  const SEND = "#form-send button, .btn--primary";
  const formOf = (element) => {
    if (element.form ?? element.closest("form")) return element.form ?? element.closest("form");
    const main = [...document.querySelectorAll("#main form[method=post]")].filter((form) => form.querySelector(SEND));
    return main.length === 1 && element.matches("body, #main, #main *") ? main[0] : null;
  };

  let began = "", wait; // "g" waits for the letter of a page, for a moment and while nothing else is turned to
  const forget = () => { began = ""; };
  const press = (key) => {
    const name = CSS.escape(began + key);
    began = key === "g" && !began ? "g" : "";
    clearTimeout(wait);
    wait = setTimeout(forget, 2000);
    if (began) return true;
    const here = document.activeElement.closest("tr, #beside");
    const carrying = (root, but = "") => root?.querySelector(`[data-key="${name}"]${but}`);
    const beside = document.getElementById("beside");
    const first = firstRow();
    // Never another row than that of the focus, nor what nobody sees.
    const found = carrying(here) ?? carrying(beside?.offsetWidth ? beside : null) ?? carrying(document, ":not(tbody *)")
      ?? carrying(first?.closest("tr"));
    if (first?.closest("tr").contains(found)) first.focus();
    if (!found?.closest("[inert]")) found?.click();
    return Boolean(found);
  };

  document.querySelectorAll("[data-help]").forEach((button) => { button.hidden = !help; });
  document.querySelectorAll("[data-single-keys]").forEach((box) => {
    box.checked = !areOff();
    box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
  });

  document.addEventListener("focusin", forget);
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
      if (key === "Enter" && !event.repeat && !target.closest("a")) formOf(target)?.querySelector(SEND)?.click();
      return;
    }
    if (event.altKey || typing(target) || help?.matches(":popover-open") || areOff()) return;
    const known = { "/": () => { find(); return true; }, "?": () => { help?.showPopover(); return true; },
      // Held too long after a search, it would open what was found.
      enter: () => { const row = event.repeat ? null : firstRow(); row?.click(); return Boolean(row); },
      j: () => step(1) || press("j"), k: () => step(-1) || press("k"), p: () => { print(); return true; } };
    // A capital that something carries is a key of its own.
    const name = event.shiftKey && document.querySelector(`[data-key="${CSS.escape(key)}"]`) ? key : key.toLowerCase();
    if ((began && !"/?".includes(name) ? press : known[name] ?? press)(name)) event.preventDefault();
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
