const result = await fal.subscribe("fal-ai/kling-video/o3/4k/text-to-video", {
  input: {
    multi_prompt: [
      { prompt: "Establishing wide shot of a neon-lit city skyline at dusk, anime style.", duration: "4" },
      { prompt: "Low-angle hero shot of a mecha landing on a rooftop, dust kicking up.", duration: "4" },
      { prompt: "Close-up: the pilot narrows their eyes — \"I'm here.\"", duration: "3" },
    ],
    shot_type: "customize",
    aspect_ratio: "16:9",
    generate_audio: true,
  },
});
