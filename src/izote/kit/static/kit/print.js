// A button with data-print opens the print dialogue; without script the browser's own menu does.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
