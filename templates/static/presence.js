// The door of a meeting: what is ticked is kept on this phone first, and sent when there is a network.
// The page works without this script; nothing here is needed when the network never fails.
'use strict';
(() => {
  const root = document.getElementById('presence');
  const state = document.getElementById('etat');
  const address = root.dataset.address;
  const worker = '/static/presence-sw.js';

  // What this phone keeps: one database a meeting, one row a tick.
  const kept = (() => {
    let opened;
    const open = () => {
      opened ??= new Promise((done, failed) => {
        const asked = indexedDB.open(`presence:${address}`, 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('queue', { keyPath: 'id' });
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
      });
      return opened;
    };
    const run = async (mode, act) => {
      const store = (await open()).transaction('queue', mode).objectStore('queue');
      return new Promise((done, failed) => {
        const asked = act(store);
        store.transaction.oncomplete = () => done(asked.result);
        store.transaction.onerror = () => failed(store.transaction.error);
      });
    };
    return {
      all: () => run('readonly', (store) => store.getAll()),
      put: (row) => run('readwrite', (store) => store.put(row)),
      drop: (id) => run('readwrite', (store) => store.delete(id)),
      forget: async () => { (await open()).close(); opened = undefined; indexedDB.deleteDatabase(`presence:${address}`); },
    };
  })();

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
  const hour = (at) => {
    const date = new Date(at);
    return `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, '0')}`;
  };
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

  const say = (words, mood) => {
    state.hidden = false;
    state.className = `notice presence-state ${mood}`;
    state.firstElementChild.textContent = words;
  };

  const rows = () => Array.from(document.querySelectorAll('#liste li[data-person]'));
  const rowOf = (person) => document.getElementById(`p-${person}`);

  const show = (row, words) => {
    const here = words !== '';
    row.classList.toggle('here', here);
    row.querySelector('.arrival').hidden = !here;
    row.querySelector('.arrival span').textContent = words;
    row.querySelector('[name=came]').hidden = here;
    row.querySelector('[name=undone]').hidden = !here;
    for (const button of row.querySelectorAll('[name=agrees], [name=refuses]')) button.hidden = !here;
  };

  // What waits on this phone is shown over what the server said last.
  const overlay = async () => {
    const waiting = (await kept.all()).sort((one, other) => one.at - other.at);
    document.querySelectorAll('#liste .waiting').forEach((row) => row.remove());
    for (const item of waiting) {
      if (item.kind === 'tick') {
        const row = rowOf(item.person);
        if (row) show(row, item.came ? `${hour(item.at)}, gardé sur ce téléphone` : '');
      } else {
        const row = document.createElement('li');
        row.className = 'waiting here';
        const name = document.createElement('strong');
        name.textContent = item.name;
        const arrival = document.createElement('p');
        arrival.className = 'arrival';
        arrival.textContent = `✓ Est là\u00a0: ${hour(item.at)}, gardé sur ce téléphone${item.refused ? `. ${item.refused}` : ''}`;
        row.append(name, document.createElement('br'), item.organisation, arrival);
        document.querySelector('#liste ul.presence').prepend(row);
      }
    }
    return waiting;
  };

  const count = (number) => (number === 1 ? '1 arrivée' : `${number} arrivées`);

  // A fresh page from the server; the service worker keeps it for the next time there is no network.
  const refresh = async () => {
    const answer = await fetch(address, { credentials: 'same-origin', cache: 'no-store' });
    if (answer.redirected || !answer.ok) throw new Error('signed out');
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const list = page.getElementById('liste');
    if (!list) throw new Error('signed out');
    document.getElementById('liste').replaceWith(list);
    for (const field of document.querySelectorAll('#ajouter [name=csrf]')) {
      field.value = list.querySelector('[name=csrf]').value;
    }
    filter();
  };

  const post = async (waiting) => {
    const csrf = document.querySelector('#pointer [name=csrf]').value;
    const ticks = waiting.filter((item) => item.kind === 'tick');
    const walkIns = waiting.filter((item) => item.kind === 'walk_in' && !item.refused);
    const body = JSON.stringify({
      csrf,
      ticks: ticks.map(({ id, person, came, badge, at }) => ({ id, person, came, badge, at })),
      walk_ins: walkIns.map(({ id, name, organisation, email, agrees, at }) => ({ id, name, organisation, email, agrees, at })),
    });
    const answer = await fetch(`${address}/synchroniser`, {
      method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body,
    });
    if (answer.redirected || answer.status === 403) throw new Error('signed out');
    if (!answer.ok) throw new Error(`answer ${answer.status}`);
    return answer.json();
  };

  let busy = false;
  let again = false;
  const sync = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const waiting = await overlay();
      const toSend = waiting.filter((item) => !item.refused);
      if (!navigator.onLine) throw new TypeError('offline');
      if (toSend.length > 0) {
        say(`Envoi de ${count(toSend.length)}…`, '');
        let heard;
        try {
          heard = await post(toSend);
        } catch (error) {
          if (error.message !== 'signed out') throw error;
          // The page was kept since another visit: take a fresh one, and try once more.
          await refresh();
          heard = await post(toSend);
        }
        for (const id of heard.done) await kept.drop(id);
        for (const { id, words } of heard.refused) {
          const item = toSend.find((one) => one.id === id);
          if (item) await kept.put({ ...item, refused: words });
        }
      }
      await refresh();
      const left = await overlay();
      if (left.length > 0) say(`${count(left.length)} à corriger\u00a0: voyez la liste.`, 'warn');
      else say('Tout est enregistré.', 'good');
    } catch (error) {
      const left = await overlay();
      if (error.message === 'signed out') {
        say(`Votre session est terminée. Rien n’est perdu\u00a0: ${count(left.length)} sur ce téléphone. Entrez de nouveau dans le bureau, puis rouvrez cette page.`, 'bad');
      } else if (left.length > 0) {
        say(`Hors ligne\u00a0: ${count(left.length)} sur ce téléphone, à envoyer dès que le réseau revient.`, 'warn');
      } else {
        say('Hors ligne\u00a0: vous pouvez continuer à noter les arrivées.', 'warn');
      }
    } finally {
      busy = false;
      if (again) { again = false; sync(); }
    }
  };

  const tick = async (person, came, badge) => {
    // Undoing comes after what it undoes, even when the clock of another phone is ahead.
    const last = Math.max(Number(rowOf(person)?.dataset.at ?? 0), ...(await kept.all()).filter((item) => item.person === person).map((item) => item.at));
    await kept.put({ id: newId(), kind: 'tick', person, came, badge, at: Math.max(Date.now(), last + 1) });
    await sync();
  };

  root.addEventListener('submit', async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.id === 'pointer' && button && (button.name === 'came' || button.name === 'undone')) {
      event.preventDefault();
      await tick(button.value, button.name === 'came', false);
    } else if (form.id === 'ajouter') {
      event.preventDefault();
      const field = (name) => form.elements[name].value.trim();
      const item = {
        id: newId(), kind: 'walk_in', name: field('name'), organisation: field('organisation'), email: field('email'),
        agrees: form.elements.agrees.checked, at: Date.now(),
      };
      // One that was refused is corrected by noting it again.
      for (const old of await kept.all()) if (old.refused) await kept.drop(old.id);
      await kept.put(item);
      form.reset();
      form.elements.name.focus();
      await sync();
    } else if (form.id === 'chercher') {
      event.preventDefault();
      filter();
    }
  });

  const filter = () => {
    const sought = document.getElementById('q').value;
    const words = fold(sought.trim());
    const digits = sought.replace(/\D/g, '');
    for (const row of rows()) {
      const found = words === '' || fold(row.textContent).includes(words)
        || (digits.length > 2 && row.dataset.number.replace(/\D/g, '').includes(digits));
      row.hidden = !found;
    }
  };
  document.getElementById('q').addEventListener('input', filter);

  // Scanning, where the browser can read codes.
  const scan = async () => {
    const video = document.getElementById('camera');
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    let last = '';
    const look = async () => {
      if (video.hidden) return;
      for (const { rawValue } of await detector.detect(video)) {
        const found = rawValue.match(/\/bureau\/badge\/([0-9a-f-]{36})$/);
        if (!found || found[1] === last) continue;
        [, last] = found;
        const row = rows().find((one) => one.dataset.invitation === last);
        if (row) {
          await tick(row.dataset.person, true, true);
          row.scrollIntoView({ block: 'center' });
        } else {
          say('Ce code n’est pas celui d’une personne invitée à cette réunion.', 'bad');
        }
      }
      setTimeout(look, 250);
    };
    look();
  };
  if ('BarcodeDetector' in window && navigator.mediaDevices) {
    document.querySelector('.presence-scan').hidden = false;
    document.getElementById('viser').addEventListener('click', () => {
      scan().catch(() => say('L’appareil photo n’est pas disponible\u00a0: tapez le numéro.', 'bad'));
    });
  }

  // Once the meeting is long over and everything is sent, nothing of it stays on this phone.
  const leave = async () => {
    if ((await kept.all()).length > 0) return false;
    await kept.forget();
    if ('serviceWorker' in navigator) {
      for (const registration of await navigator.serviceWorker.getRegistrations()) {
        if (registration.scope === new URL(address, location.href).href) await registration.unregister();
      }
      await caches.delete(`presence:${address}`);
    }
    return true;
  };

  const start = async () => {
    if (root.hasAttribute('data-over') || Date.now() > Number(root.dataset.until)) {
      if (navigator.onLine) await sync();
      if (await leave()) { state.hidden = true; return; }
    }
    if ('serviceWorker' in navigator) {
      await navigator.serviceWorker.register(worker, { scope: address }).catch(() => undefined);
    }
    addEventListener('online', sync);
    addEventListener('offline', sync);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) sync(); });
    setInterval(() => { kept.all().then((waiting) => { if (waiting.some((item) => !item.refused)) sync(); }); }, 30000);
    filter();
    await sync();
  };
  start();
})();
