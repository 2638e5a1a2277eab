// Suggestions below a search box: a combobox with a list box, as the ARIA Authoring Practices describe it. Without this
// script the box is a plain field of a form, and stays one where no suggestion is taken.
(() => {
  "use strict";
  const SHORTEST = 2;
  const PAUSE = 150;

  function prepare(input) {
    const place = document.createElement("div");
    const list = document.createElement("div");
    const status = document.createElement("p");
    place.className = "suggestions";
    list.id = `${input.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    place.append(list, status);
    // After the button, which the list must not cover where it stands in a line of its own.
    input.form.querySelector("button").after(place);
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    let timer, request, active = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];

    function mark(index) {
      active = index;
      options().forEach((option, position) => option.setAttribute("aria-selected", position === index));
      const option = options()[index];
      if (!option) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", open);
      mark(-1);
    }

    function close() {
      clearTimeout(timer);
      request?.abort();
      status.textContent = "";
      show(false);
    }

    async function ask() {
      request?.abort();
      const mine = (request = new AbortController());
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`, { signal: mine.signal });
        const html = answer.ok ? await answer.text() : "";
        if (mine.signal.aborted) return;
        list.innerHTML = html;
        options().forEach((option, index) => (option.id = `${list.id}-${index}`));
        status.textContent = list.firstElementChild?.dataset.status ?? "";
        show(options().length > 0);
      } catch {
        // Aborted for a later question, or no connection: the field works without suggestions.
      }
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (event.isComposing) return;
      if ([...input.value.trim()].length < SHORTEST) return close();
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("compositionend", () => {
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = options().length;
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
        event.preventDefault();
        if (list.hidden) show(true);
        // One more place than options: the field itself, so that what was typed can be gone back to.
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(((active + 1 + step + count + 1) % (count + 1)) - 1);
      } else if (event.key === "Enter") {
        const option = list.hidden ? null : options()[active];
        if (option) {
          event.preventDefault();
          location.assign(option.dataset.address);
        }
        close();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // The first one closes the list, the next one empties the field.
        close();
      }
    });
    input.addEventListener("blur", close);
    // The field keeps the focus, so that the list is still there when the finger or the button goes up.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.address);
    });
  }

  document.querySelectorAll("input[data-suggest]").forEach(prepare);
})();
