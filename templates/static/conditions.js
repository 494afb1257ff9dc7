// A question that hangs on another answer shows as soon as that answer is given. Without this script it shows after saving.
for (const form of document.querySelectorAll("form[data-conditions]")) {
  const follow = () => {
    const said = new FormData(form);
    for (const part of form.querySelectorAll("[data-when]")) {
      const codes = part.dataset.codes.split(" ");
      const held = form.elements[part.dataset.when] !== undefined;
      const asked = held && said.getAll(part.dataset.when).some((code) => codes.includes(code));
      if (held) part.hidden = part.disabled = !asked;
    }
  };
  form.addEventListener("change", follow);
}
