"use strict";
/* The site's one script: everything works without it. It says when something takes long or fails, moves the focus to
   errors, opens details for print, copies the address, and moves through the list of a type-ahead field. */
(function () {
  const body = document.body;
  const line = document.getElementById("status-line");
  let timer = 0;

  function say(text, bad) {
    clearTimeout(timer);
    if (!line) return;
    line.classList.toggle("is-bad", Boolean(bad));
    line.textContent = text || "";
  }

  /* busy and failure */
  body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.hasAttribute("data-typeahead")) return;
    clearTimeout(timer);
    timer = setTimeout(function () { say(body.dataset.busy); }, 400);
  });
  body.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful || event.detail.xhr.status === 422) say("");
  });
  body.addEventListener("htmx:sendError", function () { say(body.dataset.offline, true); });
  body.addEventListener("htmx:timeout", function () { say(body.dataset.offline, true); });
  body.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status !== 422) say(body.dataset.failed, true);
  });

  /* focus to errors, on load and after a swap */
  function focusErrors() {
    const errors = document.getElementById("errors");
    if (errors) errors.focus();
  }
  body.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.xhr && event.detail.xhr.status === 422) focusErrors();
  });
  focusErrors();

  /* print: all details open, then as they were */
  let opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (item) { item.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (item) { item.open = false; }); });

  /* buttons: print, copy the address */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-print],[data-copy-address]");
    if (!button) return;
    if (button.hasAttribute("data-print")) { window.print(); return; }
    if (navigator.clipboard) {
      navigator.clipboard.writeText(location.href).then(function () { say(body.dataset.copied); });
    }
  });
  document.querySelectorAll("[data-print],[data-copy-address]").forEach(function (button) {
    button.hidden = button.hasAttribute("data-copy-address") && !navigator.clipboard;
  });

  /* type-ahead: <input data-typeahead="list id" role="combobox" aria-controls="list id"> and a server-made listbox */
  function listOf(input) { return document.getElementById(input.dataset.typeahead); }
  function optionsOf(input) {
    const list = listOf(input);
    return list ? Array.from(list.querySelectorAll("[role=option]")) : [];
  }
  function current(input) {
    return document.getElementById(input.getAttribute("aria-activedescendant") || "");
  }
  function mark(input, option) {
    optionsOf(input).forEach(function (item) { item.setAttribute("aria-selected", String(item === option)); });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }
  function show(input, open) {
    const list = listOf(input);
    const on = open && optionsOf(input).length > 0;
    if (list) list.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
    if (!on) mark(input, null);
  }
  function take(input, option) {
    input.value = option.dataset.value;
    const sent = document.getElementById(input.dataset.typeaheadValue || "");
    if (sent) sent.value = option.dataset.key || option.dataset.value;
    show(input, false);
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function fieldOf(target) {
    const list = target.closest("[role=listbox]");
    return list ? document.querySelector('[data-typeahead="' + list.id + '"]') : null;
  }
  document.addEventListener("keydown", function (event) {
    const input = event.target.closest("[data-typeahead]");
    if (!input || event.isComposing) return;
    const options = optionsOf(input);
    const open = input.getAttribute("aria-expanded") === "true";
    const place = options.indexOf(current(input));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      if (!open) show(input, true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = place < 0 && step < 0 ? 0 : place;
      mark(input, options[(from + step + options.length) % options.length]);
    } else if (event.key === "Enter" && open && place >= 0) {
      event.preventDefault();
      take(input, options[place]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      show(input, false);
    }
  });
  document.addEventListener("mousedown", function (event) {
    const option = event.target.closest("[role=option]");
    const input = option && fieldOf(option);
    if (!input) return;
    event.preventDefault();
    take(input, option);
  });
  document.addEventListener("focusout", function (event) {
    const input = event.target.closest("[data-typeahead]");
    if (input) setTimeout(function () { if (document.activeElement !== input) show(input, false); }, 150);
  });
  body.addEventListener("htmx:afterSwap", function (event) {
    document.querySelectorAll("[data-typeahead]").forEach(function (input) {
      const list = listOf(input);
      if (list && (event.target === list || event.target.contains(list) || list.contains(event.target))) {
        show(input, document.activeElement === input);
      }
    });
  });
})();
