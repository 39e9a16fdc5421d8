// As WaveSpeed's page has it: no base URL. Downloads the clip into the file that is named.
const {Client} = require('wavespeed');
const fs = require('node:fs');

(async () => {
  const {outputs} = await new Client().run('kwaivgi/kling-video-o3-4k/text-to-video', {prompt: 'a red fox in the snow', duration: 3});
  const answer = await fetch(outputs[0]);
  fs.writeFileSync(process.argv[2], Buffer.from(await answer.arrayBuffer()));
})();
