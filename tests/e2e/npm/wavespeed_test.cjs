// The official JavaScript SDK, as published, pointed here by its own option.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const sdk = require('wavespeed');
const { png, fetchClip } = require('./media.cjs');

const baseUrl = process.env.MOCKLING_URL;
const T2V = 'kwaivgi/kling-video-o3-4k/text-to-video';
const I2V = 'kwaivgi/kling-video-o3-4k/image-to-video';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mockling-npm-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

let keys = 0;
// A key is a world of its own, so every test has its own account.
const newKey = () => `mk_npm_${++keys}`;
const clientFor = (key) => new sdk.Client(key, { baseUrl });
const quickly = { pollInterval: 0.05 };

async function api(key, method, where, body) {
  const answer = await fetch(baseUrl + where, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}
async function world(key, change) {
  const answer = await api(key, 'PATCH', '/_mockling/world', change);
  assert.strictEqual(answer.status, 200, JSON.stringify(answer.body));
}

// run() throws plain errors, runNoThrow() sorts them into classes: both faces of one failure.
async function failures(key, model, input, options = quickly) {
  const client = clientFor(key);
  const thrown = await client.run(model, input, options).then(
    () => assert.fail('run() succeeded'),
    (error) => error,
  );
  const { outputs, detail } = await client.runNoThrow(model, input, options);
  assert.strictEqual(outputs, null);
  return { thrown, detail, sorted: detail.error };
}
const submissionText = (details) =>
  `Prediction submission failed: ${details}. The task may already have been created, so the SDK will not retry the POST automatically.`;

async function refusedWith(key, model, input, status, body) {
  const { thrown, sorted } = await failures(key, model, input);
  const text = submissionText(`HTTP ${status}: ${JSON.stringify(body)}`);
  assert.strictEqual(thrown.constructor, sdk.WavespeedSubmissionException);
  assert.strictEqual(thrown.message, text);
  assert.strictEqual(sorted.constructor, sdk.WavespeedUnknownException);
  assert.strictEqual(sorted.message, `WavespeedSubmissionException: ${text}`);
}

test('the version under test is the pinned one', () => assert.strictEqual(sdk.version, '0.3.2'));

test('text to video with sound gives a 4K clip of exactly the asked length', async () => {
  const key = newKey();
  const { outputs } = await clientFor(key).run(T2V, { prompt: 'a red fox in the snow', duration: 7, sound: true }, quickly);
  assert.strictEqual(outputs.length, 1);
  assert.ok(outputs[0].startsWith(`${baseUrl}/`) && outputs[0].endsWith('.mp4'), outputs[0]);
  assert.deepStrictEqual(await fetchClip(outputs[0], path.join(folder, 't2v.mp4')), {
    type: 'video/mp4', size: '3840x2160', codec: 'h264', frames: 168, seconds: 7, duration: 7, sound: 'aac',
  });
  assert.strictEqual((await api(key, 'GET', '/api/v3/balance')).body.data.balance, 1000000 - 2.94);
});

for (const [width, height, size] of [[360, 640, '2160x3840'], [640, 640, '2880x2880'], [1280, 720, '3840x2160']]) {
  test(`image to video follows an uploaded picture of ${width}x${height}`, async () => {
    const client = clientFor(newKey());
    const picture = path.join(folder, `bild ${width}.png`);
    fs.writeFileSync(picture, png(width, height));
    const image = await client.upload(picture);
    const kept = await fetch(image);
    assert.strictEqual(kept.headers.get('content-type'), 'image/png');
    assert.deepStrictEqual(Buffer.from(await kept.arrayBuffer()), fs.readFileSync(picture));
    const { outputs } = await client.run(I2V, { image, prompt: 'it moves', duration: 3 }, quickly);
    const clip = await fetchClip(outputs[0], path.join(folder, `${width}.mp4`));
    assert.strictEqual(clip.size, size);
    assert.strictEqual(clip.frames, 72);
    assert.strictEqual(clip.seconds, 3);
    assert.strictEqual(clip.duration, 3);
    assert.strictEqual(clip.sound, null);
  });
}

test('runNoThrow reports a completed job with its id', async () => {
  const key = newKey();
  const { outputs, detail } = await clientFor(key).runNoThrow(T2V, { prompt: 'calm', duration: 3 }, quickly);
  assert.strictEqual(outputs.length, 1);
  assert.strictEqual(detail.status, 'completed');
  assert.strictEqual((await api(key, 'GET', `/api/v3/predictions/${detail.taskId}`)).body.data.outputs[0], outputs[0]);
});

test('an input outside the page is refused in the words of the provider', () =>
  refusedWith(newKey(), I2V, { prompt: 'no image' }, 400, { code: 400, message: 'field "image" is required and must not be empty' }));

test('a value outside its enum is refused', () =>
  refusedWith(newKey(), T2V, { prompt: 'x', duration: 16 }, 400, {
    code: 400, message: 'field "duration" must be one of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]',
  }));

test('an account without money is refused, and charged nothing', async () => {
  const key = newKey();
  await world(key, { scenario: { name: 'poor', balance: '2.09' } });
  await refusedWith(key, T2V, { prompt: 'x', duration: 5 }, 400, { code: 400, message: 'Insufficient credits. Please top up.' });
  assert.strictEqual((await api(key, 'GET', '/api/v3/balance')).body.data.balance, 2.09);
});

test('an unknown model is refused', () =>
  refusedWith(newKey(), 'kwaivgi/no-such-model', { prompt: 'x' }, 400, { code: 400, message: 'model not found' }));

test('a suspended account is refused', async () => {
  const key = newKey();
  await world(key, { scenario: { name: 'out', standing: 'suspended' } });
  await refusedWith(key, T2V, { prompt: 'x' }, 403, { code: 403, message: 'account suspended', error_code: 'permission_denied' });
});

test('a real-looking key is unauthorized', async () => {
  const key = 'a1'.repeat(32);
  const { thrown } = await failures(key, T2V, { prompt: 'x' });
  assert.strictEqual(thrown.constructor, sdk.WavespeedSubmissionException);
  assert.match(thrown.message, /^Prediction submission failed: HTTP 401: {"code":401,"message":"unauthorized: .*--allow-live-keys"}\. The task may/);
  await assert.rejects(clientFor(key).upload(__filename), /^Error: Failed to upload file: HTTP 401: {"code":401,"message":"unauthorized/);
});

test('no key at all never leaves the SDK', () =>
  assert.rejects(new sdk.Client('', { baseUrl }).run(T2V, {}), /^WavespeedSubmissionException: .*API key is required/));

for (const [ending, text, errorClass, sortedText] of [
  ['moderated', 'Content flagged as potentially sensitive. Please try different prompts or images.', 'WavespeedPredictionException'],
  ['cancelled', 'Task was cancelled by user', 'WavespeedPredictionException'],
  ['failed', 'Task failed.', 'WavespeedPredictionException'],
  ['timeout', 'Task timeout', 'WavespeedTimeoutException', 'Prediction timed out after 36000 seconds'],
]) {
  test(`a job that ends ${ending} is told as such, and costs nothing`, async () => {
    const key = newKey();
    const { thrown, sorted, detail } = await failures(key, T2V, { prompt: `a storm [[mockling: ${ending}]]` });
    const [taskId] = thrown.message.match(/[0-9a-f]{32}/);
    assert.strictEqual(thrown.constructor, Error);
    assert.strictEqual(thrown.message, `Prediction failed (task_id: ${taskId}): ${text}`);
    assert.strictEqual(sorted.constructor, sdk[errorClass]);
    assert.strictEqual(sorted.message, sortedText || `Prediction failed: ${text}`);
    assert.match(detail.taskId, /^[0-9a-f]{32}$/);
    assert.notStrictEqual(detail.taskId, taskId);
    assert.strictEqual((await api(key, 'GET', '/api/v3/balance')).body.data.balance, 1000000);
  });
}

// The one job of a world, once there is one.
async function onlyJob(key) {
  for (;;) {
    const { body } = await api(key, 'POST', '/api/v3/predictions', { page: 1, page_size: 10 });
    if (body.data.items.length > 0) return body.data.items[0].id;
  }
}

test('a job deleted while it runs is gone, or, by a switch, ends as deleted', async () => {
  const gone = newKey();
  const running = clientFor(gone).run(T2V, { prompt: '[[mockling: stalled]]' }, quickly);
  const first = await onlyJob(gone);
  assert.strictEqual((await api(gone, 'DELETE', `/api/v3/predictions/${first}`)).status, 200);
  await assert.rejects(running, {
    message: `Failed to get result for task ${first}: HTTP 404: {"code":404,"message":"prediction not found"}`,
  });

  const kept = newKey();
  await world(kept, { switches: { wavespeed: { 'after-delete': 'deleted' } } });
  const told = clientFor(kept).run(T2V, { prompt: '[[mockling: stalled]]' }, quickly);
  const second = await onlyJob(kept);
  await api(kept, 'DELETE', `/api/v3/predictions/${second}`);
  await assert.rejects(told, { message: `Prediction failed (task_id: ${second}): Task deleted` });
});

test('a job that never ends runs into the deadline of the client', async () => {
  const { thrown, sorted } = await failures(newKey(), T2V, { prompt: '[[mockling: stalled]]' }, { timeout: 0.3, pollInterval: 0.05 });
  assert.match(thrown.message, /^Prediction timed out after 0.3 seconds \(task_id: [0-9a-f]{32}\)$/);
  assert.strictEqual(sorted.constructor, sdk.WavespeedTimeoutException);
  assert.strictEqual(sorted.message, 'Prediction timed out after 0.3 seconds');
});

test('sync mode answers with the finished job', async () => {
  const key = newKey();
  await world(key, { switches: { wavespeed: { 'sync-mode': 'honoured' } } });
  const { outputs } = await clientFor(key).run(T2V, { prompt: 'at once', duration: 3 }, { enableSyncMode: true, timeout: 15 });
  assert.strictEqual((await fetchClip(outputs[0], path.join(folder, 'sync.mp4'))).seconds, 3);
});

test('a sync wait that runs out is its own exception, and the task goes on', async () => {
  const key = newKey();
  await world(key, { switches: { wavespeed: { 'sync-mode': 'honoured' } } });
  // Ninety seconds of the world are four and a half of ours.
  const { outputs, detail } = await clientFor(key).runNoThrow(T2V, { prompt: '[[mockling: stalled]]' }, { enableSyncMode: true, timeout: 15 });
  assert.strictEqual(outputs, null);
  assert.strictEqual(detail.status, 'processing');
  assert.strictEqual(detail.error.constructor, sdk.WavespeedSyncTimeoutException);
  assert.strictEqual(
    detail.error.message,
    `Sync mode timed out (task_id: ${detail.taskId}): Sync mode timed out after 90 seconds. The prediction is still processing ` +
      `asynchronously. Query the result later at: ${detail.resultUrl}`,
  );
  assert.strictEqual(detail.resultUrl, `${baseUrl}/api/v3/predictions/${detail.taskId}/result`);
  assert.strictEqual((await api(key, 'GET', `/api/v3/predictions/${detail.taskId}`)).body.data.status, 'processing');
});

