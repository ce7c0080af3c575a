// The card of a form that pays, in Stripe's own fields: the page never sees its number. Pressing the button has the rest
// of the form checked first, then makes a token, which goes into one request and is forgotten.
(() => {
  "use strict";
  const KINDS = ["cardNumber", "cardExpiry", "cardCvc", "postalCode"];
  const PATIENCE = 20_000; // milliseconds until Stripe counts as unreachable
  const UNREACHABLE = "The card fields could not be loaded from Stripe. Try again, use a voucher, or leave the price blank.";
  const NOT_MADE = "Stripe did not answer. Nothing was sent, and nothing was charged. Try again, or use a voucher.";
  const LOST = "We don’t know whether the booking arrived. Open the session to see; to try again, enter the card again.";

  // The one place that knows what Stripe makes of a card: PaymentMethods may have to follow its tokens.
  const makeToken = async ({ stripe, elements }) => {
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, { error: { message: NOT_MADE } }); });
    const ask = async () => stripe.createToken(elements.cardNumber); // which may throw as well
    const made = ask().catch(() => ({ error: { message: NOT_MADE } }));
    const { token, error } = await Promise.race([made, late]);
    return error ? { fault: error.message || NOT_MADE } : { id: token.id, lastFour: token.card?.last4 ?? "" };
  };

  const cards = new WeakMap(); // by its box: what is mounted there
  const boxIn = (form) => form?.querySelector?.("[data-script][data-key]");
  const cardIn = (form) => cards.get(boxIn(form));
  // A token pays for the card and the answers that stood there when the button was pressed: for no others.
  const changes = new WeakMap(); // by form: how often its answers or its card changed
  const changesOf = (form) => changes.get(form) ?? 0;
  const noteChange = (form) => { if (form) changes.set(form, changesOf(form) + 1); };
  const isTyped = (card) => Boolean(card) && KINDS.some((kind) => card.states[kind] && !card.states[kind].empty);
  const say = (box, name, words) => {
    const line = box.querySelector(`[${name}]`);
    if (line.textContent !== words) line.textContent = words;
  };

  // Colors as Stripe reads them, whatever notation the sheet has them in.
  const plain = (color) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    return `rgb(${[...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).join(", ")})`;
  };
  const styleOf = (box) => {
    const part = (selector) => getComputedStyle(box.querySelector(selector));
    const text = part("[data-card]");
    return {
      base: {
        color: plain(text.color), fontSize: text.fontSize, fontFamily: "system-ui, sans-serif",
        "::placeholder": { color: plain(part("[data-card-state]").color) },
      },
      invalid: { color: plain(part("[data-card-fault]").color) },
    };
  };

  const showFault = (box, { states }) => {
    const fault = KINDS.map((kind) => states[kind]?.error?.message).find(Boolean) ?? "";
    say(box, "data-card-fault", fault);
  };

  // What became of the card before is not said of the one that is typed now.
  const hideOldFaults = (box) => box.parentElement.querySelectorAll(":scope > .field__error").forEach((line) => {
    line.style.visibility = "hidden";
  });

  const mount = (box) => {
    const stripe = window.Stripe(box.dataset.key), made = stripe.elements({ locale: "en" });
    const card = { stripe, elements: {}, states: {} };
    const style = styleOf(box);
    for (const kind of KINDS) {
      const element = made.create(kind, { style, classes: { focus: "card__box--focus", invalid: "card__box--invalid" } });
      card.elements[kind] = element;
      element.on("change", (state) => {
        const before = isTyped(card);
        // Of a field that wasn't full and isn't, no token can be made; leaving it may tell what it lacks.
        if (state.complete || card.states[kind]?.complete) noteChange(box.closest("form"));
        card.states[kind] = state;
        showFault(box, card);
        if (isTyped(card)) hideOldFaults(box);
        if (before !== isTyped(card)) box.dispatchEvent(new Event("input", { bubbles: true })); // the summary tells of it
      });
      element.mount(box.querySelector(`[data-card=${kind}]`));
    }
    cards.set(box, card);
    box.setAttribute("data-ready", "");
    say(box, "data-card-state", "");
  };

  let script; // once for the page, and again where it did not answer
  const load = (url) => new Promise((resolve, reject) => {
    if (window.Stripe) { resolve(); return; }
    script?.remove();
    script = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    setTimeout(reject, PATIENCE);
    document.head.append(script);
  });

  const fill = async (box) => {
    box.dataset.asked = "yes";
    box.querySelector("[data-card-again]").hidden = true;
    say(box, "data-card-state", "Loading the card fields…");
    try {
      await load(box.dataset.script);
      if (box.isConnected && !cards.has(box)) mount(box);
    } catch {
      say(box, "data-card-state", UNREACHABLE);
      box.querySelector("[data-card-again]").hidden = false;
    }
  };

  // Nothing is asked of Stripe until somebody has the payment before them.
  const fillWhatIsSeen = () => document.querySelectorAll("[data-script][data-key]:not([data-asked])").forEach((box) => {
    if (box.checkVisibility()) fill(box);
  });

  const restyle = () => document.querySelectorAll("[data-ready]").forEach((box) => {
    Object.values(cards.get(box)?.elements ?? {}).forEach((element) => element.update({ style: styleOf(box) }));
  });

  // A frame that was moved by a browser that can't keep it has begun anew: so do the fields.
  const canKeep = "moveBefore" in Element.prototype;
  const mountAnew = (box) => {
    Object.values(cards.get(box).elements).forEach((element) => element.unmount());
    cards.delete(box);
    mount(box);
  };

  // From pressing the button until the answer: what the form is at, the press, and the token on its way.
  let at = "", press, token;
  const isPressed = ({ elt, triggeringEvent }) => {
    const by = triggeringEvent?.submitter;
    return elt.matches("form.booking") && Boolean(by) && !by.formNoValidate && by.name === "";
  };

  const pressOf = (form, submitter) => ({ form, submitter, card: cardIn(form), changes: changesOf(form) });
  const isReplaced = ({ form, submitter, card }) =>
    !form.isConnected || submitter.form !== form || cardIn(form) !== card;
  // Says so where the form is no longer as it was when the button was pressed.
  const isDropped = (pressed) => {
    const why = isReplaced(pressed) ? "cardFormReplaced" : changesOf(pressed.form) !== pressed.changes && "cardTypedOn";
    if (why) document.dispatchEvent(new CustomEvent("pressdropped", { detail: why }));
    return Boolean(why);
  };

  const send = async (pressed) => {
    if (isDropped(pressed)) return;
    const { form, submitter, card } = pressed, box = boxIn(form);
    at = "making";
    form.classList.add("htmx-request");
    submitter.disabled = true;
    const made = await makeToken(card);
    form.classList.remove("htmx-request");
    submitter.disabled = false;
    at = "";
    if (isDropped(pressed)) return;
    if (made.fault) {
      say(box, "data-card-fault", made.fault);
      box.closest("details")?.setAttribute("open", "");
      card.elements.cardNumber.focus();
      return;
    }
    token = { ...made, pressed };
    form.requestSubmit(submitter);
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event, { elt, parameters } = detail, form = elt.closest("form.booking");
    if (elt.id === "booking-summary" && isTyped(cardIn(form))) parameters.has_card_token = "yes";
    if (!isPressed(detail) || !isTyped(cardIn(elt))) return;
    if (at === "making") { event.preventDefault(); return; }
    if (token) {
      const { id, lastFour, pressed } = token;
      token = undefined;
      if (isDropped(pressed)) { event.preventDefault(); return; } // the card, while the press was held back
      Object.assign(parameters, { card_token: id, card_last_four: lastFour });
      at = "sending";
    } else {
      press = pressOf(form, detail.triggeringEvent.submitter);
      Object.assign(parameters, { check_first: "yes", has_card_token: "yes" });
      at = "checking";
    }
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { xhr, requestConfig } = detail, { elt } = requestConfig; // which may be replaced by now
    if (!at || at === "making" || !isPressed(requestConfig)) return;
    const was = at, box = boxIn(document);
    at = "";
    if (was === "checking" && xhr.status === 204) { send(press); return; }
    if (was !== "sending" || !cards.has(box)) return;
    // The card was for one request, whatever came of it.
    Object.values(cards.get(box).elements).forEach((element) => element.clear());
    if (!xhr.status) say(box, "data-card-fault", LOST);
  });

  // What a script types on somebody's behalf, such as a time that was pasted, counts as well. A token that waits with a
  // press that is held back goes with it.
  document.addEventListener("input", ({ target: { form } }) => {
    noteChange(form);
    if (form) token = undefined;
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig: { elt } } }) => {
    if (elt.matches("form.booking")) token = undefined;
  });

  document.addEventListener("click", ({ target }) => {
    const again = target.closest("[data-card-again]");
    if (again) fill(again.closest("[data-script]"));
  });
  document.addEventListener("toggle", fillWhatIsSeen, true);
  document.addEventListener("htmx:afterSettle", () => {
    if (!canKeep) document.querySelectorAll("[data-ready]").forEach((box) => { if (cards.has(box)) mountAnew(box); });
    fillWhatIsSeen();
  });
  new MutationObserver(restyle).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  fillWhatIsSeen();
})();
