import { code, count, el, empty, percent, show, time } from './dom.js';

const LOOK = { completed: 'good', failed: 'bad', cancelled: 'faint', paused: 'warn', requested: 'warn', running: 'warn' };

export function drawSweeps(sweeps, space) {
  if (sweeps.length === 0) {
    show('sweeps', empty('None yet. ', code(`./shaker sweep --space ${space} --sizes 1-3`), ' evaluates every mixture of up to three adapters.'));
    return;
  }
  show('sweeps', el('div', { class: 'cards' }, sweeps.map(card)));
}

/** What a progress event says of a sweep, put beside what is known of it. */
export function progressed(sweeps, event) {
  return sweeps.map(sweep => sweep.sweepId === event.sweepId
    ? { ...sweep, status: event.status, done: event.done, total: event.total, perSecond: event.perSecond, estimatedEnd: event.estimatedEnd, error: event.error }
    : sweep);
}

function card(sweep) {
  const sizes = sweep.request.sizes;
  const attack = sweep.request.attack?.name;
  const facts = [['Evaluated', `${count(sweep.done)} of ${count(sweep.total)}`]];
  if (sizes) facts.push(['Adapters mixed', sizes.from === sizes.to ? String(sizes.to) : `${sizes.from} to ${sizes.to}`]);
  if (attack) facts.push(['Under attack by', attack]);
  if (sweep.perSecond) facts.push(['Rate', `${count(Math.round(sweep.perSecond * 10) / 10)} a second`]);
  return el('article', { class: 'card' },
    el('header', {},
      el('span', { class: 'mono', title: sweep.sweepId }, sweep.sweepId.length > 24 ? sweep.sweepId.slice(0, 23) + '…' : sweep.sweepId),
      el('span', { class: 'badge ' + LOOK[sweep.status] }, sweep.status)),
    el('span', { class: 'bar', '--part': sweep.total ? sweep.done / sweep.total : 0, role: 'img',
      'aria-label': sweep.total ? percent(sweep.done / sweep.total) + ' done' : 'not begun' }, el('i')),
    sweep.error ? el('p', { class: 'failure' }, el('strong', {}, sweep.error.code), ': ', sweep.error.message) : null,
    sweep.note ? el('p', {}, sweep.note) : null,
    el('dl', { class: 'pairs' }, facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
      sweep.status === 'running' && sweep.estimatedEnd ? [el('dt', {}, 'Ends at about'), el('dd', {}, time(sweep.estimatedEnd))] : null,
      el('dt', {}, 'Asked at'), el('dd', {}, time(sweep.requestedAt)),
      sweep.done ? [el('dt', {}, 'Report'), el('dd', {}, el('a', { href: `/api/v1/spaces/${encodeURIComponent(sweep.space)}/sweeps/${encodeURIComponent(sweep.sweepId)}/report` }, 'figures'))] : null));
}
