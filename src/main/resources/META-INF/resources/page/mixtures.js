import { download } from './api.js';
import { code, el, empty, fraction, percent, short, show, time } from './dom.js';

const LOOK = { ready: 'good', failed: 'bad', requested: 'warn' };

export function drawMixtures(mixtures, space) {
  if (mixtures.length === 0) {
    show('mixtures', empty('None yet. ', code('./shaker mix'), ' asks for one, and so does ',
      code(`POST /api/v1/spaces/${space}/mixtures`), '.'));
    return;
  }
  show('mixtures', el('div', { class: 'cards' }, mixtures.map(card)));
}

function card(mixture) {
  const select = mixture.request.select ?? {};
  const facts = [];
  if (select.strategy) facts.push(['Chosen by', select.strategy + (select.targets?.length ? `, with ${select.targets.join(', ')}` : '')]);
  if (mixture.status === 'ready') {
    facts.push(['Dropped', mixture.sparsity > 0 ? percent(mixture.sparsity) + ' of the weights' : 'nothing']);
    facts.push(['Mean FSD', mixture.meanFsd === undefined ? 'one member' : fraction(mixture.meanFsd, 4)]);
    facts.push(['Generation', String(mixture.generation)]);
  }
  return el('article', { class: 'card' },
    el('header', {},
      el('span', { class: 'mono', title: mixture.id ?? mixture.requestId }, short(mixture.id ?? mixture.requestId)),
      mixture.stale ? el('span', { class: 'badge warn', title: 'A member has been superseded or withdrawn since: ask for it again' }, 'stale') : null,
      el('span', { class: 'badge ' + LOOK[mixture.status] }, mixture.status)),
    mixture.members.length ? el('ul', { class: 'chips', 'aria-label': 'Members' }, mixture.members.map(member =>
      el('li', { title: member.adapterId }, member.domain))) : null,
    mixture.error ? el('p', { class: 'failure' }, el('strong', {}, mixture.error.code), ': ', mixture.error.message) : null,
    el('dl', { class: 'pairs' }, facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
      el('dt', {}, 'Asked at'), el('dd', {}, time(mixture.requestedAt)),
      mixture.recipe ? [el('dt', {}, 'Recipe'), el('dd', {}, el('a', { href: download(mixture.recipe) }, 'recipe.json'))] : null));
}
