// Who was judged, and what it came to.

const headOf = (report) => {
  const client = report.client || {};
  const ground = list(report.basis).join(', ');
  return [
    make('h1', {}, 'Conformance of ' + (text(client.name) || 'a client without a name') + ' ' + text(client.version)),
    make('p', {class: 'faint'}, text(client.language), client.language ? ' \u00b7 ' : null, linked(client.url), client.url ? ' \u00b7 ' : null,
      'suite ' + text(report.suite) + ' \u00b7 ' + text(report.door) + ' door \u00b7 ' + text(report.started) + ' \u00b7 ' +
      number(report.seconds).toFixed(1) + ' s \u00b7 seed ' + text(report.seed) + ' \u00b7 grounds: ' + ground),
  ];
};

const card = (label, value, note, bad) => make('div', {class: bad ? 'card bad' : 'card'}, make('span', {class: 'faint'}, label), make('strong', {}, value), note);

const sums = (rows, name) => {
  const words = rows.filter((row) => !isNothing(row[name])).map((row) => text(row.provider) + ' ' + money(row[name], row.currency));
  return words.length ? words.join(', ') : 'nothing';
};

// The amounts of one currency added exactly: decimal texts of at most nine places.
const total = (rows, name) => {
  const nano = new Map();
  for (const row of rows) {
    const parts = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text(row[name]));
    if (!parts) continue;
    const value = BigInt(parts[2] + (parts[3] || '').padEnd(9, '0')) * (parts[1] ? -1n : 1n);
    nano.set(text(row.currency), (nano.get(text(row.currency)) || 0n) + value);
  }
  const words = [...nano].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, sum]) => sum !== 0n).map(([currency, sum]) => {
    const digits = (sum < 0n ? -sum : sum).toString().padStart(10, '0');
    const amount = (sum < 0n ? '-' : '') + digits.slice(0, -9) + ('.' + digits.slice(-9)).replace(/\.?0+$/, '');
    return money(amount, currency);
  });
  return words.length ? words.join(' + ') : '$0';
};

const EXITS = ['every check that counts holds', 'a check failed, or a line of the baseline no longer holds', 'it was called wrongly', 'the harness itself broke', 'the adapter never said hello'];

const summaryOf = (report) => {
  const totals = report.totals || {};
  const must = totals.must || {};
  const rows = list(totals.money);
  const counts = VERDICTS.map(([name]) => [name, number((totals.verdicts || {})[name])]).filter(([, count]) => count > 0);
  return [
    make('div', {class: 'cards'},
      card('Held of what clients must do', number(must.held) + '/' + number(must.of), number(totals.checks) + ' checks in ' + number(totals.cases) + ' cases', false),
      card('Would have been charged', total(rows, 'charged'), sums(rows, 'charged'), false),
      card('Of it wasted', total(rows, 'waste'), sums(rows, 'waste'), total(rows, 'waste') !== '$0'),
      card('Exit code', text(report.exit), EXITS[report.exit] || '', report.exit !== 0)),
    make('div', {class: 'bar', 'aria-hidden': 'true'}, ...counts.map(([name, count]) => {
      const part = make('span', {class: 'v-' + name});
      part.style.flexGrow = count;
      return part;
    })),
    number(totals.assumed) > 0 ? make('p', {class: 'faint'}, number(totals.assumed) + ' checks rest on facts that no page states (assumed).') : null,
  ];
};

const staleOf = (report) => {
  const lines = list(report.stale);
  document.getElementById('stale').hidden = lines.length === 0;
  return [make('h2', {}, 'Lines of the baseline that no longer hold'), make('ul', {}, ...lines.map((line) => make('li', {}, make('code', {}, line))))];
};

const footOf = (report) => {
  const machine = report.machine || {};
  const claims = report.claims || {};
  return [make('p', {}, 'Claimed: providers ' + (list(claims.providers).join(', ') || 'none') + '; operations ' + (list(claims.ops).join(', ') || 'none') +
    '; capabilities ' + (list(claims.capabilities).join(', ') || 'none') + '. Machine: ' + text(machine.cores) + ' cores, load ' + text(machine.load) +
    '. Every amount was charged by an emulator: no money was spent.')];
};
