// One key each for what waits. The page works without this script; keys do nothing while somebody types.
'use strict';
(() => {
  const cards = [...document.querySelectorAll('[data-carte]')];
  const keys = document.getElementById('touches');
  if (!cards.length || !keys) return;
  keys.hidden = false;
  const current = () => cards.findIndex((card) => card.contains(document.activeElement));
  const go = (step) => {
    const at = current();
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), cards.length - 1);
    cards[next].focus();
    cards[next].scrollIntoView({ block: 'start' });
  };
  document.addEventListener('keydown', (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (target.closest('input, textarea, select, [contenteditable]')) return;
    const card = cards[current()];
    switch (event.key) {
      case 'j': go(1); break;
      case 'k': go(-1); break;
      case 'a': card?.querySelector('[data-touche="a"]').click(); break;
      case 'r': card?.querySelector('[data-raison]').focus(); break;
      case 'c': {
        const field = card?.querySelector('[data-correction]');
        if (!field) { card?.querySelector('[data-touche="c"]').click(); break; }
        field.closest('details').open = true;
        field.focus();
        break;
      }
      default: return;
    }
    event.preventDefault();
  });
})();
