// Comfort only: every page works without this file.
"use strict";
(() => {
  const focusFirst = document.querySelector("[data-focus]");
  if (focusFirst) focusFirst.focus();

  // Three Shift presses in a row leave the page, as the button does.
  let presses = 0;
  document.addEventListener("keydown", (event) => {
    presses = event.key === "Shift" ? presses + 1 : 0;
    if (presses === 3) document.getElementById("leave")?.requestSubmit();
  });

  // 1, 2 and 3 judge a pair, unless somebody is writing a reason.
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)?.click();
  });

  // A choice in a filter is applied at once.
  for (const choice of document.querySelectorAll("form.filters select"))
    choice.addEventListener("change", () => choice.form.requestSubmit());
})();
