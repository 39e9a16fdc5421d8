// Which category of the protocol an HTTP status is, with what the body says.
'use strict';

function category(status, text = '') {
  if (/content[ _-]?policy|sensitive|safety|moderat/i.test(text)) return 'content_policy';
  if (status === 402 || /insufficient|balance|top up/i.test(text)) return 'insufficient_balance';
  if (status === 499 || text.includes('client_cancelled')) return 'cancelled';
  if (status === 401 || status === 403) return 'auth';
  if (status === 404) return 'not_found';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429) return 'rate_limited';
  if (status >= 400 && status < 500) return 'validation';
  return 'network';
}

module.exports = { category };
