// Pictures to upload and a look into clips.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const zlib = require('node:zlib');

const TABLE = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const sum = ~body.reduce((crc, byte) => TABLE[(crc ^ byte) & 255] ^ (crc >>> 8), -1) >>> 0;
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length);
  body.copy(framed, 4);
  framed.writeUInt32BE(sum, body.length + 4);
  return framed;
}

// A plain picture of this size, as bytes.
function png(width, height) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const row = Buffer.alloc(1 + 3 * width, 0x80);
  row[0] = 0;
  const rows = Buffer.concat(Array(height).fill(row));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', zlib.deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// Downloads a clip and asks ffprobe. Nothing is sent along: a key has no business at a file host.
async function fetchClip(url, path) {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${answer.status} for ${url}`);
  fs.writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  const asked = ['-v', 'error', '-count_packets', '-show_streams', '-show_format', '-of', 'json', path];
  const { streams, format } = JSON.parse(execFileSync('ffprobe', asked, { encoding: 'utf8' }));
  const video = streams.find((stream) => stream.codec_type === 'video');
  const sound = streams.find((stream) => stream.codec_type === 'audio');
  return {
    type: answer.headers.get('content-type'),
    size: `${video.width}x${video.height}`,
    codec: video.codec_name,
    frames: Number(video.nb_read_packets),
    seconds: Number(video.duration),
    duration: Number(format.duration),
    sound: sound ? sound.codec_name : null,
  };
}

module.exports = { png, fetchClip };
