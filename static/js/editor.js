/* The editor of notes: finds a term in a long list, says what a source supports, and keeps the state on top true after an automatic save. */
(() => {
  function prepare(terms) {
    if (terms.dataset.prepared) return;
    terms.dataset.prepared = "yes";
    if (!terms.dataset.termsSearch) return;
    const box = document.createElement("input");
    box.type = "search";
    box.placeholder = terms.dataset.termsSearch;
    box.setAttribute("aria-label", terms.dataset.termsSearch);
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const item of terms.querySelectorAll("li")) {
        const label = item.querySelector("label");
        const text = `${label.textContent} ${label.title}`.toLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
      }
      for (const family of terms.querySelectorAll("details")) {
        const found = family.querySelector("li:not([hidden])");
        family.hidden = !found;
        family.open = Boolean(found) && (words.length > 0 || Boolean(family.querySelector("input:checked")));
      }
    });
    terms.prepend(box);
  }

  /* The closed list of what a source supports says what is ticked in it; rows may be added at any time. */
  document.addEventListener("change", (event) => {
    const supports = event.target.closest?.("details.supports");
    if (!supports) return;
    const chosen = [...supports.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
    supports.querySelector("summary").textContent = chosen.join(", ") || supports.dataset.supportsNone;
  });

  function prepareAll() {
    document.querySelectorAll(".terms").forEach(prepare);
  }

  async function refreshState() {
    const state = document.querySelector("[data-note-state-url]");
    if (!state) return;
    const response = await fetch(state.dataset.noteStateUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!response.ok) return;
    state.innerHTML = await response.text();
    clearSolved(state);
  }

  /* A mark at a field goes with the problem that it names; it comes back where undoing brings the problem back. */
  function clearSolved(state) {
    const left = [...state.querySelectorAll("li[data-note-problem]")];
    for (const mark of document.querySelectorAll("strong[data-note-problem]")) {
      mark.hidden = !left.some(
        (item) =>
          item.dataset.noteProblem === mark.dataset.noteProblem &&
          item.textContent.trim().endsWith(mark.textContent.trim()),
      );
    }
  }

  document.addEventListener("DOMContentLoaded", prepareAll);
  document.addEventListener("w-autosave:success", refreshState);
  if (document.readyState !== "loading") prepareAll();
})();
