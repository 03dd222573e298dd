/* Officer desk: keys and bulk selection. The desk works without this file. */
(() => {
  'use strict';
  const d = document, all = (s, r = d) => [...r.querySelectorAll(s)];

  // 1. "3 dipilih" and select all.
  all('form[data-pilih]').forEach((form) => {
    const whole = form.querySelector('[data-semua]'), out = form.querySelector('[data-dipilih]');
    const boxes = () => all('input[name=pilih]', form);
    const show = () => {
      const n = boxes().filter((b) => b.checked).length;
      if (out) out.textContent = out.dataset.dipilih.replace('{n}', n);
      if (whole) { whole.checked = n > 0 && n === boxes().length; whole.indeterminate = n > 0 && !whole.checked; }
    };
    if (whole) whole.closest('[hidden]').hidden = false;
    whole?.addEventListener('change', () => { boxes().forEach((b) => { b.checked = whole.checked; }); show(); });
    form.addEventListener('change', show);
    show();
  });

  // 2. J K Enter A /: off unless the officer switched them on, never while typing (WCAG 2.1.4).
  const lever = d.querySelector('input[data-tombol]');
  if (!lever) return;
  const stored = () => { try { return localStorage.getItem('ktg:tombol') === 'ya'; } catch { return false; } };
  lever.closest('[hidden]').hidden = false;
  lever.checked = stored();
  lever.addEventListener('change', () => { try { localStorage.setItem('ktg:tombol', lever.checked ? 'ya' : 'tidak'); } catch {} });
  const rows = () => all('[data-baris]');
  let at = -1;
  const go = (step) => {
    const list = rows();
    if (!list.length) return;
    at = Math.max(0, Math.min(list.length - 1, at + step));
    list[at].querySelector('a')?.focus();
  };
  addEventListener('keydown', (e) => {
    if (!lever.checked || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input,textarea,select,[contenteditable]')) return;
    const key = e.key.toLowerCase();
    if (key === 'j') go(1);
    else if (key === 'k') go(-1);
    else if (key === 'a') rows()[at]?.querySelector('[data-ambil]')?.click();
    else if (key === '/') { e.preventDefault(); d.getElementById('cari')?.focus(); }
  });
})();
