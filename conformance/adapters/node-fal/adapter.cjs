// npm @fal-ai/client, as fal's documentation uses it.
'use strict';
const path = require('node:path');
const { serve, Failure } = require('../lib/driver.cjs'); // first: it takes other keys out of the environment
const { category } = require('../lib/status.cjs');
const { download } = require('../lib/download.cjs');
const { ApiError, createFalClient } = require('@fal-ai/client');

const clientOf = (run) => createFalClient({ credentials: run.env.api_key ?? undefined });

// What `subscribe` has for time. Its timeout begins after the submit, and a single request has none: a signal ends what hangs.
function timing({ tuning = {}, signal }) {
  const { poll_interval_ms: pollInterval, overall_timeout_ms: timeout } = tuning;
  return { pollInterval, timeout, abortSignal: timeout ? AbortSignal.any([signal, AbortSignal.timeout(timeout + 500)]) : signal };
}

async function save(run, requestId, { data }) {
  const file = path.join(run.env.work_dir, run.args.save_as);
  if (!data?.video?.url) throw new Failure('protocol', `completed, but without a clip: ${JSON.stringify(data)}`, { task_id: requestId });
  const { url, file_size } = data.video;
  const saved = await download(url, file, { idleMs: run.tuning?.request_timeout_ms, size: file_size ?? null, task_id: requestId, signal: run.signal });
  return { task_id: requestId, status: 'COMPLETED', outputs: [saved], cost: null, attempts: null };
}

// Runs `work` with a place for the id, so that a failure can name the task that was paid for.
async function withTask(run, work) {
  const task = { id: run.args.task_id ?? null };
  try {
    return await work(task);
  } catch (error) {
    throw error instanceof Failure ? error : explain(error, task.id, run.signal);
  }
}

function explain(error, task_id, signal) {
  if (signal?.aborted) return new Failure('cancelled', error.message, { task_id });
  if (error instanceof ApiError) {
    const text = `${error.message} ${JSON.stringify(error.body ?? '')}`;
    const afterwards = task_id && error.status >= 500 ? 'provider_failed' : category(error.status, text);
    return new Failure(afterwards, text, { task_id, http_status: error.status, retryable: [429, 502, 503, 504].includes(error.status) });
  }
  if (/timed out/.test(error.message) || error.name === 'TimeoutError') return new Failure('timeout', error.message, { task_id });
  if (error instanceof SyntaxError) return new Failure('protocol', error.message, { task_id });
  if (/fetch failed|terminated/.test(error.message)) return new Failure('network', `${error.message}: ${error.cause?.message}`, { task_id, retryable: true });
  return new Failure('other', error.message, { task_id });
}

const ops = {
  generate: (run) => withTask(run, async (task) => {
    const result = await clientOf(run).subscribe(run.args.model, {
      input: run.args.input, webhookUrl: run.args.webhook_url, ...timing(run),
      onEnqueue(id) {
        task.id = id;
        run.tell('submitted', { task_id: id });
      },
    });
    return save(run, task.id, result);
  }),
  submit: (run) => withTask(run, async () => {
    const sent = await clientOf(run).queue.submit(run.args.model, { input: run.args.input, webhookUrl: run.args.webhook_url, ...timing(run) });
    run.tell('submitted', { task_id: sent.request_id });
    return { task_id: sent.request_id, status: sent.status, outputs: [], cost: null, attempts: null };
  }),
  wait: (run) => withTask(run, async ({ id }) => {
    const { data } = await ended(run, id);
    return { task_id: id, status: 'COMPLETED', outputs: [{ url: data.video.url, path: null, sha256: null, size: data.video.file_size ?? null, nsfw: null }], cost: null, attempts: null };
  }),
  resume: (run) => withTask(run, async ({ id }) => save(run, id, await ended(run, id))),
  // The client keeps to itself what the provider said.
  cancel: (run) => withTask(run, async ({ id }) => {
    await clientOf(run).queue.cancel(run.args.model, { requestId: id });
    return { task_id: id, status: null, outputs: [], cost: null, attempts: null };
  }),
};

async function ended(run, requestId) {
  const { queue } = clientOf(run);
  await queue.subscribeToStatus(run.args.model, { requestId, ...timing(run) });
  return queue.result(run.args.model, { requestId, abortSignal: run.signal });
}

const { version } = require(require.resolve('@fal-ai/client').replace(/src.index\.js$/, 'package.json'));
serve({
  client: { name: '@fal-ai/client', version, url: 'https://github.com/fal-ai/fal-js' },
  providers: ['fal'], capabilities: ['tuning', 'abort', 'event_log', 'proxy_env'], ops, explain,
});
