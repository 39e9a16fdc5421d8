curl --silent --request POST "https://api.evolink.ai/v1/videos/generations" \
--header "Authorization: Bearer ${EVOLINK_API_KEY}" \
--header "Content-Type: application/json" \
--data '{
    "model": "kling-o3-text-to-video",
    "duration": 5,
    "aspect_ratio": "16:9",
    "quality": "720p",
    "sound": "off",
    "model_params": {
        "multi_shot": true,
        "shot_type": "customize",
        "multi_prompt": [{"index": 1, "prompt": "A person on a hilltop", "duration": "5"}, {"index": 2, "prompt": "Camera pulls back", "duration": "5"}],
        "watermark_info": {"enabled": false}
    }
}'
