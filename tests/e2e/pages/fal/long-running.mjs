const { request_id } = await fal.queue.submit("fal-ai/kling-video/o3/4k/text-to-video", {
  input: { prompt: "..." },
  webhookUrl: "https://your-server.com/webhook",
});

const status = await fal.queue.status("fal-ai/kling-video/o3/4k/text-to-video", {
  requestId: request_id,
  logs: true,
});

const result = await fal.queue.result("fal-ai/kling-video/o3/4k/text-to-video", {
  requestId: request_id,
});
