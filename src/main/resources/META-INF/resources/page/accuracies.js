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

/** A row for each domain as it is, and under it one for each attack. */
export function drawAccuracies(evaluations, mixtureId) {
  const rows = new Map();
  for (const evaluation of evaluations) {
    if (evaluation.mixtureId && evaluation.mixtureId !== mixtureId) continue;
    const attack = evaluation.underAttack ? attackName(evaluation.underAttack.attack) : '';
    const key = `${evaluation.domain} ${attack}`;
    const row = rows.get(key) ?? { domain: evaluation.domain, attack };
    // Several adapters of one domain: the one whose evaluation was asked for last.
    const kind = evaluation.mixtureId ? 'mixed' : 'alone';
    if (!row[kind] || row[kind].requestedAt <= evaluation.requestedAt) row[kind] = evaluation;
    rows.set(key, row);
  }
  // Attacks of other mixtures left their adapters alone behind: of no interest here.
  const shown = [...rows.values()].filter(row => !row.attack || row.mixed);
  if (shown.length === 0) {
    show('accuracies', empty('Nothing is measured yet. Members of a mixture are evaluated alone and mixed as soon as it is ready.'));
    return;
  }
  const members = new Set(shown.filter(row => row.mixed).map(row => row.domain));
  shown.sort((a, b) => members.has(b.domain) - members.has(a.domain) || a.domain.localeCompare(b.domain) || a.attack.localeCompare(b.attack));
  show('accuracies', table('Accuracy of adapters alone and mixed', ['Domain', 'Alone', 'Mixed', 'Drop#'],
    shown.map(({ domain, attack, alone, mixed }) => el('tr', {},
      el('th', { scope: 'row' }, domain, attack ? el('span', { class: 'faint' }, ` under ${attack}`) : ''),
      el('td', { class: 'wide' }, alone ? measure(figures(alone), '') : aloneOf(figures(mixed))),
      el('td', { class: 'wide' }, mixed ? measure(figures(mixed), 'mixed') : el('span', { class: 'faint' }, 'not a member')),
      el('td', { class: 'number' }, drop(mixed && figures(mixed))))), 'accuracies'));
}

function attackName(attack) {
  return attack.name === 'fgsm' ? `FGSM ε ${attack.epsilon}` : attack.name === 'textfooler' ? 'TextFooler' : attack.name;
}

/** An evaluation's figures: under its attack, where it has one. */
function figures(evaluation) {
  const attacked = evaluation.underAttack;
  if (!attacked) return { ...evaluation, note: '' };
  const changed = attacked.words ? `, ${percent(attacked.wordsChanged / attacked.words)} of words changed, ${attacked.queries} queries` : '';
  return { ...evaluation, correct: attacked.correct, accuracy: attacked.accuracy, aloneCorrect: attacked.aloneCorrect, aloneAccuracy: attacked.aloneAccuracy,
    drop: attacked.drop, note: changed };
}

function measure(evaluation, kind) {
  if (evaluation.status === 'requested') return el('span', { class: 'badge warn' }, 'waiting');
  if (evaluation.status === 'failed') {
    return el('span', { title: evaluation.error.message }, el('span', { class: 'badge bad' }, evaluation.error.code), ' ', evaluation.error.message);
  }
  return bar(evaluation.accuracy, evaluation.correct, evaluation.rows, kind, `${evaluation.seconds?.toFixed(1)} s on ${evaluation.device}${evaluation.note}`);
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
function drop(mixed) {
  if (mixed?.drop === undefined) return '';
  const points = mixed.drop * 100;
  const tone = points > 3 ? 'bad' : points > 0 ? 'warn' : 'good';
  return el('span', { class: 'badge ' + tone, title: 'accuracy alone minus mixed, in points' },
    points > 0 ? `−${points.toFixed(1)}` : points < 0 ? `+${(-points).toFixed(1)}` : '±0');
}
