/* Progressive enhancement for citizens. Every flow works without this file. Words come from data attributes. */
(() => {
  'use strict';
  const d = document, all = (s, r = d) => [...r.querySelectorAll(s)];

  // 1. Quick exit: blank the screen, replace the page before any clean-up, so that no error can hold it back.
  let wiped = false;
  const leave = (href) => {
    wiped = true;
    d.documentElement.textContent = '';
    location.replace(href);
    try { sessionStorage.clear(); } catch {}
    try { Object.keys(localStorage).filter((k) => k.startsWith('ktg:')).forEach((k) => localStorage.removeItem(k)); } catch {}
    try { navigator.sendBeacon('/keluar'); } catch {}
  };
  const exits = all('[data-keluar]');
  exits.forEach((el) => el.addEventListener('click', (e) => { e.preventDefault(); leave(el.dataset.keluar); }));
  if (exits[0]) {
    let n = 0, t;
    addEventListener('keyup', (e) => {
      if (e.key !== 'Shift') { n = 0; return; }
      if (!n) { clearTimeout(t); t = setTimeout(() => { n = 0; }, 5000); }
      if (++n === 3) leave(exits[0].dataset.keluar);
    });
    addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });
  }

  // 2. The error summary takes the focus; so does a notice of what was just done.
  (d.querySelector('.galat-ringkas') || d.querySelector('[data-fokus]'))?.focus();

  // 3. Counters, read out after a pause and only near the end.
  const nf = new Intl.NumberFormat(d.documentElement.lang);
  all('[data-hitung]').forEach((el) => {
    const out = d.getElementById(el.dataset.hitung), max = el.maxLength;
    if (!out || max < 1) return;
    const sr = d.createElement('span');
    sr.className = 'sr';
    sr.setAttribute('role', 'status');
    out.after(sr);
    let t;
    const f = () => {
      const left = max - el.value.length;
      out.textContent = el.dataset.sisa.replace('{n}', nf.format(left)).replace('{max}', nf.format(max));
      clearTimeout(t);
      t = setTimeout(() => { sr.textContent = left < 500 ? out.textContent : ''; }, 1200);
    };
    el.addEventListener('input', f);
    f();
  });

  // 4. A copy of unsent text for this tab only; gone when the page after sending is there, or when left. A page of
  // failure, or coming back from one, keeps it. It is sealed, because browsers write it to the disk and leave it there when
  // it is taken back: the key is what the form's token hides under its mask, which nobody is given once the session is over.
  const SENT = 'ktg-kirim', AES = 'AES-GCM';
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (list) => btoa(Array.from(list, (b) => String.fromCharCode(b)).join(''));
  const keyOf = async (form) => {
    const t = bytes(form.elements.token.value), mac = t.slice(32).map((b, n) => b ^ t[n]);
    return crypto.subtle.importKey('raw', await crypto.subtle.digest('SHA-256', mac), AES, false, ['encrypt', 'decrypt']);
  };
  try {
    const k = sessionStorage.getItem(SENT), nav = performance.getEntriesByType('navigation')[0];
    if (k && !d.querySelector('[data-galat]')) {
      sessionStorage.removeItem(SENT);
      if (!nav || nav.type === 'navigate') sessionStorage.removeItem(k);
    }
  } catch {}
  // Locking, deleting and closing leave no copy of anything.
  all('form[data-bersih]').forEach((form) => form.addEventListener('submit', () => {
    wiped = true;
    try { Object.keys(sessionStorage).filter((k) => k.startsWith('ktg')).forEach((k) => sessionStorage.removeItem(k)); } catch {}
  }));
  all('form[data-draf]').forEach(async (form) => {
    const k = 'ktg:' + form.dataset.draf;
    const keep = (el) => el.name && el.type !== 'hidden' && el.type !== 'password' && el.type !== 'file';
    let t, key;
    const copy = async () => {
      const o = {}, iv = crypto.getRandomValues(new Uint8Array(12));
      for (const el of form.elements) if (keep(el) && (el.checked || (el.type !== 'radio' && el.type !== 'checkbox'))) o[el.name] = el.value;
      try {
        const sealed = await crypto.subtle.encrypt({ name: AES, iv }, key, new TextEncoder().encode(JSON.stringify(o)));
        if (!wiped) sessionStorage.setItem(k, text([...iv, ...new Uint8Array(sealed)]));
      } catch {}
    };
    form.addEventListener('input', () => { clearTimeout(t); t = setTimeout(copy, 600); });
    form.addEventListener('submit', () => { clearTimeout(t); copy(); try { sessionStorage.setItem(SENT, k); } catch {} });
    try {
      key = await keyOf(form);
      if ('tetap' in form.dataset) return;
      const kept = bytes(sessionStorage.getItem(k) || '');
      const v = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: AES, iv: kept.slice(0, 12) }, key, kept.slice(12))));
      for (const el of form.elements) {
        if (!keep(el) || !(el.name in v)) continue;
        if (el.type === 'radio' || el.type === 'checkbox') { if (v[el.name] === el.value && !form.querySelector(`[name="${el.name}"]:checked`)) el.checked = true; }
        else if (!el.value) { el.value = v[el.name]; el.dispatchEvent(new Event('input')); }
      }
    } catch {}
  });

  // 5. One press is enough: the button says it works and ignores the second press, but keeps its focus.
  // A download leaves the page standing, and so may a lost connection: the button comes back by itself, because a form
  // sent twice is one act.
  const release = (form) => {
    delete form.dataset.jalan;
    all('[aria-disabled]', form).forEach((b) => {
      b.removeAttribute('aria-disabled');
      if (b.dataset.asli) { b.lastChild.nodeValue = b.dataset.asli; delete b.dataset.asli; }
    });
  };
  all('form[method=post]:not([data-unduh])').forEach((form) => form.addEventListener('submit', (e) => {
    if (form.dataset.jalan) { e.preventDefault(); return; }
    form.dataset.jalan = '1';
    setTimeout(() => release(form), 15000);
    const b = e.submitter;
    if (b) {
      b.setAttribute('aria-disabled', 'true');
      const word = b.dataset.sibuk || d.body.dataset.sibuk, text = b.lastChild;
      if (word && text && text.nodeType === 3) { b.dataset.asli = text.nodeValue; text.nodeValue = word; }
    }
  }));
  addEventListener('pageshow', () => all('form[data-jalan]').forEach(release));

  // 6. /lacak#CODE from a scanned receipt: into the field, out of the address.
  const code = d.querySelector('input[data-kode]');
  if (code && location.hash.length > 8) {
    if (!code.value) code.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  }

  // 7. A page that answers a form: otherwise the browser keeps what was sent on its disk, to show the page again after a
  // restart, and sends it again when somebody goes back to it after quick exit. Which page answers one nobody can tell here.
  if (exits[0] || d.querySelector('.galat-ringkas')) history.replaceState(null, '', location.href);

  // 8. Copy and print.
  all('[data-salin]').forEach((b) => {
    b.hidden = false;
    b.addEventListener('click', async () => {
      const news = d.querySelector('[data-kabar]');
      try { await navigator.clipboard.writeText(b.dataset.salin); if (news) news.textContent = b.dataset.berhasil; }
      catch { if (news) news.textContent = b.dataset.gagal; }
    });
  });
  all('[data-cetak]').forEach((b) => { b.hidden = false; b.addEventListener('click', () => print()); });
})();
