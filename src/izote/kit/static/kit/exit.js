// Quick exit: the link, or Escape twice within a second, replaces this page by a neutral one.
(() => {
  const link = document.getElementById("quick-exit");
  if (!link) return;
  let last = -Infinity, leaving = false;
  const leave = (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    document.documentElement.hidden = true;
    document.title = "…";
    location.replace(link.href);
  };
  link.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < 1000) leave(event);
    last = event.timeStamp;
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
