// The exchanges of a case as a sequence diagram: the client on the left, mockling on the right, time going down.

const LANES = {client: 130, mockling: 640, width: 930};
const MOST_EXCHANGES = 120;

const arrowTo = (x1, x2, y, classes) => {
  const back = x2 < x1 ? 9 : -9;
  return [draw('line', {class: 'arrow ' + classes, x1, x2: x2 + back / 2, y1: y, y2: y}),
    draw('path', {class: 'head ' + classes, d: `M${x2} ${y} l${back} -5 v10 z`})];
};

// An answer that never came whole: it stops on its way, at a red cross.
const breakBetween = (from, to) => from + (to - from) / 3;
const brokenAt = (x1, x2, y) => {
  const x = breakBetween(x1, x2);
  return [draw('line', {class: 'arrow answer broken', x1, x2: x, y1: y, y2: y}), draw('path', {class: 'cross', d: `M${x - 7} ${y - 7} l14 14 m0 -14 l-14 14`})];
};

const label = (x, y, words, attributes) => draw('text', {x, y, ...attributes}, words);

const keyMark = (x, y, places) => draw('g', {class: 'key'}, draw('title', {}, 'a key in the ' + places.join(', ')),
  draw('circle', {cx: x, cy: y, r: 4}), draw('path', {d: `M${x + 4} ${y} h11 v4 m-4 -4 v3`}));

const answerLabel = (x, y, anchor, words, isWrong) => label(x, y, words, {'text-anchor': anchor, class: isWrong ? 'broken' : 'quiet'});

const answerWords = (exchange) => {
  if (exchange.status === null || exchange.status === undefined) return 'no answer';
  const size = number(exchange.bytes) + ' bytes';
  return exchange.complete === false ? 'cut off after ' + size + ' of a ' + text(exchange.status) : text(exchange.status) + ' \u00b7 ' + size;
};

const exchangeMark = (exchange, y, isShowing, home) => {
  const told = exchange.direction === 'out';
  const from = told ? LANES.mockling : LANES.client, to = told ? LANES.client : LANES.mockling;
  const middle = (LANES.client + LANES.mockling) / 2;
  const broken = exchange.status === null || exchange.status === undefined || exchange.complete === false;
  const struck = exchange.fault !== null && exchange.fault !== undefined && exchange.fault !== '';
  const host = text(exchange.host) === home ? '' : text(exchange.host);  // one that differs has to stand out
  const address = text(exchange.method) + ' ' + host + text(exchange.path);
  const places = list(exchange.credentials).map(clean);
  const answer = broken ? brokenAt(to, from, y + 26) : arrowTo(to, from, y + 26, struck ? 'answer broken' : 'answer');
  return draw('g', {class: 'exchange'}, draw('title', {}, cut(text(exchange.method) + ' ' + text(exchange.host) + text(exchange.path), 2000)),
    isShowing ? draw('rect', {class: 'shows', x: 0, y: y - 17, width: LANES.width, height: 50}) : null,
    label(8, y + 4, '#' + text(exchange.number), {class: 'quiet'}), label(LANES.client - 12, y + 4, milliseconds(exchange.at_ms), {class: 'quiet', 'text-anchor': 'end'}),
    ...arrowTo(from, to, y, ''), label(middle, y - 5, cut(address, 64), {'text-anchor': 'middle'}),
    places.length ? keyMark(from + (told ? -30 : 12), y + 9, places) : null,
    ...answer, answerLabel(broken ? breakBetween(to, from) + (told ? 16 : -16) : middle, y + (broken ? 30 : 21), broken ? (told ? 'start' : 'end') : 'middle',
      (struck ? cut(exchange.fault, 18) + ': ' : '') + answerWords(exchange), struck || broken),
    exchange.job ? label(LANES.mockling + 14, y + 4, 'job ' + cut(exchange.job, 30), {class: 'quiet'}) : null);
};

const ledgerMark = (row, y, currency) => draw('g', {class: 'entry'}, draw('title', {}, cut(row.text, 500)),
  draw('circle', {class: 'coin', cx: LANES.mockling, cy: y, r: 5}), label(LANES.mockling + 14, y + 4, cut(row.kind, 16) + ' ' + cut(money(row.amount, currency), 24), {}));

const saysOf = (result) => {
  if (!result) return 'the client gave no answer';
  const error = result.error || {};
  return 'the client says: ' + text(result.outcome) + (error.category ? ' (' + text(error.category) + ')' : '');
};

// What happened in order of time: exchanges and entries of the ledger, the middle left out when there are too many.
const happenings = (each) => {
  const wire = list(each.wire);
  const half = MOST_EXCHANGES / 2;
  const kept = wire.length <= MOST_EXCHANGES ? wire : [...wire.slice(0, half), {left: wire.length - MOST_EXCHANGES, at_ms: wire[half].at_ms}, ...wire.slice(-half)];
  const all = [...kept.map((exchange) => ({at: number(exchange.at_ms), exchange})), ...list(each.ledger).slice(0, MOST_EXCHANGES).map((row) => ({at: number(row.at_ms), row}))];
  return all.sort((a, b) => a.at - b.at);
};

const sequenceOf = (each) => {
  const showing = new Set(list(each.checks).filter((check) => rankOf(verdictOf(check)) < rankOf('pass')).flatMap((check) => list(check.lines)));
  const home = text((list(each.wire).find((exchange) => exchange.direction !== 'out') || {}).host);
  const marks = [];
  let y = 62, before = null;
  for (const happening of happenings(each)) {
    const gap = before === null ? 0 : happening.at - before;
    if (gap >= 20) y += Math.min(48, 7 * Math.log2(gap / 10));
    if (gap >= 100) marks.push(label(LANES.client - 12, y - 22, '\u22ee +' + Math.round(gap) + ' ms', {class: 'quiet', 'text-anchor': 'end'}));
    before = happening.at;
    if (happening.row) {
      marks.push(ledgerMark(happening.row, y, (each.money || {}).currency));
      y += 30;
    } else if (happening.exchange.left) {
      marks.push(label(LANES.client + 14, y, '\u2026 ' + happening.exchange.left + ' more exchanges \u2026', {}));
      y += 32;
    } else {
      marks.push(exchangeMark(happening.exchange, y, showing.has(happening.exchange.number), home));
      y += 58;
    }
  }
  const height = y + 42;
  const title = 'Sequence of ' + list(each.wire).length + ' exchanges between the client and mockling; the table of exchanges says the same';
  return draw('svg', {class: 'wire', viewBox: `0 0 ${LANES.width} ${height}`, role: 'img', 'aria-label': title},
    ...['client', 'mockling'].flatMap((name) => [draw('line', {class: 'lane', x1: LANES[name], x2: LANES[name], y1: 34, y2: height - 34}),
      label(LANES[name], 24, name, {class: 'name', 'text-anchor': 'middle'})]),
    home ? label(LANES.mockling + 50, 24, 'at ' + cut(home, 30), {class: 'quiet'}) : null, ...marks, draw('rect', {class: 'says', x: 8, y: height - 34, width: 420, height: 26, rx: 5}), label(18, height - 17, cut(saysOf(each.result), 54), {}));
};
