// Puts the page together. The address after # names the case that is open, so that it can be handed on.

const report = JSON.parse(document.getElementById('report').textContent);
const dialog = document.getElementById('case');

const addressOf = (each) => '#case=' + encodeURIComponent(text(each.id).toWellFormed ? text(each.id).toWellFormed() : text(each.id));
const goTo = (each) => { location.hash = addressOf(each); };
const leave = () => { location.hash = ''; };

const show = () => {
  const each = list(report.cases).find((candidate) => addressOf(candidate) === location.hash);
  if (!each) {
    dialog.close();
    return;
  }
  const among = list(report.cases).filter((other) => other === each || isShown(other));
  const step = (by) => goTo(among[(among.indexOf(each) + by + among.length) % among.length]);
  dialog.replaceChildren(...caseOf(each, step).filter(Boolean));
  dialog.scrollTop = 0;
  if (!dialog.open) dialog.showModal();
};

document.title = 'mockling: ' + cut((report.client || {}).name || 'a client', 60);
fill('head', ...headOf(report));
fill('summary', ...summaryOf(report));
fill('stale', ...staleOf(report));
fill('filters', filtersOf(report));
fill('foot', ...footOf(report));
drawMatrix(report);
dialog.addEventListener('close', () => { if (location.hash) leave(); });
addEventListener('hashchange', show);
show();
