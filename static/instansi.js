// The agency field as a combobox. Without this file the server offers the same matches as radio buttons.
(() => {
  'use strict';
  const box = document.querySelector('[data-instansi]');
  if (!box) return;
  const field = box.querySelector('#instansi'), form = field.form, kept = new Map();
  const made = (tag, set) => Object.assign(document.createElement(tag), set);
  const hidden = (name) => {
    let el = box.querySelector(`input[type=hidden][name=${name}]`);
    if (!el) { el = made('input', { type: 'hidden', name }); box.append(el); }
    return el;
  };
  const list = made('ul', { id: 'instansi-daftar', className: 'saran', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', box.querySelector('label').textContent);
  const news = made('span', { className: 'sr' });
  news.setAttribute('role', 'status');
  field.after(list, news);
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-expanded', 'false');
  let rows = [], at = -1, timer, turn = 0;

  const close = () => { list.hidden = true; at = -1; field.setAttribute('aria-expanded', 'false'); field.removeAttribute('aria-activedescendant'); };
  const mark = (n) => {
    at = n;
    [...list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === at)));
    if (at < 0) { field.removeAttribute('aria-activedescendant'); return; }
    field.setAttribute('aria-activedescendant', list.children[at].id);
    list.children[at].scrollIntoView({ block: 'nearest' });
  };
  const pick = (row) => {
    box.querySelector('[data-pilihan]')?.remove();
    field.value = row.name;
    hidden('instansi_id').value = row.id;
    hidden('instansi_untuk').value = row.name;
    close();
  };
  const show = (found) => {
    rows = found;
    list.replaceChildren(...rows.map((row, i) => {
      const li = made('li', { id: `instansi-${i}`, textContent: row.name });
      li.setAttribute('role', 'option');
      li.setAttribute('aria-selected', 'false');
      li.addEventListener('mousedown', (e) => { e.preventDefault(); pick(row); });
      return li;
    }));
    at = -1;
    list.hidden = !rows.length;
    field.setAttribute('aria-expanded', String(rows.length > 0));
    news.textContent = rows.length ? box.dataset.jumlah.replace('{n}', rows.length) : box.dataset.kosong;
  };
  const ask = async () => {
    const q = field.value.trim().toLowerCase(), mine = ++turn;
    if (q.length < 3) { close(); return; }
    try {
      if (!kept.has(q)) {
        const answer = await fetch(`/api/instansi?q=${encodeURIComponent(q)}`, { credentials: 'omit' });
        if (!answer.ok) return;
        kept.set(q, await answer.json());
      }
      if (mine === turn && document.activeElement === field) show(kept.get(q));
    } catch { close(); }
  };
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (e) => {
    if (list.hidden) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      mark((at + (e.key === 'ArrowDown' ? 1 : -1) + rows.length + (at < 0 && e.key === 'ArrowUp' ? 1 : 0)) % rows.length);
    } else if (e.key === 'Enter' && at >= 0) { e.preventDefault(); pick(rows[at]); } else if (e.key === 'Tab') close();
  });
  form.addEventListener('submit', close);
})();
