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
