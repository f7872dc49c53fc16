import { drawAccuracies, choices } from './accuracies.js';
import { drawAdapters, drawRejections } from './adapters.js';
import { drawAdvice, drawNoAdvice } from './advice.js';
import { all, get, listen } from './api.js';
import { el, fraction, show } from './dom.js';
import { drawMatrix } from './matrix.js';
import { drawMixtures } from './mixtures.js';
import { drawSweeps, progressed } from './sweeps.js';

const state = { spaces: [], space: null, matrix: null, mixtures: [], evaluations: [], sweeps: [], mixture: null, pair: null };
const byId = id => document.getElementById(id);

/** Reads go one after the other per part of the page; a burst of events is one read more, not one each. */
const parts = {
  spaces: part(async () => {
    state.spaces = await all('spaces');
    const wanted = state.space ?? new URLSearchParams(location.search).get('space');
    const found = state.spaces.find(space => space.name === wanted) ?? state.spaces[0];
    const changed = found?.name !== state.space;
    state.space = found?.name ?? null;
    drawSpaces();
    if (changed && state.space) await everything();
  }),
  matrix: part(async space => {
    const first = state.matrix?.space !== space;
    const wanted = basis();
    const matrix = await get('spaces', space, 'fsd', { basis: wanted });
    if (space !== state.space || wanted !== basis()) return;
    state.matrix = matrix;
    redraw(first);
    drawFacts();
  }),
  advice: part(async space => {
    const { pair } = state;
    if ((state.matrix?.space === space ? state.matrix.domains.length : 0) < 2) {
      drawNoAdvice('A second adapter makes the first comparison.');
      return;
    }
    // No basis with a pair: advice about named adapters looks at both.
    const advice = await get('spaces', space, 'advice', pair ? { members: pair.join(',') } : { basis: basis() });
    if (space === state.space && pair === state.pair) drawAdvice(advice, pair);
  }),
  adapters: part(async space => drawAdapters(await all('spaces', space, 'adapters'))),
  rejections: part(async space => drawRejections(await all('spaces', space, 'rejections'))),
  sweeps: part(async space => {
    state.sweeps = await all('spaces', space, 'sweeps');
    drawSweeps(state.sweeps, space);
  }),
  results: part(async space => {
    [state.mixtures, state.evaluations] = await Promise.all([all('spaces', space, 'mixtures'), all('spaces', space, 'evaluations')]);
    drawMixtures(state.mixtures, space);
    drawResults();
    drawFacts();
  }),
};

function part(read) {
  let running = false;
  let again = false;
  return async function refresh() {
    if (running) { again = true; return; }
    running = true;
    try {
      do {
        again = false;
        await read(state.space);
        complain(null);
      } while (again);
    } catch (problem) {
      complain(problem.message);
    } finally {
      running = false;
    }
  };
}

function everything() {
  return Promise.all([parts.matrix().then(parts.advice), parts.adapters(), parts.rejections(), parts.results(), parts.sweeps()]);
}

function complain(message) {
  byId('problem').hidden = message === null;
  byId('problem').textContent = message ?? '';
}

function method() {
  return state.spaces.find(space => space.name === state.space)?.method;
}

/** Bottlenecks have one basis. */
function basis() {
  return method() === 'lora' ? document.querySelector('input[name=basis]:checked').value : 'factors';
}

function redraw(first) {
  drawMatrix(state.matrix, document.querySelector('input[name=positions]:checked').value, first, pair => {
    state.pair = pair;
    parts.advice();
  });
}

function drawSpaces() {
  byId('welcome').hidden = state.space !== null;
  byId('room').hidden = state.space === null;
  byId('space-choice').hidden = state.space === null;
  byId('basis-choice').hidden = method() !== 'lora';
  byId('space').replaceChildren(...state.spaces.map(space =>
    el('option', { value: space.name, selected: space.name === state.space }, space.name)));
  drawFacts();
}

function drawFacts() {
  const space = state.spaces.find(one => one.name === state.space);
  if (!space) return;
  const means = (state.matrix?.averages ?? []).map(average => average.ofOthers).filter(mean => mean !== undefined);
  const ready = state.mixtures.filter(mixture => mixture.status === 'ready').length;
  const facts = [
    ['Adapters', String(state.matrix?.domains.length ?? space.adapters)],
    ['Method', space.method],
    ['Base model', space.baseModel.name],
    ['Generation', String(Math.max(space.generation, state.matrix?.generation ?? 0))],
    ['Mean FSD', means.length ? fraction(means.reduce((a, b) => a + b, 0) / means.length, 3) : '–'],
    ['Mixtures ready', String(ready)],
  ];
  show('facts', ...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', { title: value }, value.split('/').pop()))));
}

function drawResults() {
  const found = choices(state.mixtures, state.evaluations);
  if (!found.has(state.mixture)) state.mixture = found.keys().next().value ?? null;
  byId('mixture-choice').hidden = found.size < 2;
  byId('mixture').replaceChildren(...[...found].map(([id, name]) => el('option', { value: id, selected: id === state.mixture }, name)));
  drawAccuracies(state.evaluations, state.mixture);
}

/** Progress is drawn from the event itself; only a sweep that is new here, or has ended, is read. */
function followSweep(event) {
  const known = state.sweeps.some(sweep => sweep.sweepId === event.sweepId);
  if (!known || event.status !== 'running') {
    parts.sweeps();
    return;
  }
  state.sweeps = progressed(state.sweeps, event);
  drawSweeps(state.sweeps, state.space);
}

byId('space').addEventListener('change', event => {
  state.space = event.target.value;
  state.mixture = null;
  byId('basis-choice').hidden = method() !== 'lora';
  history.replaceState(null, '', '?space=' + encodeURIComponent(state.space));
  everything();
});
byId('mixture').addEventListener('change', event => {
  state.mixture = event.target.value;
  drawResults();
});
document.querySelectorAll('input[name=positions]').forEach(input => input.addEventListener('change', () => {
  if (state.matrix) redraw(true);
}));
document.querySelectorAll('input[name=basis]').forEach(input => input.addEventListener('change', () => parts.matrix().then(parts.advice)));

listen({
  live(on) {
    byId('live').classList.toggle('on', on);
    byId('live').textContent = on ? 'live' : 'reconnecting';
  },
  again() {
    parts.spaces().then(() => { if (state.space) everything(); });
  },
  on(name, data) {
    if (!state.spaces.some(space => space.name === data.space)) parts.spaces();
    if (data.space !== state.space) return;
    if (name === 'fsd-updated') { parts.matrix().then(parts.advice); parts.adapters(); parts.results(); }
    if (name === 'adapter-rejected') parts.rejections();
    if (name === 'sweep-progress') followSweep(data);
    if (name === 'mixture-ready' || name === 'mixture-failed') parts.results();
    if (name === 'accuracy') {
      // The latest mixture that is being measured is the one to look at.
      if (data.mixtureId && !state.evaluations.some(evaluation => evaluation.mixtureId === data.mixtureId)) state.mixture = data.mixtureId;
      parts.results();
    }
  },
});
