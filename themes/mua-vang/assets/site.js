// What a reader with script gets on top: day of today, print, copy link, text size, lookup of a day, photos in full.
// Every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, each) => document.querySelectorAll(selector).forEach(each);
  root.classList.add("js");

  all("[data-today]", (place) => {
    const text = new Intl.DateTimeFormat(root.lang, { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
    place.textContent = text.charAt(0).toUpperCase() + text.slice(1);
  });

  all("[data-print]", (button) => button.addEventListener("click", () => print()));

  all("[data-copy]", (button) => button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 2500);
    } catch {
      prompt(button.textContent, button.dataset.copy);
    }
  }));

  // Text size of articles, kept in this browser only.
  const article = document.querySelector(".article");
  if (article) {
    let size = 1;
    const set = (value) => {
      size = Math.min(1.6, Math.max(0.9, Math.round(value * 10) / 10));
      article.style.setProperty("--size", size);
    };
    try { set(Number(localStorage.getItem("text-size")) || 1); } catch { /* storage is closed */ }
    all("[data-size]", (button) => button.addEventListener("click", () => {
      set(size + Number(button.dataset.size) / 10);
      try { localStorage.setItem("text-size", size); } catch { /* storage is closed */ }
    }));
  }

  // Days without news have no page: ask before going there.
  all("[data-lookup]", (form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const base = new FormData(form).get("scope");
    const address = new URL(form.elements.day.value.replaceAll("-", "/") + "/", new URL(base, location.href));
    const answer = form.querySelector("[data-answer]");
    answer.textContent = "";
    try {
      const found = await fetch(address, { method: "HEAD" });
      if (!found.ok) {
        answer.textContent = form.dataset.none;
        return;
      }
    } catch { /* offline or a file: let the browser try */ }
    location.href = address;
  }));

  const zooms = [...document.querySelectorAll("a.zoom")];
  if (zooms.length && window.HTMLDialogElement) {
    const light = document.createElement("dialog");
    light.className = "light";
    const words = root.lang === "vi" ? ["Ảnh trước", "Ảnh sau", "Đóng"] : ["Previous photo", "Next photo", "Close"];
    const bar = document.createElement("div");
    bar.className = "light-bar";
    const photo = new Image();
    const text = document.createElement("p");
    let at = 0;
    const show = (index) => {
      at = (index + zooms.length) % zooms.length;
      const inner = zooms[at].querySelector("img");
      photo.src = zooms[at].href;
      photo.alt = inner.alt;
      text.textContent = zooms[at].parentElement.querySelector("figcaption")?.textContent.trim() ?? "";
    };
    const button = (sign, name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = sign;
      made.setAttribute("aria-label", name);
      made.addEventListener("click", act);
      bar.append(made);
    };
    if (zooms.length > 1) {
      button("←", words[0], () => show(at - 1));
      button("→", words[1], () => show(at + 1));
    }
    button("✕", words[2], () => light.close());
    light.append(bar, photo, text);
    light.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") show(at - 1);
      if (event.key === "ArrowRight") show(at + 1);
    });
    light.addEventListener("click", (event) => { if (event.target === light || event.target === photo) light.close(); });
    light.addEventListener("close", () => zooms[at].focus());
    document.body.append(light);
    zooms.forEach((zoom, index) => zoom.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      light.setAttribute("aria-label", text.textContent || photo.alt);
      light.showModal();
    }));
  }
})();
