// fal's official JavaScript client with nothing set but the key: it goes to https://queue.fal.run, which is here.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { createFalClient } = require('@fal-ai/client');
const { png, fetchClip } = require('./media.cjs');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mockling-names-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const fal = createFalClient({ credentials: 'mk_names:1' });

test('a picture is uploaded, a clip made and fetched, all at the real names', async () => {
  const image_url = await fal.storage.upload(new File([png(640, 360)], 'a.png', { type: 'image/png' }));
  assert.match(image_url, /^https:\/\/v3\.fal\.media\/files\//);
  const result = await fal.subscribe('fal-ai/kling-video/o3/4k/image-to-video', {
    input: { image_url, prompt: 'x', duration: '3' }, mode: 'streaming', logs: true,
  });
  const { video } = result.data;
  assert.match(video.url, /^https:\/\/v3\.fal\.media\/files\//);
  const clip = await fetchClip(video.url, path.join(folder, 'clip.mp4'));
  assert.deepStrictEqual([clip.size, clip.seconds], ['3840x2160', 3]);
  assert.strictEqual(fs.statSync(path.join(folder, 'clip.mp4')).size, video.file_size);
});

test('links of a submit answer name the host that was asked', async () => {
  const sent = await fal.queue.submit('fal-ai/kling-video/o3/4k/text-to-video', { input: { prompt: 'x' } });
  assert.strictEqual(sent.status_url, `https://queue.fal.run/fal-ai/kling-video/requests/${sent.request_id}/status`);
});

test('a large file goes up in parts and comes back whole', async () => {
  const bytes = Buffer.alloc(91 * 1024 * 1024, 'mockling ');
  const url = await fal.storage.upload(new File([bytes], 'large.bin', { type: 'application/octet-stream' }));
  const back = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.ok(back.equals(bytes));
});
