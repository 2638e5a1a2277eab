// Groups of filters and columns stay open or closed when results are replaced; filters stand open beside the results on wide screens.
(() => {
  "use strict";
  const wide = matchMedia("(min-width: 60rem)");
  const groups = () => document.querySelectorAll("#results details[id]");
  const openOnWide = () => {
    const all = document.getElementById("facets");
    if (all && wide.matches) all.open = true;
  };
  let open = null;
  document.addEventListener("htmx:beforeSwap", () => {
    open = new Map([...groups()].map((group) => [group.id, group.open]));
  });
  document.addEventListener("htmx:afterSettle", () => {
    groups().forEach((group) => {
      if (open && open.has(group.id)) group.open = open.get(group.id);
    });
    openOnWide();
  });
  wide.addEventListener("change", openOnWide);
  openOnWide();
})();
