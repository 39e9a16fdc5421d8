curl --request POST \
  --url https://fal.run/fal-ai/kling-video/o3/4k/text-to-video \
  --header "Authorization: Key $FAL_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "prompt": "A mecha lands on the ground to save the city, and says \"I'\''m here\", in anime style",
    "duration": "5",
    "aspect_ratio": "16:9",
    "generate_audio": true
  }'
