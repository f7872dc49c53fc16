import { el, empty, percent, short, show, table } from './dom.js';

/** Mixtures that have evaluations, for the choice above the table. */
export function choices(mixtures, evaluations) {
  const evaluated = new Set(evaluations.map(evaluation => evaluation.mixtureId).filter(Boolean));
  const found = new Map();
  for (const mixture of mixtures) {
    if (mixture.id && evaluated.has(mixture.id) && !found.has(mixture.id)) {
      found.set(mixture.id, `${short(mixture.id)} · ${mixture.members.map(member => member.domain).join(' + ')}`);
    }
  }
  return found;
}

export function drawAccuracies(evaluations, mixtureId) {
  const rows = new Map();
  for (const evaluation of evaluations) {
    if (evaluation.mixtureId && evaluation.mixtureId !== mixtureId) continue;
    const row = rows.get(evaluation.domain) ?? {};
    // Several adapters of one domain: the one whose evaluation was asked for last.
    const kind = evaluation.mixtureId ? 'mixed' : 'alone';
    if (!row[kind] || row[kind].requestedAt <= evaluation.requestedAt) row[kind] = evaluation;
    rows.set(evaluation.domain, row);
  }
  if (rows.size === 0) {
    show('accuracies', empty('Nothing is measured yet. Members of a mixture are evaluated alone and mixed as soon as it is ready.'));
    return;
  }
  const domains = [...rows].sort((a, b) => Boolean(b[1].mixed) - Boolean(a[1].mixed) || a[0].localeCompare(b[0]));
  show('accuracies', table('Accuracy of adapters alone and mixed', ['Domain', 'Alone', 'Mixed', 'Drop#'],
    domains.map(([domain, { alone, mixed }]) => el('tr', {},
      el('th', { scope: 'row' }, domain),
      el('td', { class: 'wide' }, alone ? measure(alone, '') : aloneOf(mixed)),
      el('td', { class: 'wide' }, mixed ? measure(mixed, 'mixed') : el('span', { class: 'faint' }, 'not a member')),
      el('td', { class: 'number' }, drop(alone, mixed)))), 'accuracies'));
}

function measure(evaluation, kind) {
  if (evaluation.status === 'requested') return el('span', { class: 'badge warn' }, 'waiting');
  if (evaluation.status === 'failed') {
    return el('span', { title: evaluation.error.message }, el('span', { class: 'badge bad' }, evaluation.error.code), ' ', evaluation.error.message);
  }
  return bar(evaluation.accuracy, evaluation.correct, evaluation.rows, kind, `${evaluation.seconds?.toFixed(1)} s on ${evaluation.device}`);
}

function aloneOf(mixed) {
  return mixed?.aloneCorrect === undefined ? el('span', { class: 'faint' }, '–')
    : bar(mixed.aloneAccuracy, mixed.aloneCorrect, mixed.rows, '', '');
}

function bar(accuracy, correct, rows, kind, title) {
  return el('div', { class: 'measure', title },
    el('span', { class: 'bar ' + kind }, el('i', { '--part': accuracy.toFixed(4) })),
    el('span', { class: 'number' }, percent(accuracy)),
    el('span', { class: 'number faint narrow-off' }, `${correct} / ${rows}`));
}

/** In points; what the server compared on the same rows, else nothing. */
function drop(alone, mixed) {
  if (mixed?.drop === undefined) return '';
  const points = mixed.drop * 100;
  const tone = points > 3 ? 'bad' : points > 0 ? 'warn' : 'good';
  return el('span', { class: 'badge ' + tone, title: 'accuracy alone minus mixed, in points' },
    points > 0 ? `−${points.toFixed(1)}` : points < 0 ? `+${(-points).toFixed(1)}` : '±0');
}
