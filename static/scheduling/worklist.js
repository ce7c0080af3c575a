// What the list of sessions does beside what it shows: it renews itself, opens a session beside it, and has rows ticked.

// The list renews itself while somebody looks at it. Rows keep their place, and the focus its row.
(() => {
  "use strict";
  let focused = ""; // the row that is about to be replaced under the focus

  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt.id === "list-state" && document.hidden) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    const list = document.getElementById("list-state");
    if (list && !document.hidden) htmx.trigger(list, "renew");
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target } }) => {
    if (target.contains(document.activeElement)) focused = target.id;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const row = focused && document.activeElement === document.body && document.getElementById(focused);
    if (row) row.querySelector("a")?.focus({ preventScroll: true });
    focused = "";
  });
})();

// A session opens beside the list, where there is room for it, and closes again. It follows the row that has the focus;
// until the next one is there, nothing in it can be pressed.
(() => {
  "use strict";
  const beside = document.getElementById("beside"), said = document.getElementById("beside-said");
  if (!beside) return;
  let opening; // the row whose session is about to open
  const isOpen = () => Boolean(opening) || (!beside.hidden && beside.offsetWidth > 0);
  const shown = () => document.getElementById(beside.dataset.row);
  const mark = (row) => document.querySelectorAll(".rows tr").forEach((one) => one.classList.toggle("is-beside", one === row));
  let soon;

  // The address names the session that is open. Opening is a step that the browser's way back undoes, and so does closing;
  // going from one to the next is none.
  const named = () => new URLSearchParams(location.search).get("open");
  const rowOf = (sid) => (sid ? document.querySelector(`.rows__link[href$="/${CSS.escape(sid)}/"]`)?.closest("tr") : null);
  const name = (row) => {
    const url = new URL(location), isStep = !named();
    url.searchParams.set("open", row.querySelector(".rows__link").pathname.split("/").at(-2));
    if (isStep) history.pushState({ isStep }, "", url);
    else history.replaceState(history.state, "", url);
  };
  const unname = () => {
    if (history.state?.isStep) { history.back(); return; }
    const url = new URL(location);
    url.searchParams.delete("open");
    history.replaceState(history.state, "", url);
  };

  const show = (isIt) => {
    beside.hidden = !isIt;
    beside.parentElement.classList.toggle("list--beside", isIt); // by :has() the style of every cell would be found again
  };
  // The whole list makes room for it: that takes its time, and comes once the marked row was painted.
  const makeRoom = () => {
    if (!opening) return;
    if (!beside.childElementCount) beside.textContent = said.textContent = "Loading…";
    show(true);
    if (opening !== rowOf(named())) name(opening);
    opening = undefined;
  };
  const load = (row, wait = 0) => {
    const control = row.querySelector("[data-panel]");
    if (!control) return;
    if (row.id !== beside.dataset.row) beside.inert = true;
    beside.dataset.row = row.id;
    mark(row);
    opening = row;
    requestAnimationFrame(() => setTimeout(makeRoom));
    clearTimeout(soon);
    const ask = () => htmx.ajax("GET", control.dataset.panel, { source: beside, target: beside, swap: "innerHTML" });
    soon = setTimeout(() => ask().catch(() => {}), wait); // given up for the next one, or when it is closed
  };

  const hide = () => {
    opening = undefined;
    clearTimeout(soon);
    htmx.trigger(beside, "htmx:abort");
    if (beside.contains(document.activeElement)) shown()?.querySelector(".rows__link").focus();
    show(false);
    beside.replaceChildren();
    beside.dataset.row = said.textContent = "";
    mark(null);
  };
  const close = () => {
    hide();
    if (named()) unname();
  };

  const fail = (event) => {
    event.stopPropagation();
    const words = document.getElementById("beside-failed").content.cloneNode(true);
    words.querySelector("a").href = shown()?.querySelector("[data-panel]").getAttribute("href") ?? "";
    beside.replaceChildren(words);
    beside.inert = false;
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#beside-close")) { close(); return; }
    const now = event.target.closest("#list-now");
    if (now && named()) now.search = new URLSearchParams([...new URLSearchParams(now.search), ["open", named()]]);
    const control = event.target.closest("[data-panel]");
    if (!control?.offsetWidth || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = control.closest("tr"), isShown = isOpen() && row === shown();
    if (!row.contains(document.activeElement)) row.querySelector(".rows__link").focus({ preventScroll: true });
    if (isShown) close(); else load(row);
  });
  document.addEventListener("keydown", ({ key, target }) => {
    const other = document.querySelector("details.menu[open], dialog[open], [data-suggestions]:not([hidden])");
    if (key === "Escape" && isOpen() && !other && !target.matches("input, select, textarea")) close();
  }, true);
  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest(".rows tr[id]");
    if (row && isOpen() && row !== shown()) load(row, 120);
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => beside.addEventListener(name, fail));
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt.id === "session-panel" && beside.inert) event.preventDefault();
  });
  beside.addEventListener("htmx:afterSwap", () => {
    beside.inert = false;
    said.textContent = document.getElementById("beside-title")?.textContent ?? "";
  });
  // Its row has changed: so has what stands beside it.
  document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
    if (!isOpen() && rowOf(named())?.id === target.id) mark(rowOf(named()));
    if (!isOpen() || target.id !== beside.dataset.row) return;
    if (beside.contains(document.activeElement)) mark(shown()); else load(shown());
  });

  // What the address names is opened, or where there is no room its row has the focus and is marked.
  const follow = () => {
    const row = rowOf(named());
    if (!row) { if (isOpen()) hide(); return; }
    row.querySelector(".rows__link").focus();
    if (row.querySelector("[data-panel]").offsetWidth) load(row); else mark(row);
  };
  addEventListener("popstate", follow);
  if (named()) follow();
})();

// Whoever marks who came goes on in the list where it stood: the row that was pressed has its place in the window again,
// whatever stands above it by now, or the one beside it, where it went to another heading. What is said of it moves nothing.
// A second press at the same spot meets no other row, nor at once the same learner's next mark, and it is said that it did
// not count: who waits, moves the pointer or the list first, or presses by a key, means it.
(() => {
  "use strict";
  const KEPT = "list-stood-at", AT_ONCE = 1000, OTHERS = 3000, NEAR = 8;
  const PASSED_OVER = "A click right after it did not count: click again if you meant it.";
  const stood = JSON.parse(sessionStorage.getItem(KEPT)), shownAt = performance.now();
  sessionStorage.removeItem(KEPT);
  let isMoving = Boolean(stood), at = null; // where the pointer was when it pressed
  const isMark = (button) => button?.matches("#beside [name=mark], [name=mark][form=attendance]");
  const rowOf = (button) => button.closest("tr") ?? document.getElementById(button.closest("#beside").dataset.row);
  const topOf = (row) => row?.getBoundingClientRect().top;
  const isThere = ({ clientX, clientY }) => stood?.at && Math.hypot(clientX - stood.at[0], clientY - stood.at[1]) < NEAR;
  const isWithin = (time) => performance.now() - shownAt < time;

  const tell = () => {
    const told = document.querySelector("[role=status] .notice p");
    if (told && !told.textContent.endsWith(PASSED_OVER)) told.append(` ${PASSED_OVER}`);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button"), isPressed = event.detail > 0; // and by no key
    const isOther = () => isMark(button) && rowOf(button)?.id !== stood.row;
    const isAgain = isPressed && isThere(event) && isWithin(OTHERS) && (isWithin(AT_ONCE) || isOther());
    if (isAgain || (isMoving && isPressed && isMark(button))) {
      event.preventDefault();
      if (event.target.closest("button, a")) tell();
    } else if (isMark(button)) at = isPressed ? [event.clientX, event.clientY] : null;
  }, true);
  addEventListener("pointermove", (event) => { if (stood && !isThere(event)) stood.at = null; });
  ["wheel", "touchmove", "keydown"].forEach((name) => {
    addEventListener(name, () => { if (stood) stood.at = null; }, { passive: true, capture: true });
  });
  document.addEventListener("submit", ({ submitter }) => {
    if (!isMark(submitter)) return;
    const rows = [...document.querySelectorAll(".rows tr[id]")], row = rowOf(submitter), place = rows.indexOf(row);
    const next = rows[place + 1] ?? rows[place - 1];
    sessionStorage.setItem(KEPT, JSON.stringify({
      at, row: row?.id, top: topOf(row), next: next?.id, nextTop: topOf(next), scroll: scrollY,
    }));
  });

  const putBack = () => {
    const rows = [...document.querySelectorAll(".rows tr[id]")];
    const [row, next] = [stood.row, stood.next].map((id) => rows.findIndex((one) => one.id === id));
    const hasGone = next >= 0 && (row < 0 || Math.abs(row - next) > 1);
    if (hasGone) scrollBy(0, topOf(rows[next]) - stood.nextTop);
    else if (row >= 0) scrollBy(0, topOf(rows[row]) - stood.top);
    else scrollTo(0, stood.scroll);
  };
  if (!stood) return;
  const said = document.querySelector(".notices")?.closest("[role=status]"), list = document.querySelector(".list");
  if (said && list) {
    said.className = "ticked no-print";
    said.firstElementChild.style.margin = 0;
    list.after(said);
  }
  putBack();
  addEventListener("load", () => requestAnimationFrame(() => {
    putBack();
    isMoving = false;
  }));
})();

// Rows are ticked one by one, or all that are shown at once. A row that is renewed keeps its tick.
(() => {
  "use strict";
  const bar = document.getElementById("ticked"), all = document.querySelector("[data-tick-all]");
  if (!bar) return;
  const boxes = () => [...document.querySelectorAll("td.rows__tick input")];
  const kept = new Set();

  const tell = () => {
    const there = boxes(), count = there.filter((box) => box.checked).length;
    bar.querySelector("[data-ticked]").textContent = count ? `${count} selected` : "";
    all.checked = count > 0 && count === there.length;
    all.indeterminate = count > 0 && !all.checked;
  };

  document.addEventListener("change", ({ target }) => {
    if (target === all) boxes().forEach((box) => { box.checked = all.checked; });
    if (target.closest(".rows__tick")) tell();
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target } }) => {
    if (target.querySelector("td.rows__tick :checked")) kept.add(target.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    kept.forEach((id) => {
      const box = document.getElementById(id)?.querySelector("td.rows__tick input");
      if (box) box.checked = true;
    });
    kept.clear();
    tell();
  });
  all.hidden = false;
  tell();
})();
