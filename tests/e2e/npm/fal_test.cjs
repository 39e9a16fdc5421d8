// fal's official JavaScript client, as published, pointed here by its own option.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { createFalClient, ApiError, ValidationError } = require('@fal-ai/client');
const { png, fetchClip } = require('./media.cjs');

const server = process.env.MOCKLING_URL;
const T2V = 'fal-ai/kling-video/o3/4k/text-to-video';
const I2V = 'fal-ai/kling-video/o3/4k/image-to-video';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mockling-fal-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

let keys = 0;
// A key is a world of its own, so every test has its own account.
const newKey = () => `mk_npm:${++keys}`;
const clientFor = (credentials) =>
  createFalClient({ credentials, proxyUrl: { url: `${server}/api/fal/proxy`, when: 'always' } });
const quickly = { pollInterval: 50 };

async function world(key, change) {
  const answer = await fetch(`${server}/_mockling/world`, {
    method: change ? 'PATCH' : 'GET', headers: { Authorization: `Key ${key}` }, body: change && JSON.stringify(change),
  });
  assert.strictEqual(answer.status, 200, await answer.clone().text());
  return answer.json();
}
const spent = async (key) => (await world(key)).accounts.fal.spent;

async function failure(key, endpoint, input) {
  return clientFor(key).subscribe(endpoint, { input, ...quickly }).then(
    () => assert.fail('the job succeeded'),
    (error) => error,
  );
}

async function check(result, name, wanted) {
  assert.match(result.requestId, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  const { video } = result.data;
  assert.deepStrictEqual([video.content_type, video.file_name], ['video/mp4', 'output.mp4']);
  const clip = await fetchClip(video.url, path.join(folder, name));
  assert.strictEqual(fs.statSync(path.join(folder, name)).size, video.file_size);
  assert.deepStrictEqual({ size: clip.size, seconds: clip.seconds, sound: clip.sound }, wanted);
}

test('subscribe by polling tells every step, its logs, and ends with a 4K clip', async () => {
  const key = newKey();
  const seen = [];
  const result = await clientFor(key).subscribe(T2V, {
    input: { prompt: 'a red fox [[mockling: queue=4s, run=8s]]', duration: '7', generate_audio: true }, logs: true, ...quickly,
    onQueueUpdate: (update) => seen.push(update),
  });
  await check(result, 'poll.mp4', { size: '3840x2160', seconds: 7, sound: 'aac' });
  assert.deepStrictEqual([...new Set(seen.map((update) => update.status))], ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
  assert.strictEqual(seen.at(-1).logs.length, 3);
  assert.strictEqual(await spent(key), '2.94');
});

test('subscribe by streaming does the same', async () => {
  const seen = [];
  const result = await clientFor(newKey()).subscribe(T2V, {
    input: { prompt: 'x', duration: '3', aspect_ratio: '9:16' }, logs: true, mode: 'streaming',
    onQueueUpdate: (update) => seen.push(update),
  });
  await check(result, 'stream.mp4', { size: '2160x3840', seconds: 3, sound: null });
  assert.deepStrictEqual([...new Set(seen.map((update) => update.status))], ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
  assert.deepStrictEqual(seen.at(-1).logs.map((line) => line.message).length, 3);
});

test('a job of several shots is as long as they are together', async () => {
  const key = newKey();
  const result = await clientFor(key).subscribe(T2V, {
    input: { multi_prompt: [{ prompt: 'one', duration: '4' }, { prompt: 'two', duration: '4' }, { prompt: 'three', duration: '3' }] },
    ...quickly,
  });
  await check(result, 'shots.mp4', { size: '3840x2160', seconds: 11, sound: null });
  assert.strictEqual(await spent(key), '4.62');
});

test('submit, status, result and cancel are the queue by hand', async () => {
  const key = newKey();
  const { queue } = clientFor(key);
  const sent = await queue.submit(T2V, { input: { prompt: 'x', duration: '3' } });
  const requestId = sent.request_id;
  assert.strictEqual(sent.status, 'IN_QUEUE');
  assert.strictEqual(sent.response_url, `https://queue.fal.run/fal-ai/kling-video/requests/${requestId}`);
  const early = await queue.result(T2V, { requestId }).catch((error) => error);
  assert.deepStrictEqual([early.constructor, early.status, early.body], [ApiError, 400, { detail: 'Request is still in progress' }]);
  while ((await queue.status(T2V, { requestId })).status !== 'COMPLETED') await new Promise((done) => setTimeout(done, 20));
  await check(await queue.result(T2V, { requestId }), 'hand.mp4', { size: '3840x2160', seconds: 3, sound: null });
  const late = await queue.cancel(T2V, { requestId }).catch((error) => error);
  assert.deepStrictEqual([late.status, late.body], [400, { status: 'ALREADY_COMPLETED' }]);

  const stalled = await queue.submit(T2V, { input: { prompt: '[[mockling: stalled]]' } });
  await queue.cancel(T2V, { requestId: stalled.request_id });
  const status = await queue.status(T2V, { requestId: stalled.request_id });
  assert.deepStrictEqual([status.status, status.error_type], ['COMPLETED', 'client_cancelled']);
  const gone = await queue.result(T2V, { requestId: stalled.request_id }).catch((error) => error);
  assert.deepStrictEqual([gone.status, gone.body.error_type], [499, 'client_cancelled']);
  const unknown = await queue.status(T2V, { requestId: '019fd35a-6f0c-7b33-9c41-2f6c8f1d9a10' }).catch((error) => error);
  assert.deepStrictEqual([unknown.status, unknown.body], [404, { status: 'NOT_FOUND' }]);
});

test('run waits for the clip in one request', async () => {
  const result = await clientFor(newKey()).run(T2V, { input: { prompt: 'x', duration: '3', aspect_ratio: '1:1' } });
  assert.match(result.requestId, /^[0-9a-f-]{36}$/);
  const clip = await fetchClip(result.data.video.url, path.join(folder, 'run.mp4'));
  assert.strictEqual(clip.size.split('x')[0], clip.size.split('x')[1]);
});

test('an uploaded picture becomes a clip of its shape', async () => {
  const fal = clientFor(newKey());
  const picture = new File([png(640, 360)], 'bild 1.png', { type: 'image/png' });
  const image_url = await fal.storage.upload(picture);
  const kept = await fetch(image_url);
  assert.strictEqual(kept.headers.get('content-type'), 'image/png');
  assert.deepStrictEqual(Buffer.from(await kept.arrayBuffer()), png(640, 360));
  const result = await fal.subscribe(I2V, { input: { image_url, prompt: 'it moves', duration: '3' }, ...quickly });
  await check(result, 'image.mp4', { size: '3840x2160', seconds: 3, sound: null });
});

test('a file among the inputs is uploaded on the way', async () => {
  const input = { image_url: new File([png(360, 640)], 'b.png', { type: 'image/png' }), duration: '3', prompt: 'x' };
  await check(await clientFor(newKey()).subscribe(I2V, { input, ...quickly }), 'auto.mp4', { size: '2160x3840', seconds: 3, sound: null });
});

test('an input that breaks the schema is accepted, and told by the result', async () => {
  const key = newKey();
  const error = await failure(key, T2V, { prompt: 'x', duration: 5 });
  assert.deepStrictEqual([error.constructor, error.status, error.message], [ValidationError, 422, 'Unprocessable Entity']);
  const expected = "'3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14' or '15'";
  assert.deepStrictEqual(error.fieldErrors, [{
    type: 'literal_error', loc: ['body', 'duration'], msg: `Input should be ${expected}`, input: 5, ctx: { expected },
  }]);
  assert.strictEqual(await spent(key), '0');
});

test('neither prompt nor shots, and a prompt that is too long', async () => {
  const neither = await failure(newKey(), T2V, { duration: '5' });
  assert.deepStrictEqual(neither.fieldErrors.map(({ type, loc, msg }) => [type, loc, msg]), [
    ['value_error', ['body', 'prompt'], 'Value error, Either prompt or multi_prompt must be provided'],
  ]);
  const long = await failure(newKey(), T2V, { prompt: 'ä'.repeat(2501) });
  assert.deepStrictEqual([long.fieldErrors[0].type, long.fieldErrors[0].msg], ['string_too_long', 'String should have at most 2500 characters']);
});

test('moderation is a 422 of its own type', async () => {
  const key = newKey();
  const error = await failure(key, T2V, { prompt: 'x [[mockling: moderated]]' });
  assert.deepStrictEqual([error.constructor, error.status, error.fieldErrors[0].type, error.fieldErrors[0].loc],
    [ValidationError, 422, 'content_policy_violation', ['body', 'prompt']]);
  assert.strictEqual(await spent(key), '0');
});

test('a timeout is a 504 and has its type', async () => {
  const error = await failure(newKey(), T2V, { prompt: 'x [[mockling: request_timeout]]' });
  assert.deepStrictEqual([error.constructor, error.status, error.body],
    [ApiError, 504, { detail: 'Request timed out', error_type: 'request_timeout' }]);
});

test('the own start timeout of a client is marked as the user’s', async () => {
  const key = newKey();
  const error = await clientFor(key).subscribe(T2V, { input: { prompt: 'x [[mockling: queue=1h]]' }, startTimeout: 2, ...quickly })
    .then(() => assert.fail(), (thrown) => thrown);
  assert.deepStrictEqual([error.status, error.timeoutType, error.body.error_type], [504, 'user', 'startup_timeout']);
});

test('an account without money is locked out at submit', async () => {
  const key = newKey();
  await world(key, { scenario: { name: 'poor', balance: '2.09' } });
  const error = await failure(key, T2V, { prompt: 'x', duration: '5' });
  assert.deepStrictEqual([error.status, error.message, error.body.detail],
    [403, 'Forbidden', 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.']);
});

test('a malformed key is refused in the words of the provider', async () => {
  const error = await failure('nokey', T2V, { prompt: 'x' });
  assert.deepStrictEqual([error.status, error.body],
    [401, { detail: "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'." }]);
});

test('the client’s own limit cancels the job', async () => {
  const key = newKey();
  await assert.rejects(clientFor(key).subscribe(T2V, { input: { prompt: '[[mockling: stalled]]' }, timeout: 300, ...quickly }),
    /Client timed out waiting for the request to complete after 300ms/);
  for (let i = 0; i < 100 && !(await world(key)).jobs.cancelled; ++i) await new Promise((done) => setTimeout(done, 20));
  assert.strictEqual((await world(key)).jobs.cancelled, 1);
});
