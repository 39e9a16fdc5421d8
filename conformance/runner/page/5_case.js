// One case in full: its checks, its exchanges, its ledger, what the client said, and how to repeat it.

const copyButton = (source) => {
  const button = make('button', {type: 'button', class: 'copy'}, 'Copy');
  const say = (words) => { button.textContent = words; };
  const byHand = () => {
    getSelection().selectAllChildren(source);
    say(document.execCommand('copy') ? 'Copied' : 'Selected');
  };
  button.addEventListener('click', () => (navigator.clipboard ? navigator.clipboard.writeText(source.textContent).then(() => say('Copied'), byHand) : byHand()));
  return button;
};

const reproOf = (each) => {
  const command = make('pre', {}, each.repro);
  return make('div', {class: 'repro'}, command, copyButton(command));
};

const row = (words, value) => (value === null || value === undefined || value === '' ? [] : [make('dt', {}, words), make('dd', {}, value)]);

const lineLinks = (numbers) => (list(numbers).length === 0 ? null : make('span', {}, ...list(numbers).slice(0, 40).flatMap((line) => [make('button', {type: 'button',
  click: () => {
    const target = document.querySelector(`[data-line="${number(line)}"]`);
    if (target) target.scrollIntoView({block: 'center'});
  }}, '#' + number(line)), ' '])));

const checkOf = (check) => {
  const verdict = verdictOf(check);
  return make('article', {class: 'check b-' + verdict},
    make('h4', {}, chip(verdict), ' ', make('code', {}, check.check), ' ', make('span', {class: 'faint'}, text(check.level) + ' \u00b7 ' + text(check.basis))),
    make('p', {}, check.requires),
    make('dl', {}, ...row('expected', check.expected), ...row('actual', check.actual), ...row('exchanges', lineLinks(check.lines)), ...row('rests on', linked(check.ref)),
      ...row('receipt', list(check.receipt).map(text).join(', ')), ...row('broken by', list(check.killers).map(text).join(', ')), ...row('baseline', check.baseline)));
};

const wireTable = (each) => {
  const showing = new Set(list(each.checks).filter((check) => rankOf(verdictOf(check)) < rankOf('pass')).flatMap((check) => list(check.lines)));
  const heads = ['#', 'ms', '', 'request', 'operation', 'status', 'bytes', 'job', 'fault', 'key in'];
  const most = 500;
  const rows = list(each.wire).slice(0, most).map((exchange) => make('tr', {'data-line': String(number(exchange.number)), class: showing.has(exchange.number) ? 'shows' : null},
    make('td', {class: 'number'}, exchange.number), make('td', {class: 'number'}, number(exchange.at_ms).toFixed(1)),
    make('td', {}, exchange.direction === 'out' ? '\u2190' : '\u2192'), make('td', {}, make('code', {}, text(exchange.method) + ' ' + text(exchange.host) + text(exchange.path))),
    make('td', {}, exchange.operation), make('td', {}, exchange.status === null ? 'none' : exchange.status),
    make('td', {class: 'number'}, text(exchange.bytes), exchange.complete === false && exchange.status !== null ? ' (cut off)' : null), make('td', {}, make('code', {}, exchange.job)), make('td', {}, exchange.fault),
    make('td', {}, list(exchange.credentials).map(text).join(', '))));
  const left = list(each.wire).length - rows.length;
  return table('Exchanges in order of time' + (left > 0 ? ' (' + left + ' more are in the JSON report)' : ''), heads, rows);
};

const ledgerTable = (each) => {
  const spent = each.money || {};
  const rows = list(each.ledger).slice(0, 500).map((entry) => make('tr', {class: 'entry-row'}, make('td', {class: 'number'}, number(entry.at_ms).toFixed(1)), make('td', {}, entry.kind),
    make('td', {class: 'number'}, money(entry.amount, spent.currency)), make('td', {}, make('code', {}, entry.job)), make('td', {}, entry.text)));
  return table('Ledger of this case', ['ms', 'entry', 'amount', 'job', 'for'], rows);
};

const costOf = (each) => {
  const spent = each.money || {};
  const words = number(spent.jobs) + (spent.jobs === 1 ? ' job' : ' jobs') + ' at ' + money(spent.price, spent.currency) + ' \u00b7 ' + money(spent.charged, spent.currency) + ' charged';
  return make('p', {}, words, isNothing(spent.waste) ? ' \u00b7 nothing wasted' : make('strong', {}, ' \u00b7 ' + money(spent.waste, spent.currency) + ' wasted'));
};

const caseOf = (each, step) => [
  make('div', {class: 'bar-top'}, make('code', {}, cut(each.id, 120)), make('button', {type: 'button', click: () => step(-1)}, 'Previous'),
    make('button', {type: 'button', click: () => step(1)}, 'Next'), make('button', {type: 'button', autofocus: true, click: leave}, 'Close')),
  make('div', {class: 'body'},
    make('h2', {id: 'case-title'}, chip(verdictOf(each)), ' ', each.title),
    make('p', {}, each.about), costOf(each), each.why ? make('p', {}, make('strong', {}, 'Why: '), each.why) : null, reproOf(each),
    make('h3', {}, 'Checks'), ...list(each.checks).map(checkOf),
    make('h3', {}, 'What happened'), sequenceOf(each), wireTable(each),
    make('h3', {}, 'Money'), ledgerTable(each),
    make('h3', {}, 'What the client said'), make('pre', {}, each.result ? JSON.stringify(each.result, null, 2) : 'nothing'),
    each.stderr ? make('h3', {}, 'Its error output (the end of it)') : null, each.stderr ? make('pre', {}, each.stderr) : null),
];
