import { el, empty, fraction, show, table } from './dom.js';

const VERDICTS = {
  mix: ['good', 'Costs little, as measured'],
  'not-measured': ['faint', 'Signs agree; the cost is not measured'],
  caution: ['warn', 'With care'],
  'do-not': ['bad', 'Better not'],
};
const TONES = {
  'not-comparable': 'bad', 'request-impossible': 'bad', opposed: 'bad',
  'no-shared-direction': 'warn', 'different-initialisation': 'warn', 'base-model-uncertain': 'warn', 'factors-turned': 'warn', 'updates-only': 'warn',
  'great-loss': 'bad', 'loss-expected': 'warn', 'little-loss': 'good', 'not-measured': 'faint', 'shared-direction': 'faint',
};
const STARTS = {
  shared: 'trained from one initialisation', different: 'trained from different initialisations',
  unknown: 'whether they were trained from one initialisation is not known',
};
/** Of as many pairs findings are told; a large space has one for every two adapters. */
const MOST = 5;

export function drawAdvice(advice, pair) {
  const [tone, verdict] = VERDICTS[advice.verdict] ?? ['faint', advice.verdict];
  document.getElementById('advice-about').textContent = pair ? pair.join(' × ') : 'all of them together; press a cell for two';
  const told = advice.findings.slice(0, MOST);
  show('advice', el('div', {},
    el('p', { class: 'verdict' }, el('span', { class: 'badge ' + tone }, verdict), ' ',
      el('span', { class: 'faint' }, STARTS[advice.initialisation] ?? advice.initialisation)),
    el('ul', { class: 'reasons' }, told.map(finding => el('li', {},
      el('span', { class: 'badge ' + (TONES[finding.reason] ?? 'faint') }, finding.reason.replaceAll('-', ' ')), ' ', finding.message))),
    advice.findings.length > MOST ? el('p', { class: 'faint' }, `and ${advice.findings.length - MOST} more of the kind; shaker fsd advise tells all`) : null,
    evidence(advice.costs.fsd),
    pair ? bases(advice.pairs[0]) : null));
}

/** What speaks for sign differences as a guide in this space, and what against it. */
function evidence(fsd) {
  if (!fsd) return null;
  const goes = fsd.correlation
    ? `; its correlation with the drop is ${fraction(fsd.correlation.value, 2)} (${fraction(fsd.correlation.low, 2)} to ${fraction(fsd.correlation.high, 2)})` : '';
  return el('p', { class: 'faint' }, `FSD in this space: of ${fsd.pairs} pairs of measured mixtures of one size on one domain, `
    + `${Math.round(100 * fsd.lowerWasBetter / fsd.pairs)} % had the lower drop where the FSD is lower${goes}.`);
}

/** There is nothing to advise on yet. */
export function drawNoAdvice(why) {
  document.getElementById('advice-about').textContent = '';
  show('advice', empty(why));
}

/** The pair in both bases, and where it disagrees most. */
function bases(pair) {
  if (!pair) return null;
  const rows = [['factors', 'as stored', pair.factors], ['update', 'what they do', pair.update]].filter(([, , counts]) => counts);
  return [
    table('The pair in each basis', ['Basis', 'FSD#', 'Both non-zero#', '?'], rows.map(([name, says, counts]) => el('tr', {},
      el('th', { scope: 'row' }, name, ' ', el('span', { class: 'faint' }, says)),
      el('td', { class: 'number' }, fraction(counts.fsd, 4)),
      el('td', { class: 'number' }, fraction(counts.fsdBothNonZero, 4)),
      el('td', { class: 'narrow-off' }, counts.noSharedDirection ? el('span', { class: 'badge warn' }, 'no shared direction') : '')))),
    pair.worstLayers.length ? el('p', { class: 'faint' }, 'They disagree most in ',
      pair.worstLayers.slice(0, 3).flatMap((layer, i) => [i ? ', ' : '', el('span', { class: 'mono' }, layer.layer),
        ` (${fraction(layer.conflicts / layer.total, 3)})`]), '.') : null,
  ];
}
