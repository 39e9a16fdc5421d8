// Cases by provider, filtered; a click opens a case.

const chosen = {verdicts: new Set(VERDICTS.map(([name]) => name)), area: '', level: '', words: ''};

// The verdict that counts under the chosen level, or null when the case has no check of it.
const verdictShown = (each) => {
  if (!chosen.level) return verdictOf(each);
  const ranks = list(each.checks).filter((check) => check.level === chosen.level).map((check) => rankOf(verdictOf(check)));
  return ranks.length ? VERDICTS[Math.min(...ranks)][0] : null;
};

const isShown = (each) => {
  const verdict = verdictShown(each);
  const words = (text(each.id) + ' ' + text(each.title)).toLowerCase();
  return verdict !== null && chosen.verdicts.has(verdict) && (!chosen.area || text(each.area) === chosen.area) && words.includes(chosen.words);
};

const cellOf = (each) => {
  const verdict = verdictShown(each);
  const which = [text(each.variant), text(each.universe)].filter(Boolean).join(', ');
  return make('button', {type: 'button', class: 'cell v-' + verdict, 'data-case': '', click: () => goTo(each), title: 'Open ' + clean(cut(each.id, 200))},
    signOf(verdict) + ' ' + wordsOf(verdict), which ? make('small', {}, cut(which, 60)) : null);
};

const grouped = (cases, key) => {
  const groups = new Map();
  for (const each of cases) {
    const name = text(each[key]);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(each);
  }
  return groups;
};

const matrixOf = (report) => {
  const shown = list(report.cases).filter(isShown);
  const providers = [...new Set(list(report.cases).map((each) => text(each.provider)))].sort();
  const rows = [];
  for (const [area, ofArea] of [...grouped(shown, 'area')].sort(([a], [b]) => (a < b ? -1 : 1))) {
    rows.push(make('tr', {class: 'area'}, make('th', {scope: 'rowgroup', colspan: providers.length + 1}, area)));
    for (const [name, ofCase] of grouped(ofArea, 'case'))
      rows.push(make('tr', {class: 'case-row'}, make('th', {scope: 'row'}, cut(ofCase[0].title, 300), make('small', {}, cut(name, 100))),
        ...providers.map((provider) => make('td', {}, ...ofCase.filter((each) => text(each.provider) === provider).map(cellOf)))));
  }
  const count = shown.length === list(report.cases).length ? shown.length + ' cases' : shown.length + ' of ' + list(report.cases).length + ' cases';
  return table(count + ', a case being one permutation of provider, variant and reading of the documents', ['case', ...providers], rows);
};

// Arrow keys go from cell to cell: along a row, or to the nearest row that has one in the same column.
const walk = (event) => {
  const here = event.target.closest('.cell');
  const step = {ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1}[event.key];
  if (!here || !step) return;
  const along = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  const column = here.closest('td').cellIndex;
  const inLine = [...document.querySelectorAll(along ? '.cell' : `#matrix td:nth-child(${column + 1}) > .cell:first-child`)];
  const from = along ? here : here.parentElement.firstElementChild;
  const next = inLine[inLine.indexOf(from) + step];
  if (next) next.focus();
  event.preventDefault();
};

const drawMatrix = (report) => {
  const grid = matrixOf(report);
  grid.addEventListener('keydown', walk);
  document.getElementById('matrix').replaceChildren(grid);
};

const selectOf = (label, values, choose) => make('label', {}, label + ' ', make('select', {change: (event) => choose(event.target.value)},
  make('option', {value: ''}, 'all'), ...values.map((value) => make('option', {value: clean(value)}, cut(value, 60)))));

const filtersOf = (report) => {
  const counts = new Map();
  for (const each of list(report.cases)) counts.set(verdictOf(each), (counts.get(verdictOf(each)) || 0) + 1);
  const redraw = () => drawMatrix(report);
  const buttons = VERDICTS.filter(([name]) => counts.has(name)).map(([name, sign, words]) => make('button', {type: 'button', class: 'chip v-' + name, 'aria-pressed': 'true',
    click: (event) => {
      if (!chosen.verdicts.delete(name)) chosen.verdicts.add(name);
      event.currentTarget.setAttribute('aria-pressed', String(chosen.verdicts.has(name)));
      redraw();
    }}, sign + ' ' + words + ' ' + counts.get(name)));
  const areas = [...new Set(list(report.cases).map((each) => clean(each.area)))].sort();
  return make('div', {class: 'chips', role: 'group', 'aria-label': 'What the table shows'}, ...buttons,
    selectOf('Area', areas, (value) => { chosen.area = value; redraw(); }),
    selectOf('Level', ['must', 'should', 'info'], (value) => { chosen.level = value; redraw(); }),
    make('label', {}, 'Find ', make('input', {type: 'search', input: (event) => { chosen.words = event.target.value.toLowerCase(); redraw(); }})));
};
