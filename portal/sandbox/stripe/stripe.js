// Stand-in for Stripe.js, for practice alone: the calls that a page uses of the real one, over iframes of its own, so
// that the page never sees a digit. What a card does is in card-field.html.
(() => {
  "use strict";
  const HOME = new URL(".", document.currentScript.src);
  const KINDS = {
    cardNumber: "Secure card number input frame", cardExpiry: "Secure expiration date input frame",
    cardCvc: "Secure CVC input frame", postalCode: "Secure postal code input frame",
  };
  const waiting = new Map(); // what a field was asked → who waits for its answer
  const mounted = new Map(); // by its number: the element
  let count = 0;

  class Element {
    constructor(kind, group, options) {
      if (!KINDS[kind]) throw new Error(`The stand-in makes no ${kind} element.`);
      Object.assign(this, { kind, group, options: { ...options }, number: String(++count), listeners: {} });
      const named = (name) => [name, `StripeElement--${name}`];
      this.classes = { base: "StripeElement", ...Object.fromEntries(["focus", "empty", "complete", "invalid"].map(named)), ...options?.classes };
    }

    mount(place) {
      this.box = typeof place === "string" ? document.querySelector(place) : place;
      this.frame = document.createElement("iframe");
      const told = new URLSearchParams({ kind: this.kind, group: this.group, number: this.number, page: location.origin });
      this.frame.src = `${new URL("card-field.html", HOME)}#${told}`;
      this.frame.title = KINDS[this.kind];
      Object.assign(this.frame.style, { border: "0", display: "block", width: "100%", height: "100%" });
      this.frame.addEventListener("load", () => this.tell({ update: this.options }));
      this.box.replaceChildren(this.frame);
      this.mark({ empty: true });
      mounted.set(this.number, this);
    }

    unmount() {
      mounted.delete(this.number);
      this.frame?.remove();
    }

    destroy() { this.unmount(); }

    on(name, listener) {
      (this.listeners[name] ??= []).push(listener);
      return this;
    }

    update(options) {
      Object.assign(this.options, options);
      this.tell({ update: this.options });
    }

    clear() { this.tell({ clear: true }); }

    focus() { this.tell({ focus: true }); }

    // To whichever page the frame is on: while it loads it is the portal's own, and nothing said here is secret.
    tell(what) { this.frame?.contentWindow?.postMessage(what, "*"); }

    hear(what) {
      if (what.event === "change") this.mark(what);
      if (what.event === "focus" || what.event === "blur") this.box.classList.toggle(this.classes.focus, what.event === "focus");
      (this.listeners[what.event] ?? []).forEach((listener) => listener({ elementType: this.kind, ...what }));
    }

    mark({ empty, complete, error }) {
      const marks = { empty, complete, invalid: Boolean(error) };
      this.box.classList.add(this.classes.base);
      Object.entries(marks).forEach(([name, is]) => this.box.classList.toggle(this.classes[name], Boolean(is)));
    }
  }

  addEventListener("message", ({ origin, data }) => {
    if (origin !== HOME.origin || !data?.element) return;
    if (data.answers) {
      waiting.get(data.answers)?.(data.result);
      waiting.delete(data.answers);
    } else {
      mounted.get(data.element)?.hear(data);
    }
  });

  window.Stripe = (key) => {
    if (!/^pk_(test|live)_/.test(key)) throw new Error("Call Stripe() with a publishable key.");
    return {
      elements: () => {
        const group = `${performance.now()}`;
        return { create: (kind, options) => new Element(kind, group, options) };
      },
      createToken: (element, details = {}) => new Promise((resolve) => {
        const asked = `${element.number}-${++count}`;
        waiting.set(asked, resolve);
        element.tell({ make: asked, details });
      }),
    };
  };
  window.Stripe.version = "practice";
})();
