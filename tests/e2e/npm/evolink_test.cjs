// EvoLink's own API client (the core of its MCP server), as published, told of another address by its own setting: it
// makes, polls and downloads jobs, and meets every kind of refusal.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test, after } = require('node:test');
const { pathToFileURL } = require('node:url');
const { fetchClip } = require('./media.cjs');

const core = path.join(path.dirname(require.resolve('@evolinkai/evolink-media/package.json')), 'dist', 'core', 'src');
const load = (file) => import(pathToFileURL(path.join(core, file)));
const config = { channel: 'official', baseUrl: process.env.MOCKLING_URL };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mockling-evolink-'));
after(() => fs.rmSync(folder, { recursive: true }));

const T2V = 'kling-o3-text-to-video';
let keys = 0;

// A world of its own for each test: the client reads its key from the environment at every request.
function newKey() {
  process.env.EVOLINK_API_KEY = `sk-npm-${process.pid}-${++keys}`;
}

async function world(change) {
  const answer = await fetch(`${process.env.MOCKLING_URL}/_mockling/world`, {
    method: change ? 'PATCH' : 'GET',
    headers: { Authorization: `Bearer ${process.env.EVOLINK_API_KEY}` },
    body: change && JSON.stringify(change),
  });
  assert.strictEqual(answer.status, 200);
  return answer.json();
}

async function create(body) {
  const { apiRequest } = await load('services/api-client.js');
  return apiRequest(config, { method: 'POST', path: '/v1/videos/generations', body: { model: T2V, ...body } });
}

// Polls until the task has ended; also what it said on the way.
async function finish(id) {
  const { queryTask } = await load('services/api-client.js');
  const seen = [];
  for (let i = 0; i < 1000; ++i) {
    const task = await queryTask(config, id);
    seen.push(task);
    if (task.status === 'completed' || task.status === 'failed') return { task, seen };
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`${id} does not end`);
}

const refusal = (body) => create(body).then(() => assert.fail('was accepted'), (error) => error);

test('a job is made, polled and downloaded', async () => {
  newKey();
  const made = await create({ prompt: 'a red fox in the snow', duration: 5, quality: '1080p', sound: 'on' });
  assert.match(made.id, /^task-unified-\d+-[a-z0-9]{8}$/);
  assert.deepStrictEqual([made.status, made.progress, made.object], ['pending', 0, 'video.generation.task']);
  assert.strictEqual(made.usage.credits_reserved, 45.009);
  const { task, seen } = await finish(made.id);
  assert.strictEqual(task.status, 'completed');
  const progress = seen.map((one) => one.progress);
  assert.deepStrictEqual(progress, [...progress].sort((a, b) => a - b));
  const clip = await fetchClip(task.results[0], path.join(folder, 'fox.mp4'));
  assert.deepStrictEqual([clip.type, clip.size, clip.seconds, clip.sound], ['video/mp4', '1920x1080', 5, 'aac']);
});

test('several shots, and the words that the client makes of the result', async () => {
  newKey();
  const shots = [{ index: 1, prompt: 'A fox wakes.', duration: '3' }, { index: 2, prompt: 'It runs.', duration: '4' }];
  const made = await create({ duration: 7, model_params: { multi_shot: true, shot_type: 'customize', multi_prompt: shots } });
  const { task } = await finish(made.id);
  const { formatTaskResult } = await load('tools/check-task.js');
  const lines = formatTaskResult(task).split('\n');
  assert.ok(lines.includes('Status: completed') && lines.includes(`  [1] ${task.results[0]}`), lines.join('\n'));
  const clip = await fetchClip(task.results[0], path.join(folder, 'shots.mp4'));
  assert.deepStrictEqual([clip.size, clip.seconds, clip.sound], ['1280x720', 7, null]);
});

test('an input that breaks the rules', async () => {
  newKey();
  const error = await refusal({ prompt: 'x', aspect_ratio: '4:3' });
  assert.deepStrictEqual([error.name, error.status], ['ApiHttpError', 400]);
  assert.match(error.message, /^\[400\] .*aspect_ratio/);
});

test('an account without credits', async () => {
  newKey();
  await world({ scenario: { name: 'poor', balance: '26.9' } });
  const error = await refusal({ prompt: 'x' });
  assert.strictEqual(error.status, 402);
  assert.match(error.message, /^\[402\] Insufficient quota\. Please top up your account\.\nHint: /);
});

test('a model that the key may not use', async () => {
  newKey();
  const error = await refusal({ model: 'kling-o9', prompt: 'x' });
  assert.deepStrictEqual([error.status, error.message], [403, '[403] Token does not have access to model: kling-o9']);
});

test('moderation is a task that failed, and gives the credits back', async () => {
  newKey();
  const made = await create({ prompt: 'x [[mockling: moderated]]' });
  const { task } = await finish(made.id);
  const { formatTaskResult } = await load('tools/check-task.js');
  assert.match(formatTaskResult(task), /Error code: content_policy_violation\n[^]*Retryable: No/);
  assert.strictEqual((await world()).accounts.evolink.spent, '0');
});

test('a task that is not there', async () => {
  newKey();
  const { queryTask } = await load('services/api-client.js');
  const error = await queryTask(config, 'task-unified-1-abcdefgh').then(() => assert.fail(), (thrown) => thrown);
  assert.deepStrictEqual([error.status, error.message], [404, '[404] The requested task could not be found']);
});
