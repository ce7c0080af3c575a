// Says a time by the browser's own clock too, where that shows another one than the page does.
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const whose = zone ? `In your browser’s zone (${zone.replaceAll("_", " ")})` : "By your browser’s clock";
  const format = new Intl.DateTimeFormat("en-US", {
    weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", hour12: true,
  });

  const spoken = (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${part.weekday} ${part.day} ${part.month} ${part.hour}:${part.minute} ${part.dayPeriod}`;
  };

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
