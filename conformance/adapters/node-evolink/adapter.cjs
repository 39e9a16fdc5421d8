// npm @evolinkai/evolink-media: a server of tools for assistants. This is the assistant: it calls generate_video, asks
// check_task until there is an end, and fetches what that names. The loop and its patience are the adapter's.
'use strict';
const path = require('node:path');
const { serve, Failure } = require('../lib/driver.cjs');
const { category } = require('../lib/status.cjs');
const { download } = require('../lib/download.cjs');
const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js');

const PACKAGE = '@evolinkai/evolink-media';
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const patience = ({ tuning = {} }) => tuning.overall_timeout_ms ?? 600000;
const value = (text, label) => new RegExp(`^${label}: (.*)$`, 'm').exec(text)?.[1];

// The package reads its key from its environment, so each run has a process of its own.
async function withTools(run, work) {
  const transport = new StdioClientTransport({
    command: process.execPath, args: [require.resolve(PACKAGE)], stderr: 'inherit',
    env: { ...process.env, ...(run.env.api_key ? { EVOLINK_API_KEY: run.env.api_key } : {}) },
  });
  const client = new Client({ name: 'mockling-conform', version: '1' });
  try {
    await client.connect(transport).catch((error) => {
      throw new Failure(run.env.api_key ? 'other' : 'auth', `the package does not start: ${error.message}`);
    });
    const until = Date.now() + patience(run);
    return await work(async (name, input) => {
      const timeout = Math.max(1, until - Date.now()); // of the protocol between assistant and tools; the package has none
      const { content, isError } = await client.callTool({ name, arguments: input }, undefined, { timeout }).catch((error) => {
        throw new Failure('timeout', `${name}: ${error.message}`);
      });
      if (isError) throw failureOf(content[0].text);
      return content[0].text;
    }, until);
  } finally {
    await client.close();
  }
}

function failureOf(text) {
  const http_status = Number(/^\[(\d{3})\]/.exec(text)?.[1]) || null;
  if (http_status) return new Failure(category(http_status, text), text, { http_status, retryable: http_status === 429 || http_status >= 500 });
  if (/fetch failed|terminated/.test(text)) return new Failure('network', text, { retryable: true });
  if (/JSON/.test(text)) return new Failure('protocol', text, { retryable: true });
  return new Failure(/validation|Invalid arguments/i.test(text) ? 'validation' : 'other', text);
}

async function submit(run, tool) {
  const text = await tool('generate_video', { model: run.args.model, ...run.args.input });
  const task_id = value(text, 'Task ID') ?? null;
  run.tell('submitted', { task_id });
  return task_id;
}

// The link of the finished clip.
async function ended(run, tool, task_id, until) {
  for (; Date.now() < until; await pause(run.tuning?.poll_interval_ms ?? 10000)) {
    let text;
    try {
      text = await tool('check_task', { task_id });
    } catch (error) {
      if (error.more?.retryable) continue; // the assistant asks again
      throw Object.assign(error, { more: { ...error.more, task_id } });
    }
    const status = value(text, 'Status');
    if (status === 'completed') return links(text, task_id);
    if (status === 'failed') throw new Failure(category(0, text) === 'content_policy' ? 'content_policy' : 'provider_failed', text, { task_id });
  }
  throw new Failure('timeout', `no end within ${patience(run)} ms`, { task_id });
}

function links(text, task_id) {
  const found = [...text.matchAll(/^ {2}\[\d+\] (.*)$/gm)].map(([, url]) => url);
  if (found.length === 0) throw new Failure('protocol', 'completed, but without a link', { task_id });
  return found;
}

async function save(run, task_id, urls) {
  const outputs = [];
  for (const [index, url] of urls.entries()) {
    const name = index === 0 ? run.args.save_as : `${index}-${run.args.save_as}`;
    outputs.push(await download(url, path.join(run.env.work_dir, name), { idleMs: run.tuning?.request_timeout_ms, task_id }));
  }
  return { task_id, status: 'completed', outputs, cost: null, attempts: null };
}

const told = (task_id, status, outputs = []) => ({ task_id, status, outputs, cost: null, attempts: null });
const ops = {
  generate: (run) => withTools(run, async (tool, until) => {
    const id = await submit(run, tool);
    return save(run, id, await ended(run, tool, id, until));
  }),
  submit: (run) => withTools(run, async (tool) => told(await submit(run, tool), 'pending')),
  resume: (run) => withTools(run, async (tool, until) => save(run, run.args.task_id, await ended(run, tool, run.args.task_id, until))),
  wait: (run) => withTools(run, async (tool, until) => {
    const urls = await ended(run, tool, run.args.task_id, until);
    return told(run.args.task_id, 'completed', urls.map((url) => ({ url, path: null, sha256: null, size: null, nsfw: null })));
  }),
};

const { version } = require(require.resolve(PACKAGE).replace(/dist.evolink-media.*$/, 'package.json'));
serve({
  client: { name: PACKAGE, version, url: 'https://github.com/EvoLinkAI/evolink-media-mcp' },
  providers: ['evolink'], capabilities: ['tuning', 'event_log', 'proxy_env'], ops,
  max_in_flight: 4, // each is a process
});
