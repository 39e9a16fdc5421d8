// As fal's page has it: no word of a host. Downloads the clip into the file that is named.
const {fal} = require('@fal-ai/client');
const fs = require('node:fs');

(async () => {
  const {data} = await fal.subscribe('fal-ai/kling-video/o3/4k/text-to-video', {
    input: {prompt: 'a red fox in the snow', duration: '3'}, pollInterval: 100,
  });
  const answer = await fetch(data.video.url);
  fs.writeFileSync(process.argv[2], Buffer.from(await answer.arrayBuffer()));
})();
