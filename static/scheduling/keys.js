// Keys: "/" finds, "?" helps, Escape closes menus. Every one of them has a visible way as well.
(() => {
  "use strict";
  const help = document.getElementById("help");
  const typing = (element) => element.isContentEditable || element.matches("input, select, textarea");
  const openMenus = () => document.querySelectorAll("details.menu[open]");

  const closeMenus = (except) => openMenus().forEach((menu) => { if (menu !== except) menu.open = false; });

  const find = () => {
    const search = document.querySelector("[data-search], #main input[type=search]");
    search?.focus();
    search?.select();
  };

  document.querySelectorAll("[data-help]").forEach((button) => {
    button.hidden = !help;
    button.addEventListener("click", () => help.showModal());
  });

  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]");
      closeMenus();
      menu?.querySelector("summary").focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || help?.open) return;
    if (event.key === "/") { event.preventDefault(); find(); }
    if (event.key === "?" && help) { event.preventDefault(); help.showModal(); }
  });
})();
