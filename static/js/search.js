// Filters keep the focus, and groups of filters and columns stay open or closed, when results are replaced; filters stand open beside them on wide screens.
(() => {
  "use strict";
  const wide = matchMedia("(min-width: 60rem)");
  const groups = () => document.querySelectorAll("#results details[id]");
  const openOnWide = () => {
    const all = document.getElementById("facets");
    if (all && wide.matches) all.open = true;
  };
  let open = null;
  let focused = [];
  document.addEventListener("htmx:beforeSwap", () => {
    open = new Map([...groups()].map((group) => [group.id, group.open]));
    const group = document.activeElement.closest(".facets fieldset")?.parentElement;
    focused = group ? [`#${CSS.escape(document.activeElement.id)}`, `#${group.id} > summary`] : [];
  });
  document.addEventListener("htmx:afterSettle", () => {
    groups().forEach((group) => {
      if (open && open.has(group.id)) group.open = open.get(group.id);
    });
    openOnWide();
    // What stood in a group that came closed could not take the focus before, and what is no longer there never can.
    const element = focused.map((one) => document.querySelector(one)).find(Boolean);
    if (element) {
      element.focus();
      element.scrollIntoView({ block: "nearest" });
    }
  });
  wide.addEventListener("change", openOnWide);
  openOnWide();
})();
