import { get } from './api.js';
import { code, count, el, empty, fraction, show } from './dom.js';

let seen = new Set();
let pressed = null;

/** Draws the matrix of a space. positions: 'all', or 'nonzero' in both adapters. chosen: called with the pair that is pressed, or null. */
export function drawMatrix(matrix, positions, first, chosen) {
  if (matrix.domains.length === 0) {
    seen = new Set();
    show('matrix', empty('No adapter is registered yet. ', code('./shaker adapter publish DIR'), ' publishes one.'));
    return;
  }
  const values = positions === 'all' ? matrix.fsd : matrix.fsdBothNonZero;
  const scale = scaleOf(values);
  const undirected = new Set(matrix.noSharedDirection.map(pair => pair.join('\n')));
  const told = el('p', { class: 'told faint', id: 'told' }, matrix.domains.length < 2
    ? 'A second adapter makes the first comparison.'
    : 'Point at a cell for its exact counts, press it for its layers.');
  const layers = el('div', { class: 'layers' });
  const row = (domain, i) => el('tr', { class: !first && !seen.has(matrix.adapters[i]) ? 'fresh' : null },
    el('th', { scope: 'row', title: matrix.adapters[i] }, domain),
    matrix.domains.map((other, j) => drawCell(matrix, values, scale, undirected, i, j, told, layers, chosen)),
    el('td', { class: 'average' }, matrix.averages[i].ofOthers === undefined ? '–' : fraction(matrix.averages[i].ofOthers, 3)));
  show('matrix',
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Matrix of sign differences' },
      el('table', { class: 'matrix' },
        el('caption', { class: 'unseen' }, 'Fraction of sign difference of every two adapters'),
        el('thead', {}, el('tr', {}, el('td', {}),
          matrix.domains.map(domain => el('th', { scope: 'col' }, el('span', {}, domain))),
          el('th', { scope: 'col', title: 'Mean over the other adapters' }, 'mean'))),
        el('tbody', {}, matrix.domains.map(row)))),
    legend(scale, matrix), told, layers);
  seen = new Set(matrix.adapters);
  // A new row draws the table anew; the layers that were open stay open.
  const [a, b] = (pressed ?? '').split('\n');
  if (matrix.domains.includes(a) && matrix.domains.includes(b)) drawLayers(matrix, a, b, layers, true);
  else if (pressed !== null) {
    pressed = null;
    chosen(null);
  }
}

function drawCell(matrix, values, scale, undirected, i, j, told, layers, chosen) {
  if (i === j) return el('td', { class: 'self', 'aria-label': 'itself' }, '·');
  const value = values[i][j];
  const [a, b] = [matrix.domains[i], matrix.domains[j]];
  if (value === null) return el('td', { class: 'absent', title: `${a} and ${b} cannot be compared`, 'aria-label': 'not comparable' });
  const t = scale.of(value);
  const shared = !(undirected.has(a + '\n' + b) || undirected.has(b + '\n' + a));
  const text = `${a} × ${b}: ${count(matrix.conflicts[i][j])} conflicts in ${count(matrix.total)} positions, FSD ${fraction(matrix.fsd[i][j], 4)}; `
    + `${count(matrix.bothNonZero[i][j])} are non-zero in both, there ${fraction(matrix.fsdBothNonZero[i][j], 4)}`
    + (shared ? '' : '; no shared direction');
  const key = a + '\n' + b;
  const button = el('button', {
    type: 'button', title: text, 'aria-pressed': String(pressed === key), '--t': t.toFixed(3),
    class: [t > 0.56 ? 'strong' : '', shared ? '' : 'undirected'].join(' ').trim() || null,
    onpointerenter: () => { told.textContent = text; },
    onfocus: () => { told.textContent = text; },
    onclick: () => {
      document.querySelectorAll('.matrix [aria-pressed=true]').forEach(other => other.setAttribute('aria-pressed', 'false'));
      pressed = pressed === key ? null : key;
      button.setAttribute('aria-pressed', String(pressed === key));
      drawLayers(matrix, a, b, layers, pressed === key);
      chosen(pressed === key ? [a, b] : null);
    },
  }, fraction(value).replace(/^0/, ''));
  return el('td', {}, button);
}

async function drawLayers(matrix, a, b, target, wanted) {
  if (!wanted) return target.replaceChildren();
  try {
    const pair = await get('spaces', matrix.space, 'fsd', a, b, { basis: matrix.basis });
    target.replaceChildren(el('div', { class: 'scroll' }, el('table', {},
      el('caption', { class: 'faint' }, `${a} × ${b}, layer by layer`),
      el('thead', {}, el('tr', {}, ['Layer', 'FSD', '', 'Conflicts', 'Positions'].map((name, i) =>
        el('th', { scope: 'col', class: i > 2 ? 'number narrow-off' : null }, name)))),
      el('tbody', {}, pair.layers.map(layer => el('tr', {},
        el('td', { class: 'mono' }, layer.name),
        el('td', { class: 'number' }, fraction(layer.fsd, 3)),
        el('td', { class: 'wide' }, el('span', { class: 'bar' }, el('i', { '--part': Math.min(1, layer.fsd) }))),
        el('td', { class: 'number narrow-off' }, count(layer.conflicts)),
        el('td', { class: 'number narrow-off' }, count(layer.total))))))));
  } catch (problem) {
    target.replaceChildren(empty(problem.message));
  }
}

/** From the least to the greatest value there is, so that small differences show; the legend says which they are. */
function scaleOf(values) {
  const all = values.flatMap((row, i) => row.filter((value, j) => i !== j && value !== null));
  const low = all.length ? Math.min(...all) : 0;
  const high = all.length ? Math.max(Math.max(...all), low + 0.02) : 0.5;
  return { low, high, some: all.length > 0, of: value => (value - low) / (high - low) };
}

function legend(scale, matrix) {
  if (!scale.some) return el('div');
  const absent = matrix.fsd.some(row => row.includes(null));
  return el('div', { class: 'legend' },
    el('span', { class: 'scale' }, fraction(scale.low), el('span', { class: 'ramp', role: 'img', 'aria-label': 'colour scale, low to high' }), fraction(scale.high)),
    el('span', {}, 'low: the adapters pull the same way'),
    matrix.noSharedDirection.length ? el('span', {}, el('span', { class: 'undirected-sample' }, '.50'), ' dotted: no shared direction') : null,
    absent ? el('span', {}, el('span', { class: 'hatched' }), ' not comparable') : null);
}
