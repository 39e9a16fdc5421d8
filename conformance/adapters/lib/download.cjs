// How a careful user fetches a clip. The SDKs leave this to their users, so the checks of the files judge these lines.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const { Failure } = require('./driver.cjs');

const TRIES = 4;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// The clip at `url`, whole, as `file`: beside it until the last byte is there. `size` is what the provider announced, if it did.
async function download(url, file, { idleMs = 10000, size = null, task_id = null, signal } = {}) {
  for (let attempt = 1; ; ++attempt) {
    try {
      const got = await once(url, `${file}.part`, { idleMs, size, signal });
      fs.renameSync(`${file}.part`, file);
      return { url, path: file, ...got, nsfw: null };
    } catch (error) {
      fs.rmSync(`${file}.part`, { force: true });
      if (signal?.aborted) throw new Failure('cancelled', 'the download was given up', { task_id });
      const said = error instanceof Failure ? error : new Failure('network', `${error.message} (${error.cause?.message ?? 'no cause'})`, { retryable: true });
      if (!said.more.retryable || attempt === TRIES) throw new Failure(said.category, said.message, { ...said.more, task_id });
      await pause(100 * 2 ** attempt);
    }
  }
}

async function once(url, part, { idleMs, size, signal }) {
  const quiet = new AbortController(); // a server that says nothing for so long is given up
  const give = () => quiet.abort();
  let timer = setTimeout(give, idleMs);
  signal?.addEventListener('abort', give);
  try {
    const answer = await fetch(url, { signal: quiet.signal });
    if ([403, 404, 410].includes(answer.status)) throw new Failure('expired_output', `the link answers ${answer.status}`, { http_status: answer.status });
    if (!answer.ok) throw new Failure('network', `the file host answers ${answer.status}`, { http_status: answer.status, retryable: answer.status === 429 || answer.status >= 500 });
    const type = answer.headers.get('content-type') || '';
    if (/^(text\/|application\/json)/.test(type)) throw new Failure('integrity', `not a clip but ${type}`);
    const hash = crypto.createHash('sha256');
    const out = fs.openSync(part, 'w');
    let written = 0;
    try {
      for await (const chunk of answer.body) {
        clearTimeout(timer);
        timer = setTimeout(give, idleMs);
        hash.update(chunk);
        written += fs.writeSync(out, chunk);
      }
    } finally {
      fs.closeSync(out);
    }
    // fetch undoes a content coding, and the length is that of what was coded.
    const length = answer.headers.has('content-encoding') ? null : answer.headers.get('content-length');
    if (written === 0 || (length !== null && written !== Number(length)) || (size !== null && written !== size)) {
      throw new Failure('integrity', `${written} bytes of ${length ?? size}, ${size} announced`, { retryable: true });
    }
    return { sha256: hash.digest('hex'), size: written };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', give);
  }
}

module.exports = { download };
