curl --silent --request POST "https://api.evolink.ai/v1/videos/generations" \
--header "Authorization: Bearer ${EVOLINK_API_KEY}" \
--header "Content-Type: application/json" \
--data '{
    "model": "kling-o3-text-to-video",
    "prompt": "A golden retriever running through a sunlit meadow, cinematic slow motion.",
    "duration": 5,
    "aspect_ratio": "16:9",
    "quality": "720p",
    "sound": "off",
    "callback_url": "https://your-domain.com/webhooks/video-task-completed"
}'
