// A list that was asked for on paper opens the printer by itself; without this module Ctrl+P does the same.
if (document.querySelector("[data-printing]")) window.addEventListener("load", () => window.print());
