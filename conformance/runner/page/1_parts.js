// The parts that everything here is built from. What a report says becomes text nodes only, never markup.

// Worst first: name, sign, words.
const VERDICTS = [
  ['harness_error', '\u26a0', 'harness error'], ['fail', '\u2715', 'fail'], ['inconclusive', '?', 'inconclusive'],
  ['xpass', '\u25b2', 'passes now'], ['warn', '!', 'warning'], ['flaky', '\u2248', 'flaky'],
  ['xfail', '\u25bd', 'known failure'], ['pass', '\u2713', 'pass'], ['not_claimed', '\u2013', 'not claimed'],
];
const rankOf = (verdict) => VERDICTS.findIndex(([name]) => name === verdict);

// The verdict of a check or case, one that is unknown being the harness's fault.
const verdictOf = (judged) => (rankOf(judged.verdict) < 0 ? 'harness_error' : judged.verdict);
const signOf = (verdict) => VERDICTS[rankOf(verdict)][1];
const wordsOf = (verdict) => VERDICTS[rankOf(verdict)][2];

const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

// Characters that control, hide or turn the direction of writing, spelled out.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const clean = (value) => text(value).replace(HIDDEN, (sign) => '\\u{' + sign.codePointAt(0).toString(16) + '}');

// At most so many characters; an address keeps both of its ends.
const cut = (value, most) => {
  const signs = Array.from(clean(value).replace(/\s+/g, ' '));
  if (signs.length <= most) return signs.join('');
  const tail = Math.floor(most / 3);
  return signs.slice(0, most - tail - 1).join('') + '\u2026' + signs.slice(signs.length - tail).join('');
};

// An element with attributes (a function: a listener) and children (elements or texts; null is none).
const build = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) {
    if (child === null || child === undefined) continue;
    element.append(child instanceof Node ? child : document.createTextNode(clean(child)));
  }
  return element;
};
const make = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
const draw = (tag, attributes, ...children) => build(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
const fill = (id, ...children) => build(document.getElementById(id), {}, children);

const chip = (verdict) => make('span', {class: 'chip v-' + verdict}, signOf(verdict) + ' ' + wordsOf(verdict));

// Only addresses of the web become links.
const linked = (value) => (/^https?:\/\/\S+$/.test(text(value)) ? make('a', {href: text(value), rel: 'noopener noreferrer'}, value) : text(value));

// "$2.10", "27 credits"
const money = (amount, currency) => {
  if (currency !== 'USD') return text(amount) + ' ' + text(currency);
  const padded = /^-?\d+\.\d$/.test(text(amount)) ? text(amount) + '0' : text(amount);
  return padded.startsWith('-') ? '-$' + padded.slice(1) : '$' + padded;
};
const isNothing = (amount) => /^-?0*(\.0*)?$/.test(text(amount));
const milliseconds = (value) => number(value).toFixed(1) + ' ms';

const table = (caption, heads, rows) => make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
  make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, ...heads.map((head) => make('th', {scope: 'col'}, head)))),
    make('tbody', {}, ...rows)));
