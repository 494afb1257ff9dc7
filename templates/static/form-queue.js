// What was typed in a form and is not sent yet: kept on this phone, shared by its tabs and by the worker of the form.
// An answer has a number of its own: sent twice, or late, it changes nothing more.
'use strict';
const formQueue = (() => {
  const DAYS = 14;
  const MOST = 50;

  let opened;
  const open = () => {
    opened ??= new Promise((done, failed) => {
      const asked = indexedDB.open('fiches', 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore('forms', { keyPath: 'form' });
        asked.result.createObjectStore('answers', { keyPath: ['form', 'key'] });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    return opened;
  };

  // One transaction on both tables; `act` gives what it found through `found`.
  const run = async (act) => {
    const tx = (await open()).transaction(['forms', 'answers'], 'readwrite');
    return new Promise((done, failed) => {
      let result;
      const read = (asked, then) => { asked.onsuccess = () => then(asked.result); };
      act(tx.objectStore('forms'), tx.objectStore('answers'), read, (found) => { result = found; });
      tx.oncomplete = () => done(result);
      tx.onerror = () => failed(tx.error);
      tx.onabort = () => failed(tx.error);
    });
  };
  const ofForm = (form) => IDBKeyRange.bound([form], [form, []]);

  const heard = 'BroadcastChannel' in self ? new BroadcastChannel('fiches') : null;
  const tell = (form, next = null) => heard?.postMessage({ form, next });

  const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  // The form of this page: its address and token replace those of an older link to the same listing.
  const enter = (form, address, csrf) => run((forms, answers, read, found) => {
    read(forms.get(form), (held) => {
      const row = { device: newName(), next: 1, publication: null, ...held, form, address, csrf, seen: Date.now() };
      forms.put(row);
      found(row);
    });
    // What nobody came back for is forgotten.
    read(forms.getAll(), (all) => {
      for (const old of all.filter((row) => row.seen < Date.now() - DAYS * 86400000)) {
        forms.delete(old.form);
        answers.delete(ofForm(old.form));
      }
    });
  });

  const get = (form) => run((forms, _answers, read, found) => read(forms.get(form), found));
  const all = (form) => run((_forms, answers, read, found) => read(answers.getAll(ofForm(form)), found));

  // `ready` answers are sent; others are only kept, because somebody is still typing.
  const put = (form, { sheet, key, fields, ready }) => run((forms, answers, read) => {
    read(forms.get(form), (held) => {
      if (!held) return;
      forms.put({ ...held, next: held.next + 1, seen: Date.now() });
      answers.put({ form, key: `${sheet} ${key}`, sheet, fields, n: held.next, at: Date.now(), state: ready ? 'waiting' : 'typing', faults: null });
    });
  });

  // What was being typed when its page went away is sent as it is.
  const wake = (form) => run((_forms, answers, read) => {
    read(answers.getAll(ofForm(form)), (held) => {
      for (const item of held) if (item.state === 'typing' && item.at < Date.now() - 5000) answers.put({ ...item, state: 'waiting' });
    });
  });

  // Lets go of an answer, unless it was typed again meanwhile.
  const forget = (item) => run((_forms, answers, read) => {
    read(answers.get([item.form, item.key]), (held) => { if (held?.n === item.n) answers.delete([item.form, item.key]); });
  });

  const publish = (form, exact, seen) => run((forms, _answers, read) => {
    read(forms.get(form), (held) => {
      if (held) forms.put({ ...held, publication: { exact: [...new Set([...(held.publication?.exact ?? []), ...exact])], seen: held.publication?.seen ?? seen } });
    });
  });

  const settle = (form, sent, refused, was, is) => run((forms, answers, read) => {
    for (const item of sent) {
      read(answers.get([form, item.key]), (held) => {
        // Typed again meanwhile: what is newer waits for its own turn.
        if (!held || held.n !== item.n) return;
        const refusal = refused.find(({ n }) => n === item.n);
        if (refusal) answers.put({ ...held, state: 'refused', faults: refusal.faults });
        else answers.delete([form, item.key]);
      });
    }
    read(forms.get(form), (held) => {
      // Publishing was asked of the draft as it was shown, and of what was typed here since.
      if (held?.publication && held.publication.seen === was) forms.put({ ...held, publication: { ...held.publication, seen: is } });
    });
  });

  const drop = (form, what) => run((forms, answers, read) => {
    if (what === 'publication') read(forms.get(form), (held) => { if (held) forms.put({ ...held, publication: null }); });
    else { forms.delete(form); answers.delete(ofForm(form)); }
  });

  // Throws 'over' for a link that opens no more; any other failure is the network's.
  const ask = async (address, kind, body) => {
    const answer = await fetch(address, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': kind }, body });
    if ([403, 404, 410].includes(answer.status)) throw new Error('over');
    if (!answer.ok && answer.status !== 422) throw new Error(`answer ${answer.status}`);
    return answer;
  };

  const sendNow = async (form) => {
    for (;;) {
      const held = await get(form);
      const waiting = (await all(form)).filter((item) => item.state === 'waiting').slice(0, MOST);
      if (!held || waiting.length === 0) break;
      const edits = waiting.map(({ n, at, sheet, fields }) => ({ n, ago_ms: Math.max(0, Date.now() - at), sheet, fields }));
      const answer = await ask(`${held.address}/reponses`, 'application/json', JSON.stringify({ csrf: held.csrf, device: held.device, edits }));
      const said = await answer.json();
      await settle(form, waiting, said.refused, said.was, said.is);
      tell(form);
    }
    const held = await get(form);
    if (!held?.publication || (await all(form)).some((item) => item.state === 'refused')) return null;
    const body = new URLSearchParams({ csrf: held.csrf, vu: held.publication.seen });
    for (const exact of held.publication.exact) body.append('exact', exact);
    const answer = await ask(`${held.address}/publier`, 'application/x-www-form-urlencoded', body.toString());
    await drop(form, 'publication');
    tell(form, answer.url);
    return answer.url;
  };

  // One tab at a time sends. Gives the page that follows a publication, if there was one.
  const send = (form) => ('locks' in navigator ? navigator.locks.request(`fiche ${form}`, () => sendNow(form)) : sendNow(form));

  // Everything that waits, whichever form: for the worker, when the network is back and no page is open.
  const sendAll = async () => {
    const forms = await run((store, _answers, read, found) => read(store.getAll(), found));
    for (const { form } of forms) await send(form);
  };

  return { enter, get, all, put, wake, forget, publish, drop, send, sendAll, heard };
})();
