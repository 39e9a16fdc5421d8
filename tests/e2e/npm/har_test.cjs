// The journal's archive, read by an independent validator of HTTP Archives.
'use strict';
const assert = require('node:assert');
const { test } = require('node:test');
const validate = require('har-validator/lib/promise');

const baseUrl = process.env.MOCKLING_URL;
const T2V = '/api/v3/kwaivgi/kling-video-o3-4k/text-to-video';

test('an archive of all kinds of exchanges is a HAR 1.2', async () => {
  const headers = { Authorization: 'Bearer mk_npm_archive', 'Content-Type': 'application/json' };
  const ask = (where, more) => fetch(baseUrl + where, { headers, redirect: 'manual', ...more });
  const job = (await (await ask(T2V, { method: 'POST', body: '{"prompt":"a cat"}' })).json()).data.id;
  await ask(T2V, { method: 'POST', body: 'no JSON \u00e9' });
  await ask(`/api/v3/predictions/${job}/result?a=1&a=2&empty=&%C3%A9=%26`);
  await ask('/api/v3/predictions/none/result');
  await ask('/api/v3/predictions/none/result', { method: 'HEAD' });
  const archive = await (await ask('/_mockling/journal.har')).json();
  assert.strictEqual(archive.log.entries.length, 5);
  await validate.har(archive);
  assert.ok(!JSON.stringify(archive).includes('mk_npm_archive'));
  delete archive.log.entries[0].request.url;
  await assert.rejects(() => validate.har(archive));
});
