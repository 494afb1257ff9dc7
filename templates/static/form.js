// A form on a weak network: each answer is kept on this phone as it is typed, sent at once when there is a network, and
// otherwise later. The form works without this script; nothing here is needed when the network never fails.
'use strict';
(() => {
  const state = document.getElementById('etat');
  const over = document.getElementById('etat-fin');
  const { form, home } = state.dataset;
  const sheet = document.querySelector('form[data-sheet]');
  const publication = document.getElementById('publier');
  const isThanks = 'published' in state.dataset;

  const say = (words, mood = '') => {
    if (state.textContent !== words) state.textContent = words;
    state.className = `form-state ${mood}`;
  };
  const count = (number) => (number === 1 ? '1 réponse est gardée sur ce téléphone, elle sera envoyée' : `${number} réponses sont gardées sur ce téléphone, elles seront envoyées`);

  // A question is what its outermost group of fields posts.
  const groupOf = (element) => {
    let group = element.closest('.field, fieldset');
    for (let outer = group; outer && sheet.contains(outer); outer = outer.parentElement.closest('.field, fieldset')) group = outer;
    return group && sheet.contains(group) ? group : null;
  };
  const inputsOf = (group) => Array.from(group.querySelectorAll('input[name], textarea[name], select[name]'));
  const keyOf = (group) => inputsOf(group)[0].name;
  const fieldsOf = (group) => inputsOf(group)
    .filter((input) => !['radio', 'checkbox'].includes(input.type) || input.checked)
    .map((input) => [input.name, input.value]);

  const fill = (group, fields) => {
    for (const input of inputsOf(group)) {
      const texts = fields.filter(([name]) => name === input.name).map(([, text]) => text);
      if (['radio', 'checkbox'].includes(input.type)) input.checked = texts.includes(input.value);
      else if (input.type !== 'hidden') input.value = texts[0] ?? '';
    }
  };

  // What is wrong is said where it is, as the page of the server would.
  const mark = (group, faults) => {
    group.querySelectorAll('.error').forEach((error) => error.remove());
    for (const input of inputsOf(group)) {
      input.removeAttribute('aria-invalid');
      const described = (input.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && !id.endsWith('-erreur'));
      if (described.length > 0) input.setAttribute('aria-describedby', described.join(' '));
      else input.removeAttribute('aria-describedby');
    }
    for (const [key, words] of Object.entries(faults ?? {})) {
      const id = key.replaceAll('.', '-');
      const place = document.getElementById(id) ?? group;
      const error = document.createElement('p');
      error.className = 'error';
      error.id = `${id}-erreur`;
      error.textContent = words;
      if (place.matches('input, textarea, select')) place.before(error);
      else (place.querySelector('legend') ?? place.lastElementChild).after(error);
      for (const input of place.matches('input, textarea, select') ? [place] : inputsOf(place)) {
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', `${input.getAttribute('aria-describedby') ?? ''} ${error.id}`.trim());
      }
    }
  };

  const groups = () => new Map(Array.from(sheet?.querySelectorAll('input[name], textarea[name], select[name]') ?? [])
    .map((input) => groupOf(input)).filter(Boolean).map((group) => [`${sheet.dataset.sheet} ${keyOf(group)}`, group]));

  // What waits on this phone is shown over what the server said last.
  const overlay = async () => {
    const here = groups();
    for (const item of await formQueue.all(form)) {
      const group = here.get(item.key);
      if (!group) continue;
      if (!group.contains(document.activeElement)) fill(group, item.fields);
      mark(group, item.faults);
    }
    // Questions that hang on what was just filled in show themselves.
    sheet?.dispatchEvent(new Event('change'));
  };

  const tellState = async (failure) => {
    const items = await formQueue.all(form);
    const waiting = items.filter((item) => item.state !== 'refused').length;
    const refused = items.length - waiting;
    const asked = (await formQueue.get(form))?.publication;
    over.hidden = failure !== 'over';
    if (failure === 'over') {
      say(items.length > 0 || asked
        ? 'Ce lien n’est plus valable. Rien n’est perdu\u00a0: vos réponses restent sur ce téléphone, et partiront quand vous ouvrirez un nouveau lien pour ce lieu.'
        : 'Ce lien n’est plus valable.', 'bad');
    } else if (failure && asked) {
      say('Votre confirmation est gardée sur ce téléphone, elle sera envoyée dès que le réseau revient. Vous pouvez fermer cette page.', 'warn');
    } else if (failure && waiting > 0) {
      say(`Pas de réseau\u00a0: ${count(waiting)} dès qu’il revient.`, 'warn');
    } else if (failure) {
      say('Pas de réseau\u00a0: vous pouvez continuer, vos réponses seront gardées sur ce téléphone.', 'warn');
    } else if (refused > 0) {
      say(refused === 1 ? 'Une réponse est à corriger\u00a0; elle reste sur ce téléphone.' : `${refused} réponses sont à corriger\u00a0; elles restent sur ce téléphone.`, 'bad');
    } else if (touched) {
      say('Enregistré. Il reste à publier.', 'good');
    } else {
      say('');
    }
  };

  let touched = false;
  const sync = async () => {
    await formQueue.wake(form);
    const before = (await formQueue.all(form)).filter((item) => item.state === 'waiting').length;
    try {
      if (before > 0) { touched = true; say('Enregistrement…'); }
      const next = await formQueue.send(form);
      await overlay();
      await tellState(null);
      if (next) location.assign(next);
      // The summary shows what was published or saved: once more of it is saved, it is shown anew.
      else if (before > 0 && publication) location.reload();
      return true;
    } catch (error) {
      await overlay();
      await tellState(error.message === 'over' ? 'over' : 'away');
      const worker = await navigator.serviceWorker?.getRegistration(home);
      await worker?.sync?.register('envoyer').catch(() => undefined);
      return false;
    }
  };

  const note = async (element, ready) => {
    const group = groupOf(element);
    if (!group) return;
    // What was said of the answer before says nothing of this one.
    if (ready) mark(group, null);
    // A new offer is nothing without its family.
    const family = sheet.querySelector('input[type=hidden][name=family]');
    if (family && ready) await formQueue.put(form, { sheet: sheet.dataset.sheet, key: 'family', fields: [['family', family.value]], ready });
    await formQueue.put(form, { sheet: sheet.dataset.sheet, key: keyOf(group), fields: fieldsOf(group), ready });
  };

  // A day half filled in is not an answer yet: it is sent when its group is left.
  const isWhole = (input) => input.type !== 'time';
  let chain = Promise.resolve();
  const then = (act) => { chain = chain.then(act).catch(() => undefined); return chain; };
  // What is typed is kept at once: it never waits for an answer of the network.
  let notes = Promise.resolve();
  const keep = (act) => { notes = notes.then(act).catch(() => undefined); return notes; };
  // The whole form is sent as it always was; when that cannot be, its answers wait here.
  const saveAll = async () => {
    if (!(await sync())) return;
    for (const item of await formQueue.all(form)) if (item.sheet === sheet.dataset.sheet) await formQueue.forget(item);
    sheet.submit();
  };

  const listen = () => {
    const changed = new Set();
    sheet.addEventListener('input', (event) => {
      const group = groupOf(event.target);
      if (group) changed.add(group);
      keep(() => note(event.target, false));
    });
    sheet.addEventListener('change', (event) => {
      const group = groupOf(event.target);
      if (!group || !isWhole(event.target)) return;
      changed.delete(group);
      keep(() => note(event.target, true)).then(() => then(sync));
    });
    sheet.addEventListener('focusout', (event) => {
      const group = groupOf(event.target);
      if (!group || !changed.has(group) || group.contains(event.relatedTarget)) return;
      changed.delete(group);
      keep(() => note(event.target, true)).then(() => then(sync));
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden || changed.size === 0) return;
      for (const group of changed) keep(() => note(inputsOf(group)[0], true));
      changed.clear();
      notes.then(() => then(sync));
    });
    sheet.addEventListener('submit', (event) => {
      // A button of its own fills something in on the server.
      if (event.submitter?.name) return;
      event.preventDefault();
      for (const group of changed) keep(() => note(inputsOf(group)[0], true));
      changed.clear();
      notes.then(() => chain).then(saveAll).catch(() => sheet.submit());
    });
  };

  const publishing = () => publication.addEventListener('submit', (event) => {
    const button = event.submitter;
    const exact = button?.name === 'exact' ? [button.value] : [];
    event.preventDefault();
    (async () => {
      await formQueue.publish(form, exact, publication.elements.vu.value);
      await sync();
    })().catch(() => {
      // No room on this phone: the form is sent as if there were no script.
      if (exact[0]) publication.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'exact', value: exact[0] }));
      publication.submit();
    });
  });

  const forget = async () => {
    await caches.delete(`fiche:${home}`);
    const worker = await navigator.serviceWorker?.getRegistration(home);
    await worker?.unregister();
  };

  // Pages are kept on phones, which are somebody's own; a computer may be shared.
  const keepPages = async () => {
    if (!('serviceWorker' in navigator) || !matchMedia('(any-pointer: coarse)').matches) return;
    await navigator.serviceWorker.register('/static/form-sw.js', { scope: home });
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
    }
    // A page that was opened before the worker is kept by asking for it once more, through the worker.
    if (!(await caches.match(location.pathname, { cacheName: `fiche:${home}` }))) await fetch(location.pathname, { credentials: 'same-origin' });
  };

  const start = async () => {
    if (isThanks) {
      if ((await formQueue.all(form)).length === 0) await formQueue.drop(form);
      await forget();
      return;
    }
    await formQueue.enter(form, home, state.dataset.csrf);
    if (sheet) listen();
    if (publication) publishing();
    document.getElementById('effacer')?.addEventListener('click', async () => {
      await formQueue.drop(form);
      await forget();
      over.hidden = true;
      say('C’est effacé de ce téléphone.');
    });
    formQueue.heard?.addEventListener('message', async ({ data }) => {
      if (data.form !== form) return;
      await overlay();
      await tellState(null);
      if (publication) location.assign(data.next ?? home);
    });
    addEventListener('online', () => then(sync));
    addEventListener('offline', () => tellState('away'));
    setInterval(async () => { if ((await formQueue.all(form)).some((item) => item.state !== 'refused')) then(sync); }, 20000);
    await overlay();
    if ((await formQueue.all(form)).length > 0 || (await formQueue.get(form)).publication) await sync();
    else if (!navigator.onLine) await tellState('away');
    await keepPages().catch(() => undefined);
  };
  start().catch(() => undefined);
})();
