// Puts the parts of a page that change daily into their places. Without script, or without an answer, a plain link stands there.
document.querySelectorAll("[data-fragment]").forEach(async (place) => {
  try {
    const address = new URL(place.dataset.fragment, location.href);
    const answer = await fetch(address);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    page.querySelectorAll("[href], [src]").forEach((element) => {
      for (const name of ["href", "src"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, new URL(element.getAttribute(name), address));
      }
      if (element.srcset) element.srcset = element.srcset.replace(/(^|,\s*)(\S+)/g, (_, gap, link) => gap + new URL(link, address));
    });
    place.replaceChildren(...page.querySelector("main").childNodes);
  } catch {
    // offline, or a file opened from a folder
  }
});
