/** Builds an element: attributes (class, on* listeners, --custom properties), then children; text is always text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key.startsWith('--')) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

export function show(target, ...children) {
  document.getElementById(target).replaceChildren(...children);
}

export function empty(...text) {
  return el('p', { class: 'empty' }, ...text);
}

export function code(text) {
  return el('code', {}, text);
}

export const short = id => (id ? id.slice(0, 10) : '');
export const count = number => number.toLocaleString('en');
export const percent = (share, digits = 1) => (share * 100).toFixed(digits) + ' %';
export const fraction = (value, digits = 2) => value.toFixed(digits);

export function time(instant) {
  return el('time', { datetime: instant, title: instant }, new Date(instant).toLocaleTimeString([], { hour12: false }));
}

/** A table with a head of column names; a name that ends in # heads a column of numbers, one that ends in ? is left out where it is narrow. */
export function table(caption, columns, rows, style = '') {
  return el('div', { class: 'scroll' }, el('table', { class: style },
    el('caption', { class: 'unseen' }, caption),
    el('thead', {}, el('tr', {}, columns.map(name => el('th', { scope: 'col', class: cell(name) }, name.replace(/[#?]+$/, ''))))),
    el('tbody', {}, rows)));
}

export function cell(name) {
  return [name.includes('#') ? 'number' : '', name.includes('?') ? 'narrow-off' : ''].join(' ').trim() || null;
}
