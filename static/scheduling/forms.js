// What a form does while it is filled in and sent. Each part stands alone; drafts.js keeps what is typed.

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
    const line = form.querySelector("[data-unsent]"), isRefused = form.querySelector(".btn__held") !== null;
    if (line) line.textContent = isIt && !isRefused ? line.dataset.unsent : "";
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
    document.dispatchEvent(new CustomEvent("pressdropped", { detail: "typedOn" }));
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

// The kind of a reason stands as the reason, as long as nobody wrote one.
(() => {
  "use strict";
  const wordsOf = (form) => [...form?.querySelectorAll("[data-memo-of]") ?? []];

  // Whoever writes another one need not take it out first; whoever goes on presses End.
  const ready = (field) => {
    const { name, value, form } = field;
    if (name === "cancellation_memo" && wordsOf(form).some((one) => one.textContent === value)) field.select();
  };
  ready(document.activeElement); // the page may have begun there
  document.addEventListener("focusin", ({ target }) => ready(target));
  document.addEventListener("change", ({ target: { name, value, form } }) => {
    const memo = name === "reason" && form?.elements.cancellation_memo, words = wordsOf(form);
    if (!memo || !words.length || (memo.value.trim() && words.every((one) => one.textContent !== memo.value))) return;
    memo.value = words.find((one) => one.dataset.memoOf === value)?.textContent ?? "";
    memo.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();

// What was wrong with an answer is not said of the next one, nor that a time zone has to be chosen once the address tells
// it. Its line keeps its place: nothing moves while people type.
(() => {
  "use strict";
  const hide = (element) => { if (element) element.style.visibility = "hidden"; };
  const mend = (id, typedInto) => {
    const list = document.getElementById("form-faults");
    [typedInto, document.getElementById(id)].forEach((field) => field?.removeAttribute("aria-invalid"));
    hide(document.getElementById(`${id}_error`));
    const faults = [...list?.querySelectorAll("li") ?? []];
    faults.filter((one) => one.querySelector(`a[href="#${CSS.escape(id)}"]`)).forEach(hide);
    if (faults.every((one) => one.style.visibility) && !list?.querySelector("details, .meta")) hide(list);
  };
  const asksZone = () => document.querySelector("[data-asks-zone]") !== null;
  let wasAsked = asksZone();

  document.addEventListener("input", ({ target }) => {
    if (target.getAttribute("aria-invalid") !== "true") return;
    mend(target.id.replace(/_other$/, ""), target); // a SID in place of a name
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (wasAsked && !asksZone()) mend("id_time_zone");
    wasAsked = asksZone();
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

// So does a date that is typed in words or with slashes: a browser's control passes over what is no digit, wherever its
// cursor is. Whatever it passed over, or would, makes all that was typed the text, in place of what stood there before.
(() => {
  "use strict";
  let typed = ""; // since it was entered, or another key or the pointer moved about in it
  let isFirst = true, isAll = false; // whether that began at its first part, and in a blank one
  let isAllHeld = false; // by Ctrl-A
  let isPointed = false, before = ""; // what came before: the pointer, or a key
  let unproven; // the key that the control may have passed over, and what stood before it

  const isBlank = ({ value, validity }) => !value && !validity.badInput;
  const begin = (field) => {
    typed = "";
    isAll = isBlank(field);
    isFirst ||= isAll;
  };
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
  // A digit changes what stands there, unless it stood there; “a” and “p” are half of the day, or not all is there.
  const isPassedOver = ({ value }, { key, stood }) => {
    const [, ...parts] = value.match(/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/)?.map(Number) ?? [], hour = parts[3];
    if (/\d/.test(key)) return hour !== undefined && value === stood && ![...parts, hour % 12].includes(Number(key));
    return hour === undefined ? isAll : (hour < 12 ? "a" : "p") !== key.toLowerCase();
  };
  const prove = (field) => {
    const was = unproven;
    unproven = undefined;
    if (was && field.type === "datetime-local" && isPassedOver(field, was)) write(field, typed);
  };
  // Behind a whole clock “ AM” belongs to the control, which has the hour and the minute already.
  const isHalfInPlace = (text, { value }) => {
    if (isFirst && !/^\d{8}/.test(text)) return false;
    const [, hour, minute] = value.match(/T(\d+):(\d+)/) ?? [];
    const half = hour ? new RegExp(`${hour % 12 || 12}:?${minute} [ap]m?$`, "i") : /^(\d{8})?\d\d?:?\d\d [ap]m?$/i;
    return half.test(text);
  };
  const isOfText = (key, field) => {
    if (/ .*\S/.test(typed + key)) return !isHalfInPlace(typed + key, field); // a space parts words
    if (/^[ap]$/i.test(key)) return !typed && isBlank(field);
    if (/^m$/i.test(key)) return !/[ap]$/i.test(typed);
    if (key === ":") return isFirst && /^\d\d?$/.test(typed);
    return /[/.,-]/.test(key) ? isFirst && /^\d{1,4}$/.test(typed) : /[^\d\s]/.test(key);
  };

  document.addEventListener("focusin", ({ target }) => {
    isAllHeld = false;
    isFirst = !isPointed && before !== "Shift+Tab";
    if (target.type === "datetime-local") begin(target);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    isPointed = true;
    isFirst = false;
    if (target.type === "datetime-local") begin(target);
  });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event, isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
    isPointed = false;
    before = event.shiftKey && key === "Tab" ? "Shift+Tab" : key;
    if (target.type !== "datetime-local" || /^(Shift|CapsLock|Control|Meta|Alt|AltGraph)$/.test(key)) return;
    if (!isPlain && key.toLowerCase() === "a") {
      isAllHeld = true;
      event.preventDefault();
      return;
    }
    if (isAllHeld && isPlain) typedOver(event);
    if (event.defaultPrevented) return;
    prove(target);
    if ([...key].length > 1) {
      isFirst = false;
      begin(target);
    } else if (isPlain) {
      const isOne = target.type === "text" || isOfText(key, target);
      if (!typed) begin(target);
      if (isOne || key === " ") event.preventDefault(); // and a space asks for no calendar
      typed += typed || key !== " " ? key : "";
      if (isOne) write(target, typed);
      else if (/[\dap]/i.test(key)) unproven = { key, stood: target.value };
    }
  });
  document.addEventListener("keypress", ({ target }) => {
    if (unproven) setTimeout(prove, 0, target);
  });
})();
