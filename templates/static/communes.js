// Communes are proposed while a name is typed: a combobox with a list, by keyboard, finger or voice. Without it, the form
// asks which commune is meant once it is sent.
for (const input of document.querySelectorAll('input[data-communes]')) {
  const list = document.createElement('ul');
  const status = document.createElement('p');
  list.id = `${input.id}-liste`;
  list.className = 'proposals';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Communes proposées');
  list.hidden = true;
  status.className = 'sr-only';
  status.setAttribute('role', 'status');
  input.after(list, status);
  for (const [name, value] of Object.entries({
    role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
  })) input.setAttribute(name, value);

  let active = -1;
  let turn = 0;
  let waiting;
  const options = () => [...list.children];
  const mark = (n) => {
    active = n;
    options().forEach((option, at) => option.setAttribute('aria-selected', String(at === n)));
    if (n < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', options()[n].id);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    mark(-1);
  };
  const choose = (option) => {
    input.value = option.textContent;
    // What was to be chosen for another text is over.
    input.closest('.field').querySelector('.which')?.remove();
    close();
  };
  const show = (names) => {
    list.replaceChildren(...names.map((name, n) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${n}`;
      option.setAttribute('role', 'option');
      option.textContent = name;
      // Before the field loses the focus.
      option.addEventListener('pointerdown', (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    if (names.length === 0) close();
    else {
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      mark(-1);
    }
    status.textContent = names.length === 0 ? 'Aucune commune proposée.' : `${names.length} commune${names.length > 1 ? 's' : ''} proposée${names.length > 1 ? 's' : ''}.`;
  };

  input.addEventListener('input', () => {
    clearTimeout(waiting);
    const mine = ++turn;
    const text = input.value.trim();
    if (text.length < 2) { close(); return; }
    waiting = setTimeout(async () => {
      try {
        const answer = await fetch(`${input.dataset.communes}?q=${encodeURIComponent(text)}`);
        const names = await answer.json();
        if (mine === turn) show(names);
      } catch { close(); }
    }, 150);
  });
  input.addEventListener('keydown', (event) => {
    const count = options().length;
    if (list.hidden || count === 0) return;
    if (event.key === 'ArrowDown') { mark((active + 1) % count); event.preventDefault(); }
    else if (event.key === 'ArrowUp') { mark((active - 1 + count) % count); event.preventDefault(); }
    else if (event.key === 'Enter' && active >= 0) { choose(options()[active]); event.preventDefault(); }
    else if (event.key === 'Escape') { close(); event.preventDefault(); }
  });
  input.addEventListener('blur', () => { turn += 1; clearTimeout(waiting); close(); });
}
