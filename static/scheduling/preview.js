// The summary is asked for without the card token; that one stands in the form is all it is told.
(() => {
  "use strict";
  document.addEventListener("htmx:configRequest", ({ detail: { elt, parameters } }) => {
    const token = elt.id === "booking-summary" && elt.closest("form").elements.card_token;
    if (token && token.value.trim()) parameters.has_card_token = "yes";
  });
})();
