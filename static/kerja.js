/* Solves an ALTCHA challenge (version 2, PBKDF2) with the browser's own cryptography, off the main thread. Without it,
   or without a secure context, the form's button and five seconds of waiting do. */
(() => {
  'use strict';
  const form = document.querySelector('form[data-kerja]'), subtle = globalThis.crypto?.subtle;
  if (!form || !subtle) return;
  const challenge = JSON.parse(form.dataset.kerja), p = challenge.parameters;
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const nonce = bytes(p.nonce), salt = bytes(p.salt), bar = form.querySelector('progress');
  form.querySelector('[data-kerja-jalan]').hidden = false;
  form.querySelector('[data-kerja-tanpa]').hidden = true;

  const derive = async (counter) => {
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    return hex(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: p.cost }, key, p.keyLength * 8));
  };

  let next = 0, done = false;
  const lane = async () => {
    while (!done) {
      const counter = next++, derivedKey = await derive(counter);
      if (done) return;
      bar.value = counter;
      if (derivedKey.startsWith(p.keyPrefix)) {
        done = true;
        bar.value = bar.max;
        form.elements.altcha.value = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
        // a password has to be typed first
        if (form.checkValidity()) form.requestSubmit();
      }
    }
  };
  for (let lanes = Math.min(4, navigator.hardwareConcurrency || 1); lanes > 0; lanes--) lane();
})();
