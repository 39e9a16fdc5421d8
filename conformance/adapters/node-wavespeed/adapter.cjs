// npm wavespeed, by the call that its README recommends to whoever needs the task's id.
'use strict';
const path = require('node:path');
const { serve, Failure } = require('../lib/driver.cjs'); // first: it takes other keys out of the environment
const { category } = require('../lib/status.cjs');
const { download } = require('../lib/download.cjs');
const sdk = require('wavespeed');

async function generate(run) {
  const { poll_interval_ms, request_timeout_ms, overall_timeout_ms } = run.tuning ?? {};
  const seconds = (ms) => (ms === undefined ? undefined : ms / 1000);
  const client = new sdk.Client(run.env.api_key ?? undefined, {
    connectionTimeout: seconds(request_timeout_ms), timeout: seconds(overall_timeout_ms), retryInterval: seconds(poll_interval_ms),
  });
  const { outputs, detail } = await client.runNoThrow(run.args.model, run.args.input, { pollInterval: seconds(poll_interval_ms) });
  const task_id = detail.taskId === 'unknown' ? null : detail.taskId;
  if (outputs === null) throw explain(detail.error, task_id);
  if (!outputs.length) throw new Failure('protocol', 'completed, but without an output', { task_id });
  const saved = [];
  for (const [index, url] of outputs.entries()) {
    const name = index === 0 ? run.args.save_as : `${index}-${run.args.save_as}`;
    saved.push(await download(url, path.join(run.env.work_dir, name), { idleMs: request_timeout_ms, task_id }));
  }
  return { task_id, status: detail.status, outputs: saved, cost: null, attempts: null };
}

function explain(error, task_id = null) {
  const { message } = error;
  const http = /HTTP (\d{3})/.exec(message);
  const http_status = http && Number(http[1]);
  const as = (name) => new Failure(name, message, { task_id, http_status });
  if (/API key is required/.test(message)) return as('auth');
  // The client itself says of these that the task may exist.
  if (/Prediction submission failed/.test(message)) return as(http_status && http_status < 500 ? category(http_status, message) : 'ambiguous_submission');
  if (error instanceof sdk.WavespeedTimeoutException || error instanceof sdk.WavespeedSyncTimeoutException) return as('timeout');
  if (error instanceof sdk.WavespeedPredictionException) return as(category(0, message) === 'content_policy' ? 'content_policy' : 'provider_failed');
  if (http_status) return as(category(http_status, message));
  if (error instanceof sdk.WavespeedConnectionException || /after \d+ attempts/.test(message)) return as('network');
  if (/JSON/.test(message)) return as('protocol');
  return as('other');
}

serve({
  client: { name: 'wavespeed (npm)', version: sdk.version, url: 'https://github.com/WaveSpeedAI/wavespeed-javascript' },
  providers: ['wavespeed'], capabilities: ['tuning', 'proxy_env'], ops: { generate }, explain,
});
