import { cell, code, count, el, empty, short, show, table, time } from './dom.js';

const COLUMNS = ['Domain', 'Method', 'Id', 'Parameters#', 'Labels#?', 'Generation#?', 'Registered?', 'Status'];

export function drawAdapters(adapters) {
  if (adapters.length === 0) {
    show('adapters', empty('None yet. ', code('./shaker adapter publish DIR'), ' publishes one.'));
    return;
  }
  show('adapters', table('Registered adapters', COLUMNS, adapters.map(adapter => {
    const cells = [
      adapter.method,
      el('span', { class: 'mono', title: adapter.id }, short(adapter.id)),
      count(adapter.parameters), String(adapter.labels.length), String(adapter.generation), time(adapter.registeredAt),
      el('span', { class: adapter.status === 'registered' ? 'badge good' : 'badge faint' }, adapter.status),
    ];
    return el('tr', { class: adapter.status === 'registered' ? null : 'faint' },
      el('th', { scope: 'row' }, adapter.domain),
      cells.map((content, i) => el('td', { class: cell(COLUMNS[i + 1]) }, content)));
  })));
}

export function drawRejections(rejections) {
  if (rejections.length === 0) {
    show('rejections', empty('Nothing. An adapter that fails a check stands here with its error code, file and tensor.'));
    return;
  }
  show('rejections', table('Adapters that were turned down', ['Domain', 'Code', 'Why', 'When?'], rejections.map(rejection =>
    el('tr', {},
      el('th', { scope: 'row' }, rejection.domain ?? '–'),
      el('td', {}, el('span', { class: 'badge bad' }, rejection.error.code)),
      el('td', {}, rejection.error.message, rejection.location ? el('div', { class: 'faint mono' }, rejection.location) : null),
      el('td', { class: 'narrow-off faint' }, time(rejection.time))))));
}
