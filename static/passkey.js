/* Passkeys of officers. A form says in data attributes what to do; without this file, without passkeys or at another address
   than the office's it stays hidden, and what says so stays visible. */
(() => {
  'use strict';
  const d = document;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const named = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));
  const answer = (key, response) => JSON.stringify({
    id: key.id, rawId: text(key.rawId), type: key.type, extensions: {},
    response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
  });
  const make = async (asked) => {
    const key = await navigator.credentials.create({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials),
    } });
    return answer(key, { attestationObject: text(key.response.attestationObject) });
  };
  const use = async (asked) => {
    const key = await navigator.credentials.get({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials),
    } });
    const { authenticatorData, signature, userHandle } = key.response;
    return answer(key, {
      authenticatorData: text(authenticatorData), signature: text(signature),
      userHandle: userHandle && userHandle.byteLength ? text(userHandle) : null,
    });
  };

  d.querySelectorAll('form[data-passkey]').forEach((form) => {
    if (!window.PublicKeyCredential || !navigator.credentials || location.origin !== new URL(form.dataset.alamat).origin) return;
    const button = form.querySelector('button'), news = form.querySelector('[data-kabar]');
    form.hidden = false;
    d.querySelectorAll('[data-tanpa-passkey]').forEach((el) => { el.hidden = true; });
    const run = async () => {
      const asking = new URLSearchParams();
      for (const name of ['token', 'bukti']) if (form.elements[name]) asking.set(name, form.elements[name].value);
      const reply = await fetch(form.dataset.mulai, { method: 'POST', body: asking });
      if (reply.redirected) { location.assign(reply.url); return; }
      if (!reply.ok) throw new Error('refused');
      const question = await reply.json();
      form.elements.jawaban.value = await (form.dataset.passkey === 'buat' ? make : use)(question.publicKey);
      form.elements.tantangan.value = question.tantangan;
      form.submit();
    };
    let busy = false;
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      e.stopImmediatePropagation();
      if (busy) return;
      busy = true;
      button.setAttribute('aria-disabled', 'true');
      news.textContent = form.dataset.tunggu;
      run().catch(() => { news.textContent = form.dataset.gagal; busy = false; button.removeAttribute('aria-disabled'); });
    }, true);
    addEventListener('pageshow', (e) => { if (e.persisted) { busy = false; button.removeAttribute('aria-disabled'); news.textContent = ''; } });
  });
})();
