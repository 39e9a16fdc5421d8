// EvoLink's MCP server, as published, at EvoLink's own names with nothing set but the key: a picture is uploaded,
// becomes a clip and is deleted again.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test, before, after } = require('node:test');
const { png, fetchClip } = require('./media.cjs');

const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mockling-mcp-'));
const client = new Client({ name: 'e2e', version: '1' });

before(async () => {
  const env = { ...process.env, EVOLINK_API_KEY: `sk-mcp-${process.pid}` };
  await client.connect(new StdioClientTransport({
    command: process.execPath, args: [require.resolve('@evolinkai/evolink-media')], env, stderr: 'ignore',
  }));
});
after(async () => {
  await client.close();
  fs.rmSync(folder, { recursive: true });
});

// What a tool says.
async function tool(name, input = {}) {
  const { content, isError } = await client.callTool({ name, arguments: input });
  assert.ok(!isError, content[0].text);
  return content[0].text;
}

const value = (text, label) => new RegExp(`^${label}: (.*)$`, 'm').exec(text)[1];

async function finished(id) {
  for (let i = 0; i < 1000; ++i) {
    const said = await tool('check_task', { task_id: id });
    if (!/^Status: (pending|processing)$/m.test(said)) return said;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`${id} does not end`);
}

test('a picture is uploaded, animated, and deleted', async () => {
  const picture = path.join(folder, 'bild 1.png');
  fs.writeFileSync(picture, png(640, 360));
  const uploaded = await tool('upload_file', { file_path: picture, upload_path: 'pictures' });
  const [link, file] = [value(uploaded, 'File URL'), value(uploaded, 'File ID')];
  assert.match(link, /^https:\/\/files\.evolink\.ai\/.*\/pictures\/bild_1\.png$/);
  assert.deepStrictEqual([value(uploaded, 'Type'), value(uploaded, 'File Name')], ['image/png', 'bild 1.png']);
  assert.deepStrictEqual(Buffer.from(await (await fetch(link)).arrayBuffer()), png(640, 360));
  assert.match(await tool('list_files'), new RegExp(`^Quota: 1/2000 files used[^]*- bild_1\\.png .*\\[${file}\\]`));

  const order = { model: 'kling-o3-image-to-video', prompt: 'it moves', image_urls: [link], duration: 3, quality: '720p' };
  const submitted = await tool('generate_video', order);
  assert.match(submitted, /^Estimated cost: 16\.2 credits \(per_second\)$/m);
  const said = await finished(value(submitted, 'Task ID'));
  assert.strictEqual(value(said, 'Status'), 'completed');
  const clip = await fetchClip(/^ {2}\[1\] (.*)$/m.exec(said)[1], path.join(folder, 'clip.mp4'));
  assert.deepStrictEqual([clip.type, clip.seconds, clip.sound], ['video/mp4', 3, null]);

  assert.match(await tool('delete_file', { file_id: file }), /deleted successfully/);
  assert.match(await tool('list_files'), /^Quota: 0\/2000[^]*\(no files\)/);
  assert.strictEqual((await fetch(link)).status, 404);
});

test('base64 and a link of one’s own; a foreign link cannot be fetched', async () => {
  const data = png(320, 320).toString('base64');
  const first = await tool('upload_file', { base64_data: `data:image/png;base64,${data}`, file_name: 'square.png' });
  const copied = await tool('upload_file', { file_url: value(first, 'File URL'), file_name: 'copy.png' });
  assert.deepStrictEqual(Buffer.from(await (await fetch(value(copied, 'File URL'))).arrayBuffer()), png(320, 320));
  const { content, isError } = await client.callTool({ name: 'upload_file', arguments: { file_url: 'https://example.com/a.png' } });
  assert.ok(isError);
  assert.strictEqual(content[0].text, 'File API error (40004): URL download failed');
});
